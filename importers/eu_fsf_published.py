"""One listing of an EU file as published, in one shape for XML 1.1, CSV 1.1 and CSV 1.0.

The EU publishes the same content in three shapes. The readers bring each into this one, named after the attributes of
XML 1.1, so that a single module (`eu_fsf_draft`) decides what it means.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from importers.draft import Position

Block = Mapping[str, str]

_GRADE = re.compile(r"\W*(?:low|good)[ -]quality (?:alias|a\.?k\.?a\.?)\W*", re.IGNORECASE)


@dataclass(slots=True)
class Published:
    """What one file says under one logical id, still in its own words.

    The blocks are name -> text with the attribute names of XML 1.1 and `remark` for the remarks of that block.
    `contacts` are (PHONE | FAX | EMAIL | WEB, value). `unknown` are (field, value) pairs that no table names.
    `graded` says whether this shape carries the `strong` attribute at all (CSV does not).
    """

    position: Position
    graded: bool
    about: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    subject: dict[str, str] = field(default_factory=dict)
    regulations: list[Block] = field(default_factory=list)
    names: list[Block] = field(default_factory=list)
    births: list[Block] = field(default_factory=list)
    addresses: list[Block] = field(default_factory=list)
    identifications: list[Block] = field(default_factory=list)
    citizenships: list[Block] = field(default_factory=list)
    contacts: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The EU reference number (`EU.27.28`); where the file gives none, `logicalId-13`; "" where it gives neither.

        A reader may have put a reference of its own making under `own_reference`, for listings without either.
        """
        number = self.about.get("logicalId", "")
        own = self.about.get("own_reference", "")
        return self.about.get("euReferenceNumber") or (f"logicalId-{number}" if number else own)

    def detail_remarks(self) -> Iterable[tuple[str, str]]:
        """(what it is about, remark) of every detail that has one, except numbers (their note) and grades of names."""
        for label, blocks in (
            ("Birth", self.births),
            ("Address", self.addresses),
            ("Citizenship", self.citizenships),
            ("Name", self.names),
        ):
            for block in blocks:
                remark = block.get("remark", "")
                if remark and not (label == "Name" and _GRADE.fullmatch(remark)):
                    yield label, remark


_COUNTRY = frozenset({"countryIso2Code", "countryDescription"})

# Attributes that are read, by element of XML 1.1.
READ: dict[str, frozenset[str]] = {
    "sanctionEntity": frozenset(
        {"logicalId", "euReferenceNumber", "unitedNationId", "designationDate", "designationDetails", "delistingDate"}
    ),
    "subjectType": frozenset({"code", "classificationCode"}),
    "regulation": frozenset(
        {"regulationType", "organisationType", "publicationDate", "entryIntoForceDate", "numberTitle", "programme"}
    ),
    "nameAlias": frozenset(
        {"wholeName", "firstName", "middleName", "lastName", "gender", "title", "function", "nameLanguage", "strong"}
    ),
    "birthdate": frozenset(
        {"birthdate", "year", "monthOfYear", "dayOfMonth", "yearRangeFrom", "yearRangeTo", "circa", "calendarType"}
    )
    | frozenset({"place", "city", "region", "zipCode"})
    | _COUNTRY,
    "citizenship": frozenset({"region"}) | _COUNTRY,
    "address": frozenset({"street", "poBox", "city", "zipCode", "place", "region"}) | _COUNTRY,
    "contactInfo": frozenset({"key", "value"}),
    "identification": frozenset(
        {"identificationTypeCode", "identificationTypeDescription", "number", "latinNumber", "diplomatic"}
    )
    | frozenset({"knownExpired", "knownFalse", "reportedLost", "revokedByIssuer", "issueDate", "issuedBy"})
    | frozenset({"validFrom", "validTo", "nameOnDocument", "region"})
    | _COUNTRY,
}

# Attributes that are kept in the raw text and not read: numbers of the details, the language of the acts they come
# from, and whether an address is the one of the time of listing (it says nothing about where the party is now).
IGNORED = frozenset({"logicalId", "regulationLanguage", "asAtListingTime"})

# Elements below a detail that repeat the act by which the detail was added.
IGNORED_ELEMENTS = frozenset({"regulationSummary"})
