"""Any table that a partner has, opened safely: XLSX, ODS, XLS, CSV or TSV as sheets of rows with their exact places.

Values keep their type (a date cell is a date, a whole number has no `.0`); what a screen hides, merges or calculates is
noticed. Nothing is interpreted here: which columns mean what is `layout`'s to suggest and `mapping`'s to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from importers import textform
from importers.draft import Position
from importers.frozen import frozen
from importers.gate import Limits, kind_of, refuse
from importers.limits import TABLE
from importers.sheetxml_rules import SheetFacts, column_letters
from importers.textform import Guess, TextForm
from importers.workbook import WORKBOOKS, Book, Value, cell_text

__all__ = ["Sheet", "TableRow", "Value", "cell_text", "head", "read_sheet", "sheets"]


@frozen
class TableRow:
    """A row: its number (the line where it begins, in text files) and its values, "" where blank."""

    number: int
    values: tuple[Value, ...]

    def value(self, column: int) -> Value:
        """The value in a column counted from 0; "" beyond the row's end."""
        return self.values[column] if column < len(self.values) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet, blank ones left out; what was noticed in it; for text files how they are written."""

    path: Path
    name: str | None
    rows: tuple[TableRow, ...]
    width: int
    facts: SheetFacts
    form: TextForm | None = None
    guess: Guess | None = None

    def position(self, row: int | None = None, column: str | None = None) -> Position:
        """The place of a cell, its column named as in `D (Name)`."""
        return Position(self.path.name, self.name, row, column)

    def noticed(self) -> Iterator[str]:
        """What a person should know before the sheet is read, a sentence each."""
        facts = self.facts
        if facts.hidden_rows:
            yield f"Hidden rows are read like any other: {_some(facts.hidden_rows)}."
        if facts.hidden_columns:
            yield f"Hidden columns are read like any other: {_some(facts.hidden_columns)}."
        if facts.merged:
            yield f"Of merged cells only the first holds the value; the others read as blank: {_some(facts.merged)}."
        if facts.formulas:
            row = min(facts.formulas)
            first = (facts.formulas[row] & -facts.formulas[row]).bit_length()
            count = sum(columns.bit_count() for columns in facts.formulas.values())
            yield (
                f"Formulas stand in {count:,} cells, the first at {column_letters(first)}{row}; a formula is never"
                " calculated and its result not taken: paste such cells as values."
            )


def sheets(path: Path, limits: Limits = TABLE) -> list[Sheet]:
    """Every sheet of a file with its rows. Raises `FileRefused` for what is no table, too large or unsafe."""
    if kind_of(path, limits) not in WORKBOOKS:
        return [read_sheet(path, limits=limits)]
    book = Book(path, limits)
    return [_of_book(book, name) for name in book.names]


def head(
    path: Path, name: str | None = None, form: TextForm | None = None, most: int = 2_000
) -> tuple[list[str], Sheet]:
    """The names of all sheets (none in a text file) and the first rows of one, to see what a table is.

    A name that the file does not have is the first sheet. Raises `FileRefused`.
    """
    if kind_of(path, TABLE) not in WORKBOOKS:
        return [], _of_text(path, form, TABLE, most)
    book = Book(path, TABLE)
    return book.names, _of_book(book, name if name in book.names else book.names[0], most)


def read_sheet(path: Path, name: str | None = None, form: TextForm | None = None, limits: Limits = TABLE) -> Sheet:
    """The rows of a sheet (the first unless named); `form` says how a text file is written, else it is guessed.

    Raises `FileRefused`.
    """
    if kind_of(path, limits) in WORKBOOKS:
        book = Book(path, limits)
        if name is not None and name not in book.names:
            raise refuse(path, f"There is no sheet {name!r}.", f"The sheets are: {', '.join(book.names)}.")
        return _of_book(book, book.names[0] if name is None else name)
    return _of_text(path, form, limits)


def _of_text(path: Path, form: TextForm | None, limits: Limits, most: int | None = None) -> Sheet:
    guess = textform.guess(path, limits) if form is None else None
    form = guess.form if guess else form
    assert form is not None  # noqa: S101 - one of the two is there
    rows = tuple(
        TableRow(row.number, tuple(cell.strip() for cell in row.cells))
        for row in islice(textform.rows_in(path, form, limits), most)
    )
    return Sheet(path, None, rows, max((len(row.values) for row in rows), default=0), SheetFacts(), form, guess)


def _of_book(book: Book, name: str, most: int | None = None) -> Sheet:
    facts = book.facts(name)
    rows = tuple([TableRow(number, values) for number, values in islice(book.rows(name), most)])
    return Sheet(book.path, name, rows, max((len(row.values) for row in rows), default=0), facts)


def _some(items: Sequence[object]) -> str:
    said = ", ".join(map(str, items[:10]))
    return said if len(items) <= 10 else f"{said} and {len(items) - 10:,} more"
