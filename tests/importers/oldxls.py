"""A small XLS workbook written record by record, for nothing installed here writes that format."""

import struct
from collections.abc import Iterable
from pathlib import Path

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def text(row: int, column: int, value: str) -> bytes:
    """A cell of text."""
    data = value.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 15, len(value), 1) + data)


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 15, value))


def formula(row: int, column: int, value: float) -> bytes:
    """A cell that adds 1 and 2, with a stored result."""
    parsed = b"\x1e\x01\x00\x1e\x02\x00\x03"
    return record(0x0006, struct.pack("<HHHdHIH", row, column, 15, value, 0, 0, len(parsed)) + parsed)


def hidden_row(row: int) -> bytes:
    return record(0x0208, struct.pack("<HHHHHHI", row, 0, 3, 255, 0, 0, 0x20))


def workbook(path: Path, records: Iterable[bytes], sheet: str = "List", streams: Iterable[str] = ("Workbook",)) -> Path:
    """A workbook of one sheet with these records, in a container whose streams bear these names."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    inner = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)) + b"".join(records)
    inner += record(0x000A, b"")
    named = record(0x0085, struct.pack("<IBBBB", 0, 0, 0, len(sheet), 0) + sheet.encode("latin-1"))
    outer = len(begin) + len(named) + 4
    named = record(0x0085, struct.pack("<IBBBB", outer, 0, 0, len(sheet), 0) + sheet.encode("latin-1"))
    stream = (begin + named + record(0x000A, b"") + inner).ljust(4096, b"\0")
    path.write_bytes(_container(stream, tuple(streams)))
    return path


def _container(stream: bytes, names: tuple[str, ...]) -> bytes:
    count = -(-len(stream) // _SECTOR)
    chain = [*range(1, count), _END, _END, _TABLE]  # the stream, then the directory, then this table itself
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    entries = _entry("Root Entry", 5, _END, 0, child=1)
    for name in names:
        entries += _entry(name, 2, 0, len(stream))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        + struct.pack("<IIIIIIIII", 0, 1, count, 0, 4096, _END, 0, _END, 0) + struct.pack("<I", count + 1)
    )  # fmt: skip
    return header.ljust(_SECTOR, b"\xff") + stream.ljust(count * _SECTOR, b"\0") + entries.ljust(_SECTOR, b"\0") + table


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    data = (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
    data += struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, _FREE, _FREE, child)
    return (data + bytes(36) + struct.pack("<IQ", start, size)).ljust(128, b"\0")
