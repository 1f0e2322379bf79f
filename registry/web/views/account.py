"""One's own account: what it may do, its tokens, the language of the pages."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import db
from registry.errors import NotFound
from registry.services import tokens
from registry.services.actors import Role
from registry.services.permission import Action
from registry.web import forms, languages, who
from registry.web import query as queries
from registry.web.forms import Form
from registry.web.pages import act, page, registry

_YEAR_SECONDS = 366 * 86_400


def _account(form: Form, issued: str = "", token_id: int | None = None) -> ResponseReturnValue:  # noqa: ARG001
    actor = who.actor()
    with db.read(registry().store.engine) as session:
        mine = tokens.mine(session, actor)
    return render_template("account.html", form=form, actor=actor, tokens=mine, issued=issued,
                           roles=sorted(actor.roles - {Role.ADMIN}))  # fmt: skip


@page("/account", permission=Action.MANAGE_OWN)
def account() -> ResponseReturnValue:
    """Who is signed in, with which roles, and the tokens that act for the account."""
    return _account(Form())


@act("/account/tokens", forms.Token, Action.MANAGE_OWN, _account)
def token(form: Form) -> ResponseReturnValue:
    """Make a token; its text stands on the answer and nowhere else."""
    roles = [Role(term) for term in form["role"]]
    issued = tokens.issue(registry().store.engine, who.actor(), form["name"], roles, form["days"])
    return _account(Form(), issued.text)


@act("/account/tokens/<int:token_id>/revoke", forms.Nothing, Action.MANAGE_OWN, _account)
def token_revoke(form: Form, token_id: int) -> ResponseReturnValue:  # noqa: ARG001
    """End a token."""
    tokens.revoke(registry().store.engine, who.actor(), token_id)
    return redirect(url_for("web.account"), 303)


@page("/language/<code>", queries.Onward)
def language(code: str, query: dict[str, Any]) -> ResponseReturnValue:
    """Read the pages in another language: kept in the browser alone."""
    if code not in languages.LANGUAGES:
        raise NotFound("")
    wanted = query.get("next", "")
    answer = redirect(queries.own_page(wanted) or url_for("web.home"), 303)
    answer.set_cookie(languages.COOKIE, code, max_age=_YEAR_SECONDS, httponly=True, samesite="Lax",
                      secure=request.is_secure)  # fmt: skip
    return answer
