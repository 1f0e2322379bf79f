"""Finding the columns of a mapping in the table at hand, and what has changed in its header since the mapping was made.

A partner's sheet changes: columns are renamed, added, dropped, moved. What moved is found by its heading; what a
mapping needs and cannot find ends the reading, because a table read without its measures would look like a delisting.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from importers.anytable import Sheet, TableRow, cell_text
from importers.fields import squeeze
from importers.mapping import Column, Mapping
from importers.sheetxml_rules import column_letters

HEADER_WITHIN = 30  # rows above the header hold titles and dates; more would be another kind of table


class Kind(StrEnum):
    """What happened to a column."""

    MISSING = "missing"
    RENAMED = "renamed"
    NEW = "new"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between a table's header and the mapping's; `stops` when the table is not read because of it."""

    kind: Kind
    column: Column
    message: str
    mend: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Where the columns of a mapping stand in a table: `places` (the mapping's column -> index)."""

    header: TableRow
    headers: tuple[str, ...]
    places: dict[Column, int]
    changes: tuple[Change, ...]


def headings(row: TableRow) -> tuple[str, ...]:
    """The cells of a header row as text on one line."""
    return tuple(squeeze(cell_text(value)) for value in row.values)


def find(sheet: Sheet, mapping: Mapping) -> Found | None:
    """The mapping's header row in a table and its columns; None when no row near the top holds any of them."""
    wanted = {header.casefold() for header in mapping.headers if header}
    scored = [
        (len(wanted & {header.casefold() for header in headings(row)}), row) for row in sheet.rows[:HEADER_WITHIN]
    ]
    most = max((score for score, _ in scored), default=0)
    if most == 0:
        return None
    row = next(row for score, row in scored if score == most)
    found = headings(row)
    places = {column: place for column, place in _places(mapping, found) if place is not None}
    return Found(row, found, places, tuple(_changes(mapping, found, places)))


def _places(mapping: Mapping, found: tuple[str, ...]) -> Iterator[tuple[Column, int | None]]:
    """Each column by its heading; of several with one heading the one of the same rank among them."""
    for column in (*mapping.columns, *mapping.left_out):
        before = _same(mapping.headers, column.header)
        now = _same(found, column.header)
        rank = before.index(column.index) if column.index in before else 0
        yield column, now[rank] if rank < len(now) else None


def _same(headers: tuple[str, ...], header: str) -> list[int]:
    return [index for index, text in enumerate(headers) if text.casefold() == squeeze(header).casefold()]


def _changes(mapping: Mapping, found: tuple[str, ...], places: dict[Column, int]) -> Iterator[Change]:
    taken = set(places.values())
    new = {index: header for index, header in enumerate(found) if header and index not in taken}
    used = set(mapping.columns)
    for column in (*mapping.columns, *mapping.left_out):
        if column in places:
            if places[column] != column.index:
                message = f"The column “{column.header}” stands in {column_letters(places[column] + 1)} now."
                yield Change(Kind.MOVED, column, message, "Nothing: it is found by its heading.")
        elif column.index in new:
            now = new.pop(column.index)
            message = f"The column “{column.header}” is gone; in its place stands “{now}”."
            mend = f"If “{now}” is the same under a new heading, say so in the mapping; otherwise map both anew."
            yield Change(Kind.RENAMED, column, message, mend, stops=column in used)
        elif column in used:
            message = f"The column “{column.header}” is gone, and the mapping needs it."
            yield Change(Kind.MISSING, column, message, "Send the table with it, or map the table anew.", stops=True)
        else:
            message = f"The column “{column.header}”, which was left out, is gone."
            yield Change(Kind.MISSING, column, message, "Nothing, unless its content moved elsewhere.")
    for index, header in new.items():
        message = f"The column “{header}” is new; it is not read."
        mend = "Add it to the mapping: as a field, or as left out."
        yield Change(Kind.NEW, Column(index, header), message, mend)
