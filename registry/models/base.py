"""What all tables share: names for constraints, terms as strings with a CHECK, indexes on open rows.

Terms are stored as plain strings because SQLAlchemy's Enum stores member names and cannot be migrated alike on
both databases.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, Index, Table, inspect, text
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def one_of(column: str, terms: Iterable[str]) -> CheckConstraint:
    """A CHECK that `column` (or NULL) is one of the terms."""
    quoted = ", ".join(f"'{term}'" for term in terms)
    return CheckConstraint(f"{column} IN ({quoted})", name=column)


def span() -> CheckConstraint:
    """A CHECK that a row of recorded time ends after it began."""
    return CheckConstraint("recorded_to IS NULL OR recorded_to > recorded_from", name="span")


def unique_where(name: str, condition: str, *columns: str) -> Index:
    """A unique index over the rows that fulfil `condition`, alike on SQLite and PostgreSQL."""
    return Index(name, *columns, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model, for statements over many rows at once."""
    mapper: Any = inspect(model)
    table: Table = mapper.local_table
    return table
