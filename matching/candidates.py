"""Which pairs of listings are worth comparing, and how that was decided.

Two listings meet when they share a key (see `matching.keys`): a name part, two parts of one name, a birth date, a birth
year with a name part or a country, a number or a UN reference. A key that many listings hold would make more pairs than
it is worth, so each sort of key has a ceiling and a budget of pairs; what was left out is reported. The pairs that met
are ranked by cheap evidence (`matching.ranking`), and the best are handed on to the real comparison.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.columns import Columns
from matching.keys import Hashes, Rows, mixed
from matching.ranking import Met, gathered, likeliest

Numbers = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

PAIRS_PER_LISTING = 3
"""Pairs handed to the real comparison for each listing that is to be linked: 50,000 for the 16,800 of three lists."""
FEWEST_PAIRS = 1_000
"""Small lists get at least this many pairs, so that a list of twenty is compared whole."""

_TOUCHES_PER_LISTING = 150
"""Meetings that one sort of key may make per listing to be linked; memory is about 30 bytes for each."""
_FEWEST_TOUCHES = 500_000


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of key: its name in reports, what it is in words, and how many listings may hold one key."""

    name: str
    words: str
    ceiling: int


SORTS = (
    Sort("part", "a name part", 300),
    Sort("two parts", "two parts of one name", 300),
    Sort("birth date", "a full birth date", 100),
    Sort("year and part", "a birth year and a name part", 80),
    Sort("year and country", "a birth year and a country", 60),
    Sort("number", "an identifier or list reference", 50),
)


@dataclass(frozen=True, slots=True)
class Postings:
    """Which listings hold which key of one sort: `key` and `of`, one row per holder, distinct, sorted by key."""

    key: Hashes
    of: Rows


@dataclass(frozen=True, slots=True)
class Meetings:
    """Pairs that share keys of one sort, a row for each key shared. `weight` is the log of how rare the key is."""

    left: Rows
    right: Rows
    weight: Numbers


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be paired: `group` numbers the list of each listing, and every pair has at least one `fresh` listing.

    Pairs within one group are left out unless `within` is set.
    """

    group: npt.NDArray[np.int32]
    fresh: Flags
    within: bool = False


@dataclass(frozen=True, slots=True)
class SortReport:
    """What one sort of key brought: meetings made, and keys left out because more than `ceiling` listings hold them."""

    sort: Sort
    ceiling: int
    meetings: int
    left_out: int


@dataclass(frozen=True, slots=True)
class CandidateReport:
    """How candidates were found, in numbers a reader of the result needs: nothing is left out without being counted.

    `possible` pairs were there; `met` of them shared a key; the best `kept`, at most `limit`, were handed on.
    """

    fresh: int
    listings: int
    possible: int
    sorts: tuple[SortReport, ...]
    met: int
    kept: int
    limit: int

    def __str__(self) -> str:
        blocked = "; ".join(
            f"{report.sort.words}: {report.meetings:,} meetings"
            + (
                f" ({report.left_out:,} keys of more than {report.ceiling} listings left out)"
                if report.left_out
                else ""
            )
            for report in self.sorts
        )
        return (
            f"compared {self.fresh:,} x {self.listings:,} listings, {self.possible:,} pairs; blocked by {blocked}. "
            f"{self.met:,} pairs met, the best {self.kept:,} are shown (limit {self.limit:,})"
        )


_HOLDER_BITS = np.uint64(24)
"""Bits for the number of a listing; a key keeps the other forty, which is enough to tell a million keys apart."""
MOST_LISTINGS = 1 << 24


def distinct(key: Hashes, of: Rows) -> Postings:
    """The postings sorted by key and listing, each once. Keys are cut to their first forty bits."""
    # One sort of plain numbers is many times faster than sorting rows of two columns.
    code = np.sort((key >> _HOLDER_BITS << _HOLDER_BITS) | of.astype(np.uint64))
    code = code[np.r_[True, code[1:] != code[:-1]]] if len(code) else code
    return Postings(code >> _HOLDER_BITS, (code & np.uint64(MOST_LISTINGS - 1)).astype(np.int32))


def postings_by_sort(columns: Columns) -> tuple[Postings, ...]:
    """The postings of each of `SORTS`, in their order."""
    names, births = columns.names, columns.births
    part_holder = names.owner[names.parts_of]
    return (
        distinct(np.r_[names.parts, names.extra], np.r_[part_holder, names.owner[names.extra_of]]),
        distinct(*_two_parts(columns)),
        distinct(mixed(births.days.astype(np.uint64), np.zeros(len(births.days), np.uint64)), births.days_of),
        distinct(*_year_and_part(columns)),
        distinct(columns.country_years, columns.country_years_of),
        distinct(columns.numbers, columns.numbers_of),
    )


def _two_parts(columns: Columns) -> tuple[Hashes, Rows]:
    """A key for every two parts of one name, in either order, at most six places apart."""
    names = columns.names
    keys: list[Hashes] = []
    holders: list[Rows] = []
    for gap in range(1, 6):
        first = np.flatnonzero(names.parts_of[:-gap] == names.parts_of[gap:])
        one, other = names.parts[first], names.parts[first + gap]
        keys.append(mixed(np.minimum(one, other), np.maximum(one, other)))
        holders.append(names.owner[names.parts_of[first]])
    return np.concatenate(keys), np.concatenate(holders)


def _year_and_part(columns: Columns) -> tuple[Hashes, Rows]:
    """A key for every name part with every year of birth its holder may have."""
    names, years = columns.names, columns.births.years
    holder = names.owner[names.parts_of]
    keys: list[Hashes] = [np.zeros(0, np.uint64)]
    holders: list[Rows] = [np.zeros(0, np.int32)]
    for word in range(years.shape[1]):
        for bit in range(64):
            held = np.flatnonzero((years[holder, word] >> np.uint64(bit)) & np.uint64(1))
            if len(held):
                year = np.full(len(held), word * 64 + bit + 1, np.uint64)
                keys.append(mixed(names.parts[held], year))
                holders.append(holder[held])
    return np.concatenate(keys), np.concatenate(holders)


def meet(postings: Postings, scope: Scope, sort: Sort) -> tuple[Meetings, SortReport]:
    """Every pair in `scope` that shares a key of at most `sort.ceiling` holders, fewer where the budget asks for it.

    Time and memory grow with the number of meetings, which the budget bounds. Pairs are given with the smaller number
    left.
    """
    starts, holders = _runs(postings.key)
    fresh_held = np.add.reduceat(scope.fresh[postings.of], starts, dtype=np.int64) if len(starts) else holders
    touches = fresh_held * (holders - fresh_held) + fresh_held * (fresh_held - 1) // 2
    budget = max(_FEWEST_TOUCHES, _TOUCHES_PER_LISTING * int(scope.fresh.sum()))
    ceiling = _ceiling(holders, touches, budget, sort.ceiling)
    kept = np.repeat((touches > 0) & (holders <= ceiling), holders)
    first, second, rarity = _paired(postings.key[kept], postings.of[kept], scope)
    wanted = (scope.group[first] != scope.group[second]) | scope.within
    first, second, rarity = first[wanted], second[wanted], rarity[wanted]
    left_out = int(((touches > 0) & (holders > ceiling)).sum())
    meetings = Meetings(np.minimum(first, second), np.maximum(first, second), rarity)
    return meetings, SortReport(sort, ceiling, len(first), left_out)


def _paired(key: Hashes, of: Rows, scope: Scope) -> tuple[Rows, Rows, Numbers]:
    """Every two holders of one key, at least one of them fresh, with the log of how rare the key is."""
    # Fresh ones come first within a key, so that each is paired with everything after it and nothing else is.
    if not scope.fresh.all():
        of = of[np.lexsort((of, ~scope.fresh[of], key))]
    starts, holders = _runs(key)
    end = np.repeat(starts + holders, holders)
    place = np.arange(len(of))
    partners = np.where(scope.fresh[of], end - place - 1, 0)
    first = np.repeat(place, partners)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(partners) - partners, partners)
    rarity = np.repeat(np.log(len(scope.group) / holders).astype(np.float32), holders)
    return of[first], of[second], rarity[first]


def _runs(key: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where each run of equal keys starts, and how long it is."""
    if not len(key):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    return starts, np.diff(np.r_[starts, len(key)])


def _ceiling(holders: npt.NDArray[np.int64], touches: npt.NDArray[np.int64], budget: int, ceiling: int) -> int:
    """The largest ceiling, at most the one given, under which the keys make no more than `budget` meetings."""
    made = np.bincount(np.minimum(holders, ceiling + 1), weights=touches, minlength=ceiling + 2)[: ceiling + 1]
    return int(np.searchsorted(np.cumsum(made), budget, side="right")) - 1


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs worth comparing, likeliest first: numbers of listings (`left` below `right`) and cheap log odds.

    `by` has a bit for each of `SORTS` (in their order) whose keys the two share.
    """

    left: Rows
    right: Rows
    odds: Numbers
    by: npt.NDArray[np.uint8]


def shared_words(by: int) -> str:
    """What two listings that met share, in words: "a birth year and a country; a name part"."""
    return "; ".join(sort.words for place, sort in enumerate(SORTS) if by >> place & 1)


def met_pairs(columns: Columns, scope: Scope) -> tuple[Met, tuple[SortReport, ...]]:
    """All pairs in `scope` that share a key, with what they share."""
    listings = len(columns)
    codes = []
    weights = []
    reports = []
    for sort, postings in zip(SORTS, postings_by_sort(columns), strict=True):
        meetings, report = meet(postings, scope, sort)
        codes.append(meetings.left.astype(np.int64) * listings + meetings.right)
        weights.append(meetings.weight)
        reports.append(report)
    return gathered(codes, weights, listings), tuple(reports)


def find_candidates(columns: Columns, scope: Scope, limit: int | None = None) -> tuple[Candidates, CandidateReport]:
    """The pairs of listings worth comparing, at most `limit` (default: `PAIRS_PER_LISTING` for each fresh one).

    Raises ValueError for `MOST_LISTINGS` or more.
    """
    fresh = int(scope.fresh.sum())
    if limit is None:
        limit = max(FEWEST_PAIRS, PAIRS_PER_LISTING * fresh)
    if len(columns) >= MOST_LISTINGS:
        raise ValueError(f"{len(columns):,} listings at once; {MOST_LISTINGS - 1:,} are the most")
    met, reports = met_pairs(columns, scope)
    best, odds = likeliest(met, columns, scope.group, limit)
    report = CandidateReport(fresh, len(columns), _possible(scope), reports, len(met.left), len(best.left), limit)
    by = np.packbits(best.counts > 0, axis=0, bitorder="little")[0]
    return Candidates(best.left, best.right, odds, by), report


def _possible(scope: Scope) -> int:
    """How many pairs there are in `scope`."""

    def pairs(held: npt.NDArray[np.int64]) -> int:
        return int((held * (held - 1) // 2).sum())

    sizes = np.bincount(scope.group) if len(scope.group) else np.zeros(0, np.int64)
    stale = np.bincount(scope.group[~scope.fresh], minlength=len(sizes)) if len(sizes) else sizes
    within = 0 if scope.within else pairs(sizes) - pairs(stale)
    return pairs(sizes.sum(keepdims=True)) - pairs(stale.sum(keepdims=True)) - within
