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


def one_slip(ratio: float, name: str) -> bool:
    """Whether a listed name is the folded `name` but for one letter, and that is long enough to be no chance.

    `ratio` is `matching.segment.Found.ratio`. Names of two parts and 14 letters or more: of altered names of listed
    people with one typing slip this finds all, and among 18,000 invented people it adds no alert but one (a comparison
    that misreads one part as another part would otherwise outweigh all that is spelt alike).
    """
    return len(name) >= _SLIP_LENGTH and " " in name and (1 - ratio) * len(name) <= _SLIP


_SLIP_LENGTH = 14
_SLIP = 1.05
"""One letter changed or two swapped cost 1 in these units, one left out or doubled one half; the rest is rounding."""


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
