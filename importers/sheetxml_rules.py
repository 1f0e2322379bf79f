"""What holds for every sheet, however its XML is written."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from importers.limits import Limits, refuse

_SAVE_AGAIN = "Open the workbook, save it again and send it again."
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384  # of the format


class SheetFacts(NamedTuple):
    """What a reader of cells does not see: merged ranges, hidden rows and columns that hold something, formulas.

    Columns are letters; rows are numbered as the spreadsheet shows them. `formulas` are noted in tables of a sender's
    own alone: the columns of each row as bits, A the lowest, for there may be a million.
    """

    merged: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    formulas: Mapping[int, int] = MappingProxyType({})

    def has_formula(self, row: int, column: int) -> bool:
        """Whether a cell holds a formula or its error; the column counts from 0."""
        return bool(self.formulas.get(row, 0) >> column & 1)


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Rules:
    """Told of a sheet's rows in order, raises `FileRefused` at the first that may not be; gathers what was seen."""

    def __init__(self, path: Path, sheet: str, limits: Limits) -> None:
        self.path, self.sheet, self.limits = path, sheet, limits
        self.last = self.cells = self._rows = self._width = 0
        self.merged: list[str] = []
        self.formulas: dict[int, int] = {}
        self._most_rows = min(limits.rows, _LAST_ROW)
        self._most_columns = min(10 * limits.columns if limits.publisher else limits.columns, _LAST_COLUMN)
        self._hidden: list[int] = []
        self._columns: list[tuple[int, int]] = []

    def facts(self) -> SheetFacts:
        """All that was seen."""
        columns = [
            column_letters(number)
            for first, last in self._columns
            for number in range(first, min(last, self._width) + 1)
        ]
        return SheetFacts(tuple(self.merged), tuple(self._hidden), tuple(columns), self.formulas)

    def row(self, number: int, width: int, *, hidden: bool) -> None:
        """A row and its last column that holds something (0 for a blank row)."""
        if number <= self.last:
            message = f"The row number {number} follows row {self.last}: rows would be lost."
            raise refuse(self.path, message, _SAVE_AGAIN, sheet=self.sheet, row=number)
        self.last = number
        self._rows += 1
        if width or self._rows > self.limits.rows:
            self._extend(number, width)
        if hidden and width:
            self._hidden.append(number)

    def _extend(self, number: int, width: int) -> None:
        limits = self.limits
        self._width = max(self._width, width)
        if number > self._most_rows or self._rows > self._most_rows:
            message = f"The sheet has over {limits.rows:,} rows."
            raise refuse(self.path, message, "Send it in several parts.", sheet=self.sheet, row=number)
        if width > self._most_columns:
            message = f"The sheet has {width:,} columns; at most {limits.columns} are read."
            raise refuse(
                self.path, message, "Leave out the columns that are not needed.",
                sheet=self.sheet, row=number, column=column_letters(width),
            )  # fmt: skip
        if number * self._width > limits.cells:
            message = f"The sheet spans {number:,} rows and {self._width:,} columns; {limits.cells:,} cells are read."
            raise refuse(self.path, message, "Send it in several parts.", sheet=self.sheet, row=number)

    def misplaced(self, number: int) -> Exception:
        """The refusal of a row whose cells are not its own, or not in order."""
        message = f"Row {number} holds the same cell twice, cells out of order, or a cell of another row."
        return refuse(self.path, message, _SAVE_AGAIN, sheet=self.sheet, row=number)

    def formula(self, row: int, column: str, *, stored: bool) -> None:
        """A formula in a cell."""
        if stored and self.limits.publisher:
            return
        if self.limits.own_table:
            self.formulas[row] = self.formulas.get(row, 0) | 1 << column_number(column) - 1
            return
        lost = "" if stored else " whose result is not stored, so it would read as blank"
        mend = "Copy the sheet and paste it as values, then send it again."
        raise refuse(self.path, f"The cell holds a formula{lost}.", mend, sheet=self.sheet, row=row, column=column)

    def error(self, row: int, column: str) -> None:
        """A cell that holds the error of a formula (#REF!), which readers take for blank."""
        if self.limits.own_table:
            self.formula(row, column, stored=False)
        elif not self.limits.publisher:
            message = "The cell holds the error of a formula, which readers take for blank."
            raise refuse(self.path, message, "Write the value itself.", sheet=self.sheet, row=row, column=column)

    def hide_columns(self, root: etree._Element) -> None:
        """Note the `<col>` elements below that hide their columns."""
        for item in root.iter("{*}col"):
            if item.get("hidden") in ("1", "true") and item.get("min", "").isdigit() and item.get("max", "").isdigit():
                self._columns.append((int(item.get("min", "")), int(item.get("max", ""))))
