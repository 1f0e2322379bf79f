"""The way to the database: the only module that opens, begins and commits.

SQLite and PostgreSQL behave alike from here on: a `read` sees one unchanging state and cannot write, a `write` is
one transaction that commits whole or not at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from registry.config import Settings
from registry.errors import Busy, SchemaOutdated, Unwritable

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 30
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # NORMAL may lose the last commits in a power cut; an import that was acknowledged must not be lost.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
)
_WRITING = "registry_writing"
_DISK = ("disk is full", "disk I/O error")
MEND = "Make room on the disk, or have it looked at, and try again."


def open_engine(settings: Settings) -> Engine:
    """An engine for the configured database; a missing SQLite file and its folder are made. Close with `dispose`."""
    url = make_url(settings.url)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, connect_args={"options": f"-c lock_timeout={_BUSY_SECONDS}s"})
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would begin transactions by itself, and late; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    # A writer takes the lock at once: it never reads what another one is about to change.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def read(engine: Engine) -> Iterator[Session]:
    """A session over one unchanging state of the database; writing in it raises. Raises as `write` does."""
    options: dict[str, Any] = {_WRITING: False}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with _failures_said(), Session(engine.execution_options(**options), expire_on_commit=False) as session:
        yield session


@contextmanager
def write(engine: Engine, lock: str | None = None) -> Iterator[Session]:
    """A session whose changes are committed together when the block ends, or not at all when it raises.

    `lock` names what only one writer may work on at a time, e.g. `list:un_sc`; SQLite has one writer anyway.
    Raises `Busy` when somebody else holds the database for too long, `Unwritable` when the disk is full or broken.
    """
    options = {_WRITING: True}
    session = Session(engine.execution_options(**options), expire_on_commit=False)
    with _failures_said(), session, session.begin():
        if lock is not None and engine.dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": lock})
        session.connection()
        yield session


@contextmanager
def _failures_said() -> Iterator[None]:
    """Say in a sentence that the database is held or its disk broken; even a reader needs room for SQLite's index."""
    try:
        yield
    except OperationalError as error:
        if _is_disk(error):
            raise Unwritable(f"The database could not be written ({error.orig}); nothing was changed.", MEND) from error
        if not _is_busy(error):
            raise
        raise Busy(
            f"The database was held by somebody else for {_BUSY_SECONDS} seconds; nothing was changed.",
            "Try again when the other work is done.",
        ) from error


def _is_disk(error: OperationalError) -> bool:
    state = getattr(error.orig, "sqlstate", None)  # 53100: disk_full; 58030: io_error
    return state in ("53100", "58030") or any(words in str(error.orig) for words in _DISK)


def _is_busy(error: OperationalError) -> bool:
    state = getattr(error.orig, "sqlstate", None)  # 55P03: lock_not_available
    return state == "55P03" or "database is locked" in str(error.orig)


def alembic_config(connection: Connection) -> Config:
    """What Alembic needs to work on `connection`, inside the transaction that is open there."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine) -> None:
    """Bring the tables to the state that this version of the program works with; nothing to do is fine."""
    with write(engine, lock="schema") as session:
        command.upgrade(alembic_config(session.connection()), "head")


def revision(engine: Engine) -> str | None:
    """The migration that the database is at, None when it has no tables yet."""
    with read(engine) as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def require_current(engine: Engine) -> None:
    """Raise `SchemaOutdated` unless the tables are those that this version of the program works with."""
    with read(engine) as session:
        head = ScriptDirectory.from_config(alembic_config(session.connection())).get_current_head()
    found = revision(engine)
    if found != head:
        state = "has no tables yet" if found is None else f"is at {found}, this program works with {head}"
        raise SchemaOutdated(f"The database {state}.", "Run `registry upgrade`.")
