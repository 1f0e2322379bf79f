"""Logistic regression with signs, and nothing else: small enough to read, the same result on every machine.

The weights of the matcher are meant to be read, so a weight may be held to one sign ("a contradiction never speaks for one
party"), and every fit is plain Newton iteration with a ridge, in float64, without random numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_ROUNDS = 60
_CLOSE = 1e-7


@dataclass(frozen=True, slots=True)
class Sample:
    """Observations to learn from: `events` per row, `same` (0 or 1) and `weight` per row."""

    events: Sequence[Mapping[str, float]]
    same: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.events)

    def part(self, chosen: npt.NDArray[np.bool_]) -> "Sample":
        """The rows where `chosen` holds."""
        return Sample([self.events[row] for row in np.flatnonzero(chosen)], self.same[chosen], self.weight[chosen])


def fit(sample: Sample, names: Sequence[str], signs: Mapping[str, int], ridge: float) -> dict[str, float]:
    """Weights per event name, `intercept` included; `signs` holds a weight at or above (1) or at or below (-1) zero."""
    columns = {name: place for place, name in enumerate(names)}
    table = np.zeros((len(sample), len(names) + 1))
    table[:, -1] = 1.0
    for row, events in enumerate(sample.events):
        for event, amount in events.items():
            if event in columns:
                table[row, columns[event]] += amount
    free = np.ones(table.shape[1], bool)
    for _ in range(len(names)):
        weights = _newton(table[:, free], sample, ridge)
        found = np.zeros(table.shape[1])
        found[free] = weights
        wrong = [columns[name] for name in names if found[columns[name]] * signs.get(name, 0) < 0]
        if not wrong:
            break
        free[wrong] = False
    named = {name: round(float(found[place]), 3) for name, place in columns.items()}
    return {"intercept": round(float(found[-1]), 3)} | named


def _newton(table: Floats, sample: Sample, ridge: float) -> Floats:
    """Newton iterations for ridge logistic regression; the last column, the intercept, is not shrunk."""
    penalty = np.full(table.shape[1], ridge)
    penalty[-1] = 1e-9
    weights = np.zeros(table.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        gradient = table.T @ (sample.weight * (sample.same - chance)) - penalty * weights
        slope = sample.weight * np.maximum(chance * (1 - chance), 1e-6)
        step = np.linalg.solve((table * slope[:, None]).T @ table + np.diag(penalty), gradient)
        weights = weights + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < _CLOSE:
            break
    return weights
