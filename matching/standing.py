"""What the other pairs say about a pair: rivals for its listings, and a third list that knows both.

Two careful lists describe a party once each, so a pair whose listings prefer one another is likelier than its own
evidence says, and one with a far better rival is not. And where a listing of a third list is the same as both, they are
the same as each other, however little they share. The weights are learned (`ranking.toml`, table `rivals`); nothing
here is a rule.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.keys import Rows
from matching.ranking import weights_of

Odds = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_FURTHEST = 6.0
"""Log odds beyond which a lead or a lag says no more."""
_VOUCHES_FROM = -1.0
"""Log odds that two listings must have to vouch for others through one of them: about one in four."""
_MOST_VOUCHED = 30
"""Likely partners of one listing that vouch for one another; a listing with more has a name that says nothing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pair stands among the others.

    `lead` is by how much (natural log odds) it is ahead of the best rival of either listing, negative when behind;
    `through` is the number of the listing that vouches for it, and `support` the log odds of the weaker of its two
    links.
    """

    lead: float
    support: float | None = None
    through: int | None = None

    def words(self) -> list[str]:
        """What a reader should know of it; nothing where it says little."""
        said = []
        if self.support is not None and self.support > 0:
            said.append("a listing on a third list is likely the same as both")
        if self.lead >= 1:
            said.append("each is the other's best on its list")
        elif self.lead <= -1:
            said.append("another listing there is much more alike")
        return said


@dataclass(frozen=True, slots=True)
class WeighedPair:
    """A pair of listings by number, with its probability after everything was weighed."""

    left: int
    right: int
    score: float
    standing: Standing


def weighed(left: Rows, right: Rows, log_odds: Odds, group: Rows, fresh: Flags | None = None) -> Iterator[WeighedPair]:
    """The pairs given and those a third list vouches for, each with its probability in the light of all others.

    Where only some listings are `fresh`, nothing is said of two that are not: their other links are not at hand.
    """
    pairs = dict(zip(zip(left.tolist(), right.tolist(), strict=True), log_odds.tolist(), strict=True))
    support = supported(pairs, group)
    if fresh is not None and not fresh.all():
        new = fresh.tolist()
        support = {pair: vouched for pair, vouched in support.items() if new[pair[0]] or new[pair[1]]}
    for missed in sorted(support.keys() - pairs.keys()):
        pairs[missed] = _UNCOMPARED
    ends = np.array(list(pairs), np.int64).reshape(-1, 2)
    odds = np.array(list(pairs.values()), np.float64)
    lead = leads(ends, odds, group)
    weights = _weights("rivals", RIVALS)
    for pair, own, ahead in zip(pairs, odds.tolist(), lead.tolist(), strict=True):
        vouched = support.get(pair)
        standing = Standing(ahead, *(vouched or (None, None)))
        total = sum(weight * value for weight, value in zip(weights, features(own, standing), strict=True))
        yield WeighedPair(*pair, 1 / (1 + math.exp(-min(max(total, -30.0), 30.0))), standing)


_UNCOMPARED = -9.0
"""Log odds of a pair that no key brought together: one in ten thousand, as among the pairs that met and were let go."""


def own_evidence(compared: float, cheap: float) -> float:
    """The log odds of a pair by itself: those of the full comparison and the cheap ones that made it a candidate.

    The cheap ones know how rare names are on these very lists and which candidates compete, the comparison knows names.
    """
    constant, by_comparison, by_ranking = _weights("own", ("constant", "comparison", "ranking"))
    return constant + by_comparison * max(-_LOUDEST, min(compared, _LOUDEST)) + by_ranking * cheap


_LOUDEST = 12.0
"""Log odds beyond which a comparison is as good as sure, either way."""


def features(own: float, standing: Standing) -> tuple[float, ...]:
    """What is weighed, in the order of the table `rivals`: constant, own evidence, ahead, behind, support."""
    lead = min(max(standing.lead, -_FURTHEST), _FURTHEST)
    support = standing.support
    vouched = 0.0 if support is None else min(max(support - _VOUCHES_FROM, 0.0), _FURTHEST)
    return (1.0, own, max(lead, 0.0), min(lead, 0.0), vouched)


RIVALS = ("constant", "own evidence", "ahead", "behind", "support")


def _weights(table: str, expected: tuple[str, ...]) -> tuple[float, ...]:
    names, weights = weights_of(table)
    if names != expected:
        raise ValueError(f"table {table} of ranking.toml has {names}, not {expected}")
    return tuple(weights.tolist())


def leads(ends: npt.NDArray[np.int64], odds: Odds, group: Rows) -> Odds:
    """For each pair (rows of `ends`) its log odds less those of the best rival: another pair of one of its listings
    with the list of its other one. A pair without rivals is ahead by `_FURTHEST`.
    """
    ahead = np.full(len(odds), np.inf)
    for side, other in ((0, 1), (1, 0)):
        contest = ends[:, side] << 20 | group[ends[:, other]]
        order = np.lexsort((-odds, contest))
        ranked, sorted_odds = contest[order], odds[order]
        first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(ranked) else np.zeros(0, np.int64)
        length = np.diff(np.r_[first, len(ranked)])
        best = sorted_odds[first]
        second = np.full(len(first), -np.inf)
        second[length > 1] = sorted_odds[first[length > 1] + 1]
        which = np.repeat(np.arange(len(first)), length)
        place = np.arange(len(ranked)) - np.repeat(first, length)
        rival = np.where(place == 0, second[which], best[which])
        ahead[order] = np.minimum(ahead[order], sorted_odds - rival)
    return np.asarray(np.minimum(ahead, _FURTHEST))


def supported(pairs: dict[tuple[int, int], float], group: Rows) -> dict[tuple[int, int], tuple[float, int]]:
    """The pairs of different lists that some third listing is linked to on both sides: (log odds of the weaker link,
    third).

    The best third listing is taken, the smallest number among equals.
    """
    partners: dict[int, list[tuple[float, int]]] = {}
    for (left, right), odds in pairs.items():
        if odds >= _VOUCHES_FROM:
            partners.setdefault(left, []).append((-odds, right))
            partners.setdefault(right, []).append((-odds, left))
    found: dict[tuple[int, int], tuple[float, int]] = {}
    for third in sorted(partners):
        likely = sorted(partners[third])[:_MOST_VOUCHED]
        for place, (lag, one) in enumerate(likely):
            for other_lag, other in likely[place + 1 :]:
                if group[one] != group[other]:
                    pair = (one, other) if one < other else (other, one)
                    weaker = -max(lag, other_lag)
                    if pair not in found or weaker > found[pair][0]:
                        found[pair] = (weaker, third)
    return found
