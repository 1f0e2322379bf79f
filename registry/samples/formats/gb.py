"""The UK Sanctions List as XML: measures as flags and as text, names in six parts, dates day first."""

from pathlib import Path

from registry.samples import xmltree
from registry.samples.cast import Birth, Cast, Entry
from registry.samples.xmltree import Node, node, texts

_KINDS = {"person": "Individual", "organisation": "Entity", "vessel": "Ship"}
_FLAGS = ("AssetFreeze", "ArmsEmbargo", "TravelBan", "ProhibitionOfPortEntry", "PreventionOfCharteringOfShips")
_LANGUAGES = {
    "bur": "Burmese", "ara": "Arabic", "bel": "Belarusian", "per": "Farsi", "rus": "Russian", "chi": "Chinese",
    "kor": "Korean", "geo": "Georgian", "amh": "Amharic", "tir": "Tigrinya",
}  # fmt: skip
GENERATED = "29/06/2026"


def write(cast: Cast, path: Path) -> None:
    """Write the UK's entries to an XML file."""
    xmltree.write(
        node("Designations", node("DateGenerated", GENERATED), *(_designation(cast, e) for e in cast.of("GB"))), path
    )


def _designation(cast: Cast, entry: Entry) -> Node:
    imposed = _imposed(entry)
    day = f"{entry.on:%d/%m/%Y}"
    details = {"person": _person, "organisation": _organisation, "vessel": _ship}[entry.kind]
    return node(
        "Designation",
        *texts(LastUpdated=day, DateDesignated=day, UniqueID=f"{entry.words['prefix']}99{entry.number:02}"),
        *texts(OFSIGroupID=str(99000 + entry.number), UNReferenceNumber=entry.un),
        node("Names", *_names(entry)),
        *_script(entry),
        *_each("Titles", "Title", entry.title),
        *texts(RegimeName=entry.words["name"], IndividualEntityShip=_KINDS[entry.kind]),
        *texts(DesignationSource="UN" if entry.un else "UK", SanctionsImposed="|".join(imposed)),
        node("SanctionsImposedIndicators", *(node(flag, _truth(flag, imposed)) for flag in _FLAGS)),
        *texts(OtherInformation=_about(cast, entry), UKStatementofReasons="" if entry.un else entry.why),
        *_addresses(entry),
        details(cast, entry),
    )


def _imposed(entry: Entry) -> list[str]:
    if entry.imposed:
        return list(entry.imposed)
    found = ["Asset freeze"] if entry.freeze else []
    return [*found, "Travel Ban"] if entry.ban and entry.is_person else found


def _truth(flag: str, imposed: list[str]) -> str:
    said = {text.casefold().replace(" ", "") for text in imposed}
    return "true" if flag.casefold() in said else "false"


def _about(cast: Cast, entry: Entry) -> str:
    kin = f"Family member of {cast.name(entry.family_of)}. " if entry.family_of else ""
    lei = f"LEI: {entry.lei}. " if entry.lei else ""
    return f"{kin}{lei}{entry.remark if entry.un else entry.remark.removeprefix(entry.why).strip()}"


def _names(entry: Entry) -> list[Node]:
    """Name 6 is the family name or the whole; the given names stand in Name 1 to Name 5."""
    family, given = (entry.family.upper(), entry.given) if entry.family else ("", "")
    if entry.is_person and family:
        parts = {f"Name{i}": word for i, word in enumerate(given.split(), start=1)} | {"Name6": family}
    else:
        parts = {"Name6": entry.whole.upper()}
    found = [node("Name", *texts(**parts, NameType="Primary Name"))]
    # Only aliases that come from the UN are graded.
    good, low = ("Good quality a.k.a", "Low quality a.k.a") if entry.un else ("", "")
    for kind, names, grade in (("Alias", entry.aka, good), ("Alias", entry.weak, low), ("FKA", entry.former, "")):
        found += [node("Name", *texts(Name6=name, NameType=kind, AliasStrength=grade)) for name in names]
    return found


def _script(entry: Entry) -> list[Node]:
    if not entry.script:
        return []
    language = texts(NameNonLatinScript=entry.script, NonLatinScriptLanguage=_LANGUAGES[entry.language])
    return [node("NonLatinNames", node("NonLatinName", *language))]


def _each(group: str, name: str, *values: str) -> list[Node]:
    found = [node(name, value) for value in values if value]
    return [node(group, *found)] if found else []


def _addresses(entry: Entry) -> list[Node]:
    if not entry.address:
        return []
    street, city, country = entry.address
    lines = texts(AddressLine1=street, AddressLine6=city, AddressCountry=country)
    return [node("Addresses", node("Address", *lines))]


def _person(_: Cast, entry: Entry) -> Node:
    town, country = (*entry.born_in, "", "")[:2]
    passport = texts(PassportNumber=entry.passport, PassportAdditionalInformation=entry.nationality)
    identity = texts(
        NationalIdentifierNumber=entry.national_id, NationalIdentifierAdditionalInformation=entry.nationality
    )
    details = [
        *_each("DOBs", "DOB", *(_masked(birth) for birth in entry.born)),
        *([node("BirthDetails", node("Location", *texts(TownOfBirth=town, CountryOfBirth=country)))] if town else []),
        *_each("Genders", "Gender", entry.sex.capitalize()),
        *_each("Nationalities", "Nationality", entry.nationality),
        *_each("Positions", "Position", entry.position),
        *([node("PassportDetails", node("Passport", *passport))] if entry.passport else []),
        *([node("NationalIdentifierDetails", node("NationalIdentifier", *identity))] if entry.national_id else []),
    ]
    return node("IndividualDetails", node("Individual", *details))


def _masked(birth: Birth) -> str:
    """`dd/mm/1961` for a year; the list has no way to write spans, so that the first year stands for one."""
    day, month, year = birth.numbers
    return f"{day or 'dd'}/{month or 'mm'}/{year}"


def _organisation(cast: Cast, entry: Entry) -> Node:
    parent = cast.name(entry.owned_by) if entry.owned_by else ""
    number = f"Registration Number: {entry.registration}" if entry.registration else ""
    details = [
        *_each("BusinessRegistrationNumbers", "BusinessRegistrationNumber", number),
        *_each("ParentCompanies", "ParentCompany", parent),
    ]
    return node("EntityDetails", node("Entity", *details))


def _ship(cast: Cast, entry: Entry) -> Node:
    owner = cast.name(entry.owned_by) if entry.owned_by else ""
    details = [
        *_each("IMONumbers", "IMONumber", f"IMO{entry.imo}"),
        *_each("CurrentOwnerOperators", "CurrentOwnerOperator", owner),
        *_each("CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip", entry.flag),
        *_each("TypeOfShipDetails", "TypeOfShip", entry.vessel_type),
        *_each("TonnageOfShipDetails", "TonnageOfShip", entry.tonnage),
        *_each("YearsBuilt", "YearBuilt", entry.built),
    ]
    return node("ShipDetails", node("Ship", *details))
