"""Several values in one cell of a partner's table, and what a cell plainly says beside its value."""

import ast
from collections.abc import Iterable, Iterator

from importers.anytable import Value
from importers.fields import countries, country_code, lettered, partial_date, partial_dates
from importers.id_wordings import numbered
from importers.mapping import ENUMERATION
from importers.template_fields import Reads


def add_country(cells: dict[str, Value]) -> None:
    """The country at the end of a place, where it has no column of its own: `Aleppo, Syria`."""
    for key in ("birth_place", "address"):
        text = cells.get(key)
        if isinstance(text, str) and f"{key}_country" not in cells:
            last = text.rsplit(",", 1)[-1].strip(" .")
            if last and country_code(last):
                cells[f"{key}_country"] = last


def alternatives(reads: Reads, text: str) -> list[str]:
    """`1953 or 1954` and `Iran and Iraq` as two values, where each is understood by itself."""
    if reads is Reads.WHEN and partial_date(text) is None:
        dates, strange = partial_dates(text)
        return [text] if strange else [known.raw for known in dates] or [text]
    if reads is Reads.COUNTRY and country_code(text) is None:
        found = countries(text)
        return [country.raw for country in found] if all(country.code for country in found) and found else [text]
    return [text]


def picked(text: str, wanted: str) -> Iterator[str]:
    """The values under one key in a cell that holds records, as programs write them: `[{'wholeName': ...}, ...]`.

    Nothing for a cell that is not such a list.
    """
    try:
        records = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return
    for record in records if isinstance(records, list) else [records]:
        if isinstance(record, dict) and isinstance(value := record.get(wanted), str | int) and value != "":
            yield str(value)


def split(text: str, marks: Iterable[str]) -> list[str]:
    """The values in a cell: by an enumeration first, then by each mark; blank items of an enumeration keep their place.

    >>> split("(1) Chad (2) Mali; Niger", ("(1)", ";"))
    ['Chad', 'Mali', 'Niger']
    """
    items = [text]
    for mark in sorted(marks, key=lambda mark: mark != ENUMERATION):
        if mark == ENUMERATION:
            items = numbered(text) if text.startswith("(1") else lettered(text)
        else:
            items = [piece.strip() for item in items for piece in item.split(mark)]
    return items if len(items) != 1 else [items[0].strip()]
