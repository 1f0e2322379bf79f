"""The search index of the registry: built once, mapped from disk, shared by processes, updated without a rebuild.

A directory holds segments (see `matching.segment`) and a manifest that names them, with the places of listings that
were changed or removed since. An update writes one small segment and a new manifest, then puts the manifest in place in
one step: a reader sees either the old state or the new one. When small segments or dead places have piled up, the next
update writes one fresh segment of everything that lives.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from matching.compare import Prepared, prepare, score
from matching.segment import Segment, build_segment, open_segment, save_segment
from matching.subject import Subject
from matching.weights import Context

FORMAT = 1
"""Raised whenever keys or arrays change their meaning; an index of another format is refused and must be built
again."""

MOST_SEGMENTS = 8
"""Segments after which an update puts everything into one: each costs every search about a third of a millisecond."""
MOST_DEAD_SHARE = 0.2
"""Share of dead places after which an update puts everything into one: they cost time and crowd out the living."""

_MANIFEST = "manifest.json"
_COMPARED = 12
_WINDOW = 0.3
"""Listings that look this much less alike than the best are not compared; two equals are seldom so far apart."""
_PREPARED_KEPT = 4_096


class IndexUnreadableError(ValueError):
    """The directory holds no index, or one of another format: build it again."""


class IndexChangedError(RuntimeError):
    """Another process updated the index since it was opened: open it again, then repeat the update."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A listing that may be the one looked for; `compare(query, subject)` tells why."""

    id: str
    score: float
    subject: Subject


@dataclass(frozen=True, slots=True)
class _Part:
    """One segment of the manifest: its directory's name, its arrays and the places in it that no longer count."""

    name: str
    segment: Segment
    dead: frozenset[int]


class Index:
    """An open index. One process may update it at a time; any number may search."""

    def __init__(self, directory: Path) -> None:
        """Open the index in `directory`; raises `IndexUnreadableError` where there is none."""
        self.directory = directory
        self._prepared = lru_cache(maxsize=_PREPARED_KEPT)(self._prepare)
        self._open()

    @classmethod
    def build(cls, directory: Path, listings: Iterable[tuple[str, Subject]]) -> "Index":
        """Write an index of (id, subject) pairs into `directory`, replacing the one that is there; ids must be
        distinct."""
        directory.mkdir(parents=True, exist_ok=True)
        name = _write_segment(directory, build_segment(listings))
        _write_manifest(directory, _generation(directory) + 1, [(name, frozenset())])
        _sweep(directory, set())
        return cls(directory)

    def __len__(self) -> int:
        return sum(len(part.segment) - len(part.dead) for part in self._parts)

    def __contains__(self, listing_id: str) -> bool:
        return any(place not in part.dead for part in self._parts for place in part.segment.places_of(listing_id))

    def refresh(self) -> bool:
        """Take over what another process updated; whether there was anything."""
        if _generation(self.directory) == self._at:
            return False
        self._open()
        return True

    def search(self, query: Subject, limit: int = 10) -> list[SearchHit]:
        """The at most `limit` listings most likely to be `query`, best first; equals by how alike they look, then by
        id.

        Listings that bear the very name asked for stand before all others, even where that name is a weak alias.
        The first of them may be quite unlike: the caller decides from the score what to show.
        """
        asked = prepare(query)
        found = [
            (place.likeness, number, place.place, place.ratio == 1.0)
            for number, part in enumerate(self._parts)
            for place in part.segment.find(query, _COMPARED + len(part.dead))
            if place.place not in part.dead
        ]
        found.sort(key=lambda item: (-item[0], item[1], item[2]))
        scored = []
        for likeness, number, place, exact in found[: max(limit, _COMPARED)]:
            if likeness < found[0][0] - _WINDOW:
                break
            value = score(asked, self._prepared(number, place), Context.NAMES)
            scored.append((not exact, -value, -likeness, self._parts[number].segment.id_at(place), number, place))
        scored.sort()
        return [
            SearchHit(listing_id, -value, self._prepared(number, place).subject)
            for _, value, _, listing_id, number, place in scored[:limit]
        ]

    def update(self, changed: Iterable[tuple[str, Subject]], removed: Iterable[str] = ()) -> None:
        """Add or replace the listings in `changed` and take out those in `removed`; an unknown id to remove is no
        error.

        Raises `IndexChangedError` when another process updated the index since this one opened or refreshed it.
        """
        if _generation(self.directory) != self._at:
            raise IndexChangedError(f"{self.directory} was updated by another process; refresh and repeat")
        fresh = list(changed)
        gone = {listing_id for listing_id, _ in fresh} | set(removed)
        parts = [
            (part.name, part.dead | {place for listing_id in gone for place in part.segment.places_of(listing_id)})
            for part in self._parts
        ]
        sizes = [len(part.segment) for part in self._parts]
        dead = sum(len(places) for _, places in parts)
        if len(parts) >= MOST_SEGMENTS or dead > MOST_DEAD_SHARE * (sum(sizes) + len(fresh)):
            living = self._living([places for _, places in parts])
            parts = [(_write_segment(self.directory, build_segment([*living, *fresh])), frozenset())]
        elif fresh:
            parts.append((_write_segment(self.directory, build_segment(fresh)), frozenset()))
        _write_manifest(self.directory, self._at + 1, parts)
        _sweep(self.directory, {part.name for part in self._parts})
        self._open()

    def _living(self, dead: list[frozenset[int]]) -> list[tuple[str, Subject]]:
        return [
            (part.segment.id_at(place), part.segment.subject_at(place))
            for part, places in zip(self._parts, dead, strict=True)
            for place in range(len(part.segment))
            if place not in places
        ]

    def _prepare(self, number: int, place: int) -> Prepared:
        return prepare(self._parts[number].segment.subject_at(place))

    def _open(self) -> None:
        manifest = _read_manifest(self.directory)
        self._at: int = manifest.generation
        self._parts = [_Part(name, open_segment(self.directory / name), dead) for name, dead in manifest.segments]
        self._prepared.cache_clear()


@dataclass(frozen=True, slots=True)
class _Manifest:
    generation: int
    segments: tuple[tuple[str, frozenset[int]], ...]


def _read_manifest(directory: Path) -> _Manifest:
    try:
        table = json.loads((directory / _MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise IndexUnreadableError(f"{directory} holds no index; build it first") from missing
    if table["format"] != FORMAT:
        raise IndexUnreadableError(
            f"{directory} holds an index of format {table['format']}, not {FORMAT}; build it again"
        )
    segments = tuple((entry["name"], frozenset(entry["dead"])) for entry in table["segments"])
    return _Manifest(table["generation"], segments)


def _generation(directory: Path) -> int:
    """How often the index was written; 0 where there is none."""
    return _read_manifest(directory).generation if (directory / _MANIFEST).exists() else 0


def _write_manifest(directory: Path, generation: int, segments: Iterable[tuple[str, frozenset[int]]]) -> None:
    entries = [{"name": name, "dead": sorted(dead)} for name, dead in segments]
    text = json.dumps({"format": FORMAT, "generation": generation, "segments": entries})
    aside = directory / f"{_MANIFEST}.new"
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(directory / _MANIFEST)


def _write_segment(directory: Path, segment: Segment) -> str:
    """Write `segment` into a new directory inside `directory` and return its name."""
    home = Path(tempfile.mkdtemp(prefix="segment-", dir=directory))
    home.rmdir()
    save_segment(segment, home)
    return home.name


def _sweep(directory: Path, spared: set[str]) -> None:
    """Delete segments that the manifest no longer names, but for those `spared` because a reader may be about to open
    them.

    Processes that have a deleted segment mapped keep its pages.
    """
    named = {name for name, _ in _read_manifest(directory).segments}
    for old in directory.glob("segment-*"):
        if old.name not in named | spared:
            shutil.rmtree(old)
