"""Names, births, places and nationalities of one listing on the UN list."""

import re
from collections.abc import Iterator, Mapping

from importers.draft import CountryDraft, NameDraft, PartialDate, PlaceDraft, Position
from importers.fields import countries, partial_date, script_of
from importers.un_sc_documents import read_document
from importers.un_sc_parts import Details, Fields, code_of, items, texts, values
from importers.vocabulary import IssueCode, NameKind, Strength

_QUALITIES = {
    "Good": (NameKind.ALIAS, Strength.STRONG),
    "Low": (NameKind.ALIAS, Strength.WEAK),
    "a.k.a.": (NameKind.ALIAS, Strength.UNSTATED),
    "f.k.a.": (NameKind.FORMER, Strength.UNSTATED),
    "": (NameKind.ALIAS, Strength.UNSTATED),
}
_PLACE_FIELDS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")
_NAME_FIELDS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ALIAS_MARK = re.compile(r"\s*;\s*|\s+\(?[a-z]\)\s+")
_MARKS = (";", "(", ")", ":", "born")  # of which every pattern for aliases needs one
_FORMER = re.compile(r"\b(?:previously|formerly) listed as\b", re.IGNORECASE)
_ORIGINAL = re.compile(r"\b(?:original script|in Arabic)\s*:\s*([^;.()]{2,200})", re.IGNORECASE)
_SCRIPT_LABEL = re.compile(r"\b(?:original script|in Arabic)\s*:\s*", re.IGNORECASE)
_BRACKETED = re.compile(r"^([^()]{2,200})\(([^()]{2,300})\)?$")
_BORN = re.compile(r",?\s*\(?\bborn\b.*$", re.DOTALL)


def read(kind: str, element: Fields, said: Mapping[str, str], position: Position) -> Details:
    """Everything about one INDIVIDUAL or ENTITY (`kind`) but its designation; `said` are its `texts`."""
    details = Details(said["REFERENCE_NUMBER"], position)
    _names(kind, said, details)
    for item in items(element, f"{kind}_ADDRESS"):
        details.addresses += _place(item, details)
    for item in items(element, "INDIVIDUAL_PLACE_OF_BIRTH"):
        details.birth_places += _place(item, details)
    for item in items(element, "INDIVIDUAL_DATE_OF_BIRTH"):
        _birth(item, details)
    for item in items(element, f"{kind}_ALIAS"):
        _alias(item, details)
    for item in items(element, "INDIVIDUAL_DOCUMENT"):
        read_document(item, details)
    for text in values(element, "NATIONALITY"):
        details.nationalities += _nationality(text, details)
    _gender(said["GENDER"], details)
    details.names = list(dict.fromkeys(details.names))
    details.births = list(dict.fromkeys(details.births))
    return details


def _names(kind: str, said: Mapping[str, str], details: Details) -> None:
    parts = tuple((name.removesuffix("_NAME").lower(), said[name]) for name in _NAME_FIELDS if said[name])
    if not parts:
        return
    whole = " ".join(text for _, text in parts)
    kept = parts if kind == "INDIVIDUAL" else ()
    details.names.append(NameDraft(whole, script=script_of(whole), parts=kept))
    if original := said["NAME_ORIGINAL_SCRIPT"]:
        details.names += [NameDraft(text, script=script_of(text)) for text in re.split(r"\s*[;/]\s*", original) if text]


def _alias(alias: Fields, details: Details) -> None:
    said = texts(alias)
    quality, note, text = said["QUALITY"], said["NOTE"], said["ALIAS_NAME"]
    if quality not in _QUALITIES:
        details.issue(IssueCode.UNKNOWN_TERM, f"The alias quality {quality!r} is not known.", "QUALITY", quality)
    kind, strength = _QUALITIES.get(quality, (NameKind.ALIAS, Strength.UNSTATED))
    if note and _FORMER.search(note):
        kind = NameKind.FORMER
    spellings = alias_names(text) + ([hit[1].strip() for hit in _ORIGINAL.finditer(note)] if note else [])
    details.names += [NameDraft(name, kind, strength, script_of(name)) for name in spellings]
    _alias_birth(said, text, details)


def alias_names(text: str) -> list[str]:
    """The names in one ALIAS_NAME: joined by `;`, with a spelling in another script or a remark in brackets."""
    folded = text.casefold()
    if not any(mark in folded for mark in _MARKS):
        return [name] if (name := text.strip(" ,")) else []
    found: list[str] = []
    for piece in _ALIAS_MARK.split(_SCRIPT_LABEL.sub("", _BORN.sub("", text))):
        name = piece.strip(" ,")
        if bracketed := _BRACKETED.match(name):
            name, inside = bracketed[1].strip(), bracketed[2].strip()
            if script_of(inside) != script_of(name) or _spelling(name, inside):
                found += [name, inside]
                continue
            # A remark such as (birth name) or (false identity ...) is no part of the name; initials and more may be.
            name = name if inside.islower() or len(inside) > 40 or "NAME" in inside else piece.strip(" ,")
        found.append(name)
    return [name for name in found if name]


def _spelling(name: str, inside: str) -> bool:
    if "name" in inside.casefold():
        return False
    return inside[0].isupper() and len(inside.split()) > 1 and len(inside.split()) == len(name.split())


def _alias_birth(said: Mapping[str, str], name: str, details: Details) -> None:
    """A birth date or place published for an alias; it is one of the party's alternatives."""
    if born := said["DATE_OF_BIRTH"]:
        found = partial_date(born)
        if found is None or found.text is None:
            details.issue(IssueCode.BAD_DATE, "The alias's birth date is not understood.", "DATE_OF_BIRTH", born)
        else:
            details.births.append(PartialDate(found.text, f"{born} (as {name})", found.circa))
    city, country = said["CITY_OF_BIRTH"], said["COUNTRY_OF_BIRTH"]
    if city or country:
        raw = ", ".join(part for part in (city, country) if part)
        details.birth_places.append(
            PlaceDraft(raw, city or None, country=code_of(country, details), country_raw=country or None)
        )


def _place(item: Fields, details: Details) -> Iterator[PlaceDraft]:
    said = texts(item)
    street, city, region, code, country, note = (said[name] for name in _PLACE_FIELDS)
    raw = ", ".join(part for part in (street, city, region, code, country) if part)
    if note:
        raw = f"{raw} ({note})" if raw else note
    if not raw:
        return
    if code and not any(map(str.isdigit, code)):  # a region's name sometimes stands where the code belongs
        region, code = ", ".join(part for part in (region, code) if part), ""
    yield PlaceDraft(
        raw,
        city or None,
        region or None,
        street or None,
        code or None,
        code_of(country, details),
        country or None,
    )


def _nationality(text: str, details: Details) -> list[CountryDraft]:
    found = countries(re.sub(r"/or\s+", "/", text))
    for item in found:
        if item.code is None:
            details.issue(
                IssueCode.UNKNOWN_COUNTRY, f"The nationality {item.raw!r} is not understood.", "NATIONALITY", text
            )
    return found


def _gender(text: str, details: Details) -> None:
    if text.casefold() in ("male", "female"):
        details.genders.append(text.casefold())
    elif text:
        details.issue(IssueCode.UNKNOWN_TERM, f"The gender {text!r} is not known.", "GENDER", text)


def _birth(item: Fields, details: Details) -> None:
    said = texts(item)
    kind, day, year, low, high, note = (
        said[name] for name in ("TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE")
    )
    if kind not in ("", "EXACT", "APPROXIMATELY", "BETWEEN"):
        details.issue(IssueCode.UNKNOWN_TERM, f"The type of date {kind!r} is not known.", "TYPE_OF_DATE", kind)
    raw = " ".join(part for part in (day, year, " to ".join(filter(None, (low, high))), note) if part)
    if not raw:
        return
    circa = kind == "APPROXIMATELY" or note.casefold().startswith("approx")
    calendar = "Hijri" if "hijri" in note.casefold() and not (day or year or low) else None
    found = None if calendar else _known(day or year, low, high, note)
    if found is None and calendar is None:
        details.issue(IssueCode.BAD_DATE, "The birth date is not understood.", "INDIVIDUAL_DATE_OF_BIRTH", raw)
    details.births.append(
        PartialDate(found.text if found else None, raw, circa or bool(found and found.circa), calendar)
    )


def _known(day: str, low: str, high: str, note: str) -> PartialDate | None:
    if day:
        month = partial_date(f"{note} {day}") if len(day) == 4 and note else None  # YEAR 1958 with the note "Sep."
        return month or partial_date(day)
    if low or high:
        return partial_date(f"{low} to {high}" if low and high else low or high)
    return partial_date(note)
