"""One listing as one list describes it, with every version that the registry ever held."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from registry import db
from registry.services import history
from registry.web import query as queries
from registry.web.pages import clocks, page, registry


@page("/listing/<list_key>/<path:reference>", queries.Listing)
def listing(list_key: str, reference: str, query: dict[str, Any]) -> ResponseReturnValue:
    """The listing of that reference, as known at an instant."""
    with db.read(registry().store.engine) as session:
        when = clocks(session, query)
        found = history.load(session, list_key, reference, when.known_at)
    return render_template("listing.html", history=found, latest=found.versions[0], when=when)
