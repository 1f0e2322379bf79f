"""The EU's two XML lists: the freezes (FSF, XML 1.1) and the travel bans, joined by the EU reference number."""

from pathlib import Path

from registry.samples import xmltree
from registry.samples.cast import Birth, Cast, Entry
from registry.samples.xmltree import Node, node

NAMESPACE = "http://eu.europa.ec/fpi/fsd/export"
GENERATED = "2026-06-25T09:00:00.000+02:00"
_SUBJECTS = {"person": ("person", "P"), "organisation": ("enterprise", "E"), "vessel": ("enterprise", "E")}
_LANGUAGES = {"bel": "BE", "rus": "RU", "ara": "AR"}


def write_freezes(cast: Cast, path: Path) -> None:
    """Write whom the EU has frozen, those it has delisted included, with the day."""
    _write([_listing(cast, e, _regulation(e)) for e in cast.of("EU") if e.freeze], "990001", path)


def write_bans(cast: Cast, path: Path) -> None:
    """Write whom the EU bars from entry; this list names the Council's decision and no programme."""
    entries = [e for e in cast.of("EU") if e.ban and e.is_person]
    _write([_listing(cast, e, _decision(e)) for e in entries], "990002", path)


def _write(listings: list[Node], number: str, path: Path) -> None:
    xmltree.write(node("export", *listings, generationDate=GENERATED, globalFileId=number), path, NAMESPACE)


def _listing(cast: Cast, entry: Entry, act: Node) -> Node:
    code, short = _SUBJECTS[entry.kind]
    about = {
        "designationDate": entry.on.isoformat(),
        "designationDetails": "",
        "unitedNationId": entry.un,
        "euReferenceNumber": reference(entry),
        "logicalId": str(99000 + entry.number),
    }
    if entry.delisted:
        about["delistingDate"] = entry.delisted.isoformat()
    return node(
        "sanctionEntity",
        node("remark", _remark(cast, entry)),
        act,
        node("subjectType", code=code, classificationCode=short),
        *_names(entry),
        *_births(entry),
        *([node("citizenship", countryDescription=entry.nationality.upper())] if entry.nationality else []),
        *_address(entry),
        *_numbers(entry),
        **about,
    )


def reference(entry: Entry) -> str:
    """The EU reference number, alike in both files."""
    return f"EU.99{entry.number:02}.{entry.number + 11}"


def _remark(cast: Cast, entry: Entry) -> str:
    ship = f"Cargo vessel. Flag state: {entry.flag}. " if entry.kind == "vessel" else ""
    owner = f"Owned by {cast.name(entry.owned_by)}. " if entry.owned_by else ""
    return f"{ship}{owner}{entry.remark}"


def _regulation(entry: Entry) -> Node:
    on = entry.on.isoformat()
    title = f"{entry.on.year}/99{entry.number:02} (OJ L, {on})"
    return node(
        "regulation", node("publicationUrl", "https://eur-lex.example/"), regulationType="regulation",
        organisationType="council", publicationDate=on, entryIntoForceDate=on, numberTitle=title,
        programme=entry.words["code"],
    )  # fmt: skip


def _decision(entry: Entry) -> Node:
    return node(
        "regulation", regulationType="council decision", organisationType="council",
        numberTitle=entry.words["decision"],
    )  # fmt: skip


def _names(entry: Entry) -> list[Node]:
    family, given = (entry.family.upper(), entry.given) if entry.family else ("", "")
    about = {"function": entry.position, "title": entry.title, "gender": entry.sex[:1].upper()}
    first = about if entry.is_person else {}
    found = [
        node(
            "nameAlias",
            firstName=given,
            middleName="",
            lastName=family,
            wholeName=f"{given} {family}" if family else entry.name,
            nameLanguage="",
            strong="true",
            **first,
        )
    ]
    if entry.script:
        language = _LANGUAGES.get(entry.language, "")
        found.append(node("nameAlias", wholeName=entry.script, nameLanguage=language, strong="true"))
    found += [node("nameAlias", wholeName=name, nameLanguage="", strong="true") for name in entry.aka]
    found += [node("nameAlias", wholeName=name, nameLanguage="", strong="false") for name in entry.weak]
    former = [node("nameAlias", wholeName=name, nameLanguage="", strong="true") for name in entry.former]
    for name in former:
        name.append(node("remark", "former name"))
    return found + former


def _births(entry: Entry) -> list[Node]:
    """Date and place share an element; further dates are further elements."""
    city, country = (*entry.born_in, "", "")[:2]
    place = {"city": city, "countryDescription": country.upper()} if city else {}
    found = [node("birthdate", calendarType="GREGORIAN", **_date(birth), **place) for birth in entry.born[:1]]
    return found + [node("birthdate", calendarType="GREGORIAN", **_date(birth)) for birth in entry.born[1:]]


def _date(birth: Birth) -> dict[str, str]:
    circa = {"circa": "true" if birth.about else "false"}
    if birth.until:
        return circa | {"yearRangeFrom": str(birth.year), "yearRangeTo": str(birth.until)}
    parts = {"year": str(birth.year), "monthOfYear": str(birth.month or ""), "dayOfMonth": str(birth.day or "")}
    whole = {"birthdate": birth.iso} if birth.day else {}
    return circa | whole | {name: value for name, value in parts.items() if value}


def _address(entry: Entry) -> list[Node]:
    if not entry.address:
        return []
    street, city, country = entry.address
    return [node("address", street=street, city=city, countryDescription=country.upper())]


def _numbers(entry: Entry) -> list[Node]:
    numbers = (
        ("passport", "National passport", entry.passport),
        ("id", "National identification card", entry.national_id),
        ("regnumber", "Registration Number", entry.registration),
        ("imo", "IMO number", entry.imo),
    )
    country = entry.nationality or (entry.address[2] if entry.address else "")
    return [
        node(
            "identification",
            number=number,
            identificationTypeCode=code,
            identificationTypeDescription=label,
            countryDescription=country.upper(),
            knownFalse="false",
            knownExpired="false",
        )
        for code, label, number in numbers
        if number
    ]
