"""What a search answers on a page: each party with the name that answered, part by part, and who imposes what on it.

How alike two names are is told apart from whether two people are one: nothing here says the latter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from importers import catalogue
from matching.compare import compare
from matching.explain import AlignedPart
from matching.subject import Subject, SubjectName
from registry import db
from registry.services import search, strips
from registry.services.cells import PartnerScope
from registry.services.divergence import Request
from registry.services.search import Hit
from registry.services.storage import Store
from registry.services.strips import Strip

# How many parties are asked for before the filters, and how many are shown after them.
CONSIDERED, SHOWN = 60, 25


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: the text, and which kinds of party and which partners to keep (empty: all).

    `as_of`, `known_at` and `scopes` are for the strips, see `strips.load`.
    """

    text: str
    as_of: date
    known_at: datetime
    scopes: Sequence[PartnerScope] | None = None
    kinds: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A party that answers. `exact` says that a number or reference did, else `parts` align asked and found name."""

    hit: Hit
    exact: bool
    parts: tuple[AlignedPart, ...]
    strip: Strip


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers, best first; `found` before the filters, `kept` after them (more than are shown, perhaps)."""

    partners: tuple[str, ...]
    answers: tuple[Answer, ...]
    found: int
    kept: int


def find(store: Store, index_dir: Path, asked: Asked) -> Answers:
    """The parties that answer to a text, with their strips as of its day."""
    hits = search.find(store, index_dir, asked.text, CONSIDERED)
    kept = [hit for hit in hits if _wanted(hit, asked)]
    shown = kept[:SHOWN]
    with db.read(store.engine) as session:
        request = Request(asked.as_of, asked.known_at, parties=tuple(hit.party for hit in shown))
        found = strips.load(session, request, asked.scopes)
    answers = tuple(_answer(hit, asked.text, found.by_party[hit.party]) for hit in shown if hit.party in found.by_party)
    return Answers(found.partners, answers, len(hits), len(kept))


def _wanted(hit: Hit, asked: Asked) -> bool:
    partners = {catalogue.lookup(key.split(":", 1)[0]).partner for key in hit.listings}
    return (not asked.kinds or hit.kind in asked.kinds) and (
        not asked.partners or not partners.isdisjoint(asked.partners)
    )


def _answer(hit: Hit, text: str, strip: Strip) -> Answer:
    # The search puts a number before any name: score 1, the very text, and which number it is.
    exact = hit.answered == text.strip() and hit.score == 1.0 and bool(hit.why)
    return Answer(hit, exact, () if exact else compare(_named(text), _named(hit.answered)).parts, strip)


def _named(text: str) -> Subject:
    return Subject(None, (SubjectName(text),))
