"""One attempt at one job: it says all the while that it lives, stops when told, and ends the job exactly once."""

from threading import Event, Thread
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from registry import db
from registry.config import Settings
from registry.errors import Busy, RegistryError
from registry.jobs.kinds import KINDS, Kind, Work
from registry.services import jobs
from registry.services.jobs import Attempt, Progress, Superseded
from registry.services.storage import Store

BEAT_SECONDS = 2.0
"""How often an attempt says that it lives, and looks whether it was cancelled."""
_LOG = structlog.get_logger(__name__)


class _Cancelled(Exception):  # noqa: N818
    """Somebody does not want this job any more."""


class _Stopping(Exception):  # noqa: N818
    """The worker is to stop; somebody else shall do the job."""


class Pulse:
    """Beats from a thread of its own while the job is done, however long a step takes."""

    def __init__(self, engine: Engine, attempt: Attempt, stopping: Event, seconds: float) -> None:
        self._engine, self._attempt, self._stopping, self._seconds = engine, attempt, stopping, seconds
        self._progress = Progress("", 0, None)
        self._closed, self._cancelled, self._superseded = Event(), Event(), Event()
        self._thread = Thread(target=self._run, name=f"pulse of job {attempt.job_id}", daemon=True)

    def follow(self, stage: str, done: int, steps: int | None) -> None:
        """The progress that the work reports to: the place where it can be stopped."""
        self._progress = Progress(stage, done, steps)
        if self._superseded.is_set():
            raise Superseded(f"Attempt {self._attempt.number} of job {self._attempt.job_id} was taken for dead.")
        if self._cancelled.is_set():
            raise _Cancelled
        if self._stopping.is_set():
            raise _Stopping

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed.wait(self._seconds):
            try:
                if jobs.beat(self._engine, self._attempt, self._progress):
                    self._cancelled.set()
            except Superseded:
                self._superseded.set()
                return
            except (Busy, DBAPIError) as error:
                # SQLite has one writer, often the job itself. The beat is for others to see; the next one may pass.
                _LOG.info("a heartbeat was not written", job=self._attempt.job_id, error=str(error))


def run(store: Store, settings: Settings, job_id: int, stopping: Event, beat: float = BEAT_SECONDS) -> None:
    """Take the job up, do it and write down how it ended. One that cannot be taken up is left alone."""
    attempt = jobs.take(store.engine, job_id)
    if attempt is None:
        return
    log = _LOG.bind(job=job_id, kind=attempt.kind, attempt=attempt.number)
    log.info("job begun")
    try:
        _do(store, settings, attempt, Pulse(store.engine, attempt, stopping, beat))
    except Superseded as error:
        log.warning("job left alone", why=str(error))


def _do(store: Store, settings: Settings, attempt: Attempt, pulse: Pulse) -> None:
    engine = store.engine
    try:
        with pulse:
            work = Work(store, settings, attempt.params, attempt.actor, pulse.follow)
            result = _kind(attempt.kind)(work)
        with db.write(engine) as session:
            jobs.finish(session, attempt, result)
    except _Cancelled:
        jobs.stopped(engine, attempt)
    except _Stopping:
        jobs.give_back(engine, attempt)
    except Busy as error:
        jobs.give_back(engine, attempt, error)
    except RegistryError as error:
        jobs.fail(engine, attempt, error)
    except Superseded:
        raise
    except Exception as error:
        _LOG.exception("job failed", job=attempt.job_id, kind=attempt.kind)
        sentence = f"The work broke off because of a fault in the program ({type(error).__name__})."
        jobs.fail(engine, attempt, RegistryError(sentence, "Report it; the worker's log has the details."))


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise RegistryError(f"This worker does not know jobs of the kind {name!r}.", "Upgrade the worker.")
    return KINDS[name]
