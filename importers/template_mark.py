"""How a file says that it is the registry's own template, whatever list it is delivered for.

The first row of the sheet `Listings`, and of a CSV file, is: `Registry template 1`, the list's key, `As of`, the date.
"""

import zipfile
from pathlib import Path

from importers.errors import FileRefused
from importers.gate import kind_of, refuse

SHEET, INSTRUCTIONS, TERMS = "Listings", "Instructions", "Terms"
NAME, VERSION = "Registry template", 1
MARK = f"{NAME} {VERSION}"
_CHUNK = 1 << 20


def is_template(path: Path) -> bool:
    """Whether a file is meant as the template: a CSV that begins so, or a workbook with a sheet `Listings`."""
    try:
        kind = kind_of(path)
    except FileRefused:
        return False  # the reader of the list says what is wrong with it
    if kind == "text":
        with path.open("rb") as stream:
            head = stream.read(200).replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\"' \r\n")
        return head.startswith(NAME.encode())
    if kind == "xlsx":
        return _holds(path, "xl/workbook.xml", f'name="{SHEET}"')
    return kind == "ods" and _holds(path, "content.xml", f'table:name="{SHEET}"')


def _holds(path: Path, member: str, text: str) -> bool:
    """Whether a member of an archive that passed the gate holds a text."""
    wanted, tail = text.encode(), b""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                if wanted in tail + chunk:
                    return True
                tail = chunk[-len(wanted) :]
    except (zipfile.BadZipFile, OSError) as error:
        raise refuse(path, f"The workbook is damaged ({error}).", "Save it again as XLSX.") from error
    return False
