"""The keys under which names are found: what two spellings of one name still have in common.

Comparing every name with every other is out of reach for lists of this size, so both the search index and the linking
of lists first gather names that share a key. A key is a 64-bit number, the same in every process and on every machine,
made from the consonant skeleton of a name part ("Mohammed", "Muhamad" and the Arabic spelling share one), from
neighbouring parts written together ("Abdul Rahman", "Abdulrahman"), or from the initials of a long name ("IRGC").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matching.normalise import name_parts
from matching.scripts import skeleton
from matching.subject import Kind, Subject

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]

MAX_PARTS = 16
"""Parts of one name that make keys. Longer names are descriptions; their first sixteen parts find them well enough."""

_ACRONYM_LENGTHS = range(3, 9)
_SHORTEST_MISSPELT = 4
"""Below four letters a single slip makes too many other names: "Ali", "Eli", "Ati"."""


@lru_cache(maxsize=1 << 18)
def stable_hash(text: str) -> int:
    """A 64-bit number for `text` that is the same in every process and on every machine."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class NameKeys:
    """What one name is found by.

    `text` is its folded parts in alphabetical order, for string ratios; `parts` holds one key per distinct part;
    `extra` holds the keys of neighbouring parts written together and of the initials.
    """

    text: str
    parts: tuple[int, ...]
    extra: tuple[int, ...]


@lru_cache(maxsize=1 << 18)
def part_key(part: str) -> int:
    """The key of a folded name part: spellings with one consonant skeleton share it."""
    return stable_hash(skeleton(part))


@lru_cache(maxsize=1 << 18)
def _continued(part: str) -> str:
    """The sound of a part that follows another in one word: without its first vowel, which only counts at the start."""
    return "".join(filter(_not_lower, skeleton(part)))


def _not_lower(letter: str) -> bool:
    return not letter.islower()


def _together(first: str, second: str) -> int:
    """The key of two parts written as one word, put together from their sounds; mostly `part_key` of the word."""
    if first.startswith("abd"):
        return part_key(
            first + second
        )  # the article inside "Abdul Rahman" is written many ways, which `skeleton` knows
    sound = skeleton(first)
    rest = skeleton(second) if sound.isupper() else _continued(second)
    if len(sound) > 1 and sound[-1].islower() and not sound[:-1].isupper():
        sound = sound[:-1]
    if sound[-1:] == rest[:1] and first[-1] not in _VOWELS and second[0] not in _VOWELS:
        rest = rest[1:]
    return stable_hash(sound + rest)


_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=1 << 16)
def misspelt_keys(part: str) -> tuple[int, ...]:
    """The part with each one letter left out, hashed: two parts one slip apart share at least one of these.

    This is the deletion neighbourhood of Garbe's symmetric delete spelling correction; it also covers a wrong letter
    and two letters swapped, at the price of a few pairs that are two slips apart.
    """
    if len(part) < _SHORTEST_MISSPELT:
        return ()
    return tuple(
        {stable_hash(f"~{part[:place]}{part[place + 1 :]}") for place in range(len(part))} | {stable_hash(f"~{part}")}
    )


def name_keys(text: str) -> NameKeys:
    """The keys of one name in any script."""
    parts = name_parts(text)[:MAX_PARTS]
    extra = {_together(first, second) for first, second in pairwise(parts)}
    if len(parts) in _ACRONYM_LENGTHS:
        extra.add(part_key("".join(part[0] for part in parts)))
    own = tuple(dict.fromkeys(map(part_key, parts)))
    return NameKeys(" ".join(sorted(parts)), own, tuple(extra.difference(own)))


def number_keys(subject: Subject) -> set[int]:
    """The keys of a subject's identifiers and list references: letters and digits alone, without kind or country.

    Publishers disagree about what a number is (passport or identity card), so the comparison judges that, not the key.
    """
    values = [identifier.value for identifier in subject.identifiers] + list(subject.references)
    bare = ("".join(filter(str.isalnum, value[:80])).casefold() for value in values)
    return {stable_hash(f"#{value}") for value in bare if len(value) > _SHORTEST_NUMBER}


_SHORTEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class NameTable:
    """The keys of many names, as columns.

    `texts` are the sorted folded names (n). `owner` says which subject each belongs to (int32, n). `parts` and `extra`
    hold their keys (uint64), `parts_of` and `extra_of` the number of the name each key belongs to (int32).
    """

    texts: list[str]
    owner: Rows
    parts: Hashes
    parts_of: Rows
    extra: Hashes
    extra_of: Rows


def name_table(subjects: Iterable[Subject]) -> NameTable:
    """The keys of all names of `subjects`, numbered in their order; spellings that fold alike count once per
    subject."""
    texts: list[str] = []
    owner: list[int] = []
    columns: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
    parts, parts_of, extra, extra_of = columns
    for number, subject in enumerate(subjects):
        seen = set()
        for name in subject.names:
            keys = name_keys(name.text)
            if not keys.text or keys.text in seen:
                continue
            seen.add(keys.text)
            place = len(texts)
            texts.append(keys.text)
            owner.append(number)
            parts.extend(keys.parts)
            parts_of.extend([place] * len(keys.parts))
            extra.extend(keys.extra)
            extra_of.extend([place] * len(keys.extra))
    return NameTable(
        texts,
        np.array(owner, np.int32),
        np.array(parts, np.uint64),
        np.array(parts_of, np.int32),
        np.array(extra, np.uint64),
        np.array(extra_of, np.int32),
    )


@dataclass(frozen=True, slots=True)
class BirthTable:
    """Birth dates of many subjects, as columns that numpy can compare in bulk.

    `years` is a bit per year 1900 to 2027 (uint64, n x 2; years outside count as unknown). `days` and `days_of` hold
    every full date as a number yyyymmdd (int32) and whose it is.
    """

    years: npt.NDArray[np.uint64]
    days: Rows
    days_of: Rows


@dataclass(frozen=True, slots=True)
class Columns:
    """Everything about many subjects that candidates are found by; row n is the subject numbered n.

    `countries` is a bit per country (uint64, n x 4), numbered as they come; `kinds` is 0 where the source does not say.
    `lightest` is the rarity (natural log) of all parts of a subject's most ordinary name: what sharing a whole name
    brings.
    """

    names: NameTable
    births: BirthTable
    countries: npt.NDArray[np.uint64]
    kinds: npt.NDArray[np.int8]
    lightest: npt.NDArray[np.float32]


def columns_of(subjects: Sequence[Subject]) -> Columns:
    """The columns of `subjects`, in their order."""
    kind_number = {None: 0} | {kind: number for number, kind in enumerate(Kind, 1)}
    numbers: dict[str, int] = {}
    countries = np.zeros((len(subjects), 4), np.uint64)
    for place, subject in enumerate(subjects):
        bits = 0
        for country in subject.countries:
            # More than 256 countries do not exist; text that is none only shares a bit, which ranks a pair too high.
            bits |= 1 << numbers.setdefault(country, len(numbers)) % 256
        if bits:
            countries[place] = [(bits >> shift) & _WORD for shift in (0, 64, 128, 192)]
    kinds = np.array([kind_number[subject.kind] for subject in subjects], np.int8)
    names = name_table(subjects)
    return Columns(names, birth_table(subjects), countries, kinds, _lightest_names(names, len(subjects)))


def _lightest_names(names: NameTable, subjects: int) -> npt.NDArray[np.float32]:
    _, inverse, holders = np.unique(names.parts, return_inverse=True, return_counts=True)
    weight = np.log(subjects / holders)[inverse]
    of_name = np.bincount(names.parts_of, weights=weight, minlength=len(names.texts))
    lightest = np.full(subjects, np.inf, np.float32)
    np.minimum.at(lightest, names.owner, of_name.astype(np.float32))
    return lightest


def mixed(one: Hashes, other: Hashes) -> Hashes:
    """One key out of two, row by row; the order of the two matters."""
    with np.errstate(over="ignore"):
        key = (one ^ (one >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15) + other * np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray(key ^ (key >> np.uint64(29)), np.uint64)


_WORD = 0xFFFFFFFFFFFFFFFF
_FIRST_YEAR = 1900
_WIDEST_RANGE = 10
"""A range of more than ten years says too little to be found by."""


def birth_years(born: str) -> range:
    """The years that one birth date of a subject may mean; empty when it says none. "1960/1963" means four."""
    first, _, last = born.lstrip("~").partition("/")
    if not first[:4].isdigit():
        return range(0)
    start = int(first[:4])
    end = int(last[:4]) if last[:4].isdigit() else start
    return range(start, end + 1) if start <= end <= start + _WIDEST_RANGE else range(0)


def birth_table(subjects: Sequence[Subject]) -> BirthTable:
    """The birth dates of `subjects`, in their order."""
    years = np.zeros((len(subjects), 2), np.uint64)
    days: list[int] = []
    days_of: list[int] = []
    for number, subject in enumerate(subjects):
        bits = 0
        for born in subject.births:
            for year in birth_years(born):
                if 0 <= year - _FIRST_YEAR < 128:
                    bits |= 1 << (year - _FIRST_YEAR)
            digits = born.replace("-", "")
            if len(digits) == 8 and digits.isdigit():
                days.append(int(digits))
                days_of.append(number)
        years[number] = (bits & _WORD, bits >> 64)
    return BirthTable(years, np.array(days, np.int32), np.array(days_of, np.int32))
