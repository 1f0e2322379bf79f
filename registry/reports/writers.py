"""The formats of a divergence report: CSV, XLSX, JSON, a page that prints, and PDF.

Each writer streams the same tables; the same divergence gives the same bytes, whenever and wherever it is written.
"""

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TextIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from registry.reports import page, pdf, safe
from registry.reports.columns import Table, heading, line_table, tables
from registry.services.divergence import Divergence

# Excel's own limit for one cell; a longer text goes on in the CSV, and the cell says so.
_XLSX_CELL, _CUT = 32_767, " … (cut: the CSV has the whole text)"


def write_csv(divergence: Divergence, path: Path) -> int:
    """The gap lines as CSV in UTF-8 with a BOM (spreadsheet programs need it); gives the number of lines written."""
    table = line_table(divergence)
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(key for key, _, _ in table.columns)
        for row in table.rows:
            writer.writerow(safe.cells(row))
            written += 1
    return written


def write_json(divergence: Divergence, path: Path) -> int:
    """All tables as one JSON object, a line of the file for each line of the report."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{\n"about": ' + _json(dict(heading(divergence))))
        written = 0
        for table in tables(divergence):
            count = _json_table(stream, table)
            written = count if table.key == "gaps" else written
        stream.write("\n}\n")
    return written


def _json_table(stream: TextIO, table: Table) -> int:
    keys = [key for key, _, _ in table.columns]
    stream.write(f',\n"{table.key}": [')
    count = 0
    for row in table.rows:
        line = {key: value for key, value in zip(keys, row, strict=True) if value is not None}
        stream.write(("," if count else "") + "\n" + _json(line))
        count += 1
    stream.write("\n]")
    return count


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str, separators=(", ", ": "))


def write_xlsx(divergence: Divergence, path: Path) -> int:
    """A workbook: what it is about, the gaps with filters, the sums, the overlap, the sources."""
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    known = divergence.request.known_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": "Divergence of sanctions and visa bans", "created": known})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    about = book.add_worksheet("About")
    about.set_column(0, 0, 40)
    about.set_column(1, 1, 60)
    for number, (label, value) in enumerate(heading(divergence)):
        about.write_string(number, 0, label, bold)
        about.write_string(number, 1, value)
    written = 0
    for table in tables(divergence):
        sheet = book.add_worksheet(table.title)
        for column, (_, title, width) in enumerate(table.columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        sheet.freeze_panes(1, 2)
        count = _xlsx_rows(sheet, table, day)
        sheet.autofilter(0, 0, max(count, 1), len(table.columns) - 1)
        written = count if table.key == "gaps" else written
    book.close()
    return written


def _xlsx_rows(sheet: Worksheet, table: Table, day: object) -> int:
    write_string, write_number, count = sheet.write_string, sheet.write_number, 0
    for count, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                if value:
                    write_string(count, column, _fitting(value))
            elif isinstance(value, date):
                sheet.write_datetime(count, column, datetime.combine(value, time()), day)
            elif value is not None:
                write_number(count, column, value)
    return count


def _fitting(text: str) -> str:
    return text if len(text) <= _XLSX_CELL else text[: _XLSX_CELL - len(_CUT)] + _CUT


def write_html(divergence: Divergence, path: Path) -> int:
    """A page without outside parts that reads on a screen and prints: sums, heat maps, gaps, sources."""
    with path.open("w", encoding="utf-8") as stream:
        return page.write(divergence, stream)


WRITERS: dict[str, Callable[[Divergence, Path], int]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".json": write_json,
    ".html": write_html,
    ".pdf": pdf.write_divergence,
}
