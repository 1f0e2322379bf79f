"""The sets of measures that listings of the Swiss list belong to: whose programme, and what they impose."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from importers.draft import MeasureDraft
from importers.programmes import Programme, find
from importers.vocabulary import Basis, IssueCode, MeasureCode, PartyKind

# Words in the name of a set of measures, in the list's four languages, that say what the set imposes.
_SET_WORDS = (
    (MeasureCode.ASSET_FREEZE, re.compile(r"\bfinan|\basset|\bfreez|\bgelder|\bavoirs|\bbeni\b", re.IGNORECASE)),
    (MeasureCode.TRAVEL_BAN, re.compile(r"\btravel|\bentry\b|\breise|\beinreise|\bvoyage|\bviaggi", re.IGNORECASE)),
    (MeasureCode.ARMS_RESTRICTION, re.compile(r"\barms\b|\bweapon|\brüstung", re.IGNORECASE)),
    (MeasureCode.VESSEL_MEASURE, re.compile(r"\bvessel|\bship|\bport\b|\bschiff", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class SanctionsSet:
    """A set of measures: its programme (key, name, SR number of the ordinance) and its names, English first."""

    programme_key: str
    programme_name: str
    sr_number: str
    names: tuple[str, ...]

    @property
    def wording(self) -> str:
        """The programme and the set, as published."""
        return ": ".join(part for part in (self.programme_name, self.names[0] if self.names else "") if part)

    def programme(self) -> Programme | None:
        """The registry's programme: by the ordinance's SR number, because the wording of its title changes."""
        for wording in (self.sr_number, self.programme_key, self.programme_name):
            if wording and (found := find("CH", wording)) is not None:
                return found
        return None


Programmes = Mapping[str, SanctionsSet]


def measures(
    kind: PartyKind, sets: list[SanctionsSet], exception: str | None
) -> tuple[tuple[MeasureDraft, ...], list[tuple[IssueCode, str, str]]]:
    """The measures of sets, and what is not understood as (code, field, value).

    Explicit where a set's name says what it imposes, else what its programme implies. A ban on entry applies to
    persons only. An exception that the listing states is a note on the ban.
    """
    found: dict[MeasureCode, MeasureDraft] = {}
    strange: list[tuple[IssueCode, str, str]] = []
    for item in sets:
        stated = [code for code, words in _SET_WORDS if any(words.search(name) for name in item.names)]
        wording = item.names[0] if item.names else item.wording
        for code in stated:
            found[code] = MeasureDraft(code, Basis.EXPLICIT, wording)
        programme = None if stated else item.programme()
        for measure in programme.measures(kind, item.wording) if programme else ():
            found.setdefault(measure.code, measure)
        if not stated and programme is None:
            strange.append((IssueCode.UNKNOWN_MEASURE, "sanctions-set", item.wording))
    ban = found.get(MeasureCode.TRAVEL_BAN)
    if ban is not None and kind is not PartyKind.PERSON:
        del found[MeasureCode.TRAVEL_BAN]
        if not found:
            strange.append((IssueCode.CONFLICT, "sanctions-set", f"{ban.source_value}, for what is not a person"))
    elif ban is not None and exception:
        found[MeasureCode.TRAVEL_BAN] = MeasureDraft(ban.code, ban.basis, ban.source_value, exception)
    return tuple(found.values()), strange
