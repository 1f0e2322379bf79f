"""The listings linked before, kept on disk with their columns, so that a new submission is linked without a rebuild.

Linking five thousand new listings with seventy thousand old ones touches few of the old: their columns are mapped from
disk, and a listing itself is read only when it is compared. What is kept is a cache: each listing carries a mark of
its caller's (a version's number, a hash), and what the marks say is out of date is brought up to date.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, overload

import numpy as np

from matching.columns import BirthTable, Columns, NameTable, columns_of, joined, thinned
from matching.index import FORMAT, IndexUnreadableError
from matching.keys import stable_hash
from matching.link import LinkResult, LinkSettings, Listing, Lists, link_lists
from matching.segment import Array, blob_of, mapped, subject_from, subject_to, text_at
from matching.sharing import without_collecting

Key = tuple[str, str]
_CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Known(Sequence[Listing]):
    """Listings by place: their (list key, reference), the caller's mark for each, and their columns.

    `subjects` are UTF-8 bytes with their ends; a listing is made from them when it is asked for.
    """

    keys: tuple[Key, ...]
    marks: tuple[str, ...]
    columns: Columns
    subjects: Array
    subject_ends: Array

    @classmethod
    def nothing(cls) -> "Known":
        """No listing yet."""
        return cls((), (), columns_of([]), *blob_of([]))

    @classmethod
    def open(cls, directory: Path) -> "Known":
        """What is kept in `directory`, mapped into memory; raises `IndexUnreadableError` where nothing fitting is."""
        try:
            state = json.loads((directory / _CURRENT).read_text(encoding="utf-8"))
        except (OSError, ValueError) as missing:
            raise IndexUnreadableError(f"{directory} keeps no listings yet") from missing
        if state["format"] != FORMAT:
            raise IndexUnreadableError(f"{directory} was written in format {state['format']}, not {FORMAT}")
        home = directory / state["name"]
        said = json.loads((home / "said.json").read_text(encoding="utf-8"))
        keys = tuple((list_key, reference) for list_key, reference in said["keys"])
        columns = _read_columns(home, said["texts"])
        return cls(keys, tuple(said["marks"]), columns, mapped(home / "subjects.npy"), mapped(home / "ends.npy"))

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> Listing: ...
    @overload
    def __getitem__(self, place: slice) -> list[Listing]: ...
    def __getitem__(self, place: int | slice) -> Listing | list[Listing]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        subject = subject_from(json.loads(text_at(self.subjects, self.subject_ends, place)))
        return Listing(*self.keys[place], subject)

    def updated(self, changed: Iterable[tuple[Listing, str]], removed: Iterable[Key] = ()) -> "Known":
        """With the listings of `changed` (each with its mark) added or put in place of older ones, without those in
        `removed`."""
        fresh = list(changed)
        new = {(listing.list_key, listing.reference) for listing, _ in fresh}
        if len(new) != len(fresh):
            raise ValueError("two changed listings have the same list and reference")
        gone = new | set(removed)
        kept = np.array([key not in gone for key in self.keys], np.bool_)
        texts = [subject_to(listing.subject) for listing, _ in fresh]
        columns = columns_of([listing.subject for listing, _ in fresh])
        old = self if kept.all() else self._only(kept)
        added, ends = blob_of(texts)
        return Known(
            (*old.keys, *((listing.list_key, listing.reference) for listing, _ in fresh)),
            (*old.marks, *(mark for _, mark in fresh)),
            joined([old.columns, columns]),
            np.concatenate((old.subjects, added)),
            np.concatenate((old.subject_ends, ends + len(old.subjects))),
        )

    def _only(self, kept: Array) -> "Known":
        begins = np.r_[0, self.subject_ends[:-1]]
        lengths = self.subject_ends - begins
        held = np.repeat(kept, lengths)
        flags = kept.tolist()
        return Known(
            tuple(key for key, keep in zip(self.keys, flags, strict=True) if keep),
            tuple(mark for mark, keep in zip(self.marks, flags, strict=True) if keep),
            thinned(self.columns, kept),
            self.subjects[held],
            np.cumsum(lengths[kept]),
        )

    def save(self, directory: Path) -> None:
        """Keep all this in `directory` in place of what is there, in one step; readers keep what they have open."""
        directory.mkdir(parents=True, exist_ok=True)
        home = Path(tempfile.mkdtemp(prefix="known-", dir=directory))
        said = {"keys": self.keys, "marks": self.marks, "texts": self.columns.names.texts}
        (home / "said.json").write_text(json.dumps(said), encoding="utf-8")
        for name, array in _arrays(self.columns):
            np.save(home / f"{name}.npy", array, allow_pickle=False)
        np.save(home / "subjects.npy", self.subjects, allow_pickle=False)
        np.save(home / "ends.npy", self.subject_ends, allow_pickle=False)
        aside = home / _CURRENT
        aside.write_text(json.dumps({"format": FORMAT, "name": home.name}), encoding="utf-8")
        aside.replace(directory / _CURRENT)
        for old in directory.glob("known-*"):
            if old != home:
                shutil.rmtree(old, ignore_errors=True)  # another process may be tidying up too

    def link(self, settings: LinkSettings) -> LinkResult:
        """Link the listings named in `settings.new_only` (None: all) with all others."""
        with without_collecting():
            return link_lists(Lists(self, self.keys, self.columns), settings)


def link_new(directory: Path, listings: Iterable[Listing], settings: LinkSettings) -> LinkResult:
    """Link those of `listings` that `directory` does not hold as they are with all it holds, and keep them there."""
    try:
        known = Known.open(directory)
    except IndexUnreadableError:
        known = Known.nothing()
    before = dict(zip(known.keys, known.marks, strict=True))
    marked = [(listing, f"{stable_hash(subject_to(listing.subject)):016x}") for listing in listings]
    fresh = [item for item in marked if before.get((item[0].list_key, item[0].reference)) != item[1]]
    current = known.updated(fresh)
    found = current.link(replace(settings, new_only=frozenset((item.list_key, item.reference) for item, _ in fresh)))
    if fresh:
        current.save(directory)
    return found


def _arrays(columns: Columns) -> Iterator[tuple[str, Any]]:
    yield from ((field.name, getattr(columns.names, field.name)) for field in fields(NameTable)[1:])
    yield from ((field.name, getattr(columns.births, field.name)) for field in fields(BirthTable))
    yield from ((field.name, getattr(columns, field.name)) for field in fields(Columns)[2:])


def _read_columns(home: Path, texts: list[str]) -> Columns:
    names = NameTable(texts, *(mapped(home / f"{field.name}.npy") for field in fields(NameTable)[1:]))
    births = BirthTable(*(mapped(home / f"{field.name}.npy") for field in fields(BirthTable)))
    return Columns(names, births, *(mapped(home / f"{field.name}.npy") for field in fields(Columns)[2:]))
