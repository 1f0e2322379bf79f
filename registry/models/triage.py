"""What a partner says about a gap of its own."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from importers.vocabulary import MeasureCode
from registry.models.base import one_of, unique_where


class TriageStatus(StrEnum):
    """What becomes of a gap. That nothing was said at all has no status: silence is not an answer."""

    OPEN = "open"
    UNDER_CONSIDERATION = "under_consideration"
    IN_PREPARATION = "in_preparation"
    DEFERRED = "deferred"
    NEEDS_INFORMATION = "needs_information"
    DECLINED = "declined"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    FOREIGN_POLICY = "foreign_policy"
    HUMANITARIAN = "humanitarian"
    NO_LEGAL_BASIS = "no_legal_basis"
    ALREADY_COVERED = "already_covered"
    IDENTITY_DOUBT = "identity_doubt"


class GapTriage(SQLModel, table=True):
    """What was said of one gap (party, partner, measure) from `recorded_at` until `superseded_at`; never deleted.

    `party_id` is the party as it was then; a party that was joined with another forwards there.
    """

    __tablename__ = "gap_triage"
    __table_args__ = (
        one_of("status", TriageStatus),
        one_of("measure", MeasureCode),
        CheckConstraint("superseded_at IS NULL OR superseded_at > recorded_at", name="span"),
        unique_where("uq_gap_triage_standing", "superseded_at IS NULL", "party_id", "partner", "measure"),
        Index("ix_gap_triage_partner_superseded_at", "partner", "superseded_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    party_id: int = Field(foreign_key="party.id", index=True)
    partner: str
    measure: str
    status: str
    owner: str | None = None
    note: str = ""
    review_on: date | None = None
    actor: str
    recorded_at: datetime
    superseded_at: datetime | None = None
