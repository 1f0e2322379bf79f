"""The Australian consolidated list as a workbook: one row a name, measures as columns, everything else in words."""

import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from registry.samples.cast import FICTIONAL, Birth, Cast, Entry

_COLUMNS = (
    "Reference", "Name of Individual or Entity", "Type", "Name Type", "Alias Strength", "Date of Birth",
    "Place of Birth", "Citizenship", "Address", "Additional Information", "Listing Information", "IMO Number",
    "Committees", "Control Date", "Instrument of Designation", "Targeted Financial Sanction", "Travel Ban",
    "Arms Embargo", "Maritime Restriction",
)  # fmt: skip
_KINDS = {"person": "Individual", "organisation": "Entity", "vessel": "Vessel"}
_CONTROL = _COLUMNS.index("Control Date")
_MADE = datetime(2026, 6, 30)  # noqa: DTZ001 - workbooks know no time zone


def write(cast: Cast, path: Path) -> None:
    """Write Australia's entries; the workbook is packed again so that its bytes do not depend on the machine."""
    with TemporaryDirectory() as folder:
        packed = Path(folder) / "list.xlsx"
        book = xlsxwriter.Workbook(str(packed), {"strings_to_urls": False, "strings_to_formulas": False})
        book.set_properties({"title": "Fictional demonstration data", "comments": FICTIONAL, "created": _MADE})
        sheet, day = book.add_worksheet("Sheet1"), book.add_format({"num_format": "d/mm/yyyy"})
        rows = (row for entry in cast.of("AU") for row in _rows(entry))
        for number, row in enumerate([_COLUMNS, *rows]):
            for column, value in enumerate(row):
                if number and column == _CONTROL:
                    sheet.write_datetime(number, column, datetime.fromisoformat(str(value)), day)
                elif value:
                    sheet.write(number, column, value)
        book.close()
        _repack(packed, path)


def _repack(packed: Path, path: Path) -> None:
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
        for member in source.infolist():
            plain = zipfile.ZipInfo(member.filename, date_time=(1980, 1, 1, 0, 0, 0))
            made.writestr(plain, source.read(member))


def _rows(entry: Entry) -> Iterator[list[str | int]]:
    family, given = (entry.family.upper(), entry.given) if entry.family else ("", "")
    primary = f"{family}, {given}" if family else entry.name
    names = [(primary, "Primary Name", "")]
    names += [(name, "Alias", "") for name in entry.aka]
    names += [(name, "Alias", "Weak") for name in entry.weak]
    names += [(name, "Formerly Known As", "") for name in entry.former]
    names += [(entry.script, "Original Script", "")] if entry.script else []
    rest = _rest(entry)
    for number, (name, kind, strength) in enumerate(names):
        letter = chr(ord("a") + number - 1) if number else ""
        yield [f"{9900 + entry.number}{letter}", name, _KINDS[entry.kind], kind, strength, *rest]


def _rest(entry: Entry) -> list[str | int]:
    freeze, ban = int(entry.freeze), int(entry.ban and entry.is_person)
    return [
        _lettered([_born(birth) for birth in entry.born]), ", ".join(entry.born_in), entry.nationality,
        ", ".join(filter(None, entry.address)), _about(entry), f"Listed on {entry.on.day} {entry.on:%B %Y}",
        entry.imo and f"IMO {entry.imo}", entry.words, datetime.combine(entry.on, time()).isoformat(), "",
        freeze, ban, 0, int("Maritime Restriction" in entry.imposed),
    ]  # fmt: skip


def _born(birth: Birth) -> str:
    if birth.until:
        return f"between {birth.year} and {birth.until}"
    text = "/".join(part for part in birth.numbers if part)
    return f"Approximately {text}" if birth.about else text


def _lettered(values: list[str]) -> str:
    if len(values) < 2:
        return "".join(values)
    return " ".join(f"{chr(ord('a') + number)}) {value}" for number, value in enumerate(values))


def _about(entry: Entry) -> str:
    labelled = (
        ("Title", entry.title), ("Designation", entry.position), ("Passport no", entry.passport),
        ("National identification no", entry.national_id), ("Registration Number", entry.registration),
    )  # fmt: skip
    said = " ".join(f"{label}: {value}." for label, value in labelled if value)
    return f"{said} {FICTIONAL}".strip()
