"""The Consolidated Canadian Autonomous Sanctions List (XML): SEMA regulations and the Magnitsky law (JVCFOA).

Flat records without ids, nationalities, reasons or measures. The tags are English in older files and bilingual since,
so fields go by the part before the first hyphen. What a listing means follows from its regulation and schedule.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree

from importers import ca_sema_names, programmes, xmlfile
from importers.draft import DesignationDraft, Issue, ListingDraft, MeasureDraft, PartialDate, Position
from importers.fields import EXCEL_EPOCH, EXCEL_SERIALS, exact_date, identifier, partial_dates, script_of, squeeze
from importers.gate import refuse
from importers.reading import Facts
from importers.record import Record
from importers.vocabulary import Basis, IdentifierKind, IssueCode, MeasureCode, PartyKind

LIST = "ca_sema"
_NULL = frozenset({"N/A", "n/a", "NA", "-"})

# The names of one field over the years, by the part before the first hyphen.
_NAME = ("EntityOrShip", "Entity")
_BORN = ("DateOfBirthOrShipBuildDate", "DateOfBirth")
_TITLE = ("TitleOrShipType", "TitleOrShip", "Title")

# Bill S-8: since this day whoever is listed under SEMA is inadmissible (IRPA section 35.1). Those listed under the
# Magnitsky law were so before.
_INADMISSIBLE_SINCE = date(2023, 6, 22)
_MAGNITSKY = "CA-JVCFOR"


@dataclass(slots=True)
class _File:
    """What is known of the file while its listings are made: how often a reference came, and every record whole."""

    latest: date | None
    seen: dict[str, int]
    records: set[str]


@dataclass(slots=True)
class _Read:
    """A record as it was read: its element's name, and the fields that it has twice."""

    tag: str
    record: Record
    repeated: list[str]


def read_ca_sema(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Read the consolidated list XML, English or bilingual tags. Raises `FileRefused` for anything else."""
    if len(paths) != 1:
        raise refuse(paths[0] if paths else Path("-"), "This list is one XML file.", "Send exactly one file.")
    path = paths[0]
    root, _ = xmlfile.root_of(path)
    if root != "data-set":
        raise refuse(path, f"The root element is <{root}>, not <data-set>.", "This is another list's file.")
    # The file's date is that of its latest listing, wherever that stands: all of it is read before the first draft.
    found = [_record(element, xmlfile.position(path, element)) for element in xmlfile.elements(path, depth=1)]
    file = _File(_check(path, found, facts), {}, set())
    for read in found:
        facts.records += 1
        facts.rows += 1
        yield from _listing(read, file)
    if not facts.records:
        raise refuse(path, "The list holds nobody.", "The download is incomplete; fetch it again.")


def _check(path: Path, found: Sequence[_Read], facts: Facts) -> date | None:
    """The latest listing date of the file, having made sure that it is this list."""
    today = datetime.now(UTC).date()  # a mistyped year must not make every later file look old
    names = {name for shape in {tuple(read.record.raw) for read in found} for name in shape}
    tags = set(map(_english, names))
    dated = [name for name in names if _english(name) == "DateOfListing"]
    published = {str(text) for read in found for name in dated for text in _several(read.record.raw.get(name, ""))}
    days = [day for text in published if (day := _listing_day(text)) and day <= today]
    for expected in (("Country",), ("Item",), ("LastName",), ("GivenName",), _NAME):
        if tags and not tags.intersection(expected):
            raise refuse(
                path, f"No record has the field {expected[0]}.", "The publisher changed the file, or it is another."
            )
    facts.shape = "SEMA XML, bilingual or dated" if days else "SEMA XML, 2020 shape without listing dates"
    facts.published_on = max(days, default=None)
    facts.notes.append(
        f"The file does not say its date. {facts.published_on} is its latest listing date: it is at least that new."
        if days
        else "The file says neither its date nor when anybody was listed."
    )
    return facts.published_on


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@lru_cache(maxsize=256)
def _english(tag: str) -> str:
    return tag.split("-", 1)[0]


@lru_cache(maxsize=4096)
def _listing_day(text: str) -> date | None:
    text = squeeze(text)
    if len(text) == 5 and text.isdecimal() and int(text) in EXCEL_SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(text))
    return exact_date(text)


def _listing(read: _Read, file: _File) -> Iterator[ListingDraft | Issue]:
    record, position = read.record, read.record.position
    country, schedule, item = record.take("Country"), record.take("Schedule"), record.take("Item")
    programme = programmes.find("CA", country) or programmes.find("CA", country.split(" / ", 1)[0])
    if read.tag != "record" or not (country and item):
        message = "The record says no regulation (Country) or no item, so it cannot be told from others."
        yield Issue(IssueCode.NO_REFERENCE, message, position, mend="Report it to the publisher.", refuses=True)
        return
    regime = programme.key.removeprefix("CA-") if programme else country.split(" / ", 1)[0]
    reference = _slug(regime, schedule, item)
    if (whole := repr(record.raw)) in file.records:
        message = "This record stands in the file already, equal in every field."
        yield Issue(IssueCode.DUPLICATE_REFERENCE, message, position, reference, "Item", item, refuses=True)
        return
    file.records.add(whole)
    file.seen[reference] = file.seen.get(reference, 0) + 1
    if (times := file.seen[reference]) > 1:
        message = (
            f"Regulation, schedule and item {reference} stand {times} times; this one is numbered to tell them apart."
        )
        reference = f"{reference}-{times}"
        yield Issue(IssueCode.DUPLICATE_REFERENCE, message, position, reference, "Item", item)
    for field in read.repeated:
        message = f"The field {field} stands twice in the record; the first was read."
        yield Issue(IssueCode.CONFLICT, message, position, reference, field)
    yield from _party(record, reference, (country, schedule, item), programme, file.latest)


def _record(element: etree._Element, position: Position) -> _Read:
    raw = xmlfile.raw(element)
    repeated: list[str] = []
    fields = {_english(name): text for name, text in raw.items()}
    if len(fields) < len(raw) or {*map(type, raw.values())} != {str}:
        # A field that stands twice, or holds elements itself.
        fields = {}
        for child in element:
            name = _english(xmlfile.local(child))
            if name in fields:
                repeated.append(name)
            fields.setdefault(name, " ".join(child.itertext()) if len(child) else child.text or "")
    return _Read(xmlfile.local(element), Record(fields, position, _NULL, raw), repeated)


def _party(
    record: Record,
    reference: str,
    place: tuple[str, str, str],
    programme: programmes.Programme | None,
    latest: date | None,
) -> Iterator[ListingDraft | Issue]:
    country, schedule, item = place
    family, given = squeeze(record.take("LastName")), squeeze(record.take("GivenName"))
    name = squeeze(_first(record, _NAME))
    imo = squeeze(record.take("ShipIMONumber"))
    number = re.sub(r"\D", "", imo) if imo else ""
    kind = _kind(bool(family or given), len(number) == 7)
    names, issues = ca_sema_names.names(kind, (given, family), name, record.take("Aliases"))
    if imo and kind is not PartyKind.VESSEL:
        # For some Iranian companies the number's field holds the name in Persian.
        if script_of(imo) not in (None, "Latn"):
            names.append(ca_sema_names.alias(imo))
        else:
            issues.append((IssueCode.BAD_VALUE, "The ship's IMO number has not seven digits.", "ShipIMONumber", imo))
    if not names:
        yield Issue(IssueCode.NO_NAME, "The record has no name.", record.position, reference, refuses=True)
        return
    born = squeeze(_first(record, _BORN))
    births = _births(born, issues) if kind is PartyKind.PERSON else []
    titles, attributes = _titles(_first(record, _TITLE), kind)
    if born and not births:
        attributes.append(("build_date" if kind is PartyKind.VESSEL else "date", born))
    designation = _designation(record, kind, (country, schedule), programme, latest, issues)
    for code, message, field, value in issues:
        yield Issue(code, message, record.position, reference, field, value)
    yield from record.leftovers(reference)
    yield ListingDraft(
        list_key=LIST,
        reference=reference,
        kind=kind,
        names=tuple(dict.fromkeys(names)),
        position=record.position,
        designations=(designation,),
        births=tuple(births),
        identifiers=(identifier(IdentifierKind.IMO, number, raw_kind="IMO"),) if kind is PartyKind.VESSEL else (),
        titles=titles,
        attributes=(*attributes, *((key, text) for key, text in (("schedule", schedule), ("item", item)) if text)),
        raw=record.raw,
    )


def _first(record: Record, names: Sequence[str]) -> str:
    found = [record.take(name) for name in names]
    return next((text for text in found if text), "")


def _kind(is_person: bool, is_ship: bool) -> PartyKind:
    if is_person:
        return PartyKind.PERSON
    return PartyKind.VESSEL if is_ship else PartyKind.ORGANISATION


def _births(text: str, issues: list[ca_sema_names.Trouble]) -> list[PartialDate]:
    dates, strange = partial_dates(text, excel_serials=True)
    for piece in strange:
        issues.append((IssueCode.BAD_DATE, "The birth date is not understood.", "DateOfBirth", piece))
        dates.append(PartialDate(None, piece))
    return dates


def _titles(text: str, kind: PartyKind) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """A person's title or a ship's type, the English half of `English/French` or `English | French`."""
    english = squeeze(text.partition("|")[0])
    if kind is PartyKind.PERSON:
        english = english.split("/", 1)[0].strip()
        return ((english,), []) if english else ((), [])
    return (), [("vessel_type" if kind is PartyKind.VESSEL else "title", english)] if english else []


def _designation(
    record: Record,
    kind: PartyKind,
    wording: tuple[str, str],
    programme: programmes.Programme | None,
    latest: date | None,
    issues: list[ca_sema_names.Trouble],
) -> DesignationDraft:
    country, schedule = wording
    if programme is None:
        issues.append((IssueCode.UNKNOWN_PROGRAMME, f"The regulation {country!r} is not known.", "Country", country))
    day = record.take("DateOfListing")
    listed_on = _listing_day(day)
    if day and listed_on is None:
        issues.append((IssueCode.BAD_DATE, "The listing date is no date.", "DateOfListing", day))
    measures = _measures(programme, kind, schedule, latest, issues) if programme else ()
    return DesignationDraft(
        programme=programme.key if programme else programmes.UNKNOWN,
        programme_raw=_place(squeeze(country), schedule),
        measures=measures,
        authority="Global Affairs Canada",
        legal_act=programme.legal_act if programme else None,
        listed_on=listed_on,
    )


def _measures(
    programme: programmes.Programme,
    kind: PartyKind,
    schedule: str,
    latest: date | None,
    issues: list[ca_sema_names.Trouble],
) -> tuple[MeasureDraft, ...]:
    in_force = latest is not None and latest >= _INADMISSIBLE_SINCE
    found = _following(programme.key, kind, schedule, in_force)
    if found is None:
        message = f"What Schedule {schedule} does is not known; no measure was read."
        issues.append((IssueCode.UNKNOWN_MEASURE, message, "Schedule", schedule))
    return found or ()


@lru_cache(maxsize=1024)
def _following(key: str, kind: PartyKind, schedule: str, in_force: bool) -> tuple[MeasureDraft, ...] | None:
    """What follows from a regulation's schedule; None where the schedule is not in the table.

    `in_force` is whether section 35.1 of the IRPA makes those who are listed inadmissible.
    """
    programme, effect = programmes.lookup(key), _effect(key, schedule)
    source = _place(programme.title, schedule)
    if effect is None:
        return None
    if effect != "dealings":
        return (MeasureDraft(MeasureCode(effect), Basis.IMPLIED_PROGRAMME, source),)
    implied = programme.measures(kind, source)
    if key == _MAGNITSKY:
        return implied
    note = f"Inadmissible since {_INADMISSIBLE_SINCE} (IRPA section 35.1)"
    return tuple(
        MeasureDraft(item.code, item.basis, item.source_value, note) if item.code is MeasureCode.TRAVEL_BAN else item
        for item in implied
        if in_force or item.code is not MeasureCode.TRAVEL_BAN
    )


def _place(regulation: str, schedule: str) -> str:
    """`Russia, Schedule 1, Part 2`; some regulations have one schedule only and name its parts alone."""
    if not schedule:
        return regulation
    return f"{regulation}, {schedule}" if schedule[:1].isalpha() else f"{regulation}, Schedule {schedule}"


def _effect(programme: str, schedule: str) -> str | None:
    """`dealings`, a measure's code, or None where the schedule is not in the table."""
    key = " ".join(re.sub(r"[^0-9a-z]+", " ", schedule.casefold()).split())
    table = _schedules()
    own: str | None = table.get(programme, {}).get(key)
    return own or ("dealings" if key in table["dealings"] else None)


@lru_cache(maxsize=1)
def _schedules() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("importers") / "lookups" / "ca_schedules.toml").read_text(encoding="utf-8"))


def _slug(*parts: str) -> str:
    return "-".join(filter(None, map(_slugged, parts)))


@lru_cache(maxsize=4096)
def _slugged(part: str) -> str:
    return re.sub(r"[^0-9a-z.]+", "-", part.casefold()).strip("-")
