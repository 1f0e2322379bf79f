"""Jobs: put with their cause, done once, whatever happens to worker and message."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from fakelist import STABLE, people, write_list
from sqlmodel import col, select

from registry import db
from registry.config import Settings
from registry.errors import Busy, Invalid, NotFound, WrongState
from registry.jobs import attempts
from registry.jobs.kinds import KINDS, Work
from registry.jobs.queue import Queue, attach, open_queue
from registry.jobs.worker import Sweeper
from registry.models import AuditEvent, Job, JobState
from registry.services import intake, jobs
from registry.services.actors import Actor, Role, operator
from registry.services.jobs import Attempt, JobView, Order, Progress, Superseded
from registry.services.storage import Store

ANA = operator("ana")
BEN = Actor("ben", "ZZ", frozenset({Role.UPLOADER}), account_id=7)
EVA = Actor("eva", "YY", frozenset({Role.UPLOADER, Role.APPROVER}), account_id=8)


@pytest.fixture
def queue(store: Store, settings: Settings) -> Iterator[Queue]:
    opened = open_queue(settings, store.engine)
    opened.huey.storage.flush_queue()
    yield opened
    opened.close()


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Work], Mapping[str, Any]]], None]:
    """Makes a function the work of the kind `test`."""
    return lambda function: monkeypatch.setitem(KINDS, "test", function)


def _put(store: Store, actor: Actor = BEN, name: str = "test", partner: str | None = "ZZ") -> int:
    with db.write(store.engine) as session:
        return jobs.put(session, actor, Order(name, "submission:1", {"n": 1}, partner))


def _show(store: Store, job_id: int, actor: Actor = ANA) -> JobView:
    with db.read(store.engine) as session:
        return jobs.show(session, job_id, actor)


def _run(store: Store, settings: Settings, job_id: int, stopping: Event | None = None) -> JobView:
    attempts.run(store, settings, job_id, stopping or Event(), beat=0.02)
    return _show(store, job_id)


def _silence(store: Store, job_id: int) -> None:
    """The worker of a job says nothing any more."""
    with db.write(store.engine) as session:
        session.get_one(Job, job_id).heartbeat_at = datetime.now(UTC) - timedelta(minutes=5)


def test_a_job_is_done_on_behalf_of_who_put_it(store: Store, settings: Settings, kind: Any) -> None:
    kind(lambda work: {"by": work.actor.name, "roles": sorted(work.actor.roles), **work.params})
    view = _run(store, settings, _put(store))
    assert (view.state, view.attempts, view.error) == (JobState.DONE, 1, None)
    assert view.result == {"by": "ben", "roles": ["uploader"], "n": 1}
    assert view.started_at is not None
    assert view.ended_at is not None


def test_a_job_of_an_undone_cause_is_not_there(store: Store) -> None:
    with suppress(KeyError), db.write(store.engine) as session:
        jobs.put(session, BEN, Order("test", "submission:1", {}))
        raise KeyError("cut")
    with db.read(store.engine) as session:
        assert jobs.queued(session) == []


def test_errors_become_sentences(store: Store, settings: Settings, kind: Any) -> None:
    def refuse(_work: Work) -> dict[str, Any]:
        raise Invalid("The sheet is empty.", "Send another one.")

    kind(refuse)
    view = _run(store, settings, _put(store))
    assert (view.state, view.error, view.mend) == (JobState.FAILED, "The sheet is empty.", "Send another one.")
    kind(lambda work: {"n": 1 / 0})
    view = _run(store, settings, _put(store))
    assert view.state == JobState.FAILED
    assert view.error == "The work broke off because of a fault in the program (ZeroDivisionError)."
    view = _run(store, settings, _put(store, name="unheard of"))
    assert view.error == "This worker does not know jobs of the kind 'unheard of'."


def test_a_database_that_is_held_is_tried_again_but_not_for_ever(store: Store, settings: Settings, kind: Any) -> None:
    def hold(_work: Work) -> dict[str, Any]:
        raise Busy("Held.", "Later.")

    kind(hold)
    job_id = _put(store)
    states = [_run(store, settings, job_id).state for _ in range(jobs.LOST_AT_MOST)]
    assert states == [JobState.QUEUED, JobState.QUEUED, JobState.FAILED]
    assert _show(store, job_id).error == "Held."


def test_two_messages_do_a_job_once(store: Store, settings: Settings, kind: Any) -> None:
    done: list[int] = []
    kind(lambda work: done.append(1) or {})
    job_id = _put(store)
    threads = [Thread(target=_run, args=[store, settings, job_id]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _run(store, settings, job_id)
    assert done == [1]
    assert _show(store, job_id).attempts == 1


def test_a_message_about_no_job_does_nothing(store: Store, settings: Settings) -> None:
    attempts.run(store, settings, 10**6, Event())


def test_progress_is_seen_and_cancelling_stops_at_the_next_step(store: Store, settings: Settings, kind: Any) -> None:
    seen: list[Progress] = []

    def step_on(work: Work) -> dict[str, Any]:
        for step in range(2000):
            work.progress("counting", step, 2000)
            time.sleep(0.01)
            if step > 20 and not seen:
                seen.append(_show(store, job_id).progress)
                jobs.cancel(store, job_id, BEN)
        return {}

    kind(step_on)
    job_id = _put(store)
    view = _run(store, settings, job_id)
    assert view.state == JobState.CANCELLED
    assert view.result is None
    assert (seen[0].stage, seen[0].steps) == ("counting", 2000)
    assert seen[0].done > 0
    with pytest.raises(WrongState, match="cancelled"):
        jobs.cancel(store, job_id, BEN)
    with db.read(store.engine) as session:
        actions = session.exec(select(AuditEvent.action).order_by(col(AuditEvent.id))).all()
    assert actions == ["job.cancelled"]


def test_a_queued_job_is_cancelled_at_once(store: Store, settings: Settings, kind: Any) -> None:
    kind(lambda work: {})
    job_id = _put(store)
    assert jobs.cancel(store, job_id, BEN).state == JobState.CANCELLED
    assert _run(store, settings, job_id).attempts == 0


def test_others_neither_see_nor_cancel(store: Store) -> None:
    job_id = _put(store)
    colleague = replace(BEN, name="cid", account_id=9)
    for act in (lambda: _show(store, job_id, EVA), lambda: jobs.cancel(store, job_id, EVA)):
        with pytest.raises(NotFound, match=f"There is no job {job_id}."):
            act()
    with db.read(store.engine) as session:
        assert jobs.about(session, "submission:1", EVA) == []
        assert [view.id for view in jobs.about(session, "submission:1", colleague)] == [job_id]
    with pytest.raises(WrongState, match="Only who started"):
        jobs.cancel(store, job_id, colleague)


def test_a_stopping_worker_gives_its_job_back(store: Store, settings: Settings, kind: Any) -> None:
    stopping = Event()
    stopping.set()

    def step(work: Work) -> dict[str, Any]:
        work.progress("counting", 1, 2)
        return {"whole": True}

    kind(step)
    job_id = _put(store)
    assert _run(store, settings, job_id, stopping).state == JobState.QUEUED
    view = _run(store, settings, job_id)
    assert (view.state, view.attempts, view.result) == (JobState.DONE, 2, {"whole": True})


def test_a_late_first_worker_cannot_write_over_the_second(store: Store, settings: Settings, kind: Any) -> None:
    job_id = _put(store)
    first = jobs.take(store.engine, job_id)
    assert first is not None
    _silence(store, job_id)
    before = datetime.now(UTC) - timedelta(minutes=1)
    assert jobs.recover(store.engine, {job_id: first.number}, before) == [job_id]
    acts: list[Callable[[], object]] = [
        lambda: jobs.beat(store.engine, first, Progress("late", 1, 1)),
        lambda: jobs.fail(store.engine, first, Invalid("late")),
        lambda: jobs.stopped(store.engine, first),
        lambda: jobs.give_back(store.engine, first),
        lambda: _finish(store, first),
    ]
    for act in acts:
        with pytest.raises(Superseded):
            act()
    kind(lambda work: {"second": True})
    assert _run(store, settings, job_id).result == {"second": True}
    for act in acts:
        with pytest.raises(Superseded):
            act()
    assert _show(store, job_id).result == {"second": True}


def _finish(store: Store, attempt: Attempt) -> None:
    with db.write(store.engine) as session:
        jobs.finish(session, attempt, {"late": True})


def test_a_silent_worker_loses_its_job_after_two_looks(store: Store, queue: Queue) -> None:
    job_id = _put(store)
    sweeper = Sweeper(store, queue, silence=60)
    assert jobs.take(store.engine, job_id) is not None
    assert sweeper.sweep() == sweeper.sweep() == []
    _silence(store, job_id)
    assert sweeper.sweep() == []
    assert sweeper.sweep() == [job_id]
    assert queue.waiting() == 1
    assert _show(store, job_id).state == JobState.QUEUED


def test_a_job_that_kills_its_workers_fails(store: Store, queue: Queue) -> None:
    job_id = _put(store)
    sweeper = Sweeper(store, queue, silence=60)
    for _ in range(jobs.LOST_AT_MOST):
        assert jobs.take(store.engine, job_id) is not None
        _silence(store, job_id)
        sweeper.sweep()
        sweeper.sweep()
    view = _show(store, job_id)
    assert view.state == JobState.FAILED
    assert view.error == "The job was begun 3 times, and each time its worker vanished."


def test_a_lost_message_is_sent_again_and_a_waiting_one_is_not(store: Store, queue: Queue) -> None:
    job_id = _put(store)
    sweeper = Sweeper(store, queue, silence=60)
    assert sweeper.sweep() == [job_id]
    assert sweeper.sweep() == []
    assert queue.waiting() == 1


def test_messages_of_strangers_are_not_read(store: Store, settings: Settings, queue: Queue) -> None:
    queue.huey.storage.enqueue(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(ValueError, match="Separator"):
        queue.huey.dequeue()


class _Process:
    """A `registry worker` of its own."""

    def __init__(self, settings: Settings, *options: str) -> None:
        environment = os.environ | {"REGISTRY_DATABASE_URL": settings.database_url or "", "PYTHONPATH": str(HERE)}
        command = [sys.executable, "-c", _PROGRAM, str(settings.data_dir), *options]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        assert "ready" in self.process.stderr.readline()

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        code = self.process.wait(60)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


HERE = Path(__file__).parent
_PROGRAM = """
import sys
import fakelist
from registry import config
from registry.jobs.worker import Patience, work
from registry.services.storage import open_store
settings = config.load(__import__("pathlib").Path(sys.argv[1]))
say = lambda: print("ready", file=sys.stderr, flush=True)
work(open_store(settings), settings, 2, Patience(silence=1.0, sweep=0.2, beat=0.1), say)
"""


def _until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_killed_worker_is_followed_by_another(store: Store, settings: Settings, queue: Queue, tmp_path: Path) -> None:
    store = attach(store, queue)
    summary = intake.apply(
        store, intake.receive(store, STABLE, [write_list(tmp_path / "a.json", people(30))], ANA, "test").id, ANA
    )
    with db.write(store.engine) as session:
        job_id = jobs.put(session, ANA, Order("link", f"submission:{summary.id}", {"submission": summary.id}))
    # A worker took it and was killed before its first heartbeat.
    assert jobs.take(store.engine, job_id) is not None
    _silence(store, job_id)
    process = _Process(settings)
    try:
        _until(lambda: _show(store, job_id).ended)
    finally:
        assert process.end(signal.SIGTERM) == 0
    view = _show(store, job_id)
    assert (view.state, view.attempts, view.error) == (JobState.DONE, 3, None)
    assert view.result is not None
    assert view.result["listings"] == 30
