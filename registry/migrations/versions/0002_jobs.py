"""Jobs: what workers are to do in the background."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString as _Text
from sqlmodel.sql.sqltypes import UTCDateTime as _Instant

from registry.errors import RegistryError

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of jobs."""
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("subject", _Text(), nullable=False),
        sa.Column("partner", _Text(), nullable=True),
        sa.Column("actor", _Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf", sa.JSON(), nullable=False),
        sa.Column("state", _Text(), nullable=False),
        sa.Column("stage", _Text(), nullable=False),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("created_at", _Instant(), nullable=False),
        sa.Column("started_at", _Instant(), nullable=True),
        sa.Column("heartbeat_at", _Instant(), nullable=True),
        sa.Column("ended_at", _Instant(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", _Text(), nullable=True),
        sa.Column("mend", _Text(), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_job_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_state", "job", ["state"])
    op.create_index("ix_job_subject", "job", ["subject"])


def downgrade() -> None:
    """Refused: it would delete what was done in the background and why it failed."""
    raise RegistryError("This migration is not undone, for that would delete records.", "Restore a backup.")
