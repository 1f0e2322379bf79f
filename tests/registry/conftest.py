"""Databases for tests: every test that asks for `database` or `store` runs on SQLite and on PostgreSQL.

The tables are made once a run; a test gets a copy of the SQLite file, or the PostgreSQL tables emptied.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from registry import db
from registry.config import Settings
from registry.services.storage import FileStore, Store

# A shared machine may be slow for a moment; that is no failure.
hypothesis.settings.register_profile("registry", deadline=None)
hypothesis.settings.load_profile("registry")

_POSTGRES = os.environ.get("REGISTRY_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432")
_BOTH = ["sqlite", "postgresql"]


def _postgres_database() -> Iterator[URL]:
    """A PostgreSQL database of this run (and worker) alone, dropped afterwards."""
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    server = make_url(_POSTGRES).set(database="postgres")
    name = f"registry_test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5})
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
            # The server does not crash in these tests, its clients do.
            connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    except OperationalError as error:
        admin.dispose()
        pytest.skip(f"no PostgreSQL at {make_url(_POSTGRES)!r}: {error.orig}")
    try:
        yield server.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture(scope="session")
def postgres_bare() -> Iterator[URL]:
    """A PostgreSQL database for tests that make the tables themselves."""
    yield from _postgres_database()


@pytest.fixture(scope="session")
def postgres_made() -> Iterator[URL]:
    """A PostgreSQL database with the tables of this version."""
    for url in _postgres_database():
        engine = db.open_engine(_settings(url))
        db.upgrade(engine)
        engine.dispose()
        yield url


@pytest.fixture(scope="session")
def sqlite_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the tables of this version, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    engine = db.open_engine(Settings(data_dir=folder, database_url=None))
    db.upgrade(engine)
    engine.dispose()
    return folder / "registry.db"


def _settings(url: URL, folder: Path = Path("unused")) -> Settings:
    return Settings(data_dir=folder, database_url=url.render_as_string(hide_password=False), storage_dir=None)


def _sqlite_settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, database_url=None, storage_dir=None)


@pytest.fixture(params=_BOTH)
def bare_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings for a database without tables, in a folder of this test alone."""
    if request.param == "sqlite":
        return _sqlite_settings(tmp_path / "data")
    url: URL = request.getfixturevalue("postgres_bare")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return _settings(url, tmp_path / "data")


@pytest.fixture
def bare_database(bare_settings: Settings) -> Iterator[Engine]:
    """A database without tables."""
    engine = db.open_engine(bare_settings)
    yield engine
    engine.dispose()


@pytest.fixture(params=_BOTH)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings for an empty database with the tables of this version, in a folder of this test alone."""
    folder = tmp_path / "data"
    if request.param == "sqlite":
        folder.mkdir()
        shutil.copyfile(request.getfixturevalue("sqlite_made"), folder / "registry.db")
        return _sqlite_settings(folder)
    made = _settings(request.getfixturevalue("postgres_made"), folder)
    engine = db.open_engine(made)
    with db.write(engine) as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            if table.name != "clock":  # It goes on for ever, here too.
                session.connection().execute(table.delete())
    engine.dispose()
    return made


@pytest.fixture
def database(settings: Settings) -> Iterator[Engine]:
    """An empty database with the tables of this version."""
    engine = db.open_engine(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def store(database: Engine, settings: Settings) -> Store:
    """An empty database with the tables of this version, and an empty folder for files."""
    return Store(database, FileStore(settings.files_dir), settings.audit_key_file)
