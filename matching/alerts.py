"""How likely a hit is the party that was asked for, when most names asked for are nobody's on the list.

A pair of names put side by side is one thing; a name held against tens of thousands of others is another, because the
best of them is always somewhat alike. Here the full comparison, the rarity of what is shared and plain spelling are
weighed for that case. The weights are in `ranking.toml` (table `screening`), learned from altered names of listed
people and from invented people, and set so that at 0.5 about one invented person in a thousand raises an alert.
"""

import math
from functools import cache

from matching.ranking import weights_of

FEATURES = (
    "constant", "listings", "likeness", "ratio",
    "ratio over 0.80", "ratio over 0.88", "ratio over 0.94", "few slips", "length",
)  # fmt: skip

_LEAST, _MOST = -3.0, 6.0
"""Log odds of the full comparison beyond which it says no more: one part misread must not outweigh all that is spelt
alike.
"""
_USUAL_LENGTH = 20.0


def features(compared: float, likeness: float, ratio: float, length: int) -> tuple[float, ...]:
    """What is weighed, in the order of `FEATURES`.

    `compared` is the probability of the full comparison among listings, `likeness` and `ratio` (0 to 1) are those of
    `matching.segment.Found`, `length` is that of the folded name asked for, in letters.
    """
    held = min(max(compared, 1e-6), 1 - 1e-6)
    long = min(length / _USUAL_LENGTH, 1.5)
    slips = (1 - ratio) * length
    return (
        1.0,
        max(_LEAST, min(math.log(held / (1 - held)), _MOST)),
        likeness,
        ratio,
        max(ratio - 0.8, 0.0) * 5,
        max(ratio - 0.88, 0.0) * 8,
        max(ratio - 0.94, 0.0) * 15,
        math.exp(-slips / 2) * long,
        long,
    )


@cache
def _weights() -> tuple[float, ...]:
    names, weights = weights_of("screening")
    if names != FEATURES:
        raise ValueError(f"table screening of ranking.toml has {names}, not {FEATURES}")
    return tuple(weights.tolist())


def alert_score(weighed: tuple[float, ...]) -> float:
    """The probability, 0 to 1, that a hit with these features is the one asked for."""
    odds = sum(weight * value for weight, value in zip(_weights(), weighed, strict=True))
    return 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))
