"""What a search answers on a page: each party with the name that answered, part by part, and who imposes what on it.

How alike two names are is told apart from whether two people are one: nothing here says the latter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from matching.explain import AlignedPart
from registry import db
from registry.services import divergence, facets, search, strips
from registry.services.cells import PartnerScope
from registry.services.divergence import Request
from registry.services.facets import Facets, Filters
from registry.services.search import Hit, Sought
from registry.services.storage import Store
from registry.services.strips import Strip

# How many parties are looked at before the filters, and how many are shown after them.
CONSIDERED, SHOWN = 60, 25


@dataclass(frozen=True, slots=True)
class Asked:
    """A search and its filters. `as_of`, `known_at` and `scopes` are for the strips, see `strips.load`."""

    sought: Sought
    as_of: date
    known_at: datetime
    scopes: Sequence[PartnerScope] | None = None
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Answer:
    """A party that answers, with its strip."""

    hit: Hit
    strip: Strip

    @property
    def exact(self) -> bool:
        """Whether a number or reference answered."""
        return self.hit.exact

    @property
    def parts(self) -> tuple[AlignedPart, ...]:
        """The parts of the name asked for beside those of the name that answered."""
        return self.hit.parts


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers, best first, at most `SHOWN`; `found` before the filters, `kept` after them.

    `bounded` says that as many parties answered as are looked at: there may be more with less in common.
    """

    partners: tuple[str, ...]
    answers: tuple[Answer, ...]
    found: int
    kept: int
    facets: Facets
    bounded: bool


def find(store: Store, index_dir: Path, asked: Asked) -> Answers:
    """The parties that answer to a text, with their strips as of its day."""
    hits = search.seek(store, index_dir, asked.sought, CONSIDERED)
    with db.read(store.engine) as session:
        return of(session, hits, asked)


def of(session: Session, hits: Sequence[Hit], asked: Asked) -> Answers:
    """The hits that pass the filters, with their strips, and the counts of every choice over all of them."""
    request = Request(asked.as_of, asked.known_at)
    scopes = divergence.scopes_of(session, request)[1] if asked.scopes is None else asked.scopes
    by_party = {hit.party: hit for hit in hits}
    profiles = facets.profiles(session, {key: hit.score for key, hit in by_party.items()}, request)
    kept = [profile.party for profile in profiles if facets.passes(profile, asked.filters)]
    found = strips.load(session, replace(request, parties=tuple(kept[:SHOWN])), scopes)
    answers = tuple(Answer(by_party[key], found.by_party[key]) for key in kept[:SHOWN])
    counts = facets.count(profiles, asked.filters)
    return Answers(found.partners, answers, len(profiles), len(kept), counts, len(hits) >= CONSIDERED)
