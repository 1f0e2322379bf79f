"""Gaps in words: no more than the cells say."""

from datetime import date

import pytest

from importers.vocabulary import MeasureCode, PartyKind
from registry.reports.telling import sentence
from registry.services.cells import Cell, Line, PartyFacts, State

AS_OF = date(2026, 6, 30)
STATED, IMPLIED = State.IMPOSED_EXPLICIT, State.IMPOSED_IMPLIED


def line(**cells: Cell) -> Line:
    party = PartyFacts("P000001", "Nobody Nowhere", PartyKind.PERSON, ())
    return Line(party, MeasureCode.TRAVEL_BAN, cells)


def since(state: State, day: date | None) -> Cell:
    return Cell(state, "", day, "listed_on" if day else "")


DELISTED = Cell(State.DELISTED, "Delisted by the publisher on 2025-01-02.")
FIRST, LATER = date(2024, 1, 1), date(2024, 1, 2)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            line(GB=since(STATED, FIRST), US=since(IMPLIED, LATER), EU=Cell(State.NOT_LISTED, "")),
            (
                "travel ban by GB and US (implied); not by EU (not listed there). First GB on 1 January 2024, "
                "last US 1 day later. Open for 911 days."
            ),
        ),
        (
            line(GB=since(STATED, FIRST), US=since(STATED, FIRST), EU=DELISTED, CA=Cell(State.NOT_IMPOSED, "")),
            (
                "travel ban by GB and US; not by EU (delisted by the publisher on 2025-01-02) and CA (listed there, "
                "without it). First GB on 1 January 2024, the others the same day. Open for 911 days."
            ),
        ),
        (
            line(GB=since(STATED, FIRST), US=Cell(State.NOT_PUBLISHED, ""), EU=Cell(State.NOT_LISTED, "")),
            "travel ban by GB; not by EU (not listed there). First GB on 1 January 2024. Open for 911 days.",
        ),
        (
            line(US=since(STATED, None), EU=Cell(State.NOT_LISTED, ""), CH=Cell(State.NOT_LISTED, "")),
            "travel ban by US; not by EU and CH (not listed there). No list gives a typed date.",
        ),
        (
            line(US=since(STATED, None), GB=since(STATED, FIRST), EU=Cell(State.NOT_LISTED, "")),
            (
                "travel ban by US and GB; not by EU (not listed there). First GB on 1 January 2024. "
                "US gives no typed date. Open for 911 days."
            ),
        ),
    ],
)
def test_a_gap_in_words(told: Line, expected: str) -> None:
    assert sentence(told, AS_OF) == f"Nobody Nowhere (P000001): {expected}"
