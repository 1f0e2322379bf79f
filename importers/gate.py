"""The pre-flight gate: what a file is, and whether it is safe to parse at all.

Nothing here trusts a file name. Limits follow what stock readers were measured to accept without complaint: zip bombs,
understated dimensions, document type definitions, deep nesting, encodings in disguise. One error: `FileRefused`.
"""

import gzip
import zlib
from functools import lru_cache
from pathlib import Path

from importers import workbookparts, xls, zipgate
from importers.limits import OFFICIAL, UPLOAD, Limits, refuse

__all__ = ["OFFICIAL", "UPLOAD", "Limits", "gunzip", "kind_of", "refuse"]

_ZIP, _GZIP, _OLE = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
# What a name promises, where a person gave it.
_NAMED = {".xlsx": "xlsx", ".ods": "ods", ".xls": "xls", ".xml": "xml", ".csv": "text", ".tsv": "text", ".txt": "text"}
_ACTIVE_NAMES = frozenset({".xlsm", ".xltm", ".xlam", ".xlsb", ".xla", ".xlt", ".xll", ".docm", ".hta", ".exe"})


def kind_of(path: Path, limits: Limits = OFFICIAL) -> str:
    """What the bytes are: `xml`, `text`, `xlsx`, `ods`, `xls` or `gzip`. Raises `FileRefused` for all else.

    A person's file must also be what its name promises: another program goes by the name.
    """
    kind = _kind_of_bytes(path, limits)
    if limits.publisher:
        return kind
    suffix = path.suffix.lower()
    if suffix in _ACTIVE_NAMES:
        raise refuse(path, f"Files named {suffix} may hold programs.", "Save it as XLSX and send that.")
    if _NAMED.get(suffix, kind) != kind:
        message = f"The file is named {suffix} but is of kind {kind}."
        raise refuse(path, message, "Save it anew in the format that you mean, as XLSX or CSV.")
    return kind


def _kind_of_bytes(path: Path, limits: Limits) -> str:
    size = _size(path, limits)
    if size == 0:
        raise refuse(path, "The file is empty (0 bytes).", "Download or export it again.")
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(_ZIP):
        return _zip_kind(path, (path.stat().st_mtime_ns, size), limits)
    if head.startswith(_OLE):
        xls.check_xls(path)
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
    if text.startswith(b"<") and b"<html" in text[:1024]:
        raise refuse(path, "This is a web page, not a list.", "The download failed; fetch the file again.")
    if text.startswith(b"<"):
        return "xml"
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(path, "The file holds NUL bytes; it is not text.", "Export it again as CSV in UTF-8.")
    return "text"


@lru_cache(maxsize=16)
def _zip_kind(path: Path, stamp: tuple[int, int], limits: Limits) -> str:  # noqa: ARG001 - the stamp is cache key
    """`xlsx` or `ods`, once for each state of a file: reading a workbook asks several times."""
    zipgate.check(path, limits)
    return workbookparts.check(path, limits)


def gunzip(path: Path, limits: Limits = OFFICIAL) -> bytes:
    """The unpacked bytes of a gzip file, refused when damaged or over the limit."""
    unpacked = bytearray()
    try:
        with gzip.open(path, "rb") as stream:
            while chunk := stream.read(1 << 20):
                unpacked += chunk
                if len(unpacked) > limits.unpacked_bytes:
                    message = f"The file unpacks to more than {limits.unpacked_bytes:,} bytes."
                    raise refuse(path, message, "Send it in several parts, not packed.")
    except (OSError, EOFError, zlib.error) as error:
        raise refuse(path, f"The gzip file is damaged ({error}).", "Download it again.") from error
    return bytes(unpacked)
