"""The sender's own file with a comment at each cell in question and a sheet of all issues.

A workbook keeps its cells, dates and formats; nothing in it is calculated, and formulas stay the text they are. Files
that cannot carry comments (CSV, ODS, XLS) come back as a workbook of the same rows, every cell as text.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from importers.anytable import Sheet, cell_text, sheets
from importers.draft import Issue
from importers.fields import squeeze
from importers.gate import Limits, kind_of
from importers.limits import TABLE
from importers.sheetxml_rules import column_number

_HEADINGS = ("Sheet", "Row", "Column", "Reference", "Value", "What is wrong", "How to mend it", "Left out")
_WIDTHS = (14, 8, 26, 16, 30, 60, 60, 10)
_LETTERS = re.compile(r"^([A-Z]{1,3})(?: \(|$)")
_HEADER_WITHIN = 30
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no workbook can hold these
_AUTHOR, _COMMENT_CHARACTERS = "Registry", 2_000


def annotate(path: Path, issues: Sequence[Issue], out: Path, limits: Limits = TABLE) -> int:
    """Write the annotated workbook to `out`; returns how many cells bear a comment.

    Issues without a row, or of another file, stand in the sheet of issues alone. Raises `FileRefused`.
    """
    found = sheets(path, limits)  # the gate, whatever the file is
    book = load_workbook(path) if kind_of(path, limits) == "xlsx" else _as_text(found)
    marked = 0
    for sheet in found:
        table = book[sheet.name] if sheet.name is not None and sheet.name in book.sheetnames else book.worksheets[0]
        if isinstance(table, Worksheet):
            own = [
                issue
                for issue in issues
                if issue.position.row is not None and issue.position.sheet in (None, sheet.name)
            ]
            marked += _mark(table, sheet, own)
    _write_issues(book, issues)
    book.save(out)
    return marked


def _mark(table: Worksheet, sheet: Sheet, issues: Iterable[Issue]) -> int:
    cells: dict[tuple[int, int], list[Issue]] = {}
    for issue in issues:
        cells.setdefault((issue.position.row or 1, _column(sheet, issue.position.column)), []).append(issue)
    marked = 0
    for (row, column), found in cells.items():
        cell = table.cell(row, column)
        if not isinstance(cell, Cell):
            continue  # a merged cell holds nothing of its own; the sheet of issues names it
        before = f"{cell.comment.text}\n\n" if cell.comment else ""
        text = before + "\n".join(f"{issue.message} {issue.mend or ''}".strip() for issue in found)
        cell.comment = Comment(_clean(text)[:_COMMENT_CHARACTERS], _AUTHOR, height=160, width=360)
        marked += 1
    return marked


def _column(sheet: Sheet, column: str | None) -> int:
    """The number (from 1) of a column named by its letters or by its heading; the first where neither is known."""
    if column is None:
        return 1
    if hit := _LETTERS.match(column):
        return column_number(hit[1])
    for row in sheet.rows[:_HEADER_WITHIN]:
        for index, value in enumerate(row.values, start=1):
            if squeeze(cell_text(value)).casefold() == column.casefold():
                return index
    return 1


def _write_issues(book: Workbook, issues: Sequence[Issue]) -> None:
    title, number = "Issues", 1
    while title in book.sheetnames:
        number += 1
        title = f"Issues {number}"
    table = book.create_sheet(title)
    for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), start=1):
        table.cell(1, column, heading).font = Font(bold=True)
        table.column_dimensions[table.cell(1, column).column_letter].width = width
    for number, issue in enumerate(issues, start=2):
        place = issue.position
        texts = (place.sheet, place.row, place.column, issue.reference, issue.value, issue.message, issue.mend,
                 "yes" if issue.refuses else "no")  # fmt: skip
        for column, value in enumerate(texts, start=1):
            _put(table, number, column, value)
    table.freeze_panes = "A2"


def _put(table: Worksheet, row: int, column: int, value: str | int | None) -> None:
    """Write a cell; text stays text, whatever it begins with."""
    if value is None or value == "":
        return
    cell = table.cell(row, column)
    if isinstance(value, int):
        cell.value = value
    else:
        cell.value = _clean(value)
        cell.data_type = "s"


def _as_text(found: Sequence[Sheet]) -> Workbook:
    """A workbook of the same rows and places, every cell as text."""
    book = Workbook()
    for number, sheet in enumerate(found):
        table = book.worksheets[0] if number == 0 else book.create_sheet()
        table.title = (sheet.name or "Table")[:31]
        for row in sheet.rows:
            for column, value in enumerate(row.values, start=1):
                _put(table, row.number, column, cell_text(value))
    return book


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
