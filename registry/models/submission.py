"""Deliveries of a list: the files as received, what was made of them, and what could not be read."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.models.base import one_of, unique_where


class SubmissionState(StrEnum):
    """Where a submission stands. `held` waits for a person; `applied`, `refused`, `rolled_back` are final."""

    RECEIVED = "received"
    CHECKED = "checked"
    HELD = "held"
    APPLIED = "applied"
    REFUSED = "refused"
    ROLLED_BACK = "rolled_back"


class SourceFile(SQLModel, table=True):
    """Bytes as received; they lie in the storage folder under their SHA-256 (hex) and never change."""

    __tablename__ = "source_file"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    size: int = Field(sa_type=BigInteger)
    name: str
    received_at: datetime
    origin: str


class Submission(SQLModel, table=True):
    """One delivery of one list, possibly of several files.

    `fingerprint` is a hash over the list and the files' hashes: no two submissions of the same bytes are alive.
    `facts` is what the file says about itself and what was found on the way (shape, rows, notes, notices, filled
    fields, changed fields); `holds` is a list of {code, text}. Counts are None until the files were read.

    `account_id` is the person who sent it, None for the operator; `reading` says how its file is read where the file
    does not say so itself (`registry.services.readings`). `digest` is a hash over the change set as it was last
    checked: what an approver saw. `approved_by` and its fellows are set from the approval until it is carried out.
    `quality` is what the importers measured of the file. From `rolled_back_at` on, its versions stand no more.
    """

    __tablename__ = "submission"
    __table_args__ = (
        one_of("state", SubmissionState),
        unique_where("uq_submission_fingerprint_alive", "state IN ('received', 'checked', 'held', 'applied')",
                     "fingerprint"),
        unique_where("uq_submission_partner_idempotency_key", "idempotency_key IS NOT NULL", "partner",
                     "idempotency_key"),
        Index("ix_submission_list_key_state", "list_key", "state"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    list_key: str
    partner: str
    state: str
    fingerprint: str
    actor: str
    account_id: int | None = None
    idempotency_key: str | None = None
    reading: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    received_at: datetime
    published_on: date | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_note: str | None = None
    decided_account_id: int | None = None
    approved_by: str | None = None
    approved_account_id: int | None = None
    approved_at: datetime | None = None
    approval_note: str | None = None
    recorded_at: datetime | None = None
    rolled_back_at: datetime | None = None
    digest: str | None = None
    quality: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    records: int | None = None
    drafts: int | None = None
    refused_records: int | None = None
    added: int | None = None
    changed: int | None = None
    unchanged: int | None = None
    removed: int | None = None
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    holds: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)


class SubmissionFile(SQLModel, table=True):
    """A file of a submission, in the order and under the name in which it was delivered this time."""

    __tablename__ = "submission_file"
    __table_args__ = (UniqueConstraint("submission_id", "source_file_id"),)

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    ordinal: int = Field(primary_key=True)
    source_file_id: int = Field(foreign_key="source_file.id", index=True)
    name: str


class SubmissionIssue(SQLModel, table=True):
    """Something in a submission that could not be taken at face value; `ordinal` is the order of reading."""

    __tablename__ = "submission_issue"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    ordinal: int = Field(primary_key=True)
    code: str
    message: str
    refuses: bool
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    reference: str | None = None
    field: str | None = None
    value: str | None = None
    mend: str | None = None


class ChangeKind(StrEnum):
    """What a submission does to a listing. `removed`: the file lacks it."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


class SubmissionChange(SQLModel, table=True):
    """One listing in the change set of a submission as it was last checked, in the order of the file.

    `fields` is a list of [field, before, after] in plain JSON values; nothing for `unchanged`. `text` is the name and
    the reference in small letters, for finding it.
    """

    __tablename__ = "submission_change"
    __table_args__ = (one_of("kind", ChangeKind), Index("ix_submission_change_kind", "submission_id", "kind"))

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    ordinal: int = Field(primary_key=True)
    kind: str
    reference: str
    name: str
    text: str
    listing_id: int | None = None
    fields: list[Any] = Field(default_factory=list, sa_type=JSON)
