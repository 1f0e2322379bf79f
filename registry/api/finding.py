"""Search and match: who answers to a name, a number or a description."""

from typing import Any

from matching.subject import Identifier, Kind, Subject, SubjectName
from registry import db
from registry.api import asked, given, shapes
from registry.api.doors import Door, door
from registry.services import answers, clock, screening
from registry.services.answers import Asked
from registry.services.search import Sought
from registry.web.opened import registry
from registry.web.pages import clocks
from registry.web.views import home


@door("/search", Door(given.Found, asked.Search, limit="240 per minute"))
def search(query: dict[str, Any]) -> dict[str, Any]:
    """Parties that answer to a name in any script, a number, or a list's reference, as the search page shows them."""
    here = registry()
    with db.read(here.store.engine) as session:
        when = clocks(session, query)
        scopes = here.compared.scopes(session, when.as_of, when.known_at)
    sought = Sought(" ".join(query["q"].split()), query.get("born", ""), query.get("weak", True))
    with here.searching:
        wanted = Asked(sought, when.as_of, when.known_at, scopes, home.filters(query))
        found = answers.find(here.store, here.index_dir, wanted)
    return {
        "query": sought.text, "as_of": when.as_of, "known_at": when.known_at, "found": found.found,
        "kept": found.kept, "bounded": found.bounded,
        "items": [_hit(answer) for answer in found.answers],
        "choices": {
            name: [{"value": value, "count": count} for value, count in counted]
            for name, counted in found.facets.choices.items()
        },
    }  # fmt: skip


def _hit(answer: answers.Answer) -> dict[str, Any]:
    hit = answer.hit
    return {
        "party": hit.party, "name": hit.name, "kind": hit.kind, "score": hit.score, "similarity": hit.similarity,
        "evidence": hit.evidence, "exact": hit.exact, "weak": hit.weak, "answered": hit.answered,
        "answered_on": hit.answered_on, "why": hit.why, "reasons": hit.reasons, "listings": hit.listings,
        "lines": [shapes.line(line) for line in answer.strip.lines],
    }  # fmt: skip


@door("/match", Door(given.Matches, body=asked.Match, limit="60 per minute"))
def match(query: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - takes no choices
    """Screen up to 500 subjects at once: for each the parties that it may be, with the reasons for and against."""
    here = registry()
    subjects = [_subject(item) for item in body["subjects"]]
    with db.read(here.store.engine) as session:
        known_at = clock.latest(session)
    with here.searching:
        found = screening.match(here.store, here.index_dir, subjects, body["limit"], body["least"])
    items = [{"id": item.get("id"), "hits": hits} for item, hits in zip(body["subjects"], found, strict=True)]
    return {"known_at": known_at, "items": items}


def _subject(item: dict[str, Any]) -> Subject:
    return Subject(
        Kind(item["kind"]) if "kind" in item else None,
        tuple(SubjectName(name) for name in item["names"]),
        births=tuple(item.get("born", ())),
        countries=tuple(item.get("countries", ())),
        identifiers=tuple(
            Identifier(number["kind"], number["value"], number.get("country", "")) for number in item.get("numbers", ())
        ),
    )
