"""OFAC's classic XML, SDN.XML and CONSOLIDATED.XML: the same schema for both, in either namespace.

It gives what the CSV set gives, in fields of its own, and grades the aliases. Its idList is a bag of documents,
contacts, attributes and statements about measures, told apart by their label.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from importers import xmlfile
from importers.draft import Issue, ListingDraft, PlaceDraft, Position
from importers.fields import exact_date
from importers.gate import refuse
from importers.reading import Facts
from importers.us_ofac_listing import ALIAS_KINDS, ListingUnderWay
from importers.us_ofac_remarks import statement
from importers.vocabulary import IssueCode, NameKind, PartyKind, Strength

ROOT = "sdnList"
KINDS = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_STRENGTHS = {"strong": Strength.STRONG, "weak": Strength.WEAK, "": Strength.UNSTATED}
_VESSEL = {
    "callSign": "call_sign",
    "vesselType": "vessel_type",
    "vesselFlag": "flag",
    "vesselOwner": "owner",
    "tonnage": "tonnage",
    "grossRegisteredTonnage": "gross_registered_tonnage",
}
# Every element that an entry may hold, by the element it stands in; what is not here becomes an issue.
_KNOWN = {
    "sdnEntry": frozenset(
        {
            "uid",
            "firstName",
            "lastName",
            "title",
            "sdnType",
            "remarks",
            "programList",
            "idList",
            "akaList",
            "addressList",
            "nationalityList",
            "citizenshipList",
            "dateOfBirthList",
            "placeOfBirthList",
            "vesselInfo",
        }
    ),
    "programList": frozenset({"program"}),
    "id": frozenset({"uid", "idType", "idNumber", "idCountry", "issueDate", "expirationDate"}),
    "aka": frozenset({"uid", "type", "category", "lastName", "firstName"}),
    "address": frozenset(
        {"uid", "address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country", "region"}
    ),
    "nationality": frozenset({"uid", "country", "mainEntry"}),
    "citizenship": frozenset({"uid", "country", "mainEntry"}),
    "dateOfBirthItem": frozenset({"uid", "dateOfBirth", "mainEntry"}),
    "placeOfBirthItem": frozenset({"uid", "placeOfBirth", "mainEntry"}),
    "vesselInfo": frozenset(_VESSEL),
}
_ITEMS = {
    "idList": "id",
    "akaList": "aka",
    "addressList": "address",
    "nationalityList": "nationality",
    "citizenshipList": "citizenship",
    "dateOfBirthList": "dateOfBirthItem",
    "placeOfBirthList": "placeOfBirthItem",
}

_Fields = Mapping[str, Any]


def read(list_key: str, path: Path, facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Drafts and issues of a classic XML file. Raises `FileRefused` when it is damaged or says nothing of itself."""
    facts.shape = "SDN.XML" if list_key == "us_ofac_sdn" else "CONSOLIDATED.XML"
    seen: set[str] = set()
    informed = False
    for element in xmlfile.elements(path, "publshInformation", "sdnEntry", depth=1):
        if xmlfile.local(element) == "publshInformation":
            _inform(path, xmlfile.raw(element), facts)
            informed = True
            continue
        facts.records += 1
        facts.rows += 1
        position = xmlfile.position(path, element)
        yield from _entry(list_key, position, xmlfile.raw(element), seen)
    if not informed:
        raise refuse(path, "The element publshInformation is missing.", "Send OFAC's own file.")
    if facts.publisher_count != facts.records:
        yield Issue(
            IssueCode.COUNT_DIFFERS,
            f"The file says that it has {facts.publisher_count} entries; {facts.records} were found.",
            Position(path.name, column="publshInformation/Record_Count"),
            mend="Download the file again.",
        )


def _inform(path: Path, fields: _Fields, facts: Facts) -> None:
    facts.published_on = exact_date(str(fields.get("Publish_Date", "")), month_first=True)
    count = str(fields.get("Record_Count", ""))
    facts.publisher_count = int(count) if count.isdigit() else None
    if facts.published_on is None:
        raise refuse(path, "The element Publish_Date holds no date (MM/DD/YYYY).", "Send OFAC's own file.")


def _entry(list_key: str, position: Position, fields: dict[str, Any], seen: set[str]) -> Iterator[ListingDraft | Issue]:
    reference, sdn_type = _text(fields, "uid"), _text(fields, "sdnType")
    problem = _problem(position, fields, seen)
    if problem is not None:
        yield problem
        return
    seen.add(reference)
    listing = ListingUnderWay(list_key, reference, KINDS[sdn_type.lower()], position)
    _strangers(listing, "sdnEntry", fields)
    listing.name(_name(fields), NameKind.PRIMARY, Strength.UNSTATED)
    listing.title(_text(fields, "title"))
    for group, take in _TAKERS.items():
        for item in _items(fields, group, _ITEMS[group]):
            _strangers(listing, _ITEMS[group], item)
            take(listing, item)
    vessel = fields.get("vesselInfo")
    if isinstance(vessel, dict):
        _strangers(listing, "vesselInfo", vessel)
        listing.details({name: _text(vessel, element) for element, name in _VESSEL.items()})
    listing.remarks(_text(fields, "remarks"))
    tags = [str(tag) for tag in _list(_dict(fields.get("programList")).get("program")) if tag]
    yield listing.draft_by_tags(tags, fields)
    yield from listing.issues


def _problem(position: Position, fields: _Fields, seen: set[str]) -> Issue | None:
    """Why an entry is refused; None when it can be read."""
    reference, sdn_type = _text(fields, "uid"), _text(fields, "sdnType")
    if not reference.isdigit():
        return Issue(IssueCode.NO_REFERENCE, "The entry has no uid.", position, field="uid", refuses=True)
    if reference in seen:
        return Issue(
            IssueCode.DUPLICATE_REFERENCE, "This uid stands in the file twice.", position, reference, refuses=True
        )
    if sdn_type.lower() not in KINDS:
        return Issue(
            IssueCode.UNKNOWN_KIND,
            f"“{sdn_type}” is no kind of party that is known.",
            position,
            reference,
            "sdnType",
            sdn_type[:200],
            refuses=True,
        )
    if not _text(fields, "lastName"):
        return Issue(IssueCode.NO_NAME, "The entry has no lastName.", position, reference, "lastName", refuses=True)
    return None


def _name(fields: _Fields) -> str:
    """A name as the CSV prints it: `FAMILY, Given`, or the whole name where there is no given one."""
    return ", ".join(filter(None, (_text(fields, "lastName"), _text(fields, "firstName"))))


def _alias(listing: ListingUnderWay, item: _Fields) -> None:
    kind, category = _text(item, "type").lower(), _text(item, "category").lower()
    if kind not in ("a.k.a.", "f.k.a.", "n.k.a."):
        listing.issue(IssueCode.UNKNOWN_TERM, "This kind of alias is not known; taken as an alias.", "type", kind)
    if category not in _STRENGTHS:
        listing.issue(IssueCode.UNKNOWN_TERM, "This grade of an alias is not known.", "category", category)
    listing.name(_name(item), ALIAS_KINDS.get(kind[:1], NameKind.ALIAS), _STRENGTHS.get(category, Strength.UNSTATED))


def _address(listing: ListingUnderWay, item: _Fields) -> None:
    lines = [_text(item, name) for name in ("address1", "address2", "address3")]
    city, state, code, country, region = (
        _text(item, name) for name in ("city", "stateOrProvince", "postalCode", "country", "region")
    )
    raw = ", ".join(filter(None, (*lines, city, state, code, region, country)))
    if raw:
        listing.address(
            PlaceDraft(
                raw,
                city or None,
                ", ".join(filter(None, (state, region))) or None,
                ", ".join(filter(None, lines)) or None,
                code or None,
                listing.country(country, "address"),
                country or None,
            )
        )


def _id(listing: ListingUnderWay, item: _Fields) -> None:
    label, number = _text(item, "idType"), _text(item, "idNumber")
    said = statement(f"{label} {number}".strip())
    if said is None:
        listing.issue(
            IssueCode.UNKNOWN_TERM,
            "This idType is not known; its value was kept as an attribute.",
            label,
            number,
            "Add the label to lookups/us_ofac.toml.",
        )
        listing.attribute(label.rstrip(" :-"), number)
        return
    country, issued, expires = (_text(item, name) for name in ("idCountry", "issueDate", "expirationDate"))
    # Some numbers carry their country in brackets, as in the remarks of the CSV.
    if country or issued or expires:
        said = replace(
            said,
            country=country or said.country,
            issued=issued or said.issued,
            expires=expires or said.expires,
        )
    listing.state(said)


_TAKERS = {
    "akaList": _alias,
    "addressList": _address,
    "nationalityList": lambda listing, item: listing.nationality(_text(item, "country")),
    "citizenshipList": lambda listing, item: listing.nationality(_text(item, "country")),
    "dateOfBirthList": lambda listing, item: listing.birth(_text(item, "dateOfBirth")),
    "placeOfBirthList": lambda listing, item: listing.birth_place(_text(item, "placeOfBirth")),
    "idList": _id,
}


def _strangers(listing: ListingUnderWay, element: str, fields: _Fields) -> None:
    """An issue for each child that is not known to stand in this element."""
    for name in fields.keys() - _KNOWN[element]:
        listing.issue(
            IssueCode.UNKNOWN_FIELD,
            f"The element {element}/{name} is not known; its value was kept as published but not read.",
            f"{element}/{name}",
            str(fields[name]),
            "Tell the maintainers, so that the importer learns the new element.",
        )


def _items(fields: _Fields, group: str, item: str) -> list[_Fields]:
    return [found for found in _list(_dict(fields.get(group)).get(item)) if isinstance(found, dict)]


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(fields: _Fields, name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""
