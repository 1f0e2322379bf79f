"""Listings and their versions, with the projections of a version that are searched and joined.

A version's `content` is the version; every projection can be rebuilt from it. Ids of listings and versions are
handed out by the registry's own counters, so that many rows and their children are written in one statement each.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from importers.vocabulary import IdentifierKind, NameKind, PartyKind, Strength
from registry.models.base import one_of, span, unique_where


class ListingStatus(StrEnum):
    """What the list says of a listing.

    `missing`: absent from the latest file, still in force until confirmed. `dropped`: absent from two files, or
    confirmed by a person - an observation, never called a delisting. `delisted`: the publisher says so.
    `announced`: the partner says so elsewhere, and the file does not have it yet; entered by people. `withdrawn`: the
    registry took back what it had recorded itself (a rollback, an announcement that the file has replaced); that says
    nothing of the partner.
    """

    LISTED = "listed"
    MISSING = "missing"
    DROPPED = "dropped"
    DELISTED = "delisted"
    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"


class Listing(SQLModel, table=True):
    """One party as one list describes it.

    `reference` is the publisher's; on a list whose references move it is the first one that the listing had, with
    `~2`, `~3` ... behind it where another listing had that one before.
    """

    __tablename__ = "listing"
    __table_args__ = (UniqueConstraint("list_key", "reference"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    list_key: str
    partner: str
    reference: str


class ListingVersion(SQLModel, table=True):
    """What a list said about a listing from `recorded_from` until `recorded_to` (None: still).

    `reference` is the one published in this version. `content` is the canonical JSON of the draft
    (`registry.models.content`), `raw` the record as published; `source_file_id`, sheet, row and column say where it
    was read. `status_on` is the date that belongs to the status: of the file first without it, or of the delisting.
    """

    __tablename__ = "listing_version"
    __table_args__ = (
        one_of("status", ListingStatus),
        one_of("kind", PartyKind),
        span(),
        unique_where("uq_listing_version_open", "recorded_to IS NULL", "listing_id"),
        Index("ix_listing_version_listing_id_recorded_from", "listing_id", "recorded_from"),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    listing_id: int = Field(foreign_key="listing.id")
    recorded_from: datetime
    recorded_to: datetime | None = None
    submission_id: int = Field(foreign_key="submission.id", index=True)
    closed_by_submission_id: int | None = Field(default=None, foreign_key="submission.id", index=True)
    source_file_id: int = Field(foreign_key="source_file.id")
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    reference: str = Field(index=True)
    status: str
    status_on: date | None = None
    kind: str
    primary_name: str
    listed_on: date | None = None
    content_hash: str
    identity_hash: str
    content: str = Field(sa_type=Text)
    raw: str = Field(sa_type=Text)


class ListingName(SQLModel, table=True):
    """A name of a version, in the order of the source."""

    __tablename__ = "listing_name"
    __table_args__ = (one_of("kind", NameKind), one_of("strength", Strength), {"sqlite_with_rowid": False})

    version_id: int = Field(primary_key=True, foreign_key="listing_version.id")
    ordinal: int = Field(primary_key=True)
    text: str
    kind: str
    strength: str
    script: str | None = None


class ListingIdentifier(SQLModel, table=True):
    """A number of a version; `key` is its capital letters and digits only, for looking it up."""

    __tablename__ = "listing_identifier"
    __table_args__ = (one_of("kind", IdentifierKind), {"sqlite_with_rowid": False})

    version_id: int = Field(primary_key=True, foreign_key="listing_version.id")
    ordinal: int = Field(primary_key=True)
    kind: str
    value: str
    key: str = Field(index=True)
    country: str | None = None


class ListingCountry(SQLModel, table=True):
    """A nationality of a version, ISO 3166-1 alpha-2, once each."""

    __tablename__ = "listing_country"
    __table_args__ = (CheckConstraint("length(code) = 2", name="code"), {"sqlite_with_rowid": False})

    version_id: int = Field(primary_key=True, foreign_key="listing_version.id")
    code: str = Field(primary_key=True, index=True)


class CrossReference(SQLModel, table=True):
    """Another list's reference that a version quotes."""

    __tablename__ = "cross_reference"
    __table_args__ = (Index("ix_cross_reference_scheme_value", "scheme", "value"), {"sqlite_with_rowid": False})

    version_id: int = Field(primary_key=True, foreign_key="listing_version.id")
    ordinal: int = Field(primary_key=True)
    scheme: str
    value: str
