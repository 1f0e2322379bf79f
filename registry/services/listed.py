"""All listings as linking needs them: an outline of each from the database, the rest from columns kept on disk.

The columns follow the database by themselves: each listing kept carries the number of the version it was read from, and
where that is no longer the one that holds, the listing is read again. So a submission costs what it brings, not what is
there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from matching.compare import Prepared, prepare
from matching.index import IndexUnreadableError
from matching.known import Known
from matching.link import Listing as Linkable
from matching.subject import Subject
from registry.services import subjects
from registry.services.subjects import Described, Outline

_READ_ALL_FROM = 5_000
"""Listings from which all are read and the others dropped: databases bound how many ids one question may name."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The outlines by listing id, what the matcher knows, and where in that a listing stands."""

    outlines: dict[int, Outline]
    known: Known
    places: dict[tuple[str, str], int]

    def id_of(self, listing: Linkable) -> int:
        """The id of a listing the matcher names."""
        return int(self.known.marks[self.places[listing.list_key, listing.reference]].partition(":")[0])

    def key_of(self, listing_id: int) -> tuple[str, str]:
        """List and reference of a listing."""
        outline = self.outlines[listing_id]
        return outline.list_key, outline.reference

    def subject(self, listing_id: int) -> Subject:
        """A listing as the matcher sees it."""
        return self.known[self.places[self.key_of(listing_id)]].subject

    def prepared(self, listing_id: int) -> Prepared:
        """A listing ready to be compared."""
        return prepare(self.subject(listing_id))


def current(session: Session, kept: Path | None) -> Listed:
    """The listings as the database has them now; `kept` is the folder that spares reading them all (None: none)."""
    outlines = {outline.listing_id: outline for outline in subjects.outlines(session)}
    known = _opened(kept)
    marks = {(o.list_key, o.reference): f"{o.listing_id}:{o.version_id}" for o in outlines.values()}
    before = dict(zip(known.keys, known.marks, strict=True))
    stale = {key for key, mark in marks.items() if before.get(key) != mark}
    gone = before.keys() - marks.keys()
    if stale or gone:
        read = _read(session, [o.listing_id for o in outlines.values() if (o.list_key, o.reference) in stale])
        fresh = (Linkable(item.list_key, item.reference, item.subject) for item in read)
        known = known.updated(((item, marks[item.list_key, item.reference]) for item in fresh), gone)
        if kept is not None:
            known.save(kept)
    return Listed(outlines, known, {key: place for place, key in enumerate(known.keys)})


def _opened(kept: Path | None) -> Known:
    if kept is None:
        return Known.nothing()
    try:
        return Known.open(kept)
    except (IndexUnreadableError, OSError):  # missing, of another format, or replaced while it was being opened
        return Known.nothing()


def _read(session: Session, ids: list[int]) -> Iterator[Described]:
    if len(ids) < _READ_ALL_FROM:
        return subjects.load(session, only=ids) if ids else iter(())
    wanted = set(ids)
    return (item for item in subjects.load(session) if item.listing_id in wanted)
