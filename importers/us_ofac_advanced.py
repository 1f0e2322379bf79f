"""OFAC's advanced XML, SDN_ADVANCED.XML and CONS_ADVANCED.XML: the only form with dates, legal basis and scripts.

Everything in it is a number that stands for something said elsewhere in the file, and what belongs to a party comes
before it (documents, places) and after it (relations, entries on the lists). So the file is walked twice: once for all
that parties refer to, kept packed, and once for the parties themselves, one at a time.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from importers import us_ofac_parts as parts
from importers import us_ofac_terms as terms
from importers import xmlfile
from importers.draft import CrossReference, Issue, ListingDraft, MeasureDraft, Position, RelationDraft
from importers.fields import exact_date
from importers.gate import refuse
from importers.reading import Facts
from importers.us_ofac_listing import ListingUnderWay
from importers.us_ofac_measures import Entry, Event
from importers.us_ofac_parts import Fields, References, items, text_of
from importers.vocabulary import Basis, IssueCode, MeasureCode, PartyKind, RelationKind

ROOT = "Sanctions"
_REFERRED_TO = (
    "DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "Profile", "ProfileRelationship",
    "SanctionsEntry",
)  # fmt: skip
_META_LIST = "consolidated list"  # marks every entry of the non-SDN file, besides the list that it is really on
_LISTING_EVENTS = frozenset({"created", "listed", "added", "unknown", ""})
_KINDS = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_KNOWN = {
    "DistinctParty": frozenset({"@FixedRef", "@DeltaAction", "Comment", "Profile"}),
    "Profile": frozenset(
        {"@ID", "@PartySubTypeID", "Identity", "Feature", "SanctionsEntryReference", "ExternalReference"}
    ),
    "Identity": frozenset(
        {"@ID", "@FixedRef", "@Primary", "@False", "Alias", "NamePartGroups", "IDRegDocumentReference"}
    ),
    "Feature": frozenset({"@ID", "@FeatureTypeID", "FeatureVersion", "IdentityReference"}),
}


@dataclass(slots=True)
class _Elsewhere:
    """What parties refer to by number. The lists hold packed JSON, because there are some hundred thousand of them."""

    references: References = field(default_factory=References)
    places: dict[str, bytes] = field(default_factory=dict)
    documents: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    relations: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    profiles: dict[str, tuple[str, str]] = field(default_factory=dict)  # id -> (sub-type id, primary name)


def read(list_key: str, path: Path, facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Drafts and issues of an advanced XML file. Raises `FileRefused` when it is damaged or lacks a part."""
    facts.shape = "SDN_ADVANCED.XML" if list_key == "us_ofac_sdn" else "CONS_ADVANCED.XML"
    elsewhere = _gather(path, facts)
    seen: set[str] = set()
    for element in xmlfile.elements(path, "DistinctParty", depth=2):
        party = xmlfile.raw(element)
        position = xmlfile.position(path, element)
        facts.rows += 1
        profiles = items(party, "Profile") or [{}]
        for profile in profiles:
            facts.records += 1
            yield from _profile(list_key, position, {**party, "Profile": profile}, seen, elsewhere)


def _gather(path: Path, facts: Facts) -> _Elsewhere:
    found = _Elsewhere()
    for element in xmlfile.elements(path, *_REFERRED_TO):
        name = xmlfile.local(element)
        if name == "Profile":  # read in full on the second walk
            found.profiles[element.get("ID", "")] = (element.get("PartySubTypeID", ""), _first_name(element))
            continue
        raw = xmlfile.raw(element)
        match name:
            case "DateOfIssue":
                facts.published_on = exact_date(parts.day_text(raw))
            case "ReferenceValueSets":
                found.references = References.read(raw)
            case "Location":
                found.places[str(raw.get("@ID", ""))] = _pack(raw)
            case "IDRegDocument":
                found.documents[str(raw.get("@IdentityID", ""))].append(_pack(raw))
            case "ProfileRelationship":
                found.relations[str(raw.get("@From-ProfileID", ""))].append(_pack(raw))
            case _:
                found.entries[str(raw.get("@ProfileID", ""))].append(_pack(raw))
    if facts.published_on is None:
        raise refuse(path, "The element DateOfIssue holds no date.", "Send OFAC's own file.")
    for missing, there in (("ReferenceValueSets", found.references), ("SanctionsEntries", found.entries)):
        if not there:
            raise refuse(path, f"The element {missing} is missing or empty.", "Download the file again.")
    return found


def _profile(
    list_key: str, position: Position, party: dict[str, Any], seen: set[str], elsewhere: _Elsewhere
) -> Iterator[ListingDraft | Issue]:
    profile: Fields = party["Profile"]
    reference = str(profile.get("@ID", ""))
    kind = _kind(profile.get("@PartySubTypeID"), elsewhere.references)
    entries = _unpack(elsewhere.entries.get(reference))
    problem = _problem(position, reference, kind, entries, seen)
    if problem is not None or kind is None:
        yield problem or _no_kind(position, reference)
        return
    seen.add(reference)
    listing = ListingUnderWay(list_key, reference, kind, position)
    documents = _identities(listing, profile, elsewhere)
    places = _features(listing, profile, elsewhere)
    relations = _unpack(elsewhere.relations.get(reference))
    for relation in relations:
        _relation(listing, relation, elsewhere)
    if comment := text_of(party, "Comment"):
        listing.remarks(comment)
    _strangers(listing, party, profile)
    if not listing.names:
        yield Issue(IssueCode.NO_NAME, "The party has no name.", position, reference, "Identity", refuses=True)
        return
    raw = {"DistinctParty": party, "SanctionsEntry": entries, "IDRegDocument": documents}
    raw |= {"Location": places, "ProfileRelationship": relations}
    made = list(_entries(listing, entries, elsewhere.references))
    _cross_references(listing, made)
    yield listing.draft(made, raw)
    yield from listing.issues


def _problem(
    position: Position, reference: str, kind: PartyKind | None, entries: list[Fields], seen: set[str]
) -> Issue | None:
    """Why a party is refused; None when it can be read."""
    if not reference:
        return Issue(IssueCode.NO_REFERENCE, "The party has no profile number.", position, refuses=True)
    if reference in seen:
        return Issue(
            IssueCode.DUPLICATE_REFERENCE, "This profile stands in the file twice.", position, reference, refuses=True
        )
    if kind is None:
        return _no_kind(position, reference)
    if not entries:
        return Issue(
            IssueCode.MISSING_FIELD,
            "The party has no entry on any list, so that nothing is imposed on it here.",
            position,
            reference,
            "SanctionsEntry",
            refuses=True,
        )
    return None


def _no_kind(position: Position, reference: str) -> Issue:
    return Issue(
        IssueCode.UNKNOWN_KIND,
        "The kind of the party is not known.",
        position,
        reference,
        "PartySubTypeID",
        refuses=True,
    )


def _kind(sub_type: object, references: References) -> PartyKind | None:
    """Vessel and Aircraft are sub-types; for the others the sub-type is "Unknown" and the type says what they are."""
    text = references.text("PartySubType", sub_type)
    if text.lower() in ("unknown", ""):
        text = references.text("PartyType", references.attribute("PartySubType", sub_type, "@PartyTypeID"))
    return _KINDS.get(text.lower())


def _first_name(profile: etree._Element) -> str:
    """The primary name of a party as its parts stand in the file, to name the other side of relations."""
    for alias in profile.iterfind("{*}Identity/{*}Alias[@Primary='true']"):
        named = alias.find("{*}DocumentedName")
        found = [] if named is None else [xmlfile.text(part) for part in named.iterfind("{*}*/{*}NamePartValue")]
        return ", ".join(filter(None, (*found[:1], " ".join(found[1:]))))
    return ""


def _identities(listing: ListingUnderWay, profile: Fields, elsewhere: _Elsewhere) -> list[Fields]:
    """Add the names and documents of every identity; the documents as published are returned."""
    documents: list[Fields] = []
    for identity in items(profile, "Identity"):
        parts.add_names(listing, identity, elsewhere.references)
        for document in _unpack(elsewhere.documents.get(str(identity.get("@ID", "")))):
            parts.add_document(listing, document, elsewhere.references)
            documents.append(document)
    return documents


def _features(listing: ListingUnderWay, profile: Fields, elsewhere: _Elsewhere) -> list[Fields]:
    """Add what the features say; the places that they refer to are returned as published."""
    places: list[Fields] = []
    for feature in items(profile, "Feature"):
        label = elsewhere.references.text("FeatureType", feature.get("@FeatureTypeID"))
        for version in items(feature, "FeatureVersion"):
            found = [_place(listing, item, elsewhere) for item in items(version, "VersionLocation")]
            located = [place for place in found if place is not None]
            places += located
            parts.add_feature(listing, label, version, located, elsewhere.references)
    return places


def _place(listing: ListingUnderWay, item: Fields, elsewhere: _Elsewhere) -> Fields | None:
    packed = elsewhere.places.get(str(item.get("@LocationID", "")))
    if packed is None:
        listing.issue(
            IssueCode.MISSING_FIELD, "The place is not in the file.", "VersionLocation", str(item.get("@LocationID"))
        )
        return None
    place: Fields = json.loads(packed)
    return place


def _relation(listing: ListingUnderWay, fields: Fields, elsewhere: _Elsewhere) -> None:
    wording = elsewhere.references.text("RelationType", fields.get("@RelationTypeID"))
    other = str(fields.get("@To-ProfileID", ""))
    sub_type, name = elsewhere.profiles.get(other, ("", ""))
    kind = terms.relation(wording)
    # The published direction is sometimes the wrong way round; a person can be neither owned nor led.
    impossible = (kind is RelationKind.OWNED_BY and listing.kind is PartyKind.PERSON) or (
        kind is RelationKind.LEADS and _kind(sub_type, elsewhere.references) is PartyKind.PERSON
    )
    if impossible:
        listing.issue(
            IssueCode.CONFLICT,
            "A person is said to be owned or led: the relation is the wrong way round, and was kept as a link only.",
            "ProfileRelationship",
            f"{wording}: {other}",
        )
    elif kind is None:
        listing.issue(IssueCode.UNKNOWN_TERM, "This relation is not known; kept as a link.", "RelationType", wording)
    kind = RelationKind.LINKED if kind is None or impossible else kind
    listing.relate(RelationDraft(kind, wording, name or None, other or None, fields.get("@Former") == "true"))


def _entries(listing: ListingUnderWay, entries: list[Fields], references: References) -> Iterator[Entry]:
    """The places on OFAC's lists. "Consolidated List" only says which file it is, unless nothing else is said."""
    named = [(references.text("List", entry.get("@ListID")), entry) for entry in entries]
    real = [(name, entry) for name, entry in named if name.lower() != _META_LIST] or named
    for name, entry in real:
        sublist = terms.sublist_named(name)
        if sublist is None:
            listing.issue(
                IssueCode.UNKNOWN_MEASURE, f"The list “{name}” is not known; nothing was implied by it.", "ListID", name
            )
        yield Entry(sublist, *_said(listing, entry, references), tuple(_events(listing, entry, references)))


def _cross_references(listing: ListingUnderWay, entries: list[Entry]) -> None:
    """A profile with entries on the SDN list and on others stands in both of OFAC's files, under one number."""
    keys = {"us_ofac_sdn" if e.sublist.key == "sdn" else "us_ofac_cons" for e in entries if e.sublist is not None}
    for key in sorted(keys - {listing.list_key}):
        listing.cross_references.append(CrossReference(key, listing.reference))


def _said(
    listing: ListingUnderWay, entry: Fields, references: References
) -> tuple[tuple[str, ...], tuple[MeasureDraft, ...]]:
    """The programme tags and the explicit measures of an entry: a tag is the comment of a measure called Program."""
    tags: list[str] = []
    explicit: list[MeasureDraft] = []
    for measure in items(entry, "SanctionsMeasure"):
        wording = references.text("SanctionsType", measure.get("@SanctionsTypeID"))
        comment = text_of(measure, "Comment")
        if wording.lower() == "program":
            tags.append(comment)
            continue
        code = terms.sanctions_type(wording)
        if code is None:
            listing.issue(IssueCode.UNKNOWN_MEASURE, "What this imposes is not understood.", "SanctionsType", wording)
        explicit.append(MeasureDraft(code or MeasureCode.OTHER, Basis.EXPLICIT, wording, comment or None))
    return tuple(filter(None, tags)), tuple(explicit)


def _events(listing: ListingUnderWay, entry: Fields, references: References) -> Iterator[Event]:
    for event in items(entry, "EntryEvent"):
        kind = references.text("EntryEventType", event.get("@EntryEventTypeID"))
        basis = event.get("@LegalBasisID")
        on = exact_date(parts.day_text(event.get("Date")))
        if kind.lower() not in _LISTING_EVENTS:
            listing.issue(IssueCode.UNKNOWN_TERM, "This kind of event is no listing; left out.", "EntryEvent", kind)
            continue
        if on is None:
            listing.issue(IssueCode.BAD_DATE, "The event has no full date.", "EntryEvent", str(event.get("Date")))
        act = references.text("LegalBasis", basis)
        programme = references.text(
            "SanctionsProgram", references.attribute("LegalBasis", basis, "@SanctionsProgramID")
        )
        yield Event(on, "" if act.lower() == "unknown" else act, programme)


def _strangers(listing: ListingUnderWay, party: Fields, profile: Fields) -> None:
    """An issue for each child or attribute that is not known to stand in a party, a profile, an identity, a feature."""
    groups = [("DistinctParty", party), ("Profile", profile)]
    groups += [(name, item) for name in ("Identity", "Feature") for item in items(profile, name)]
    for element, fields in groups:
        for name in fields.keys() - _KNOWN[element]:
            listing.issue(
                IssueCode.UNKNOWN_FIELD,
                f"{element}/{name} is not known; its value was kept as published but not read.",
                f"{element}/{name}",
                str(fields[name]),
                "Tell the maintainers, so that the importer learns it.",
            )


def _pack(raw: Mapping[str, object]) -> bytes:
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode()


def _unpack(packed: list[bytes] | None) -> list[Fields]:
    return [json.loads(item) for item in packed or ()]
