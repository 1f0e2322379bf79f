"""Workbooks: every kind of cell as a person reads it, the row numbers of the sheet, two readers that agree."""

from datetime import date, datetime, time, timedelta

import hostile
import openpyxl
import pytest
import xlsxwriter

from importers import workbook
from importers.errors import FileRefused
from importers.gate import Limits


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  Maro\xa0Tessan ", "Maro Tessan"),
        ("two_x000D_\nlines", "two\n\nlines"),
        (1958.0, "1958"),
        (19.5, "19.5"),
        (7, "7"),
        (True, "TRUE"),
        (False, "FALSE"),
        (datetime(1962, 3, 4), "1962-03-04"),  # noqa: DTZ001 - a cell has no zone
        (datetime(1962, 3, 4, 5, 6), "1962-03-04 05:06:00"),  # noqa: DTZ001 - a cell has no zone
        (date(1962, 3, 4), "1962-03-04"),
        (time(5, 6), "05:06:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_a_cell_as_text(value, text):
    assert workbook.cell_text(value) == text


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("Cover").write(0, 0, "About this list")
        sheet = made.add_worksheet("List")
        sheet.write_row(2, 1, ["Reference", "Name", "Born", "Count"])
        sheet.write_row(3, 1, ["A1", "Остап Вельмарин"])
        sheet.write_datetime(3, 3, datetime(1962, 3, 4), made.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
        sheet.write_number(3, 4, 12)
        sheet.write_row(6, 1, ["A2", "=not a formula"[1:]])
    return path


def test_rows_are_numbered_as_the_spreadsheet_shows_them(book):
    assert workbook.sheets(book) == ["Cover", "List"]
    rows = list(workbook.rows(book, "List"))
    assert [row.number for row in rows] == [3, 4, 7]
    assert rows[1].cells == ("", "A1", "Остап Вельмарин", "1962-03-04", "12")
    assert [row.cells for row in workbook.rows(book)] == [("About this list",)]


def test_two_readers_agree_cell_for_cell(book):
    sheet = openpyxl.load_workbook(book)["List"]
    other = [[workbook.cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    ours = {row.number: list(row.cells) for row in workbook.rows(book, "List")}
    assert {number: cells for number, cells in enumerate(other, start=1) if any(cells)} == ours


def test_a_missing_sheet_is_named(book):
    with pytest.raises(FileRefused, match="The sheets are: Cover, List"):
        list(workbook.rows(book, "Names"))


def test_too_many_rows_are_refused(book):
    with pytest.raises(FileRefused, match="rows"):
        list(workbook.rows(book, "List", Limits(file_bytes=1 << 20, unpacked_bytes=1 << 22, rows=2)))


def test_a_csv_is_no_workbook(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="kind text"):
        list(workbook.rows(path))


def test_a_workbook_without_a_readable_sheet_is_refused(tmp_path):
    members = hostile.members("<worksheet/>")
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace("rId1", "rId9")
    path = tmp_path / "lost.xlsx"
    path.write_bytes(hostile.zipped(members))
    with pytest.raises(FileRefused):
        list(workbook.rows(path))
