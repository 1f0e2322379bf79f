"""The annotated file: the sender's own cells as they were, a comment where something is wrong, all issues listed."""

from datetime import datetime

import openpyxl
import pytest
import sheets as made
import xlsxwriter
from openpyxl.comments import Comment

from importers.annotate import annotate
from importers.draft import Issue, Position
from importers.errors import FileRefused
from importers.vocabulary import IssueCode


def issue(path, row, column, message="This is no date.", **more):
    sheet = more.pop("sheet", "List")
    return Issue(IssueCode.BAD_DATE, message, Position(path.name, sheet, row, column), "X1", mend="Correct it.", **more)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("List")
        sheet.write_row(0, 0, ["Reference", "Name", "Born"])
        sheet.write_row(1, 0, ["0012", "عمر"])
        sheet.write_datetime(1, 2, datetime(1962, 3, 4), workbook.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
        sheet.write_formula("B3", "=1+2", None, 3)
        sheet.write_comment("A2", "ours")
        sheet.merge_range("D2:D4", "merged")
        workbook.add_worksheet("Issues").write(0, 0, "a sheet of that name")
    return path


def cells(path, sheet="List"):
    table = openpyxl.load_workbook(path)[sheet]
    return [[(cell.value, cell.number_format, cell.data_type) for cell in row] for row in table.iter_rows()]


def test_the_cells_stay_and_the_issues_are_shown(book, tmp_path):
    out = tmp_path / "marked.xlsx"
    found = [issue(book, 2, "C (Born)"), issue(book, 2, "Born", "It lies ahead."), issue(book, 2, "A"),
             issue(book, 3, "D"), issue(book, None, None, "=1+2 is what it said", value="=1+2")]  # fmt: skip
    assert annotate(book, found, out) == 2
    assert cells(out) == cells(book)
    marked = openpyxl.load_workbook(out)
    assert marked.sheetnames == ["List", "Issues", "Issues 2"]
    assert marked["List"]["C2"].comment.text == "This is no date. Correct it.\nIt lies ahead. Correct it."
    assert marked["List"]["A2"].comment.text.startswith("ours")
    rows = list(marked["Issues 2"].iter_rows(min_row=2))
    assert len(rows) == len(found)
    assert (rows[0][1].value, rows[0][2].value, rows[0][5].value) == (2, "C (Born)", "This is no date.")
    assert (rows[4][4].value, rows[4][4].data_type) == ("=1+2", "s")


def test_a_text_file_comes_back_as_a_workbook_of_text(tmp_path):
    path = made.write_csv(tmp_path / "t.csv", [["Reference", "Name"], ["0012", "=cmd"], ["\x01", "x"]])
    out = tmp_path / "marked.xlsx"
    assert annotate(path, [issue(path, 2, "B (Name)", sheet=None)], out) == 1
    table = openpyxl.load_workbook(out).worksheets[0]
    assert [(cell.value, cell.data_type) for cell in table[2]] == [("0012", "s"), ("=cmd", "s")]
    assert table["A3"].value == "\ufffd"
    assert isinstance(table["B2"].comment, Comment)


def test_an_unsafe_file_is_not_annotated(tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"PK\x03\x04 nonsense")
    with pytest.raises(FileRefused):
        annotate(path, [], tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()
