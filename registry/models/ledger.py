"""The registry's own book-keeping: the chained audit trail, the clock of recorded time, the number counters."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel


class AuditEvent(SQLModel, table=True):
    """One act by somebody. `hash` covers the whole event and the hash before it, so that no edit goes unseen."""

    __tablename__ = "audit_event"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor: str
    action: str
    subject: str = Field(index=True)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous_hash: str
    hash: str = Field(unique=True)


class Clock(SQLModel, table=True):
    """One row: the last instant of recorded time that was given out."""

    __tablename__ = "clock"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime


class Counter(SQLModel, table=True):
    """The last number given out under a name, e.g. the last id of a listing. Numbers are never given out twice."""

    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    value: int
