"""Files that a page hands out: streamed, safe to open in a spreadsheet program, with a name of plain letters."""

import csv
from collections.abc import Iterator
from io import StringIO

from flask import Response

from registry.reports import safe
from registry.reports.columns import Table

_LINES_A_PART = 200


def csv_file(table: Table, name: str) -> Response:
    """The table as a CSV file in UTF-8 with a BOM, like the report's."""
    return handed_out(_parts(table), name, "text/csv; charset=utf-8")


def handed_out(content: str | bytes | Iterator[str], name: str, kind: str) -> Response:
    """Content as a file to be saved; `name` is of ASCII letters, digits, - and dot, `kind` its media type."""
    response = Response(content, content_type=kind)
    # RFC 6266: a plain name needs no other form.
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _parts(table: Table) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(key for key, _, _ in table.columns)
    yield "\ufeff" + _taken(buffer)
    for number, row in enumerate(table.rows, start=1):
        writer.writerow(safe.cells(row))
        if number % _LINES_A_PART == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
