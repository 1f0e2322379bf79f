"""Tables in which one party fills many rows: finding the header, and bringing the rows of one reference together.

The UK publishes names x addresses x birth dates as rows, Australia one row a name; repetitions happen, and the rows of
one reference do not always stand together.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any

from importers import textfile, workbook
from importers.draft import Issue, Position
from importers.gate import kind_of, refuse
from importers.reading import Facts
from importers.textfile import Row
from importers.vocabulary import IssueCode

_HEADER_WITHIN = 20  # rows above the header hold a date or a title; more would be another kind of file


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet below its header: the text above it, the columns by name, and the rows."""

    path: Path
    sheet: str | None
    above: tuple[Row, ...]
    columns: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...]
    # Where the columns stand that were asked for: every listing asks for the same ones.
    _known_places: dict[tuple[str, ...], tuple[int | None, ...]] = field(default_factory=dict, repr=False)

    def places(self, columns: tuple[str, ...]) -> tuple[int | None, ...]:
        """Where some columns stand; None for one that this table lacks."""
        found = self._known_places.get(columns)
        if found is None:
            found = tuple(self.columns.index(column) if column in self.columns else None for column in columns)
            self._known_places[columns] = found
        return found

    @property
    def trimmed(self) -> bool:
        """Whether the cells have no blanks around them: those of a workbook were read so."""
        return self.sheet is not None

    def position(self, row: int, column: str | None = None) -> Position:
        return Position(self.path.name, self.sheet, row, column)


@dataclass(frozen=True)
class Group:
    """The rows of one reference, read by column."""

    table: Table
    reference: str
    rows: tuple[Row, ...]

    @property
    def position(self) -> Position:
        return self.table.position(self.rows[0].number)

    @cached_property
    def _columns(self) -> list[tuple[str, ...]]:
        return list(zip(*(row.cells for row in self.rows), strict=True))

    def texts(self, column: str) -> list[str]:
        """The different values of one column, blanks left out."""
        (place,) = self.table.places((column,))
        if place is None:
            return []
        if len(self.rows) == 1:
            return [text] if (text := self.rows[0].cells[place].strip()) else []
        found = dict.fromkeys(self._columns[place])
        return list(filter(None, found if self.table.trimmed else dict.fromkeys(map(str.strip, found))))

    def pairs(self, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The different combinations of two or more columns, row by row; "" for a column that the table lacks."""
        places = self.table.places(columns)
        taken = [place for place in places if place is not None]
        if len(taken) == len(places):
            found = dict.fromkeys(map(itemgetter(*taken), [row.cells for row in self.rows]))
        else:
            found = dict.fromkeys(
                tuple("" if place is None else row.cells[place] for place in places) for row in self.rows
            )
        filled = filter(any, found)
        return list(filled if self.table.trimmed else (tuple(map(str.strip, pair)) for pair in filled))

    def raw(self) -> dict[str, Any]:
        """The record as published: what all rows share by column, and what differs in `rows` with their numbers."""
        columns = self.table.columns
        if len(self.rows) == 1:
            return {column: value for column, value in zip(columns, self.rows[0].cells, strict=True) if value}
        values = self._columns
        same = [column.count(column[0]) == len(column) for column in values]
        shared: dict[str, Any] = {
            column: cells[0] for column, cells, alike in zip(columns, values, same, strict=True) if alike and cells[0]
        }
        differing = [(place, column) for place, column in enumerate(columns) if not same[place]]
        shared["rows"] = [
            {"row": row.number, **{column: row.cells[place] for place, column in differing if row.cells[place]}}
            for row in self.rows
        ]
        return shared


def read_table(path: Path, anchor: str, needed: Iterable[str], wrong: str) -> Table:
    """The table whose header row holds the column `anchor`, in a CSV or on any sheet of a workbook.

    Raises `FileRefused` when there is none (`wrong` says what the file may be instead), when a needed column is
    missing, or when the last row of a CSV is cut.
    """
    tables: Iterable[tuple[str | None, Iterator[Row]]] = [(None, textfile.rows(path))]
    if kind_of(path) in workbook.WORKBOOKS:
        tables = workbook.tables(path)
    for sheet, found in tables:
        rows = list(found)
        for index, row in enumerate(rows[:_HEADER_WITHIN]):
            names = tuple(" ".join(cell.split()) for cell in row.cells)
            if anchor in names:
                _check_columns(path, sheet, row, names, needed)
                table = Table(path, sheet, tuple(rows[:index]), names, row.number, tuple(rows[index + 1 :]))
                _check_end(table)
                return table
    raise refuse(path, f"No row holds the column “{anchor}”: this is not the list that was asked for.", wrong)


def _check_columns(path: Path, sheet: str | None, row: Row, names: tuple[str, ...], needed: Iterable[str]) -> None:
    missing = [column for column in needed if column not in names]
    if missing:
        raise refuse(
            path,
            f"The header lacks the column “{'”, “'.join(missing)}”.",
            "The publisher may have changed the list, or columns were deleted: fetch the original file.",
            sheet=sheet,
            row=row.number,
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise refuse(path, f"The header holds the column “{twice[0]}” twice.", sheet=sheet, row=row.number)


def _check_end(table: Table) -> None:
    if not table.rows:
        raise refuse(table.path, "There is no row below the header.", "Fetch the file again.", row=table.header_row)
    last = table.rows[-1]
    if table.sheet is None and len(last.cells) < len(table.columns):
        raise refuse(
            table.path,
            f"The last row has {len(last.cells)} of {len(table.columns)} columns: the file is cut.",
            "Fetch it again.",
            row=last.number,
        )


def unknown_columns(table: Table, known: frozenset[str]) -> Iterator[Issue]:
    """One issue for each column that is neither read nor ignored by name."""
    for column in table.columns:
        if column and column not in known:
            yield Issue(
                IssueCode.UNKNOWN_FIELD,
                f"The column “{column}” is not known for this list; its values were kept as published but not read.",
                table.position(table.header_row, column),
                field=column,
                mend="Tell the maintainers, so that the importer learns the new column.",
            )


def groups(table: Table, key: str, facts: Facts) -> Iterator[Group | Issue]:
    """The rows of each reference in the order of its first row; rows that cannot be placed become refusing issues."""
    place, width = table.columns.index(key), len(table.columns)
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        facts.rows += 1
        cells = row.cells
        if len(cells) != width:
            row = Row(row.number, cells[:width])
            if len(cells) < width or any(cells[width:]):
                facts.records += 1
                yield _misfit(table, row, IssueCode.RAGGED_ROW, f"The row has {len(cells)} columns, not {width}.")
                continue
        if not (reference := row.cells[place].strip()):
            facts.records += 1
            yield _misfit(table, row, IssueCode.NO_REFERENCE, f"The row has no “{key}”.")
            continue
        found.setdefault(reference, []).append(row)
    for reference, rows in found.items():
        facts.records += 1
        yield Group(table, reference, tuple(rows))


def _misfit(table: Table, row: Row, code: IssueCode, message: str) -> Issue:
    mend = "Correct the row, or fetch the publisher's own file."
    return Issue(code, f"{message} It was left out.", table.position(row.number), mend=mend, refuses=True)
