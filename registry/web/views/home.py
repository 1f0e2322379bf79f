"""The first page: one box that searches names, numbers and references, and what is held at all."""

from threading import Lock
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from importers.vocabulary import PartyKind
from registry import db
from registry.services import answers, clock
from registry.services.answers import Answers, Asked
from registry.web import query as queries
from registry.web.pages import Clocks, clocks, page, registry

# Below this, names have little in common; such answers stand apart under a heading that says so.
LIKELY = 0.3
# The index is a cache on disk that a search may bring up to date; one thread at a time does that.
_SEARCHING = Lock()


@page("/", queries.Search)
def home(query: dict[str, Any]) -> ResponseReturnValue:
    """Search, or say what can be searched."""
    here = registry()
    with db.read(here.store.engine) as session:
        latest = clock.latest(session)
        when = None if latest.year == 1970 else clocks(session, query)
        held = [item for item in here.compared.held(session, latest) if item.last]
    text = " ".join(query.get("q", "").split())
    found = _search(text, query, when) if text and when else None
    likely = [answer for answer in found.answers if answer.hit.score >= LIKELY] if found else []
    return render_template(
        "home.html",
        text=text,
        query=query,
        when=when,
        held=held,
        kinds=list(PartyKind),
        partners=sorted({item.spec.partner for item in held}),
        found=found,
        likely=likely,
        distant=[answer for answer in found.answers if answer.hit.score < LIKELY] if found else [],
    )


def _search(text: str, query: dict[str, Any], when: Clocks) -> Answers:
    here = registry()
    kinds, partners = tuple(query.get("kind", ())), tuple(query.get("partner", ()))
    with db.read(here.store.engine) as session:
        scopes = here.compared.scopes(session, when.as_of, when.known_at)
    with _SEARCHING:
        return answers.find(here.store, here.index_dir, Asked(text, when.as_of, when.known_at, scopes, kinds, partners))
