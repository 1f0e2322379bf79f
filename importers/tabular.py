"""From the cells of one listing in a partner's sheet to a draft: the one builder behind template and mapped tables.

A listing is one row or several. Each row adds at most one name, birth, number, measure ... (`template_fields.Block`);
a row with a programme begins a designation, and measures belong to the designation last begun. Single values stand on
any of the rows, and two that differ are refused. One bad cell refuses its listing; every bad cell is reported.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from importers import tabular_blocks, template_fields
from importers.catalogue import LISTS
from importers.draft import DesignationDraft, Issue, ListingDraft, MeasureDraft, Position
from importers.frozen import frozen
from importers.programmes import UNKNOWN, find
from importers.tabular_cells import Options, read_cell
from importers.tabular_text import CellProblem
from importers.template_fields import Block, Field
from importers.vocabulary import IssueCode, MeasureCode, NameKind, PartyKind

__all__ = ["Line", "Options", "Source", "build"]

NAMES = 201  # a primary name and 200 aliases
# These hold for the listing where none of its rows states them; other defaults for each row whose block says something.
_LISTING_DEFAULTS = ("kind", "programme", "measure")
_PERSONS_ONLY = frozenset({MeasureCode.TRAVEL_BAN, MeasureCode.VISA_INELIGIBILITY})


@frozen
class Line:
    """A row: its number as its reader counts, its cells by field key (blank ones may be missing), and as published.

    `headings` give the source's own heading of each field, for positions.
    """

    number: int
    cells: Mapping[str, object]
    raw: Mapping[str, object]
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """Where lines come from and whose they are."""

    list_key: str
    partner: str
    file: str
    sheet: str | None = None

    def position(self, row: int | None = None, column: str | None = None) -> Position:
        return Position(self.file, self.sheet, row, column)


class _Listing:
    """A listing being built: what its rows said so far, and the issues met."""

    def __init__(self, source: Source, options: Options, first: Line) -> None:
        self.source, self.options, self.first = source, options, first
        self.reference: str | None = None
        self.single: dict[str, Any] = {}
        self.found: dict[Block, list[Any]] = {block: [] for block in Block}
        self.measures: list[list[MeasureDraft]] = []
        self.issues: list[Issue] = []
        self.bad = False

    def note(self, code: IssueCode, message: str, *, at: Line, key: str = "", mend: str = "", bad: bool = True) -> None:
        """Report something; the first that is `bad` refuses the listing, further ones stand beside it."""
        heading = at.headings.get(key) or (template_fields.BY_KEY[key].title if key else None)
        value = at.cells.get(key) if key else None
        self.issues.append(
            Issue(
                code, message, self.source.position(at.number, heading), self.reference, key or None,
                None if value is None else str(value)[:200], mend or None, refuses=bad and not self.bad,
            )
        )  # fmt: skip
        self.bad |= bad


def build(
    lines: Sequence[Line], source: Source, options: Options | None = None
) -> tuple[ListingDraft | None, list[Issue]]:
    """The draft of one listing from its lines in order, or None when it is refused, and every issue met.

    Of the issues of a refused listing exactly one `refuses`.
    """
    made = _Listing(source, options or Options(), lines[0])
    for line in _with_defaults(lines, made.options):
        blocks = _read_line(made, line)
        made.reference = made.single.get("reference", made.reference)
        for block, values in blocks.items():
            _take(made, line, block, values)
    _check(made)
    return (None if made.bad else _draft(made, lines)), made.issues


def _with_defaults(lines: Sequence[Line], options: Options) -> Iterator[Line]:
    if not options.defaults:
        yield from lines
        return
    stated = {key for line in lines for key, value in line.cells.items() if value not in (None, "")}
    for index, line in enumerate(lines):
        cells = {key: value for key, value in line.cells.items() if value not in (None, "")}
        for key in _LISTING_DEFAULTS if index == 0 else ():
            # A wording of the sender's own is a programme too.
            if key in options.defaults and key not in stated and not (key == "programme" and f"{key}_written" in cells):
                cells[key] = options.defaults[key]
        spoken = {template_fields.BY_KEY[key].block for key in cells}
        for key, value in options.defaults.items():
            if key not in _LISTING_DEFAULTS and template_fields.BY_KEY[key].block in spoken:
                cells.setdefault(key, value)
        yield Line(line.number, cells, line.raw, line.headings)


def _read_line(made: _Listing, line: Line) -> dict[Block, dict[str, Any]]:
    """The values of a row by block, those of cells with several values as lists; single values are taken at once."""
    blocks: dict[Block, dict[str, Any]] = {}
    for key, cell in line.cells.items():
        of = template_fields.BY_KEY[key]
        value = _read(made, line, of, cell)
        if value is None:
            continue
        if of.block is not Block.LISTING:
            blocks.setdefault(of.block, {})[key] = value
        elif key in made.single and made.single[key] != value:
            message = f"{of.title} is said twice, and differently."
            made.note(IssueCode.CONFLICT, message, at=line, key=key, mend="Write it on the first row only.")
        else:
            made.single[key] = value
    return blocks


def _read(made: _Listing, line: Line, of: Field, cell: object) -> Any:
    separators = made.options.separators.get(of.key, "")
    if separators and isinstance(cell, str) and any(mark in cell for mark in separators):
        for mark in separators[1:]:
            cell = cell.replace(mark, separators[0])
        pieces = (piece.strip() for piece in cell.split(separators[0]))
        values = [_read_one(made, line, of, piece) for piece in dict.fromkeys(pieces) if piece]
        return [value for value in values if value is not None] or None
    return _read_one(made, line, of, cell)


def _read_one(made: _Listing, line: Line, of: Field, cell: object) -> Any:
    notes: list[str] = []
    try:
        value = read_cell(of, cell, made.options, notes)
    except CellProblem as problem:
        made.note(problem.code, problem.message, at=line, key=of.key, mend=problem.mend)
        return None
    for sentence in notes:
        made.note(IssueCode.BAD_VALUE, sentence, at=line, key=of.key, mend="Look whether it is meant so.", bad=False)
    return value


def _take(made: _Listing, line: Line, block: Block, values: dict[str, Any]) -> None:
    """Add what a row says in one block; a cell with several values adds one item for each."""
    several = next((key for key, value in values.items() if isinstance(value, list)), None)
    alternatives = [values] if several is None else [{**values, several: value} for value in values[several]]
    for each in alternatives:
        try:
            if block is Block.DESIGNATION:
                made.found[block].append(_designation(made, line, each))
                made.measures.append([])
            elif block is Block.MEASURE:
                _add_measure(made, line, each)
            else:
                if block is Block.NAME and not made.found[block]:
                    each.setdefault("name_kind", NameKind.PRIMARY)
                made.found[block].append(tabular_blocks.BUILDERS[block](each))
        except tabular_blocks.Incomplete as missing:
            title = template_fields.BY_KEY[missing.key].title
            mend = f"Fill in {title}, or delete the cells that belong to it."
            said = ", ".join(template_fields.BY_KEY[key].title for key in values)
            message = f"The row has {said}, but no {title}."
            made.note(IssueCode.MISSING_FIELD, message, at=line, key=missing.key, mend=mend)


def _designation(made: _Listing, line: Line, values: dict[str, Any]) -> DesignationDraft:
    named, written = values.get("programme"), values.get("programme_written")
    wording: str | None = written or named
    if wording is None:
        raise tabular_blocks.Incomplete("programme")
    known = find(made.source.partner, named) if named is not None else None
    if known is None and named != UNKNOWN:
        made.note(
            IssueCode.UNKNOWN_PROGRAMME,
            f"The programme “{(named or wording)[:80]}” is none of {made.source.partner} that the registry knows;"
            " it is kept as written.",
            at=line,
            key="programme" if named else "programme_written",
            mend="Choose one of the list, or tell the maintainers of the new programme.",
            bad=False,
        )
    return DesignationDraft(
        known.key if known else UNKNOWN,
        wording,
        authority=values.get("authority"),
        legal_act=values.get("legal_act"),
        listed_on=values.get("listed_on"),
        effective_from=values.get("effective_from"),
        amended_on=values.get("amended_on"),
        delisted_on=values.get("delisted_on"),
        reasons=values.get("reasons"),
    )


def _add_measure(made: _Listing, line: Line, values: dict[str, Any]) -> None:
    if not made.measures:
        mend = "Write the programme on the same row, or above it."
        made.note(IssueCode.MISSING_FIELD, "The measure stands under no programme.", at=line, key="measure", mend=mend)
        return
    measure = tabular_blocks.measure(values, str(line.cells.get("measure", "")))
    kind = made.single.get("kind")
    if measure.code in _PERSONS_ONLY and kind is not None and kind is not PartyKind.PERSON:
        message = f"The measure {measure.code.value} is for persons; the kind of this listing is {kind.value}."
        made.note(IssueCode.CONFLICT, message, at=line, key="measure", mend="Correct the measure or the kind.")
        return
    made.measures[-1].append(measure)


def _check(made: _Listing) -> None:
    """What the rows of a listing must say together."""
    first, single = made.first, made.single
    said = {issue.field for issue in made.issues}
    if "reference" not in single and "reference" not in said:
        made.note(IssueCode.NO_REFERENCE, "There is no reference.", at=first, key="reference", mend="Write one.")
    elif (other := _foreign(single.get("reference", ""), made.source)) is not None:
        message = f"The reference belongs to another partner or list ({other}), not to {made.source.list_key}."
        mend = "Use your own references, and quote those of others under Other list."
        made.note(IssueCode.CONFLICT, message, at=first, key="reference", mend=mend)
    if "kind" not in single and "kind" not in said:
        mend = f"Write one of: {', '.join(PartyKind)}."
        made.note(IssueCode.UNKNOWN_KIND, "There is no kind.", at=first, key="kind", mend=mend)
    if not made.found[Block.NAME] and "name" not in said:
        made.note(IssueCode.NO_NAME, "There is no name.", at=first, key="name", mend="Write the name.")
    elif len(made.found[Block.NAME]) > NAMES:
        message = f"There are {len(made.found[Block.NAME])} names; at most {NAMES} are read."
        made.note(IssueCode.TOO_LONG, message, at=first, key="name", mend="Leave out spellings that differ in nothing.")
    for number in made.found[Block.IDENTIFIER]:
        if number.valid is False:
            message = f"The check digits of the {number.kind.value.upper()} {number.value} are wrong."
            made.note(IssueCode.BAD_CHECK_DIGIT, message, at=first, key="identifier", mend="Compare it.", bad=False)
    if not made.bad and not any(made.measures):
        message = "No measure is stated, so that nothing is shown as imposed."
        mend = "State what is imposed, with the programme."
        made.note(IssueCode.MISSING_FIELD, message, at=first, key="measure", mend=mend, bad=False)


def _foreign(reference: str, source: Source) -> str | None:
    """The other partner or list whose mark a reference begins with: `gb-17`, `eu_fsf:...`."""
    head = reference.split(":", 1)[0].split("/", 1)[0].casefold()
    if head in LISTS:
        return head if head != source.list_key else None
    prefix = reference[:2].upper()
    partners = {spec.partner for spec in LISTS.values()}
    if reference[2:3] in ("-", ":", "/", "_") and prefix in partners and prefix != source.partner.upper():
        return prefix
    return None


def _draft(made: _Listing, lines: Sequence[Line]) -> ListingDraft:
    single, found = made.single, made.found
    designations = tuple(
        replace(designation, measures=tuple(measures))
        for designation, measures in zip(found[Block.DESIGNATION], made.measures, strict=True)
    )
    return ListingDraft(
        made.source.list_key,
        single["reference"],
        single["kind"],
        tuple(found[Block.NAME]),
        made.source.position(lines[0].number),
        designations=designations,
        births=tuple(found[Block.BIRTH]),
        birth_places=tuple(found[Block.BIRTH_PLACE]),
        nationalities=tuple(found[Block.NATIONALITY]),
        addresses=tuple(found[Block.ADDRESS]),
        identifiers=tuple(found[Block.IDENTIFIER]),
        relations=tuple(found[Block.RELATION]),
        contacts=tuple(found[Block.CONTACT]),
        cross_references=tuple(found[Block.CROSS_REFERENCE]),
        genders=tuple(found[Block.GENDER]),
        titles=tuple(found[Block.TITLE]),
        positions=tuple(found[Block.POSITION]),
        attributes=tuple(found[Block.ATTRIBUTE]),
        remarks=single.get("remarks"),
        deceased=bool(single.get("deceased")),
        raw=_raw(lines),
    )


def _raw(lines: Sequence[Line]) -> Mapping[str, Any]:
    """The record as published: its cells by heading; of several rows each with its number."""
    if len(lines) == 1:
        return lines[0].raw
    return {"rows": [{"row": line.number, **line.raw} for line in lines]}
