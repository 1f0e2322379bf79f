"""The legacy OFSI list: what its rows and its column Other Information become, and the real workbooks accounted for."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import golden
import pytest
import sheets

from importers.draft import CrossReference, Issue, ListingDraft
from importers.errors import FileRefused
from importers.gb_ofsi import read_gb_ofsi
from importers.reading import Facts
from importers.vocabulary import Basis, IssueCode, MeasureCode, PartyKind

FIXTURES = Path(__file__).parent / "fixtures"
CSV = FIXTURES / "gb_ofsi" / "ConList.csv"
LISTS = os.environ.get("REGISTRY_LISTS_DIR")
needs_lists = pytest.mark.skipif(LISTS is None, reason="REGISTRY_LISTS_DIR is not set")


def read(path: Path) -> tuple[dict[str, ListingDraft], list[Issue], Facts]:
    facts = Facts()
    found = list(read_gb_ofsi([path], facts))
    drafts = [item for item in found if isinstance(item, ListingDraft)]
    issues = [item for item in found if isinstance(item, Issue)]
    assert facts.records == len(drafts) + sum(issue.refuses for issue in issues)
    return {draft.reference: draft for draft in drafts}, issues, facts


def test_drafts_are_the_golden_ones() -> None:
    golden.compare(read_gb_ofsi([CSV], Facts()), CSV.with_suffix(".golden.jsonl"))


def test_the_workbook_says_what_the_csv_says(tmp_path: Path) -> None:
    drafts, issues, facts = read(sheets.write_xlsx(tmp_path / "ConList.xlsx", sheets.rows_of(CSV), ("Data",)))
    expected, expected_issues, expected_facts = read(CSV)
    assert {key: (draft.names, draft.designations) for key, draft in drafts.items()} == {
        key: (draft.names, draft.designations) for key, draft in expected.items()
    }
    assert [issue.code for issue in issues] == [issue.code for issue in expected_issues]
    assert (facts.published_on, facts.records, facts.rows) == (date(2025, 4, 14), 5, expected_facts.rows)


def test_a_party_under_two_regimes_has_two_designations() -> None:
    drafts, _, _ = read(CSV)
    belarus, rights = drafts["91001"].designations
    assert (belarus.programme, belarus.listed_on, belarus.effective_from) == (
        "GB-BEL", date(2020, 11, 6), date(2020, 12, 31),
    )  # fmt: skip
    assert (rights.programme, rights.listed_on) == ("GB-GHR", date(2020, 9, 29))
    assert rights.measures[0].source_value == "OFSI consolidated list: Global Human Rights (GHR9001)"
    assert drafts["91001"].cross_references == (
        CrossReference("gb_uksl", "BEL9002"),
        CrossReference("gb_uksl", "GHR9001"),
    )


def test_only_financial_measures_are_read() -> None:
    drafts, _, _ = read(CSV)
    found = {
        (measure.code, measure.basis)
        for draft in drafts.values()
        for act in draft.designations
        for measure in act.measures
    }
    assert found == {
        (MeasureCode.ASSET_FREEZE, Basis.IMPLIED_LIST),
        (MeasureCode.SERVICES_BAN, Basis.FREE_TEXT),
        (MeasureCode.FINANCIAL_SERVICES, Basis.FREE_TEXT),
    }


def test_other_parties_un_references_are_not_taken() -> None:
    drafts, _, _ = read(CSV)
    assert drafts["91044"].cross_references == (
        CrossReference("gb_uksl", "AFG9007"),
        CrossReference("un_sc", "TAi.999"),
    )
    assert "TAe.998" in str(drafts["91044"].remarks)
    assert not drafts["91044"].deceased  # reportedly is not plainly


def test_a_bracket_in_a_statement_is_no_label() -> None:
    drafts, issues, _ = read(CSV)
    assert drafts["91001"].designations[0].reasons == "Commander of the centre (2022): (i) responsible for beatings."
    assert [issue.message for issue in issues if issue.code is IssueCode.UNKNOWN_FIELD] == [
        "The label “(Blood type)” is not known."
    ]


def test_ships_have_their_number_flag_and_owner() -> None:
    drafts, issues, _ = read(CSV)
    ship = drafts["91200"]
    assert ship.kind is PartyKind.VESSEL
    assert [(number.value, number.valid) for number in ship.identifiers] == [("9074728", False)]
    assert ("former_flag", "South Korea") in ship.attributes
    assert [issue.reference for issue in issues if issue.code is IssueCode.BAD_CHECK_DIGIT] == ["91200"]


def test_what_must_not_be_used_is_refused(tmp_path: Path) -> None:
    rows = sheets.rows_of(CSV)
    uksl = FIXTURES / "gb_uksl" / "UK-Sanctions-List.csv"
    with pytest.raises(FileRefused, match="Group ID"):
        list(read_gb_ofsi([uksl], Facts()))
    broken = [rows[0], [name.replace("Other Information", "Notes") for name in rows[1]], *rows[2:]]
    with pytest.raises(FileRefused, match="Other Information"):
        list(read_gb_ofsi([sheets.write_csv(tmp_path / "a.csv", broken)], Facts()))
    with pytest.raises(FileRefused, match="date of the list"):
        list(read_gb_ofsi([sheets.write_csv(tmp_path / "b.csv", rows[1:])], Facts()))
    with pytest.raises(FileRefused, match="cut"):
        list(read_gb_ofsi([sheets.write_csv(tmp_path / "c.csv", [*rows[:-1], rows[-1][:30]])], Facts()))
    with pytest.raises(FileRefused, match="no row below"):
        list(read_gb_ofsi([sheets.write_csv(tmp_path / "d.csv", rows[:2])], Facts()))


@needs_lists
@pytest.mark.lists
def test_the_real_workbook_is_accounted_for() -> None:
    drafts, issues, facts = read(Path(str(LISTS)) / "uk" / "OFSI_ConList_2025-04-14.xlsx")
    assert (len(drafts), facts.records, facts.rows, facts.published_on) == (4688, 4688, 18798, date(2025, 4, 14))
    # All of them are slips in the published cells: two countries that are a town and a postal code, two UN references
    # in the place of a UK reference, three numbers among the subsidiaries, two parties without a primary name.
    assert Counter((issue.code.value, issue.field) for issue in issues) == {
        ("unknown_country", "address country"): 2,
        ("bad_value", "UK Sanctions List Ref"): 2,
        ("bad_value", "Subsidiaries"): 3,
        ("missing_field", "name type"): 2,
    }
    assert Counter(draft.kind for draft in drafts.values())[PartyKind.VESSEL] == 15
    assert sum(len(draft.designations) > 1 for draft in drafts.values()) == 15
    assert all(act.listed_on and act.programme != "unknown" for draft in drafts.values() for act in draft.designations)
    assert CrossReference("gb_uksl", "BEL0005") in drafts["13923"].cross_references
    assert CrossReference("gb_uksl", "GHR0055") in drafts["13923"].cross_references


@needs_lists
@pytest.mark.lists
def test_four_days_change_little() -> None:
    before, _, _ = read(Path(str(LISTS)) / "uk" / "OFSI_ConList_2025-04-10.xlsx")
    after, _, _ = read(Path(str(LISTS)) / "uk" / "OFSI_ConList_2025-04-14.xlsx")
    changed = {key for key in before.keys() & after.keys() if _content(before[key]) != _content(after[key])}
    assert after.keys() - before.keys() == {"16856", "16857"}
    assert not before.keys() - after.keys()
    assert changed == {"16201", "16413", "16849"}


def _content(draft: ListingDraft) -> object:
    return draft.names, draft.designations, draft.identifiers, draft.addresses, draft.births, draft.remarks
