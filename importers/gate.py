"""The pre-flight gate: what a file is, and whether it is safe to parse at all.

Nothing here trusts a file name. Limits follow what stock readers were measured to accept without complaint: zip bombs,
understated dimensions, document type definitions, deep nesting, encodings in disguise. One error: `FileRefused`.
"""

import gzip
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from importers.draft import Position
from importers.errors import FileRefused

MiB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Official lists are larger than a partner's upload, so there are two sets."""

    file_bytes: int
    unpacked_bytes: int
    members: int = 200
    ratio: int = 50
    ratio_from_bytes: int = 8 * MiB
    rows: int = 100_000
    columns: int = 200
    cell_characters: int = 32_767
    xml_depth: int = 64
    xml_attributes: int = 200
    formulas: bool = False


# The largest official files known are about 120 MB (SDN_ADVANCED.XML) and 42 MB (SECO); room for them to double.
# Publishers' own workbooks may hold formulas whose results are stored.
OFFICIAL = Limits(
    file_bytes=300 * MiB, unpacked_bytes=400 * MiB, rows=1_000_000, cell_characters=200_000, formulas=True
)
UPLOAD = Limits(file_bytes=20 * MiB, unpacked_bytes=200 * MiB)

_ZIP, _GZIP, _OLE = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
_UNSAFE_MEMBERS = ("vbaproject.bin", "externallinks/", "activex/", "embeddings/")


def refuse(
    path: Path,
    message: str,
    mend: str = "",
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
) -> FileRefused:
    """The error for a file that is not read further, with the place as far as it is known."""
    return FileRefused(message, Position(path.name, sheet, row, column), mend)


def kind_of(path: Path, limits: Limits = OFFICIAL) -> str:
    """What the bytes are: `xml`, `text`, `xlsx`, `ods`, `xls` or `gzip`. Raises `FileRefused` for all else."""
    size = _size(path, limits)
    if size == 0:
        raise refuse(path, "The file is empty (0 bytes).", "Download or export it again.")
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(_ZIP):
        return _zip_kind(path, (path.stat().st_mtime_ns, size), limits)
    if head.startswith(_OLE):
        return "xls"
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(b"%PDF"):
        raise refuse(path, "This is a PDF, not a list.", "Send the publisher's XML, CSV or workbook.")
    return _text_kind(path, head)


def _size(path: Path, limits: Limits) -> int:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise refuse(path, f"The file cannot be opened ({error.strerror}).", "Check the path.") from error
    if not path.is_file():
        raise refuse(path, "This is not a file.", "Name the file itself, not its folder.")
    if size > limits.file_bytes:
        raise refuse(
            path, f"The file has {size:,} bytes; at most {limits.file_bytes:,} are read.", "Send less at once."
        )
    return size


def _text_kind(path: Path, head: bytes) -> str:
    if head.startswith((b"\x00\x00\x00<", b"<\x00\x00\x00")):
        raise refuse(path, "The file is encoded in UTF-32.", "Save it as UTF-8.")
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").replace(b"\x00", b"").lower()
    if text.startswith((b"<!doctype html", b"<html")) or b"<html" in text[:1024]:
        raise refuse(path, "This is a web page, not a list.", "The download failed; fetch the file again.")
    if text.startswith(b"<"):
        return "xml"
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(path, "The file holds NUL bytes; it is not text.", "Export it again as CSV in UTF-8.")
    return "text"


@lru_cache(maxsize=16)
def _zip_kind(path: Path, stamp: tuple[int, int], limits: Limits) -> str:  # noqa: ARG001 - the stamp is cache key
    """`check_zip`, once for each state of a file: reading a workbook asks several times."""
    return check_zip(path, limits)


def check_zip(path: Path, limits: Limits = OFFICIAL) -> str:
    """`xlsx` or `ods` after looking at every member without unpacking any. Raises `FileRefused`."""
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            _check_members(path, members, limits)
            _check_framing(path, archive, members)
            kind = _workbook_kind(path, archive)
            # Unpacked once to the end: a member that holds more than it says, or is damaged, is found here.
            if damaged := archive.testzip():
                raise refuse(path, f"The member {damaged!r} is damaged.", "Download or export the file again.")
            return kind
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise refuse(
            path, f"The workbook is damaged ({error}).", "Open it, save it as XLSX and send it again."
        ) from error


def _check_members(path: Path, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise refuse(path, f"The archive has {len(members):,} members; at most {limits.members} are allowed.")
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise refuse(path, "The archive holds the same member twice.", "Save it again with a spreadsheet program.")
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        raise refuse(path, f"The workbook unpacks to {unpacked:,} bytes; at most {limits.unpacked_bytes:,} are read.")
    for member in members:
        _check_member(path, member, limits)


def _check_member(path: Path, member: zipfile.ZipInfo, limits: Limits) -> None:
    name = member.filename
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
        raise refuse(path, f"The archive names a place outside itself ({name!r}).")
    if member.flag_bits & 0x1:
        raise refuse(path, "The workbook is encrypted.", "Remove the password and send it again.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refuse(path, f"The member {name!r} is packed in an unusual way.", "Save it again as XLSX.")
    if member.file_size > limits.ratio_from_bytes and member.file_size > limits.ratio * max(1, member.compress_size):
        raise refuse(path, f"The member {name!r} unpacks to more than {limits.ratio} times its size.")
    if any(part in name.lower() for part in _UNSAFE_MEMBERS):
        raise refuse(path, f"The workbook holds macros, links or embedded files ({name!r}).", "Save it without them.")
    if name.lower().endswith((".zip", ".xlsx", ".ods", ".exe")):
        raise refuse(path, f"The archive holds another archive ({name!r}).")


def _check_framing(path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Refuse bytes before, after or between what the archive names: another program may read another file in them."""
    end = path.stat().st_size - len(archive.comment) - 22
    if members and min(member.header_offset for member in members) != 0:
        raise refuse(path, "There are bytes before the archive begins.", "Save it again as XLSX.")
    places = sorted((member.header_offset, member.compress_size) for member in members)
    if any(offset + packed > following for (offset, packed), (following, _) in pairwise(places)):
        raise refuse(path, "Members of the archive overlap.", "Save it again as XLSX.")
    with path.open("rb") as stream:
        stream.seek(max(0, end))
        if stream.read(4) != b"PK\x05\x06":
            raise refuse(path, "There are bytes after the archive ends.", "Save it again as XLSX.")


def _workbook_kind(path: Path, archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    for name in names:
        if name.lower().endswith((".xml", ".rels")):
            with archive.open(name) as stream:
                head = stream.read(4096).replace(b"\x00", b"").lower()
            if b"<!doctype" in head or b"<!entity" in head:
                raise refuse(path, f"The member {name!r} holds a document type definition.", "Save it again as XLSX.")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise refuse(
        path, "This archive is not a workbook.", "Send an XLSX or ODS workbook, a CSV, or the publisher's XML."
    )


def gunzip(path: Path, limits: Limits = OFFICIAL) -> bytes:
    """The unpacked bytes of a gzip file, refused when damaged or over the limit."""
    unpacked = bytearray()
    try:
        with gzip.open(path, "rb") as stream:
            while chunk := stream.read(1 << 20):
                unpacked += chunk
                if len(unpacked) > limits.unpacked_bytes:
                    raise refuse(path, f"The file unpacks to more than {limits.unpacked_bytes:,} bytes.")
    except (OSError, EOFError, zlib.error) as error:
        raise refuse(path, f"The gzip file is damaged ({error}).", "Download it again.") from error
    return bytes(unpacked)
