"""What listings are found by, as columns that numpy works on in bulk and that can be kept on disk.

Making them means folding every name, which is most of the work of finding candidates; so they can be joined, thinned
out and written down, and only what is new has to be worked out. Row n is the listing numbered n.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.keys import Hashes, Rows, birth_years, name_keys, number_keys, stable_hash
from matching.places import COUNTRY_NUMBERS
from matching.sharing import shared
from matching.subject import Kind, Subject

Flags = npt.NDArray[np.bool_]

SHARED_FROM = 40_000
"""Listings from which several processes share the making of their columns."""


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
    """Everything about many subjects that candidates are found by.

    `countries` is a bit per country (uint64, n x 4); `kinds` is 0 where the source does not say. `country_years` and
    `numbers` are keys (uint64) of a birth year with a country and of identifiers, with whose they are. `lightest` is
    the rarity (natural log) of all parts of a subject's most ordinary name: what sharing a whole name brings.
    """

    names: NameTable
    births: BirthTable
    countries: npt.NDArray[np.uint64]
    kinds: npt.NDArray[np.int8]
    country_years: Hashes
    country_years_of: Rows
    numbers: Hashes
    numbers_of: Rows
    lightest: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.kinds)


def columns_of(subjects: Sequence[Subject]) -> Columns:
    """The columns of `subjects`, in their order."""
    return joined(list(shared(lambda piece: _columns_of(subjects[slice(*piece)]), len(subjects), SHARED_FROM)))


def _columns_of(subjects: Sequence[Subject]) -> Columns:
    number, number_of = _keys_and_holders(subjects, number_keys)
    country_year, country_year_of = _keys_and_holders(subjects, _country_years)
    return Columns(
        name_table(subjects),
        birth_table(subjects),
        _country_bits(subjects),
        np.array([_KIND_NUMBERS[subject.kind] for subject in subjects], np.int8),
        country_year,
        country_year_of,
        number,
        number_of,
        np.zeros(0, np.float32),  # how rare a part is shows only when all columns are together
    )


_KIND_NUMBERS = {None: 0} | {kind: number for number, kind in enumerate(Kind, 1)}


def _keys_and_holders(subjects: Sequence[Subject], keys_of: Callable[[Subject], set[int]]) -> tuple[Hashes, Rows]:
    keys = [sorted(keys_of(subject)) for subject in subjects]
    holders = np.repeat(np.arange(len(keys), dtype=np.int32), [len(some) for some in keys])
    return np.array(list(chain.from_iterable(keys)), np.uint64), holders


def _country_years(subject: Subject) -> set[int]:
    years = {year for born in subject.births for year in birth_years(born)}
    return {stable_hash(f"{year}|{country}") for year in years for country in subject.countries}


def _country_bits(subjects: Sequence[Subject]) -> npt.NDArray[np.uint64]:
    countries = np.zeros((len(subjects), 4), np.uint64)
    for place, subject in enumerate(subjects):
        bits = 0
        for country in subject.countries:
            # Wording that is no country shares one of the bits left over, which at most ranks a pair too high.
            number = COUNTRY_NUMBERS.get(country)
            bits |= 1 << (number if number is not None else 255 - stable_hash(country) % (256 - len(COUNTRY_NUMBERS)))
        if bits:
            countries[place] = [(bits >> shift) & _WORD for shift in (0, 64, 128, 192)]
    return countries


_WORD = 0xFFFFFFFFFFFFFFFF


def joined(several: Sequence[Columns]) -> Columns:
    """Several columns one behind the other; the rarity of parts is that in all of them together."""
    if not several:
        return _columns_of([])
    listings = np.cumsum([0, *(len(columns) for columns in several)])
    names = np.cumsum([0, *(len(columns.names.texts) for columns in several)])

    def put(table: str, field: str) -> Any:
        holders = [getattr(columns, table) if table else columns for columns in several]
        shift = _SHIFTS.get(field)
        if shift is None:
            return np.concatenate([getattr(holder, field) for holder in holders])
        by = (listings if shift == "listing" else names).tolist()
        return np.concatenate([getattr(holder, field) + np.int32(n) for holder, n in zip(holders, by, strict=False)])

    texts = list(chain.from_iterable(columns.names.texts for columns in several))
    table = NameTable(texts, *(put("names", field.name) for field in fields(NameTable)[1:]))
    births = BirthTable(*(put("births", field.name) for field in fields(BirthTable)))
    others: dict[str, Any] = {field.name: put("", field.name) for field in fields(Columns)[2:-1]}
    return Columns(table, births, lightest=_lightest_names(table, int(listings[-1])), **others)


_SHIFTS = {
    "owner": "listing", "days_of": "listing", "country_years_of": "listing", "numbers_of": "listing",
    "parts_of": "name", "extra_of": "name",
}  # fmt: skip
"""Columns that number listings or names, and so move when others stand before them."""


def thinned(columns: Columns, kept: Flags) -> Columns:
    """The columns of the listings in `kept` (a flag for each) alone, numbered anew in their order."""
    names = columns.names
    named = kept[names.owner]
    listing, name = (np.cumsum(flags, dtype=np.int32) - 1 for flags in (kept, named))
    part, extra = named[names.parts_of], named[names.extra_of]
    day, year = kept[columns.births.days_of], kept[columns.country_years_of]
    number = kept[columns.numbers_of]
    table = NameTable(
        [text for text, keep in zip(names.texts, named.tolist(), strict=True) if keep],
        listing[names.owner[named]],
        names.parts[part],
        name[names.parts_of[part]],
        names.extra[extra],
        name[names.extra_of[extra]],
    )
    births = columns.births
    return Columns(
        table,
        BirthTable(births.years[kept], births.days[day], listing[births.days_of[day]]),
        columns.countries[kept],
        columns.kinds[kept],
        columns.country_years[year],
        listing[columns.country_years_of[year]],
        columns.numbers[number],
        listing[columns.numbers_of[number]],
        _lightest_names(table, int(kept.sum())),
    )


def _lightest_names(names: NameTable, subjects: int) -> npt.NDArray[np.float32]:
    _, inverse, holders = np.unique(names.parts, return_inverse=True, return_counts=True)
    weight = np.log(subjects / holders)[inverse]
    of_name = np.bincount(names.parts_of, weights=weight, minlength=len(names.texts))
    lightest = np.full(subjects, np.inf, np.float32)
    np.minimum.at(lightest, names.owner, of_name.astype(np.float32))
    return lightest


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


_FIRST_YEAR = 1900


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
