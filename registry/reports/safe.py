"""Cells that no spreadsheet program executes, and that can be read back exactly.

OWASP, "CSV Injection": a cell that begins with one of = + - @ TAB CR (or their full-width forms) may run as a
formula. Such a cell, and one that begins with an apostrophe, gets one apostrophe in front; `restore` takes it off.
"""

from collections.abc import Iterable, Iterator
from datetime import date

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def guard(text: str) -> str:
    """Text that is safe as a CSV cell."""
    return f"'{text}" if text.startswith(_RISKY) else text


def cells(row: Iterable[str | int | float | date | None]) -> Iterator[str | int | float]:
    """A row as it is written in every CSV file of ours: text guarded, days in ISO 8601, nothing as an empty cell."""
    for value in row:
        if isinstance(value, str):
            yield guard(value)
        elif isinstance(value, date):
            yield value.isoformat()
        else:
            yield "" if value is None else value


def restore(text: str) -> str:
    """The text that `guard` was given."""
    return text.removeprefix("'")
