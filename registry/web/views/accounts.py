"""All accounts, for administrators: who may do what, and whose first password is which."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registry import db
from registry.services import accounts as service
from registry.services.accounts import Made, Person
from registry.services.actors import Role
from registry.services.permission import Action
from registry.web import forms, who
from registry.web.forms import Form
from registry.web.pages import act, page, registry


def _accounts(form: Form, made: Made | None = None) -> ResponseReturnValue:
    with db.read(registry().store.engine) as session:
        everyone = service.everyone(session, who.actor())
    return render_template("accounts.html", form=form, everyone=everyone, made=made, roles=list(Role),
                           partners=service.partners())  # fmt: skip


@page("/accounts", permission=Action.MANAGE_ACCOUNTS)
def accounts() -> ResponseReturnValue:
    """Everybody who may sign in."""
    return _accounts(Form())


@act("/accounts", forms.Account, Action.MANAGE_ACCOUNTS, _accounts)
def accounts_(form: Form) -> ResponseReturnValue:
    """Make an account; its first password stands on the answer and nowhere else."""
    return _accounts(Form(), service.add(registry().store.engine, who.actor(), _person(form)))


def _one(form: Form, account_id: int, made: Made | None = None) -> ResponseReturnValue:
    with db.read(registry().store.engine) as session:
        found = service.one(session, who.actor(), account_id)
    return render_template("account_one.html", form=form, account=found, made=made, roles=list(Role),
                           partners=service.partners())  # fmt: skip


@page("/accounts/<int:account_id>", permission=Action.MANAGE_ACCOUNTS)
def account_one(account_id: int) -> ResponseReturnValue:
    """One account and what can be done to it."""
    return _one(Form(), account_id)


@act("/accounts/<int:account_id>", forms.AccountChange, Action.MANAGE_ACCOUNTS, _one)
def account_one_(form: Form, account_id: int) -> ResponseReturnValue:
    """Change it; its sessions end."""
    service.change(registry().store.engine, who.actor(), account_id, _person(form))
    return redirect(url_for("web.account_one", account_id=account_id), 303)


@act("/accounts/<int:account_id>/reset", forms.Nothing, Action.MANAGE_ACCOUNTS, _one)
def account_reset(form: Form, account_id: int) -> ResponseReturnValue:
    """A new first password."""
    return _one(form, account_id, service.reset(registry().store.engine, who.actor(), account_id))


@act("/accounts/<int:account_id>/disable", forms.Reason, Action.MANAGE_ACCOUNTS, _one)
def account_disable(form: Form, account_id: int) -> ResponseReturnValue:
    """Shut it."""
    service.disable(registry().store.engine, who.actor(), account_id, form["because"])
    return redirect(url_for("web.account_one", account_id=account_id), 303)


@act("/accounts/<int:account_id>/enable", forms.Nothing, Action.MANAGE_ACCOUNTS, _one)
def account_enable(form: Form, account_id: int) -> ResponseReturnValue:  # noqa: ARG001
    """Open it again."""
    service.enable(registry().store.engine, who.actor(), account_id)
    return redirect(url_for("web.account_one", account_id=account_id), 303)


def _person(form: Form) -> Person:
    roles = frozenset(Role(term) for term in form["role"])
    return Person(form["name"], form["shown_name"], form["partner"], roles)
