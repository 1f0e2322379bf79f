"""Names, births, places, identifiers and contacts of an EU listing, from its words to the registry's terms."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from importers.draft import (
    ContactDraft,
    CountryDraft,
    CrossReference,
    IdentifierDraft,
    Issue,
    NameDraft,
    PartialDate,
    PlaceDraft,
)
from importers.eu_fsf_published import Block, Published
from importers.fields import country_code, identifier, lettered, partial_date, script_of, squeeze
from importers.vocabulary import ContactKind, IdentifierKind, IssueCode, NameKind, Strength

GENDERS = {"M": "male", "F": "female", "?": None}
_WEAK = re.compile(r"\b(?:low|weak)[ -]?quality|\bweak a", re.IGNORECASE)
_STRONG = re.compile(r"\b(?:good|high)[ -]?quality|\bstrong a", re.IGNORECASE)
_FORMER = re.compile(
    r"^\(?(?:formerly|former name|f\.?k\.?a|previous(?:ly)? (?:name|known)|maiden name)", re.IGNORECASE
)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_CALENDARS = frozenset({"ISLAMIC", "BUDDHIST", "COPTIC", "ETHIOPIC"})
_NO_COUNTRY = frozenset({"00", "UNKNOWN", ""})

# The EU's identification codes; a code outside this table is reported and kept as `other`.
IDENTIFIER_CODES = {
    "passport": IdentifierKind.PASSPORT,
    "id": IdentifierKind.NATIONAL_ID,
    "ssn": IdentifierKind.SOCIAL_SECURITY,
    "unssn": IdentifierKind.SOCIAL_SECURITY,
    "fiscalcode": IdentifierKind.TAX,
    "taxid": IdentifierKind.TAX,
    "euvat": IdentifierKind.TAX,
    "regnumber": IdentifierKind.REGISTRATION,
    "tradelic": IdentifierKind.REGISTRATION,
    "swiftbic": IdentifierKind.SWIFT_BIC,
    "imo": IdentifierKind.IMO,
    "nationcert": IdentifierKind.NATIONAL_ID,
    "birthcert": IdentifierKind.BIRTH_CERTIFICATE,
    "travelcardid": IdentifierKind.TRAVEL_DOCUMENT,
    "electionid": IdentifierKind.VOTER,
    "residentperm": IdentifierKind.RESIDENCE_PERMIT,
    "drivinglicence": IdentifierKind.DRIVING_LICENCE,
    "nrn": IdentifierKind.NATIONAL_ID,
    "other": IdentifierKind.OTHER,
}
_CONTACTS = {
    "PHONE": ContactKind.PHONE,
    "FAX": ContactKind.FAX,
    "EMAIL": ContactKind.EMAIL,
    "WEB": ContactKind.WEBSITE,
}


def truth(text: str) -> bool | None:
    """`true`, `false`, `1`, `0` as published; None for anything else."""
    return _TRUTH.get(text.casefold())


def names(published: Published) -> tuple[NameDraft, ...]:
    """The names, the primary one first.

    Companies have a name in every language of the Union: the primary name is the first strong one in Latin letters
    that is in English or in no stated language, else the first strong one, else the first. A remark such as
    “Low quality a.k.a.” overrides the `strong` attribute.
    """
    found: dict[str, NameDraft] = {}
    for block in published.names:
        name = _name(block, graded=published.graded)
        if name.text:
            found.setdefault(name.text, name)
    ordered = list(found.values())
    if not ordered:
        return ()
    chosen = min(ordered, key=_rank)  # min keeps the file's order among equals
    primary = NameDraft(chosen.text, NameKind.PRIMARY, chosen.strength, chosen.script, chosen.language, chosen.parts)
    return (primary, *(name for name in ordered if name is not chosen))


def _rank(name: NameDraft) -> int:
    if name.strength is Strength.WEAK or name.kind is NameKind.FORMER:
        return 3
    if name.script != "Latn":
        return 2
    return 0 if name.language in (None, "en") else 1


def _name(block: Block, *, graded: bool) -> NameDraft:
    parts = tuple(
        (role, squeeze(block[attribute]))
        for role, attribute in (("given", "firstName"), ("middle", "middleName"), ("family", "lastName"))
        if attribute in block
    )
    text = squeeze(block.get("wholeName", "")) or " ".join(part for _, part in parts)
    language = block.get("nameLanguage", "").casefold()
    remark = block.get("remark", "")
    kind = NameKind.FORMER if _FORMER.match(remark) else NameKind.ALIAS
    return NameDraft(text, kind, _strength(block, remark, graded=graded), script_of(text), language or None, parts)


def _strength(block: Block, remark: str, *, graded: bool) -> Strength:
    if _WEAK.search(remark):
        return Strength.WEAK
    if _STRONG.search(remark):
        return Strength.STRONG
    strong = truth(block.get("strong", "")) if graded else None
    if strong is None:
        return Strength.UNSTATED
    return Strength.STRONG if strong else Strength.WEAK


def each(blocks: Iterable[Block], attribute: str) -> tuple[str, ...]:
    """The distinct items of an attribute that may hold an enumeration such as `(a) Mullah, (b) Maulavi`."""
    found = {
        squeeze(item): None for block in blocks if attribute in block for item in lettered(block[attribute].strip())
    }
    return tuple(found)


def births(published: Published) -> Iterator[PartialDate | Issue]:
    """The dates of birth; repeated elements are alternatives. Nothing non-Gregorian is converted."""
    for block in published.births:
        calendar = block.get("calendarType", "GREGORIAN").upper()
        circa = truth(block.get("circa", "")) or False
        if calendar != "GREGORIAN":
            if calendar not in _CALENDARS:
                yield _issue(published, IssueCode.UNKNOWN_TERM, "birthdate/@calendarType", calendar, "calendar")
            note = f" ({block['remark']})" if "remark" in block else ""
            if raw := _day_month_year(block) or block.get("birthdate"):
                yield PartialDate(None, f"{raw}{note}", circa, calendar.casefold())
            continue
        for raw in _birth_texts(block):
            known = partial_date(raw)
            if known is None:
                yield _issue(published, IssueCode.BAD_DATE, "birthdate", raw, "date of birth")
            else:
                yield PartialDate(known.text, raw, circa or known.circa)


def _birth_texts(block: Block) -> Iterator[str]:
    text = block.get("birthdate") or _day_month_year(block)
    if text and text != "N/A":
        yield text
    low, high = block.get("yearRangeFrom", ""), block.get("yearRangeTo", "")
    if low and high:
        yield low if low == high else f"{low} to {high}"
    elif low or high:
        yield f"from {low}" if low else f"until {high}"


def _day_month_year(block: Block) -> str:
    return "/".join(block[part] for part in ("dayOfMonth", "monthOfYear", "year") if block.get(part, "0") != "0")


def places(published: Published, blocks: Iterable[Block]) -> Iterator[PlaceDraft | Issue]:
    """The distinct places that addresses or births name."""
    seen = set()
    for block in blocks:
        country, country_raw, strange = _country(block)
        if strange:
            yield _issue(published, IssueCode.UNKNOWN_COUNTRY, "countryIso2Code", strange, "country")
        box = block.get("poBox", "")
        box = f"P.O. Box {box}" if box.isdigit() else box
        street = ", ".join(squeeze(part) for part in (block.get("street", ""), box) if part)
        region = ", ".join(squeeze(part) for part in (block.get("place", ""), block.get("region", "")) if part)
        city, code = squeeze(block.get("city", "")), block.get("zipCode", "")
        if raw := ", ".join(part for part in (street, code, city, region, country_raw or "") if part):
            place = PlaceDraft(raw, city or None, region or None, street or None, code or None, country, country_raw)
            if place not in seen:
                seen.add(place)
                yield place


def citizenships(published: Published) -> Iterator[CountryDraft | Issue]:
    """The distinct citizenships; `00` / `UNKNOWN` says nothing and is left out."""
    seen = set()
    for block in published.citizenships:
        code, raw, strange = _country(block)
        if strange:
            yield _issue(published, IssueCode.UNKNOWN_COUNTRY, "citizenship/@countryIso2Code", strange, "country")
        if raw is not None and (code, raw) not in seen:
            seen.add((code, raw))
            yield CountryDraft(code, raw)


def _country(block: Block) -> tuple[str | None, str | None, str | None]:
    return _country_of(block.get("countryIso2Code", ""), block.get("countryDescription", ""))


@lru_cache(maxsize=2048)
def _country_of(code: str, description: str) -> tuple[str | None, str | None, str | None]:
    """(ISO code, wording, the wording again where it is not understood)."""
    if code in _NO_COUNTRY and description.upper() in _NO_COUNTRY:
        return None, None, None
    wording = description if description.upper() not in _NO_COUNTRY else code
    found = None if code in _NO_COUNTRY else country_code(code)
    found = found or country_code(wording)
    return found, wording, None if found else f"{code} {description}".strip()


def identifiers(published: Published) -> Iterator[IdentifierDraft | Issue]:
    """The numbers with their type, country and dates; one known to be false says so and identifies nobody."""
    seen = set()
    for block in published.identifications:
        number = block.get("number") or block.get("latinNumber", "")
        if not number:
            continue
        code = block.get("identificationTypeCode", "other")
        kind = IDENTIFIER_CODES.get(code.casefold())
        if kind is None:
            yield _issue(published, IssueCode.UNKNOWN_TERM, "identificationTypeCode", code, "type of number")
        country, _, strange = _country(block)
        if strange:
            yield _issue(published, IssueCode.UNKNOWN_COUNTRY, "identification/@countryIso2Code", strange, "country")
        draft = identifier(
            kind or IdentifierKind.OTHER,
            number,
            country=country,
            raw_kind=block.get("identificationTypeDescription", code),
            note=_identifier_note(block),
            issued_on=partial_date(block["issueDate"]) if "issueDate" in block else None,
            expires_on=partial_date(block["validTo"]) if "validTo" in block else None,
            known_false=truth(block.get("knownFalse", "")) or False,
        )
        if draft.valid is False:
            yield _issue(published, IssueCode.BAD_CHECK_DIGIT, "identification/@number", number, "check digit of")
        if draft not in seen:
            seen.add(draft)
            yield draft


_FLAGS = {
    "diplomatic": "diplomatic",
    "knownExpired": "known to have expired",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked by its issuer",
}


def _identifier_note(block: Block) -> str | None:
    labelled = (("issued by", "issuedBy"), ("valid from", "validFrom"), ("name on it", "nameOnDocument"))
    notes = [block["remark"].strip("() ")] if "remark" in block else []
    notes += [wording for flag, wording in _FLAGS.items() if truth(block.get(flag, ""))]
    notes += [f"{label} {block[attribute]}" for label, attribute in labelled if attribute in block]
    notes += [block["region"]] if "region" in block else []
    if block.get("latinNumber", block.get("number")) != block.get("number") and "number" in block:
        notes.append(f"in Latin characters {block['latinNumber']}")
    return "; ".join(notes) or None


def contacts(published: Published) -> Iterator[ContactDraft | Issue]:
    """Telephone numbers, e-mail addresses and websites; several in one value are taken apart."""
    seen = set()
    for key, value in published.contacts:
        kind = _CONTACTS.get(key.upper())
        if kind is None:
            yield _issue(published, IssueCode.UNKNOWN_TERM, "contactInfo/@key", key, "way of contact")
            continue
        for piece in re.split(r"[;,\n]", value):
            # Spaces stray into e-mail and web addresses, never into what they mean.
            spaced = kind in (ContactKind.PHONE, ContactKind.FAX)
            tidy = squeeze(piece) if spaced else "".join(piece.split())
            if tidy and (kind, tidy) not in seen:
                seen.add((kind, tidy))
                yield ContactDraft(kind, tidy)


_UN_REFERENCE = re.compile(r"[A-Z]{2}[ie]\.\d{3}")


def un_reference(published: Published) -> Iterator[CrossReference | Issue]:
    """The permanent reference of the UN listing that this one implements."""
    text = published.about.get("unitedNationId", "").strip("() ")
    if _UN_REFERENCE.fullmatch(text):
        yield CrossReference("un_sc", text)
    elif text:
        yield _issue(published, IssueCode.BAD_VALUE, "unitedNationId", text, "UN reference")


def _issue(published: Published, code: IssueCode, field: str, value: str, what: str) -> Issue:
    return Issue(
        code,
        f"The {what} “{value[:80]}” is not understood; it was kept as published.",
        published.position,
        reference=published.reference or None,
        field=field,
        value=value[:200],
    )
