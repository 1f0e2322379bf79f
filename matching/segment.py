"""A block of listings that can be searched: built once, never changed, read from memory or mapped from disk.

The arrays say which names hold which key (see `matching.keys`). A query gathers the names that share its rarest keys,
adds up how rare these are, and compares the spelling of the best. Nothing is kept per name but a few numbers and its
folded text, so that 300,000 names fit into some tens of megabytes that all processes share.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from matching.columns import NameTable, name_table
from matching.keys import MAX_PARTS, misspelt_keys, name_keys, number_keys, part_key, stable_hash
from matching.subject import Identifier, Kind, Strength, Subject, SubjectName

Array = npt.NDArray[Any]

NAMES_OF_QUERY = 12
"""Names of one query that are searched for; they are the first, so that the primary name is among them."""

_SPELLINGS_COMPARED = 24
_MOST_POSTINGS = 60_000
"""Names looked at for one name of a query: the rarest keys first, until this many. Bounds the time of a common name."""
_MOST_SLIPS = 60
_SLIP_WORTH = 0.6
"""What a part one slip away is worth beside the part itself; only the order of candidates depends on it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A listing worth comparing with a query: its place in the segment and how alike its best name looked.

    `likeness` (0 to 1) counts rare parts more and parts one slip away less; `ratio` (0 to 1) is of the spelling alone.
    """

    place: int
    likeness: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Segment:
    """The arrays of one block; listings and names are numbered from 0 in the order they were given.

    `owner` (names) is the listing of a name, `weight` (names) the sum of its parts' rarity. `keys` (uint64, sorted)
    with `starts` (keys + 1) and `holders` say which names hold a key. `slips` (uint64, sorted) with `slip_keys` lead
    from a part with a letter left out to the key of the whole part. `texts`, `ids` and `subjects` are UTF-8 bytes with
    their offsets. `numbers` (uint64, sorted) with `number_of` lead from identifiers to listings, `exact` with
    `exact_of` from the hash of a folded name to the name, `id_hashes` with `id_of` from the hash of an id to the
    listing.
    """

    owner: Array
    weight: Array
    keys: Array
    starts: Array
    holders: Array
    slips: Array
    slip_keys: Array
    texts: Array
    text_ends: Array
    ids: Array
    id_ends: Array
    subjects: Array
    subject_ends: Array
    numbers: Array
    number_of: Array
    exact: Array
    exact_of: Array
    id_hashes: Array
    id_of: Array

    def __len__(self) -> int:
        return len(self.id_ends)

    def id_at(self, place: int) -> str:
        """The id of the listing at `place`."""
        return text_at(self.ids, self.id_ends, place)

    def subject_at(self, place: int) -> Subject:
        """The subject of the listing at `place`, as it was given."""
        return subject_from(json.loads(text_at(self.subjects, self.subject_ends, place)))

    def places_of(self, listing_id: str) -> list[int]:
        """Where the listing with this id is: one place, or none."""
        found = _rows(self.id_hashes, stable_hash(listing_id))
        return [int(place) for place in self.id_of[found] if self.id_at(int(place)) == listing_id]

    def find(self, query: Subject, limit: int) -> list[Found]:
        """The at most `limit` listings that look most like `query`, best first; equals in the order of their places."""
        best: dict[int, tuple[float, float]] = {}
        for number in number_keys(query):
            for place in self.number_of[_rows(self.numbers, number)]:
                best[int(place)] = (1.0, 0.0)
        for name in query.names[:NAMES_OF_QUERY]:
            for place, likeness, ratio in self._find_name(name.text):
                if (likeness, ratio) > best.get(place, (0.0, 0.0)):
                    best[place] = (likeness, ratio)
        order = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
        return [Found(place, *alike) for place, alike in order[:limit]]

    def _find_name(self, text: str) -> list[tuple[int, float, float]]:
        asked = name_keys(text)
        if not asked.text or not len(self.keys):
            return []
        rows, worth, total = self._rows_of(asked.text.split(), asked.parts, asked.extra)
        names, shared = self._gather(rows, worth)
        if not len(names):
            return []
        # The share of both names that is shared, like a cosine: a long name does not win by its length alone.
        cosine = shared / np.sqrt(self.weight[names] * max(total, 1e-6))
        if len(names) > _SPELLINGS_COMPARED:
            top = np.argpartition(-cosine, _SPELLINGS_COMPARED)[:_SPELLINGS_COMPARED]
            names, cosine = names[top], cosine[top]
        exact = self.exact_of[_rows(self.exact, stable_hash(asked.text))]
        names = np.concatenate((names, exact))
        texts = [text_at(self.texts, self.text_ends, name) for name in names]
        ratio = process.cdist([asked.text], texts, scorer=fuzz.ratio, dtype=np.float32)[0] / 100
        likeness = (np.concatenate((np.minimum(cosine, 1.0), np.ones(len(exact)))) + ratio) / 2
        return list(zip(self.owner[names].tolist(), likeness.tolist(), ratio.tolist(), strict=True))

    def _rows_of(
        self, parts: Sequence[str], own: tuple[int, ...], extra: tuple[int, ...]
    ) -> tuple[Array, Array, float]:
        """The rows of `keys` that a name leads to, what each is worth, and the rarity of all its parts together."""
        slips = self._slips(parts)
        asked = np.array([*own, *extra], np.uint64)
        at = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        known = self.keys[at] == asked
        rarest = np.log(len(self.owner) + 1)
        rarity = np.full(len(asked), rarest)
        rarity[known] = self._rarity(at[known])
        rows = at[known]
        slips = slips[~(slips[:, None] == rows).any(1)]
        worth = np.concatenate((rarity[known], _SLIP_WORTH * self._rarity(slips)))
        return np.concatenate((rows, slips)), worth, float(rarity[: len(own)].sum())

    def _rarity(self, rows: Array) -> Array:
        return np.asarray(np.log((len(self.owner) + 1) / (self.starts[rows + 1] - self.starts[rows])))

    def _slips(self, parts: Sequence[str]) -> Array:
        hashes = [slip for part in parts[:MAX_PARTS] for slip in misspelt_keys(part)]
        if not hashes or not len(self.slips):
            return np.zeros(0, np.int64)
        asked = np.array(hashes, np.uint64)
        begin = np.searchsorted(self.slips, asked, side="left")
        end = np.searchsorted(self.slips, asked, side="right")
        rows = [self.slip_keys[first:last] for first, last in zip(begin, end, strict=True) if last > first]
        return np.unique(np.concatenate(rows)).astype(np.int64) if rows else np.zeros(0, np.int64)

    def _gather(self, rows: Array, worth: Array) -> tuple[Array, Array]:
        """The names that hold the keys in `rows`, and what the keys they hold are worth together."""
        if not len(rows):
            return np.zeros(0, np.int64), np.zeros(0)
        begin, end = self.starts[rows], self.starts[rows + 1]
        order = np.argsort(end - begin, kind="stable")
        enough = int(np.searchsorted(np.cumsum((end - begin)[order]), _MOST_POSTINGS, side="right"))
        order = order[: max(enough, 1)]
        held = [self.holders[begin[row] : end[row]] for row in order]
        names = np.concatenate(held)
        weights = np.repeat(worth[order], [len(some) for some in held])
        if len(names) * 8 < len(self.owner):
            found, inverse = np.unique(names, return_inverse=True)
            return found, np.bincount(inverse, weights=weights)
        shared = np.bincount(names, weights=weights, minlength=len(self.owner))
        found = np.flatnonzero(shared)
        return found, shared[found]


def build_segment(listings: Iterable[tuple[str, Subject]]) -> Segment:
    """A segment of (id, subject) pairs. Ids must be distinct: the second of two raises ValueError."""
    pairs = list(listings)
    ids = [listing_id for listing_id, _ in pairs]
    if len(set(ids)) != len(ids):
        raise ValueError("two listings have the same id")
    subjects = [subject for _, subject in pairs]
    table = name_table(subjects)
    keys, starts, holders = _inverted(np.r_[table.parts, table.extra], np.r_[table.parts_of, table.extra_of])
    held = np.diff(starts)[np.searchsorted(keys, table.parts)]
    rarity = np.log((len(table.texts) + 1) / held) if len(held) else np.zeros(0)
    slips, slip_keys = _slip_table(table, keys)
    numbers = [(number, place) for place, subject in enumerate(subjects) for number in number_keys(subject)]
    number, number_of = _sorted_columns([n for n, _ in numbers], [place for _, place in numbers])
    exact, exact_of = _sorted_columns([stable_hash(text) for text in table.texts], range(len(table.texts)))
    id_hashes, id_of = _sorted_columns([stable_hash(listing_id) for listing_id in ids], range(len(ids)))
    return Segment(
        table.owner,
        np.bincount(table.parts_of, weights=rarity, minlength=len(table.texts)).astype(np.float32),
        keys,
        starts,
        holders,
        slips,
        slip_keys,
        *blob_of(table.texts),
        *blob_of(ids),
        *blob_of([subject_to(subject) for subject in subjects]),
        number,
        number_of,
        exact,
        exact_of,
        id_hashes,
        id_of,
    )


def save_segment(segment: Segment, directory: Path) -> None:
    """Write the arrays of `segment` into a new `directory`, one file each."""
    directory.mkdir(parents=True)
    for field in fields(segment):
        np.save(directory / f"{field.name}.npy", getattr(segment, field.name), allow_pickle=False)


def open_segment(directory: Path) -> Segment:
    """The segment in `directory`, mapped into memory: pages are read when used and shared by all processes."""
    return Segment(*(mapped(directory / f"{field.name}.npy") for field in fields(Segment)))


def mapped(path: Path) -> Array:
    # A file of no rows cannot be mapped.
    array: Array = np.load(path, mmap_mode="r" if path.stat().st_size > _EMPTY_FILE else None, allow_pickle=False)
    # The bare array over the mapping indexes several times faster than numpy's memmap class does.
    return np.asarray(array).view(np.ndarray)


_EMPTY_FILE = 128


def _inverted(key: Array, of: Array) -> tuple[Array, Array, Array]:
    """Distinct keys in order, where the holders of each start, and the holders."""
    order = np.lexsort((of, key))
    key, of = key[order], of[order]
    new = np.ones(len(key), np.bool_)
    new[1:] = (key[1:] != key[:-1]) | (of[1:] != of[:-1])
    key, of = key[new], of[new]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.zeros(0, np.int64)
    return key[first], np.r_[first, len(key)].astype(np.int64), of


def _slip_table(table: NameTable, keys: Array) -> tuple[Array, Array]:
    hashes: list[int] = []
    wholes: list[int] = []
    for part in sorted({part for text in table.texts for part in text.split()}):
        slips = misspelt_keys(part)
        hashes.extend(slips)
        wholes.extend([part_key(part)] * len(slips))
    whole = np.array(wholes, np.uint64)
    at = np.searchsorted(keys, whole)
    # Parts beyond the sixteenth of a name have no key, and so nothing to lead to.
    known = at < len(keys)
    known[known] = keys[at[known]] == whole[known]
    return _sorted_columns(np.array(hashes, np.uint64)[known], at[known])


def _sorted_columns(key: Sequence[int] | Array, value: Sequence[int] | Array) -> tuple[Array, Array]:
    keys, values = np.array(key, np.uint64), np.array(value, np.int32)
    order = np.argsort(keys, kind="stable")
    return keys[order], values[order]


def _rows(keys: Array, key: int) -> slice:
    asked = np.uint64(key)
    return slice(int(np.searchsorted(keys, asked, side="left")), int(np.searchsorted(keys, asked, side="right")))


def blob_of(texts: Sequence[str]) -> tuple[Array, Array]:
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    return np.frombuffer(b"".join(encoded), np.uint8), ends


def text_at(blob: Array, ends: Array, place: int) -> str:
    begin = ends[place - 1] if place else 0
    return blob[begin : ends[place]].tobytes().decode("utf-8", "surrogatepass")


def subject_to(subject: Subject) -> str:
    row = [
        subject.kind,
        [[name.text, name.strength] for name in subject.names],
        subject.births,
        subject.places,
        subject.countries,
        [[identifier.kind, identifier.value, identifier.country] for identifier in subject.identifiers],
        subject.references,
        subject.genders,
        subject.positions,
    ]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def subject_from(row: list[Any]) -> Subject:
    kind, names, births, places, countries, identifiers, references, genders, positions = row
    return Subject(
        Kind(kind) if kind else None,
        tuple(SubjectName(text, Strength(strength)) for text, strength in names),
        tuple(births),
        tuple(places),
        tuple(countries),
        tuple(Identifier(*identifier) for identifier in identifiers),
        tuple(references),
        tuple(genders),
        tuple(positions),
    )
