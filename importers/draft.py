"""What an importer read from a list, not yet accepted by anybody.

Drafts are plain frozen values: everything a publisher says about one listing, in the registry's terms, with the
source's own wording (`raw`, `source_value`) beside every interpreted value and the position it was read at.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any

from importers.frozen import frozen
from importers.vocabulary import (
    Basis,
    ContactKind,
    IdentifierKind,
    IssueCode,
    MeasureCode,
    NameKind,
    PartyKind,
    RelationKind,
    Strength,
)


@frozen
class Position:
    """Where in a source something stands: file name, sheet, row or line (from 1), column or element path."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {self.column}")
        return ", ".join(parts)


@frozen
class Issue:
    """Something that could not be taken at face value, and how to mend it.

    `refuses` is true when the whole record was left out because of it; each refused record has exactly one such
    issue, so that records in a file = drafts + issues that refuse.
    """

    code: IssueCode
    message: str
    position: Position
    reference: str | None = None
    field: str | None = None
    value: str | None = None
    mend: str | None = None
    refuses: bool = False


@frozen
class PartialDate:
    """A date known to the day, month or year, or as a span.

    `text` is ISO 8601 as far as known: `1962`, `1962-03`, `1962-03-04`; a span is `1960/1963`. `circa` marks an
    approximate date. `raw` is the source's wording; `calendar` is named when it is not Gregorian and then `text`
    is None, because nothing is converted on a guess.
    """

    text: str | None
    raw: str
    circa: bool = False
    calendar: str | None = None


@frozen
class NameDraft:
    """One name as published, in display order; `parts` keeps given, family ... where the source states them."""

    text: str
    kind: NameKind = NameKind.PRIMARY
    strength: Strength = Strength.UNSTATED
    script: str | None = None  # ISO 15924, e.g. Latn, Cyrl, Arab
    language: str | None = None  # ISO 639-1 where stated
    parts: tuple[tuple[str, str], ...] = ()  # (role, text): given, family, patronymic, whole ...


@frozen
class PlaceDraft:
    """A place of birth, an address or an incorporation place, as far as stated. `country` is ISO 3166-1 alpha-2."""

    raw: str
    city: str | None = None
    region: str | None = None
    street: str | None = None
    postal_code: str | None = None
    country: str | None = None
    country_raw: str | None = None


@frozen
class CountryDraft:
    """A nationality or citizenship. `code` is ISO 3166-1 alpha-2, None when the wording is not understood."""

    code: str | None
    raw: str


@frozen
class IdentifierDraft:
    """A number issued by someone. `valid` is the outcome of its check digits, None where it has none."""

    kind: IdentifierKind
    value: str
    country: str | None = None
    raw_kind: str | None = None
    note: str | None = None
    issued_on: PartialDate | None = None
    expires_on: PartialDate | None = None
    valid: bool | None = None
    known_false: bool = False


@frozen
class MeasureDraft:
    """One measure of a designation; `source_value` is the publisher's wording that it was read from."""

    code: MeasureCode
    basis: Basis
    source_value: str
    note: str | None = None


@frozen
class DesignationDraft:
    """The legal act on a listing. Dates are typed and kept apart: no lag is ever computed from an untyped date."""

    programme: str  # key in programmes.toml, or "unknown"
    programme_raw: str
    measures: tuple[MeasureDraft, ...] = ()
    authority: str | None = None
    legal_act: str | None = None
    listed_on: date | None = None
    effective_from: date | None = None
    amended_on: date | None = None
    delisted_on: date | None = None
    reasons: str | None = None


@frozen
class RelationDraft:
    """A connection as the source states it. `other_reference` is a reference on the same list, where given."""

    kind: RelationKind
    raw_kind: str
    other_name: str | None = None
    other_reference: str | None = None
    former: bool = False


@frozen
class ContactDraft:
    """A telephone number, e-mail address or website."""

    kind: ContactKind
    value: str


@frozen
class CrossReference:
    """Another list's reference that this listing quotes. `scheme` is a list key or a register, e.g. `un_sc`."""

    scheme: str
    value: str


@frozen
class ListingDraft:
    """Everything one list says about one party under one reference.

    `raw` is the record as published (field -> text, or list of such), `position` its place in the file.
    `attributes` hold what has no column of its own (vessel type, tonnage, flag ...) as (name, value) pairs.
    """

    list_key: str
    reference: str
    kind: PartyKind
    names: tuple[NameDraft, ...]
    position: Position
    designations: tuple[DesignationDraft, ...] = ()
    births: tuple[PartialDate, ...] = ()
    birth_places: tuple[PlaceDraft, ...] = ()
    nationalities: tuple[CountryDraft, ...] = ()
    addresses: tuple[PlaceDraft, ...] = ()
    identifiers: tuple[IdentifierDraft, ...] = ()
    relations: tuple[RelationDraft, ...] = ()
    contacts: tuple[ContactDraft, ...] = ()
    cross_references: tuple[CrossReference, ...] = ()
    genders: tuple[str, ...] = ()  # "male" | "female"
    titles: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    remarks: str | None = None
    deceased: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict)
