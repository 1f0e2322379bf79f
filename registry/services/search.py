"""Finding parties by a name in any script or spelling, by a number, or by a list's reference.

Names are answered by the matcher's index, a cache on this machine's disk that follows the database by itself; numbers
and references by the database. A hit says which name answered and how alike it is, never that it is the same person.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from matching.compare import compare
from matching.explain import AlignedPart
from matching.index import Index, IndexChangedError, IndexUnreadableError
from matching.subject import Strength, Subject, SubjectName
from registry import db
from registry.models import CrossReference, Listing, ListingIdentifier, ListingVersion, Party, PartyMembership
from registry.services import divergence, settled, subjects
from registry.services.spool import Progress, silent
from registry.services.storage import Store
from registry.services.versions import key_of

_STAMP = "known_at"
_SHORTEST_NUMBER = 4
# Below this probability a name answers by one common syllable only, and showing it would help nobody.
_LEAST_SCORE = 0.02


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a text, and what may be known besides.

    `born` is a date as far as known (1962, 1962-03, 1962-03-04), compared as evidence of its own. `weak` says whether
    names that their list calls weak may answer; a blank grade is not weak.
    """

    text: str
    born: str = ""
    weak: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """How a listing answered: `score` (0 to 1) orders the answers, `similarity` (0 to 1) is of the two names alone,
    `evidence` (natural log-odds) is what everything else adds, 0 where only names were compared. `exact`: by a number
    or reference.
    """

    score: float
    answered: str
    why: str
    exact: bool = False
    similarity: float = 1.0
    evidence: float = 0.0
    weak: bool = False
    parts: tuple[AlignedPart, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A party that answers: by which of its names or numbers, how alike (0 to 1; 1 for a number), and why.

    `answered_on` is the listing that answered; the fields that follow are those of `Found`.
    """

    party: str
    name: str
    kind: str
    score: float
    answered: str
    why: str
    listings: tuple[str, ...]
    answered_on: str = ""
    exact: bool = False
    similarity: float = 1.0
    evidence: float = 0.0
    weak: bool = False
    parts: tuple[AlignedPart, ...] = ()
    reasons: tuple[str, ...] = ()


def find(store: Store, index_dir: Path, text: str, limit: int = 10, progress: Progress = silent) -> list[Hit]:
    """The parties that answer to `text`, best first: exact numbers and references before names."""
    return seek(store, index_dir, Sought(text), limit, progress)


def seek(store: Store, index_dir: Path, sought: Sought, limit: int = 10, progress: Progress = silent) -> list[Hit]:
    """As `find`, with what is known besides the text."""
    index = current_index(store, index_dir, progress)
    with db.read(store.engine) as session:
        return seek_in(session, index, sought, limit)


def seek_in(session: Session, index: Index, sought: Sought, limit: int, known_at: datetime | None = None) -> list[Hit]:
    """The answers of an open index, with parties and numbers as known at an instant (default: all that is known)."""
    at = known_at or settled.instant(session)
    exact = {key: Found(1.0, sought.text.strip(), why, exact=True) for key, why in _by_number(session, sought.text, at)}
    likely = {} if len(exact) >= limit else _by_name(index, sought, limit * 4)
    return _parties(session, likely | exact, limit, at)


def plain(hit: Hit) -> dict[str, Any]:
    """A hit as JSON values."""
    return asdict(hit)


def current_index(store: Store, folder: Path, progress: Progress = silent) -> Index:
    """The index as of the database's last instant: opened, brought up to date, or built."""
    with db.read(store.engine) as session:
        now = settled.instant(session)
        try:
            index, stamp = _opened(folder), stamp_of(folder)
            index.refresh()
        except (IndexUnreadableError, OSError, ValueError):
            progress("building the index", 0, None)
            index = Index.build(folder, indexed(subjects.load(session)))
            _opened.cache_clear()
        else:
            if stamp == now:
                return index
            progress("updating the index", 0, None)
            try:
                index.update(indexed(subjects.load(session, since=stamp)))
            except IndexChangedError:  # Another process was faster; what it wrote is at least as new.
                return Index(folder)
    (folder / _STAMP).write_text(now.isoformat(), encoding="ascii")
    return index


@lru_cache(maxsize=2)
def _opened(folder: Path) -> Index:
    """The index of a folder, opened once in this process: opening maps some twenty files."""
    return Index(folder)


def stamp_of(folder: Path) -> datetime:
    """The instant that an index is of."""
    return datetime.fromisoformat((folder / _STAMP).read_text(encoding="ascii"))


def indexed(described: Iterable[subjects.Described]) -> Iterator[tuple[str, Subject]]:
    """Listings as the index takes them."""
    return ((str(item.listing_id), item.subject) for item in described)


def _by_number(session: Session, text: str, at: datetime) -> Iterator[tuple[int, str]]:
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
        .where(divergence.known(ListingVersion, at), col(ListingIdentifier.key) == key)
    )
    yield from ((listing, f"its identifier ({kind})") for listing, kind in rows)
    quoted = session.execute(
        select(col(ListingVersion.listing_id), col(CrossReference.scheme))
        .join(CrossReference, col(CrossReference.version_id) == col(ListingVersion.id))
        .where(divergence.known(ListingVersion, at), col(CrossReference.value) == reference)
    )
    yield from ((listing, f"a reference it quotes ({scheme})") for listing, scheme in quoted)


def _by_name(index: Index, sought: Sought, limit: int) -> dict[int, Found]:
    query = Subject(None, (SubjectName(sought.text),), births=(sought.born,) if sought.born else ())
    found = {}
    for hit in index.search(query, limit):
        subject = hit.subject if sought.weak else _without_weak(hit.subject)
        if not subject.names:
            continue
        compared = compare(query, subject)
        if compared.probability >= _LEAST_SCORE:
            answered = compared.names[1]
            found[int(hit.id)] = Found(
                compared.probability, answered, compared.reason, False, compared.similarity, compared.evidence,
                _is_weak(subject, answered), compared.parts,
                tuple(reason.text for reason in compared.reasons if reason.field != "name"),
            )  # fmt: skip
    return found


def _without_weak(subject: Subject) -> Subject:
    return replace(subject, names=tuple(name for name in subject.names if name.strength is not Strength.WEAK))


def _is_weak(subject: Subject, answered: str) -> bool:
    """Whether the list calls the name that answered weak; one it also gives without that grade is not."""
    graded = [name.strength for name in subject.names if name.text == answered]
    return bool(graded) and all(grade is Strength.WEAK for grade in graded)


def _parties(session: Session, found: dict[int, Found], limit: int, at: datetime) -> list[Hit]:
    """One hit for each party, by its best listing."""
    answering = select(col(PartyMembership.party_id)).where(
        divergence.known(PartyMembership, at), col(PartyMembership.listing_id).in_(list(found))
    )
    rows = session.execute(
        divergence.members(
            at, col(Party.public_id), col(Listing.id), col(Listing.list_key), col(Listing.reference),
            col(ListingVersion.kind), col(ListingVersion.primary_name),
        )
        .where(col(Party.id).in_(answering))
        .order_by(col(Party.public_id), col(Listing.list_key), col(Listing.reference))
    )  # fmt: skip
    members: dict[str, list[Any]] = {}
    for row in rows:
        members.setdefault(row[0], []).append(row)
    hits = [_hit(party, group, found) for party, group in members.items()]
    return sorted(hits, key=lambda hit: (not hit.exact, -hit.score, hit.party))[:limit]


def _hit(party: str, group: Sequence[Any], found: dict[int, Found]) -> Hit:
    best = max((row for row in group if row[1] in found), key=lambda row: (found[row[1]].exact, found[row[1]].score))
    how = found[best[1]]
    keys = {row[1]: f"{row[2]}:{row[3]}" for row in group}
    return Hit(
        party, best[5], best[4], how.score, how.answered, how.why, tuple(keys.values()), keys[best[1]],
        how.exact, how.similarity, how.evidence, how.weak, how.parts, how.reasons,
    )  # fmt: skip
