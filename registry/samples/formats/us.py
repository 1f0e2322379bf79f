"""OFAC's SDN_ADVANCED.XML: everything in it is a number that stands for something said elsewhere in the file."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from registry.samples import xmltree
from registry.samples.cast import FICTIONAL, Birth, Cast, Entry
from registry.samples.xmltree import Node, node

NAMESPACE = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML"
ISSUED = date(2026, 6, 26)
_SUBTYPES = {"person": "4", "organisation": "3", "vessel": "1", "aircraft": "2"}
_SCRIPTS = {
    "ara": "Arabic", "per": "Arabic", "bel": "Cyrillic", "rus": "Cyrillic", "chi": "Chinese Simplified",
    "kor": "Korean", "geo": "Georgian", "bur": "Burmese", "amh": "Ethiopic", "tir": "Ethiopic",
}  # fmt: skip
_ORDERS = {
    "GLOMAG": "13818", "MAGNIT": "Pub. L. 112-208", "BURMA-EO14014": "14014", "SUDAN-EO14098": "14098",
    "DARFUR": "13400", "BELARUS-EO14038": "14038", "BELARUS": "13405", "DRCONGO": "13413", "PAARSSR-EO13894": "13894",
    "IRAN-HR": "13553", "RUSSIA-EO14024": "14024", "SOUTH SUDAN": "13664", "CAR": "13667", "LIBYA3": "13726",
    "NICARAGUA": "13851", "ETHIOPIA-EO14046": "14046", "DPRK3": "13722",
}  # fmt: skip


class _Table:
    """A set of reference values: gives every wording a number, in the order in which they are first used."""

    def __init__(self, kind: str, first: int, *known: str) -> None:
        self._kind, self._first = kind, first
        self._numbers: dict[str, dict[str, str]] = {}
        for wording in known:
            self.number(wording)

    def number(self, wording: str, **attributes: str) -> str:
        """The number that stands for a wording."""
        if wording not in self._numbers:
            self._numbers[wording] = {"ID": str(self._first + len(self._numbers)), **attributes}
        return self._numbers[wording]["ID"]

    def nodes(self) -> Node:
        """The set as it stands in the file."""
        values = (node(self._kind, wording, **attributes) for wording, attributes in self._numbers.items())
        return node(f"{self._kind}Values", *values)


class _File:
    """The file while it is put together: its sets of reference values and the parts that parties refer to."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.alias_types = _Table("AliasType", 1400, "A.K.A.", "F.K.A.", "N.K.A.", "Name")
        self.calendars = _Table("CalendarType", 1, "Gregorian")
        self.countries = _Table("Country", 11000)
        self.details = _Table("DetailReference", 91526, "Male", "Female")
        self.events = _Table("EntryEventType", 1, "Created")
        self.features = _Table("FeatureType", 1)
        self.documents_types = _Table("IDRegDocType", 1571)
        self.bases = _Table("LegalBasis", 91720)
        self.lists = _Table("List", 1550, "SDN List")
        self.place_parts = _Table("LocPartType", 1451, "ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY")
        self.name_parts = _Table("NamePartType", 1520)
        self.relation_types = _Table("RelationType", 15002, "Acting for or on behalf of", "Owned or Controlled By")
        self.programmes = _Table("SanctionsProgram", 20)
        self.measures = _Table("SanctionsType", 1, "Program", "Block")
        self.scripts = _Table("Script", 215, "Latin")
        self.locations: list[Node] = []
        self.documents: list[Node] = []
        self.relations: list[Node] = []
        self.entries: list[Node] = []

    def sets(self) -> Node:
        """All reference values, once everything that uses them is written."""
        types = node(
            "PartyTypeValues", node("PartyType", "Individual", ID="1"), node("PartyType", "Entity", ID="2"),
            node("PartyType", "Transport", ID="4"),
        )  # fmt: skip
        sub_types = node(
            "PartySubTypeValues", node("PartySubType", "Vessel", ID="1", PartyTypeID="4"),
            node("PartySubType", "Aircraft", ID="2", PartyTypeID="4"),
            node("PartySubType", "Unknown", ID="3", PartyTypeID="2"),
            node("PartySubType", "Unknown", ID="4", PartyTypeID="1"),
        )  # fmt: skip
        tables = (
            self.alias_types, self.calendars, self.countries, self.details, self.events, self.features,
            self.documents_types, self.bases, self.lists, self.place_parts, self.name_parts, self.relation_types,
            self.programmes, self.measures, self.scripts,
        )  # fmt: skip
        return node("ReferenceValueSets", types, sub_types, *(table.nodes() for table in tables))


def write(cast: Cast, path: Path) -> None:
    """Write the entries of OFAC's list of Specially Designated Nationals."""
    file = _File(cast)
    parties = [_party(file, entry) for entry in cast.of("US") if not entry.visa_only]
    root = node(
        "Sanctions",
        node("DateOfIssue", *_day(ISSUED), CalendarTypeID="1"),
        file.sets(),
        node("Locations", *file.locations),
        node("IDRegDocuments", *file.documents),
        node("DistinctParties", *parties),
        node("ProfileRelationships", *file.relations),
        node("SanctionsEntries", *file.entries),
    )
    xmltree.write(root, path, NAMESPACE)


def number(entry: Entry) -> str:
    """The number of a party, alike in all of OFAC's formats."""
    return str(98_000 + 7 * entry.number)


def _day(day: date) -> list[Node]:
    return [node("Year", str(day.year)), node("Month", str(day.month)), node("Day", str(day.day))]


def _party(file: _File, entry: Entry) -> Node:
    at = number(entry)
    _documents(file, entry)
    _relations(file, entry)
    _sdn_entry(file, entry)
    profile = node(
        "Profile", _identity(file, entry), *_features(file, entry), ID=at, PartySubTypeID=_SUBTYPES[entry.kind]
    )
    return node("DistinctParty", node("Comment", FICTIONAL), profile, FixedRef=at)


def _identity(file: _File, entry: Entry) -> Node:
    at = number(entry)
    labels = ("Last Name", "First Name") if entry.is_person else (f"{_whole(entry)} Name",)
    groups = {label: f"{at}{place}" for place, label in enumerate(labels, start=1)}
    family, given = entry.parts
    parts = {"Last Name": family.upper(), "First Name": given} if entry.is_person else {labels[0]: entry.name.upper()}
    names = [_documented(file, groups, parts, "Latin")]
    if entry.script:
        names.append(_documented(file, groups, {labels[0]: entry.script}, _SCRIPTS[entry.language]))
    aliases = [_alias(file, "Name", names, primary=True)]
    for kind, texts, low in (
        ("A.K.A.", entry.aka, False),
        ("A.K.A.", entry.weak, True),
        ("F.K.A.", entry.former, False),
    ):
        spelled = [_documented(file, groups, _split(entry, text, labels), "Latin") for text in texts]
        aliases += [_alias(file, kind, [name], low=low) for name in spelled]
    masters = [
        node("MasterNamePartGroup", node("NamePartGroup", ID=group, NamePartTypeID=file.name_parts.number(label)))
        for label, group in groups.items()
    ]
    return node("Identity", *aliases, node("NamePartGroups", *masters), ID=at, Primary="true", **{"False": "false"})


def _whole(entry: Entry) -> str:
    return {"vessel": "Vessel", "aircraft": "Aircraft"}.get(entry.kind, "Entity")


def _split(entry: Entry, text: str, labels: tuple[str, ...]) -> dict[str, str]:
    """An alias in parts: its last word is the family name, unless it is a single word or no person's."""
    given, _, family = text.rpartition(" ")
    return (
        {"Last Name": family.upper(), "First Name": given} if entry.is_person and given else {labels[0]: text.upper()}
    )


def _alias(file: _File, kind: str, names: list[Node], *, primary: bool = False, low: bool = False) -> Node:
    return node(
        "Alias", *names, AliasTypeID=file.alias_types.number(kind), Primary="true" if primary else "false",
        LowQuality="true" if low else "false",
    )  # fmt: skip


def _documented(file: _File, groups: dict[str, str], parts: dict[str, str], script: str) -> Node:
    return node(
        "DocumentedName",
        *(
            node(
                "DocumentedNamePart",
                node("NamePartValue", text, NamePartGroupID=groups[label], ScriptID=file.scripts.number(script)),
            )
            for label, text in parts.items()
            if text
        ),
    )


def _features(file: _File, entry: Entry) -> Iterator[Node]:
    for birth in entry.born:
        yield _feature(file, "Birthdate", _period(birth))
    if entry.born_in:
        yield _feature(file, "Place of Birth", _place(file, entry.born_in[0], "", entry.born_in[1]))
    if entry.nationality:
        yield _feature(file, "Nationality Country", _place(file, "", "", entry.nationality))
    if entry.sex:
        male = file.details.number(entry.sex.capitalize())
        yield _feature(file, "Gender", node("VersionDetail", DetailReferenceID=male))
    if entry.address:
        street, city, country = entry.address
        yield _feature(file, "Location", _place(file, city, street, country))
    said = (
        ("Title", entry.position), ("VESSEL TYPE", entry.vessel_type), ("Aircraft Model", entry.model),
        ("Aircraft Tail Number", entry.tail), ("Aircraft Manufacturer's Serial Number (MSN)", entry.msn),
    )  # fmt: skip
    for label, value in said:
        if value:
            yield _feature(file, label, node("VersionDetail", value))
    if entry.flag:
        yield _feature(file, "Vessel Flag", _place(file, "", "", entry.flag))


def _feature(file: _File, label: str, content: Node) -> Node:
    return node("Feature", node("FeatureVersion", content), FeatureTypeID=file.features.number(label))


def _period(birth: Birth) -> Node:
    """The first and the last day that a birth date may mean: a whole year stands for the year alone."""
    last_year = birth.until or birth.year
    low = date(birth.year, birth.month or 1, birth.day or 1)
    month = birth.month or 12
    high = date(last_year, month, birth.day or monthrange(last_year, month)[1])
    about = "true" if birth.about else "false"
    start = node("Start", node("From", *_day(low)), node("To", *_day(low)), Approximate=about)
    end = node("End", node("From", *_day(high)), node("To", *_day(high)), Approximate=about)
    return node("DatePeriod", start, end, CalendarTypeID="1")


def _place(file: _File, city: str, street: str, country: str) -> Node:
    at = str(700 + len(file.locations))
    parts = [
        node(
            "LocationPart",
            node("LocationPartValue", node("Value", value), Primary="true"),
            LocPartTypeID=file.place_parts.number(label),
        )
        for label, value in (("ADDRESS1", street), ("CITY", city))
        if value
    ]
    where = node("LocationCountry", CountryID=file.countries.number(country))
    file.locations.append(node("Location", where, *parts, ID=at))
    return node("VersionLocation", LocationID=at)


def _documents(file: _File, entry: Entry) -> None:
    labelled = (
        ("Passport", entry.passport), ("National ID No.", entry.national_id),
        ("Registration Number", entry.registration),
        ("Legal Entity Number", entry.lei), ("Vessel Registration Identification", entry.imo and f"IMO {entry.imo}"),
    )  # fmt: skip
    country = entry.nationality or (entry.address[2] if entry.address else "")
    for label, value in labelled:
        if value:
            attributes = {"IDRegDocTypeID": file.documents_types.number(label), "IdentityID": number(entry)}
            if country and label not in ("Legal Entity Number", "Vessel Registration Identification"):
                attributes["IssuedBy__CountryID"] = file.countries.number(country)
            at = str(300 + len(file.documents))
            file.documents.append(node("IDRegDocument", node("IDRegistrationNo", value), ID=at, **attributes))


def _relations(file: _File, entry: Entry) -> None:
    for wording, key in (
        ("Owned or Controlled By", entry.owned_by),
        ("Acting for or on behalf of", entry.acts_for),
        ("Family member of", entry.family_of),
    ):
        other = file.cast.other(entry, key)
        if other is not None and not other.visa_only:
            file.relations.append(
                node(
                    "ProfileRelationship",
                    From__ProfileID=number(entry),
                    To__ProfileID=number(other),
                    RelationTypeID=file.relation_types.number(wording),
                    Former="false",
                    ID=str(600 + len(file.relations)),
                )
            )


def _sdn_entry(file: _File, entry: Entry) -> None:
    programme = file.programmes.number(entry.words)
    order = _ORDERS[entry.words]
    act = f"Executive Order {order}" if order.isdigit() else order
    basis = file.bases.number(act, LegalBasisShortRef=order, SanctionsProgramID=programme)
    event = node("EntryEvent", node("Date", *_day(entry.on)), EntryEventTypeID="1", LegalBasisID=basis)
    measures = [
        node("SanctionsMeasure", node("Comment", entry.words), SanctionsTypeID=file.measures.number("Program")),
        node("SanctionsMeasure", node("Comment"), SanctionsTypeID=file.measures.number("Block")),
    ]
    file.entries.append(
        node("SanctionsEntry", event, *measures, ID=number(entry), ProfileID=number(entry), ListID="1550")
    )
