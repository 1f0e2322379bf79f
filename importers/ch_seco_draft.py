"""The draft made of one listing of the Swiss list: its kind, identities, designations by set of measures, status."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from importers import ch_seco_details as details
from importers import xmlfile
from importers.ch_seco_fields import unknown_fields
from importers.ch_seco_sets import Programmes, SanctionsSet, measures
from importers.ch_seco_status import Status, status_of
from importers.draft import (
    CountryDraft,
    CrossReference,
    DesignationDraft,
    IdentifierDraft,
    Issue,
    ListingDraft,
    NameDraft,
    PartialDate,
    PlaceDraft,
    RelationDraft,
)
from importers.fields import squeeze
from importers.programmes import UNKNOWN
from importers.vocabulary import IssueCode, NameKind, PartyKind

LIST_KEY, _LISTING, _AUTHORITY = "ch_seco", "target", "Federal Council / SECO"
_OBJECTS = {"vessel": PartyKind.VESSEL, "aircraft": PartyKind.AIRCRAFT}
_GENDERS = {"male": "male", "female": "female"}
_UN_REFERENCE = re.compile(r"[A-Z]{2}[ie]\.\d{3}")
_EXCEPTION = re.compile(r"[^.\n]*\btravel ban\b[^\n]*?\b(?:do|does) not apply\b[^\n]*", re.IGNORECASE)
_DEAD = re.compile(r"(?:^|[.;\n]\s*)(?:deceased|died)\b", re.IGNORECASE)


@dataclass(slots=True)
class Outcome:
    """The draft made of a listing, None when it is refused, and what could not be taken at face value."""

    draft: ListingDraft | None = None
    issues: list[Issue] = field(default_factory=list)


@dataclass(slots=True)
class _Source:
    """A listing being read: its element, where it stands, and the issues met."""

    path: Path
    element: etree._Element
    reference: str
    issues: list[Issue]

    def kept(self, found: Iterator[Any], wanted: type) -> tuple[Any, ...]:
        """The values of a stream in order, without repeats; what was strange becomes issues."""
        kept: dict[Any, None] = {}
        for item in found:
            if isinstance(item, wanted):
                kept[item] = None
            else:
                self.note(*item)
        return tuple(kept)

    def note(self, code: IssueCode, name: str, value: str) -> None:
        """Record what was not understood and is kept as published."""
        message = f"“{value[:80]}” in “{name}” is not understood; it was kept as published."
        self.issues.append(self.issue(code, message, name, value))

    def issue(
        self, code: IssueCode, message: str, name: str | None = None, value: str | None = None, *, refuses: bool = False
    ) -> Issue:
        """An issue about this listing."""
        place = xmlfile.position(self.path, self.element)
        return Issue(code, message, place, self.reference or None, name, value and value[:200], refuses=refuses)


def draft_of(path: Path, element: etree._Element, sets: Programmes, places: Mapping[str, PlaceDraft]) -> Outcome:
    """The draft of one listing, delisted ones included; exactly one refusing issue if there is none."""
    outcome = Outcome()
    source = _Source(path, element, element.get("ssid", ""), outcome.issues)
    status = status_of(element)
    subject, kind = _subject(element)
    identities = _identities(subject)
    names = _names(source, identities)
    refusal = _refusal(source, status, kind, names)
    if refusal is not None or kind is None or subject is None:
        outcome.issues[:] = [refusal] if refusal is not None else []
        return outcome
    for code, name, value in status.strange:
        source.note(code, name, value)
    person = kind is PartyKind.PERSON
    days = tuple(day for identity in identities for day in source.kept(details.dates(identity), PartialDate))
    texts = _texts(element, subject, "other-information")
    outcome.draft = ListingDraft(
        LIST_KEY,
        source.reference,
        kind,
        names,
        xmlfile.position(path, element),
        designations=_designations(source, kind, status, sets, texts),
        births=tuple(dict.fromkeys(days)) if person else (),
        birth_places=_places(source, identities, "place-of-birth", places),
        nationalities=_nationalities(source, identities),
        addresses=_places(source, identities, "address", places),
        identifiers=_identifiers(source, identities, texts),
        relations=source.kept(
            (found for node in (element, subject) for found in details.relations(node)), RelationDraft
        ),
        cross_references=_cross_references(element, subject),
        genders=(_GENDERS[subject.get("sex", "")],) if subject.get("sex") in _GENDERS else (),
        titles=tuple(dict.fromkeys(title for identity in identities for title in details.titles(identity))),
        attributes=(*_attributes(element, subject), *(() if person else (("founded_on", day.raw) for day in days))),
        remarks="\n".join(texts) or None,
        deceased=any(_DEAD.search(remark) for remark in texts),
        raw=_raw(element),
    )
    for name, value in unknown_fields(_LISTING, outcome.draft.raw):
        message = f"The field “{name}” is not known for this list; its value was kept as published but not read."
        outcome.issues.append(source.issue(IssueCode.UNKNOWN_FIELD, message, name, value))
    return outcome


def _subject(element: etree._Element) -> tuple[etree._Element | None, PartyKind | None]:
    """The element that describes the party, and its kind; None for a kind of object that no table names."""
    for item in element:
        name = xmlfile.local(item)
        if name == "individual":
            return item, PartyKind.PERSON
        if name == "entity":
            return item, PartyKind.ORGANISATION
        if name == "object":
            return item, _OBJECTS.get(item.get("object-type", ""))
    return None, None


def _identities(subject: etree._Element | None) -> list[etree._Element]:
    """The identities of a party, the main one first."""
    return sorted(xmlfile.children(subject, "identity"), key=lambda item: item.get("main") != "true")


def _names(source: _Source, identities: list[etree._Element]) -> tuple[NameDraft, ...]:
    """All names, the primary one first; a name that is given twice is kept as it came first."""
    found: dict[str, NameDraft] = {}
    for number, identity in enumerate(identities):
        main = number == 0
        for name in source.kept(details.names(identity, main=main), NameDraft):
            found.setdefault(name.text, name)
    return tuple(sorted(found.values(), key=lambda name: name.kind is not NameKind.PRIMARY))


def _refusal(source: _Source, status: Status, kind: PartyKind | None, names: tuple[NameDraft, ...]) -> Issue | None:
    if not source.reference:
        return source.issue(IssueCode.NO_REFERENCE, "The listing has no number (ssid).", refuses=True)
    if kind is None:
        message = "The listing is neither a person, an organisation, a vessel nor an aircraft."
        return source.issue(IssueCode.UNKNOWN_KIND, message, refuses=True)
    if not names:
        return source.issue(IssueCode.NO_NAME, "The listing has no name.", refuses=True)
    if status.delisted and status.delisted_on is None:
        message = "The listing is said to be delisted, without any date."
        return source.issue(IssueCode.MISSING_FIELD, message, "modification", refuses=True)
    return None


def _designations(
    source: _Source, kind: PartyKind, status: Status, sets: Programmes, texts: list[str]
) -> tuple[DesignationDraft, ...]:
    """One designation for each programme that the listing's sets of measures belong to."""
    element = source.element
    numbers = [xmlfile.text(item) for item in xmlfile.children(element, "sanctions-set-id")]
    numbers += [element.get("sanctions-set-id", "")] if element.get("sanctions-set-id") else []
    if not numbers:
        source.issues.append(source.issue(IssueCode.UNKNOWN_PROGRAMME, "The listing belongs to no set of measures."))
    grouped: dict[str, list[SanctionsSet]] = {}
    for number in numbers:
        if number in sets:
            grouped.setdefault(sets[number].sr_number or sets[number].programme_name, []).append(sets[number])
        else:
            source.note(IssueCode.UNKNOWN_PROGRAMME, "sanctions-set-id", number)
    reasons = "\n".join(_texts(element, _subject(element)[0], "justification")) or None
    exception = next((found[0].strip() for remark in texts if (found := _EXCEPTION.search(remark))), None)
    designations = []
    for together in grouped.values() or [[]]:
        programme = together[0].programme() if together else None
        if together and programme is None:
            source.note(IssueCode.UNKNOWN_PROGRAMME, "sanctions-program", together[0].wording)
        imposed, strange = measures(kind, together, exception)
        for unclear in strange:
            source.note(*unclear)
        designations.append(
            DesignationDraft(
                programme.key if programme else UNKNOWN,
                "; ".join(dict.fromkeys(item.wording for item in together)),
                measures=imposed,
                authority=_AUTHORITY,
                legal_act=f"SR {together[0].sr_number}" if together and together[0].sr_number else None,
                listed_on=status.listed_on,
                effective_from=status.effective_from,
                amended_on=status.amended_on,
                delisted_on=status.delisted_on,
                reasons=reasons,
            )
        )
    return tuple(designations)


def _texts(element: etree._Element, subject: etree._Element | None, name: str) -> list[str]:
    nodes = [element] if subject is None else [subject, element]
    items = (xmlfile.text(item) for node in nodes for item in xmlfile.children(node, name))
    return list(dict.fromkeys(item for item in items if item))


def _places(
    source: _Source, identities: list[etree._Element], name: str, places: Mapping[str, PlaceDraft]
) -> tuple[PlaceDraft, ...]:
    return source.kept(
        (found for identity in identities for found in details.places(identity, name, places)), PlaceDraft
    )


def _nationalities(source: _Source, identities: list[etree._Element]) -> tuple[CountryDraft, ...]:
    found = source.kept((item for identity in identities for item in details.nationalities(identity)), CountryDraft)
    for country in found:
        if country.code is None:
            source.note(IssueCode.UNKNOWN_COUNTRY, "nationality/country", country.raw)
    return found


def _identifiers(source: _Source, identities: list[etree._Element], texts: list[str]) -> tuple[IdentifierDraft, ...]:
    """Documents, and the labelled numbers of the free texts that are not among them."""
    found = source.kept((item for identity in identities for item in details.documents(identity)), IdentifierDraft)
    known = {(item.kind, item.value) for item in found}
    more = [item for remark in texts for item in details.identifiers_in(remark) if (item.kind, item.value) not in known]
    for item in (*found, *more):
        if item.valid is False:
            source.note(IssueCode.BAD_CHECK_DIGIT, item.kind.value, item.value)
    return tuple(dict.fromkeys((*found, *more)))


def _cross_references(element: etree._Element, subject: etree._Element) -> tuple[CrossReference, ...]:
    found = (squeeze(item) for item in _texts(element, subject, "foreign-identifier"))
    return tuple(CrossReference("un_sc", item) for item in found if _UN_REFERENCE.fullmatch(item))


def _attributes(element: etree._Element, subject: etree._Element) -> Iterator[tuple[str, str]]:
    for item in _texts(element, subject, "foreign-identifier"):
        if not _UN_REFERENCE.fullmatch(squeeze(item)):
            yield "foreign_identifier", item
    for node in (element, subject):
        for more in xmlfile.children(node, "generic-attribute"):
            yield more.get("name", "attribute"), squeeze(xmlfile.text(more))


def _raw(element: etree._Element) -> dict[str, object]:
    """The listing as published, without the contents of its history, which repeat whole parties as they once were."""
    for item in xmlfile.children(element, "modification"):
        for block in [*xmlfile.children(item, "added"), *xmlfile.children(item, "removed")]:
            block.clear()
    return xmlfile.raw(element)
