"""The note on the United Kingdom's urgent procedure: only where it can be meant, and no more than the facts."""

from datetime import date
from typing import Any

import pytest

from importers.vocabulary import MeasureCode, PartyKind
from registry.services import urgent
from registry.services.cells import Cell, Line, PartyFacts, State

SINCE = date(2026, 3, 2)
US = Cell(State.IMPOSED_IMPLIED, "", SINCE, "listed_on", ("us_ofac_sdn:1",))
EU = Cell(State.IMPOSED_EXPLICIT, "", None, "", ("eu_fsf:2",))
ABSENT = Cell(State.NOT_LISTED, "", known_to=date(2026, 6, 1))


def line(kind: PartyKind = PartyKind.PERSON, measure: str = "asset_freeze", **cells: Any) -> Line:
    return Line(PartyFacts("P000001", "Nobody", kind, ()), MeasureCode(measure), {"GB": ABSENT, "US": US} | cells)


def test_the_facts_and_the_statute_are_stated() -> None:
    found = urgent.note(line(EU=EU, CH=EU))
    assert found is not None
    assert [(fact.partner, fact.since, fact.explicit) for fact in found.facts] == [
        ("US", SINCE, False), ("EU", None, True),
    ]  # fmt: skip
    assert "section 11(2A) to (2D)" in found.sentence
    assert "US, since 2026-03-02 (listed on), implied, not stated for the listing (us_ofac_sdn:1)" in found.sentence
    assert "EU, no typed date, stated for the listing (eu_fsf:2)" in found.sentence
    assert "for the minister to decide" in found.sentence


@pytest.mark.parametrize(
    "other",
    [
        line(GB=US),
        line(GB=Cell(State.NOT_IMPOSED, "")),
        line(GB=Cell(State.DELISTED, "")),
        line(GB=Cell(State.UNRESOLVED, "")),
        line(GB=Cell(State.NO_REGIME, "")),
        line(GB=Cell(State.NOT_LISTED, "", known_to=date(2026, 3, 1))),
        line(US=Cell(State.NOT_LISTED, ""), CH=EU),
        line(US=Cell(State.DELISTED, ""), UN=EU),
        line(PartyKind.VESSEL),
        line(PartyKind.UNKNOWN),
        line(measure="arms_embargo"),
    ],
)
def test_elsewhere_there_is_no_note(other: Line) -> None:
    assert urgent.note(other) is None
