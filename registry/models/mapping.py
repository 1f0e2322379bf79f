"""What the columns of a partner's own tables mean, as its people said it once."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from registry.models.base import span, unique_where


class PartnerMapping(SQLModel, table=True):
    """A mapping under a name of a partner's choice; the one that is saved anew ends the one before.

    `headers` is a hash over the headings that it was made for; `mapping` is what `importers.mapping.Mapping` writes.
    """

    __tablename__ = "partner_mapping"
    __table_args__ = (
        span(),
        unique_where("uq_partner_mapping_name_open", "recorded_to IS NULL", "partner", "list_key", "name"),
    )

    id: int | None = Field(default=None, primary_key=True)
    partner: str
    list_key: str
    name: str
    headers: str
    mapping: dict[str, Any] = Field(sa_type=JSON)
    actor: str
    account_id: int | None = None
    recorded_from: datetime
    recorded_to: datetime | None = None
