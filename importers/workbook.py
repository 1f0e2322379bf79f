"""Rows of a sheet in an XLSX, ODS or XLS workbook, as clean text.

calamine reads the cells (it ignores the `dimension` tag, which can lie and hide rows) after the sheet's XML passed
`sheetxml`; old XLS files, where formulas cannot be told from values, are read as they are. Every value becomes text the
way a person reads it in the cell: whole numbers without `.0`, dates in ISO 8601, `_x000D_` resolved, no-break spaces
plain.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from importers.gate import OFFICIAL, Limits, kind_of, refuse
from importers.sheetxml import check_ods, check_xlsx
from importers.textfile import Row

WORKBOOKS = frozenset({"xlsx", "ods", "xls"})


def cell_text(value: object) -> str:
    """A cell's value as text; "" for an empty cell."""
    if isinstance(value, str):
        if "_x000D_" in value or "\xa0" in value:
            value = value.replace("_x000D_", "\n").replace("\xa0", " ")
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


class _Texts(dict[str, str]):
    """`cell_text` of the strings of one sheet, each looked at once: a list repeats most of them from row to row."""

    def __missing__(self, value: str) -> str:
        text = self[value] = cell_text(value)
        return text


def sheets(path: Path, limits: Limits = OFFICIAL) -> list[str]:
    """The names of the sheets, in order. Raises `FileRefused`."""
    return list(_open(path, limits)[0].sheet_names)


def rows(path: Path, sheet: str | None = None, limits: Limits = OFFICIAL) -> Iterator[Row]:
    """The rows of one sheet (the first unless named), blank ones left out, numbered as the spreadsheet shows them."""
    book, kind = _open(path, limits)
    name = sheet if sheet is not None else book.sheet_names[0]
    if name not in book.sheet_names:
        raise refuse(path, f"There is no sheet {name!r}.", f"The sheets are: {', '.join(book.sheet_names)}.")
    yield from _rows(path, book, kind, name, limits)


def tables(path: Path, limits: Limits = OFFICIAL) -> Iterator[tuple[str, Iterator[Row]]]:
    """Every sheet's name and rows, in order; the workbook is unpacked once for all. Raises `FileRefused`."""
    book, kind = _open(path, limits)
    for name in book.sheet_names:
        yield name, _rows(path, book, kind, name, limits)


def _rows(path: Path, book: CalamineWorkbook, kind: str, name: str, limits: Limits) -> Iterator[Row]:
    if kind == "xlsx":
        check_xlsx(path, name, limits)
    elif kind == "ods":
        check_ods(path, limits)
    try:
        table = book.get_sheet_by_name(name)
        height, width = table.total_height, table.total_width
        if height > limits.rows or width > 10 * limits.columns:
            raise refuse(path, f"The sheet has {height:,} rows and {width:,} columns.", sheet=name)
        # calamine leaves out blank columns before the first used one, yet not the blank rows above it.
        before = ("",) * (table.start[1] if table.start else 0)
        texts = _Texts()
        for number, values in enumerate(table.iter_rows(), start=1):
            cells = (*before, *[texts[value] if type(value) is str else cell_text(value) for value in values])
            if any(cells):
                yield Row(number, cells)
    except CalamineError as error:
        raise refuse(path, f"The sheet cannot be read ({error}).", "Save it again as XLSX.", sheet=name) from error


def _open(path: Path, limits: Limits) -> tuple[CalamineWorkbook, str]:
    kind = kind_of(path, limits)
    if kind not in WORKBOOKS:
        raise refuse(path, f"This is a file of kind {kind}, not a workbook.", "Send an XLSX or ODS workbook.")
    try:
        book = CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        raise refuse(
            path, f"The workbook is damaged ({error}).", "Open it, save it as XLSX and send it again."
        ) from error
    if not book.sheet_names:
        raise refuse(path, "The workbook holds no sheet.")
    return book, kind
