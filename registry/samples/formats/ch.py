"""The Swiss list (SECO) as XML: sets of measures, names in parts, history in the file, delisted parties kept in it."""

from collections.abc import Iterator
from pathlib import Path

from registry.samples import xmltree
from registry.samples.cast import Birth, Cast, Entry
from registry.samples.xmltree import Node, node, texts

DATE = "2026-06-30"
_SETS = ("Financial sanctions, annex", "Travel restrictions, annex")
_SCRIPTS = {
    "bur": "Mymr", "ara": "Arab", "bel": "Cyrl", "per": "Arab", "rus": "Cyrl", "chi": "Hans", "kor": "Hang",
    "geo": "Geor", "amh": "Ethi", "tir": "Ethi",
}  # fmt: skip


def write(cast: Cast, path: Path) -> None:
    """Write Switzerland's entries after the programmes that they belong to; places stand at the end."""
    entries = cast.of("CH")
    names = list(dict.fromkeys(entry.words["name"] for entry in entries))
    words = {entry.words["name"]: entry.words["ordinance"] for entry in entries}
    programmes = [_programme(i, name, words[name], at) for i, name in enumerate(names, start=1) for at in (0, 1)]
    listings = [_listing(cast, entry, names.index(entry.words["name"]) + 1) for entry in entries]
    places = [place for entry in entries for place in _places(entry)]
    root = node("swiss-sanctions-list", *programmes, *listings, *places, list__type="whole-list", date=DATE)
    xmltree.write(root, path)


def _programme(number: int, name: str, ordinance: str, at: int) -> Node:
    return node(
        "sanctions-program",
        node("program-key", name, lang="eng"),
        node("program-name", ordinance, lang="eng"),
        node("sanctions-set", f"{_SETS[at]} {at + 1}", ssid=_set(number, at), lang="eng"),
        ssid=str(number),
        version__date=DATE,
    )


def _set(programme: int, at: int) -> str:
    return str(100 * programme + at + 1)


def number(entry: Entry) -> int:
    """The number of a listing; the numbers of its parts follow it."""
    return 990_000 + 20 * entry.number


def _listing(cast: Cast, entry: Entry, programme: int) -> Node:
    sets = [_set(programme, 0)] if entry.freeze else []
    sets += [_set(programme, 1)] if entry.ban and entry.is_person else []
    tag = "individual" if entry.is_person else "entity"
    sex = {"sex": entry.sex} if entry.sex else {}
    other = cast.other(entry, entry.owned_by or entry.acts_for or entry.family_of)
    relation = [node("relation", target__id=str(number(other)), relation__type="related-to")] if other else []
    subject = node(
        tag, _identity(entry), *texts(justification=entry.why), *relation,
        *texts(other__information=_about(entry)), **sex,
    )  # fmt: skip
    return node(
        "target",
        *(node("sanctions-set-id", item) for item in sets),
        *texts(foreign__identifier=entry.un),
        subject,
        *_history(entry),
        ssid=str(number(entry)),
    )


def _about(entry: Entry) -> str:
    """Company numbers have no element of their own in this list and stand in the free text."""
    number = f"OGRN: {entry.registration}. " if len(entry.registration) == 13 else ""
    return number + entry.remark.removeprefix(entry.why).strip()


def _history(entry: Entry) -> Iterator[Node]:
    """The newest modification first."""
    for kind, day in (("de-listed", entry.delisted), ("listed", entry.on)):
        if day:
            on = day.isoformat()
            yield node(
                "modification", modification__type=kind, enactment__date=on, publication__date=on, effective__date=on
            )


def _identity(entry: Entry) -> Node:
    names = [_name(entry, _main_parts(entry), "primary-name", "good")]
    names += [_name(entry, [("whole-name", text, "")], "alias", "good") for text in entry.aka]
    names += [_name(entry, [("whole-name", text, "")], "alias", "low") for text in entry.weak]
    names += [_name(entry, [("whole-name", text, "")], "formerly-known-as", "good") for text in entry.former]
    at = number(entry)
    return node(
        "identity",
        *names,
        *(_date(birth) for birth in entry.born),
        *([node("place-of-birth", place__id=str(at + 1))] if entry.born_in else []),
        *([node("nationality", node("country", entry.nationality))] if entry.nationality else []),
        *_documents(entry),
        *_address(entry),
        main="true",
    )


def _main_parts(entry: Entry) -> list[tuple[str, str, str]]:
    """(type, value, the same in the party's own script); a name in its own script is split only where words agree."""
    if not entry.family:
        return [("whole-name", entry.name, entry.script)]
    words = entry.script.split()
    given, family = (" ".join(words[:-1]), words[-1]) if len(words) > 1 else ("", "")
    return [("family-name", entry.family, family), ("given-name", entry.given, given)]


def _name(entry: Entry, parts: list[tuple[str, str, str]], kind: str, quality: str) -> Node:
    script = _SCRIPTS.get(entry.language, "")
    order = {"given-name": "1", "family-name": "2", "whole-name": "1"}
    made = [
        node(
            "name-part",
            node("value", value),
            node("spelling-variant", own, lang=entry.language, script=script) if own else None,
            order=order[role],
            name__part__type=role,
        )
        for role, value, own in parts
    ]
    return node("name", *made, name__type=kind, quality=quality, lang="eng")


def _date(birth: Birth) -> Node:
    day, month, year = birth.numbers
    parts = {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}
    known = {name: value for name, value in parts.items() if value}
    return node("day-month-year", **known, calendar="Gregorian", quality="low" if birth.about else "good")


def _documents(entry: Entry) -> list[Node]:
    documents = (("passport", entry.passport), ("id-card", entry.national_id))
    return [
        node("identification-document", node("number", value), node("issuer", entry.nationality), document__type=kind)
        for kind, value in documents
        if value
    ]


def _address(entry: Entry) -> list[Node]:
    if not entry.address:
        return []
    return [node("address", *texts(address__details=entry.address[0]), place__id=str(number(entry) + 2))]


def _places(entry: Entry) -> Iterator[Node]:
    if entry.born_in:
        yield _place(number(entry) + 1, *entry.born_in)
    if entry.address:
        yield _place(number(entry) + 2, *entry.address[1:])


def _place(ssid: int, location: str, country: str) -> Node:
    return node("place", *texts(location=location), node("country", country), ssid=str(ssid))
