"""Names, dates, places, documents and other details of one identity on the Swiss list."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from lxml import etree

from importers.draft import (
    CountryDraft,
    IdentifierDraft,
    NameDraft,
    PartialDate,
    PlaceDraft,
    RelationDraft,
)
from importers.fields import country_code, identifier, partial_date, script_of, squeeze
from importers.vocabulary import IdentifierKind, IssueCode, NameKind, RelationKind, Strength
from importers.xmlfile import child, children, text

# What is not understood, told by the caller as an issue: (code, field, value).
Strange = tuple[IssueCode, str, str]

_KINDS = {
    "primary-name": NameKind.PRIMARY,
    "alias": NameKind.ALIAS,
    "formerly-known-as": NameKind.FORMER,
}
_QUALITY = {"good": Strength.STRONG, "low": Strength.WEAK, "": Strength.UNSTATED}
_ROLES = {
    "given-name": "given",
    "further-given-name": "given",
    "family-name": "family",
    "maiden-name": "maiden",
    "father-name": "patronymic",
    "grand-father-name": "grandfather",
    "tribal-name": "tribal",
    "title": "title",
    "suffix": "suffix",
    "whole-name": "whole",
    "other": "other",
}
# ISO 639-2 as the list writes languages -> ISO 639-1.
_LANGUAGES = {
    "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "ita": "it", "rus": "ru", "ukr": "uk",
    "bel": "be", "ara": "ar", "per": "fa", "fas": "fa", "chi": "zh", "zho": "zh", "kor": "ko", "jpn": "ja",
    "bur": "my", "mya": "my", "spa": "es", "por": "pt", "pus": "ps", "urd": "ur", "heb": "he", "kur": "ku",
    "tur": "tr", "srp": "sr", "hrv": "hr", "bos": "bs", "som": "so", "amh": "am", "rum": "ro", "ron": "ro",
    "geo": "ka", "kat": "ka", "arm": "hy", "hye": "hy", "aze": "az", "uzb": "uz", "kaz": "kk", "ben": "bn",
}  # fmt: skip
_DOCUMENTS = {
    "passport": IdentifierKind.PASSPORT,
    "diplomatic-passport": IdentifierKind.PASSPORT,
    "service-passport": IdentifierKind.PASSPORT,
    "id-card": IdentifierKind.NATIONAL_ID,
    "identity-card": IdentifierKind.NATIONAL_ID,
    "driving-license": IdentifierKind.DRIVING_LICENCE,
    "driving-licence": IdentifierKind.DRIVING_LICENCE,
    "driver-license": IdentifierKind.DRIVING_LICENCE,
    "residence-permit": IdentifierKind.RESIDENCE_PERMIT,
    "resident-permit": IdentifierKind.RESIDENCE_PERMIT,
    "travel-document": IdentifierKind.TRAVEL_DOCUMENT,
    "birth-certificate": IdentifierKind.BIRTH_CERTIFICATE,
    "other": IdentifierKind.OTHER,
}
_RELATIONS = {
    "related-to": RelationKind.LINKED,
    "associated-to": RelationKind.ASSOCIATE,
    "family-member-of": RelationKind.FAMILY,
    "owned-by": RelationKind.OWNED_BY,
    "owner-of": RelationKind.OWNS,
}

# Labelled numbers in free text; only what the text names as such, with its own number of digits.
_NUMBER = r"(?: number| no\.?)?\s*:?\s*"
_BIC = r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"
_IN_TEXT = (
    (IdentifierKind.IMO, "IMO", re.compile(rf"\bIMO(?: ship identification)?{_NUMBER}(\d{{7}})\b", re.IGNORECASE)),
    (IdentifierKind.TAX, "INN", re.compile(rf"\bINN\)?{_NUMBER}(\d{{10}}(?:\d{{2}})?)\b")),
    (IdentifierKind.REGISTRATION, "OGRN", re.compile(rf"\bOGRN\)?{_NUMBER}(\d{{13}})\b")),
    (IdentifierKind.SWIFT_BIC, "SWIFT/BIC", re.compile(rf"\b(?:SWIFT|BIC)(?:/BIC)?(?: code)?\s*:\s*({_BIC})\b")),
    (
        IdentifierKind.PASSPORT,
        "Passport",
        re.compile(r"\bPassport (?:number|no\.?)\s*:?\s*([A-Z]{0,3}[ -]?\d{5,10})\b", re.IGNORECASE),
    ),
)


def names(identity: etree._Element, *, main: bool) -> Iterator[NameDraft | Strange]:
    """The names of an identity in the order of their parts, and each again in every spelling that is given.

    A spelling variant replaces its part, one name for each (language, script). Only the main identity has a primary
    name. Titles are no part of the text.
    """
    for name in children(identity, "name"):
        name_type, quality = name.get("name-type", ""), name.get("quality", "")
        if name_type not in _KINDS:
            yield IssueCode.UNKNOWN_TERM, "name/@name-type", name_type
        if quality not in _QUALITY:
            yield IssueCode.UNKNOWN_TERM, "name/@quality", quality
        kind = _KINDS.get(name_type, NameKind.ALIAS)
        strength = _QUALITY.get(quality, Strength.UNSTATED)
        parts = [part for part in _ordered(name) if part.get("name-part-type") != "title"]
        for part in parts:
            if part.get("name-part-type") not in _ROLES:
                yield IssueCode.UNKNOWN_TERM, "name-part/@name-part-type", part.get("name-part-type", "")
        first = True
        for (language, script), spelled in _spellings(parts):
            whole = " ".join(value for _, value in spelled)
            if whole:
                base_kind = kind if first and (main or kind is not NameKind.PRIMARY) else NameKind.ALIAS
                given_script = script if len(script) == 4 else None
                base_language = language if not first else ""
                yield NameDraft(
                    whole,
                    NameKind.FORMER if kind is NameKind.FORMER else base_kind,
                    strength,
                    given_script or script_of(whole),
                    _LANGUAGES.get(base_language),
                    tuple(spelled),
                )
            first = False


def titles(identity: etree._Element) -> Iterator[str]:
    """The titles that stand among the parts of names."""
    for name in children(identity, "name"):
        for part in children(name, "name-part"):
            if part.get("name-part-type") == "title" and (title := squeeze(text(part, "value"))):
                yield title


def _ordered(name: etree._Element) -> list[etree._Element]:
    def order(part: etree._Element) -> int:
        stated = part.get("order", "")
        return int(stated) if stated.isdigit() else 0

    return sorted(children(name, "name-part"), key=order)


def _spellings(parts: list[etree._Element]) -> Iterator[tuple[tuple[str, str], list[tuple[str, str]]]]:
    """((language, script), the parts) of the name as given and then of each other spelling."""
    roles = [_ROLES.get(part.get("name-part-type", ""), "other") for part in parts]
    given = [squeeze(text(part, "value")) for part in parts]
    yield ("", ""), [(role, value) for role, value in zip(roles, given, strict=True) if value]
    variants: dict[tuple[str, str], dict[int, list[str]]] = {}
    for index, part in enumerate(parts):
        for variant in children(part, "spelling-variant"):
            key = (variant.get("lang", ""), variant.get("script", "").title())
            if spelled := squeeze(text(variant)):
                variants.setdefault(key, {}).setdefault(index, []).append(spelled)
    for key, by_part in variants.items():
        for turn in range(max(map(len, by_part.values()))):
            values = [
                by_part[index][min(turn, len(by_part[index]) - 1)] if index in by_part else value
                for index, value in enumerate(given)
            ]
            yield key, [(role, value) for role, value in zip(roles, values, strict=True) if value]


def dates(identity: etree._Element) -> Iterator[PartialDate | Strange]:
    """The dates of an identity (birth, or incorporation of an organisation); several are alternatives."""
    for item in children(identity, "day-month-year"):
        raw = "/".join(item.get(part, "") for part in ("day", "month", "year") if item.get(part))
        if not raw:
            continue
        calendar = item.get("calendar", "Gregorian")
        if calendar.casefold() != "gregorian":
            yield PartialDate(None, raw, calendar=calendar.casefold())
        elif (known := partial_date(raw)) is not None:
            yield known
        else:
            yield IssueCode.BAD_DATE, "day-month-year", raw


def country(element: etree._Element | None) -> tuple[str | None, str | None]:
    """(ISO code, wording) of a `country` element; the code is None where it is not understood."""
    return (None, None) if element is None else _country(element.get("iso-code", ""), text(element))


@lru_cache(maxsize=1024)
def _country(code: str, wording: str) -> tuple[str | None, str | None]:
    return (country_code(code) if code else None) or country_code(wording), wording or code or None


def nationalities(identity: etree._Element) -> Iterator[CountryDraft]:
    """The nationalities of an identity."""
    for item in children(identity, "nationality"):
        code, raw = country(child(item, "country"))
        if raw is not None:
            yield CountryDraft(code, raw)


def places(identity: etree._Element, name: str, known: Mapping[str, PlaceDraft]) -> Iterator[PlaceDraft | Strange]:
    """The places that elements of that name (`address`, `place-of-birth`) point to, with what they add themselves."""
    for item in children(identity, name):
        number = item.get("place-id", "")
        place = known.get(number)
        if place is None:
            yield IssueCode.BAD_VALUE, f"{name}/@place-id", number
            place = PlaceDraft("")
        box = squeeze(text(item, "p-o-box"))
        care_of = squeeze(text(item, "c-o"))
        street = ", ".join(
            part
            for part in (
                f"c/o {care_of}" if care_of else "",
                squeeze(text(item, "address-details")),
                f"P.O. Box {box}" if box else "",
            )
            if part
        )
        code = squeeze(text(item, "zip-code"))
        raw = ", ".join(part for part in (street, code, place.raw) if part)
        if raw:
            yield PlaceDraft(
                raw, place.city, place.region, street or None, code or None, place.country, place.country_raw
            )


def place(element: etree._Element) -> PlaceDraft:
    """A shared `place`, to be looked up by its number."""
    code, country_raw = country(child(element, "country"))
    city, area = squeeze(text(element, "location")), squeeze(text(element, "area"))
    raw = ", ".join(part for part in (city, area, country_raw or "") if part)
    return PlaceDraft(raw, city or None, area or None, country=code, country_raw=country_raw)


def documents(identity: etree._Element) -> Iterator[IdentifierDraft | Strange]:
    """The identification documents of an identity."""
    for item in children(identity, "identification-document"):
        number = squeeze(text(item, "number"))
        if not number:
            continue
        raw_kind = item.get("document-type", "")
        kind = _DOCUMENTS.get(raw_kind)
        if kind is None:
            yield IssueCode.UNKNOWN_TERM, "identification-document/@document-type", raw_kind
        issuer = child(item, "issuer")
        issued_in = None if issuer is None else _country(issuer.get("code", ""), text(issuer))[0]
        notes = [text(item, "remark"), f"issued by {text(issuer)}" if text(issuer) and issued_in is None else ""]
        yield identifier(
            kind or IdentifierKind.OTHER,
            number,
            country=issued_in,
            raw_kind=raw_kind,
            note="; ".join(note for note in notes if note) or None,
            issued_on=_document_date(item, "date-of-issue"),
            expires_on=_document_date(item, "expiry-date"),
        )


def _document_date(item: etree._Element, name: str) -> PartialDate | None:
    element = child(item, name)
    if element is None:
        return None
    inner = child(element, "day-month-year")
    source = element if inner is None else inner
    parts = [source.get(part, "") for part in ("day", "month", "year")]
    raw = text(element) or "/".join(part for part in parts if part)
    return (partial_date(raw) or PartialDate(None, raw)) if raw else None


def identifiers_in(remark: str) -> Iterator[IdentifierDraft]:
    """Numbers that a free text names with their label (IMO, INN, OGRN, SWIFT, passport)."""
    for kind, label, pattern in _IN_TEXT:
        for number in pattern.findall(remark):
            yield identifier(kind, number, raw_kind=label)


def relations(*nodes: etree._Element) -> Iterator[RelationDraft | Strange]:
    """The relations to other listings of this list, by their number."""
    for item in (item for node in nodes for item in children(node, "relation")):
        raw_kind = item.get("relation-type", "")
        kind = _RELATIONS.get(raw_kind)
        if kind is None:
            yield IssueCode.UNKNOWN_TERM, "relation/@relation-type", raw_kind
        wording = ": ".join(part for part in (raw_kind, squeeze(text(item, "remark") or text(item))) if part)
        yield RelationDraft(kind or RelationKind.LINKED, wording, other_reference=item.get("target-id"))
