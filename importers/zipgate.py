"""The archive of a workbook, walked byte by byte before a reader trusts it.

An archive says everything twice: in a header before each member and in the directory at its end. Readers believe one or
the other, so where the two differ, or bytes lie outside both, two programs see two files in one. Every member is
unpacked once, in pieces, and must be exactly what both say.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from importers.limits import Limits, refuse
from importers.memberscan import MemberScan

_END, _LOCAL = struct.Struct("<4s4H2LH"), struct.Struct("<4s5H3L2H")
_DESCRIPTORS = (struct.Struct("<3L"), struct.Struct("<4s3L"), struct.Struct("<L2Q"), struct.Struct("<4sL2Q"))
_ENCRYPTED, _DESCRIBED_AFTER = 0x1 | 0x40 | 0x2000, 0x8
_LINK = 0o120000
_CHUNK = 1 << 18
_SAVE_AGAIN = "Open it in a spreadsheet program, save it as XLSX and send it again."
_UNSAFE_MEMBERS = ("vbaproject", "externallinks/", "activex/", "embeddings/", "macrosheets/", "dialogsheets/")
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".ods", ".docx", ".exe", ".dll", ".jar", ".7z", ".rar", ".gz")
_MACRO_FOLDERS = ("basic/", "scripts/")  # of an ODS
_ODS_OBJECT = "object "


@dataclass(frozen=True, slots=True)
class _Archive:
    path: Path
    stream: BinaryIO
    limits: Limits
    directory_at: int


def check(path: Path, limits: Limits) -> None:
    """Refuse an archive in which anything is hidden, ambiguous, damaged, encrypted, active or too large."""
    with path.open("rb") as stream:
        directory_at, entries = _directory(path, stream, limits)
        try:
            with zipfile.ZipFile(stream) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
            raise refuse(path, f"The workbook is damaged ({error}).", _SAVE_AGAIN) from error
        if len(members) != entries:
            raise refuse(path, f"The archive says {entries} members and names {len(members)}.", _SAVE_AGAIN)
        _check_names(path, members)
        if (unpacked := sum(member.file_size for member in members)) > limits.unpacked_bytes:
            message = f"The workbook unpacks to {unpacked:,} bytes; at most {limits.unpacked_bytes:,} are read."
            raise refuse(path, message, "Send it in several parts.")
        for member in members:
            _check_member(path, member, limits)
        _check_bytes(_Archive(path, stream, limits, directory_at), members)


def _directory(path: Path, stream: BinaryIO, limits: Limits) -> tuple[int, int]:
    """Where the directory begins and how many members it says it has; the archive must end with its end record."""
    size = path.stat().st_size
    stream.seek(max(0, size - _END.size))
    tail = stream.read(_END.size)
    if not tail.startswith(b"PK\x05\x06"):
        message = "The workbook is damaged: it is cut, or bytes follow after the archive ends."
        raise refuse(path, message, _SAVE_AGAIN)
    _, disk, first_disk, here, entries, length, offset, comment = _END.unpack(tail)
    if entries > limits.members:
        raise refuse(path, f"The archive has {entries:,} members; at most {limits.members} are allowed.", _SAVE_AGAIN)
    if disk or first_disk or here != entries or comment or offset + length != size - _END.size:
        raise refuse(path, "There are bytes before, within or after the archive that it does not name.", _SAVE_AGAIN)
    return int(offset), int(entries)


def _check_names(path: Path, members: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for name in (member.filename for member in members):
        parts = name.rstrip("/").split("/")
        if name.startswith("/") or "\\" in name or ":" in name or not {"", ".", ".."}.isdisjoint(parts):
            raise refuse(path, f"The archive names a place outside itself ({name!r}).", _SAVE_AGAIN)
        if not name.isprintable() or len(name) > 250:
            raise refuse(path, f"The archive holds a member of an odd name ({name[:80]!r}).", _SAVE_AGAIN)
        # Windows and Excel take names that differ in case for one.
        if name.casefold() in seen:
            raise refuse(path, f"The archive holds the same member twice ({name!r}).", _SAVE_AGAIN)
        seen.add(name.casefold())


def _check_member(path: Path, member: zipfile.ZipInfo, limits: Limits) -> None:
    name = member.filename
    lower = name.lower()
    if member.flag_bits & _ENCRYPTED:
        raise refuse(path, "The workbook is encrypted.", "Remove the password and send it again.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refuse(path, f"The member {name!r} is packed in an unusual way.", _SAVE_AGAIN)
    if member.file_size > limits.ratio_from_bytes and member.file_size > limits.ratio * max(1, member.compress_size):
        raise refuse(path, f"The member {name!r} unpacks to more than {limits.ratio} times its size.", _SAVE_AGAIN)
    if any(part in lower for part in _UNSAFE_MEMBERS) or lower.startswith((*_MACRO_FOLDERS, _ODS_OBJECT)):
        raise refuse(
            path, f"The workbook holds macros, links or embedded files ({name!r}).", "Save it as XLSX without them."
        )
    if lower.endswith(_ARCHIVES):
        raise refuse(path, f"The archive holds another archive or program ({name!r}).", "Save it without it.")
    if (member.external_attr >> 16) & 0o170000 == _LINK:
        raise refuse(path, f"The member {name!r} is a link.", _SAVE_AGAIN)


def _check_bytes(archive: _Archive, members: list[zipfile.ZipInfo]) -> None:
    """Members must follow each other without a gap from the first byte to the directory."""
    place = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset != place:
            kind = "overlap" if member.header_offset < place else "have bytes before or between them"
            raise refuse(archive.path, f"Members of the archive {kind} ({member.filename!r}).", _SAVE_AGAIN)
        place = _check_local(archive, member)
    if place != archive.directory_at:
        raise refuse(archive.path, "There are bytes between the members and the directory.", _SAVE_AGAIN)


def _check_local(archive: _Archive, member: zipfile.ZipInfo) -> int:
    """Compare a member's own header, bytes and descriptor with the directory; where the next one begins."""
    stream = archive.stream
    stream.seek(member.header_offset)
    head = stream.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise _differs(archive, member, "header")
    _, _, flags, method, _, _, crc, packed, unpacked, name_length, extra_length = _LOCAL.unpack(head)
    name = stream.read(name_length)
    stream.seek(extra_length, 1)
    encoding = "utf-8" if flags & 0x800 else "cp437"
    if name.decode(encoding, "replace") != member.orig_filename or method != member.compress_type:
        raise _differs(archive, member, "name or packing")
    if flags & _ENCRYPTED:
        raise refuse(archive.path, "The workbook is encrypted.", "Remove the password and send it again.")
    said = (crc, packed, unpacked)
    true = (member.CRC, member.compress_size, member.file_size)
    if flags & _DESCRIBED_AFTER:
        if any(one not in (0, 0xFFFFFFFF, other) for one, other in zip(said, true, strict=True)):
            raise _differs(archive, member, "sizes")
    elif said != true and said != (member.CRC, 0xFFFFFFFF, 0xFFFFFFFF):
        raise _differs(archive, member, "sizes")
    scan = MemberScan(archive.path, member.filename, archive.limits)
    found_crc = found_size = 0
    for piece in _unpacked(archive, member):
        found_crc = zlib.crc32(piece, found_crc)
        found_size += len(piece)
        scan.feed(piece)
    scan.close()
    if (found_crc, found_size) != (member.CRC, member.file_size):
        raise refuse(archive.path, f"The member {member.filename!r} is damaged.", "Download or export the file again.")
    end = stream.tell()
    return end + _descriptor(archive, member, end) if flags & _DESCRIBED_AFTER else end


def _descriptor(archive: _Archive, member: zipfile.ZipInfo, place: int) -> int:
    """The length of the descriptor behind a member, which repeats its sizes in one of four forms."""
    true = (member.CRC, member.compress_size, member.file_size)
    for form in reversed(_DESCRIPTORS):
        archive.stream.seek(place)
        data = archive.stream.read(form.size)
        if len(data) == form.size and form.unpack(data)[-3:] == true:
            if len(form.unpack(data)) == 4 and not data.startswith(b"PK\x07\x08"):
                continue
            return form.size
    raise _differs(archive, member, "descriptor")


def _unpacked(archive: _Archive, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes in pieces; the stream then stands behind its packed bytes."""
    left = member.compress_size
    start = archive.stream.tell()
    packer = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    total = 0
    while left:
        data = archive.stream.read(min(_CHUNK, left))
        if not data:
            raise refuse(archive.path, f"The member {member.filename!r} is cut.", "Download or export the file again.")
        left -= len(data)
        try:
            while data:
                piece = packer.decompress(data, _CHUNK) if packer else data
                total += len(piece)
                if total > member.file_size or (packer and packer.unused_data):
                    raise refuse(archive.path, f"The member {member.filename!r} holds more than it says.", _SAVE_AGAIN)
                yield piece
                data = packer.unconsumed_tail if packer else b""
        except zlib.error as error:
            message = f"The member {member.filename!r} is damaged ({error})."
            raise refuse(archive.path, message, "Download or export the file again.") from error
    if packer and not packer.eof:
        yield packer.flush()
        if not packer.eof:
            raise refuse(
                archive.path, f"The member {member.filename!r} is damaged.", "Download or export the file again."
            )
    archive.stream.seek(start + member.compress_size)


def _differs(archive: _Archive, member: zipfile.ZipInfo, what: str) -> Exception:
    message = f"The archive says two things of the member {member.filename!r}: its {what} differs."
    return refuse(archive.path, message, _SAVE_AGAIN)
