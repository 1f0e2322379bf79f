"""The programmes (legal regimes) behind designations, and what each implies.

The table is `lookups/programmes.toml`: for every programme its key, partner, legal act, tier, status, the measures
that follow from it and to which kinds of party they apply, and every wording seen in the partners' files.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from importers.draft import MeasureDraft
from importers.vocabulary import Basis, MeasureCode, PartyKind

UNKNOWN = "unknown"

# What the table says of a measure's reach. A kind left open by the source is not excluded from a freeze, but no
# travel ban is ever implied for what is not known to be a person.
_KINDS = {
    "all": frozenset(PartyKind),
    "persons": frozenset({PartyKind.PERSON}),
    "organisations": frozenset({PartyKind.ORGANISATION}),
    "vessels": frozenset({PartyKind.VESSEL}),
}

_ALIKE = str.maketrans({**dict.fromkeys("–—‑", "-"), **dict.fromkeys("’‘`´", "'")})


@dataclass(frozen=True, slots=True)
class Implied:
    """A measure that follows from a programme; `kinds` are the parties it can apply to (a ban: persons only)."""

    code: MeasureCode
    kinds: frozenset[PartyKind]


@dataclass(frozen=True, slots=True)
class Programme:
    """One legal regime of one partner.

    `tier` is 1 (thematic human rights), 2 (country regime whose criteria name repression or serious violations),
    3 (conflict regime where such acts are one criterion) or 0; `atrocity_focus` is whether it counts as such by
    default. `status` is active, legacy (old listings remain, no new ones) or ended, since `ended` where the day is
    known. `implied` is what the act imposes on everybody listed under it; a partner that says so in another way (a
    file of its own, a flag) is read from there. `wordings` are the strings published for it.
    """

    key: str
    partner: str
    title: str
    authority: str
    legal_act: str
    tier: int
    atrocity_focus: bool
    status: str
    implied: tuple[Implied, ...]
    wordings: tuple[str, ...]
    ended: date | None = None
    note: str | None = None
    # What the regime is about, alike across partners: a country or situation (`belarus`, `iran`), or `human_rights`,
    # `corruption`, `terrorism` ...; several where it covers what others keep apart; none where unclear. A partner whose
    # active programmes do not cover the themes has "no regime" for them, which is no failure to act.
    themes: frozenset[str] = frozenset()
    started: date | None = None

    def stands(self, day: date) -> bool:
        """Whether the regime is in being on that day; `started` and `ended` are its dates where they are known."""
        if self.ended is None and self.status == "ended":
            return False
        return (self.started is None or self.started <= day) and (self.ended is None or day < self.ended)

    def measures(self, kind: PartyKind, source_value: str) -> tuple[MeasureDraft, ...]:
        """The measures that this programme implies for a party of that kind."""
        return tuple(
            MeasureDraft(item.code, Basis.IMPLIED_PROGRAMME, source_value)
            for item in self.implied
            if kind in item.kinds
        )


@lru_cache(maxsize=8192)
def find(partner: str, wording: str) -> Programme | None:
    """The programme of a partner that goes by that wording or key; case and spaces do not matter."""
    return _by_wording(partner).get(_key(wording))


def lookup(key: str) -> Programme:
    """The programme of that key, e.g. `GB-GHR`. Raises `KeyError`."""
    return _programmes(key.split("-", 1)[0])[key]


def all_programmes() -> tuple[Programme, ...]:
    """Every programme of the table."""
    return tuple(programme for partner in _tables() for programme in _programmes(partner).values())


def _key(wording: str) -> str:
    return " ".join(wording.casefold().translate(_ALIKE).split())


@lru_cache(maxsize=1)
def _tables() -> dict[str, str]:
    """The text of the table by partner. An importer asks for one partner's programmes, and TOML is slow to read."""
    text = (files("importers") / "lookups" / "programmes.toml").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for entry in re.split(r"^(?=\[)", text, flags=re.MULTILINE)[1:]:
        partner = entry[1:].split("-", 1)[0]
        found[partner] = found.get(partner, "") + entry
    return found


@lru_cache(maxsize=64)
def _programmes(partner: str) -> dict[str, Programme]:
    return {key: _programme(key, entry) for key, entry in tomllib.loads(_tables().get(partner, "")).items()}


def _programme(key: str, entry: dict[str, Any]) -> Programme:
    implied = tuple(Implied(MeasureCode(code), _KINDS[kinds]) for code, kinds in entry["implied"].items())
    themes = frozenset(entry["theme"].split())
    fields = {**entry, "implied": implied, "themes": themes, "wordings": tuple(entry["wordings"])}
    del fields["theme"]
    return Programme(key=key, partner=key.split("-", 1)[0], **fields)


@lru_cache(maxsize=64)
def _by_wording(partner: str) -> dict[str, Programme]:
    found: dict[str, Programme] = {}
    for programme in _programmes(partner).values():
        for wording in (programme.key, *programme.wordings):
            found[_key(wording)] = programme
    return found
