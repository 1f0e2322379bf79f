"""Cells that no spreadsheet program executes, and that can be read back exactly (`importers.csv_guard`)."""

from collections.abc import Iterable, Iterator
from datetime import date

from importers.csv_guard import guard, restore

__all__ = ["cells", "guard", "restore"]


def cells(row: Iterable[str | int | float | date | None]) -> Iterator[str | int | float]:
    """A row as it is written in every CSV file of ours: text guarded, days in ISO 8601, nothing as an empty cell."""
    for value in row:
        if isinstance(value, str):
            yield guard(value)
        elif isinstance(value, date):
            yield value.isoformat()
        else:
            yield "" if value is None else value
