"""Killed at any statement, an import is there whole or not at all; taken in twice at once, it is there once.

A worker that is killed, at any statement or at any time, is followed by another that ends its jobs, each of them once.
"""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fakelist import STABLE, people, write_list
from sqlalchemy import event, inspect, text
from sqlmodel import SQLModel

from registry import db
from registry.config import Settings
from registry.models import SubmissionState
from registry.services import audit, intake
from registry.services.actors import operator
from registry.services.storage import Store, open_store
from registry.services.submissions import Summary

ANA = operator("ana")


Act = Callable[[Store], object]


def _killed_at(settings: Settings, statement: int, act: Act) -> bool:
    """Do the act in a child that is killed before that statement; whether it came so far."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
        return os.WIFSIGNALED(status)
    try:
        store, seen = open_store(settings), [0]

        def count(*_arguments: object) -> None:
            seen[0] += 1
            if seen[0] == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(store.engine, "before_cursor_execute", count)
        event.listen(store.engine, "commit", count)
        act(store)
    except BaseException:  # The child must never run on as a second test session.
        os._exit(1)
    os._exit(0)


def _rows(store: Store) -> dict[str, int]:
    with db.read(store.engine) as session:
        return {
            name: session.connection().execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608
            for name in SQLModel.metadata.tables
        }


def _intact(store: Store) -> bool:
    with db.read(store.engine) as session:
        if store.engine.dialect.name == "sqlite":
            assert session.connection().execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert session.connection().execute(text("PRAGMA foreign_key_check")).all() == []
        return audit.verify(session).broken_at is None


def _every_kill(store: Store, settings: Settings, act: Act) -> tuple[list[dict[str, int]], dict[str, int]]:
    """The rows after a kill before each statement in turn, and after the act was let through."""
    store.engine.dispose()
    after = []
    statement = 1
    while _killed_at(settings, statement, act):
        assert _intact(store)
        after.append(_rows(store))
        store.engine.dispose()
        statement += 1
    return after, _rows(store)


def test_killed_while_it_is_applied(store: Store, settings: Settings, tmp_path: Path) -> None:
    first = intake.receive(store, STABLE, [write_list(tmp_path / "a.json", people(30))], ANA, "test")
    intake.apply(store, first.id, ANA)
    listings = [*people(20), *people(10, 40), {**people(30)[29], "name": "New Name"}, {"ref": "X", "refused": True}]
    second = intake.receive(store, STABLE, [write_list(tmp_path / "b.json", listings, "2025-01-02")], ANA, "test")
    before = _rows(store)
    killed, done = _every_kill(store, settings, lambda child: intake.apply(child, second.id, ANA))
    assert len(killed) > 25
    assert [rows for rows in killed if rows != before] == []
    assert done["listing_version"] == before["listing_version"] + 9 + 10 + 1
    assert intake.apply(store, second.id, ANA).already_applied


def test_killed_while_it_is_received(store: Store, settings: Settings, tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.json", people(3))
    before = _rows(store)
    killed, done = _every_kill(store, settings, lambda child: intake.receive(child, STABLE, [path], ANA, "test"))
    assert len(killed) > 5
    assert [rows for rows in killed if rows != before] == []
    assert done["submission"] == done["source_file"] == done["submission_file"] == done["audit_event"] == 1


def test_killed_while_the_tables_are_made(bare_settings: Settings) -> None:
    store = open_store(bare_settings)
    kills = 0
    while _killed_at(bare_settings, 1 + 7 * kills, lambda child: db.upgrade(child.engine)):
        assert inspect(store.engine).get_table_names() == []
        store.engine.dispose()
        kills += 1
    assert kills > 5
    db.require_current(store.engine)
    store.engine.dispose()


def _at_once(*acts: Callable[[], Summary]) -> list[Summary]:
    start = threading.Barrier(len(acts))
    results: list[Summary] = []

    def run(act: Callable[[], Summary]) -> None:
        start.wait()
        results.append(act())

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _taker(store: Store, path: Path) -> Callable[[], Summary]:
    def take() -> Summary:
        received = intake.receive(store, STABLE, [path], ANA, "test")
        return intake.apply(store, received.id, ANA)

    return take


def test_the_same_file_at_once_is_applied_once(store: Store, tmp_path: Path) -> None:
    for number in range(10):
        listings = people(10 + number)
        path = write_list(tmp_path / f"{number}.json", listings, f"2025-01-{number + 1:02}")
        results = _at_once(*[_taker(store, path)] * 3)
        assert {result.state for result in results} == {SubmissionState.APPLIED}
        assert len({result.id for result in results}) == 1
        assert sorted(result.already_applied for result in results) == [False, True, True]
        assert all(result.counts == results[0].counts for result in results)
    rows = _rows(store)
    assert (rows["submission"], rows["listing_version"], rows["audit_event"]) == (10, 19, 20)
    assert _intact(store)


def test_the_same_file_a_hundred_times_is_applied_once(store: Store, tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.json", people(20))
    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(lambda _: _taker(store, path)(), range(100)))
    assert {(result.id, result.state) for result in results} == {(results[0].id, SubmissionState.APPLIED)}
    assert [result.already_applied for result in results].count(False) == 1
    rows = _rows(store)
    assert (rows["submission"], rows["listing_version"], rows["audit_event"]) == (1, 20, 2)


def test_two_editions_at_once_follow_each_other(store: Store, tmp_path: Path) -> None:
    """Whichever comes first, the older one never undoes the newer one."""
    for number in range(1, 11):
        listings = people(30)
        listings[3] |= {"name": f"Name {number}"}
        older = write_list(tmp_path / f"{number}-1.json", listings, f"2025-{number:02}-01")
        listings[3] |= {"name": f"Name {number} again"}
        newer = write_list(tmp_path / f"{number}-2.json", listings, f"2025-{number:02}-02")
        results = _at_once(_taker(store, older), _taker(store, newer), _taker(store, newer))
        states = {(result.files[0].name, result.state.value) for result in results}
        assert (f"{number}-2.json", "applied") in states
        assert states <= {
            (f"{number}-1.json", "applied"), (f"{number}-1.json", "held"), (f"{number}-2.json", "applied")
        }  # fmt: skip
        with db.read(store.engine) as session:
            statement = "SELECT primary_name FROM listing_version WHERE reference = 'A0003' AND recorded_to IS NULL"
            assert session.connection().execute(text(statement)).scalar_one() == f"Name {number} again"
    assert _intact(store)
