"""Who asks: the session behind the browser's cookie, and the actor behind the session.

The cookie is signed and holds a random text and when it was last seen; what that text may do is asked of the database
each time, so that a role taken away is gone with the next request.
"""

from datetime import UTC, datetime, timedelta

from flask import g, request, session

from registry import db
from registry.services import permission, signin
from registry.services.actors import PUBLIC, Actor
from registry.services.permission import Action
from registry.services.signin import Opened, SignedIn
from registry.web.opened import registry

IDLE = timedelta(minutes=30)
DEVICE = "device"
_DEVICE_DAYS = 180
_TOUCH_SECONDS = 60


def signed_in() -> SignedIn | None:
    """The living session of this request, complete or not."""
    if "signed_in" not in g:
        g.signed_in = _load()
    found: SignedIn | None = g.signed_in
    return found


def text() -> str:
    """What the browser holds of its session."""
    return str(session.get("sid", ""))


def actor() -> Actor:
    """Who acts in this request."""
    found = signed_in()
    return found.actor if found else PUBLIC


def enter(opened: Opened) -> None:
    """Give the browser a session just opened; whatever it held before is forgotten, the token of its forms too."""
    session.clear()
    session["sid"], session["seen"] = opened.text, _now()
    g.pop("signed_in", None)
    g.pop("csrf_token", None)
    if opened.device:
        g.new_device = opened.device


def leave() -> None:
    """Forget the session in the browser."""
    session.clear()
    g.signed_in = None


def device() -> str | None:
    """The device that the browser says it is."""
    return request.cookies.get(DEVICE)


def device_days() -> int:
    """How long, in seconds, a browser is remembered as a device."""
    return _DEVICE_DAYS * 86_400


def _load() -> SignedIn | None:
    held = session.get("sid")
    if not isinstance(held, str):
        return None
    now, seen = _now(), session.get("seen", 0)
    if not isinstance(seen, int) or not 0 <= now - seen <= IDLE.total_seconds():
        session.clear()
        return None
    if now - seen > _TOUCH_SECONDS:
        session["seen"] = now
    here = registry()
    with db.read(here.store.engine) as opened:
        found = signin.current(opened, held, here.second_factor)
    if found is None:
        session.clear()
    return found


def _now() -> int:
    return int(datetime.now(UTC).timestamp())


def may(action: str) -> bool:
    """Whether the reader is granted an action on what is his own; for templates that show or leave out a link."""
    found = actor()
    return permission.may(found, Action[action], found.partner)
