"""Accounts, sessions of browsers, attempts to sign in, tokens for machines."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString as _Text
from sqlmodel.sql.sqltypes import UTCDateTime as _Instant

from registry.errors import RegistryError

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", _Text(), nullable=False),
        sa.Column("shown_name", _Text(), nullable=False),
        sa.Column("partner", _Text(), nullable=True),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("language", _Text(), nullable=True),
        sa.Column("created_at", _Instant(), nullable=False),
        sa.Column("disabled_at", _Instant(), nullable=True),
        sa.Column("password_hash", _Text(), nullable=True),
        sa.Column("password_is_own", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", _Text(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.Column("oidc_subject", _Text(), nullable=True),
        sa.Column("toured_at", _Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        sa.UniqueConstraint("oidc_subject", name=op.f("uq_account_oidc_subject")),
    )
    _of_an_account(
        "web_session",
        sa.Column("id", _Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("created_at", _Instant(), nullable=False),
        sa.Column("ended_at", _Instant(), nullable=True),
    )
    _of_an_account(
        "device",
        sa.Column("id", _Text(), nullable=False),
        sa.Column("created_at", _Instant(), nullable=False),
    )
    _of_an_account(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", _Text(), nullable=False),
        sa.Column("prefix", _Text(), nullable=False),
        sa.Column("hash", _Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("created_at", _Instant(), nullable=False),
        sa.Column("expires_at", _Instant(), nullable=False),
        sa.Column("revoked_at", _Instant(), nullable=True),
        sa.UniqueConstraint("hash", name=op.f("uq_api_token_hash")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bucket", _Text(), nullable=False),
        sa.Column("at", _Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_bucket_at", "sign_in_attempt", ["bucket", "at"])


def _of_an_account(name: str, *columns: sa.Column[object] | sa.UniqueConstraint) -> None:
    op.create_table(
        name,
        *columns,
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{name}_account_id")),
    )
    op.create_index(op.f(f"ix_{name}_account_id"), name, ["account_id"])


def downgrade() -> None:
    """Refused: it would delete who may sign in."""
    raise RegistryError("Accounts are not undone: nobody could sign in any more.", "Restore a backup.")
