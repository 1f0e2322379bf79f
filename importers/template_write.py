"""Writing the registry's template: empty or filled, as a workbook with drop-downs or as its CSV twin."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from importers.catalogue import ListSpec
from importers.csv_guard import guard
from importers.draft import Issue, ListingDraft, Position
from importers.gate import UPLOAD
from importers.tabular import Options, Source
from importers.tabular_blocks import Cells
from importers.tabular_cells import FIRST_CERTAIN_CELL
from importers.template import SEPARATORS
from importers.template_fields import FIELDS, Field, Reads
from importers.template_help import instructions, terms_of
from importers.template_mark import INSTRUCTIONS, MARK, SHEET, TERMS
from importers.template_rows import tell
from importers.vocabulary import IssueCode

_FIRST_ROW = 3  # below the mark and the headings
_EMPTY_ROWS = 2_000  # that many rows of an empty template have drop-downs; rows below are read all the same
_LONGEST_CELL = 32_767  # of a workbook; an upload refuses longer ones than 20,000 anyway, so nothing is cut unseen


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and an issue for everything that the template could not carry."""

    listings: int
    rows: int
    issues: tuple[Issue, ...]


def write_template(
    path: Path, spec: ListSpec, drafts: Iterable[ListingDraft] = (), as_of: date | None = None
) -> Written:
    """Write the template of a list with these listings: a CSV where the path ends in `.csv`, else a workbook.

    `as_of` dates the file. The columns are the usual ones and those that the listings use.
    """
    source = Source(spec.key, spec.partner, path.name, None if _is_csv(path) else SHEET)
    options = Options(separators=SEPARATORS)
    rows: list[Cells] = []
    issues: list[Issue] = []
    listings = 0
    for draft in drafts:
        listings += 1
        told = tell(draft, source, _FIRST_ROW + len(rows), options)
        rows += told.rows
        issues += told.issues
    used = {key for row in rows for key in row}
    columns = [field for field in FIELDS if field.common or field.key in used]
    issues += _too_large(path, len(rows))
    (_write_csv if _is_csv(path) else _write_workbook)(path, spec, columns, rows, as_of)
    return Written(listings, len(rows), tuple(issues))


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _too_large(path: Path, rows: int) -> Iterator[Issue]:
    if rows + _FIRST_ROW > UPLOAD.rows:
        message = f"The template has {rows:,} rows; an upload takes {UPLOAD.rows:,}."
        yield Issue(IssueCode.TOO_LONG, message, Position(path.name), mend="Send the publisher's own file instead.")


def _mark(spec: ListSpec, as_of: date | None) -> list[str]:
    return [MARK, spec.key, "As of", as_of.isoformat() if as_of else ""]


def _write_csv(path: Path, spec: ListSpec, columns: Sequence[Field], rows: Sequence[Cells], as_of: date | None) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_mark(spec, as_of))
        writer.writerow([field.title for field in columns])
        for row in rows:
            writer.writerow([guard(_csv_text(row.get(field.key))) for field in columns])


def _csv_text(cell: object) -> str:
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
    return text.encode("utf-8", "replace").decode()


def _write_workbook(
    path: Path, spec: ListSpec, columns: Sequence[Field], rows: Sequence[Cells], as_of: date | None
) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        formats = {
            "text": book.add_format({"num_format": "@", "valign": "top"}),
            "wrapped": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            "bold": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True}),
            "title": book.add_format({"bold": True, "font_size": 14}),
        }  # fmt: skip
        # The instructions come first in the book; in constant memory each sheet is finished before the next is begun.
        _write_instructions(book.add_worksheet(INSTRUCTIONS), spec, formats)
        listings, terms = book.add_worksheet(SHEET), book.add_worksheet(TERMS)
        _write_listings(listings, spec, columns, rows, formats, as_of)
        ranges = _write_terms(terms, spec, formats)
        last = max(_FIRST_ROW + len(rows), _EMPTY_ROWS)
        for place, field in enumerate(columns):
            listings.data_validation(_FIRST_ROW - 1, place, last, place, _validation(field, ranges))
        listings.activate()


def _write_instructions(sheet: Any, spec: ListSpec, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 40, 18)
    for number, (style, *cells) in enumerate(instructions(spec)):
        for place, text in enumerate(cells):
            sheet.write_string(number, place, text, formats[style])


def _write_listings(
    sheet: Any, spec: ListSpec, columns: Sequence[Field], rows: Sequence[Cells], formats: dict[str, Any],
    as_of: date | None,
) -> None:  # fmt: skip
    for place, field in enumerate(columns):
        sheet.set_column(place, place, field.width, formats["date" if field.reads is Reads.DAY else "text"])
    sheet.freeze_panes(_FIRST_ROW - 1, 1)
    for place, text in enumerate(_mark(spec, as_of)):
        sheet.write_string(0, place, text, formats["text"])
    for place, field in enumerate(columns):
        sheet.write_string(1, place, field.title, formats["bold"])
    places = {field.key: place for place, field in enumerate(columns)}
    for number, row in enumerate(rows, start=_FIRST_ROW - 1):
        for key in sorted(row, key=places.__getitem__):
            cell = row[key]
            if isinstance(cell, date):
                sheet.write_datetime(number, places[key], cell, formats["date"])
            else:
                sheet.write_string(number, places[key], _csv_text(cell)[:_LONGEST_CELL], formats["text"])


def _write_terms(sheet: Any, spec: ListSpec, formats: dict[str, Any]) -> dict[str, str]:
    """Write the vocabularies side by side; the cell range of each by field key."""
    tables = terms_of(spec)
    ranges: dict[str, str] = {}
    place = 0
    starts = []
    for table in tables:
        starts.append(place)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        for key in table.keys:
            ranges[key] = f"={TERMS}!${letter}$2:${letter}${len(table.rows) + 1}"
        place += len(table.headings)
    sheet.set_column(0, place, 18)
    for number in range(max(len(table.rows) for table in tables) + 1):
        for start, table in zip(starts, tables, strict=True):
            cells = table.headings if number == 0 else table.rows[number - 1] if number <= len(table.rows) else ()
            for offset, text in enumerate(cells):
                sheet.write_string(number, start + offset, text, formats["bold" if number == 0 else "text"])
    return ranges


def _validation(field: Field, ranges: dict[str, str]) -> dict[str, Any]:
    """The drop-down or date rule of a column, and what shows while a person stands in it."""
    rule: dict[str, Any] = {"validate": "any"}
    if field.key in ranges:
        rule = {"validate": "list", "source": ranges[field.key]}
        # A country may be named, a programme be new, and some cells hold several values: those are only asked about.
        if field.reads is not Reads.TERM or field.key in SEPARATORS:
            rule["error_type"] = "warning"
    elif field.reads is Reads.DAY:
        rule = {"validate": "date", "criteria": ">=", "value": FIRST_CERTAIN_CELL, "error_type": "warning"}
    told = f"{field.meaning} Example: {field.example}" if field.example else field.meaning
    return rule | {"input_title": field.title[:32], "input_message": told[:255], "ignore_blank": True}
