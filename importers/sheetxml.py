"""A look at the XML of a workbook's sheet before a reader trusts it.

Stock readers stay silent about things that lose data: two rows with one number (one of them vanishes), a formula
without a stored result (it reads as blank), a cell whose address belongs to another row; and they make room for the
whole rectangle that a sheet's furthest cell spans. All that is refused here.

Sheets as spreadsheet programs write them pass a quick look at their bytes. It knows when it could be deceived (quotes,
blanks, prefixes, comments that are well-formed but that nobody writes): such a sheet is parsed in `sheetxml_exact`.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from lxml import etree

from importers import sheetxml_exact
from importers.limits import Limits, refuse
from importers.sheetxml_rules import Rules, SheetFacts, column_number

_ROW = re.compile(rb"<row\b([^>]*)>")
_NUMBER = re.compile(rb' r="(\d+)"')
# How nearly every workbook writes its cells; of others the group is empty. The closing mark parts joined addresses.
_PLAIN_CELL = re.compile(rb'<c(?: r="([A-Z]{1,3}\d{1,7}"))?')
_LETTERS = bytes(range(ord("A"), ord("Z") + 1))
_DIGITS = b"0123456789"
_CELL = re.compile(rb'<c r="([A-Z]{1,3})\d{1,7}"([^>]*)>(.{2})', re.DOTALL)
_FORMULA = re.compile(rb"<f[\s/>]")
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*)>')
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]* t="e"')
_STORED = re.compile(rb"<v(?:\s[^>]{0,100})?>[^<]")
_SHARED_TEXTS = "xl/sharedStrings.xml"
_TEXT_ENDS = re.compile(rb"</(?:\w+:)?si>")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})\s*<""")
# What is well-formed but written by no spreadsheet program, and would deceive the patterns above.
# What is well-formed but written by no spreadsheet program, and would deceive the patterns above; looked for where the
# rare byte before it stands at all.
_ODD = (
    (b"!", (b"<!",)),
    (b"?", (b"<?",)),
    (b"#", (b"&#",)),
    (b":", (b"xmlns", b':r="', b":row ", b":row>", b":c ", b":c>", b":v>", b":f>", b":is>")),
    (b"\t", (b'\t="', b"\t>")),
    (b"\n", (b'\n="', b"\n>")),
    (b" ", (b' ="', b" >")),
    (b"D", (b"heetData",)),
)
_CHUNK = 1 << 22
_LONGEST_ROW = 1 << 24
_OVERLAP = 1 << 12


class _Odd(Exception):  # noqa: N818 - named after what was met
    """The sheet is written in a way that the quick look does not know."""


@dataclass(slots=True)
class _Quick:
    """The quick look over one sheet: its rules, and the sequences of columns that were found to rise."""

    rules: Rules
    widths: dict[bytes, int] = field(default_factory=dict)

    def block(self, block: bytes) -> None:
        """Some whole rows. Raises `_Odd` where they need the exact look."""
        if (
            block.count(b"=") != block.count(b'="')
            or block.count(b"<") != block.count(b">")
            or block.count(b"<") != 2 * block.count(b"</") + block.count(b"/>")
            or any(byte in block and any(mark in block for mark in marks) for byte, marks in _ODD)
        ):
            raise _Odd
        rows = list(_ROW.finditer(block))
        ends = [*(row.start() for row in rows[1:]), len(block)]
        for row, end in zip(rows, ends, strict=False):
            self._row(row[1], block[row.end() : end])
        self._formulas(block)

    def _row(self, attributes: bytes, body: bytes) -> None:
        if not (body.rstrip().endswith(b"</row>") or (attributes.endswith(b"/") and not body.strip())):
            raise _Odd
        said = _NUMBER.search(attributes)
        number = int(said[1]) if said else self.rules.last + 1
        cells = _PLAIN_CELL.findall(body)
        joined = b"".join(cells)
        if joined.translate(None, _LETTERS) != b'%d"' % number * len(cells):
            raise _Odd
        width = self._width(joined.translate(None, _DIGITS))
        filled = b"<v" in body or b"<t" in body
        if filled and width > self.rules.limits.columns:
            # Cells that are only coloured do not count.
            full = [hit[1] for hit in _CELL.finditer(body) if not hit[2].endswith(b"/") and hit[3] != b"</"]
            width = max((column_number(name.decode()) for name in full), default=0)
        self.rules.cells += len(cells)
        self.rules.row(
            number, width if filled else 0, hidden=b' hidden="1"' in attributes or b' hidden="t' in attributes
        )

    def _width(self, letters: bytes) -> int:
        """The last column of a row of cells, which must stand from left to right, each once."""
        width = self.widths.get(letters)
        if width is None:
            numbers = [column_number(name.decode()) for name in letters.split(b'"')[:-1]]
            if any(one >= other for one, other in pairwise(numbers)):
                raise _Odd
            width = self.widths[letters] = numbers[-1] if numbers else 0
        return width

    def _formulas(self, block: bytes) -> None:
        for wrong in _ERROR_CELL.finditer(block) if b't="e"' in block else ():
            self.rules.error(int(wrong[2]), wrong[1].decode())
        for hit in _FORMULA.finditer(block) if b"<f" in block else ():
            start = block.rfind(b"<c ", 0, hit.start())
            cell = block[max(0, start) : block.find(b"</c>", hit.end())]
            head = _FORMULA_CELL.match(cell)
            if head is None:
                raise _Odd
            stored = _STORED.search(cell) is not None or b't="str"' in head[3]
            self.rules.formula(int(head[2]), head[1].decode(), stored=stored)


def check_xlsx(path: Path, archive: zipfile.ZipFile, member: str, sheet: str, limits: Limits) -> SheetFacts:
    """Refuse a sheet with row numbers that do not rise, misplaced cells, or formulas that would read as nothing.

    For a publisher a formula is accepted where its result is stored beside it (official workbooks); otherwise any
    formula is refused, because its result may not be what the sender sees. `member` is the sheet's in the archive.
    """
    try:
        rules = Rules(path, sheet, limits)
        _quick(archive, member, rules)
    except (_Odd, etree.XMLSyntaxError, UnicodeDecodeError):
        rules = Rules(path, sheet, limits)
        sheetxml_exact.check(archive, member, rules)
    _weigh(archive, member, rules)
    return rules.facts()


def _quick(archive: zipfile.ZipFile, member: str, rules: Rules) -> None:
    quick, around = _Quick(rules), b""
    for inside, data in _pieces(archive, member):
        if inside:
            quick.block(data)
        else:
            around += data
    root = etree.fromstring(around, sheetxml_exact.parser())
    if len(list(root.iter("{*}sheetData"))) != 1 or next(root.iter("{*}row", "{*}c"), None) is not None:
        raise _Odd
    rules.merged += [item.get("ref", "") for item in root.iter("{*}mergeCell")]
    rules.hide_columns(root)


def _pieces(archive: zipfile.ZipFile, member: str) -> Iterator[tuple[bool, bytes]]:
    """The rows in pieces that end with a row, so that memory stays flat, and what stands around them (not inside)."""
    with archive.open(member) as stream:
        data = stream.read(_CHUNK).removeprefix(b"\xef\xbb\xbf")
        begin = data.find(b"<sheetData>") + len(b"<sheetData>")
        if begin < len(b"<sheetData>"):
            raise _Odd
        yield False, data[:begin]
        left = data[begin:]
        while chunk := stream.read(_CHUNK):
            data = left + chunk
            end = data.rfind(b"</row>") + len(b"</row>")
            if end < len(b"</row>") and len(data) > _LONGEST_ROW:
                raise _Odd
            end = max(end, 0) if end >= len(b"</row>") else 0
            yield True, data[:end]
            left = data[end:]
        end = left.find(b"</sheetData>")
        if end < 0:
            raise _Odd
        yield True, left[:end]
        yield False, left[end:]


def _weigh(archive: zipfile.ZipFile, member: str, rules: Rules) -> None:
    """Refuse a sheet whose cells all together hold too much text.

    A reader copies a shared text for each cell that shows it, so that one long text in many cells is a bomb.
    """
    if _SHARED_TEXTS not in archive.namelist():
        return
    bound = rules.limits.unpacked_bytes // 2
    texts = archive.read(_SHARED_TEXTS)
    lengths = [len(text) for text in _TEXT_ENDS.split(texts[max(0, texts.find(b"<si")) :])]
    if max(lengths) * rules.cells <= bound:
        return
    weight, last, left = 0, len(lengths) - 1, b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            data = left + chunk
            end = data.rfind(b"<c", 0, -_OVERLAP) if len(chunk) == _CHUNK else len(data)
            weight += sum([lengths[min(int(index), last)] for index in _SHARED.findall(data, 0, max(end, 0))])
            left = data[max(end, 0) :]
            if weight > bound:
                message = f"The cells of the sheet hold over {bound:,} characters; long texts stand in many cells."
                raise refuse(rules.path, message, "Send it in several parts.", sheet=rules.sheet)
