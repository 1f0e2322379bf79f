"""Mappings of partners' own tables, kept for the next delivery."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString as _Text
from sqlmodel.sql.sqltypes import UTCDateTime as _Instant

from registry.errors import RegistryError

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "partner_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner", _Text(), nullable=False),
        sa.Column("list_key", _Text(), nullable=False),
        sa.Column("name", _Text(), nullable=False),
        sa.Column("headers", _Text(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("actor", _Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("recorded_from", _Instant(), nullable=False),
        sa.Column("recorded_to", _Instant(), nullable=True),
        sa.CheckConstraint("recorded_to IS NULL OR recorded_to > recorded_from", name=op.f("ck_partner_mapping_span")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_mapping")),
    )
    holding = sa.text("recorded_to IS NULL")
    op.create_index(
        "uq_partner_mapping_name_open", "partner_mapping", ["partner", "list_key", "name"], unique=True,
        sqlite_where=holding, postgresql_where=holding,
    )  # fmt: skip


def downgrade() -> None:
    """Refuse: a step back would lose what was recorded since."""
    raise RegistryError("Migrations are not undone.", "Restore a backup made before the upgrade.")
