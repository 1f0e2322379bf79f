"""A draft as rows of the template, and what of it the template cannot carry.

Nothing is taken on trust: the rows are read by the very builder that reads an upload, and whatever is not equal
afterwards is said, field by field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date

from importers.draft import Issue, ListingDraft
from importers.tabular import Line, Options, Source, build
from importers.tabular_blocks import CELLS, Cells, designation_cells, measure_cells
from importers.tabular_cells import FIRST_CERTAIN_CELL
from importers.template_fields import BY_KEY, Block
from importers.vocabulary import IssueCode

_HEADINGS: Mapping[str, str] = {key: field.title for key, field in BY_KEY.items()}
_APART = frozenset({"raw", "position"})  # where and how it was published; a template is another publication
_ATTRIBUTES: Mapping[Block, str] = {
    Block.NAME: "names", Block.BIRTH: "births", Block.BIRTH_PLACE: "birth_places", Block.NATIONALITY: "nationalities",
    Block.GENDER: "genders", Block.TITLE: "titles", Block.POSITION: "positions", Block.ADDRESS: "addresses",
    Block.IDENTIFIER: "identifiers", Block.CONTACT: "contacts", Block.RELATION: "relations",
    Block.CROSS_REFERENCE: "cross_references", Block.ATTRIBUTE: "attributes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of one listing, by field key with blank cells left out, and what they do not carry."""

    rows: tuple[Cells, ...]
    issues: tuple[Issue, ...]


def rows_of(draft: ListingDraft, partner: str) -> list[Cells]:
    """The rows of a draft, the first with kind and single values, each with the reference."""
    rows: list[Cells] = [
        {"kind": draft.kind.value, "deceased": "yes" if draft.deceased else None, "remarks": draft.remarks}
    ]
    for block, attribute in _ATTRIBUTES.items():
        for place, part in enumerate(getattr(draft, attribute)):
            _row(rows, place).update(CELLS[block](part))
    place = 0
    for designation in draft.designations:
        _row(rows, place).update(designation_cells(designation, partner))
        for offset, measure in enumerate(designation.measures):
            _row(rows, place + offset).update(measure_cells(measure))
        place += max(1, len(designation.measures))
    filled = ({key: _certain(cell) for key, cell in row.items() if cell not in (None, "")} for row in rows)
    return [{"reference": draft.reference, **row} for row in filled]


def _certain(cell: object) -> object:
    """The cell, a date of long ago as text: spreadsheets do not count such days alike."""
    return cell.isoformat() if isinstance(cell, date) and cell < FIRST_CERTAIN_CELL else cell


def _row(rows: list[Cells], place: int) -> Cells:
    while len(rows) <= place:
        rows.append({})
    return rows[place]


def tell(draft: ListingDraft, source: Source, first_row: int, options: Options) -> Told:
    """The rows of a draft, the first to stand in `first_row`, and an issue for every field they do not carry."""
    rows = tuple(rows_of(draft, source.partner))
    lines = [Line(number, row, {}, _HEADINGS) for number, row in enumerate(rows, start=first_row)]
    again, issues = build(lines, source, options)
    return Told(rows, tuple(_not_carried(draft, again, issues, source, first_row)))


def _not_carried(
    draft: ListingDraft, again: ListingDraft | None, issues: list[Issue], source: Source, row: int
) -> Iterator[Issue]:
    if again is None:
        (refusal,) = [issue for issue in issues if issue.refuses]
        message = f"An upload would refuse this listing as it stands: {refusal.message}"
        yield Issue(refusal.code, message, refusal.position, draft.reference, refusal.field, refusal.value,
                    refusal.mend)  # fmt: skip
        return
    for field in fields(ListingDraft):
        before, after = getattr(draft, field.name), getattr(again, field.name)
        if field.name in _APART or before == after:
            continue
        where = _first_difference(before, after)
        message = f"The template does not carry {field.name.replace('_', ' ')} exactly: {where}"
        mend = "Do not send this listing back without looking at the field."
        yield Issue(
            IssueCode.BAD_VALUE,
            message[:500],
            source.position(row),
            draft.reference,
            field.name,
            str(before)[:200],
            mend,
        )


def _first_difference(before: object, after: object) -> str:
    if isinstance(before, tuple) and isinstance(after, tuple):
        for one, other in zip(before, after, strict=False):
            if one != other:
                return f"{_brief(one)} becomes {_brief(other)}."
        return f"{len(before)} values become {len(after)}."
    return f"{_brief(before)} becomes {_brief(after)}."


def _brief(value: object) -> str:
    return ascii(value)[:200] if isinstance(value, str) else str(value)[:200]
