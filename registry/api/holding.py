"""Parties, listings, lists, submissions and programmes: what is held."""

from typing import Any

from importers import programmes as regimes
from registry import db
from registry.api import asked, given, shapes
from registry.api.doors import Door, api_actor, door
from registry.errors import NotFound
from registry.models import SubmissionState
from registry.services import clock, dossier, history, holdings, submissions
from registry.services.divergence import Request
from registry.services.permission import Action, may, require
from registry.services.submissions import Summary
from registry.web.opened import registry
from registry.web.pages import clocks


@door("/parties", Door(given.many(given.PartyRow), asked.Paged))
def parties(query: dict[str, Any]) -> dict[str, Any]:
    """Every party, by its id."""
    here = registry()
    with db.read(here.store.engine) as session:
        when = clocks(session, {})
        found = here.compared.compute(session, Request(when.as_of, when.known_at)).compared
    answer = shapes.part(found, query)
    rows = [
        {
            "party": party.public_id,
            "name": party.name,
            "kind": party.kind.value,
            "listings": [item.key for item in party.listings],
        }
        for party in answer["items"]
    ]
    return answer | {"items": rows}


@door("/parties/<path:party_id>", Door(given.Party, asked.Times))
def party(query: dict[str, Any], party_id: str) -> dict[str, Any]:
    """One party, by its id or by one of its listings (`list:reference`); an id that was merged is followed."""
    with db.read(registry().store.engine) as session:
        when = clocks(session, query)
        found = dossier.load(session, party_id, when.as_of, when.known_at)
    return {
        "asked": party_id, "party": found.party.public_id, "name": found.party.name, "kind": found.party.kind.value,
        "confidence": found.party.confidence, "as_of": when.as_of, "known_at": when.known_at,
        "lines": [shapes.line(line) for line in found.lines], "listings": found.listings,
    }  # fmt: skip


@door("/listings/<list_key>/<path:reference>", Door(given.History, asked.KnownAt))
def listing(query: dict[str, Any], list_key: str, reference: str) -> history.History:
    """One listing as its list describes it, with every version."""
    with db.read(registry().store.engine) as session:
        return history.load(session, list_key, reference, clocks(session, query).known_at)


@door("/lists", Door(given.some(given.PublishedList)))
def lists(query: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - takes no choices
    """Every list that the registry can read, with what is held of it."""
    here = registry()
    with db.read(here.store.engine) as session:
        return {"items": [shapes.published_list(item) for item in here.compared.held(session, clock.latest(session))]}


@door("/lists/<list_key>", Door(given.PublishedList))
def list_(query: dict[str, Any], list_key: str) -> dict[str, Any]:  # noqa: ARG001 - takes no choices
    """One list."""
    with db.read(registry().store.engine) as session:
        return shapes.published_list(holdings.one(session, list_key))


@door("/lists/<list_key>/listings", Door(given.many(given.ListingRow), asked.Paged))
def list_listings(query: dict[str, Any], list_key: str) -> dict[str, Any]:
    """The listings of a list by reference, ended ones too."""
    begin, size = (query["page"] - 1) * query["size"], query["size"]
    with db.read(registry().store.engine) as session:
        holdings.one(session, list_key)
        total, rows = holdings.listings(session, list_key, begin, size)
    return shapes.page(rows, total, query)


@door("/lists/<list_key>/submissions", Door(given.many(given.Submission), asked.Paged))
def list_submissions(query: dict[str, Any], list_key: str) -> dict[str, Any]:
    """The deliveries of a list, the latest first: those applied, and to whom they concern the others too."""
    with db.read(registry().store.engine) as session:
        holdings.one(session, list_key)
        found = [item for item in holdings.deliveries(session, list_key) if _may_see(item)]
    return shapes.part(found, query)


@door("/submissions/<int(max=2147483647):number>", Door(given.Submission))
def submission(query: dict[str, Any], number: int) -> Summary:  # noqa: ARG001 - takes no choices
    """One delivery of a list."""
    with db.read(registry().store.engine) as session:
        found = submissions.show(session, number)
    if found.state != SubmissionState.APPLIED:
        missing = NotFound(f"There is no submission {number}.")
        require(api_actor(), Action.SEE_SUBMISSION, found.partner, missing)
    return found


def _may_see(found: Summary) -> bool:
    return found.state == SubmissionState.APPLIED or may(api_actor(), Action.SEE_SUBMISSION, found.partner)


@door("/programmes", Door(given.some(given.Programme)))
def programmes(query: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - takes no choices
    """Every programme."""
    counts = _by_programme()
    return {"items": [shapes.programme(item, counts.get(item.key, {})) for item in regimes.all_programmes()]}


@door("/programmes/<key>", Door(given.Programme))
def programme(query: dict[str, Any], key: str) -> dict[str, Any]:  # noqa: ARG001 - takes no choices
    """One programme."""
    try:
        found = regimes.lookup(key)
    except KeyError as error:
        raise NotFound(f"There is no programme “{key[:40]}”.") from error
    return shapes.programme(found, _by_programme().get(key, {}))


def _by_programme() -> dict[str, dict[str, int]]:
    here = registry()
    with db.read(here.store.engine) as session:
        return here.compared.by_programme(session, clock.latest(session))
