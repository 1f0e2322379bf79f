"""Certificates of searches, reports that are kept, and what partners say about gaps."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString as _Text
from sqlmodel.sql.sqltypes import UTCDateTime as _Instant

from registry.errors import RegistryError

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATUSES = (
    "open", "under_consideration", "in_preparation", "deferred", "needs_information", "declined",
    "insufficient_evidence", "foreign_policy", "humanitarian", "no_legal_basis", "already_covered", "identity_doubt",
)  # fmt: skip
_MEASURES = (
    "asset_freeze", "travel_ban", "visa_ineligibility", "arms_embargo", "arms_restriction", "export_control",
    "import_ban", "debt_equity", "financial_services", "investment_ban", "services_ban", "director_disqualification",
    "vessel_measure", "aircraft_measure", "trade_sectoral", "procurement_debarment", "claims_bar", "aid_suspension",
    "secondary_risk", "other",
)  # fmt: skip


def _one_of(table: str, column: str, terms: tuple[str, ...]) -> sa.CheckConstraint:
    quoted = ", ".join(f"'{term}'" for term in terms)
    return sa.CheckConstraint(f"{column} IN ({quoted})", name=op.f(f"ck_{table}_{column}"))


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "search_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", _Text(), nullable=False),
        sa.Column("issued_at", _Instant(), nullable=False),
        sa.Column("actor", _Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("partner", _Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", _Instant(), nullable=False),
        sa.Column("software", _Text(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("result_hash", _Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_certificate")),
        sa.UniqueConstraint("public_id", name=op.f("uq_search_certificate_public_id")),
    )
    op.create_index("ix_search_certificate_actor", "search_certificate", ["actor"])
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_id", _Text(), nullable=False),
        sa.Column("fingerprint", _Text(), nullable=False),
        sa.Column("state", _Text(), nullable=False),
        sa.Column("actor", _Text(), nullable=False),
        sa.Column("partner", _Text(), nullable=True),
        sa.Column("asked_at", _Instant(), nullable=False),
        sa.Column("ended_at", _Instant(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", _Instant(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("formats", sa.JSON(), nullable=False),
        sa.Column("software", _Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("error", _Text(), nullable=True),
        _one_of("report", "state", ("asked", "written", "failed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_report_fingerprint")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    op.create_table(
        "gap_triage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("partner", _Text(), nullable=False),
        sa.Column("measure", _Text(), nullable=False),
        sa.Column("status", _Text(), nullable=False),
        sa.Column("owner", _Text(), nullable=True),
        sa.Column("note", _Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("actor", _Text(), nullable=False),
        sa.Column("recorded_at", _Instant(), nullable=False),
        sa.Column("superseded_at", _Instant(), nullable=True),
        _one_of("gap_triage", "status", _STATUSES),
        _one_of("gap_triage", "measure", _MEASURES),
        sa.CheckConstraint("superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_gap_triage_span")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_gap_triage_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_triage")),
    )
    op.create_index("ix_gap_triage_party_id", "gap_triage", ["party_id"])
    op.create_index("ix_gap_triage_partner_superseded_at", "gap_triage", ["partner", "superseded_at"])
    standing = sa.text("superseded_at IS NULL")
    op.create_index(
        "uq_gap_triage_standing", "gap_triage", ["party_id", "partner", "measure"],
        unique=True, sqlite_where=standing, postgresql_where=standing,
    )  # fmt: skip


def downgrade() -> None:
    """Refused: it would delete certificates, reports and what partners said."""
    raise RegistryError("This migration is not undone, for that would delete records.", "Restore a backup.")
