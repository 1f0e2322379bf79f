"""The UK's measures by their wordings: one code each, several wordings of one code all kept."""

import pytest

from importers.gb_measures import INDICATORS, explicit, financial, key_of, known
from importers.vocabulary import Basis, MeasureCode, PartyKind

_M = MeasureCode


@pytest.mark.parametrize(
    ("wording", "codes"),
    [
        ("Asset freeze", [_M.ASSET_FREEZE]),
        ("AssetFreeze", [_M.ASSET_FREEZE]),
        ("travel ban", [_M.TRAVEL_BAN]),
        ("Shipping sanctions: (see 'Other information')", [_M.VESSEL_MEASURE]),
        ("CrewServicingOfShipsAndAircraft", [_M.VESSEL_MEASURE, _M.AIRCRAFT_MEASURE]),
        ("TechnicalAssistanceRelatedToAircraft", [_M.AIRCRAFT_MEASURE]),
        ("Trust Services Sanctions", [_M.SERVICES_BAN]),
        ("Director Disqualification Sanction", [_M.DIRECTOR_DISQUALIFICATION]),
        ("TargetedArmsEmbargo", [_M.ARMS_RESTRICTION]),
        ("ArmsEmbargo", [_M.ARMS_EMBARGO]),
        ("ClosureOfRepresentativeOffices", [_M.FINANCIAL_SERVICES]),
        ("Barge confiscation", [_M.OTHER]),
    ],
)
def test_a_wording_has_its_codes(wording: str, codes: list[MeasureCode]) -> None:
    measures = explicit([wording], PartyKind.PERSON)
    assert [(measure.code, measure.basis, measure.source_value) for measure in measures] == [
        (code, Basis.EXPLICIT, wording) for code in codes
    ]
    assert known(wording) is (codes != [_M.OTHER])


def test_every_indicator_has_a_code() -> None:
    assert all(known(indicator) and key_of(indicator) == indicator for indicator in INDICATORS)


def test_wordings_of_one_code_are_one_measure_with_all_of_them() -> None:
    (measure,) = explicit(["Deflag", "ProhibitionOfPortEntry", "Deflag", "CharteringOfShips"], PartyKind.VESSEL)
    assert (measure.source_value, measure.note) == ("Deflag", "ProhibitionOfPortEntry; CharteringOfShips")


def test_a_ship_is_not_banned_from_travel() -> None:
    assert explicit(["Travel Ban"], PartyKind.VESSEL) == ()


def test_the_formula_of_the_ofsi_list() -> None:
    text = (
        "RUS9100. Financial sanctions imposed in addition to an asset freeze: Dealing with transferable securities or "
        "money-market instruments. Loans and credit arrangements. Trust services. Date trust services sanctions "
        "imposed: 21/03/2023. Internet Services Sanctions: providers must act. Director Disqualification Sanction was "
        "imposed on 09/04/2025."
    )
    found = [
        (measure.code, measure.basis, measure.note) for measure in financial("OFSI: Russia", text, PartyKind.PERSON)
    ]
    assert found == [
        (_M.ASSET_FREEZE, Basis.IMPLIED_LIST, None),
        (_M.DEBT_EQUITY, Basis.FREE_TEXT, "Loans and credit arrangements"),
        (
            _M.SERVICES_BAN,
            Basis.FREE_TEXT,
            "Internet Services Sanctions; Date trust services sanctions imposed: 21/03/2023",
        ),
        (_M.DIRECTOR_DISQUALIFICATION, Basis.FREE_TEXT, None),
    ]
