"""What every page stands on: the opened registry, the two clocks, and the two ways to put something at an address.

`page` shows and never writes; `act` takes a form and then sends the reader on. Both check what comes in by a schema and
note who may come; a route made otherwise fails the test of the route table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlmodel import Session

from registry.errors import Busy, Invalid, NotFound, RegistryError, WrongState
from registry.services import intake, settled, signin
from registry.services.permission import Action, require
from registry.web import forms, who
from registry.web import query as queries
from registry.web.forms import Form
from registry.web.opened import Registry, registry

PUBLIC = "public"
SIGNING_IN = "signing in"
"""Pages of those who have a session but are nobody yet; their views look for themselves."""
# Endpoint -> who may see it: everybody, or whom the permission table grants an action. `static` is the design.
PERMISSIONS: dict[str, str | Action] = {"static": PUBLIC, "bootstrap.static": PUBLIC}
# Endpoints whose form may bring files; who may not come here is refused before the files are read.
FILES: set[str] = set()

blueprint = Blueprint("web", __name__)
View = Callable[..., ResponseReturnValue]
_STATUS: dict[type[RegistryError], int] = {
    Invalid: 422, signin.Refused: 422, signin.TooOften: 429, intake.TooMany: 429, WrongState: 409, Busy: 503,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clocks:
    """The day and the instant of a page; `chosen` are the parts of the address that say so."""

    as_of: date
    known_at: datetime
    chosen: dict[str, str]


def page(
    rule: str, schema: type[Schema] = queries.Nothing, permission: str | Action = PUBLIC
) -> Callable[[View], View]:
    """Put a view at an address; it gets the checked query string as `query`, where it takes one."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**path: Any) -> ResponseReturnValue:
            _admit(permission)
            query = queries.load(schema)
            return view(**path) if schema is queries.Nothing else view(query=query, **path)

        return _put(view, answer, rule, permission, "GET")

    return decorate


def act(
    rule: str, schema: type[Schema], permission: str | Action, again: View, *, files: bool = False
) -> Callable[[View], View]:
    """Take a form at an address; the view gets it as `form`, acts, and answers with where to go on (303).

    `files`: the form may bring files (`registry.web.uploads`).

    Where the form or a service refuses, `again` shows the page with the form as it was typed and what to mend.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**path: Any) -> ResponseReturnValue:
            _admit(permission)
            form = forms.load(schema)
            if form.problems:
                return make_response(again(form=form, **path), 422)
            try:
                return view(form=form, **path)
            except tuple(_STATUS) as error:
                form.problems[""] = str(error)
                return make_response(again(form=form, **path), _STATUS[type(error)])

        if files:
            FILES.add(f"web.{view.__name__}")
        return _put(view, answer, rule, permission, "POST")

    return decorate


def _put(view: View, answer: View, rule: str, permission: str | Action, method: str) -> View:
    PERMISSIONS[f"web.{view.__name__}"] = permission
    blueprint.add_url_rule(rule, view.__name__, answer, methods=[method])
    return view


def admit_files(endpoint: str) -> bool:
    """Whether this endpoint takes files; whoever may not come here is refused before a byte of them is read."""
    if endpoint not in FILES:
        return False
    _admit(PERMISSIONS[endpoint])
    return True


def _admit(permission: str | Action) -> None:
    """Refuse whoever the table does not grant this; what belongs to one partner is checked again by the services."""
    if isinstance(permission, Action):
        actor = who.actor()
        require(actor, permission, actor.partner, NotFound(""))


def clocks(session: Session, query: dict[str, Any]) -> Clocks:
    """The day and instant asked for; today, and all that is known, where nothing is. Raises `NotFound` when empty."""
    latest = settled.instant(session)
    if latest.year == 1970:
        raise NotFound("The registry holds no list yet.", "Import one with `registry import LIST FILE`.")
    asked = query.get("known_at")
    chosen = {name: query[name].isoformat() for name in ("as_of", "known_at") if query.get(name)}
    # A legal day is a day where the reader is.
    return Clocks(query.get("as_of") or date.today(), min(asked, latest) if asked else latest, chosen)  # noqa: DTZ011


__all__ = [
    "PERMISSIONS",
    "PUBLIC",
    "SIGNING_IN",
    "Clocks",
    "Form",
    "Registry",
    "act",
    "blueprint",
    "clocks",
    "page",
    "registry",
]
