"""Reports that were asked for, and the files that were made of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from registry.models.base import one_of


class ReportState(StrEnum):
    """Where a report stands. A failed one may be built again."""

    ASKED = "asked"
    WRITTEN = "written"
    FAILED = "failed"


class Report(SQLModel, table=True):
    """One divergence report. `fingerprint` is a hash over everything that decides its bytes: the request, the formats
    and the program; asking twice for the same gives the same report.

    `files` are {name, sha256, size, lines} of files in the storage folder, the manifest last.
    """

    __tablename__ = "report"
    __table_args__ = (one_of("state", ReportState),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    public_id: str = Field(unique=True)
    fingerprint: str = Field(unique=True)
    state: str
    actor: str
    partner: str | None = None
    asked_at: datetime
    ended_at: datetime | None = None
    as_of: date
    known_at: datetime
    request: dict[str, Any] = Field(sa_type=JSON)
    formats: list[str] = Field(sa_type=JSON)
    software: str
    files: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    error: str | None = None
