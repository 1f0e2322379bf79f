"""The migrations make exactly the tables of the models, on both databases."""

from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel, select

from registry import db
from registry.errors import RegistryError, SchemaOutdated
from registry.models import Clock


def _ours(_object: object, name: str, *_more: object) -> bool:
    """The queue makes tables of its own in PostgreSQL."""
    return not name.startswith("huey_")


def test_migrations_and_models_agree(database: Engine) -> None:
    with db.read(database) as session:
        options = {"compare_server_default": True, "include_object": _ours}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []


def _checks(engine: Engine) -> dict[tuple[str, Any], str]:
    inspector = inspect(engine)
    return {
        (table, check["name"]): check["sqltext"]
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }


def _partial_indexes(engine: Engine) -> dict[Any, str]:
    inspector = inspect(engine)
    return {
        index["name"]: str(index["dialect_options"][f"{engine.dialect.name}_where"])
        for table in inspector.get_table_names()
        for index in inspector.get_indexes(table)
        if f"{engine.dialect.name}_where" in index.get("dialect_options", {})
    }


def test_checks_and_partial_indexes_are_those_of_the_models(bare_database: Engine) -> None:
    """Autogenerate compares neither."""
    db.upgrade(bare_database)
    migrated = _checks(bare_database), _partial_indexes(bare_database)
    assert migrated[0]
    assert len(migrated[1]) >= 6
    with db.write(bare_database) as session:
        SQLModel.metadata.drop_all(session.connection())
        SQLModel.metadata.create_all(session.connection())
    assert (_checks(bare_database), _partial_indexes(bare_database)) == migrated


def test_upgrade_twice_changes_nothing(database: Engine) -> None:
    before = db.revision(database)
    db.upgrade(database)
    assert db.revision(database) == before
    db.require_current(database)
    with db.read(database) as session:
        assert len(session.exec(select(Clock)).all()) == 1


def test_a_database_without_tables_is_named(bare_database: Engine) -> None:
    with pytest.raises(SchemaOutdated, match="no tables yet"):
        db.require_current(bare_database)


def test_going_back_is_refused(database: Engine) -> None:
    with pytest.raises(RegistryError, match="not undone"), db.write(database) as session:
        command.downgrade(db.alembic_config(session.connection()), "base")
    db.require_current(database)


def test_a_failing_migration_leaves_no_tables(bare_database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    made: list[str] = []
    create = op.create_table

    def fail_at_the_fifth(name: str, *columns: Any, **options: Any) -> Any:
        made.append(name)
        if len(made) == 5:
            raise RuntimeError("cut")
        return create(name, *columns, **options)

    monkeypatch.setattr(op, "create_table", fail_at_the_fifth)
    with pytest.raises(RuntimeError, match="cut"):
        db.upgrade(bare_database)
    assert inspect(bare_database).get_table_names() == []
