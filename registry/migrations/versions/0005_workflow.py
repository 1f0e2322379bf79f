"""Submissions of partners: who sent and approved them, their change sets, and what can be taken back."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString as _Text
from sqlmodel.sql.sqltypes import UTCDateTime as _Instant

from registry.errors import RegistryError

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COLUMNS = {
    "account_id": sa.Integer(), "idempotency_key": _Text(), "reading": sa.JSON(), "decided_account_id": sa.Integer(),
    "approved_by": _Text(), "approved_account_id": sa.Integer(), "approved_at": _Instant(), "approval_note": _Text(),
    "rolled_back_at": _Instant(), "digest": _Text(), "quality": sa.JSON(),
}  # fmt: skip
_STATUS = "status IN ('listed', 'missing', 'dropped', 'delisted')"
_STATUS_NOW = "status IN ('listed', 'missing', 'dropped', 'delisted', 'announced', 'withdrawn')"


def upgrade() -> None:
    """Add the columns and the table of changes, and let a listing be announced or withdrawn."""
    for name, kind in _COLUMNS.items():
        op.add_column("submission", sa.Column(name, kind, nullable=True))
    given = sa.text("idempotency_key IS NOT NULL")
    op.create_index(
        "uq_submission_partner_idempotency_key", "submission", ["partner", "idempotency_key"], unique=True,
        sqlite_where=given, postgresql_where=given,
    )  # fmt: skip
    op.create_table(
        "submission_change",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", _Text(), nullable=False),
        sa.Column("reference", _Text(), nullable=False),
        sa.Column("name", _Text(), nullable=False),
        sa.Column("text", _Text(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('added', 'changed', 'removed', 'unchanged')", name=op.f("ck_submission_change_kind")
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_change_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "ordinal", name=op.f("pk_submission_change")),
    )
    op.create_index("ix_submission_change_kind", "submission_change", ["submission_id", "kind"])
    _widen_status()


def _widen_status() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_listing_version_status"), "listing_version", type_="check")
        op.create_check_constraint(op.f("ck_listing_version_status"), "listing_version", _STATUS_NOW)
        return
    # SQLite cannot change a CHECK, and copying the largest table would break every reference to it. A wider CHECK
    # changes nothing that is stored, so its text is changed in place (sqlite.org/lang_altertable.html, section 7).
    bind = op.get_bind()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'listing_version'",
        (_STATUS, _STATUS_NOW),
    )
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def downgrade() -> None:
    """Refused: it would delete who approved what."""
    raise RegistryError("This migration is not undone, for that would delete records.", "Restore a backup.")
