"""One listing as one list describes it, with every version that the registry ever held."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from registry import db
from registry.services import history
from registry.services.dossier import ListingPage
from registry.web import portrait, timeline
from registry.web import query as queries
from registry.web.pages import clocks, page, registry


@page("/listing/<list_key>/<path:reference>", queries.Listing)
def listing(list_key: str, reference: str, query: dict[str, Any]) -> ResponseReturnValue:
    """The listing of that reference, as known at an instant."""
    with db.read(registry().store.engine) as session:
        when = clocks(session, query)
        found = history.load(session, list_key, reference, when.known_at)
    latest = found.versions[0]
    shown = ListingPage(
        f"{list_key}:{reference}", found.partner, latest.status, latest.status_on, latest.recorded_from,
        latest.place, latest.sha256, latest.content, latest.raw, {},
    )  # fmt: skip
    drawn = timeline.draw([shown], when.as_of)
    return render_template(
        "listing.html",
        history=found,
        latest=latest,
        when=when,
        names=portrait.names([shown]),
        facts=portrait.facts([shown]),
        reasons=portrait.reasons([shown], remarks=False),
        bars=drawn.bars if drawn else (),
    )
