"""Our template for public 7031(c) designations: visa ineligibility, families, certain dates only."""

from datetime import date
from pathlib import Path

import golden
import pytest
import xlsxwriter

from importers.draft import Issue, ListingDraft
from importers.errors import FileRefused
from importers.reading import Facts
from importers.us_state_7031c import COLUMNS, read_us_state_7031c
from importers.vocabulary import IssueCode, MeasureCode, RelationKind

TEMPLATE = Path(__file__).parent / "fixtures" / "us_state_7031c" / "template.csv"
HEADINGS = [column.heading for column in COLUMNS]


def read(path):
    facts = Facts()
    found = list(read_us_state_7031c([path], facts))
    drafts = {item.reference: item for item in found if isinstance(item, ListingDraft)}
    issues = [item for item in found if isinstance(item, Issue)]
    assert facts.records == len(drafts) + sum(issue.refuses for issue in issues)
    return drafts, issues, facts


def test_drafts_are_the_golden_ones():
    golden.compare(read_us_state_7031c([TEMPLATE], Facts()), TEMPLATE.with_suffix(".golden.jsonl"))


def test_the_line_above_the_headings_dates_the_file():
    facts = read(TEMPLATE)[2]
    assert (facts.published_on, facts.records, facts.shape) == (date(2026, 10, 1), 6, "template CSV")


def test_each_person_is_ineligible_for_a_visa_and_nothing_else():
    drafts = read(TEMPLATE)[0]
    measures = {item.code for draft in drafts.values() for act in draft.designations for item in act.measures}
    assert measures == {MeasureCode.VISA_INELIGIBILITY}
    assert drafts["PS-2025-101"].designations[0].programme == "US-7031C"


def test_family_is_kept_as_stated_and_the_reference_made_where_none_is_given():
    draft = read(TEMPLATE)[0]["lucía-falsa-de-ejemplo-guatemala"]
    assert [(item.kind, item.other_name) for item in draft.relations] == [
        (RelationKind.FAMILY, "Esteban Falso Ejemplo")
    ]
    assert draft.designations[0].listed_on == date(2025, 12, 9)
    assert [value for name, value in draft.attributes if name == "reason_category"] == [
        "significant_corruption",
        "gross_violation_of_human_rights",
    ]


def test_a_date_that_could_be_two_days_is_no_date():
    drafts, issues, _ = read(TEMPLATE)
    draft = drafts["general-nobody-htwe-burma"]
    assert draft.designations[0].listed_on is None
    assert ("announced", "03/04/2021") in draft.attributes
    assert draft.positions == ("Commander of the 900th division", "Deputy minister")
    assert [issue.value for issue in issues if issue.code is IssueCode.BAD_DATE] == ["03/04/2021"]


def test_what_is_not_known_is_reported_with_its_cell():
    issues = read(TEMPLATE)[1]
    found = {(issue.code, issue.position.row, issue.position.column, issue.refuses) for issue in issues}
    assert found == {
        (IssueCode.UNKNOWN_COUNTRY, 4, "Country", False),
        (IssueCode.BAD_DATE, 6, "Announced on", False),
        (IssueCode.UNKNOWN_PROGRAMME, 7, "Authority", False),
        (IssueCode.UNKNOWN_TERM, 7, "Reason category", False),
        (IssueCode.MISSING_FIELD, 7, "Announced on", False),
        (IssueCode.NO_NAME, 8, None, True),
        (IssueCode.DUPLICATE_REFERENCE, 9, None, True),
    }


def workbook(path, rows):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Designations")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write_string(number, column, value)
    return path


def test_a_workbook_reads_like_the_csv_in_any_order_of_columns(tmp_path):
    rows = [
        ["Announced on", "Reason category", "Country", "Name*", "Remarks of ours"],
        [date(2025, 12, 9), "significant corruption", "Guatemala", "Esteban Falso Ejemplo", "check again"],
    ]
    drafts, issues, facts = read(workbook(tmp_path / "filled.xlsx", rows))
    draft = drafts["esteban-falso-ejemplo-guatemala"]
    assert draft.designations[0].listed_on == date(2025, 12, 9)
    assert (draft.position.sheet, draft.position.row) == ("Designations", 2)
    assert facts.shape == "template workbook"
    assert [(issue.code, issue.field) for issue in issues] == [(IssueCode.UNKNOWN_FIELD, "Remarks of ours")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Name,Country\nNobody,Georgia\n", r"Reason category \(.*Announced on \("),
        ("who,where\nNobody,Georgia\n", "heading “Name”"),
        (f"{','.join(HEADINGS)},Name\n", "Columns stand twice: Name"),
        (f'{",".join(HEADINGS)}\n"Nobody,Georgia\n', "quote is left open"),
        ("<html><body>404</body></html>", "web page"),
    ],
)
def test_a_file_that_is_not_the_template_is_refused(content, says, tmp_path):
    path = tmp_path / "upload.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefused, match=says):
        list(read_us_state_7031c([path], Facts()))


@pytest.mark.parametrize(("row", "code"), [("N" * 301, IssueCode.TOO_LONG), (",,,,,,,,,,,,more", IssueCode.RAGGED_ROW)])
def test_a_row_that_cannot_be_taken_is_refused_once(row, code, tmp_path):
    path = tmp_path / "upload.csv"
    path.write_text(f"{','.join(HEADINGS)}\n{row}\n", encoding="utf-8")
    drafts, issues, _ = read(path)
    assert drafts == {}
    assert [(issue.code, issue.refuses) for issue in issues] == [(code, True)]
