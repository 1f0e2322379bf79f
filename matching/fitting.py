"""Logistic regression with signs, and nothing else: small enough to read, the same result on every machine.

The weights of the matcher are meant to be read, so a weight may be held to one sign ("a contradiction never speaks
for one party"), and every fit is plain Newton iteration with a ridge, in float64, without random numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_ROUNDS = 60
_SWEEPS = 2000
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Sample:
    """Observations to learn from: `events` per row, `same` (0 or 1) and `weight` per row."""

    events: Sequence[Mapping[str, float]]
    same: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.events)

    def chances(self, table: Mapping[str, float]) -> Floats:
        """The probability each row has by a fitted `table`."""
        sums = [sum(table.get(event, 0.0) * amount for event, amount in row.items()) for row in self.events]
        return _logistic(np.array(sums) + table["intercept"])

    def part(self, chosen: npt.NDArray[np.bool_]) -> "Sample":
        """The rows where `chosen` holds."""
        return Sample(
            [self.events[row] for row in np.flatnonzero(chosen).tolist()], self.same[chosen], self.weight[chosen]
        )


def _logistic(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), np.float64)


def fit(sample: Sample, names: Sequence[str], signs: Mapping[str, int], ridge: float) -> dict[str, float]:
    """Weights per event name, `intercept` included; `signs` holds a weight at or above (1) or at or below (-1) zero."""
    columns = {name: place for place, name in enumerate(names)}
    table = np.zeros((len(sample), len(names) + 1))
    table[:, -1] = 1.0
    for row, events in enumerate(sample.events):
        for event, amount in events.items():
            if event in columns:
                table[row, columns[event]] += amount
    sign = np.array([signs.get(name, 0) for name in names] + [0])
    found = _newton(table, sample, sign, ridge)
    named = {name: round(float(found[place]), 3) for name, place in columns.items()}
    return {"intercept": round(float(found[-1]), 3)} | named


def _newton(table: Floats, sample: Sample, sign: npt.NDArray[np.int64], ridge: float) -> Floats:
    """Newton iterations for ridge logistic regression, each step a quadratic problem with bounds; the intercept is
    not shrunk."""
    penalty = np.full(table.shape[1], ridge)
    penalty[-1] = 1e-9
    weights = np.zeros(table.shape[1])
    for _ in range(_ROUNDS):
        chance = _logistic(table @ weights)
        gradient = table.T @ (sample.weight * (sample.same - chance)) - penalty * weights
        slope = sample.weight * np.maximum(chance * (1 - chance), 1e-6)
        curvature = (table * slope[:, None]).T @ table + np.diag(penalty)
        moved = _bounded(curvature, gradient + curvature @ weights, weights, sign)
        change = np.clip(moved - weights, -2, 2)
        weights = weights + change
        if float(np.abs(change).max()) < _CLOSE:
            break
    return weights


def _bounded(curvature: Floats, pull: Floats, start: Floats, sign: npt.NDArray[np.int64]) -> Floats:
    """The point where `curvature` x point is nearest to `pull` with every coordinate on its side of zero, by
    coordinate descent."""
    point = start.copy()
    for _ in range(_SWEEPS):
        before = point.copy()
        for place in range(len(point)):
            rest = pull[place] - curvature[place] @ point + curvature[place, place] * point[place]
            value = rest / curvature[place, place]
            point[place] = 0.0 if value * sign[place] < 0 else value
        if float(np.abs(point - before).max()) < _CLOSE:
            break
    return point
