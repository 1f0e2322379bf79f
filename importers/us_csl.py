"""The Consolidated Screening List: thirteen lists of the Treasury, BIS and the State Department in one CSV.

OFAC's listings are repeated here, several times where OFAC has them on several lists; they become one listing with a
cross reference to OFAC's number. What only this file has are the export-control and debarment lists.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from importers import programmes, textfile
from importers import us_ofac_terms as terms
from importers.draft import CrossReference, DesignationDraft, Issue, ListingDraft, MeasureDraft, PlaceDraft, Position
from importers.fields import exact_date, squeeze
from importers.gate import refuse
from importers.reading import Facts
from importers.record import Record
from importers.us_ofac_listing import ListingUnderWay
from importers.us_ofac_measures import Entry
from importers.us_ofac_remarks import Statement
from importers.vocabulary import Basis, IssueCode, MeasureCode, NameKind, PartyKind, Strength

LIST_KEY = "us_csl"
COLUMNS = (
    "_id", "source", "entity_number", "type", "programs", "name", "title", "addresses", "federal_register_notice",
    "start_date", "end_date", "standard_order", "license_requirement", "license_policy", "call_sign", "vessel_type",
    "gross_tonnage", "gross_registered_tonnage", "vessel_flag", "vessel_owner", "remarks", "source_list_url",
    "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth", "source_information_url", "ids",
)  # fmt: skip
_KINDS = {
    "": PartyKind.UNKNOWN,  # the lists of BIS and State do not say
    "Individual": PartyKind.PERSON,
    "Entity": PartyKind.ORGANISATION,
    "Vessel": PartyKind.VESSEL,
    "Aircraft": PartyKind.AIRCRAFT,
}
_SEPARATOR = "; "
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
_COUNTRY = re.compile(r"[A-Z]{2}$")


@dataclass(frozen=True, slots=True)
class Source:
    """One of the joined lists; `ofac` is the registry's list that has the same rows first hand."""

    ofac: str
    measures: tuple[MeasureCode, ...]


@cache
def sources() -> Mapping[str, Source]:
    """The joined lists by their wording in the column `source`."""
    table = tomllib.loads((files("importers") / "lookups" / "us_csl.toml").read_text(encoding="utf-8"))
    return {
        name: Source(entry["ofac"], tuple(MeasureCode(code) for code in entry["measures"]))
        for name, entry in table.items()
    }


def read_us_csl(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Drafts and issues of the screening list, plain or gzip. Raises `FileRefused` when a column is missing."""
    if len(paths) != 1:
        raise refuse(paths[0], f"The screening list is one file; {len(paths)} were given.")
    facts.shape = "consolidated.csv"
    groups: dict[str, list[Record]] = {}
    for row in _rows(paths[0]):
        facts.rows += 1
        if isinstance(row, Issue):
            facts.records += 1
            yield row
            continue
        problem, key = _problem(row, groups)
        if problem is not None:
            facts.records += 1
            yield problem
        else:
            groups.setdefault(key, []).append(row)
    for reference, rows in groups.items():
        facts.records += 1
        yield from _listing(reference, rows)


def _rows(path: Path) -> Iterator[Record | Issue]:
    rows = textfile.rows(path)
    head = next(rows, None)
    header = [name.strip() for name in head.cells] if head is not None else []
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise refuse(
            path,
            f"The column {missing[0]!r} is missing ({len(missing)} of {len(COLUMNS)} are).",
            "Send consolidated.csv of the Consolidated Screening List as it was downloaded.",
            row=1,
        )
    for row in rows:
        position = Position(path.name, row=row.number)
        if len(row.cells) == len(header):
            yield Record(dict(zip(header, row.cells, strict=True)), position)
        else:
            yield Issue(
                IssueCode.RAGGED_ROW,
                f"The row has {len(row.cells)} fields; {len(header)} are expected.",
                position,
                row.cells[0] or None,
                value=",".join(row.cells)[:200],
                mend="Download the file again.",
                refuses=True,
            )


def _problem(row: Record, groups: Mapping[str, list[Record]]) -> tuple[Issue | None, str]:
    """Why a row is refused, or None, and the reference that it belongs to."""
    raw, position = row.raw, row.position
    reference, source = raw["_id"].strip(), sources().get(raw["source"].strip())
    if source is None:
        return (
            Issue(
                IssueCode.UNKNOWN_TERM,
                f"The source list “{raw['source']}” is not known.",
                position,
                reference or None,
                "source",
                raw["source"][:200],
                "Add the list to lookups/us_csl.toml.",
                refuses=True,
            ),
            reference,
        )
    if source.ofac:
        reference = raw["entity_number"].strip() or reference
    found: tuple[IssueCode, str] | None = None
    if not reference:
        found = IssueCode.NO_REFERENCE, "The row has no _id."
    elif not raw["name"].strip():
        found = IssueCode.NO_NAME, "The row has no name."
    elif raw["type"].strip() not in _KINDS:
        found = IssueCode.UNKNOWN_KIND, f"“{raw['type']}” is no kind of party that is known."
    elif not source.ofac and reference in groups:
        found = IssueCode.DUPLICATE_REFERENCE, "This _id stands in the file twice."
    if found is None:
        return None, reference
    return Issue(found[0], found[1], position, reference or None, refuses=True), reference


def _listing(reference: str, rows: Sequence[Record]) -> Iterator[ListingDraft | Issue]:
    """One listing of all rows under one number: each row is its place on another list of OFAC's."""
    first = rows[0]
    kind = _KINDS[first.raw["type"].strip()]
    listing = ListingUnderWay(LIST_KEY, reference, kind, first.position)
    entries: list[Entry] = []
    others: list[DesignationDraft] = []
    for row in rows:
        name = row.take("source")
        row.ignore("_id", "type", "source_list_url", "source_information_url", "standard_order")
        source = sources()[name]
        number, tags = row.take("entity_number"), _pieces(row.take("programs"))
        if source.ofac:
            entries.append(Entry(terms.sublist_named(name), tuple(tags)))
            _cross_reference(listing, CrossReference(source.ofac, number or reference))
        else:
            others += _designations(listing, row, name, tags)
        _take(listing, row, ofac=bool(source.ofac))
        listing.issues += row.leftovers(reference)
    raw = first.raw if len(rows) == 1 else {"rows": [row.raw for row in rows]}
    draft = listing.draft(entries, raw)
    yield replace(draft, designations=(*draft.designations, *others))
    yield from listing.issues


def _cross_reference(listing: ListingUnderWay, found: CrossReference) -> None:
    if found not in listing.cross_references:
        listing.cross_references.append(found)


def _designations(
    listing: ListingUnderWay, row: Record, source: str, tags: Sequence[str]
) -> Iterator[DesignationDraft]:
    """The designations of a row of BIS or State: one for each act named, or else one for the list."""
    notice, start, end = row.take("federal_register_notice"), row.take("start_date"), row.take("end_date")
    requirement, policy = squeeze(row.take("license_requirement")), squeeze(row.take("license_policy"))
    effective = exact_date(start)
    if start and effective is None:
        listing.issue(IssueCode.BAD_DATE, f"“{start}” is no date that is understood.", "start_date", start)
    if end:
        listing.attribute("ends_on", end)
    note = "; ".join(filter(None, (policy, f"until {end}" if end else "")))
    for wording in tags or [source]:
        programme = programmes.find("US", wording)
        if programme is None:
            listing.issue(
                IssueCode.UNKNOWN_PROGRAMME, f"The programme “{wording}” is not in the table.", "programs", wording
            )
        # A licence requirement is said of this very listing; being on the list says the same for all.
        basis = Basis.EXPLICIT if requirement else Basis.IMPLIED_LIST
        measures = [
            MeasureDraft(code, basis, requirement or source, note or None) for code in sources()[source].measures
        ]
        if programme is not None and not measures:
            measures = list(programme.measures(listing.kind, wording))
        yield DesignationDraft(
            programme.key if programme else programmes.UNKNOWN,
            wording,
            tuple(measures),
            authority=programme.authority if programme else None,
            legal_act=notice or (programme.legal_act if programme else None),
            effective_from=effective,
        )


def _take(listing: ListingUnderWay, row: Record, *, ofac: bool) -> None:
    """Everything about the party itself. Aliases are not graded here; only OFAC prints names family first."""
    listing.name(row.take("name"), NameKind.PRIMARY, Strength.UNSTATED)
    for alias in _pieces(row.take("alt_names")):
        listing.name(alias if ofac else alias.removeprefix("and "), NameKind.ALIAS, Strength.UNSTATED)
    listing.title(row.take("title"))
    for birth in _pieces(row.take("dates_of_birth")):
        listing.birth(birth)
    for place in _pieces(row.take("places_of_birth")):
        listing.birth_place(place)
    for country in (*_pieces(row.take("nationalities")), *_pieces(row.take("citizenships"))):
        listing.nationality(country)
    for address in _pieces(row.take("addresses")):
        _address(listing, address)
    listing.details(
        {
            "call_sign": row.take("call_sign"),
            "vessel_type": row.take("vessel_type"),
            "tonnage": row.take("gross_tonnage"),
            "gross_registered_tonnage": row.take("gross_registered_tonnage"),
            "flag": row.take("vessel_flag"),
            "owner": row.take("vessel_owner"),
        }
    )
    _ids(listing, row.take("ids"))
    remarks = row.take("remarks")
    if ofac:
        listing.remarks(remarks)
    elif remarks and remarks not in listing.free:
        listing.free.append(remarks)
    row.ignore("federal_register_notice", "start_date", "end_date", "license_requirement", "license_policy")


def _address(listing: ListingUnderWay, address: str) -> None:
    """An address as printed, its country code last; the city only where nothing else stands before the country."""
    before, comma, last = address.rpartition(", ")
    country = last if _COUNTRY.match(last) else ""
    code = listing.country(country, "addresses") if country else None
    city = before if country and comma and ", " not in before and not any(map(str.isdigit, before)) else None
    listing.address(PlaceDraft(squeeze(address), city or None, country=code, country_raw=country or None))


def _ids(listing: ListingUnderWay, cell: str) -> None:
    """The statements of the column `ids`, each `[country, ][date, ][date, ]value, label`.

    A value may itself hold the separator; a piece that does not end with a known label goes on in the next one.
    """
    waiting = ""
    for piece in cell.split(";"):
        waiting = f"{waiting};{piece}" if waiting else piece.strip()
        value, comma, label = waiting.rpartition(", ")
        if not waiting or not comma or terms.split_label(label) is None:
            continue
        _state(listing, value, label)
        waiting = ""
    if waiting:
        listing.issue(
            IssueCode.UNKNOWN_TERM,
            "This does not end with a label that is known; it was left in the remarks.",
            "ids",
            waiting,
            "Add the label to lookups/us_ofac.toml.",
        )
        listing.free.append(waiting)


def _state(listing: ListingUnderWay, value: str, label: str) -> None:
    found = terms.split_label(label)
    if found is None:
        return
    term, qualifier = found
    country, dates = "", []
    if term.family == "identifier":
        head, comma, rest = value.partition(", ")
        if comma and _COUNTRY.match(head):
            country, value = head, rest
        while (split := value.partition(", "))[1] and _ISO_DAY.match(split[0]):
            dates.append(split[0])
            value = split[2]
    # Two dates are those of issue and of expiry, in either order; which one a single date is, the file does not say.
    issued, expires = sorted(dates) if len(dates) == 2 else ("", "")
    note = f"dated {dates[0]}" if len(dates) == 1 else ""
    full = f"{qualifier} {value}".strip()
    listing.state(Statement(term, full, f"{label} {value}", country, issued, expires, note))


def _pieces(cell: str) -> list[str]:
    return [piece.strip() for piece in cell.split(_SEPARATOR) if piece.strip()]
