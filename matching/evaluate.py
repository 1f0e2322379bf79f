"""How good probabilities and links are: the same measures for training, benchmarks and tests.

A link counts as false only when one side has a different known partner on that list; all other links are unjudged and
counted apart, because the known pairs are only some of the true ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Listing = tuple[str, str]
"""List and reference."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision, recall and F1 at a threshold, and average precision over all thresholds."""

    precision: float
    recall: float
    f1: float
    average_precision: float


def quality(same: Floats, probability: Floats, threshold: float) -> Quality:
    """Measure labelled pairs; `same` is 0 or 1 per pair."""
    said = probability >= threshold
    right = float(np.sum(said * same))
    precision, recall = right / max(1, int(said.sum())), right / max(1.0, float(same.sum()))
    return Quality(
        precision, recall, 2 * right / max(1.0, float(said.sum() + same.sum())), average_precision(same, probability)
    )


def average_precision(same: Floats, probability: Floats) -> float:
    """The mean precision at each true pair, pairs of equal probability counted together (so ties cannot flatter)."""
    order = np.argsort(-probability, kind="stable")
    ranked, values = same[order], probability[order]
    last = np.r_[np.flatnonzero(np.diff(values)), len(values) - 1]
    hits = np.cumsum(ranked)[last]
    gained = np.diff(np.r_[0.0, hits])
    return float(np.sum(gained * hits / (last + 1)) / max(1.0, float(same.sum())))


def calibration_error(same: Floats, probability: Floats, bins: int = 10) -> float:
    """Expected calibration error: the mean gap between stated and observed share over equal-width bins, by bin size."""
    where = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = (abs(float(np.sum(same[where == place] - probability[where == place]))) for place in range(bins))
    return sum(gaps) / max(1, len(same))


@dataclass(frozen=True, slots=True)
class LinkQuality:
    """Links against known pairs: how many are true, false (a known partner passed over) and unjudged."""

    true: int
    false: int
    unjudged: int
    missed: int

    @property
    def precision(self) -> float:
        """Of the judged links, the share that is true."""
        return self.true / max(1, self.true + self.false)

    @property
    def recall(self) -> float:
        """Of the known pairs, the share that was found."""
        return self.true / max(1, self.true + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.true / max(1, 2 * self.true + self.false + self.missed)


class KnownPairs:
    """Pairs of listings known to be one party, and what they say about any other pair."""

    def __init__(self, pairs: Iterable[tuple[Listing, Listing]]) -> None:
        self.pairs = {frozenset(pair) for pair in pairs}
        self._partners: dict[tuple[Listing, str], set[Listing]] = {}
        self._listings = {listing for pair in self.pairs for listing in pair}
        for one, other in (sorted(pair) for pair in self.pairs):
            self._partners.setdefault((one, other[0]), set()).add(other)
            self._partners.setdefault((other, one[0]), set()).add(one)

    def has(self, listing: Listing) -> bool:
        """Whether anything is known about a listing."""
        return listing in self._listings

    def judge(self, one: Listing, other: Listing) -> bool | None:
        """True for a known pair, False where a side has another known partner on that list, None where nobody knows."""
        if frozenset((one, other)) in self.pairs:
            return True
        return False if (one, other[0]) in self._partners or (other, one[0]) in self._partners else None

    def measure(self, links: Mapping[tuple[Listing, Listing], float], threshold: float) -> LinkQuality:
        """Judge the links at or above `threshold`."""
        judged = [self.judge(*pair) for pair, value in links.items() if value >= threshold]
        true = judged.count(True)
        return LinkQuality(true, judged.count(False), judged.count(None), len(self.pairs) - true)
