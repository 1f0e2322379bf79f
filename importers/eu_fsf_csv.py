"""The EU's CSV 1.1 (118 columns) and CSV 1.0: one row for each detail, brought together by logical id.

Delimiter `;`, UTF-8 with or without a byte order mark, quotes inside unquoted fields. A copy that a spreadsheet
program has saved is refused: it has lost letters (Greek, Cyrillic and Baltic names come out as question marks).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from importers import textfile
from importers.draft import Position
from importers.eu_fsf_columns import BLOCKS_1_1, GET_IT, Columns, columns_of
from importers.eu_fsf_published import Published
from importers.fields import exact_date
from importers.gate import refuse
from importers.reading import Facts
from importers.textfile import Row

_NUMBER_1_0 = re.compile(r"^(.*?) \((\w+)-([^()]*)\)(?: \((.*)\))?$", re.DOTALL)
_CONTACT = re.compile(r"(PHONE|FAX|EMAIL|WEB)\[([^\]]*)\]")
_SWALLOWED = re.compile(r"\n\d\d/\d\d/\d{4};\d")
_LISTS = {"regulation": "regulations"} | dict(BLOCKS_1_1.values())


def read_published(path: Path, facts: Facts) -> Iterator[Published]:
    """Each listing of a CSV file, in the order of first appearance; sets the shape and the date of the file.

    A listing with a row of the wrong width comes with the width under `about["ragged"]`. Raises `FileRefused` for
    other columns, a file saved by a spreadsheet program, and a cut file.
    """
    _refuse_spreadsheet_copy(path)
    lines = textfile.rows(path, ";", lenient=True)
    header = next(lines, None)
    if header is None:
        raise refuse(path, "The file holds no rows.", GET_IT)
    columns = columns_of(path, header)
    facts.shape = columns.shape
    grouped = _grouped(path, lines, columns, facts)
    for rows in grouped.values():
        yield _published(path, rows, columns)


def _refuse_spreadsheet_copy(path: Path) -> None:
    """Refuse a file whose lines are each one quoted cell: what the spreadsheet program lost cannot be had back."""
    with path.open("rb") as stream:
        first = stream.readline(100_000).removeprefix(b"\xef\xbb\xbf").strip()
    if first.startswith(b'"') and first.rstrip(b"\t, ").endswith(b'"') and first.count(b'"') == 2 and b";" in first:
        raise refuse(
            path,
            "A spreadsheet program has saved this file: each line is one quoted cell, and letters outside Western "
            "Europe and commas are lost.",
            GET_IT,
            row=1,
        )


def _grouped(path: Path, lines: Iterator[Row], columns: Columns, facts: Facts) -> dict[str, list[Row]]:
    """The rows of the file by logical id. A row without one is a listing of its own, under its row number."""
    at = columns.at("sanctionEntity", "logicalId")
    dated = columns.at("file", "date")
    assert at is not None  # noqa: S101 - `columns_of` refuses the file otherwise
    grouped: dict[str, list[Row]] = {}
    last: Row | None = None
    for row in lines:
        facts.rows += 1
        if any(map("\n".__contains__, row.cells)) and any(map(_SWALLOWED.search, row.cells)):
            raise refuse(path, "A quote is left open and swallows the rows after it.", GET_IT, row=row.number)
        if facts.published_on is None and dated is not None and dated < len(row.cells):
            facts.published_on = exact_date(row.cells[dated])
        number = row.cells[at].strip() if at < len(row.cells) else ""
        grouped.setdefault(number or f"row {row.number}", []).append(row)
        last = row
    if last is not None and len(last.cells) < columns.width:
        raise refuse(
            path, f"The last row has {len(last.cells)} of {columns.width} columns: the file is cut.", GET_IT,
            row=last.number,
        )  # fmt: skip
    return grouped


def _published(path: Path, rows: list[Row], columns: Columns) -> Published:
    """A listing from its rows. In `raw`, what all rows repeat about the listing stands in the first of them only."""
    found = Published(Position(path.name, row=rows[0].number), graded=False)
    seen: dict[str, dict[object, None]] = {}
    raw_rows: list[dict[str, str]] = []
    repeated: object = None
    for row in rows:
        if len(row.cells) < columns.width or any(row.cells[columns.width :]):
            found.about["ragged"] = f"row {row.number} has {len(row.cells)} columns, the header {columns.width}"
            raw_rows.append({f"column {number}": cell for number, cell in enumerate(row.cells, 1)})
            continue
        about = columns.about(row.cells)
        blocks, raw_row = _blocks(row, columns, columns.detail if about == repeated else columns.every)
        repeated = about
        raw_rows.append(raw_row)
        for element, block in blocks.items():
            _add(found, element, block, seen, _block_key(element, block, row, columns))
    found.raw = {"columns": columns.shape, "rows": raw_rows}
    return found


def _blocks(row: Row, columns: Columns, indices: Sequence[int]) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Some columns of a row as blocks, and as (heading -> text) of all that they hold."""
    blocks: dict[str, dict[str, str]] = {}
    raw_row = {}
    cells = row.cells
    for index in indices:
        if not cells[index] or not (text := cells[index].strip()):
            continue
        raw_row[columns.headings[index]] = text
        if index in columns.meaning:
            element, attribute = columns.meaning[index]
            blocks.setdefault(element, {})[attribute] = text
        elif index in columns.unknown:
            blocks.setdefault("unknown", {})[columns.unknown[index]] = text
    return blocks, raw_row


def _block_key(element: str, block: Mapping[str, str], row: Row, columns: Columns) -> object:
    index = columns.block_numbers.get(element)
    number = row.cells[index].strip() if index is not None and index < len(row.cells) else ""
    return number or tuple(sorted(block.items()))


def _add(
    found: Published, element: str, block: dict[str, str], seen: dict[str, dict[object, None]], key: object
) -> None:
    """Take one block of a row into the listing, unless an earlier row held it already."""
    if element == "sanctionEntity":
        remark = block.pop("remark", "").replace("\\n", "\n")
        if remark and remark not in found.remarks:
            found.remarks.append(remark)
        found.about.update(block)
    elif element == "subjectType":
        found.subject = block
    elif element == "unknown":
        found.unknown += [pair for pair in block.items() if pair not in found.unknown]
    elif element in _LISTS and key not in seen.setdefault(element, {}):
        seen[element][key] = None
        if element == "address":
            found.contacts += _CONTACT.findall(block.pop("contactInfo", ""))
            if number := block.pop("number", ""):
                block["street"] = f"{number} {block.get('street', '')}".strip()
        if element == "identification":
            block = _typed_number(block)
        if block:
            getattr(found, _LISTS[element]).append(block)


def _typed_number(block: dict[str, str]) -> dict[str, str]:
    """CSV 1.0 writes a number, its type and a remark in one cell: `D123 (passport-National passport) ((expired))`."""
    parts = _NUMBER_1_0.match(block.get("number", ""))
    if "identificationTypeCode" in block or parts is None:
        return block
    number, code, description, remark = parts.groups()
    typed = {"number": number, "identificationTypeCode": code, "identificationTypeDescription": description}
    if remark and (note := remark.strip("()? ")):
        typed["remark"] = note
    return block | typed
