"""What an OFAC listing imposes: one designation for each programme tag, with measures and why they were read so.

OFAC's files hardly name measures. Blocking follows from being on the SDN list, an entry ban from the programme's order;
only directives, menus of sanctions and the advanced file's measure types are said listing by listing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from importers import programmes
from importers import us_ofac_terms as terms
from importers.draft import DesignationDraft, MeasureDraft
from importers.fields import exact_date
from importers.us_ofac_remarks import Statement
from importers.vocabulary import Basis, MeasureCode, PartyKind

# The order, act or list that a statement is about, by which it finds its programme tag.
_ABOUT = re.compile(r"\b(1[34]\d{3}|CAATSA|PEESA|CMIC|HKAA)\b")
_DIRECTIVE = re.compile(r"\bDirective (\d[a-z]?)\b", re.IGNORECASE)
_BANS = frozenset({MeasureCode.TRAVEL_BAN, MeasureCode.VISA_INELIGIBILITY})
_ROLES = frozenset(
    {"directive", "menu", "secondary_risk", "additional", "prohibition", "listing_date", "effective_date"}
)
_EXPLAINING = frozenset({"directive", "menu", "listing_date", "effective_date"})


@dataclass(frozen=True, slots=True)
class Event:
    """A date of an entry with the legal basis behind it, as the advanced file has them.

    `programme` is the tag that the legal basis belongs to, where the file says so.
    """

    on: date | None
    legal_basis: str = ""
    programme: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A party's place on one of OFAC's lists: programme tags, and what the file says of measures and dates there.

    `sublist` is None where a tag may stand on several lists and the file does not say on which it stands.
    """

    sublist: terms.Sublist | None
    tags: tuple[str, ...]
    explicit: tuple[MeasureDraft, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Imposed:
    """The designations of a listing; the tags that no programme goes by; the measures' wordings not understood."""

    designations: tuple[DesignationDraft, ...]
    unknown_tags: tuple[str, ...]
    strange: tuple[str, ...]


@dataclass(slots=True)
class _Tagged:
    """A designation while its measures are gathered."""

    tag: str
    entry: Entry
    programme: programmes.Programme | None
    measures: list[MeasureDraft] = field(default_factory=list)
    listed: list[date] = field(default_factory=list)
    effective: list[date] = field(default_factory=list)


def concerns_measures(statement: Statement) -> bool:
    """Whether a statement is about what is imposed or since when, and so belongs to a designation."""
    return statement.term.family == "role" and statement.term.name in _ROLES


def entries_of_sdn(tags: Sequence[str]) -> list[Entry]:
    """The entry of a listing in a file of the SDN list, where nothing but tags is given."""
    return [Entry(terms.sublist_named("SDN List"), tuple(tags))]


def entries_of_cons(tags: Sequence[str]) -> list[Entry]:
    """The entries of a listing in a file of the other lists: which list follows from the tag, as far as it can."""
    return [Entry(terms.sublist_of_tag(tag), (tag,)) for tag in tags]


def stands_on_sdn_list(tags: Sequence[str], statements: Iterable[Statement]) -> bool:
    """Whether a listing of the other lists must also stand on the SDN list, under the same number.

    It must when one of its tags belongs to no other list and no directive or menu explains it.
    """
    explained = {about for said in statements if said.term.name in _EXPLAINING for about in _abouts(said)}
    return any(terms.sublist_of_tag(tag) is None and not any(about in tag for about in explained) for tag in tags)


def imposed(entries: Sequence[Entry], kind: PartyKind, statements: Iterable[Statement]) -> Imposed:
    """The designations that follow from a listing's entries and from the statements that concern measures."""
    tagged = [
        _Tagged(tag, entry, programmes.find("US", tag) if tag else None)
        for entry in entries
        for tag in dict.fromkeys(entry.tags or ("",))
    ]
    # OFAC's files give the tags of one listing in different orders; here they have one.
    tagged.sort(key=lambda item: item.tag)
    if not tagged:
        return Imposed((), (), tuple(statement.wording for statement in statements))
    strange = [wording for statement in statements for wording in _say(tagged, statement, kind)]
    return Imposed(
        tuple(_designation(item, kind) for item in tagged),
        tuple(dict.fromkeys(item.tag for item in tagged if item.programme is None)),
        tuple(strange),
    )


def _say(tagged: list[_Tagged], statement: Statement, kind: PartyKind) -> list[str]:
    """Put a statement to the designation that it is about; the wording again when it is not understood."""
    abouts = _abouts(statement)
    item = _item(tagged, abouts)
    wording = statement.wording
    role = statement.term.name
    if role in ("listing_date", "effective_date"):
        on = exact_date(statement.value.rsplit(")", 1)[-1].strip(" :"))
        if on is None:
            return [wording]
        (item.listed if role == "listing_date" else item.effective).append(on)
        return []
    if role == "directive" and not _DIRECTIVE.search(statement.value):
        return []  # only a link to the directives' text
    code = _code(statement)
    if code in _BANS and kind is not PartyKind.PERSON:
        code = MeasureCode.OTHER
    item.measures.append(MeasureDraft(code or MeasureCode.OTHER, Basis.EXPLICIT, wording))
    return [] if code else [wording]


def _item(tagged: list[_Tagged], abouts: list[str]) -> _Tagged:
    """The designation under an order: by its tag, or else the one on the menu-based list, or else the first by name."""
    by_tag = (item for item in tagged if any(about in item.tag for about in abouts))
    on_menu = (item for item in tagged if item.entry.sublist is not None and item.entry.sublist.key == "ns_mbs")
    return next(by_tag, None) or (next(on_menu, tagged[0]) if abouts else tagged[0])


def _code(statement: Statement) -> MeasureCode | None:
    match statement.term.name:
        case "directive":
            number = _DIRECTIVE.search(statement.value)
            return terms.directive(_abouts(statement)[0], number[1].lower()) if number else None
        case "menu":
            return terms.menu(statement.value)
        case "secondary_risk":
            return MeasureCode.SECONDARY_RISK
        case "additional":
            return MeasureCode.SECONDARY_RISK if "secondary sanctions" in statement.value.lower() else None
        case _:
            return MeasureCode.OTHER


def _abouts(statement: Statement) -> list[str]:
    return _ABOUT.findall(f"{statement.term.label} {statement.value[:60]}")


def _designation(item: _Tagged, kind: PartyKind) -> DesignationDraft:
    explicit = [*item.entry.explicit, *item.measures]
    event = _event(item)
    return DesignationDraft(
        item.programme.key if item.programme else programmes.UNKNOWN,
        item.tag,
        _in_order([*explicit, *_implied(item, kind, {measure.code for measure in explicit})]),
        authority="OFAC",
        legal_act=(event and event.legal_basis) or (item.programme.legal_act if item.programme else None) or None,
        listed_on=min(item.listed, default=event.on if event else None),
        effective_from=min(item.effective, default=None),
    )


def _in_order(found: Iterable[MeasureDraft]) -> tuple[MeasureDraft, ...]:
    """The measures without repeats, in one order whatever file they come from."""
    return tuple(sorted(dict.fromkeys(found), key=lambda measure: (measure.code, measure.source_value)))


def _implied(item: _Tagged, kind: PartyKind, said: set[MeasureCode]) -> list[MeasureDraft]:
    sublist = item.entry.sublist
    if sublist is None:
        return []
    if sublist.key == "ssi" and said - {MeasureCode.SECONDARY_RISK}:
        return []  # the directives of this very listing are known
    measures = [MeasureDraft(code, Basis.IMPLIED_LIST, sublist.title) for code in sublist.measures]
    if sublist.key == "sdn" and item.programme is not None:
        measures += [measure for measure in item.programme.measures(kind, item.tag) if measure.code in _BANS]
    return [
        measure
        for measure in measures
        if measure.code not in said and (measure.code not in _BANS or kind is PartyKind.PERSON)
    ]


def _event(item: _Tagged) -> Event | None:
    """The event that put a tag on the list: its own, or the entry's first where that belongs to no other tag."""
    events = item.entry.events
    own = [event for event in events if event.programme and event.programme == item.tag]
    if own:
        return min(own, key=_day)
    first = min(events, key=_day, default=None)
    taken = first is not None and first.programme in item.entry.tags
    return None if taken else first


def _day(event: Event) -> date:
    return event.on or date.max
