"""The first tables: submissions, listings with their versions, parties, comparisons, judgements, the ledger."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString as _Text
from sqlmodel.sql.sqltypes import UTCDateTime as _Instant

from registry.errors import RegistryError

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _one_of(name: str, column: str, terms: str) -> sa.CheckConstraint:
    quoted = ", ".join(f"'{term}'" for term in terms.split())
    return sa.CheckConstraint(f"{column} IN ({quoted})", name=op.f(name))


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Make the tables and start the clock of recorded time."""
    _audit_events()
    _clock()
    _counters()
    _listings()
    _parties()
    _source_files()
    _submissions()
    _comparisons()
    _judgements()
    _listing_versions()
    _party_memberships()
    _submission_files()
    _submission_issues()
    _cross_references()
    _designations()
    _listing_countries()
    _listing_identifiers()
    _listing_names()
    _designation_measures()


def downgrade() -> None:
    """Refused: going back would delete the history that the registry exists to keep."""
    raise RegistryError("The first migration is not undone, for that would delete everything.", "Restore a backup.")


def _audit_events() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", _Instant(), nullable=False),
        sa.Column("actor", _Text(), nullable=False),
        sa.Column("action", _Text(), nullable=False),
        sa.Column("subject", _Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", _Text(), nullable=False),
        sa.Column("hash", _Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
    )
    op.create_index(op.f("ix_audit_event_subject"), "audit_event", ["subject"])


def _clock() -> None:
    clock = op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", _Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    # Recorded time begins before anything was recorded.
    op.bulk_insert(clock, [{"id": 1, "at": datetime(1970, 1, 1, tzinfo=UTC)}])


def _counters() -> None:
    op.create_table(
        "counter",
        sa.Column("name", _Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )


def _listings() -> None:
    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("list_key", _Text(), nullable=False),
        sa.Column("partner", _Text(), nullable=False),
        sa.Column("reference", _Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint("list_key", "reference", name=op.f("uq_listing_list_key_reference")),
    )


def _parties() -> None:
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_id", _Text(), nullable=False),
        sa.Column("created_at", _Instant(), nullable=False),
        sa.Column("forwards_to_id", sa.Integer()),
        sa.ForeignKeyConstraint(["forwards_to_id"], ["party.id"], name=op.f("fk_party_forwards_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("public_id", name=op.f("uq_party_public_id")),
    )
    op.create_index(op.f("ix_party_forwards_to_id"), "party", ["forwards_to_id"])


def _source_files() -> None:
    op.create_table(
        "source_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", _Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("name", _Text(), nullable=False),
        sa.Column("received_at", _Instant(), nullable=False),
        sa.Column("origin", _Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_source_file_sha256")),
    )


def _submissions() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_key", _Text(), nullable=False),
        sa.Column("partner", _Text(), nullable=False),
        sa.Column("state", _Text(), nullable=False),
        sa.Column("fingerprint", _Text(), nullable=False),
        sa.Column("actor", _Text(), nullable=False),
        sa.Column("received_at", _Instant(), nullable=False),
        sa.Column("published_on", sa.Date()),
        sa.Column("decided_by", _Text()),
        sa.Column("decided_at", _Instant()),
        sa.Column("decision_note", _Text()),
        sa.Column("recorded_at", _Instant()),
        sa.Column("records", sa.Integer()),
        sa.Column("drafts", sa.Integer()),
        sa.Column("refused_records", sa.Integer()),
        sa.Column("added", sa.Integer()),
        sa.Column("changed", sa.Integer()),
        sa.Column("unchanged", sa.Integer()),
        sa.Column("removed", sa.Integer()),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("holds", sa.JSON(), nullable=False),
        _one_of("ck_submission_state", "state", "received checked held applied refused rolled_back"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    op.create_index("ix_submission_list_key_state", "submission", ["list_key", "state"])
    op.create_index(
        "uq_submission_fingerprint_alive",
        "submission",
        ["fingerprint"],
        unique=True,
        **_where("state IN ('received', 'checked', 'held', 'applied')"),
    )


def _comparisons() -> None:
    op.create_table(
        "comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_a_id", sa.Integer(), nullable=False),
        sa.Column("listing_b_id", sa.Integer(), nullable=False),
        sa.Column("identity_hash_a", _Text(), nullable=False),
        sa.Column("identity_hash_b", _Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("similarity", sa.Float()),
        sa.Column("evidence", sa.Float()),
        sa.Column("verdict", _Text(), nullable=False),
        sa.Column("how", _Text(), nullable=False),
        sa.Column("standing", _Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("recorded_from", _Instant(), nullable=False),
        sa.Column("recorded_to", _Instant()),
        sa.Column("submission_id", sa.Integer()),
        _one_of("ck_comparison_standing", "standing", "automatic proposed dismissed"),
        sa.CheckConstraint("listing_a_id < listing_b_id", name=op.f("ck_comparison_order")),
        sa.CheckConstraint("recorded_to IS NULL OR recorded_to > recorded_from", name=op.f("ck_comparison_span")),
        sa.ForeignKeyConstraint(["listing_a_id"], ["listing.id"], name=op.f("fk_comparison_listing_a_id")),
        sa.ForeignKeyConstraint(["listing_b_id"], ["listing.id"], name=op.f("fk_comparison_listing_b_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_comparison_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
    )
    op.create_index(op.f("ix_comparison_listing_b_id"), "comparison", ["listing_b_id"])
    op.create_index("ix_comparison_standing_recorded_to", "comparison", ["standing", "recorded_to"])
    op.create_index(op.f("ix_comparison_submission_id"), "comparison", ["submission_id"])
    op.create_index(
        "uq_comparison_open",
        "comparison",
        ["listing_a_id", "listing_b_id"],
        unique=True,
        **_where("recorded_to IS NULL"),
    )


def _judgements() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_a_id", sa.Integer(), nullable=False),
        sa.Column("listing_b_id", sa.Integer(), nullable=False),
        sa.Column("verdict", _Text(), nullable=False),
        sa.Column("because", _Text(), nullable=False),
        sa.Column("actor", _Text(), nullable=False),
        sa.Column("judged_at", _Instant(), nullable=False),
        sa.Column("superseded_at", _Instant()),
        sa.Column("identity_hash_a", _Text(), nullable=False),
        sa.Column("identity_hash_b", _Text(), nullable=False),
        sa.Column("reopened_at", _Instant()),
        _one_of("ck_judgement_verdict", "verdict", "same different unsure"),
        sa.CheckConstraint("listing_a_id < listing_b_id", name=op.f("ck_judgement_order")),
        sa.CheckConstraint("superseded_at IS NULL OR superseded_at > judged_at", name=op.f("ck_judgement_span")),
        sa.ForeignKeyConstraint(["listing_a_id"], ["listing.id"], name=op.f("fk_judgement_listing_a_id")),
        sa.ForeignKeyConstraint(["listing_b_id"], ["listing.id"], name=op.f("fk_judgement_listing_b_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_index(op.f("ix_judgement_listing_b_id"), "judgement", ["listing_b_id"])
    op.create_index(
        "uq_judgement_standing",
        "judgement",
        ["listing_a_id", "listing_b_id"],
        unique=True,
        **_where("superseded_at IS NULL"),
    )


def _listing_versions() -> None:
    op.create_table(
        "listing_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("recorded_from", _Instant(), nullable=False),
        sa.Column("recorded_to", _Instant()),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("closed_by_submission_id", sa.Integer()),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column("sheet", _Text()),
        sa.Column("row", sa.Integer()),
        sa.Column("column", _Text()),
        sa.Column("reference", _Text(), nullable=False),
        sa.Column("status", _Text(), nullable=False),
        sa.Column("status_on", sa.Date()),
        sa.Column("kind", _Text(), nullable=False),
        sa.Column("primary_name", _Text(), nullable=False),
        sa.Column("listed_on", sa.Date()),
        sa.Column("content_hash", _Text(), nullable=False),
        sa.Column("identity_hash", _Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        _one_of("ck_listing_version_kind", "kind", "person organisation vessel aircraft unknown"),
        _one_of("ck_listing_version_status", "status", "listed missing dropped delisted"),
        sa.CheckConstraint("recorded_to IS NULL OR recorded_to > recorded_from", name=op.f("ck_listing_version_span")),
        sa.ForeignKeyConstraint(
            ["closed_by_submission_id"], ["submission.id"], name=op.f("fk_listing_version_closed_by_submission_id")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_listing_version_listing_id")),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"], name=op.f("fk_listing_version_source_file_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_listing_version_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_version")),
    )
    op.create_index(op.f("ix_listing_version_closed_by_submission_id"), "listing_version", ["closed_by_submission_id"])
    op.create_index("ix_listing_version_listing_id_recorded_from", "listing_version", ["listing_id", "recorded_from"])
    op.create_index(op.f("ix_listing_version_reference"), "listing_version", ["reference"])
    op.create_index(op.f("ix_listing_version_submission_id"), "listing_version", ["submission_id"])
    op.create_index(
        "uq_listing_version_open", "listing_version", ["listing_id"], unique=True, **_where("recorded_to IS NULL")
    )


def _party_memberships() -> None:
    op.create_table(
        "party_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("recorded_from", _Instant(), nullable=False),
        sa.Column("recorded_to", _Instant()),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.CheckConstraint("recorded_to IS NULL OR recorded_to > recorded_from", name=op.f("ck_party_membership_span")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_party_membership_listing_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_membership_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_membership")),
    )
    op.create_index("ix_party_membership_listing_id_recorded_from", "party_membership", ["listing_id", "recorded_from"])
    op.create_index(op.f("ix_party_membership_party_id"), "party_membership", ["party_id"])
    op.create_index(
        "uq_party_membership_open", "party_membership", ["listing_id"], unique=True, **_where("recorded_to IS NULL")
    )


def _submission_files() -> None:
    op.create_table(
        "submission_file",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column("name", _Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"], name=op.f("fk_submission_file_source_file_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_file_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "ordinal", name=op.f("pk_submission_file")),
        sa.UniqueConstraint(
            "submission_id", "source_file_id", name=op.f("uq_submission_file_submission_id_source_file_id")
        ),
    )
    op.create_index(op.f("ix_submission_file_source_file_id"), "submission_file", ["source_file_id"])


def _submission_issues() -> None:
    op.create_table(
        "submission_issue",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", _Text(), nullable=False),
        sa.Column("message", _Text(), nullable=False),
        sa.Column("refuses", sa.Boolean(), nullable=False),
        sa.Column("file", _Text(), nullable=False),
        sa.Column("sheet", _Text()),
        sa.Column("row", sa.Integer()),
        sa.Column("column", _Text()),
        sa.Column("reference", _Text()),
        sa.Column("field", _Text()),
        sa.Column("value", _Text()),
        sa.Column("mend", _Text()),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_issue_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "ordinal", name=op.f("pk_submission_issue")),
    )


def _cross_references() -> None:
    op.create_table(
        "cross_reference",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("scheme", _Text(), nullable=False),
        sa.Column("value", _Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["listing_version.id"], name=op.f("fk_cross_reference_version_id")),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("pk_cross_reference")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cross_reference_scheme_value", "cross_reference", ["scheme", "value"])


def _designations() -> None:
    op.create_table(
        "designation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("programme", _Text(), nullable=False),
        sa.Column("programme_raw", _Text(), nullable=False),
        sa.Column("listed_on", sa.Date()),
        sa.Column("effective_from", sa.Date()),
        sa.Column("amended_on", sa.Date()),
        sa.Column("delisted_on", sa.Date()),
        sa.ForeignKeyConstraint(["version_id"], ["listing_version.id"], name=op.f("fk_designation_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designation")),
        sa.UniqueConstraint("version_id", "ordinal", name=op.f("uq_designation_version_id_ordinal")),
    )
    op.create_index(op.f("ix_designation_programme"), "designation", ["programme"])


def _listing_countries() -> None:
    op.create_table(
        "listing_country",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", _Text(), nullable=False),
        sa.CheckConstraint("length(code) = 2", name=op.f("ck_listing_country_code")),
        sa.ForeignKeyConstraint(["version_id"], ["listing_version.id"], name=op.f("fk_listing_country_version_id")),
        sa.PrimaryKeyConstraint("version_id", "code", name=op.f("pk_listing_country")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_listing_country_code"), "listing_country", ["code"])


def _listing_identifiers() -> None:
    op.create_table(
        "listing_identifier",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", _Text(), nullable=False),
        sa.Column("value", _Text(), nullable=False),
        sa.Column("key", _Text(), nullable=False),
        sa.Column("country", _Text()),
        _one_of(
            "ck_listing_identifier_kind",
            "kind",
            "passport national_id tax registration lei imo mmsi call_sign swift_bic aircraft_tail "
            "aircraft_serial social_security driving_licence residence_permit travel_document "
            "birth_certificate voter professional duns isin ticker crypto_wallet bank_code other",
        ),
        sa.ForeignKeyConstraint(["version_id"], ["listing_version.id"], name=op.f("fk_listing_identifier_version_id")),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("pk_listing_identifier")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_listing_identifier_key"), "listing_identifier", ["key"])


def _listing_names() -> None:
    op.create_table(
        "listing_name",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text", _Text(), nullable=False),
        sa.Column("kind", _Text(), nullable=False),
        sa.Column("strength", _Text(), nullable=False),
        sa.Column("script", _Text()),
        _one_of("ck_listing_name_kind", "kind", "primary alias former"),
        _one_of("ck_listing_name_strength", "strength", "strong weak unstated"),
        sa.ForeignKeyConstraint(["version_id"], ["listing_version.id"], name=op.f("fk_listing_name_version_id")),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("pk_listing_name")),
        sqlite_with_rowid=False,
    )


def _designation_measures() -> None:
    op.create_table(
        "designation_measure",
        sa.Column("designation_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", _Text(), nullable=False),
        sa.Column("basis", _Text(), nullable=False),
        sa.Column("source_value", _Text(), nullable=False),
        _one_of("ck_designation_measure_basis", "basis", "explicit implied_list implied_programme free_text"),
        _one_of(
            "ck_designation_measure_code",
            "code",
            "asset_freeze travel_ban visa_ineligibility arms_embargo arms_restriction export_control "
            "import_ban debt_equity financial_services investment_ban services_ban director_disqualification "
            "vessel_measure aircraft_measure trade_sectoral procurement_debarment claims_bar aid_suspension "
            "secondary_risk other",
        ),
        sa.ForeignKeyConstraint(
            ["designation_id"], ["designation.id"], name=op.f("fk_designation_measure_designation_id")
        ),
        sa.PrimaryKeyConstraint("designation_id", "ordinal", name=op.f("pk_designation_measure")),
        sqlite_with_rowid=False,
    )
