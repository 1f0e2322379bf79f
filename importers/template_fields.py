"""The fields of a partner's own sheet: the one table behind the template, its reader and the mapping of other tables.

A listing fills one row, or several with the same reference. Fields of one `block` belong together on a row (a name with
its kind and strength) and each row of a listing adds one more to what that block says. Whatever the registry's template
shows, explains, offers in drop-downs and reads is derived from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from importers.vocabulary import (
    Basis,
    ContactKind,
    IdentifierKind,
    MeasureCode,
    NameKind,
    PartyKind,
    RelationKind,
    Strength,
)


class Reads(StrEnum):
    """How a field's cells are read; `importers.tabular_cells` holds the rules of each."""

    NAME = "name"  # one line, at most 300 characters and 40 words, in letters
    CODE = "code"  # one line; a whole number counts as its digits
    TEXT = "text"  # running text, line breaks kept
    TERM = "term"  # one of `Field.terms`
    COUNTRY = "country"  # ISO 3166-1 alpha-2, or a wording of `lookups/countries.toml`
    PROGRAMME = "programme"  # a key or wording of `lookups/programmes.toml` for the list's partner
    DAY = "day"  # a full date
    WHEN = "when"  # a date as far as known: 1962, 1962-03, 1960/1963, circa 1960
    YES = "yes"  # yes or no; blank is no


class Gender(StrEnum):
    """The genders that published lists state."""

    MALE = "male"
    FEMALE = "female"


class Block(StrEnum):
    """What the fields of a row belong to. `listing` holds single values; every other block may stand once a row."""

    LISTING = "listing"
    NAME = "name"
    BIRTH = "birth"
    BIRTH_PLACE = "birth_place"
    NATIONALITY = "nationality"
    GENDER = "gender"
    TITLE = "title"
    POSITION = "position"
    ADDRESS = "address"
    IDENTIFIER = "identifier"
    DESIGNATION = "designation"  # begun by `programme` or `programme_written`
    MEASURE = "measure"  # belongs to the designation last begun
    CONTACT = "contact"
    RELATION = "relation"
    CROSS_REFERENCE = "cross_reference"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its key, its heading in the template, what to write in it, and how it is read.

    `required` says that every listing must state it. `common` fields are in the empty template; the others appear in
    the template of a list that uses them, and may be added by hand. `width` is in characters.
    """

    key: str
    title: str
    block: Block
    reads: Reads
    meaning: str
    example: str = ""
    terms: type[StrEnum] | None = None
    required: bool = False
    common: bool = True
    width: int = 18


_L, _N, _B, _I, _D, _M = (
    Block.LISTING, Block.NAME, Block.BIRTH, Block.IDENTIFIER, Block.DESIGNATION, Block.MEASURE
)  # fmt: skip


def _place(prefix: str, title: str, block: Block, what: str, example: str) -> tuple[Field, ...]:
    """The fields of a place: the whole as written, and its parts where they are known."""
    return (
        Field(prefix, title, block, Reads.TEXT, f"{what}, as written.", example, width=30),
        Field(f"{prefix}_street", f"{title}: street", block, Reads.TEXT, "Street and number.", common=False),
        Field(f"{prefix}_city", f"{title}: city", block, Reads.TEXT, "City, town or village.", common=False),
        Field(f"{prefix}_region", f"{title}: region", block, Reads.TEXT, "Province, region or state.", common=False),
        Field(f"{prefix}_postal_code", f"{title}: postal code", block, Reads.CODE, "Postal code.", common=False),
        Field(f"{prefix}_country", f"{title}: country", block, Reads.COUNTRY,
              "The country, as two letters (SY) or by name.", "SY", width=12),
        Field(f"{prefix}_country_written", f"{title}: country as written", block, Reads.TEXT,
              "The country in the words of the act, where they differ or are no country's name.", common=False),
    )  # fmt: skip


FIELDS: tuple[Field, ...] = (
    Field("reference", "Reference", _L, Reads.CODE,
          "The listing's reference on your list. It never changes and is never given to another party.",
          "AA-0001", required=True, width=14),
    Field("kind", "Kind", _L, Reads.TERM, "What is listed. Filled on the first row of a listing only.",
          "person", PartyKind, required=True, width=14),
    Field("name", "Name", _N, Reads.NAME, "The whole name, one name a row, in any script.",
          "Ivana Exemplarova", required=True, width=36),
    Field("name_kind", "Name: kind", _N, Reads.TERM,
          "primary, alias or former. Blank is primary on the first row of a listing and alias below it.",
          "primary", NameKind, width=12),
    Field("name_strength", "Name: strength", _N, Reads.TERM,
          "strong or weak, where the act grades the name. Blank says nothing; it is not weak.",
          "strong", Strength, width=14),
    Field("name_script", "Name: script", _N, Reads.CODE,
          "Script by ISO 15924 (Latn, Cyrl, Arab). Blank is found from the letters.", common=False, width=12),
    Field("name_language", "Name: language", _N, Reads.CODE, "Language by ISO 639-1 (ru, ar).", common=False, width=12),
    Field("name_parts", "Name: parts", _N, Reads.TEXT,
          "The parts of the name, one a line: `given: Ivana`, `family: Exemplarova`.", common=False, width=30),
    Field("birth", "Birth date", _B, Reads.WHEN,
          "As far as known: 1962-03-04, 1962-03, 1962, 1960/1963 for a span, circa 1960.", "1962-03-04", width=14),
    Field("birth_written", "Birth date as written", _B, Reads.TEXT,
          "The wording of the act, where it differs.", common=False),
    Field("birth_calendar", "Birth date: calendar", _B, Reads.TEXT,
          "The calendar of the wording where it is not the Gregorian one; then leave Birth date blank.", common=False),
    *_place("birth_place", "Birth place", Block.BIRTH_PLACE, "The place of birth", "Exampleville"),
    Field("nationality", "Nationality", Block.NATIONALITY, Reads.COUNTRY,
          "A nationality, as two letters (SY) or by name, one a row or several with ; between.", "SY", width=12),
    Field("nationality_written", "Nationality as written", Block.NATIONALITY, Reads.TEXT,
          "The wording of the act, where it differs or is no country's name.", common=False),
    Field("gender", "Gender", Block.GENDER, Reads.TERM, "male or female.", "female", Gender, width=10),
    Field("title", "Title", Block.TITLE, Reads.TEXT, "A form of address or rank: Dr, General.", common=False),
    Field("position", "Position", Block.POSITION, Reads.TEXT, "An office or function held.",
          "Head of the Example Guard", width=30),
    *_place("address", "Address", Block.ADDRESS, "An address", "1 Example Street, Exampleville"),
    Field("identifier_kind", "Number: kind", _I, Reads.TERM, "What sort of number it is.",
          "passport", IdentifierKind, width=16),
    Field("identifier", "Number", _I, Reads.CODE, "The number itself, as text so that leading zeros stay.",
          "0012345", width=20),
    Field("identifier_country", "Number: country", _I, Reads.COUNTRY, "The country that issued it, as two letters.",
          "SY", width=12),
    Field("identifier_kind_written", "Number: kind as written", _I, Reads.TEXT, "The act's word for it.", common=False),
    Field("identifier_note", "Number: note", _I, Reads.TEXT, "What the act says about the number.", common=False),
    Field("identifier_issued", "Number: issued on", _I, Reads.WHEN, "Day of issue, as far as known.", common=False),
    Field("identifier_issued_written", "Number: issued on as written", _I, Reads.TEXT,
          "The wording of the act, where it differs.", common=False),
    Field("identifier_expires", "Number: expires on", _I, Reads.WHEN, "Day of expiry, as far as known.", common=False),
    Field("identifier_expires_written", "Number: expires on as written", _I, Reads.TEXT,
          "The wording of the act, where it differs.", common=False),
    Field("identifier_false", "Number: known to be false", _I, Reads.YES,
          "yes where the act says that the document is false.", common=False),
    Field("programme", "Programme", _D, Reads.PROGRAMME,
          "The legal regime. A row with a programme begins a designation; measures below belong to it.",
          "XX-EXAMPLE", width=16),
    Field("programme_written", "Programme as written", _D, Reads.TEXT,
          "The wording of the act, where it differs or the regime is not among the known ones.", common=False),
    Field("measure", "Measure", _M, Reads.TERM,
          "What is imposed, one a row or several with ; between. It belongs to the programme on its row or above it.",
          "asset_freeze", MeasureCode, width=20),
    Field("measure_basis", "Measure: basis", _M, Reads.TERM,
          "explicit: the act says it of this party (blank means this). Otherwise how the measure follows.",
          "explicit", Basis, width=16),
    Field("measure_written", "Measure as written", _M, Reads.TEXT,
          "The wording of the act, where it differs.", common=False),
    Field("measure_note", "Measure: note", _M, Reads.TEXT, "Exceptions and conditions.", common=False),
    Field("listed_on", "Listed on", _D, Reads.DAY, "The day of the designation.", "2024-02-01", width=12),
    Field("effective_from", "Effective from", _D, Reads.DAY, "The day from which it has effect.", "2024-02-02",
          width=14),
    Field("amended_on", "Amended on", _D, Reads.DAY, "The day of the latest amendment.", width=12),
    Field("delisted_on", "Delisted on", _D, Reads.DAY, "The day on which the designation ended.", width=12),
    Field("authority", "Authority", _D, Reads.TEXT, "The body that designated.", "Ministry of Examples"),
    Field("legal_act", "Legal act", _D, Reads.TEXT, "The act that designates.", "Order 1/2024"),
    Field("reasons", "Reasons", _D, Reads.TEXT, "The statement of reasons, in the words of the act.",
          "Commanded the Example Guard in January 2024.", width=50),
    Field("other_list", "Other list", Block.CROSS_REFERENCE, Reads.CODE,
          "A list that also has this party: un_sc for the UN, or another list's key.", "un_sc", width=12),
    Field("other_reference", "Other list: reference", Block.CROSS_REFERENCE, Reads.CODE,
          "The party's reference there.", "XXi.999", width=14),
    Field("relation_kind", "Relation", Block.RELATION, Reads.TERM, "How the act connects the party with another one.",
          "associate", RelationKind, common=False, width=14),
    Field("relation_written", "Relation as written", Block.RELATION, Reads.TEXT, "The act's word for it.",
          common=False),
    Field("relation_name", "Relation: name", Block.RELATION, Reads.TEXT, "The name of the other party.",
          common=False, width=30),
    Field("relation_reference", "Relation: reference", Block.RELATION, Reads.CODE,
          "The reference of the other party on this list.", common=False, width=14),
    Field("relation_former", "Relation: former", Block.RELATION, Reads.YES, "yes where it is over.", common=False),
    Field("contact_kind", "Contact: kind", Block.CONTACT, Reads.TERM, "phone, fax, email or website.",
          "website", ContactKind, common=False, width=12),
    Field("contact", "Contact", Block.CONTACT, Reads.CODE, "The number or address.", common=False, width=24),
    Field("attribute", "Particular", Block.ATTRIBUTE, Reads.CODE,
          "The name of anything else that is stated: vessel_type, flag, height.", common=False),
    Field("attribute_value", "Particular: value", Block.ATTRIBUTE, Reads.TEXT, "What is stated.", common=False),
    Field("deceased", "Deceased", _L, Reads.YES, "yes where the act says that the person is dead.", "no", width=10),
    Field("remarks", "Remarks", _L, Reads.TEXT, "Anything else that the act says.", width=40),
)  # fmt: skip

BY_KEY: Mapping[str, Field] = MappingProxyType({field.key: field for field in FIELDS})
BY_TITLE: Mapping[str, Field] = MappingProxyType({field.title.casefold(): field for field in FIELDS})

# Words that ministries use for a term of ours; compared like the terms themselves. No word that could mean two.
_SYNONYMS: Mapping[type[StrEnum], Mapping[str, StrEnum]] = MappingProxyType({
    PartyKind: {
        "individual": PartyKind.PERSON, "natural person": PartyKind.PERSON, "people": PartyKind.PERSON,
        "entity": PartyKind.ORGANISATION, "organization": PartyKind.ORGANISATION, "company": PartyKind.ORGANISATION,
        "legal person": PartyKind.ORGANISATION, "group": PartyKind.ORGANISATION,
        "ship": PartyKind.VESSEL, "plane": PartyKind.AIRCRAFT,
    },
    NameKind: {
        "primary name": NameKind.PRIMARY, "main": NameKind.PRIMARY, "aka": NameKind.ALIAS, "a.k.a.": NameKind.ALIAS,
        "also known as": NameKind.ALIAS, "original script": NameKind.ALIAS, "fka": NameKind.FORMER,
        "f.k.a.": NameKind.FORMER, "formerly known as": NameKind.FORMER, "former name": NameKind.FORMER,
    },
    Strength: {
        "good quality": Strength.STRONG, "good": Strength.STRONG, "low quality": Strength.WEAK, "low": Strength.WEAK,
    },
    Gender: {"m": Gender.MALE, "f": Gender.FEMALE},
    MeasureCode: {
        "asset freeze": MeasureCode.ASSET_FREEZE, "freeze": MeasureCode.ASSET_FREEZE,
        "assets freeze": MeasureCode.ASSET_FREEZE, "targeted financial sanction": MeasureCode.ASSET_FREEZE,
        "targeted financial sanctions": MeasureCode.ASSET_FREEZE, "entry ban": MeasureCode.TRAVEL_BAN,
        "visa ban": MeasureCode.TRAVEL_BAN, "travel restriction": MeasureCode.TRAVEL_BAN,
    },
    IdentifierKind: {
        "passport number": IdentifierKind.PASSPORT, "identity card": IdentifierKind.NATIONAL_ID,
        "national identification number": IdentifierKind.NATIONAL_ID, "tax number": IdentifierKind.TAX,
        "registration number": IdentifierKind.REGISTRATION, "company number": IdentifierKind.REGISTRATION,
        "imo number": IdentifierKind.IMO,
    },
})  # fmt: skip


def term(terms: type[StrEnum], wording: str) -> StrEnum | None:
    """The term that a wording means, whatever its case, with spaces or hyphens for underscores; None if unknown."""
    return _terms(terms).get(_key(wording))


def _key(wording: str) -> str:
    return " ".join(wording.casefold().replace("_", " ").replace("-", " ").split())


@lru_cache(maxsize=32)
def _terms(terms: type[StrEnum]) -> dict[str, StrEnum]:
    return {_key(word): meant for word, meant in _SYNONYMS.get(terms, {}).items()} | {_key(t.value): t for t in terms}
