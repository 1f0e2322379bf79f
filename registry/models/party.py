"""Parties, which listings belong to them, and the comparisons and judgements that this rests on."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from registry.models.base import one_of, span, unique_where


class Standing(StrEnum):
    """What became of a comparison: linked by itself, waiting for a person, or put aside."""

    AUTOMATIC = "automatic"
    PROPOSED = "proposed"
    DISMISSED = "dismissed"


class Verdict(StrEnum):
    """What a person says about two listings."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Party(SQLModel, table=True):
    """The real one behind listings. `public_id` (`P000123`) is never reused; after a merge it forwards."""

    __tablename__ = "party"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    public_id: str = Field(unique=True)
    created_at: datetime
    forwards_to_id: int | None = Field(default=None, foreign_key="party.id", index=True)


class PartyMembership(SQLModel, table=True):
    """That a listing belonged to a party from `recorded_from` until `recorded_to` (None: still), and why."""

    __tablename__ = "party_membership"
    __table_args__ = (
        span(),
        unique_where("uq_party_membership_open", "recorded_to IS NULL", "listing_id"),
        Index("ix_party_membership_listing_id_recorded_from", "listing_id", "recorded_from"),
    )

    id: int | None = Field(default=None, primary_key=True)
    listing_id: int = Field(foreign_key="listing.id")
    party_id: int = Field(foreign_key="party.id", index=True)
    recorded_from: datetime
    recorded_to: datetime | None = None
    why: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Comparison(SQLModel, table=True):
    """Score and reasons for two listings (the smaller id is `a`), as they were when they were compared.

    The identity hashes are those of the versions compared: where one differs today, the comparison is stale.
    """

    __tablename__ = "comparison"
    __table_args__ = (
        one_of("standing", Standing),
        span(),
        CheckConstraint("listing_a_id < listing_b_id", name="order"),
        unique_where("uq_comparison_open", "recorded_to IS NULL", "listing_a_id", "listing_b_id"),
        Index("ix_comparison_standing_recorded_to", "standing", "recorded_to"),
    )

    id: int | None = Field(default=None, primary_key=True)
    listing_a_id: int = Field(foreign_key="listing.id")
    listing_b_id: int = Field(foreign_key="listing.id", index=True)
    identity_hash_a: str
    identity_hash_b: str
    score: float
    similarity: float | None = None
    evidence: float | None = None
    verdict: str
    how: str
    standing: str
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    recorded_from: datetime
    recorded_to: datetime | None = None
    submission_id: int | None = Field(default=None, foreign_key="submission.id", index=True)


class Judgement(SQLModel, table=True):
    """A person's verdict on two listings (the smaller id is `a`); superseded, never deleted.

    `reopened_at` is set when a listing has changed in what the judgement rested on (its identity hash).
    """

    __tablename__ = "judgement"
    __table_args__ = (
        one_of("verdict", Verdict),
        CheckConstraint("listing_a_id < listing_b_id", name="order"),
        CheckConstraint("superseded_at IS NULL OR superseded_at > judged_at", name="span"),
        unique_where("uq_judgement_standing", "superseded_at IS NULL", "listing_a_id", "listing_b_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    listing_a_id: int = Field(foreign_key="listing.id")
    listing_b_id: int = Field(foreign_key="listing.id", index=True)
    verdict: str
    because: str
    actor: str
    judged_at: datetime
    superseded_at: datetime | None = None
    identity_hash_a: str
    identity_hash_b: str
    reopened_at: datetime | None = None
