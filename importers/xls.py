"""Old Excel workbooks (XLS, 1997 to 2003): is the container sound, and what do its sheets hold besides values.

An XLS is a small file system ("compound file") with a stream of records inside. Both are walked here within bounds
before any reader trusts them: chains that never end, passwords, macros, cells far outside the table. Layout after
Microsoft's published specifications [MS-CFB] and [MS-XLS].
"""

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from importers.errors import FileRefused
from importers.limits import Limits, refuse
from importers.sheetxml_rules import Rules, SheetFacts, column_letters

_LAST = 0xFFFFFFFA  # chain ends and special marks lie above the last ordinary sector
_SAVE = "Open it, save it as XLSX and send it again."
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MACROS = ("_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros")
# The records that place a value in a row and column; a formula is one of them.
_FORMULA, _MULTIPLE = 0x0006, 0x00BD
_VALUES = frozenset({_FORMULA, _MULTIPLE, 0x00FD, 0x0203, 0x027E, 0x0204, 0x0205, 0x00D6})
_BEGIN, _END, _SHEET, _PASSWORD, _ROW, _COLUMNS, _MERGED = 0x0809, 0x000A, 0x0085, 0x002F, 0x0208, 0x007D, 0x00E5


def check_xls(path: Path) -> None:
    """Refuse a compound file that is damaged, no workbook, encrypted, or holds macros or embedded files."""
    _workbook(path)


def look_xls(path: Path, sheet: str, limits: Limits) -> SheetFacts:
    """What a sheet holds besides values. Raises `FileRefused` for what `Rules` do not allow."""
    data, wide = _workbook(path)
    seen, depth = _Seen(Rules(path, sheet, limits)), 0
    for kind, body in _records(path, data, _sheet_start(path, data, sheet, wide=wide)):
        if kind in (_BEGIN, _END):
            depth += 1 if kind == _BEGIN else -1
            if depth == 0:
                return seen.facts()
        elif depth == 1:  # deeper are the charts within the sheet
            seen.note(kind, body)
    raise _refusal(path, "The sheet breaks off.", _SAVE, sheet)


class _Seen:
    """The records of a sheet, of which its rules are told row by row: cells of a row need not stand together."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.widths: dict[int, int] = {}
        self.hidden: set[int] = set()
        self.columns: list[str] = []

    def note(self, kind: int, body: bytes) -> None:
        if kind in _VALUES and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body)
            last = int.from_bytes(body[-2:], "little") if kind == _MULTIPLE else column
            self.widths[row + 1] = max(self.widths.get(row + 1, 0), last + 1)
            if kind == _FORMULA:
                self.rules.formula(row + 1, column_letters(column + 1), stored=True)
        elif kind == _ROW and len(body) >= 16 and body[12] & 0x20:
            self.hidden.add(int.from_bytes(body[:2], "little") + 1)
        elif kind == _COLUMNS and len(body) >= 10 and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            self.columns += [column_letters(number + 1) for number in range(first, min(last, 255) + 1)]
        elif kind == _MERGED:
            for place in range(2, len(body) - 7, 8):
                top, bottom, left, right = struct.unpack_from("<HHHH", body, place)
                self.rules.merged.append(f"{column_letters(left + 1)}{top + 1}:{column_letters(right + 1)}{bottom + 1}")

    def facts(self) -> SheetFacts:
        for row in sorted(self.widths):
            self.rules.row(row, self.widths[row], hidden=row in self.hidden)
        return self.rules.facts()._replace(hidden_columns=tuple(self.columns))


def _records(path: Path, data: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    place = start
    while place + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, place)
        if place + 4 + length > len(data):
            raise _refusal(path, "A record of the workbook breaks off.", _SAVE)
        yield kind, data[place + 4 : place + 4 + length]
        place += 4 + length


def _sheet_start(path: Path, data: bytes, sheet: str, *, wide: bool) -> int:
    for kind, body in _records(path, data, 0):
        if kind == _PASSWORD:
            raise _refusal(path, "The workbook is encrypted.", "Remove the password and send it again.")
        if kind == _END:
            break
        if kind == _SHEET and len(body) >= 8:
            start, count = int.from_bytes(body[:4], "little"), body[6]
            if not wide:
                name = body[7 : 7 + count].decode("cp1252", "replace")
            elif body[7] & 1:
                name = body[8 : 8 + 2 * count].decode("utf-16-le", "replace")
            else:
                name = body[8 : 8 + count].decode("latin-1")
            if name == sheet:
                return start
    raise _refusal(path, "The workbook does not say where this sheet is.", _SAVE, sheet)


def _workbook(path: Path) -> tuple[bytes, bool]:
    """The stream of records, and whether it is of the kind that holds Unicode (1997 and later)."""
    try:
        held = _Container(path.read_bytes())
        if "EncryptedPackage" in held.entries:
            raise _refusal(path, "The workbook is encrypted.", "Remove the password and send it again.")
        if any(name in _MACROS or name.startswith("MBD") for name in held.entries):
            raise _refusal(path, "The workbook holds macros or embedded files.", "Save it as XLSX without them.")
        for name in ("Workbook", "Book"):
            if name in held.entries:
                return held.read(name), name == "Workbook"
    except (struct.error, ValueError, IndexError) as error:
        raise _refusal(path, f"The workbook is damaged ({error}).", _SAVE) from error
    raise _refusal(path, "This is an old Office file, but no workbook.", "Send an XLSX or ODS workbook, or a CSV.")


class _Container:
    """A compound file: sectors of one size in chains. Raises `ValueError` and its kin where it is not sound."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, self._small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or self._small_shift != 6:
            raise ValueError("its sectors have no known size")
        self._size = 1 << shift
        table_sectors, directory = struct.unpack_from("<II", data, 44)
        self._cutoff, small_table, _, more, _ = struct.unpack_from("<IIIII", data, 56)
        self._table = self._numbers(self._table_sectors(table_sectors, more))
        self._small_table = self._numbers(self._chain(small_table, self._table))
        self.entries: dict[str, tuple[int, int]] = {}
        self._root = (_LAST, 0)
        for sector in self._chain(directory, self._table):
            self._read_entries(self._sector(sector))

    def read(self, name: str) -> bytes:
        """The bytes of a stream; small ones stand within the root's own stream."""
        start, size = self.entries[name]
        if size >= self._cutoff:
            return b"".join(map(self._sector, self._chain(start, self._table)))[:size]
        small = b"".join(map(self._sector, self._chain(self._root[0], self._table)))
        pieces = [small[number << 6 : (number + 1) << 6] for number in self._chain(start, self._small_table)]
        return b"".join(pieces)[:size]

    def _read_entries(self, sector: bytes) -> None:
        for place in range(0, len(sector) - 127, 128):
            entry = sector[place : place + 128]
            length, kind = struct.unpack_from("<HB", entry, 64)
            start, size = struct.unpack_from("<II", entry, 116)
            if kind == _ROOT:
                self._root = (start, size)
            elif kind in (_STORAGE, _STREAM):
                name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                if kind == _STREAM and size > len(self._data):
                    raise ValueError(f"{name} says it is larger than the file")
                self.entries.setdefault(name, (start, size))

    def _table_sectors(self, count: int, more: int) -> list[int]:
        """The sectors that hold the table of chains: the first 109 are named in the header, further ones in a chain."""
        if count > len(self._data) // self._size:
            raise ValueError("it names more sectors than it has")
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        seen: set[int] = set()
        while more < _LAST and more not in seen:
            seen.add(more)
            *further, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            sectors += further
        return [sector for sector in sectors if sector < _LAST][:count]

    def _numbers(self, sectors: Iterable[int]) -> list[int]:
        return [number for sector in sectors for number in struct.unpack(f"<{self._size // 4}I", self._sector(sector))]

    def _chain(self, start: int, table: list[int]) -> Iterator[int]:
        number, steps = start, 0
        while number < _LAST:
            if steps > len(table):
                raise ValueError("a chain of sectors never ends")
            yield number
            number, steps = table[number], steps + 1

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        piece = self._data[start : start + self._size]
        if not piece:
            raise ValueError(f"sector {number} lies outside the file")
        return piece.ljust(self._size, b"\0")


def _refusal(path: Path, message: str, mend: str, sheet: str | None = None) -> FileRefused:
    return refuse(path, message, mend, sheet=sheet)
