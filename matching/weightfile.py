"""Writes `weights.toml`: learned weights, the few made by hand with their reasons, and what they were learned from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_HAND: dict[str, dict[str, tuple[float, str]]] = {
    "name.person": {
        "generation.conflict": (-6.0, "Jr and Sr, II and III: written to tell people apart; too few to learn from"),
    },
    "name.other": {
        "missing.numeral": (-1.5, "a numbered unit is not the whole body, though aliases on lists drop numbers freely"),
    },
    "field": {
        "birth.conflict": (-1.0, "3 or 4 years apart: lists guess years, but a difference speaks for nobody"),
        "birth.month": (2.5, "year and month agree, day unknown: rare on the lists, between year and day"),
        "birth.swapped": (3.0, "day and month turned round: too few to learn from, nearly a full date"),
        "identifier.agree": (8.0, "numbers were hidden while learning; a shared one is near proof"),
        "identifier.conflict": (-0.5, "people hold several passports; a second number says little"),
        "reference.agree": (12.0, "lists cite each other by these references"),
        "reference.conflict": (-6.0, "two UN references are two entries of the UN's own list"),
        "gender.agree": (0.1, "half of all people; the lists at hand rarely state it"),
        "gender.conflict": (-3.0, "the lists at hand rarely state it; mistakes happen"),
        "kind.conflict": (-6.0, "a person is not a company; kinds are rarely mistaken"),
        "aliases.several": (0.5, "copied alias strings: what they say is mostly said by the names already"),
    },
}  # fmt: skip

_FOOT = """
[context.names]
# Somebody put the two names side by side: what rarity and other aliases would add is not asked. `same` stands above
# one half because saying "same" of two people costs more than leaving them "possible".
intercept = 0.0
names = 1.0
rarity = 0.0
others = 0.0
fields = 1.0
same = 0.65
possible = 0.25

[context.listings]
# The pair was found by searching whole lists: rare names count, and most pairs are different.
intercept = {intercept}
names = 1.0
rarity = {rarity}
others = {others}
fields = 1.0
same = 0.5
possible = 0.1

[rules]
# Made by hand. Names alone never decide more than these bounds (natural log-odds); names marked weak and names of
# one part, alone, stay below `same` however equal they are.
least_name = -9.0
most_name = 9.0
weak_name_ceiling = -0.2
"""


@dataclass(slots=True)
class Learned:
    """What a training run learned, on how much (`listings`, `known` pairs, `labelled` names), with its figures."""

    date: str
    listings: int
    known: int
    labelled: int
    parts: dict[str, dict[str, float]] = field(default_factory=dict)
    names: dict[str, dict[str, float]] = field(default_factory=lambda: {"person": {}, "other": {}})
    fields: dict[str, float] = field(default_factory=dict)
    context: dict[str, float] = field(default_factory=lambda: {"intercept": -3.0, "rarity": 1.0, "others": 0.3})
    figures: list[str] = field(default_factory=list)

    def take(self, table: Mapping[str, float]) -> None:
        """Sort the weights of the last fit, named `table:event`; the common intercept joins those of the names."""
        common = table["intercept"]
        for event, weight in table.items():
            place, _, name = event.partition(":")
            if place == "field":
                self.fields[name] = weight
            elif place == "context":
                self.context[name] = weight
            elif name:
                self.names.setdefault(place, {})[name] = weight
        for names in self.names.values():
            names["intercept"] = round(names.get("intercept", 0.0) + common, 3)


def written(learned: Learned) -> str:
    """The text of `weights.toml`."""
    lines = [
        "# Evidence weights in natural log-odds: above zero speaks for one party.",
        "# Written by `python -m matching train`.",
        f"# Learned on {learned.date} from {learned.listings:,} listings of public lists, {learned.known:,} pairs",
        f"# known to be one party and {learned.labelled:,} labelled pairs of names; one party in three kept aside:",
        *(f"#   {figure}" for figure in learned.figures),
    ]
    lines += _tables(
        "part", learned.parts, "How likely two unequal parts are one part respelt; `letter h` came or went."
    )
    lines += _tables("name", learned.names, "What the alignment of two names says; an event times its amount.")
    lines += _table("field", learned.fields, "What everything but the names says.")
    return "\n".join(lines) + "\n" + _FOOT.format(**learned.context)


def _tables(kind: str, tables: Mapping[str, Mapping[str, float]], about: str) -> list[str]:
    return [line for name in sorted(tables) for line in _table(f"{kind}.{name}", tables[name], about)]


def _table(section: str, table: Mapping[str, float], about: str) -> list[str]:
    hand = _HAND.get(section, {})
    lines = ["", f"[{section}]", f"# {about}"]
    lines += [f'"{event}" = {table[event]}' for event in sorted(table) if event not in hand]
    return lines + [f'"{event}" = {weight}  # by hand: {why}' for event, (weight, why) in sorted(hand.items())]
