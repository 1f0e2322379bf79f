"""OFAC's CSV set: a primary file, aliases, addresses and comments, all without a header row.

Which file is which is told by the number of columns. Every value is as OFAC writes it for spreadsheet programs: `-0-`
for nothing, programmes as `SDGT] [SYRIA`, remarks cut at 1,000 characters and continued in the comments file.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from importers import textfile
from importers.draft import Issue, ListingDraft, PlaceDraft, Position
from importers.gate import refuse
from importers.reading import Facts
from importers.us_ofac_listing import ALIAS_KINDS, ListingUnderWay, city_region_and_code
from importers.us_ofac_remarks import REMARKS_CUT
from importers.vocabulary import IssueCode, NameKind, PartyKind, Strength

PRIMARY = (
    "ent_num", "SDN_Name", "SDN_Type", "Program", "Title", "Call_Sign", "Vess_type", "Tonnage", "GRT", "Vess_flag",
    "Vess_owner", "Remarks",
)  # fmt: skip
ALIASES = ("ent_num", "alt_num", "alt_type", "alt_name", "alt_remarks")
ADDRESSES = ("ent_num", "add_num", "Address", "City_State_Postal", "Country", "add_remarks")
COMMENTS = ("ent_num", "Comments")
_SHAPES = {12: PRIMARY, 5: ALIASES, 6: ADDRESSES, 2: COMMENTS}
_NAMES = {PRIMARY: "primary", ALIASES: "aliases", ADDRESSES: "addresses", COMMENTS: "comments"}
_KINDS = {
    "": PartyKind.ORGANISATION,
    "individual": PartyKind.PERSON,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_END_MARK = "\x1a"  # Ctrl-Z, with which OFAC's writer ends a file
_LOOKED_AT = 20  # rows by which a file's kind is told


_RowsOf = dict[str, list[tuple[Position, dict[str, str]]]]


@dataclass(slots=True)
class _Side:
    """The side files by listing number: rows with their position."""

    aliases: _RowsOf = field(default_factory=lambda: defaultdict(list))
    addresses: _RowsOf = field(default_factory=lambda: defaultdict(list))
    comments: _RowsOf = field(default_factory=lambda: defaultdict(list))
    has_comments: bool = False
    ragged: list[Issue] = field(default_factory=list)


def read(list_key: str, paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Drafts and issues of a CSV set, given in any order; aliases, addresses and comments may be missing.

    Raises `FileRefused` for two files of one kind, for none that is the primary one, and for anything else than
    OFAC's columns.
    """
    files = _by_shape(paths)
    if PRIMARY not in files:
        raise refuse(paths[0], "The primary file (12 columns) is missing.", "Give SDN.CSV or CONS_PRIM.CSV as well.")
    facts.shape = "CSV: " + ", ".join(_NAMES[shape] for shape in _SHAPES.values() if shape in files)
    side = _side(files, facts)
    yield from side.ragged
    yield from _listings(list_key, files[PRIMARY], side, facts)
    yield from _orphans(side)


def _by_shape(paths: Sequence[Path]) -> dict[tuple[str, ...], Path]:
    files: dict[tuple[str, ...], Path] = {}
    for path in paths:
        shape = _shape(path)
        if shape in files:
            raise refuse(path, f"There are two files of {_NAMES[shape]} ({files[shape].name} is the other).")
        files[shape] = path
    return files


def _shape(path: Path) -> tuple[str, ...]:
    heads = list(islice(textfile.rows(path), _LOOKED_AT))
    widths = [len(row.cells) for row in heads]
    width = max(set(widths), key=widths.count, default=0)
    numbered = sum(row.cells[0].strip().isdigit() for row in heads)
    if width not in _SHAPES or 2 * numbered <= len(heads):
        raise refuse(
            path,
            f"This is none of OFAC's CSV files: {width} columns, {numbered} of the first {len(heads)} rows numbered.",
            "Send SDN.CSV, ALT.CSV, ADD.CSV and SDN_COMMENTS.CSV as OFAC publishes them, without a header.",
            row=1,
        )
    return _SHAPES[width]


def _side(files: dict[tuple[str, ...], Path], facts: Facts) -> _Side:
    side = _Side(has_comments=COMMENTS in files)
    for shape, rows_of in ((ALIASES, side.aliases), (ADDRESSES, side.addresses), (COMMENTS, side.comments)):
        if shape in files:
            for position, row in _rows(files[shape], shape, side.ragged, facts):
                rows_of[row["ent_num"]].append((position, row))
    return side


def _rows(
    path: Path, shape: tuple[str, ...], ragged: list[Issue], facts: Facts
) -> Iterator[tuple[Position, dict[str, str]]]:
    """The rows of a side file; those with a wrong number of fields go to `ragged`."""
    for row in textfile.rows(path):
        position = Position(path.name, row=row.number)
        if row.cells == (_END_MARK,):
            continue
        facts.rows += 1
        if len(row.cells) == len(shape):
            cells = dict(zip(shape, row.cells, strict=True))
            cells["ent_num"] = cells["ent_num"].strip()
            yield position, cells
        else:
            ragged.append(_ragged(position, row.cells, shape, refuses=False))


def _listings(list_key: str, path: Path, side: _Side, facts: Facts) -> Iterator[ListingDraft | Issue]:
    seen: set[str] = set()
    ended = False
    for row in textfile.rows(path):
        if row.cells == (_END_MARK,):
            continue
        facts.rows += 1
        facts.records += 1
        position = Position(path.name, row=row.number)
        ended = ended or row.cells[0].startswith(_END_MARK)
        problem = _problem(position, row.cells, seen, ended)
        if problem is not None:
            yield problem
            continue
        fields = dict(zip(PRIMARY, row.cells, strict=True))
        seen.add(fields["ent_num"])
        yield from _listing(list_key, position, fields, side)


def _problem(position: Position, cells: tuple[str, ...], seen: set[str], ended: bool) -> Issue | None:
    """Why a row of the primary file is refused; None when it can be read."""
    reference = cells[0].strip(_END_MARK + " ")
    if ended:
        return Issue(
            IssueCode.CONFLICT,
            "This row stands after the end mark (Ctrl-Z) of the file: another list was appended to it.",
            position,
            reference,
            mend="Send each list as the publisher's own file.",
            refuses=True,
        )
    if len(cells) != len(PRIMARY):
        return _ragged(position, cells, PRIMARY, refuses=True)
    if not reference.isdigit():
        return Issue(
            IssueCode.NO_REFERENCE, "The row has no number.", position, None, "ent_num", cells[0][:200], refuses=True
        )
    if reference in seen:
        return Issue(
            IssueCode.DUPLICATE_REFERENCE, "This number stands in the file twice.", position, reference, refuses=True
        )
    if _clean(cells[2]) not in _KINDS:
        return Issue(
            IssueCode.UNKNOWN_KIND,
            f"“{cells[2]}” is no kind of party that is known.",
            position,
            reference,
            "SDN_Type",
            cells[2][:200],
            refuses=True,
        )
    if not _clean(cells[1]):
        return Issue(IssueCode.NO_NAME, "The row has no name.", position, reference, "SDN_Name", refuses=True)
    return None


def _listing(list_key: str, position: Position, fields: dict[str, str], side: _Side) -> Iterator[ListingDraft | Issue]:
    reference = fields["ent_num"]
    aliases, addresses = side.aliases.pop(reference, []), side.addresses.pop(reference, [])
    # A comment goes on in the middle of the word where the remarks were cut.
    comments = "".join(row["Comments"] for _, row in side.comments.pop(reference, []))
    listing = ListingUnderWay(list_key, reference, _KINDS[_clean(fields["SDN_Type"])], position)
    listing.name(_clean(fields["SDN_Name"]), NameKind.PRIMARY, Strength.UNSTATED)
    _vessel(listing, fields)
    listing.title(_clean(fields["Title"]))
    for place, alias in aliases:
        _alias(listing, place, alias)
    for _, address in addresses:
        _address(listing, address)
    _remarks(listing, fields["Remarks"], comments, side.has_comments)
    tags = [tag for tag in _clean(fields["Program"]).split("] [") if tag]
    raw = {
        **fields,
        **({"aliases": [row for _, row in aliases]} if aliases else {}),
        **({"addresses": [row for _, row in addresses]} if addresses else {}),
        **({"Comments": comments} if comments else {}),
    }
    yield listing.draft_by_tags(tags, raw)
    yield from listing.issues


def _vessel(listing: ListingUnderWay, fields: dict[str, str]) -> None:
    listing.details(
        {
            "call_sign": _clean(fields["Call_Sign"]),
            "vessel_type": _clean(fields["Vess_type"]),
            "tonnage": _clean(fields["Tonnage"]),
            "gross_registered_tonnage": _clean(fields["GRT"]),
            "flag": _clean(fields["Vess_flag"]),
            "owner": _clean(fields["Vess_owner"]),
        }
    )


def _alias(listing: ListingUnderWay, position: Position, row: dict[str, str]) -> None:
    """Add an alias. The file has no grade, but holds strong ones only: OFAC writes the weak ones into the remarks."""
    kind = ALIAS_KINDS.get(_clean(row["alt_type"])[:1])
    if kind is None or _clean(row["alt_type"])[1:] != "ka":
        listing.issues.append(
            Issue(
                IssueCode.UNKNOWN_TERM,
                "This kind of alias is not known; it was taken as an alias.",
                position,
                listing.reference,
                "alt_type",
                row["alt_type"][:200],
            )
        )
    listing.name(_clean(row["alt_name"]), kind or NameKind.ALIAS, Strength.STRONG)
    if note := _clean(row["alt_remarks"]):
        listing.free.append(note)


def _address(listing: ListingUnderWay, row: dict[str, str]) -> None:
    street, city, country = (_clean(row[name]) for name in ("Address", "City_State_Postal", "Country"))
    raw = ", ".join(filter(None, (street, city, country)))
    if raw:
        town, region, postal_code = city_region_and_code(city)
        listing.address(
            PlaceDraft(
                raw, town, region, street or None, postal_code, listing.country(country, "address"), country or None
            )
        )
    if note := _clean(row["add_remarks"]):
        listing.free.append(note)


def _remarks(listing: ListingUnderWay, remarks: str, comments: str, has_comments: bool) -> None:
    cut = len(remarks) >= REMARKS_CUT and not comments
    if cut:
        listing.issue(
            IssueCode.MISSING_FIELD,
            "The remarks are cut at 1,000 characters and their end is not there; the last statement was not read.",
            "Remarks",
            remarks[-60:],
            "The comments file has no such number." if has_comments else "Give SDN_COMMENTS.CSV together with SDN.CSV.",
        )
    listing.remarks(_clean(remarks) + comments, cut=cut)


def _orphans(side: _Side) -> Iterator[Issue]:
    """Rows of the side files whose listing is not in the primary file: the files are not of one day."""
    for what, rows_of in (("alias", side.aliases), ("address", side.addresses), ("comment", side.comments)):
        for reference, rows in rows_of.items():
            yield Issue(
                IssueCode.CONFLICT,
                f"There are {len(rows)} {what} rows for number {reference}, which is not in the primary file.",
                rows[0][0],
                reference,
                mend="Send files of the same day.",
            )


def _ragged(position: Position, cells: tuple[str, ...], shape: tuple[str, ...], *, refuses: bool) -> Issue:
    return Issue(
        IssueCode.RAGGED_ROW,
        f"The row has {len(cells)} fields; {len(shape)} are expected.",
        position,
        cells[0].strip() or None,
        value=",".join(cells)[:200],
        mend="Download the file again.",
        refuses=refuses,
    )


def _clean(cell: str) -> str:
    text = cell.strip()
    return "" if text == "-0-" else text
