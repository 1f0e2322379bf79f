"""Signing in and out, the second factor, and a password of one's own."""

import io
from typing import Any

import segno
from flask import make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from registry.services import signin
from registry.services.signin import Attempt, Needs, SignedIn
from registry.web import forms, who
from registry.web import query as queries
from registry.web.forms import Form
from registry.web.pages import PUBLIC, SIGNING_IN, act, page, registry

_STEPS = {
    Needs.CODE: "web.sign_in_code", Needs.SECOND_FACTOR: "web.second_factor", Needs.PASSWORD: "web.own_password",
}  # fmt: skip


def ask(form: Form) -> ResponseReturnValue:
    """The page that asks who somebody is."""
    return render_template(
        "sign_in.html",
        form=form,
        oidc=registry().provider is not None,
        guests=registry().guests,
        next=form.given.get("next", ""),
    )


@page("/sign-in", queries.Onward)
def sign_in(query: dict[str, Any]) -> ResponseReturnValue:
    """Ask for name and password; who is signed in already is sent on."""
    if who.signed_in():
        return onward(query.get("next", ""))
    return ask(Form(given=query))


@act("/sign-in", forms.SignIn, PUBLIC, ask)
def sign_in_(form: Form) -> ResponseReturnValue:
    """Check them."""
    address = request.remote_addr or ""
    attempt = Attempt(form["name"], form["password"], address, who.device())
    who.enter(signin.sign_in(registry().store.engine, attempt))
    return onward(form["next"])


def _code(form: Form) -> ResponseReturnValue:
    return render_template("sign_in_code.html", form=form)


@page("/sign-in/code", queries.Onward, SIGNING_IN)
def sign_in_code(query: dict[str, Any]) -> ResponseReturnValue:
    """Ask for the code of the second factor."""
    found = who.signed_in()
    if found is None or found.needs is not Needs.CODE:
        return onward(query.get("next", ""))
    return _code(Form(given=query))


@act("/sign-in/code", forms.Code, SIGNING_IN, _code)
def sign_in_code_(form: Form) -> ResponseReturnValue:
    """Check it."""
    engine, address = registry().store.engine, request.remote_addr or ""
    who.enter(signin.confirm(engine, who.text(), form["code"], address, who.device()))
    return onward(form["next"])


def _second_factor(form: Form) -> ResponseReturnValue:
    found = _somebody()
    if found is None or found.account.totp_secret is not None:
        return onward("")
    secret = session.setdefault("new_secret", signin.new_secret())
    address = signin.app_address(found.account, secret)
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=5, border=2, xmldecl=False, svgclass="qr", lineclass=""
    )
    picture = Markup(drawn.getvalue().decode())  # noqa: S704 - made by segno of squares alone
    return render_template("second_factor.html", form=form, secret=secret, address=address, picture=picture)


@page("/account/second-factor", permission=SIGNING_IN)
def second_factor() -> ResponseReturnValue:
    """Show a new secret to an authenticator app."""
    return _second_factor(Form())


@act("/account/second-factor", forms.SecondFactor, SIGNING_IN, _second_factor)
def second_factor_(form: Form) -> ResponseReturnValue:
    """Take it once its first code is right."""
    secret = str(session.get("new_secret", ""))
    who.enter(signin.set_second_factor(registry().store.engine, who.text(), secret, form["code"]))
    return onward("")


def _password(form: Form) -> ResponseReturnValue:
    found = _somebody()
    if found is None:
        return redirect(url_for("web.sign_in"), 303)
    return render_template("own_password.html", form=form, first=found.needs is Needs.PASSWORD)


@page("/account/password", permission=SIGNING_IN)
def own_password() -> ResponseReturnValue:
    """Ask for a new password."""
    return _password(Form())


@act("/account/password", forms.Password, SIGNING_IN, _password)
def own_password_(form: Form) -> ResponseReturnValue:
    """Change it; every other session ends."""
    if form["new"] != form["again"]:
        form.problems["again"] = _("This is not the same as above.")
        return make_response(_password(form), 422)
    who.enter(signin.change_password(registry().store.engine, who.text(), form["old"], form["new"]))
    return onward("")


def _signed_out(form: Form) -> ResponseReturnValue:  # noqa: ARG001 - a button has nothing to show again
    return redirect(url_for("web.home"), 303)


@act("/sign-out", forms.Nothing, PUBLIC, _signed_out)
def sign_out(form: Form) -> ResponseReturnValue:
    """End the session."""
    signin.sign_out(registry().store.engine, who.text())
    who.leave()
    return _signed_out(form)


def _somebody() -> SignedIn | None:
    """The session, where the password was given and no code is owed."""
    found = who.signed_in()
    return None if found is None or found.needs is Needs.CODE else found


def onward(wanted: str) -> ResponseReturnValue:
    """Send the reader to what the session still needs, else to the page that was wanted, else home."""
    found = who.signed_in()
    if found is None:
        return redirect(url_for("web.sign_in"), 303)
    step = _STEPS.get(found.needs) if found.needs else None
    if step is not None:
        more = {"next": wanted} if step == "web.sign_in_code" and wanted else {}
        return redirect(url_for(step, **more), 303)  # type: ignore[arg-type]
    return redirect(queries.own_page(wanted) or url_for("web.account"), 303)
