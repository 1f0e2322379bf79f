"""The Australian consolidated list (DFAT): one workbook, one row for each name, header in row 1.

`101` is the primary name, `101a`, `101b` its aliases. The rows of one number do not always stand together, and
numbers have been given twice: one that begins again with another primary name is split, the second is `101#2`.

The file carries no date of its own. `facts.published_on` is the latest Control Date in it: the list cannot be older
than its latest change. An edition whose only difference is a removal has the same date as the one before it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from importers import au_text
from importers.au_cells import Cells
from importers.draft import IdentifierDraft, Issue, ListingDraft, NameDraft
from importers.fields import exact_date, script_of, squeeze
from importers.gate import refuse
from importers.reading import Facts
from importers.remarks import says_deceased
from importers.row_groups import Group, Table, read_table, unknown_columns
from importers.textfile import Row
from importers.vocabulary import IssueCode, NameKind, PartyKind, Strength

_NEEDED = (
    "Reference", "Name of Individual or Entity", "Type", "Name Type", "Date of Birth", "Place of Birth",
    "Citizenship", "Address", "Additional Information", "Listing Information", "Committees", "Control Date",
)  # fmt: skip
_OPTIONAL = ("Alias Strength", "IMO Number", "Instrument of Designation")
_MEASURES = ("Targeted Financial Sanction", "Travel Ban", "Arms Embargo", "Maritime Restriction")
_NAME = ("Name of Individual or Entity", "Name Type", "Alias Strength")
_REFERENCE = re.compile(r"(\d+)\s*([a-z]{0,3}\d{0,3})", re.IGNORECASE)
_KINDS = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "ship": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_NAME_KINDS = {
    "primary name": NameKind.PRIMARY,
    "aka": NameKind.ALIAS,
    "a.k.a.": NameKind.ALIAS,
    "alias": NameKind.ALIAS,
    "original script": NameKind.ALIAS,
    "formerly known as": NameKind.FORMER,
    "fka": NameKind.FORMER,
    "previously listed as": NameKind.FORMER,
    "": NameKind.ALIAS,
}
_STRENGTHS = {
    "": Strength.UNSTATED,
    "other": Strength.UNSTATED,
    "weak": Strength.WEAK,
    "low": Strength.WEAK,
    "strong": Strength.STRONG,
    "good": Strength.STRONG,
}
_EARLIER = re.compile(r"\s*\((?:previously|formerly) (?:listed|known) as\b[^()]{0,60}\)\s*$", re.IGNORECASE)
_SURNAME_FIRST = re.compile(r"([A-Z][A-Za-z'’ -]{1,40}), (?!(?i:jr|sr|ii|iii|the)\b)([A-Z‘'’][^,()]+)")


@dataclass(slots=True)
class _Block:
    """The rows of one number as one listing; `primary` is the name that opened it."""

    reference: str
    primary: str | None = None
    rows: list[Row] = field(default_factory=list)
    reused: bool = False


def read_au_dfat(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Drafts and issues of the consolidated list, with or without measure columns. Raises `FileRefused`."""
    if len(paths) != 1:
        raise refuse(paths[0] if paths else Path("au_dfat"), "The list is one file.", "Give exactly one file.")
    table = read_table(paths[0], "Reference", _NEEDED, "Send the workbook as DFAT publishes it.")
    flags = tuple(column for column in _MEASURES if column in table.columns)
    facts.shape = "DFAT workbook, measure columns" if flags else "DFAT workbook without measure columns"
    facts.published_on = _latest_change(table)
    facts.notes.append("The file has no date of its own: its latest Control Date is taken as “not older than”.")
    yield from unknown_columns(table, frozenset({*_NEEDED, *_OPTIONAL, *_MEASURES}))
    blocks: dict[str, list[_Block]] = {}
    yield from _gather(table, facts, blocks)
    for block in (block for several in blocks.values() for block in several):
        facts.records += 1
        yield from _listing(Group(table, block.reference, tuple(block.rows)), flags, reused=block.reused)


def _latest_change(table: Table) -> date:
    (place,) = table.places(("Control Date",))
    days = (exact_date(row.cells[place]) for row in table.rows if place is not None and row.cells[place])
    latest = max(filter(None, days), default=None)
    if latest is None:
        raise refuse(table.path, "No row has a Control Date.", "Fetch the file again.", row=table.header_row)
    return latest


def _gather(table: Table, facts: Facts, blocks: dict[str, list[_Block]]) -> Iterator[Issue]:
    """Put the rows into blocks; rows whose reference cannot be read become issues."""
    reference_at, name_at, type_at = table.places(("Reference", "Name of Individual or Entity", "Name Type"))
    assert reference_at is not None and name_at is not None and type_at is not None  # noqa: S101, PT018 - checked columns
    for row in table.rows:
        facts.rows += 1
        hit = _REFERENCE.fullmatch(row.cells[reference_at].strip())
        if hit is None:
            facts.records += 1
            yield _unplaced(table, row, row.cells[reference_at])
            continue
        several = blocks.setdefault(hit[1], [])
        is_primary = row.cells[type_at].strip().casefold() == "primary name"
        name = squeeze(row.cells[name_at]).casefold() if is_primary else None
        if not several:
            several.append(_Block(hit[1], name))
        elif name is not None and not hit[2] and several[-1].primary not in (None, name):
            several.append(_Block(f"{hit[1]}#{len(several) + 1}", name, reused=True))
        elif name is not None and several[-1].primary is None:
            several[-1].primary = name
        several[-1].rows.append(row)


def _unplaced(table: Table, row: Row, reference: str) -> Issue:
    return Issue(
        IssueCode.BAD_VALUE if reference.strip() else IssueCode.NO_REFERENCE,
        "The row has no reference of the form 101 or 101a; it was left out.",
        table.position(row.number, "Reference"),
        value=reference or None,
        mend="Correct the reference, or fetch DFAT's own file.",
        refuses=True,
    )


def _listing(group: Group, flags: tuple[str, ...], *, reused: bool) -> Iterator[ListingDraft | Issue]:
    cells = Cells(group)
    kind = _kind(cells)
    if isinstance(kind, Issue):
        yield kind
        return
    names = _names(cells, kind)
    if isinstance(names, Issue):
        yield names
        return
    if reused:
        message = "The reference was used before for another party; this one was split off."
        cells.doubt(IssueCode.REUSED_REFERENCE, message, "Reference", group.reference.split("#")[0])
    texts = group.texts("Additional Information")
    draft = ListingDraft(
        "au_dfat",
        group.reference,
        kind,
        names,
        group.position,
        designations=cells.designations(kind, flags),
        births=cells.births(),
        birth_places=cells.places("Place of Birth"),
        nationalities=cells.nationalities(),
        addresses=cells.places("Address"),
        identifiers=cells.checked(_identifiers(group, texts, kind)),
        relations=tuple(dict.fromkeys(relation for text in texts for relation in au_text.relations(text))),
        contacts=tuple(
            dict.fromkeys(contact for text in (*texts, *group.texts("Address")) for contact in au_text.contacts(text))
        ),
        genders=tuple(dict.fromkeys(gender for text in texts for gender in au_text.genders(text))),
        titles=tuple(dict.fromkeys(title for text in texts for title in au_text.titles(text))),
        positions=tuple(dict.fromkeys(position for text in texts for position in au_text.positions(text))),
        attributes=tuple(("control_date", text) for text in group.texts("Control Date")),
        remarks="\n".join(dict.fromkeys(map(squeeze, texts))) or None,
        deceased=kind is PartyKind.PERSON and any(map(says_deceased, texts)),
        raw=group.raw(),
    )
    yield from cells.issues
    yield draft


def _identifiers(group: Group, texts: list[str], kind: PartyKind) -> Iterator[IdentifierDraft]:
    of_vessel = kind is PartyKind.VESSEL
    for cell in group.texts("IMO Number"):
        for number in re.findall(r"\d{7}", cell):
            yield au_text.imo_number(number, of_vessel=of_vessel)
    for text in texts:
        yield from au_text.identifiers(text, of_vessel=of_vessel)


def _kind(cells: Cells) -> PartyKind | Issue:
    """What most rows say; when none says anything it is unknown, which is what the list says then."""
    said = Counter(text.casefold() for text in cells.column("Type") if text)
    strange = [text for text in said if text not in _KINDS]
    if strange:
        return cells.refusal(IssueCode.UNKNOWN_KIND, "This kind of party is not known.", "Type", strange[0])
    if not said:
        cells.doubt(IssueCode.UNKNOWN_KIND, "No row says what kind of party this is.", "Type")
        return PartyKind.UNKNOWN
    if len({_KINDS[text] for text in said}) > 1:
        cells.doubt(
            IssueCode.CONFLICT, "The rows differ in kind; the kind of most rows counts.", "Type", str(dict(said))
        )
    return _KINDS[said.most_common(1)[0][0]]


def _names(cells: Cells, kind: PartyKind) -> tuple[NameDraft, ...] | Issue:
    found: dict[str, NameDraft] = {}
    for text, type_text, strength_text in cells.group.pairs(_NAME):
        name_kind = _NAME_KINDS.get(type_text.casefold())
        if name_kind is None:
            return cells.refusal(IssueCode.UNKNOWN_TERM, "This type of name is not known.", "Name Type", type_text)
        strength = _STRENGTHS.get(strength_text.casefold())
        if strength is None:
            cells.doubt(IssueCode.UNKNOWN_TERM, "This alias strength is not known.", "Alias Strength", strength_text)
        if name := _name(text, kind, name_kind, strength or Strength.UNSTATED):
            if name.kind is NameKind.PRIMARY and any(known.kind is NameKind.PRIMARY for known in found.values()):
                cells.doubt(IssueCode.CONFLICT, "A second primary name; taken as an alias.", "Name Type", name.text)
                name = _name(text, kind, NameKind.ALIAS, strength or Strength.UNSTATED)
            if name is not None:
                found.setdefault(name.text, name)
    if not found:
        return cells.refusal(IssueCode.NO_NAME, "The listing has no name.", "Name of Individual or Entity")
    ordered = sorted(found.values(), key=lambda name: name.kind is not NameKind.PRIMARY)
    if ordered[0].kind is not NameKind.PRIMARY:
        cells.doubt(IssueCode.MISSING_FIELD, "No name is marked as primary; the first one stands first.", "Name Type")
    return tuple(ordered)


def _name(raw: str, kind: PartyKind, name_kind: NameKind, strength: Strength) -> NameDraft | None:
    """A name in display order: `DOE, Jane` is turned round for persons, `(previously listed as)` makes it former."""
    text = squeeze(raw).strip(" ,")
    if _EARLIER.search(text):
        text, name_kind = _EARLIER.sub("", text), NameKind.FORMER
    if not text:
        return None
    parts: tuple[tuple[str, str], ...] = ()
    if kind is PartyKind.PERSON and (turned := _SURNAME_FIRST.fullmatch(text)):
        text = f"{turned[2]} {turned[1]}"
        parts = (("given", turned[2]), ("family", turned[1]))
    return NameDraft(text, name_kind, strength, script_of(text), parts=parts)
