"""No act without its event, no event without its act: a fault at any statement of an act leaves neither."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import world
from sqlalchemy import Engine, event, text
from sqlmodel import SQLModel
from world import ANA, World

from registry import db
from registry.models import Verdict
from registry.services import audit, intake, linking
from registry.services.linking import Word
from registry.services.storage import Store

KAREM = {"ref": "1", "name": "Karem Abu Testun", "born": "1961-04-07", "listed": "2020-01-01"}


class Broken(Exception):  # noqa: N818 - named after what happened
    """The fault that these tests cause."""


@contextmanager
def _broken_at(engine: Engine, statement: int, seen: list[str]) -> Iterator[None]:
    """Before that writing statement (or commit of one) of the block, the database fails."""

    def count(what: str) -> None:
        seen.append(what)
        if len(seen) == statement:
            raise Broken

    def execute(_c: object, _k: object, sql: str, *_more: object) -> None:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            count(sql)

    def commit(connection: object) -> None:
        # A read ends with a rollback: whatever commits, wrote.
        count("COMMIT")

    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", execute)
        event.remove(engine, "commit", commit)


def _state(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with db.read(engine) as session:
        return {
            name: sorted(map(tuple, session.connection().execute(text(f"SELECT * FROM {name}"))), key=str)  # noqa: S608
            for name in SQLModel.metadata.tables
        }


def _receive(here: World, number: int) -> None:
    path = here.folder / f"more-{number}.json"
    path.write_text(f'{{"date": "2025-02-01", "listings": [{{"ref": "{number}", "name": "More"}}]}}')
    intake.receive(here.store, "w_ch", [path], ANA, "test")


def _unapplied(here: World) -> int:
    """A submission that was received and will be held: it lacks all but one of many listings."""
    path = here.folder / "short.json"
    path.write_text('{"date": "2025-03-01", "listings": [{"ref": "0", "name": "Only One"}]}')
    return intake.receive(here.store, "w_eu", [path], ANA, "test").id


def _waiting(here: World) -> int:
    """A submission that is held."""
    number = _unapplied(here)
    assert intake.apply(here.store, number, ANA).state == "held"
    return number


def _received(here: World) -> int:
    path = here.folder / "waits.json"
    path.write_text('{"date": "2025-02-01", "listings": [{"ref": "77", "name": "Seventy Seven"}]}')
    return intake.receive(here.store, "w_us", [path], ANA, "test").id


# Name -> (what goes before, the act). The act gets what the first gives.
ACTS: dict[str, tuple[Callable[[World], int], Callable[[World, int], object]]] = {
    "receive": (lambda here: 0, lambda here, _: _receive(here, 5)),
    "apply": (_received, lambda here, number: intake.apply(here.store, number, ANA)),
    "hold": (_unapplied, lambda here, number: intake.apply(here.store, number, ANA)),
    "release": (_waiting, lambda here, number: intake.release(here.store, number, ANA, "I asked them")),
    "refuse": (_waiting, lambda here, number: intake.refuse(here.store, number, ANA, "cut off")),
    "link": (lambda here: 0, lambda here, _: linking.propose(here.store.engine, ANA, None)),
    "judge": (
        lambda here: here.link().listings,
        lambda here, _: linking.judge(here.store.engine, ANA, Word("w_gb:1", "w_eu:0", Verdict.SAME, "numbers")),
    ),
}


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world.register(monkeypatch)
    made = World(store, tmp_path)
    made.take("w_gb", KAREM)
    made.take("w_eu", *(KAREM | {"ref": str(number)} for number in range(30)))
    return made


@pytest.mark.parametrize("name", ACTS)
def test_a_fault_leaves_neither_act_nor_event(here: World, name: str) -> None:
    """The database fails at every writing statement in turn, the last time at none."""
    prepare, act = ACTS[name]
    given, engine = prepare(here), here.store.engine
    before, statement = _state(engine), 0
    while True:
        statement += 1
        seen: list[str] = []
        try:
            with _broken_at(engine, statement, seen):
                act(here, given)
        except Broken:
            assert _state(engine) == before, statement
        else:
            break
    assert statement > 2
    _each_commit_has_its_event(seen)
    after = _state(engine)
    assert after != before
    assert len(after["audit_event"]) > len(before["audit_event"])
    with db.read(engine) as session:
        assert audit.verify(session).why is None


def _each_commit_has_its_event(seen: list[str]) -> None:
    """Whatever was written, an event was written with it."""
    wrote: list[str] = []
    for what in seen:
        if what == "COMMIT":
            assert not wrote or any("audit_event" in sql for sql in wrote), wrote
            wrote = []
        else:
            wrote.append(what)
    assert not wrote
