"""Workers are killed and disks run full: whole or not at all, and recovery needs no hand."""

import os
import random
import resource
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from fakelist import STABLE, people, write_list
from persons import PAT, UMA
from sqlalchemy import text
from test_crash import _intact, _killed_at

from registry import db
from registry.config import Settings
from registry.errors import Unwritable
from registry.jobs import attempts
from registry.models import JobState, SubmissionState
from registry.services import approval, intake, jobs, submissions
from registry.services.actors import operator
from registry.services.intake import Terms
from registry.services.storage import Store, open_store

ANA = operator("ana")
FIRST = people(20)
_NEVER = 10**9


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a job outlives any number of workers."""
    monkeypatch.setattr(jobs, "LOST_AT_MOST", _NEVER)


def _day(store: Store, settings: Settings, submission: int) -> None:
    """A worker and an approver do what there is to do about a submission: check, approve, apply, link."""
    with db.read(store.engine) as session:
        summary = submissions.show(session, submission, ANA)
        dead = jobs.heartbeats(session, _later())
    if dead:
        jobs.recover(store.engine, dead, _later())
    while True:
        with db.read(store.engine) as session:
            waiting = jobs.queued(session)
            summary = submissions.show(session, submission, ANA)
        if waiting:
            attempts.run(store, settings, waiting[0], Event(), beat=_NEVER)
        elif summary.state == SubmissionState.CHECKED:
            approval.approve(store, submission, PAT, summary.digest or "")
        else:
            return


def _later() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


def _done(store: Store) -> tuple[object, ...]:
    """What was reached for good. A check or a linking that is done twice says so twice in the trail, and no more."""
    with db.read(store.engine) as session:
        count = session.connection().execute
        states = count(text("SELECT state FROM submission ORDER BY id")).scalars().all()
        made = [
            count(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608
            for name in ("listing_version", "comparison", "party_membership", "job")
        ]
        ended = count(text("SELECT count(*) FROM job WHERE state = 'done'")).scalar_one()
    return (*states, *made, ended)


def _versions(store: Store) -> int:
    with db.read(store.engine) as session:
        return int(session.connection().execute(text("SELECT count(*) FROM listing_version")).scalar_one())


def _sent(store: Store, folder: Path, number: int) -> int:
    """An edition that changes one listing and brings one, sent by a person; its jobs wait."""
    listings = [{**FIRST[0], "name": f"Name {number}"}, *FIRST[1:], *people(number, 100)]
    path = write_list(folder / f"{number}.json", listings, f"2025-02-{number:02}")
    return intake.receive(store, STABLE, [path], UMA, "upload", terms=Terms(check_later=True)).id


def _ended_well(store: Store, submission: int) -> None:
    with db.read(store.engine) as session:
        assert submissions.show(session, submission, ANA).state == SubmissionState.APPLIED
        about = jobs.about(session, f"submission:{submission}", ANA)
        assert [(job.kind, job.state) for job in about] == [
            ("link", JobState.DONE), ("apply", JobState.DONE), ("check", JobState.DONE),
        ]  # fmt: skip
        applied = text("SELECT count(*) FROM audit_event WHERE action = 'submission.applied' AND subject = :subject")
        assert session.connection().execute(applied, {"subject": f"submission:{submission}"}).scalar_one() == 1


def _first(store: Store, folder: Path) -> None:
    first = intake.receive(store, STABLE, [write_list(folder / "first.json", FIRST)], ANA, "test")
    assert intake.apply(store, first.id, ANA).state == SubmissionState.APPLIED


def test_a_worker_killed_at_every_statement_is_followed_by_another(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    _first(store, tmp_path)
    submission = _sent(store, tmp_path, 1)
    store.engine.dispose()
    kills, statement, before = 0, 1, _done(store)
    store.engine.dispose()
    while _killed_at(settings, statement, lambda child: _day(child, settings, submission)):
        kills += 1
        assert _versions(store) in (20, 22)
        after = _done(store)
        # What was committed is done; from there, every statement again.
        statement = statement + 1 if after == before else 1
        before = after
        store.engine.dispose()
    _ended_well(store, submission)
    assert _versions(store) == 22
    assert _intact(store)
    assert kills >= 150


def _killed_after(settings: Settings, seconds: float, act: Callable[[Store], object]) -> bool:
    """Do the act in a child that is killed after so many seconds; whether it was still at it."""
    child = os.fork()
    if child:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    try:
        act(open_store(settings))
    except BaseException:  # The child must never run on as a second test session.
        os._exit(1)
    os._exit(0)


def _random_kills(store: Store, settings: Settings, folder: Path, wanted: int) -> None:
    chance = random.Random(wanted)  # noqa: S311 - no secret
    _first(store, folder)
    kills = number = 0
    while kills < wanted:
        number += 1
        submission = _sent(store, folder, number)
        before = _versions(store)
        store.engine.dispose()
        longest = 0.02
        while _killed_after(
            settings, chance.uniform(0, longest), lambda child, it=submission: _day(child, settings, it)
        ):
            kills += 1
            longest *= 1.1
            assert _versions(store) in (before, before + 2)
            store.engine.dispose()
        _day(store, settings, submission)
        _ended_well(store, submission)
    assert _intact(store)


def test_a_worker_killed_at_random_times_is_followed_by_another(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    _random_kills(store, settings, tmp_path, 60)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_worker_killed_a_thousand_times(store: Store, settings: Settings, tmp_path: Path) -> None:
    _random_kills(store, settings, tmp_path, 1000)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_full_disk_is_a_clean_refusal(store: Store, settings: Settings, tmp_path: Path) -> None:
    """No file of this process may grow beyond a limit: wherever that hits, nothing is half done."""
    _first(store, tmp_path)
    path = write_list(tmp_path / "more.json", [*FIRST, *people(1500, 100)], "2025-02-01")
    store.engine.dispose()
    size = (settings.data_dir / "registry.db").stat().st_size
    refusals = []
    for limit in (10_000, 100_000, size + 20_000, size + 400_000, size + 1_000_000):
        refusals.append(_limited(settings, limit, path))
        assert _versions(store) == 20
        assert _intact(store)
        assert list(settings.files_dir.glob("receiving-*")) == []
        store.engine.dispose()
    assert set(refusals) == {True}
    received = intake.receive(store, STABLE, [path], ANA, "test")
    assert intake.apply(store, received.id, ANA).state == SubmissionState.APPLIED


def _limited(settings: Settings, limit: int, path: Path) -> bool:
    """Take a file in while no file may grow beyond the limit (bytes); whether that was refused with a sentence."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    try:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        store = open_store(settings)
        intake.apply(store, intake.receive(store, STABLE, [path], ANA, "test").id, ANA)
    except Unwritable:
        os._exit(3)
    except BaseException:  # The child must never run on as a second test session.
        os._exit(1)
    os._exit(0)
