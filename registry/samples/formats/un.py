"""The Security Council Consolidated List as XML: names in capitals and in order, no measures, comments for reasons."""

from pathlib import Path

from registry.samples import xmltree
from registry.samples.cast import Birth, Cast, Entry
from registry.samples.xmltree import Node, node, texts

GENERATED = "2026-06-23T00:00:09.554Z"
_ORDER = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def write(cast: Cast, path: Path) -> None:
    """Write the UN's entries, people before organisations."""
    entries = cast.of("UN")
    people = [_listing(entry, "INDIVIDUAL") for entry in entries if entry.is_person]
    others = [_listing(entry, "ENTITY") for entry in entries if not entry.is_person]
    groups = node("INDIVIDUALS", *people), node("ENTITIES", *others)
    xmltree.write(node("CONSOLIDATED_LIST", *groups, dateGenerated=GENERATED), path)


def _listing(entry: Entry, tag: str) -> Node:
    person = tag == "INDIVIDUAL"
    return node(
        tag,
        *texts(DATAID=str(6990000 + entry.number), VERSIONNUM="1"),
        *texts(**_names(entry)),
        *texts(UN_LIST_TYPE=entry.words, REFERENCE_NUMBER=entry.un, LISTED_ON=entry.on.isoformat()),
        *texts(GENDER=entry.sex.capitalize(), NAME_ORIGINAL_SCRIPT=entry.script, COMMENTS1=entry.remark),
        *_values("TITLE", entry.title),
        *_values("DESIGNATION", entry.position),
        *_values("NATIONALITY", entry.nationality),
        *_values("LIST_TYPE", "UN List"),
        *_aliases(entry, tag),
        *([] if person else _address(entry)),
        *(_birth(birth) for birth in entry.born),
        *_birth_place(entry),
        *_document(entry),
    )


def _names(entry: Entry) -> dict[str, str]:
    if not entry.is_person:
        return {"FIRST_NAME": entry.name.upper()}
    words = [*entry.given.upper().split(), entry.family.upper()]
    # Whatever does not fit into four parts stands in the fourth.
    return dict(zip(_ORDER, [*words[:3], " ".join(words[3:])], strict=False))


def _values(name: str, value: str) -> list[Node]:
    return [node(name, node("VALUE", value))] if value else []


def _aliases(entry: Entry, tag: str) -> list[Node]:
    good, low = ("Good", "Low") if tag == "INDIVIDUAL" else ("a.k.a.", "a.k.a.")
    graded = [(good, name) for name in entry.aka] + [(low, name) for name in entry.weak]
    return [node(f"{tag}_ALIAS", *texts(QUALITY=quality, ALIAS_NAME=name)) for quality, name in graded]


def _address(entry: Entry) -> list[Node]:
    if not entry.address:
        return []
    street, city, country = entry.address
    return [node("ENTITY_ADDRESS", *texts(STREET=street, CITY=city, COUNTRY=country))]


def _birth(birth: Birth) -> Node:
    if birth.until:
        said = texts(TYPE_OF_DATE="BETWEEN", FROM_YEAR=str(birth.year), TO_YEAR=str(birth.until))
    elif birth.day:
        said = texts(TYPE_OF_DATE="EXACT", DATE=birth.iso)
    else:
        said = texts(TYPE_OF_DATE="APPROXIMATELY" if birth.about else "EXACT", YEAR=str(birth.year))
    return node("INDIVIDUAL_DATE_OF_BIRTH", *said)


def _birth_place(entry: Entry) -> list[Node]:
    if not entry.born_in:
        return []
    city, country = entry.born_in
    return [node("INDIVIDUAL_PLACE_OF_BIRTH", *texts(CITY=city, COUNTRY=country))]


def _document(entry: Entry) -> list[Node]:
    if not entry.passport:
        return []
    said = texts(TYPE_OF_DOCUMENT="Passport", NUMBER=entry.passport, ISSUING_COUNTRY=entry.nationality)
    return [node("INDIVIDUAL_DOCUMENT", *said)]
