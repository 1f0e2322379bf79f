"""What every page stands on: the opened registry, the two clocks, and the one way to put a page at an address.

`page` is that way: it checks the query string by a schema and notes who may see the page. A route made otherwise
fails the test of the route table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlmodel import Session

from registry.errors import NotFound
from registry.services import clock
from registry.services.storage import Store
from registry.web import query as queries
from registry.web.comparing import Compared

PUBLIC = "public"
# Endpoint -> who may see it. `static` are files of the design.
PERMISSIONS: dict[str, str] = {"static": PUBLIC, "bootstrap.static": PUBLIC}

blueprint = Blueprint("web", __name__)
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Registry:
    """What the views work on; `demo` says that the data are invented."""

    store: Store
    index_dir: Path
    compared: Compared
    demo: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """The day and the instant of a page; `chosen` are the parts of the address that say so."""

    as_of: date
    known_at: datetime
    chosen: dict[str, str]


def page(rule: str, schema: type[Schema] = queries.Nothing, permission: str = PUBLIC) -> Callable[[View], View]:
    """Put a view at an address; it gets the checked query string as `query`, where it takes one."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**path: Any) -> ResponseReturnValue:
            query = queries.load(schema)
            return view(**path) if schema is queries.Nothing else view(query=query, **path)

        name = view.__name__
        PERMISSIONS[f"web.{name}"] = permission
        blueprint.add_url_rule(rule, name, answer, methods=["GET"])
        return view

    return decorate


def registry() -> Registry:
    """The registry that this application shows."""
    found: Registry = current_app.extensions["registry"]
    return found


def clocks(session: Session, query: dict[str, Any]) -> Clocks:
    """The day and instant asked for; today, and all that is known, where nothing is. Raises `NotFound` when empty."""
    latest = clock.latest(session)
    if latest.year == 1970:
        raise NotFound("The registry holds no list yet.", "Import one with `registry import LIST FILE`.")
    asked = query.get("known_at")
    chosen = {name: query[name].isoformat() for name in ("as_of", "known_at") if query.get(name)}
    # A legal day is a day where the reader is.
    return Clocks(query.get("as_of") or date.today(), min(asked, latest) if asked else latest, chosen)  # noqa: DTZ011
