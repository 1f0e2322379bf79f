"""The honest states: every way a cell can stand, and what may be concluded from it."""

from datetime import date

import pytest

from importers.vocabulary import Basis, MeasureCode, PartyKind
from registry.services import cells
from registry.services.cells import Imposed, ListingFacts, PartnerScope, PartyFacts, State

FREEZE, BAN, VISA = MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN, MeasureCode.VISA_INELIGIBILITY
AS_OF = date(2025, 6, 30)
THEMES = {
    key: frozenset(themes.split())
    for key, themes in {
        "GB-GHR": "human_rights", "GB-BLR": "belarus", "EU-BLR": "belarus", "US-GLOMAG": "human_rights",
        "UN-LIBYA": "libya", "GB-CT": "terrorism", "GB-MIX": "belarus nuclear",
    }.items()
}  # fmt: skip
SCOPES = {
    "GB": PartnerScope("GB", frozenset({FREEZE, BAN}), frozenset({"human_rights", "belarus"})),
    "EU": PartnerScope("EU", frozenset({FREEZE}), frozenset({"human_rights", "belarus"})),
    "US": PartnerScope("US", frozenset({FREEZE, BAN, VISA}), frozenset({"human_rights", "belarus"})),
    "CH": PartnerScope("CH", frozenset({FREEZE, BAN}), frozenset({"belarus"})),
    "CA": PartnerScope("CA", frozenset({FREEZE, BAN}), frozenset({"belarus", "libya"}), frozenset({"un", "terrorism"})),
}


def imposed(code=FREEZE, basis=Basis.EXPLICIT, programme="GB-BLR", listed_on=date(2020, 9, 29), **more):
    dates = {"effective_from": None, "delisted_on": None} | more
    return Imposed(code, basis, "Asset freeze", programme, listed_on, **dates)


def listing(partner="GB", *measures, reference="1", **more):
    keys = tuple(m.programme for m in measures)
    return ListingFacts(
        f"{partner.lower()}_list", partner, reference, "Ivan Testov", PartyKind.PERSON, measures, keys, **more
    )


def party(*listings, kind=PartyKind.PERSON, unresolved=()):
    return PartyFacts("P000001", "Ivan Testov", kind, listings, frozenset(unresolved))


def state(subject, partner, measure=FREEZE, as_of=AS_OF):
    return cells.cell(cells.standing(subject, as_of, THEMES), SCOPES[partner], measure).state


CASES = [
    ("explicit", party(listing("GB", imposed())), "GB", FREEZE, State.IMPOSED_EXPLICIT),
    ("implied by list", party(listing("EU", imposed(basis=Basis.IMPLIED_LIST))), "EU", FREEZE, State.IMPOSED_IMPLIED),
    ("explicit beats implied", party(listing("GB", imposed(basis=Basis.IMPLIED_PROGRAMME), imposed())), "GB", FREEZE,
     State.IMPOSED_EXPLICIT),
    ("listed without it", party(listing("GB", imposed())), "GB", BAN, State.NOT_IMPOSED),
    ("not listed", party(listing("GB", imposed())), "EU", FREEZE, State.NOT_LISTED),
    ("not published by the lists held", party(listing("GB", imposed(BAN))), "EU", BAN, State.NOT_PUBLISHED),
    ("US visa records are confidential", party(listing("GB", imposed(BAN))), "US", BAN, State.NOT_PUBLISHED),
    ("confidential, listed", party(listing("US", imposed(programme="US-GLOMAG"))), "US", BAN, State.NOT_PUBLISHED),
    ("visa bar stands for a ban", party(listing("US", imposed(VISA, programme="US-GLOMAG"))), "US", BAN,
     State.IMPOSED_EXPLICIT),
    ("no ban on a company", party(listing("GB", imposed()), kind=PartyKind.ORGANISATION), "GB", BAN,
     State.NOT_APPLICABLE),
    ("no such regime", party(listing("GB", imposed(programme="GB-GHR"))), "CH", FREEZE, State.NO_REGIME),
    ("regime for a part of it", party(listing("GB", imposed(programme="GB-MIX"))), "CH", FREEZE, State.NO_REGIME),
    ("regime of the same theme", party(listing("GB", imposed())), "CH", FREEZE, State.NOT_LISTED),
    ("acts for the UN elsewhere", party(listing("UN", imposed(programme="UN-LIBYA"))), "CA", FREEZE,
     State.NOT_PUBLISHED),
    ("its list leaves the theme out", party(listing("GB", imposed(programme="GB-CT"))), "CA", FREEZE,
     State.NOT_PUBLISHED),
    ("its list would hold the theme", party(listing("GB", imposed())), "CA", FREEZE, State.NOT_LISTED),
    ("waits for a decision", party(listing("GB", imposed()), unresolved={"EU"}), "EU", FREEZE, State.UNRESOLVED),
    ("imposed beats waiting", party(listing("GB", imposed()), unresolved={"GB"}), "GB", FREEZE, State.IMPOSED_EXPLICIT),
    ("delisted", party(listing("GB", imposed(), ended_on=date(2024, 1, 1), ended_how="delisted")), "GB", FREEZE,
     State.DELISTED),
    ("delisted by date", party(listing("GB", imposed(delisted_on=date(2024, 1, 1)))), "GB", FREEZE, State.DELISTED),
    ("begins later", party(listing("GB", imposed(listed_on=date(2026, 1, 1)))), "GB", FREEZE, State.NOT_LISTED),
    ("ends later", party(listing("GB", imposed(), ended_on=date(2026, 1, 1), ended_how="dropped")), "GB", FREEZE,
     State.IMPOSED_EXPLICIT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "partner", "measure", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_state(subject, partner, measure, expected):
    assert state(subject, partner, measure) is expected


def lines(*parties, measures=(FREEZE, BAN), partners=("GB", "EU", "US", "CH")):
    return list(cells.lines(parties, [SCOPES[p] for p in partners], measures, AS_OF, THEMES))


def test_only_silence_that_means_something_is_a_gap():
    (line,) = lines(party(listing("GB", imposed(programme="GB-GHR"))), measures=(FREEZE,))
    assert line.gaps == (("EU", "not_listed"), ("US", "not_listed"))


def test_no_line_without_anybody_imposing():
    assert lines(party(listing("GB", imposed(delisted_on=date(2024, 1, 1))))) == []


def test_a_partner_outside_the_choice_makes_no_line():
    assert lines(party(listing("GB", imposed())), partners=("EU", "CH")) == []


def test_first_mover_and_lag_rest_on_typed_dates_only():
    subject = party(
        listing("GB", imposed(listed_on=date(2020, 9, 29))),
        listing("EU", imposed(programme="EU-BLR", listed_on=date(2020, 10, 2))),
        listing("US", imposed(programme="US-GLOMAG", listed_on=None)),
    )
    (line,) = lines(subject, measures=(FREEZE,))
    assert line.first_mover == ("GB", date(2020, 9, 29), "listed_on")
    assert [line.lag_days(p) for p in ("GB", "EU", "US", "CH")] == [0, 3, None, None]
    assert line.undated == ("US",)


def test_unknown_theme_concludes_nothing():
    here = cells.standing(party(listing("GB", imposed(programme="unknown"))), AS_OF, THEMES)
    assert cells.cell(here, SCOPES["CH"], FREEZE).state is State.NOT_LISTED


def test_the_cell_names_its_proof_and_wording():
    found = cells.cell(cells.standing(party(listing("GB", imposed())), AS_OF, THEMES), SCOPES["GB"], FREEZE)
    assert (found.proof, found.since, found.date_type) == (("gb_list:1",), date(2020, 9, 29), "listed_on")
    assert "GB-BLR" in found.why
    assert "Asset freeze" in found.why
