"""No act without its event, no event without its act: a fault at any statement of an act leaves neither."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import people
import pytest
import world
from sqlalchemy import Engine, event, text
from sqlmodel import SQLModel, select
from world import ANA, World

from importers.vocabulary import MeasureCode
from registry import db
from registry.models import Judgement, TriageStatus, Verdict
from registry.services import accounts, approval, audit, intake, linking, review, rollback, tokens, triage
from registry.services.accounts import Person
from registry.services.actors import Actor, Role
from registry.services.linking import Word
from registry.services.storage import Store
from registry.services.triage import Gap, Note

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


UMA = Actor("uma", "US", frozenset({Role.UPLOADER}), account_id=501)
PAT = Actor("pat", "US", frozenset({Role.APPROVER}), account_id=502)
ADI = Actor("adi", None, frozenset({Role.ADMIN}), account_id=503)
NADA = Person("nada@example.org", "Nada", "US", frozenset({Role.OFFICER}))


def _checked(here: World) -> int:
    """A submission of UMA's that was checked and waits for PAT."""
    path = here.write([{"ref": "77", "name": "Seventy Seven"}])
    number = intake.receive(here.store, "w_us", [path], UMA, "test").id
    assert intake.check(here.store, number, UMA).state == "checked"
    return number


def _approve(here: World, number: int) -> int:
    with db.read(here.store.engine) as session:
        seen = approval.submissions.show(session, number, PAT).digest
    return approval.approve(here.store, number, PAT, seen or "")


def _approved(here: World) -> int:
    number = _checked(here)
    _approve(here, number)
    return number


def _account(here: World) -> int:
    return people.make(here.store, "eva", "US", Role.OFFICER).account_id


def _person(here: World, account: int) -> Actor:
    with db.read(here.store.engine) as session:
        return accounts.actor_of(accounts.find(session, account))


def _issue(here: World, account: int) -> int:
    return tokens.issue(here.store.engine, _person(here, account), "desk", {Role.OFFICER}, 10).token_id


def _token(here: World) -> int:
    return _issue(here, _account(here))


def _judged(here: World) -> int:
    here.link()
    here.judge("w_gb:1", "w_eu:0", "same")
    with db.read(here.store.engine) as session:
        return session.exec(select(Judgement.id)).one() or 0


def _gap(here: World) -> int:
    here.take("w_us", {"ref": "1", "name": "Solen Probnic"})
    return here.link().listings


def _say(here: World, _: int) -> None:
    gap = Gap(here.party("w_us:1"), "EU", MeasureCode.ASSET_FREEZE)
    triage.say(
        here.store.engine, ANA, gap, Note(TriageStatus.NEEDS_INFORMATION, "asked the desk", review_on=date(2030, 1, 2))
    )


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
    "undo": (_judged, lambda here, number: review.undo(here.store.engine, ANA, number, "another man")),
    "triage": (_gap, _say),
    "approve": (_checked, _approve),
    "apply what was approved": (_approved, lambda here, number: intake.apply_approved(here.store, number, PAT)),
    "withdraw": (_checked, lambda here, number: approval.withdraw(here.store, number, UMA, "too early")),
    "roll back": (
        lambda here: here.take("w_us", KAREM),
        lambda here, number: rollback.rollback(here.store, number, ANA, "of another year"),
    ),
    "add an account": (lambda here: 0, lambda here, _: accounts.add(here.store.engine, ANA, NADA)),
    "change an account": (_account, lambda here, number: accounts.change(here.store.engine, ANA, number, NADA)),
    "disable an account": (_account, lambda here, number: accounts.disable(here.store.engine, ANA, number, "left")),
    "reset an account": (_account, lambda here, number: accounts.reset(here.store.engine, ANA, number)),
    "issue a token": (_account, _issue),
    "revoke a token": (_token, lambda here, number: tokens.revoke(here.store.engine, ADI, number)),
}


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world.register(monkeypatch)
    people.quick_hashes(monkeypatch)
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
