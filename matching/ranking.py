"""Ranks pairs of listings by evidence that costs almost nothing, so that the real comparison sees the likeliest first.

Everything here is computed for all pairs at once, in columns. The outcome is only an order: whether two listings
describe one party is decided by `matching.compare`. The weights are a logistic regression on open gold pairs;
`ranking.toml` says on which data, and `python -m tests.benchmarks.matching fit-ranking` makes them again.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from matching.columns import Columns
from matching.keys import Rows

Evidence = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]

NAMES_COMPARED = 6
"""Names of each listing whose spelling is compared while ranking: the first ones, so that the primary name is among
them.
"""
_LEAST_RATIO = 50
"""Spellings less alike than this count as nothing alike; knowing them exactly would take most of the time."""


@dataclass(frozen=True, slots=True)
class Met:
    """Pairs that met, each once: `left` and `right` number listings; `shared` holds for every sort of key the sum of
    the weights of the keys shared (float32, sorts x pairs), and `counts` their number, at most 255 (uint8).
    """

    left: Rows
    right: Rows
    shared: Evidence
    counts: npt.NDArray[np.uint8]

    def only(self, chosen: npt.NDArray[np.int64] | slice) -> "Met":
        """The chosen pairs, in the order chosen."""
        return Met(self.left[chosen], self.right[chosen], self.shared[:, chosen], self.counts[:, chosen])


@cache
def weights_of(stage: str) -> tuple[tuple[str, ...], Evidence]:
    """The names and weights of one table of `ranking.toml`, in the order they are written."""
    table = tomllib.loads(Path(__file__).with_name("ranking.toml").read_text(encoding="utf-8"))[stage]
    return tuple(table), np.array(list(table.values()), np.float32)


_STEP = 1 << 17
"""Pairs worked on at once, so that memory does not grow with the number that met."""


def likeliest(met: Met, columns: Columns, group: Rows, limit: int) -> tuple[Met, Evidence]:
    """The `limit` best pairs with their log odds, best first; equals in the order of their numbers."""
    steps = [slice(begin, begin + _STEP) for begin in range(0, max(len(met.left), 1), _STEP)]
    first_odds = np.concatenate([_log_odds("keys", evidence(met.only(step), columns)) for step in steps])
    met = met.only(_best(first_odds, 3 * limit))
    looks = evidence(met, columns) | spelling(met, columns)
    looks |= standing(met, group, _log_odds("spelling", looks))
    odds = _log_odds("standing", looks)
    order = np.lexsort((met.right, met.left, -odds))[:limit]
    return met.only(order), odds[order]


def _best(odds: Evidence, limit: int) -> Codes:
    """Where the `limit` highest odds are, in ascending order."""
    if len(odds) <= limit:
        return np.arange(len(odds))
    return np.sort(np.argpartition(-odds, limit)[:limit])


def _log_odds(stage: str, looks: dict[str, Evidence]) -> Evidence:
    names, weights = weights_of(stage)
    total = np.full(len(next(iter(looks.values()))), weights[names.index("constant")], np.float32)
    for name, weight in zip(names, weights, strict=True):
        if name != "constant":
            total += weight * looks[name]
    return total


def evidence(met: Met, columns: Columns) -> dict[str, Evidence]:
    """What the shared keys, birth years, countries and kinds of each pair say: columns of numbers around 0 to 1."""
    left, right = met.left, met.right
    smallest = columns.lightest
    parts, _, day, year_part, year_country, number = met.shared
    looks: dict[str, Evidence | Flags] = {
        "shared parts": parts / 10,
        "share of the left name": np.minimum(parts / np.maximum(smallest[left], 1), 1.5),
        "share of the right name": np.minimum(parts / np.maximum(smallest[right], 1), 1.5),
        "two parts together": np.log1p(met.counts[1].astype(np.float32)),
        "same birth date": day > 0,
        "same year and part": year_part / 10,
        "same year and country": year_country / 10,
        "same number": number > 0,
    }
    looks |= _births(left, right, columns, day > 0)
    both = (columns.countries[left] != 0).any(1) & (columns.countries[right] != 0).any(1)
    common = ((columns.countries[left] & columns.countries[right]) != 0).any(1)
    looks["same country"] = common
    looks["other country"] = both & ~common
    kinds = columns.kinds
    looks["other kind"] = (kinds[left] != kinds[right]) & (kinds[left] > 0) & (kinds[right] > 0)
    return {name: np.asarray(values, np.float32) for name, values in looks.items()}


def _births(left: Rows, right: Rows, columns: Columns, same_day: Flags) -> dict[str, Evidence | Flags]:
    years = columns.births.years
    known = (years[left] != 0).any(1) & (years[right] != 0).any(1)
    same = ((years[left] & years[right]) != 0).any(1)
    near = ((_neighbouring(years)[left] & years[right]) != 0).any(1) & ~same
    dated = np.zeros(len(years), np.bool_)
    dated[columns.births.days_of] = True
    several = np.bitwise_count(years).sum(1) > 2
    other_day = dated[left] & dated[right] & ~same_day
    return {
        "same year": same,
        "neighbouring year": near,
        "other year": known & ~same & ~near,
        "other birth date": other_day & ~same,
        "other date in the same year": other_day & same,
        "several years in common": same & several[left] & several[right],
    }


def _neighbouring(years: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The years before and after those given, as bits in two words."""
    one, top = np.uint64(1), np.uint64(63)
    low, high = years[:, 0], years[:, 1]
    return np.stack([(low << one) | (low >> one) | (high << top), (high << one) | (high >> one) | (low >> top)], axis=1)


def spelling(met: Met, columns: Columns) -> dict[str, Evidence]:
    """How alike the two names most alike are spelt: a ratio of their sorted parts (0 to 1), and its square above a
    half."""
    texts = np.array(columns.names.texts, object)
    first = np.searchsorted(columns.names.owner, np.arange(len(columns.kinds) + 1))
    best = np.zeros(len(met.left), np.float32)
    for begin in range(0, len(best), _STEP // NAMES_COMPARED):
        step = slice(begin, begin + _STEP // NAMES_COMPARED)
        best[step] = _best_ratios(texts, first, met.left[step], met.right[step])
    return {"ratio": best, "high ratio": np.maximum(best - 0.5, 0) ** 2 * 4}


def _best_ratios(texts: npt.NDArray[np.object_], first: Codes, left: Rows, right: Rows) -> Evidence:
    """For each pair of listings the best ratio (0, or above a half, to 1) of any of their first names."""
    held = np.minimum(np.diff(first), NAMES_COMPARED)
    width = held[right]
    crossed = held[left] * width
    pair = np.repeat(np.arange(len(left)), crossed)
    nth = np.arange(len(pair)) - np.repeat(np.cumsum(crossed) - crossed, crossed)
    one = texts[first[left[pair]] + nth // width[pair]]
    other = texts[first[right[pair]] + nth % width[pair]]
    ratios = process.cpdist(one, other, scorer=fuzz.ratio, score_cutoff=_LEAST_RATIO, dtype=np.float32)
    best = np.zeros(len(left), np.float32)
    np.maximum.at(best, pair, ratios)
    return np.asarray(best / 100, np.float32)


def standing(met: Met, group: Rows, odds: Evidence) -> dict[str, Evidence]:
    """Where a pair stands among all pairs of its left listing with that list, and of its right listing with the
    other."""
    from_left = _places(met.left, group[met.right], odds)
    from_right = _places(met.right, group[met.left], odds)
    return {
        "place from the left": np.log1p(from_left).astype(np.float32),
        "place from the right": np.log1p(from_right).astype(np.float32),
        "first from the left": (from_left == 0).astype(np.float32),
        "first from the right": (from_right == 0).astype(np.float32),
        "first from both": ((from_left == 0) & (from_right == 0)).astype(np.float32),
    }


def _places(listing: Rows, other_group: Rows, odds: Evidence) -> Codes:
    """The place (0 is the best) of each pair by `odds` among those with the same listing and the same other group."""
    side = listing.astype(np.int64) << 20 | other_group
    order = np.lexsort((-odds, side))
    ordered = side[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(ordered)])
    places = np.empty(len(odds), np.int64)
    places[order] = np.arange(len(odds)) - np.repeat(starts, lengths)
    return places


def gathered(codes: Sequence[Codes], weights: Sequence[Evidence], listings: int) -> Met:
    """The distinct pairs among `codes` (left * listings + right, one array per sort of key) with what they share."""
    pairs, inverse = np.unique(np.concatenate(codes), return_inverse=True)
    shared = np.zeros((len(codes), len(pairs)), np.float32)
    counts = np.zeros((len(codes), len(pairs)), np.uint8)
    begin = 0
    for row, weight in enumerate(weights):
        at = inverse[begin : begin + len(weight)]
        begin += len(weight)
        shared[row] = np.bincount(at, weights=weight, minlength=len(pairs))
        counts[row] = np.minimum(np.bincount(at, minlength=len(pairs)), 255)
    return Met((pairs // listings).astype(np.int32), (pairs % listings).astype(np.int32), shared, counts)
