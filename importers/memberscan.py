"""What is looked for in each member of a workbook while it is unpacked: XML that is more than plain data.

The whole member passes, in pieces, so that nothing hides behind a long comment. Depth and attributes are found in a
shadow of the piece, in which only the marks of XML are left; this costs a tenth of a parse.
"""

import codecs
import re
from pathlib import Path
from xml.sax.saxutils import quoteattr

from importers.limits import Limits, refuse

_SAVE_AGAIN = "Open it in a spreadsheet program, save it as XLSX and send it again."
_OVERLAP = 1 << 12
_XML_NAMES = (".xml", ".rels", ".vml")
_DEFINITIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_DECLARED = re.compile(rb"^<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_ALL = bytes(range(256))
_NOT_NESTING = _ALL.translate(None, b"<>/")
_NOT_ATTRIBUTES = _ALL.translate(None, b"<>=")


def utf_16(head: bytes) -> str | None:
    """The codec of a member that begins like UTF-16, None for any other."""
    if not head.startswith(_UTF_16):
        return None
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-16-le" if head.startswith(b"<") else "utf-16-be"


class MemberScan:
    """Takes a member's bytes piece by piece and raises `FileRefused` at what may not be in it."""

    def __init__(self, path: Path, name: str, limits: Limits) -> None:
        self._path, self._name, self._limits = path, name, limits
        self._xml = name.lower().endswith(_XML_NAMES)
        self._decoder: codecs.IncrementalDecoder | None = None
        self._wide = False
        self._before = b""
        self._deep = b"<>" * (limits.xml_depth + 1)
        self._crowded = b"<" + b"=" * (limits.xml_attributes + 1)
        self._shadows = (b"", b"")

    def feed(self, piece: bytes) -> None:
        """Look at the next bytes."""
        if not self._xml or not piece:
            return
        if self._decoder is None:
            self._begin(piece)
        try:
            text = self._decoder.decode(piece) if self._decoder else ""
        except UnicodeDecodeError as error:
            raise self._refusal("is not in the encoding that it says") from error
        data = text.encode("utf-8", "surrogatepass") if self._wide else piece
        if b"\x00" in data:
            raise self._refusal("holds NUL characters")
        look = self._before + data
        if b"<!" in look and _DEFINITIONS.search(look):
            raise self._refusal("holds a document type definition")
        self._before = look[-_OVERLAP:]
        self._measure(data)

    def close(self) -> None:
        """Look at how it ends."""
        if self._decoder is not None:
            try:
                self._decoder.decode(b"", final=True)
            except UnicodeDecodeError as error:
                raise self._refusal("is cut within a character") from error

    def _begin(self, piece: bytes) -> None:
        codec = utf_16(piece)
        self._wide = codec is not None
        if piece.startswith((b"\x00\x00", b"<\x00\x00\x00", b"\xff\xfe\x00\x00")):
            raise self._refusal("is encoded in UTF-32")
        declared = _DECLARED.search(piece.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lower())
        if declared:
            named = declared[1].decode("ascii", "replace")
            if named not in (("utf-16", "utf-16le", "utf-16be") if codec else ("utf-8", "utf8", "us-ascii", "ascii")):
                raise self._refusal(f"says that it is encoded as {quoteattr(named)}, which is not so or not read")
        self._decoder = codecs.getincrementaldecoder(codec or "utf-8")()

    def _measure(self, data: bytes) -> None:
        nesting = self._shadows[0] + data.translate(None, _NOT_NESTING)
        if self._deep in nesting:
            raise self._refusal(f"is over {self._limits.xml_depth} levels deep")
        attributes = self._shadows[1] + data.translate(None, _NOT_ATTRIBUTES)
        if self._crowded in attributes:
            raise self._refusal(f"has an element with over {self._limits.xml_attributes} attributes")
        self._shadows = nesting[-len(self._deep) :], attributes[-len(self._crowded) :]

    def _refusal(self, what: str) -> Exception:
        return refuse(self._path, f"The member {self._name!r} {what}.", _SAVE_AGAIN)
