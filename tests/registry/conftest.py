"""Databases for tests: every test that asks for `database` runs on SQLite and on PostgreSQL."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError

from registry import db
from registry.config import Settings
from registry.services.storage import FileStore, Store

_POSTGRES = os.environ.get("REGISTRY_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[URL]:
    """A PostgreSQL database of this run (and worker) alone, with the tables made; dropped afterwards."""
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    server = make_url(_POSTGRES).set(database="postgres")
    name = f"registry_test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5})
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError as error:
        admin.dispose()
        pytest.skip(f"no PostgreSQL at {_POSTGRES}: {error.orig}")
    try:
        yield server.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings for a database without tables, in a folder of this test alone."""
    if request.param == "sqlite":
        return Settings(data_dir=tmp_path / "data", database_url=None, storage_dir=None)
    url: URL = request.getfixturevalue("postgres_url")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return Settings(
        data_dir=tmp_path / "data", database_url=url.render_as_string(hide_password=False), storage_dir=None
    )


@pytest.fixture
def empty_database(empty_settings: Settings) -> Iterator[Engine]:
    """A database without tables."""
    engine = db.open_engine(empty_settings)
    yield engine
    engine.dispose()


@pytest.fixture
def database(empty_database: Engine) -> Engine:
    """An empty database with the tables of this version."""
    db.upgrade(empty_database)
    return empty_database


@pytest.fixture
def store(database: Engine, empty_settings: Settings) -> Store:
    """An empty database and an empty folder for files."""
    return Store(database, FileStore(empty_settings.files_dir))
