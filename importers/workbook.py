"""Rows of a sheet in an XLSX, ODS or XLS workbook, as clean text.

calamine reads the cells (it ignores the `dimension` tag, which can lie and hide rows) after the sheet's XML passed
`sheetxml` or `odsxml`, or the records of an old XLS passed `xls`.
Every value becomes text the way a person reads it in the cell: whole numbers without `.0`, dates in ISO 8601,
`_x000D_` resolved, no-break spaces plain.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from importers import memberscan, odsxml, sheetxml, workbookparts, xls
from importers.gate import OFFICIAL, Limits, kind_of, refuse
from importers.sheetxml_rules import SheetFacts, column_letters
from importers.textfile import Row

WORKBOOKS = frozenset({"xlsx", "ods", "xls"})
Value = str | bool | int | float | date | time | timedelta
_SAVE_AGAIN = "Open it in a spreadsheet program, save it as XLSX and send it again."


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


@dataclass(slots=True)
class _Book:
    """A workbook that passed the gate: what calamine reads, and the archive behind it."""

    path: Path
    limits: Limits
    kind: str
    reader: CalamineWorkbook
    archive: zipfile.ZipFile | None
    checked: dict[str, SheetFacts] = field(default_factory=dict)

    def facts(self, name: str) -> SheetFacts:
        """What the cells do not say of a sheet, having looked at its XML. Raises `FileRefused`."""
        if name not in self.checked:
            if self.archive is None:
                self.checked[name] = xls.look_xls(self.path, name, self.limits)
            elif self.kind == "ods":
                self.checked |= odsxml.check_ods(self.path, self.archive, self.limits)
            else:
                members = {part.name: part.member for part in workbookparts.sheet_parts(self.archive)}
                self.checked[name] = sheetxml.check_xlsx(self.path, self.archive, members[name], name, self.limits)
        return self.checked[name]


def sheets(path: Path, limits: Limits = OFFICIAL) -> list[str]:
    """The names of the sheets, in order. Raises `FileRefused`."""
    return list(_open(path, limits).reader.sheet_names)


def facts(path: Path, sheet: str | None = None, limits: Limits = OFFICIAL) -> SheetFacts:
    """Merged ranges and hidden rows and columns of one sheet (the first unless named). Raises `FileRefused`."""
    book = _open(path, limits)
    return book.facts(_named(book, sheet))


def rows(path: Path, sheet: str | None = None, limits: Limits = OFFICIAL) -> Iterator[Row]:
    """The rows of one sheet (the first unless named), blank ones left out, numbered as the spreadsheet shows them."""
    book = _open(path, limits)
    yield from _rows(book, _named(book, sheet))


def values(path: Path, sheet: str | None = None, limits: Limits = OFFICIAL) -> Iterator[tuple[int, list[object]]]:
    """The row numbers and cells of one sheet as they are stored: text, number, date, yes/no, "" for a blank one.

    Blank rows are left out. Where nobody but the sender knows what a cell is for, its type says what it is not.
    """
    book = _open(path, limits)
    for number, cells in _values(book, _named(book, sheet)):
        if any(cell != "" for cell in cells):
            yield number, cells


def tables(path: Path, limits: Limits = OFFICIAL) -> Iterator[tuple[str, Iterator[Row]]]:
    """Every sheet's name and rows, in order; the workbook is unpacked once for all. Raises `FileRefused`."""
    book = _open(path, limits)
    for name in book.reader.sheet_names:
        yield name, _rows(book, name)


class Book:
    """A workbook of a sender's own making, unpacked once for all its sheets. Raises `FileRefused`."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self._book = _open(path, limits)
        self.names = list(self._book.reader.sheet_names)
        shown = SheetVisibleEnum.Visible
        self.hidden = [sheet.name for sheet in self._book.reader.sheets_metadata if sheet.visible is not shown]

    def facts(self, sheet: str) -> SheetFacts:
        """What the cells do not say of a sheet."""
        return self._book.facts(sheet)

    def rows(self, sheet: str) -> Iterator[tuple[int, tuple[Value, ...]]]:
        """Number and values of the rows; dates, numbers and truth values kept, blank rows left out.

        Text may have blanks around it. A row of plain ASCII, as most are, is looked at as a whole, which takes a fifth
        of the time of looking at each cell.
        """
        for number, stored in _values(self._book, sheet):
            texts = [value for value in stored if type(value) is str]
            joined = "".join(texts)
            if len(texts) == len(stored) and (not joined or joined.isspace()):
                continue
            if len(texts) != len(stored) or not joined.isascii() or "_x000D_" in joined:
                plain = joined.isascii() and "_x000D_" not in joined
                yield number, tuple([v if type(v) is str and plain else _value(v) for v in stored])
            else:
                yield number, tuple(texts)


def _value(value: object) -> Value:
    """A cell's value with its type: whole numbers as such, "" for an empty cell."""
    if type(value) is float:
        return int(value) if value.is_integer() else value
    return value if isinstance(value, (bool, int, date, time, timedelta)) else cell_text(value)


def _named(book: _Book, sheet: str | None) -> str:
    names = book.reader.sheet_names
    name = sheet if sheet is not None else names[0]
    if name not in names:
        raise refuse(book.path, f"There is no sheet {name!r}.", f"The sheets are: {', '.join(names)}.")
    return name


def _rows(book: _Book, name: str) -> Iterator[Row]:
    texts = _Texts()
    for number, stored in _values(book, name):
        cells = tuple([texts[value] if type(value) is str else cell_text(value) for value in stored])
        if any(cells):
            yield Row(number, cells)


def _values(book: _Book, name: str) -> Iterator[tuple[int, list[object]]]:
    path, limits = book.path, book.limits
    try:
        book.facts(name)
        table = book.reader.get_sheet_by_name(name)
        height, width = table.total_height, table.total_width
        if height > limits.rows or width > 10 * limits.columns:
            message = f"The sheet has {height:,} rows and {width:,} columns."
            raise refuse(path, message, "Send it in several parts.", sheet=name)
        # calamine leaves out blank columns before the first used one, yet not the blank rows above it.
        before: list[object] = [""] * (table.start[1] if table.start else 0)
        for number, cells in enumerate(table.iter_rows(), start=1):
            for place, cell in enumerate(cells):
                if type(cell) is str and len(cell) > limits.cell_characters:
                    raise _too_long(book, name, number, len(before) + place, cell)
                if type(cell) is float and not isfinite(cell):
                    mend = "Write the number itself, or leave the cell blank."
                    letters = column_letters(len(before) + place + 1)
                    raise refuse(path, "The cell holds no number.", mend, sheet=name, row=number, column=letters)
            yield number, [*before, *cells] if before else cells  # type: ignore[misc]
    except (CalamineError, KeyError, etree.XMLSyntaxError) as error:
        raise refuse(path, f"The sheet cannot be read ({error}).", _SAVE_AGAIN, sheet=name) from error


def _too_long(book: _Book, sheet: str, row: int, place: int, cell: str) -> Exception:
    limit = book.limits.cell_characters
    message = f"The cell has {len(cell):,} characters; at most {limit:,} are read."
    mend = "Shorten it, or send the text as a document of its own."
    return refuse(book.path, message, mend, sheet=sheet, row=row, column=column_letters(place + 1))


def _open(path: Path, limits: Limits) -> _Book:
    kind = kind_of(path, limits)
    if kind not in WORKBOOKS:
        raise refuse(path, f"This is a file of kind {kind}, not a workbook.", "Send an XLSX or ODS workbook.")
    data = path.read_bytes() if kind == "xls" else _plain(path)
    archive = None if kind == "xls" else zipfile.ZipFile(io.BytesIO(data))
    # All sheets of an ODS are in one member: it is looked at before calamine unfolds it.
    checked = odsxml.check_ods(path, archive, limits) if kind == "ods" and archive is not None else {}
    try:
        reader = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        raise refuse(path, f"The workbook is damaged ({error}).", _SAVE_AGAIN) from error
    if not reader.sheet_names:
        raise refuse(path, "The workbook holds no sheet.", "Send the workbook that has the listings.")
    return _Book(path, limits, kind, reader, archive, checked)


def _plain(path: Path) -> bytes:
    """The archive with every member in UTF-8: calamine reads nothing from UTF-16, and says so to nobody."""
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        wide = {name: codec for name in archive.namelist() if (codec := _codec(archive, name))}
        if not wide:
            return data
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w") as rewritten:
            for name in archive.namelist():
                content = archive.read(name)
                if name in wide:
                    text = content.decode(wide[name]).removeprefix("\ufeff")
                    # The declaration names the old encoding; XML needs none for UTF-8.
                    content = text[text.index("?>") + 2 if text.startswith("<?xml") else 0 :].encode()
                rewritten.writestr(name, content)
    return copy.getvalue()


def _codec(archive: zipfile.ZipFile, name: str) -> str | None:
    if not name.lower().endswith((".xml", ".rels")):
        return None
    with archive.open(name) as stream:
        return memberscan.utf_16(stream.read(4))
