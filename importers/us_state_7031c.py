"""Public designations under section 7031(c), from the registry's own spreadsheet template.

The Department of State publishes them as web pages and press statements without any file, so a person enters them in
this template (XLSX, ODS or CSV). Columns are known by their heading, in any order; the heading may stand below a title
and below a line `As of | 2026-10-01`, which dates the file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from importers import textfile, workbook
from importers.draft import (
    DesignationDraft,
    Issue,
    ListingDraft,
    MeasureDraft,
    NameDraft,
    Position,
    RelationDraft,
)
from importers.fields import countries, exact_date, lettered, script_of, squeeze
from importers.gate import kind_of, refuse
from importers.programmes import UNKNOWN, find
from importers.reading import Facts
from importers.record import Record
from importers.textfile import Row
from importers.vocabulary import Basis, IssueCode, MeasureCode, NameKind, PartyKind, RelationKind

LIST_KEY = "us_state_7031c"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template: its heading, whether the file must have it, and what to write in it."""

    heading: str
    required: bool
    explanation: str


COLUMNS = (
    Column("Name", True, "The whole name as announced, one person a row."),
    Column("Also known as", False, "Other names, separated by semicolons."),
    Column("Authority", False, "7031(c) or 212(a)(3)(C); left blank it is 7031(c)."),
    Column("Country", True, "The country as announced; several separated by “/”."),
    Column("Function", False, "The office held."),
    Column("Family member of", False, "The official whose family the person is, by name."),
    Column(
        "Reason category", True, "significant corruption, or gross violation of human rights; both with “;” between."
    ),
    Column("Reason", False, "The reason in the words of the announcement."),
    Column("Announced on", True, "The day of the announcement as 2026-10-01, or with the month in words."),
    Column("Source link", False, "The address of the announcement or of the report to Congress."),
    Column("Reference", False, "A reference of your own; left blank it is made of name and country."),
)
_MEND = f"Use the template; its columns are: {', '.join(column.heading for column in COLUMNS)}."
_BY_KEY = {column.heading.casefold(): column.heading for column in COLUMNS} | {
    "report/source link": "Source link",
    "report link": "Source link",
    "kind of listing/authority": "Authority",
    "kind of listing/authority (7031(c))": "Authority",
}
_CATEGORIES = {
    "significant corruption": "significant_corruption",
    "gross violation of human rights": "gross_violation_of_human_rights",
    "gross violations of human rights": "gross_violation_of_human_rights",
}
_DEFAULT_AUTHORITY = "7031(c)"
_HEADER_WITHIN_ROWS, _NAME_CHARACTERS = 20, 300
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(slots=True)
class _Entry:
    """A row being read: its fields, its reference and the issues met."""

    record: Record
    name: str
    reference: str
    issues: list[Issue] = field(default_factory=list)

    def note(self, code: IssueCode, message: str, column: str, value: str, mend: str = "") -> None:
        """Record what was not understood and is kept as written."""
        place = self.record.position
        where = Position(place.file, place.sheet, place.row, column)
        self.issues.append(Issue(code, message, where, self.reference, column, value[:200], mend or None))


def read_us_state_7031c(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Read a filled-in template. Raises `FileRefused` for a file without the template's required columns."""
    if len(paths) != 1:
        raise refuse(paths[0] if paths else Path("(no file)"), f"{len(paths)} files were given.", "Send one template.")
    path = paths[0]
    kind = kind_of(path)
    sheet = workbook.sheets(path)[0] if kind in workbook.WORKBOOKS else None
    facts.shape = "template workbook" if sheet else "template CSV"
    rows = workbook.rows(path) if sheet else textfile.rows(path)
    headings = _headings(path, sheet, rows, facts)
    seen: set[str] = set()
    for row in rows:
        facts.records += 1
        facts.rows += 1
        for item in _listing(Position(path.name, sheet, row.number), row, headings):
            if isinstance(item, ListingDraft) and item.reference in seen:
                message = f"The reference {item.reference} stands in the file before; this second row was left out."
                mend = "Delete the row, or give the two persons references of their own."
                yield Issue(
                    IssueCode.DUPLICATE_REFERENCE, message, item.position, item.reference, mend=mend, refuses=True
                )
            else:
                if isinstance(item, ListingDraft):
                    seen.add(item.reference)
                yield item


def _headings(path: Path, sheet: str | None, rows: Iterator[Row], facts: Facts) -> list[str]:
    """The template's heading of each column (as written where it is not the template's); dates the file on the way."""
    for _, row in zip(range(_HEADER_WITHIN_ROWS), rows, strict=False):
        keys = [squeeze(cell).rstrip("*").strip().casefold() for cell in row.cells]
        if "as of" in keys[:1] and len(row.cells) > 1:
            facts.published_on = exact_date(row.cells[1])
        if "name" not in keys:
            continue
        headings = [_BY_KEY.get(key, squeeze(cell)) for key, cell in zip(keys, row.cells, strict=True)]
        missing = [column for column in COLUMNS if column.required and column.heading not in headings]
        if missing:
            wanted = "; ".join(f"{column.heading} ({column.explanation.rstrip('.')})" for column in missing)
            raise refuse(path, f"Columns are missing: {wanted}.", _MEND, sheet=sheet, row=row.number)
        twice = {heading for heading in headings if heading and headings.count(heading) > 1}
        if twice:
            raise refuse(path, f"Columns stand twice: {', '.join(sorted(twice))}.", _MEND, sheet=sheet, row=row.number)
        return headings
    raise refuse(path, f"None of the first {_HEADER_WITHIN_ROWS} rows holds the heading “Name”.", _MEND, sheet=sheet)


def _listing(position: Position, row: Row, headings: list[str]) -> Iterator[ListingDraft | Issue]:
    if len(row.cells) > len(headings) and any(row.cells[len(headings) :]):
        message = f"The row has {len(row.cells)} cells, the heading {len(headings)}."
        yield Issue(IssueCode.RAGGED_ROW, message, position, mend="Look for a missing quote.", refuses=True)
        return
    fields = {
        heading or f"column {number}": cell
        for number, (heading, cell) in enumerate(zip(headings, row.cells, strict=False), 1)
    }
    record = Record(fields, position, frozenset({"-", "n/a", "N/A"}))
    name = squeeze(record.take("Name"))
    if not name or len(name) > _NAME_CHARACTERS:
        code = IssueCode.TOO_LONG if name else IssueCode.NO_NAME
        message = f"The name has {len(name)} characters, more than {_NAME_CHARACTERS}." if name else "There is no name."
        yield Issue(code, message, position, mend="Write the person's name.", refuses=True)
        return
    country = record.take("Country")
    entry = _Entry(record, name, record.take("Reference") or _made_reference(name, country))
    draft = _draft(entry, country)
    yield from entry.issues
    yield from record.leftovers(entry.reference)
    yield draft


def _made_reference(name: str, country: str) -> str:
    return _NOT_A_LETTER.sub("-", f"{name} {country}".casefold()).strip("-")


def _draft(entry: _Entry, country: str) -> ListingDraft:
    record = entry.record
    aliases = [squeeze(alias) for alias in re.split(r"[;\n]", record.take("Also known as"))]
    texts = dict.fromkeys(text for text in (entry.name, *aliases) if text)
    names = tuple(
        NameDraft(text, NameKind.PRIMARY if text == entry.name else NameKind.ALIAS, script=script_of(text))
        for text in texts
    )
    nationalities = countries(country)
    for found in nationalities:
        if found.code is None:
            entry.note(IssueCode.UNKNOWN_COUNTRY, f"The country “{found.raw}” is not understood.", "Country", found.raw)
    official = squeeze(record.take("Family member of"))
    link = record.take("Source link")
    attributes = [("reason_category", category) for category in _categories(entry)]
    attributes += [("source_link", link)] if link else []
    designation, announced = _designation(entry)
    attributes += [("announced", announced)] if announced else []
    return ListingDraft(
        LIST_KEY,
        entry.reference,
        PartyKind.PERSON,
        names,
        record.position,
        designations=(designation,),
        nationalities=tuple(nationalities),
        relations=(RelationDraft(RelationKind.FAMILY, "Family member of", other_name=official),) if official else (),
        positions=tuple(squeeze(item) for item in lettered(record.take("Function"))),
        attributes=tuple(attributes),
        raw=record.raw,
    )


def _categories(entry: _Entry) -> Iterator[str]:
    column = "Reason category"
    for wording in re.split(r"[;\n]", entry.record.take(column)):
        text = squeeze(wording)
        category = _CATEGORIES.get(text.casefold())
        if category:
            yield category
        elif text:
            mend = f"Write one of: {', '.join(_CATEGORIES)}."
            entry.note(IssueCode.UNKNOWN_TERM, f"The reason category “{text}” is not known.", column, text, mend)


def _designation(entry: _Entry) -> tuple[DesignationDraft, str]:
    """The designation, and the date as written where it is not a full and certain one."""
    record = entry.record
    wording = squeeze(record.take("Authority")) or _DEFAULT_AUTHORITY
    programme = find("US", wording)
    if programme is None:
        entry.note(IssueCode.UNKNOWN_PROGRAMME, f"The authority “{wording}” is not known.", "Authority", wording)
    written = record.take("Announced on")
    listed_on = _announced_on(written)
    if listed_on is None:
        message = f"“{written}” is not a full and certain date; the listing has no date." if written else "No date."
        entry.note(
            IssueCode.BAD_DATE if written else IssueCode.MISSING_FIELD,
            message,
            "Announced on",
            written,
            "Write the date as 2026-10-01, or with the month in words.",
        )
    designation = DesignationDraft(
        programme.key if programme else UNKNOWN,
        wording,
        measures=(MeasureDraft(MeasureCode.VISA_INELIGIBILITY, Basis.EXPLICIT, wording),),
        authority="Department of State",
        legal_act=programme.legal_act if programme else None,
        listed_on=listed_on,
        reasons=record.take("Reason") or None,
    )
    return designation, "" if listed_on else written


def _announced_on(written: str) -> date | None:
    """A day; `03/04/2021` is nobody's certain date (Americans write the month first) and gives None."""
    return None if re.match(r"^\d{1,2}[/.]\d{1,2}[/.]\d{4}$", written) else exact_date(written)
