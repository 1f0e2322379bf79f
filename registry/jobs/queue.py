"""The queue: messages that wake a worker, by huey, in whatever the registry runs on.

A message says the number of a job and nothing else. It may be lost, or come twice: the table of jobs knows better.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import structlog
from huey import PostgresHuey, RedisHuey, SqliteHuey
from huey.api import Huey
from huey.serializer import SignedSerializer
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from registry import db, keyfile
from registry.config import Settings
from registry.services.storage import Store

_NAME = "registry"
_LOG = structlog.get_logger(__name__)


class Queue:
    """The queue of one process. `run` is what a worker does with a job's number; senders need none."""

    def __init__(self, huey: Huey, run: Callable[[int], None] | None = None) -> None:
        self.huey = huey

        def run_job(job_id: int) -> None:
            if run is not None:
                run(job_id)

        # The name is in the message: sender and worker must agree on it.
        self._task = huey.task(name="run_job")(run_job)

    def send(self, job_id: int) -> None:
        """Wake a worker. A queue that cannot be reached is no reason to fail: the worker finds the job in the table."""
        try:
            self._task(job_id)
        except Exception as error:  # Each backend has errors of its own.
            _LOG.warning("a job's message could not be sent", job=job_id, error=str(error))

    def waiting(self) -> int:
        """How many messages nobody has taken yet."""
        return int(self.huey.pending_count())

    def close(self) -> None:
        """Close the connection of this thread."""
        self.huey.storage.close()


def open_queue(settings: Settings, engine: Engine, run: Callable[[int], None] | None = None) -> Queue:
    """The queue of these settings: Redis where an address is set, else PostgreSQL, else a file in the data folder."""
    options: dict[str, Any] = {
        "results": False,
        "serializer": SignedSerializer(secret=_secret(settings), salt="registry.jobs"),
    }
    if settings.redis_url is not None:
        return Queue(RedisHuey(_NAME, url=settings.redis_url.get_secret_value(), **options), run)
    url = make_url(settings.url)
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        huey = PostgresHuey(_NAME, dsn=dsn, create_tables=False, **options)
        _make_tables(engine, huey)
        return Queue(huey, run)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Queue(SqliteHuey(_NAME, filename=str(settings.data_dir / "queue.db"), timeout=30, **options), run)


def attach(store: Store, queue: Queue) -> Store:
    """The store, whose `wake` sends to the queue."""
    return replace(store, wake=queue.send)


def _make_tables(engine: Engine, huey: Huey) -> None:
    """Make huey's own tables, one process at a time: two at once fail in PostgreSQL although they say IF NOT EXISTS."""
    with db.write(engine, lock="schema") as session:
        if session.connection().execute(text("SELECT to_regclass('huey_task')")).scalar() is None:
            for statement in huey.storage.ddl:
                session.connection().execute(text(statement))


def _secret(settings: Settings) -> str:
    """What messages are signed with: huey unpickles them, so nobody else may write any."""
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    made = keyfile.made_once(settings.data_dir / "queue.key", lambda: secrets.token_hex(32).encode())
    return made.decode("ascii")
