"""Reading the registry's own template, a workbook or its CSV twin: strictly, and with a place for every complaint.

What stands above, beside and around the listings is checked before the first of them is read: the mark and list in the
first row, every heading, sheets that do not belong, merged cells. Rows become drafts by `importers.tabular`.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

from importers import textfile, workbook
from importers.catalogue import LISTS
from importers.csv_guard import restore
from importers.draft import Issue, ListingDraft, Position
from importers.fields import exact_date, squeeze
from importers.frozen import frozen
from importers.gate import UPLOAD, kind_of, refuse
from importers.reading import Facts
from importers.sheetxml_rules import SheetFacts, column_letters
from importers.tabular import Line, Options, Source, build
from importers.template_fields import BY_KEY, BY_TITLE, FIELDS
from importers.template_mark import INSTRUCTIONS, MARK, NAME, SHEET, TERMS
from importers.vocabulary import IssueCode

# Several values may stand in one cell only where no value of the vocabulary holds the separator.
SEPARATORS = {"measure": ";", "nationality": ";", "gender": ";"}
_NEEDED = (*(field.key for field in FIELDS if field.required), "programme", "measure")
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_SHEETS = frozenset({SHEET, INSTRUCTIONS, TERMS})

RawRow = tuple[int, Sequence[object]]


@frozen
class _Header:
    """What the first two rows say: the field key of each column (None for a blank heading), the headings by key."""

    keys: tuple[str | None, ...]
    headings: dict[str, str]
    row: int


def get_template(list_key: str) -> str:
    """How to get the template of a list, as a sentence."""
    return f"Get the template with `registry template --list {list_key} --out {list_key}.xlsx`."


def not_the_template(paths: Sequence[Path], facts: Facts) -> NoReturn:
    """The reader of lists that come in the template only, for a file that is not one. Always raises `FileRefused`."""
    path = paths[0] if paths else Path("(no file)")
    facts.shape = "not the template"
    mend = "Get it with `registry template`, or have the columns of this table mapped to its fields."
    if len(paths) != 1:
        raise refuse(path, f"{len(paths)} files were given; this list comes in one.", mend)
    kind = kind_of(path, UPLOAD)
    raise refuse(path, f"This file ({kind}) is not the registry's template.", mend)


def read_template(list_key: str, path: Path, facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Read a template of that list. Raises `FileRefused` for a file that is another list's, damaged or altered."""
    spec = LISTS[list_key]
    kind = kind_of(path, UPLOAD)
    sheet = SHEET if kind in workbook.WORKBOOKS else None
    facts.shape = "template workbook" if sheet else "template CSV"
    facts.whole = True
    rows, unseen = _workbook_rows(path) if sheet else (_csv_rows(path), SheetFacts())
    _check_mark(path, sheet, rows, list_key, facts)
    header = _header(path, sheet, rows)
    source = Source(list_key, spec.partner, path.name, sheet)
    facts.hidden_rows = unseen.hidden_rows
    for row in unseen.hidden_rows:
        message = "The row is hidden, and is read like any other."
        yield Issue(IssueCode.BAD_VALUE, message, source.position(row), mend="Show it, and look whether it is meant.")
    yield from _listings(rows, header, source, facts)
    if facts.records == 0:
        raise refuse(path, "There is no listing below the headings.", "Fill in at least one row.", sheet=sheet)


def _workbook_rows(path: Path) -> tuple[Iterator[RawRow], SheetFacts]:
    """The rows of the sheet of listings, after a look at the whole workbook, and what its cells do not show."""
    book = workbook.Book(path, UPLOAD)
    for sheet in book.names:
        if sheet not in _SHEETS:
            mend = f"Delete it: only the sheet {SHEET} is read, and nothing may look as if it were."
            raise refuse(path, "This sheet does not belong to the template.", mend, sheet=sheet)
    for sheet in book.hidden:
        raise refuse(path, "The sheet is hidden.", "Show it and send the file again.", sheet=sheet)
    if SHEET not in book.names:
        raise refuse(path, f"There is no sheet {SHEET}.", "Use the template as it is.")
    facts = book.facts(SHEET)
    if facts.merged:
        mend = "Part the cells and write each value in its own cell."
        raise refuse(path, "Cells are merged.", mend, sheet=SHEET, column=facts.merged[0])
    return book.rows(SHEET), facts


def _csv_rows(path: Path) -> Iterator[RawRow]:
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(path, "The file is encoded in UTF-16.", "Save it as CSV in UTF-8.")
    for row in textfile.rows(path, limits=UPLOAD):
        yield row.number, [restore(cell) for cell in row.cells]


def _check_mark(path: Path, sheet: str | None, rows: Iterator[RawRow], list_key: str, facts: Facts) -> None:
    """Read the first row: the template's mark, the list, and the date of the file."""
    number, cells = next(rows, (1, ("",)))
    first = squeeze(str(cells[0]))
    for delimiter, what in _DELIMITERS.items():
        if sheet is None and first.startswith(NAME) and delimiter in str(cells[0]):
            raise refuse(path, f"The cells are parted by {what}.", "Save it with commas between.", row=number)
    if first != MARK:
        message = f"The first row begins with “{first[:40]}”, not with “{MARK}”."
        raise refuse(path, message, get_template(list_key), sheet=sheet, row=number)
    said = squeeze(str(cells[1])) if len(cells) > 1 else ""
    if said != list_key:
        message = f"This is a template of the list “{said}”, not of {list_key}."
        raise refuse(path, message, get_template(list_key), sheet=sheet, row=number, column="B")
    dated = cells[3] if len(cells) > 3 else ""
    if dated != "":
        facts.published_on = _date_of(dated)
        if facts.published_on is None:
            mend = "Write the day as 2026-11-25, or leave the cell blank."
            raise refuse(path, f"“{dated}” is not a date.", mend, sheet=sheet, row=number, column="D")


def _date_of(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else exact_date(cell) if isinstance(cell, str) else None


def _header(path: Path, sheet: str | None, rows: Iterator[RawRow]) -> _Header:
    number, cells = next(rows, (2, ("",)))
    titles = [squeeze(str(cell)).rstrip("*").strip() for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    keys = []
    for place, title in enumerate(titles):
        field = BY_TITLE.get(title.casefold())
        if title and field is None:
            known = ", ".join(field.title for field in FIELDS)
            mend = f"Delete the column, or name it as one of: {known}."
            message = f"The column “{title[:60]}” is not one of the template."
            raise refuse(path, message, mend, sheet=sheet, row=number, column=column_letters(place + 1))
        keys.append(field.key if field else None)
    twice = {key for key in keys if key and keys.count(key) > 1}
    missing = [BY_KEY[key].title for key in _NEEDED if key not in keys]
    if twice or missing:
        message = (
            f"The column “{BY_KEY[min(twice)].title}” stands twice." if twice
            else f"Columns are missing: {', '.join(missing)}."
        )  # fmt: skip
        raise refuse(path, message, "Use the headings of the template.", sheet=sheet, row=number)
    return _Header(tuple(keys), {key: title for key, title in zip(keys, titles, strict=True) if key}, number)


def _listings(rows: Iterator[RawRow], header: _Header, source: Source, facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Rows of one listing stand together; the first of them has the kind."""
    options, seen = Options(separators=SEPARATORS), set[str]()
    held: list[Line] = []
    reference, last, told = "", header.row, False
    for number, cells in rows:
        facts.rows += 1
        line = _line(number, cells, header, source)
        if isinstance(line, Issue):
            facts.records += 1
            yield line
            continue
        if number > last + 1 and source.sheet is not None and not told:
            told = True
            message = "There are blank rows among the listings; they were passed over."
            yield Issue(IssueCode.BAD_VALUE, message, source.position(last + 1), mend="Look whether rows are missing.")
        last = number
        said = _reference(line)
        if held and (said != reference or "kind" in line.cells):
            yield from _listing(held, reference, seen, source, options, facts)
            held = []
        held.append(line)
        reference = said
    if held:
        yield from _listing(held, reference, seen, source, options, facts)


def _line(number: int, cells: Sequence[object], header: _Header, source: Source) -> Line | Issue:
    """A row by field; an issue for one that has more cells than headings, or in a CSV fewer."""
    keys = header.keys
    width = len(keys)
    beyond = next((place for place in range(width, len(cells)) if cells[place] not in ("", None)), None)
    if beyond is not None or (source.sheet is None and len(cells) < width):
        message = (
            f"The row has {len(cells)} cells, the headings {width}." if source.sheet is None or beyond is None
            else f"The cell {column_letters(beyond + 1)}{number} stands under no heading."
        )  # fmt: skip
        mend = "Move the value under its heading; in a CSV look for a missing quote."
        return Issue(IssueCode.RAGGED_ROW, message, source.position(number), mend=mend, refuses=True)
    filled = {key: cell for key, cell in zip(keys, cells, strict=False) if cell not in ("", None)}
    if None in filled:
        place = next(place for place, cell in enumerate(cells) if keys[place] is None and cell not in ("", None))
        message = f"The cell {column_letters(place + 1)}{number} stands under no heading."
        return Issue(IssueCode.RAGGED_ROW, message, source.position(number), mend="Give it a heading.", refuses=True)
    known = {key: cell for key, cell in filled.items() if key is not None}
    return Line(number, known, {header.headings[key]: cell for key, cell in known.items()}, header.headings)


def _reference(line: Line) -> str:
    """The reference cell as text, only to see which rows belong together."""
    cell = line.cells.get("reference", "")
    return workbook.cell_text(cell) if not isinstance(cell, str) else squeeze(cell)


def _listing(
    lines: list[Line], reference: str, seen: set[str], source: Source, options: Options, facts: Facts
) -> Iterator[ListingDraft | Issue]:
    facts.records += 1
    if reference and reference in seen:
        where = Position(source.file, source.sheet, lines[0].number, lines[0].headings["reference"])
        message = f"The reference {reference} stands above already, with other rows between or a kind of its own."
        mend = "Put the rows of a listing together, with the kind on the first only; or give this one its reference."
        yield Issue(IssueCode.DUPLICATE_REFERENCE, message, where, reference, "reference", reference, mend, True)
        return
    seen.add(reference)
    draft, issues = build(lines, source, options)
    yield from issues
    if draft is not None:
        yield draft
