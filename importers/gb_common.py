"""From the texts of a UK listing to a draft; shared by the UK Sanctions List and the legacy OFSI list.

Name 6 is the family name, or the whole name of an organisation or ship; Name 1 is the first given name. Birth dates
are day-first with masks (`dd/03/1950`, `00/00/1961`). Cells may hold several values as `(1) ... (2) ...`.
"""

import re
from collections.abc import Iterable
from itertools import zip_longest

from importers.company_numbers import company_numbers, names_a_number, wallets
from importers.draft import (
    ContactDraft,
    CountryDraft,
    CrossReference,
    DesignationDraft,
    IdentifierDraft,
    Issue,
    ListingDraft,
    NameDraft,
    PartialDate,
    PlaceDraft,
    RelationDraft,
)
from importers.fields import countries, country_code, identifier, partial_dates, script_of, squeeze
from importers.gb_published import Published
from importers.gb_terms import GENDERS, KINDS, LANGUAGES, NAME_KINDS, NO_LANGUAGE, STRENGTHS
from importers.id_wordings import documents, numbered, several
from importers.remarks import mails_and_rest, says_deceased
from importers.vocabulary import (
    ContactKind,
    IdentifierKind,
    IssueCode,
    NameKind,
    PartyKind,
    RelationKind,
    Strength,
)

_NULLS = frozenset({"", "-", "na", "n/a", "none", "unknown", "not available", "not applicable"})
_REGION = re.compile(
    r"\b(?:province|region|oblast|district|republic|governorate|state|county|krai|prefecture)\b", re.IGNORECASE
)
_SITE = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]{2,60}(?:\.[\w-]{2,40}){1,4}(?:/\S*)?", re.IGNORECASE)


def describe(
    item: Published, designations: tuple[DesignationDraft, ...], references: Iterable[CrossReference]
) -> ListingDraft | Issue:
    """The draft of a listing, or the issue for which it is left out (no usable name or name type, unknown kind)."""
    kind = KINDS.get(item.kind.casefold())
    if kind is None:
        return item.refusal(IssueCode.UNKNOWN_KIND, "This kind of party is not known.", "kind", item.kind)
    names = _names(item, kind)
    if isinstance(names, Issue):
        return names
    return ListingDraft(
        item.list_key,
        item.reference,
        kind,
        names,
        item.position,
        designations=designations,
        births=_births(item),
        birth_places=_birth_places(item),
        nationalities=_nationalities(item),
        addresses=_addresses(item),
        identifiers=_identifiers(item),
        relations=_relations(item),
        contacts=_contacts(item),
        cross_references=tuple(dict.fromkeys(references)),
        genders=_genders(item),
        titles=_unique(title for cell in item.titles for title in numbered(cell)),
        positions=_unique(position for cell in item.positions for position in numbered(cell)),
        attributes=_attributes(item),
        remarks=item.remarks or None,
        deceased=kind is PartyKind.PERSON and any(map(says_deceased, (item.remarks, *item.positions))),
        raw=item.raw,
    )


def _said(text: str) -> bool:
    return text.strip().casefold() not in _NULLS


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(squeeze(text) for text in texts if _said(text)))


def _names(item: Published, kind: PartyKind) -> tuple[NameDraft, ...] | Issue:
    found: dict[str, NameDraft] = {}
    for *parts, kind_text, strength_text in item.names:
        name_kind, strength = NAME_KINDS.get(kind_text.casefold()), STRENGTHS.get(strength_text.casefold())
        if name_kind is None:
            return item.refusal(IssueCode.UNKNOWN_TERM, "This type of name is not known.", "name type", kind_text)
        if strength is None:
            return item.refusal(IssueCode.UNKNOWN_TERM, "This alias strength is not known.", "strength", strength_text)
        name = _name(parts, kind, name_kind, strength)
        if name is not None and _better(name, found.get(name.text)):
            found[name.text] = name
    if not found:
        return item.refusal(IssueCode.NO_NAME, "The listing has no name.", "name")
    ordered = sorted(found.values(), key=lambda name: name.kind is not NameKind.PRIMARY)
    if ordered[0].kind is not NameKind.PRIMARY:
        item.doubt(IssueCode.MISSING_FIELD, "No name is marked as primary; the first one stands first.", "name type")
    return (*ordered, *_script_names(item))


def _better(name: NameDraft, known: NameDraft | None) -> bool:
    return known is None or (name.kind is NameKind.PRIMARY and known.kind is not NameKind.PRIMARY)


def _name(parts: list[str], kind: PartyKind, name_kind: NameKind, strength: Strength) -> NameDraft | None:
    texts = [squeeze(part) if part else "" for part in parts]
    text = " ".join(filter(None, texts))
    if not text:
        return None
    roles: tuple[tuple[str, str], ...] = ()
    if kind is PartyKind.PERSON:
        labels = ("given", "middle", "middle", "middle", "middle", "family")
        roles = tuple((label, part) for label, part in zip(labels, texts, strict=True) if part)
        roles = (("whole", text),) if len(roles) == 1 else roles
    return NameDraft(text, name_kind, strength, script_of(text), parts=roles)


def _script_names(item: Published) -> tuple[NameDraft, ...]:
    found: dict[str, NameDraft] = {}
    for cell, _, language_text in item.scripts:
        language = LANGUAGES.get(language_text.casefold())
        if language is None and language_text.casefold() not in NO_LANGUAGE:
            item.doubt(IssueCode.UNKNOWN_TERM, "This language is not known.", "language", language_text)
        for text in map(squeeze, several(cell)):
            if text and (text not in found or (language and found[text].language is None)):
                found[text] = _script_name(text, language)
    return tuple(found.values())


def _script_name(published: str, language: str | None) -> NameDraft:
    """A name in its own script; Cyrillic ones that put the family name and a comma first are turned round."""
    text, script = published, script_of(published)
    parts: tuple[tuple[str, str], ...] = ()
    family, comma, given = published.partition(",")
    if script == "Cyrl" and comma and "," not in given and len(family.split()) == 1 and given.strip():
        parts = (("given", given.strip()), ("family", family.strip()))
        text = f"{given.strip()} {family.strip()}"
    return NameDraft(text, NameKind.ALIAS, script=script, language=language, parts=parts)


def _births(item: Published) -> tuple[PartialDate, ...]:
    found: dict[str | None, PartialDate] = {}
    for cell in item.births:
        dates, strange = partial_dates(cell)
        found.update((known.text, known) for known in dates if known.text not in found)
        for piece in strange:
            item.doubt(IssueCode.BAD_DATE, "This date of birth is not understood.", "date of birth", piece)
    return tuple(found.values())


def _country(item: Published, raw: str, about: str) -> str | None:
    code = country_code(raw) if raw else None
    if raw and code is None:
        item.doubt(IssueCode.UNKNOWN_COUNTRY, "This country is not understood.", about, raw)
    return code


def _birth_places(item: Published) -> tuple[PlaceDraft, ...]:
    found: dict[PlaceDraft, None] = {}
    for town_cell, country_cell in item.birth_places:
        towns, lands = numbered(town_cell), numbered(country_cell)
        if len(lands) == 1 < len(towns):
            lands *= len(towns)
        for town, land in zip_longest(towns, lands, fillvalue=""):
            if town or land:
                city, _, region = town.strip(" .").partition(", ")
                country = _country(item, land, "country of birth")
                place = PlaceDraft(
                    ", ".join(filter(None, (town, land))), city or None, region.strip() or None,
                    country=country, country_raw=land or None,
                )  # fmt: skip
                found[place] = None
    return tuple(found)


def _nationalities(item: Published) -> tuple[CountryDraft, ...]:
    found = [country for cell in item.nationalities for part in several(cell) for country in countries(part)]
    for country in found:
        if country.code is None:
            item.doubt(IssueCode.UNKNOWN_COUNTRY, "This nationality is not understood.", "nationality", country.raw)
    return tuple(dict.fromkeys(found))


def _addresses(item: Published) -> tuple[PlaceDraft, ...]:
    """The last line is the town as a rule, unless it says that it is a province; the lines above are the street."""
    found: dict[PlaceDraft, None] = {}
    for *lines, postal_code, land in item.addresses:
        *upper, last = map(squeeze, lines)
        street = ", ".join(filter(_said, upper))
        is_region = bool(_REGION.search(last))
        raw = ", ".join(filter(_said, (street, last, postal_code, land)))
        if not raw:
            continue
        place = PlaceDraft(
            raw,
            city=last if _said(last) and not is_region else None,
            region=last if _said(last) and is_region else None,
            street=street or None,
            postal_code=postal_code if _said(postal_code) else None,
            country=_country(item, land, "address country") if _said(land) else None,
            country_raw=land or None,
        )
        found[place] = None
    return tuple(found)


def _identifiers(item: Published) -> tuple[IdentifierDraft, ...]:
    found: list[IdentifierDraft] = []
    for number, wording in item.passports:
        found += documents(number, wording, IdentifierKind.PASSPORT)
    for number, wording in item.national_ids:
        # The label sometimes stands in the number's own cell, or number and label both in the wording's.
        labelled = company_numbers(number or wording, unlabelled=None)
        found += labelled or documents(number, wording, IdentifierKind.NATIONAL_ID)
    for cell in item.company_numbers:
        found += company_numbers(cell, unlabelled=IdentifierKind.REGISTRATION)
    for cell in item.imo_numbers:
        found += [identifier(IdentifierKind.IMO, number) for number in several(cell)]
    found += [*company_numbers(item.remarks, unlabelled=None), *wallets(item.remarks)]
    for known in found:
        if known.valid is False:
            item.doubt(IssueCode.BAD_CHECK_DIGIT, "The check digit is wrong.", known.kind.value, known.value)
    return tuple(dict.fromkeys(found))


def _relations(item: Published) -> tuple[RelationDraft, ...]:
    found: dict[RelationDraft, None] = {}
    for cells, kind, wording, former in (
        (item.parents, RelationKind.OWNED_BY, "Parent company", False),
        (item.subsidiaries, RelationKind.OWNS, "Subsidiaries", False),
        (item.owners, RelationKind.OWNED_BY, "Current owner/operator", False),
        (item.former_owners, RelationKind.OWNED_BY, "Previous owner/operator", True),
    ):
        for other in (name for cell in cells for name in several(cell)):
            if names_a_number(other):
                item.doubt(IssueCode.BAD_VALUE, "A number stands where a name belongs; left out.", wording, other)
            else:
                found[RelationDraft(kind, wording, squeeze(other), former=former)] = None
    return tuple(found)


def _contacts(item: Published) -> tuple[ContactDraft, ...]:
    """Telephone numbers as listed; mail addresses and websites by what they are, for the columns get mixed up."""
    found: list[ContactDraft] = []
    for cells, kind in ((item.phones, ContactKind.PHONE), (item.faxes, ContactKind.FAX)):
        for number in (number for cell in cells for number in several(cell)):
            fax = kind is ContactKind.FAX or "fax" in number.casefold()
            found.append(ContactDraft(ContactKind.FAX if fax else kind, squeeze(number)))
    for cell in (*item.emails, *item.websites):
        mails, rest = mails_and_rest(cell)
        found += [ContactDraft(ContactKind.EMAIL, mail) for mail in mails]
        found += [ContactDraft(ContactKind.WEBSITE, site.rstrip(".,;)")) for site in _SITE.findall(rest)]
    return tuple(dict.fromkeys(contact for contact in found if _said(contact.value)))


def _attributes(item: Published) -> tuple[tuple[str, str], ...]:
    """Name and value pairs; several flags in one cell become several pairs."""
    found: dict[tuple[str, str], None] = {}
    for name, cell in item.attributes:
        for value in several(cell) if name in ("flag", "former_flag") else [cell]:
            if _said(value):
                found[name, squeeze(value)] = None
    return tuple(found)


def _genders(item: Published) -> tuple[str, ...]:
    found = []
    for text in _unique(part for cell in item.genders for part in several(cell)):
        if gender := GENDERS.get(text.casefold()):
            found.append(gender)
        else:
            item.doubt(IssueCode.UNKNOWN_TERM, "This gender is not known.", "gender", text)
    return tuple(dict.fromkeys(found))
