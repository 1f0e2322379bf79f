"""People who are on no list: invented from common names of many countries, or recombined from listed names."""

import random
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from matching.normalise import name_parts


def invented(count: int, seed: int = 1) -> list[str]:
    """`count` names of people, given and family name of one country, one in three with a second given name."""
    chance = random.Random(seed)  # noqa: S311 - the same strangers every time
    table = tomllib.loads(Path(__file__).with_name("strangers.toml").read_text(encoding="utf-8"))
    cultures = [(names["given"].split(), names["family"].split()) for names in table.values()]
    made: dict[str, None] = {}
    while len(made) < count:
        given, family = chance.choice(cultures)
        chosen = chance.sample(given, 2 if chance.random() < 1 / 3 else 1)
        made[" ".join([*chosen, chance.choice(family)])] = None
    return list(made)


def recombined(names: Sequence[str], count: int, seed: int = 1) -> list[str]:
    """`count` names whose first and last parts come from two different `names`: far more like listed people than most
    are.
    """
    chance = random.Random(seed)  # noqa: S311 - the same strangers every time
    whole = [parts for parts in map(name_parts, names) if 1 < len(parts) < 5 and all(map(str.isascii, parts))]
    made: dict[str, None] = {}
    while len(made) < count:
        one, other = chance.choice(whole), chance.choice(whole)
        made[f"{one[0]} {other[-1]}".title()] = None
    return list(made)


def unlisted(names: Iterable[str], listed: Iterable[str]) -> list[str]:
    """The names that nobody on the list bears, whatever their order and case."""
    known = {frozenset(name_parts(name)) for name in listed}
    return [name for name in names if frozenset(name_parts(name)) not in known]
