"""Certificates of searches: proof that somebody searched, against which lists, and what answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel


class SearchCertificate(SQLModel, table=True):
    """One search that somebody wants to prove. Nothing in it ever changes.

    `public_id` says nothing about how many there are. `query` is the text with everything chosen; `lists` every file
    held at `known_at` with its hash; `result` what answered, `result_hash` the SHA-256 of its canonical JSON.
    """

    __tablename__ = "search_certificate"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    issued_at: datetime
    actor: str = Field(index=True)
    account_id: int | None = None
    partner: str | None = None
    as_of: date
    known_at: datetime
    software: str
    query: dict[str, Any] = Field(sa_type=JSON)
    lists: list[dict[str, Any]] = Field(sa_type=JSON)
    result: dict[str, Any] = Field(sa_type=JSON)
    result_hash: str
