"""The UK Sanctions List: XML, CSV, XLSX and ODS say the same; what is refused and what is only doubted."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import golden
import pytest
import sheets

from importers.draft import CrossReference, Issue, ListingDraft, Position
from importers.errors import FileRefused
from importers.gb_uksl import read_gb_uksl
from importers.reading import Facts
from importers.vocabulary import Basis, IssueCode, MeasureCode, PartyKind

FIXTURES = Path(__file__).parent / "fixtures" / "gb_uksl"
XML, CSV = FIXTURES / "UK-Sanctions-List.xml", FIXTURES / "UK-Sanctions-List.csv"
OFSI = Path(__file__).parent / "fixtures" / "gb_ofsi" / "ConList.csv"


def read(path: Path) -> tuple[dict[str, ListingDraft], list[Issue], Facts]:
    facts = Facts()
    found = list(read_gb_uksl([path], facts))
    drafts = [item for item in found if isinstance(item, ListingDraft)]
    issues = [item for item in found if isinstance(item, Issue)]
    assert facts.records == len(drafts) + sum(issue.refuses for issue in issues)
    assert len({draft.reference for draft in drafts}) == len(drafts)
    return {draft.reference: draft for draft in drafts}, issues, facts


@pytest.mark.parametrize("path", [XML, CSV], ids=["xml", "csv"])
def test_drafts_are_the_golden_ones(path: Path) -> None:
    golden.compare(read_gb_uksl([path], Facts()), path.with_name(path.name.replace(".", "-") + ".golden.jsonl"))


@pytest.mark.parametrize("shape", ["xlsx", "ods"])
def test_a_workbook_says_what_the_csv_says(shape: str, tmp_path: Path) -> None:
    path, rows = tmp_path / f"list.{shape}", sheets.rows_of(CSV)
    (sheets.write_xlsx if shape == "xlsx" else sheets.write_ods)(path, rows)
    drafts, _, facts = read(path)
    expected, _, expected_facts = read(CSV)
    nowhere = Position("")
    assert {key: replace(draft, position=nowhere, raw={}) for key, draft in drafts.items()} == {
        key: replace(draft, position=nowhere, raw={}) for key, draft in expected.items()
    }
    assert (facts.published_on, facts.records) == (date(2026, 10, 8), expected_facts.records)


def test_the_header_is_searched_on_every_sheet(tmp_path: Path) -> None:
    path = sheets.write_xlsx(tmp_path / "list.xlsx", sheets.rows_of(CSV), ("Read me", "Data"))
    drafts, _, _ = read(path)
    assert drafts["GHR9001"].position.sheet == "Data"


def test_rows_of_one_reference_come_together() -> None:
    drafts, _, facts = read(CSV)
    person = drafts["GHR9001"]
    assert facts.rows == 10
    assert [row["row"] for row in person.raw["rows"]] == [3, 4, 5, 8]
    assert len(person.addresses) == 1
    assert [born.text for born in person.births] == ["1961-03", "1962"]


def test_one_person_under_two_regimes_is_two_listings_of_one_ofsi_group() -> None:
    drafts, _, _ = read(CSV)
    group = CrossReference("gb_ofsi", "91001")
    assert group in drafts["GHR9001"].cross_references
    assert group in drafts["BEL9002"].cross_references
    assert CrossReference("un_sc", "TAi.999") in drafts["AFG9007"].cross_references


def test_flags_and_text_both_count_and_their_difference_is_said() -> None:
    drafts, issues, _ = read(XML)
    (measure,) = drafts["RUS9200"].designations[0].measures
    assert (measure.code, measure.basis, measure.note) == (MeasureCode.VESSEL_MEASURE, Basis.EXPLICIT, "Deflag")
    conflicts = [issue.value for issue in issues if issue.code is IssueCode.CONFLICT and issue.reference == "RUS9200"]
    assert conflicts == ["deflag"]


def test_a_travel_ban_is_for_persons_only() -> None:
    drafts, issues, _ = read(XML)
    organisation = drafts["RUS9100"]
    assert organisation.kind is PartyKind.ORGANISATION
    assert MeasureCode.TRAVEL_BAN not in {measure.code for measure in organisation.designations[0].measures}
    assert any(issue.value == "Entity" and issue.code is IssueCode.CONFLICT for issue in issues)


def test_an_unknown_measure_is_kept_as_other() -> None:
    drafts, issues, _ = read(CSV)
    codes = [measure.code for measure in drafts["BEL9002"].designations[0].measures]
    assert codes == [MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN, MeasureCode.OTHER]
    assert [issue.value for issue in issues if issue.code is IssueCode.UNKNOWN_MEASURE] == ["Barge confiscation"]


def test_an_unknown_regime_is_taken_as_unknown() -> None:
    drafts, issues, _ = read(XML)
    assert drafts["RUS9100"].designations[0].programme == "unknown"
    assert IssueCode.UNKNOWN_PROGRAMME in {issue.code for issue in issues}


def test_an_unknown_column_is_said_once(tmp_path: Path) -> None:
    rows = sheets.rows_of(CSV)
    rows = [rows[0], [*rows[1], "Shoe size"], *([*row, "44"] for row in rows[2:])]
    _, issues, _ = read(sheets.write_csv(tmp_path / "list.csv", rows))
    assert [issue.field for issue in issues if issue.code is IssueCode.UNKNOWN_FIELD] == ["Shoe size"]


def test_a_ragged_row_is_left_out_and_counted(tmp_path: Path) -> None:
    rows = sheets.rows_of(CSV)
    rows.insert(4, rows[4][:20])
    _, issues, facts = read(sheets.write_csv(tmp_path / "list.csv", rows))
    assert [issue.position.row for issue in issues if issue.code is IssueCode.RAGGED_ROW] == [5]
    assert facts.records == 8


def _without(column: str) -> list[list[str]]:
    rows = sheets.rows_of(CSV)
    place = rows[1].index(column)
    return [rows[0], *(row[:place] + row[place + 1 :] for row in rows[1:])]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cut.xml", XML.read_text(encoding="utf-8")[:2000], "damaged"),
        ("root.xml", "<CONSOLIDATED_LIST/>", "not <Designations>"),
        ("dateless.xml", "<Designations><Designation/></Designations>", "DateGenerated"),
        ("empty.xml", "<Designations><DateGenerated>08/10/2026</DateGenerated></Designations>", "no <Designation>"),
        ("baddate.xml", "<Designations><DateGenerated>soon</DateGenerated></Designations>", "not understood"),
        ("page.csv", "<!DOCTYPE html><html>Sorry</html>", "web page"),
        ("ofsi.csv", OFSI.read_text(encoding="utf-8"), "Unique ID"),
        ("quote.csv", CSV.read_text(encoding="utf-8") + '01/01/2024,"RUS95', "damaged"),
    ],
)
def test_what_must_not_be_used_is_refused(name: str, content: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefused, match=said):
        list(read_gb_uksl([path], Facts()))


@pytest.mark.parametrize("column", ["Name 6", "Regime Name", "Sanctions Imposed", "Date Designated"])
def test_a_missing_column_is_refused(column: str, tmp_path: Path) -> None:
    path = sheets.write_csv(tmp_path / "list.csv", _without(column))
    with pytest.raises(FileRefused, match=column):
        list(read_gb_uksl([path], Facts()))


def test_a_table_without_its_date_or_cut_in_its_last_row_is_refused(tmp_path: Path) -> None:
    rows = sheets.rows_of(CSV)
    with pytest.raises(FileRefused, match="date of the list"):
        list(read_gb_uksl([sheets.write_csv(tmp_path / "dateless.csv", rows[1:])], Facts()))
    with pytest.raises(FileRefused, match="cut"):
        list(read_gb_uksl([sheets.write_csv(tmp_path / "cut.csv", [*rows[:-1], rows[-1][:9]])], Facts()))


def test_one_file_at_a_time() -> None:
    with pytest.raises(FileRefused, match="one file"):
        list(read_gb_uksl([XML, CSV], Facts()))
