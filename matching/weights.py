"""The table of evidence weights: read once from `weights.toml`, which `python -m matching train` writes.

All weights are natural log-odds. The name table of a kind adds up to how far the names alone speak for one party; the
fields add their own; a context turns the sum into a probability.
"""

import math
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

from matching.subject import Kind


class Context(StrEnum):
    """Where a pair comes from, which decides how likely it was before anybody looked.

    `NAMES`: somebody put these two side by side, as in a file of labelled pairs; about half of such pairs are one
    party. `LISTINGS`: the pair was found by searching whole lists, where rare names count for more and most pairs are
    different.
    """

    NAMES = "names"
    LISTINGS = "listings"


@dataclass(frozen=True, slots=True)
class Frame:
    """How one context turns evidence into a log-odds: intercept + names * name sum + rarity * information
    + others * name sum of the other aliases + fields * rest."""

    intercept: float
    names: float
    rarity: float
    others: float
    fields: float
    same: float
    possible: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The whole table; `names` and `parts` by kind of party (person or other), `fields` by event, `frames` by
    context."""

    names: dict[str, dict[str, float]]
    parts: dict[str, dict[str, float]]
    fields: dict[str, float]
    frames: dict[Context, Frame]
    name_bounds: tuple[float, float]
    weak_ceiling: float


def read_weights(text: str) -> Weights:
    """Read the text of a `weights.toml`."""
    table: dict[str, Any] = tomllib.loads(text)
    rules = table["rules"]
    return Weights(
        names=table["name"],
        parts=table["part"],
        fields=table["field"],
        frames={context: Frame(**table["context"][context.value]) for context in Context},
        name_bounds=(rules["least_name"], rules["most_name"]),
        weak_ceiling=rules["weak_name_ceiling"],
    )


TABLES = ("person", "other")
"""Persons' names are weighed by one table, the names of all other kinds of party by the other."""


def table_of(kind: Kind) -> str:
    """Which of `TABLES` weighs the names of a kind of party."""
    return "person" if kind is Kind.PERSON else "other"


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that come with this package."""
    return read_weights(resources.files("matching").joinpath("weights.toml").read_text(encoding="utf-8"))


def probability(log_odds: float) -> float:
    """The logistic function, safe for any size."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-min(log_odds, 50.0)))
    odds = math.exp(max(log_odds, -50.0))
    return odds / (1 + odds)
