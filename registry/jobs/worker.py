"""The worker: takes jobs from the queue, and takes up again what others left behind."""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event
from types import FrameType

import structlog

from registry import db
from registry.config import Settings
from registry.errors import Busy
from registry.jobs import attempts
from registry.jobs.queue import Queue, attach, open_queue
from registry.services import jobs
from registry.services.storage import Store

_LOG = structlog.get_logger(__name__)
_STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: `silence` of a worker before its job is taken from it, between two `sweep`s, and
    between two heartbeats (`beat`)."""

    silence: float = 30.0
    sweep: float = 5.0
    beat: float = attempts.BEAT_SECONDS


class Sweeper:
    """Finds jobs whose worker vanished and jobs whose message was lost, and sends them again."""

    def __init__(self, store: Store, queue: Queue, silence: float) -> None:
        self._store, self._queue, self._silence = store, queue, silence
        self._silent: dict[int, int] = {}

    def sweep(self) -> list[int]:
        """Send again what must be; gives the numbers.

        A worker is taken for dead when two sweeps in a row find it silent: where one writer holds SQLite for long,
        heartbeats come late all at once.
        """
        before = datetime.now(UTC) - timedelta(seconds=self._silence)
        with db.read(self._store.engine) as session:
            silent, waiting = jobs.heartbeats(session, before), jobs.queued(session)
        dead = {job_id: number for job_id, number in silent.items() if self._silent.get(job_id) == number}
        self._silent = silent
        again = jobs.recover(self._store.engine, dead, before) if dead else []
        # A job may wait for long while others are done. With an empty queue, nothing is left that would wake a worker.
        lost = waiting if waiting and not self._queue.waiting() else []
        sent = list(dict.fromkeys([*again, *lost]))
        for job_id in sent:
            self._queue.send(job_id)
        return sent


def work(
    store: Store, settings: Settings, threads: int, patience: Patience = Patience(), ready: Callable[[], object] = bool
) -> None:
    """Do jobs until SIGTERM or SIGINT; those in hand then stop at their next step and go back to the queue."""
    stopping = Event()
    waking = partial(open_queue, settings, store.engine)
    sender = waking()
    queue = waking(partial(attempts.run, attach(store, sender), settings, stopping=stopping, beat=patience.beat))
    consumer = queue.huey.create_consumer(
        workers=threads, periodic=False, backoff=1.0, initial_delay=0.1, shutdown_timeout=_STOP_SECONDS
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    consumer.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    ready()
    _sweep(Sweeper(store, sender, patience.silence), stopping, patience.sweep, consumer.check_worker_health)
    consumer.stop(graceful=True)
    sender.close()
    queue.close()


def _sweep(sweeper: Sweeper, stopping: Event, seconds: float, check: Callable[[], object]) -> None:
    while True:
        try:
            for job_id in sweeper.sweep():
                _LOG.info("job sent again", job=job_id)
        except Busy as error:
            _LOG.info("the table of jobs was not swept", error=str(error))
        if stopping.wait(seconds):
            return
        check()
