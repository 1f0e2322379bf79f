"""Finding parties by a name in any script or spelling, by a number, or by a list's reference.

Names are answered by the matcher's index, a cache on this machine's disk that follows the database by itself; numbers
and references by the database. A hit says which name answered and how alike it is, never that it is the same person.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from matching.compare import compare
from matching.index import Index, IndexChangedError, IndexUnreadableError
from matching.subject import Subject, SubjectName
from registry import db
from registry.models import CrossReference, Listing, ListingIdentifier, ListingVersion, Party, PartyMembership
from registry.services import clock, subjects
from registry.services.spool import Progress, silent
from registry.services.storage import Store
from registry.services.versions import key_of

_STAMP = "known_at"
_SHORTEST_NUMBER = 4
# Below this probability a name answers by one common syllable only, and showing it would help nobody.
_LEAST_SCORE = 0.02


@dataclass(frozen=True, slots=True)
class Hit:
    """A party that answers: by which of its names or numbers, how alike (0 to 1; 1 for a number), and why."""

    party: str
    name: str
    kind: str
    score: float
    answered: str
    why: str
    listings: tuple[str, ...]


def find(store: Store, index_dir: Path, text: str, limit: int = 10, progress: Progress = silent) -> list[Hit]:
    """The parties that answer to `text`, best first: exact numbers and references before names."""
    index = _current_index(store, index_dir, progress)
    with db.read(store.engine) as session:
        exact = {listing: (1.0, text.strip(), why) for listing, why in _by_number(session, text)}
        likely = {} if len(exact) >= limit else _by_name(index, text, limit * 4)
        return _parties(session, likely | exact, limit)


def plain(hit: Hit) -> dict[str, Any]:
    """A hit as JSON values."""
    return asdict(hit)


def _current_index(store: Store, folder: Path, progress: Progress) -> Index:
    """The index as of the database's last instant: opened, brought up to date, or built."""
    with db.read(store.engine) as session:
        now = clock.latest(session)
        try:
            index, stamp = Index(folder), _read_stamp(folder)
        except (IndexUnreadableError, OSError, ValueError):
            progress("building the index", 0, None)
            index = Index.build(folder, _indexed(subjects.load(session)))
        else:
            if stamp == now:
                return index
            progress("updating the index", 0, None)
            try:
                index.update(_indexed(subjects.load(session, since=stamp)))
            except IndexChangedError:  # Another process was faster; what it wrote is at least as new.
                return Index(folder)
    (folder / _STAMP).write_text(now.isoformat(), encoding="ascii")
    return index


def _read_stamp(folder: Path) -> datetime:
    return datetime.fromisoformat((folder / _STAMP).read_text(encoding="ascii"))


def _indexed(described: Iterable[subjects.Described]) -> Iterator[tuple[str, Subject]]:
    return ((str(item.listing_id), item.subject) for item in described)


def _by_number(session: Session, text: str) -> Iterator[tuple[int, str]]:
    """Listings with that reference, that cross-reference, or that identifier."""
    asked = text.strip()
    list_key, _, reference = asked.rpartition(":")
    own = select(col(Listing.id)).where(col(Listing.reference) == reference)
    if list_key:
        own = own.where(col(Listing.list_key) == list_key)
    yield from ((listing, "its reference on the list") for listing in session.execute(own).scalars())
    key = key_of(asked)
    if len(key) < _SHORTEST_NUMBER or not any(map(str.isdigit, key)):
        return
    rows = session.execute(
        select(col(ListingVersion.listing_id), col(ListingIdentifier.kind))
        .join(ListingIdentifier, col(ListingIdentifier.version_id) == col(ListingVersion.id))
        .where(col(ListingVersion.recorded_to).is_(None), col(ListingIdentifier.key) == key)
    )
    yield from ((listing, f"its identifier ({kind})") for listing, kind in rows)
    quoted = session.execute(
        select(col(ListingVersion.listing_id), col(CrossReference.scheme))
        .join(CrossReference, col(CrossReference.version_id) == col(ListingVersion.id))
        .where(col(ListingVersion.recorded_to).is_(None), col(CrossReference.value) == reference)
    )
    yield from ((listing, f"a reference it quotes ({scheme})") for listing, scheme in quoted)


def _by_name(index: Index, text: str, limit: int) -> dict[int, tuple[float, str, str]]:
    query = Subject(None, (SubjectName(text),))
    found = {}
    for hit in index.search(query, limit):
        compared = compare(query, hit.subject)
        if compared.probability >= _LEAST_SCORE:
            found[int(hit.id)] = (compared.probability, compared.names[1], compared.reason)
    return found


def _parties(session: Session, found: dict[int, tuple[float, str, str]], limit: int) -> list[Hit]:
    """One hit for each party, by its best listing."""
    rows = session.execute(
        select(
            col(Party.public_id), col(Listing.id), col(Listing.list_key), col(Listing.reference),
            col(ListingVersion.kind), col(ListingVersion.primary_name),
        )
        .join(PartyMembership, col(PartyMembership.party_id) == col(Party.id))
        .join(Listing, col(Listing.id) == col(PartyMembership.listing_id))
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .where(col(PartyMembership.recorded_to).is_(None), col(ListingVersion.recorded_to).is_(None))
        .where(col(Party.id).in_(select(col(PartyMembership.party_id)).where(
            col(PartyMembership.recorded_to).is_(None), col(PartyMembership.listing_id).in_(list(found)))))
        .order_by(col(Party.public_id), col(Listing.list_key), col(Listing.reference))
    )  # fmt: skip
    members: dict[str, list[Any]] = {}
    for row in rows:
        members.setdefault(row[0], []).append(row)
    hits = [_hit(party, group, found) for party, group in members.items()]
    return sorted(hits, key=lambda hit: (-hit.score, hit.party))[:limit]


def _hit(party: str, group: Sequence[Any], found: dict[int, tuple[float, str, str]]) -> Hit:
    best = max((row for row in group if row[1] in found), key=lambda row: found[row[1]][0])
    score, answered, why = found[best[1]]
    keys = tuple(f"{row[2]}:{row[3]}" for row in group)
    return Hit(party, best[5], best[4], score, answered, why, keys)
