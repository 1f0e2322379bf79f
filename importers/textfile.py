"""Rows of a CSV file, with strict quoting and the row that each begins at."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from importers.frozen import frozen
from importers.gate import OFFICIAL, Limits, gunzip, kind_of, refuse


@frozen
class Row:
    """One row: its number in the file (lines from 1, where it begins; rows from 1 in a sheet) and its cells as text."""

    number: int
    cells: tuple[str, ...]


def decoded(path: Path, limits: Limits = OFFICIAL, encoding: str = "") -> str:
    """The whole text of a file in UTF-8 (with or without BOM) or UTF-16 with BOM; gzip is unpacked first.

    Another `encoding` is taken only where its sender named it. A final Ctrl-Z, as OFAC's live CSV files carry, is
    dropped. Raises `FileRefused` for any other encoding.
    """
    kind = kind_of(path, limits)
    if kind not in ("text", "gzip", "xml"):
        raise refuse(path, f"This is a file of kind {kind}, not a text file.", "Send it as CSV in UTF-8.")
    data = gunzip(path, limits) if kind == "gzip" else path.read_bytes()
    if not encoding:
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse(
            path, f"The byte {data[error.start]:#04x} is not {encoding}.", "Save the file as UTF-8.", row=line
        ) from error
    if "\x00" in text:
        raise refuse(
            path, "The file holds NUL characters.", "Export it again.", row=text.count("\n", 0, text.find("\x00")) + 1
        )
    body = text.rstrip("\x1a\r\n")
    return body if "\x1a" in text[len(body) :] else text


def rows(path: Path, delimiter: str = ",", *, lenient: bool = False, limits: Limits = OFFICIAL) -> Iterator[Row]:
    """The rows of a CSV file, blank ones left out; line ends of every system.

    `lenient` accepts quotes inside unquoted fields (EU CSV). Otherwise a quote that is never closed, which would
    swallow the rest of the file, is refused. Raises `FileRefused`.
    """
    yield from rows_of(path, decoded(path, limits), delimiter, lenient=lenient, limits=limits)


def rows_of(path: Path, text: str, delimiter: str, *, lenient: bool = False, limits: Limits) -> Iterator[Row]:
    """The rows of the text of a CSV file, as `rows` gives them."""
    stream = io.StringIO(text, newline="")
    csv.field_size_limit(max(csv.field_size_limit(), 8 * 1024 * 1024))
    reader = csv.reader(stream, delimiter=delimiter, strict=not lenient)
    begins = 1
    try:
        for number, cells in enumerate(reader, start=1):
            _check_row(path, number, cells, begins, limits)
            if any(cells):
                yield Row(begins, tuple(cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise refuse(
            path, f"The CSV is damaged ({error}).", "A quote is left open, or the file is cut.", row=begins
        ) from error


def _check_row(path: Path, number: int, cells: list[str], begins: int, limits: Limits) -> None:
    if number > limits.rows:
        raise refuse(path, f"The file has over {limits.rows:,} rows.", "Send less at once.", row=begins)
    if len(cells) > limits.columns:
        raise refuse(path, f"The row has {len(cells)} columns; at most {limits.columns} are read.", row=begins)
    if max(map(len, cells), default=0) > limits.cell_characters:
        raise refuse(
            path,
            f"A cell has over {limits.cell_characters:,} characters.",
            "A quote is left open above, or the file is no list.",
            row=begins,
        )
