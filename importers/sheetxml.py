"""A look at the XML of a workbook's sheets before a reader trusts them.

Stock readers stay silent about three things that lose data: two rows with one number (one of them vanishes), a formula
without a stored result (it reads as blank), and a cell whose address belongs to another row. They are refused here.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath

from lxml import etree

from importers.gate import Limits, refuse

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]{0,2000})>")
_ROW_UNPREFIXED = re.compile(rb"<row\b([^>]{0,2000})>")  # a pattern that begins with plain letters is found much faster
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]{0,300}?\br="([A-Z]{1,3})(\d{1,7})"')
# How nearly every workbook writes its cells; of others the group is empty. The closing mark parts joined addresses.
_PLAIN_CELL = re.compile(rb'<c(?: r="([A-Z]{1,3}\d{1,7}"))?')
_LETTERS = bytes(range(ord("A"), ord("Z") + 1))
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL_HEAD = re.compile(rb"<(?:\w+:)?c\b([^>]{0,500})>")
_STORED = re.compile(rb"<(?:\w+:)?v(?:\s[^>]{0,100})?>[^<]")
_ROW_ENDS = (b"</row>", b":row>")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHUNK = 1 << 22
_LONGEST_ROW = 1 << 24

# An ODS row or cell may say "repeat me"; with content in it a small file becomes a huge table.
_REPEATED = re.compile(
    rb'<table:table-(row|cell)\b[^>]{0,1000}?number-(?:rows|columns)-repeated="(\d{3,9})"[^>]{0,1000}?(/?)>'
)


def check_xlsx(path: Path, sheet: str, limits: Limits) -> None:
    """Refuse a sheet with row numbers that do not rise, misplaced cells, or formulas that would read as nothing.

    With `limits.formulas` a formula is accepted where its result is stored beside it (official workbooks); otherwise
    any formula is refused, because its result may not be what the sender sees.
    """
    with zipfile.ZipFile(path) as archive:
        try:
            member = _member(archive, sheet)
        except (etree.XMLSyntaxError, KeyError, ValueError):
            member = None
        if member is None:
            raise refuse(path, "The workbook does not say where this sheet is.", "Save it again.", sheet=sheet)
        last = 0
        for block in _blocks(path, archive, member):
            last = _check_rows(path, sheet, block, last)
            _check_formulas(path, sheet, block, limits)


def check_ods(path: Path, limits: Limits) -> None:
    """Refuse an ODS workbook in which many rows or cells with content are repeated."""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            data = tail + chunk
            for hit in _REPEATED.finditer(data):
                _check_repeat(path, data, hit, limits)
            tail = data[-4096:]


def _check_repeat(path: Path, data: bytes, hit: re.Match[bytes], limits: Limits) -> None:
    allowed = 100 if hit[1] == b"row" else limits.columns
    if int(hit[2]) <= allowed or hit[3] == b"/":
        return
    end = data.find(b"</table:table-" + hit[1], hit.end())
    if b"<text:" in data[hit.end() : end if end >= 0 else None]:
        raise refuse(path, f"A {hit[1].decode()} with content is repeated {int(hit[2]):,} times.", "Save it as XLSX.")


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The archive's member that holds a sheet, by the workbook's own table of contents."""
    book = etree.fromstring(archive.read("xl/workbook.xml"), _parser())
    ids = [item.get(_RELATION) for item in book.iter("{*}sheet") if item.get("name") == sheet]
    if not ids:
        return None
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _parser())
    for relation in relations.iter("{*}Relationship"):
        if relation.get("Id") == ids[0]:
            name = normpath(join("xl", relation.get("Target", ""))) if relation.get("Target", "")[:1] != "/" else None
            name = name or relation.get("Target", "").lstrip("/")
            return name if name in archive.namelist() else None
    return None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _blocks(path: Path, archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end with a row, so that memory stays flat."""
    with archive.open(member) as stream:
        left = b""
        while chunk := stream.read(_CHUNK):
            data = left + chunk
            end = max(data.rfind(mark) for mark in _ROW_ENDS)
            if end < 0:
                if len(data) > _LONGEST_ROW:
                    raise refuse(
                        path, "One row of the sheet has over 16 MB.", "Save it again with a spreadsheet program."
                    )
                left = data
                continue
            cut = data.index(b">", end) + 1
            yield data[:cut]
            left = data[cut:]
        yield left


def _check_rows(path: Path, sheet: str, block: bytes, last: int) -> int:
    prefixed = b":c" in block
    rows = list((_ROW if b":row" in block else _ROW_UNPREFIXED).finditer(block))
    ends = [row.start() for row in rows[1:]] + [len(block)]
    for row, end in zip(rows, ends, strict=False):
        said = _NUMBER.search(row[1])
        number = int(said[1]) if said else last + 1
        if number <= last:
            raise refuse(
                path,
                f"The row number {number} follows row {last}: rows would be lost.",
                "Open the workbook, save it again and send it again.",
                sheet=sheet,
                row=number,
            )
        body = block[row.end() : end]
        if prefixed or not _all_plain(body, number):
            _check_cells(path, sheet, body, number)
        last = number
    return last


def _all_plain(body: bytes, number: int) -> bool:
    """Whether all cells are of this row and each stands once, by a quick look that most rows pass."""
    cells = _PLAIN_CELL.findall(body)
    numbers = b"".join(cells).translate(None, _LETTERS)
    return len(set(cells)) == len(cells) and numbers == b'%d"' % number * len(cells)


def _check_cells(path: Path, sheet: str, body: bytes, number: int) -> None:
    cells = _CELL.findall(body)
    if cells and ({row for _, row in cells} != {b"%d" % number} or len({column for column, _ in cells}) != len(cells)):
        raise refuse(
            path,
            f"Row {number} holds the same cell twice, or a cell of another row.",
            "Open the workbook, save it again and send it again.",
            sheet=sheet,
            row=number,
        )


def _check_formulas(path: Path, sheet: str, block: bytes, limits: Limits) -> None:
    for hit in _FORMULA.finditer(block) if b"<f" in block or b":f" in block else ():
        start = max(block.rfind(b"<c ", 0, hit.start()), block.rfind(b":c ", 0, hit.start()) - 3)
        end = block.find(b"c>", hit.end())
        cell = block[max(0, start) : end]
        head = _CELL_HEAD.search(cell)
        place = _CELL.search(cell)
        stored = _STORED.search(cell) or (head is not None and b't="str"' in head[1])
        if not stored or not limits.formulas:
            column = (place[1] + place[2]).decode() if place else None
            raise refuse(
                path,
                "The cell holds a formula"
                + ("" if stored else " whose result is not stored, so it would read as blank")
                + ".",
                "Copy the sheet and paste it as values, then send it again.",
                sheet=sheet,
                row=int(place[2]) if place else None,
                column=column,
            )
