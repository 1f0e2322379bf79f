"""Signing in with one's organisation: there, and back.

The way back is a GET that begins a session, the only one that writes: the protocol has the provider send the browser by
a link, and the state that only this browser holds stands for the token of a form.
"""

import hmac
from typing import Any

from flask import make_response, redirect, session, url_for
from flask.typing import ResponseReturnValue

from registry.errors import NotFound
from registry.services import oidc
from registry.services.oidc import Pending, Provider
from registry.services.signin import Refused
from registry.web import query as queries
from registry.web import who
from registry.web.forms import Form
from registry.web.pages import page, registry
from registry.web.views.sign_in import ask, onward

_HELD = "provider"
_DENIED = Refused("Your organisation did not sign you in.", "Try again, or ask there.")
_LOST = Refused("This sign-in was not begun in this browser, or took too long.", "Begin again here.")


@page("/sign-in/oidc", queries.Onward)
def oidc_begin(query: dict[str, Any]) -> ResponseReturnValue:
    """Send the browser to the provider."""
    try:
        address, pending = _provider().send(_back())
    except Refused as error:
        return _again(error)
    session[_HELD] = [pending.state, pending.nonce, pending.verifier, query.get("next", "")]
    return redirect(address, 303)


@page("/sign-in/oidc/back", queries.FromProvider)
def oidc_back(query: dict[str, Any]) -> ResponseReturnValue:
    """Take who comes back from the provider with what this browser was sent there with."""
    provider, held = _provider(), session.pop(_HELD, None)
    if not held or not hmac.compare_digest(held[0].encode(), query.get("state", "").encode()):
        return _again(_LOST)
    if "code" not in query:
        return _again(_DENIED)
    try:
        claims = provider.finish(Pending(*held[:3]), query["code"], _back())
        who.enter(oidc.sign_in(registry().store.engine, provider, claims, who.device()))
    except Refused as error:
        return _again(error)
    return onward(held[3])


def _provider() -> Provider:
    found = registry().provider
    if found is None:
        raise NotFound("")
    return found


def _back() -> str:
    """Our address that the provider knows: under the public one where there is one."""
    here = registry()
    return (here.public_url.rstrip("/") + url_for("web.oidc_back")) if here.public_url else url_for(
        "web.oidc_back", _external=True
    )  # fmt: skip


def _again(error: Refused) -> ResponseReturnValue:
    return make_response(ask(Form(problems={"": str(error)})), 422)
