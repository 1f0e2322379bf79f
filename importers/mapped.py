"""Reading a partner's own table by its mapping: drafts and issues, as an importer of a published list gives them.

Which rows are one listing is the mapping's to say. Nothing is calculated: a formula in a column that is read refuses
its listing, because the value beside it may not be what the sender sees.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from importers.anytable import Sheet, TableRow, cell_text, read_sheet
from importers.catalogue import lookup
from importers.draft import Issue, ListingDraft
from importers.fields import exact_date
from importers.frozen import frozen
from importers.gate import Limits, refuse
from importers.headers import Found, find
from importers.limits import TABLE
from importers.mapped_rows import RowReader
from importers.mapping import Grouping, Mapping
from importers.reading import Facts
from importers.tabular import Line, Source, build
from importers.vocabulary import IssueCode, NameKind

_NUMBER = re.compile(r"\s*(\d{1,12})\s*[A-Za-z]{0,3}\d{0,3}\s*")


@frozen
class Parsed:
    """One listing of a table: its rows, the cells that were read from them by field, and what became of it."""

    rows: tuple[TableRow, ...]
    lines: tuple[Line, ...]
    draft: ListingDraft | None
    issues: tuple[Issue, ...]


def read_mapped(
    list_key: str, mapping: Mapping, paths: Sequence[Path], facts: Facts, limits: Limits = TABLE
) -> Iterator[ListingDraft | Issue]:
    """Drafts and issues of a partner's own table. Raises `FileRefused`, `KeyError` for an unknown list."""
    partner = lookup(list_key).partner
    if len(paths) != 1:
        raise refuse(paths[0] if paths else Path(list_key), "A mapped table is one file.", "Give exactly one file.")
    path = paths[0]
    if mapping.form is not None and not mapping.form.confirmed:
        raise refuse(
            path,
            f"How the file is written is a guess ({mapping.form.encoding}) that nobody has confirmed.",
            "Look at the words with accents, then set `confirmed` to true in the mapping's `form`.",
        )
    sheet = read_sheet(path, mapping.sheet, mapping.form, limits)
    if sheet.form is not None and not sheet.form.confirmed:
        raise refuse(path, "The file is not UTF-8, and the mapping names no encoding.", "Map the table anew.")
    found = _found(sheet, mapping)
    facts.shape = "a table of the partner's own, by its mapping"
    facts.published_on = _dated(sheet, found, mapping)
    facts.notes += sheet.noticed()
    facts.hidden_rows = sheet.facts.hidden_rows
    for change in found.changes:
        where = sheet.position(found.header.number, str(change.column))
        yield Issue(IssueCode.UNKNOWN_FIELD, change.message, where, field=change.column.header, mend=change.mend)
    for parsed in listings(sheet, mapping, found, Source(list_key, partner, path.name, sheet.name)):
        facts.records += 1
        facts.rows += len(parsed.rows)
        yield from parsed.issues
        if parsed.draft is not None:
            yield parsed.draft


def preview(sheet: Sheet, mapping: Mapping, list_key: str, limit: int = 20) -> list[Parsed]:
    """The first listings of a table as they would be read. Raises `FileRefused`."""
    found = _found(sheet, mapping)
    source = Source(list_key, lookup(list_key).partner, sheet.path.name, sheet.name)
    return [parsed for _, parsed in zip(range(limit), listings(sheet, mapping, found, source), strict=False)]


def listings(sheet: Sheet, mapping: Mapping, found: Found, source: Source) -> Iterator[Parsed]:
    """Every listing of a table in the order of its first row; each has a draft or exactly one issue that refuses."""
    reader = RowReader(sheet, mapping, found)
    groups: dict[str, list[TableRow]] = {}
    refused: dict[str, Issue] = {}
    for row in _below(sheet, mapping, found):
        reference = cell_text(reader.value(row, "reference")).strip()
        if mapping.grouping is Grouping.NUMBER and (hit := _NUMBER.fullmatch(reference)):
            reference = hit[1]
        issue = _misfit(reader, found, row, reference)
        if issue is None and mapping.grouping is Grouping.ROW and reference in groups:
            issue, reference = _twice(reader, row, reference), ""
        if issue is not None and not reference:
            yield Parsed((row,), (), None, (issue,))
            continue
        if issue is not None:
            refused.setdefault(reference, issue)
        groups.setdefault(reference, []).append(row)
    for reference, rows in groups.items():
        if reference in refused:
            yield Parsed(tuple(rows), (), None, (refused[reference],))
        else:
            yield _listing(reader, reference, rows, source)


def _listing(reader: RowReader, reference: str, rows: list[TableRow], source: Source) -> Parsed:
    lines, kept = reader.lines(rows)
    first = lines[0]
    lines[0] = Line(first.number or rows[0].number, {"reference": reference, **first.cells}, {}, first.headings)
    draft, issues = build(lines, source, reader.options)
    issues = [replace(issue, reference=reference) for issue in (*kept, *issues)]
    if draft is not None:
        draft, more = _ordered(draft, reader)
        issues += more
        draft = replace(draft, raw=_raw(rows, reader))
    return Parsed(tuple(rows), tuple(lines), draft, tuple(issues))


def _ordered(draft: ListingDraft, reader: RowReader) -> tuple[ListingDraft, list[Issue]]:
    """The draft with its primary name first and no date of birth twice."""
    names: dict[str, Any] = {}
    for name in sorted(draft.names, key=lambda name: name.kind is not NameKind.PRIMARY):
        names.setdefault(name.text, name)
    births = {birth.text or birth.raw: birth for birth in reversed(draft.births)}
    issues = []
    if not any(name.kind is NameKind.PRIMARY for name in names.values()):
        message = "No name is marked as primary; the first one stands first."
        where = reader.sheet.position(draft.position.row, reader.headings.get("name_kind"))
        issues.append(Issue(IssueCode.MISSING_FIELD, message, where, draft.reference, "name_kind"))
    return replace(draft, names=tuple(names.values()), births=tuple(reversed(births.values()))), issues


def _raw(rows: list[TableRow], reader: RowReader) -> dict[str, Any]:
    """The record as published: what all rows share by heading, and what differs in `rows` with their numbers."""
    headers = reader.unique_headers
    texts = [[cell_text(row.value(index)) for index in range(len(headers))] for row in rows]
    if len(rows) == 1:
        return {header: text for header, text in zip(headers, texts[0], strict=True) if text}
    columns = list(zip(*texts, strict=True))
    same = [len(set(column)) == 1 for column in columns]
    shared: dict[str, Any] = {
        header: column[0] for header, column, alike in zip(headers, columns, same, strict=True) if alike and column[0]
    }
    shared["rows"] = [
        {"row": row.number}
        | {header: text for header, text, alike in zip(headers, cells, same, strict=True) if text and not alike}
        for row, cells in zip(rows, texts, strict=True)
    ]
    return shared


def _found(sheet: Sheet, mapping: Mapping) -> Found:
    found = find(sheet, mapping)
    if found is None:
        raise refuse(
            sheet.path,
            "No row near the top holds any heading of the mapping: this is another table.",
            f"The mapping was made for: {', '.join(filter(None, mapping.headers[:8]))}. Map this table anew.",
            sheet=sheet.name,
        )
    stopping = [change for change in found.changes if change.stops]
    if stopping:
        said = " ".join(f"{change.message} {change.mend}" for change in stopping)
        raise refuse(sheet.path, said, sheet=sheet.name, row=found.header.number)
    return found


def _below(sheet: Sheet, mapping: Mapping, found: Found) -> Iterator[TableRow]:
    """The rows below the header, with what a blank cell repeats from above filled in where the mapping says so."""
    filled = [found.places[column] for use in mapping.uses if use.fill_down for column in use.columns]
    above: dict[int, Any] = {}
    for row in sheet.rows:
        if row.number <= found.header.number:
            continue
        if filled:
            values = [row.value(index) for index in range(max(len(row.values), max(filled) + 1))]
            for place in filled:
                values[place] = above[place] = values[place] if values[place] != "" else above.get(place, "")
            row = TableRow(row.number, tuple(values))
        yield row


def _misfit(reader: RowReader, found: Found, row: TableRow, reference: str) -> Issue | None:
    """Why a row cannot be read, and its listing neither: a formula, more cells than headings, no reference."""
    sheet, said = reader.sheet, reference or None
    for column in reader.mapping.columns if row.number in sheet.facts.formulas else ():
        if sheet.facts.has_formula(row.number, found.places[column]):
            message = "The cell holds a formula, whose result may not be what you see; the listing was left out."
            mend = "Copy the column and paste it as values, then send the table again."
            where = sheet.position(row.number, str(column))
            return Issue(IssueCode.BAD_VALUE, message, where, said, mend=mend, refuses=True)
    if sheet.form is not None and any(row.values[len(found.headers) :]):
        message = f"The row has {len(row.values)} cells, the header {len(found.headers)}; the listing was left out."
        mend = "Look for a missing quote, or a separator within a text."
        return Issue(IssueCode.RAGGED_ROW, message, sheet.position(row.number), said, mend=mend, refuses=True)
    if not reference:
        where = sheet.position(row.number, reader.headings["reference"])
        mend = "Write the reference, or let the mapping repeat the one above (`fill_down`)."
        message = "The row has no reference; it was left out."
        return Issue(IssueCode.NO_REFERENCE, message, where, field="reference", mend=mend, refuses=True)
    return None


def _twice(reader: RowReader, row: TableRow, reference: str) -> Issue:
    message = f"The reference {reference} stands in the table before; this row was left out."
    mend = "Give it a reference of its own, or say in the mapping that rows of one reference are one listing."
    where = reader.sheet.position(row.number, reader.headings["reference"])
    return Issue(IssueCode.DUPLICATE_REFERENCE, message, where, reference, "reference", mend=mend, refuses=True)


def _dated(sheet: Sheet, found: Found, mapping: Mapping) -> Any:
    """The one date that stands above the header, such as `Last Updated | 14/04/2025`; None where there is not one."""
    month_first = mapping.date_order.value == "month_first"
    above = [value for row in sheet.rows if row.number < found.header.number for value in row.values if value != ""]
    days = {exact_date(cell_text(value).rsplit(":", 1)[-1], month_first=month_first) for value in above} - {None}
    return days.pop() if len(days) == 1 else None
