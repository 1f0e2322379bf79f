"""Work in the background: what is to be done, on whose behalf, how far it is and how it ended.

The row is the truth; the message in the queue only wakes a worker and may be lost or come twice.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from registry.models.base import one_of


class JobState(StrEnum):
    """Where a job stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(SQLModel, table=True):
    """One piece of work. `subject` names what it is about as the audit trail does, e.g. `submission:7`.

    `attempts` counts how often it was taken up: only the latest attempt may write here. `lost` counts the attempts
    whose worker vanished. `stage`, `steps_done` and `steps` (None: not known) are the progress; `heartbeat_at` is
    when the worker last said that it lives. `on_behalf` is the actor as plain values, with the rights of when the
    job was put. `result` is set when it is done, `error` and `mend` when it failed.
    """

    __tablename__ = "job"
    __table_args__ = (one_of("state", JobState), Index("ix_job_state", "state"), Index("ix_job_subject", "subject"))

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    subject: str
    partner: str | None = None
    actor: str
    account_id: int | None = None
    on_behalf: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: str
    stage: str = ""
    steps_done: int = 0
    steps: int | None = None
    attempts: int = 0
    lost: int = 0
    cancel_requested: bool = False
    created_at: datetime
    started_at: datetime | None = None
    heartbeat_at: datetime | None = None
    ended_at: datetime | None = None
    result: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    error: str | None = None
    mend: str | None = None
