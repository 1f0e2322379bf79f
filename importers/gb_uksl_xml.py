"""The UK Sanctions List as XML: no namespace, `Designations` with its date and one `Designation` for each Unique ID.

Every element is taken or ignored by name; what is left over becomes an issue. Containers repeat freely, so values are
gathered wherever their element stands inside the part that owns it.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lxml import etree

from importers import xmlfile
from importers.draft import Issue
from importers.fields import exact_date
from importers.gate import refuse
from importers.gb_published import Act, Published, plain_text
from importers.reading import Facts
from importers.vocabulary import IssueCode

_NAME = (*(f"Name{number}" for number in range(1, 7)), "NameType", "AliasStrength")
_SCRIPT = ("NameNonLatinScript", "NonLatinScriptType", "NonLatinScriptLanguage")
_ADDRESS = (*(f"AddressLine{number}" for number in range(1, 7)), "AddressPostalCode", "AddressCountry")
_PASSPORT = ("PassportNumber", "PassportAdditionalInformation")
_NATIONAL_ID = ("NationalIdentifierNumber", "NationalIdentifierAdditionalInformation")

# Elements whose children belong together, and the order in which their texts are kept.
_TUPLES = {
    "Name": _NAME,
    "NonLatinName": _SCRIPT,
    "Address": _ADDRESS,
    "Location": ("TownOfBirth", "CountryOfBirth"),
    "Passport": _PASSPORT,
    "NationalIdentifier": _NATIONAL_ID,
}
# Elements that hold one text each. Several spellings: containers repeat their name with and without the plural.
_TEXTS = frozenset(
    {
        "LastUpdated", "DateDesignated", "UniqueID", "OFSIGroupID", "UNReferenceNumber", "RegimeName",
        "IndividualEntityShip", "DesignationSource", "SanctionsImposed", "OtherInformation", "UKStatementofReasons",
        "Title", "PhoneNumber", "EmailAddress", "Website", "DOB", "Gender", "Nationality", "Position",
        "BusinessRegistrationNumber", "TypeOfEntity", "ParentCompany", "Subsidiary", "IMONumber",
        "CurrentOwnerOperator", "PreviousOwnerOperator", "CurrentBelievedFlagOfShip", "PreviousFlag",
        "TypeOfShip", "TonnageOfShip", "LengthOfShip", "YearBuilt", "HullIdentificationNumber",
    }
)  # fmt: skip
_ALIASES = {
    "TypeOfShipDetail": "TypeOfShip",
    "TonnageOfShipDetail": "TonnageOfShip",
    "LengthOfShipDetail": "LengthOfShip",
    "HIN": "HullIdentificationNumber",
}
# What a container is called when it holds its text itself, e.g. <YearsBuilt>1998</YearsBuilt>.
_PLURALS = {
    "Titles": "Title", "PhoneNumbers": "PhoneNumber", "EmailAddresses": "EmailAddress", "Websites": "Website",
    "DOBs": "DOB", "Genders": "Gender", "Nationalities": "Nationality", "Positions": "Position",
    "BusinessRegistrationNumbers": "BusinessRegistrationNumber", "TypeOfEntities": "TypeOfEntity",
    "ParentCompanies": "ParentCompany", "Subsidiaries": "Subsidiary", "IMONumbers": "IMONumber",
    "CurrentOwnerOperators": "CurrentOwnerOperator", "PreviousOwnerOperators": "PreviousOwnerOperator",
    "CurrentBelievedFlagOfShips": "CurrentBelievedFlagOfShip", "PreviousFlags": "PreviousFlag",
    "TypeOfShipDetails": "TypeOfShip", "TonnageOfShipDetails": "TonnageOfShip",
    "LengthOfShipDetails": "LengthOfShip", "YearsBuilt": "YearBuilt",
    "HullIdentificationNumbers": "HullIdentificationNumber",
}  # fmt: skip
_CONTAINERS = frozenset(
    {
        "Names", "NonLatinNames", "Addresses", "IndividualDetails", "Individual", "BirthDetails", "PassportDetails",
        "NationalIdentifierDetails", "EntityDetails", "Entity", "ShipDetails", "Ship",
    }
)  # fmt: skip
_FLAGS = "SanctionsImposedIndicators"
_ATTRIBUTES = {
    "TypeOfEntity": "organisation_type",
    "CurrentBelievedFlagOfShip": "flag",
    "PreviousFlag": "former_flag",
    "TypeOfShip": "vessel_type",
    "TonnageOfShip": "tonnage",
    "LengthOfShip": "length",
    "YearBuilt": "year_built",
    "HullIdentificationNumber": "hull_number",
}


def read_xml_file(path: Path, facts: Facts) -> Iterator[tuple[Published, Act] | Issue]:
    """Each designation of the XML, and an issue for one without a Unique ID or with one that was there before."""
    root, _ = xmlfile.root_of(path)
    if root != "Designations":
        raise refuse(
            path,
            f"The root element is <{root}>, not <Designations>: this is not the UK Sanctions List.",
            "Name the list that the file belongs to.",
            row=1,
        )
    facts.shape = "UK-Sanctions-List.xml"
    seen: set[str] = set()
    for element in xmlfile.elements(path, "Designation", "DateGenerated", depth=1):
        if xmlfile.local(element) == "DateGenerated":
            facts.published_on = _generated(path, element)
            continue
        facts.records += 1
        facts.rows += 1
        yield _Parts(path, element).published(seen)
    if facts.published_on is None:
        raise refuse(path, "The element <DateGenerated> is missing.", "The publisher's file has one: fetch it again.")
    if not facts.records:
        raise refuse(path, "The file holds no <Designation>.", "Fetch the file again.")


def _generated(path: Path, element: etree._Element) -> date:
    if found := exact_date(xmlfile.text(element)):
        return found
    raise refuse(
        path, f"The date {xmlfile.text(element)!r} in <DateGenerated> is not understood.", row=element.sourceline or 0
    )


class _Parts:
    """One designation taken apart: texts, tuples and flags by name, and the elements that nobody knows."""

    def __init__(self, path: Path, element: etree._Element) -> None:
        self._element = element
        self._position = xmlfile.position(path, element)
        self._texts: dict[str, list[str]] = {}
        self._tuples: dict[str, list[tuple[str, ...]]] = {}
        self._flags: list[str] | None = None
        self._odd: list[tuple[IssueCode, str, str]] = []
        self._walk(element)

    def _walk(self, element: etree._Element) -> None:
        for item in element:
            name = xmlfile.local(item)
            name = _ALIASES.get(name, name)
            if name in _TEXTS and not len(item):
                self._keep(name, item.text)
            elif name in _TUPLES:
                self._take_tuple(name, item)
            elif name == _FLAGS:
                self._take_flags(item)
            elif name in _PLURALS:
                self._keep(_PLURALS[name], item.text)
                self._walk(item)
            elif name in _CONTAINERS:
                self._walk(item)
            elif name:
                self._odd.append((IssueCode.UNKNOWN_FIELD, name, " ".join("".join(item.itertext()).split())))

    def _keep(self, name: str, text: str | None) -> None:
        value = (text or "").strip()
        if value and value not in self._texts.setdefault(name, []):
            self._texts[name].append(value)

    def _take_tuple(self, name: str, item: etree._Element) -> None:
        texts = {xmlfile.local(part): (part.text or "").strip() for part in item}
        values = tuple(texts.pop(column, "") for column in _TUPLES[name])
        if any(values) and values not in self._tuples.setdefault(name, []):
            self._tuples[name].append(values)
        self._odd += [(IssueCode.UNKNOWN_FIELD, f"{name}/{part}", text) for part, text in texts.items() if text]

    def _take_flags(self, item: etree._Element) -> None:
        self._flags = []
        for flag in item:
            name, text = xmlfile.local(flag), (flag.text or "").strip().casefold()
            if text in ("true", "1"):
                self._flags.append(name)
            elif text not in ("false", "0", ""):
                self._odd.append((IssueCode.BAD_VALUE, name, text))

    def published(self, seen: set[str]) -> tuple[Published, Act] | Issue:
        texts = {name: self._texts.get(name, []) for name in _TEXTS}
        reference = next(iter(texts["UniqueID"]), "")
        kinds = texts["IndividualEntityShip"]
        item = Published(
            "gb_uksl",
            reference,
            kinds[0] if kinds else "",
            self._position,
            xmlfile.raw(self._element),
            names=[name for name in self._tuples.get("Name", []) if any(name[:6])],
            scripts=[script for script in self._tuples.get("NonLatinName", []) if script[0]],
            titles=texts["Title"],
            births=texts["DOB"],
            birth_places=self._tuples.get("Location", []),
            nationalities=texts["Nationality"],
            passports=self._tuples.get("Passport", []),
            national_ids=self._tuples.get("NationalIdentifier", []),
            positions=texts["Position"],
            addresses=self._tuples.get("Address", []),
            phones=texts["PhoneNumber"],
            emails=texts["EmailAddress"],
            websites=texts["Website"],
            genders=texts["Gender"],
            company_numbers=texts["BusinessRegistrationNumber"],
            parents=texts["ParentCompany"],
            subsidiaries=texts["Subsidiary"],
            imo_numbers=texts["IMONumber"],
            owners=texts["CurrentOwnerOperator"],
            former_owners=texts["PreviousOwnerOperator"],
            attributes=[(name, text) for element, name in _ATTRIBUTES.items() for text in texts[element]],
            remarks="\n".join(map(plain_text, texts["OtherInformation"])),
        )
        for code, name, value in self._odd:
            item.doubt(code, f"The element <{name}> is not understood; it was kept as published.", name, value)
        if not reference:
            return item.refusal(IssueCode.NO_REFERENCE, "The designation has no Unique ID.", "UniqueID")
        if reference in seen:
            return item.refusal(IssueCode.DUPLICATE_REFERENCE, "The Unique ID was there before.", "UniqueID", reference)
        seen.add(reference)
        return item, self._act(texts)

    def _act(self, texts: dict[str, list[str]]) -> Act:
        return Act(
            regimes=texts["RegimeName"],
            sources=texts["DesignationSource"],
            imposed=texts["SanctionsImposed"],
            flags=self._flags,
            designated=texts["DateDesignated"],
            updated=texts["LastUpdated"],
            un_references=texts["UNReferenceNumber"],
            ofsi_groups=texts["OFSIGroupID"],
            reasons=texts["UKStatementofReasons"],
        )
