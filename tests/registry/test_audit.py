"""The audit trail: what was done stands there, and no edit of it goes unseen."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update
from sqlmodel import Session

from registry import db
from registry.audit_verifier import FIRST, Mark, Verification, hash_of
from registry.errors import NotFound
from registry.models import AuditEvent
from registry.models.base import table_of
from registry.services import audit, clock
from registry.services.actors import PUBLIC, Actor, Role, operator

ANA = operator("ana")


_EVENTS = table_of(AuditEvent)


def _ten_acts(database: Engine) -> str:
    for number in range(10):
        with db.write(database) as session:
            event = audit.record(session, ANA, "thing.done", f"thing:{number}", {"n": number, "who": ["ä", None]})
    return event.hash


def _row(session: Session, number: int) -> dict[str, Any]:
    return dict(session.connection().execute(select(_EVENTS).where(_EVENTS.c.id == number)).one()._mapping)


def _change(number: int, **values: Any) -> Callable[[Session], None]:
    statement = update(_EVENTS).where(_EVENTS.c.id == number).values(**values)
    return lambda session: session.connection().execute(statement) and None


def _rehash(session: Session) -> None:
    """Edit an event and give it the hash that fits: the next one then does not follow."""
    event = session.get_one(AuditEvent, 4)
    event.actor = "mallory"
    event.hash = hash_of(audit.as_published(event))


def _swap(session: Session) -> None:
    third, fourth = _row(session, 3), _row(session, 4)
    for number in (3, 4):
        session.connection().execute(delete(_EVENTS).where(_EVENTS.c.id == number))
    session.connection().execute(insert(_EVENTS), [third | {"id": 4}, fourth | {"id": 3}])


EDITS: dict[str, tuple[Callable[[Session], None], int]] = {
    "actor": (_change(4, actor="mallory"), 4),
    "detail": (_change(1, detail={"n": 0}), 1),
    "action": (_change(10, action="thing.undone"), 10),
    "hash and all": (_rehash, 5),
    "removed": (lambda session: session.connection().execute(delete(_EVENTS).where(_EVENTS.c.id == 6)) and None, 6),
    "swapped": (_swap, 3),
}


def test_an_honest_trail_holds(database: Engine) -> None:
    head = _ten_acts(database)
    with db.read(database) as session:
        assert audit.verify(session, [Mark(10, head)]) == Verification(10, head)
        assert audit.verify(session) == Verification(10, head)


def test_an_empty_trail_holds(database: Engine) -> None:
    with db.read(database) as session:
        assert audit.verify(session) == Verification(0, FIRST)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_found_and_located(database: Engine, edit: str) -> None:
    _ten_acts(database)
    act, place = EDITS[edit]
    with db.write(database) as session:
        act(session)
    with db.read(database) as session:
        found = audit.verify(session)
    assert found.broken_at == place
    assert found.why


def test_a_cut_end_is_found_with_a_hash_kept_elsewhere(database: Engine) -> None:
    head = _ten_acts(database)
    with db.write(database) as session:
        session.connection().execute(delete(_EVENTS).where(_EVENTS.c.id > 8))
    with db.read(database) as session:
        assert audit.verify(session).broken_at is None
        found = audit.verify(session, [Mark(10, head)])
    assert (found.earliest, found.broken_at) == (9, 10)


def _break_off(database: Engine) -> None:
    with db.write(database) as session:
        audit.record(session, ANA, "thing.done", "thing:1", {})
        raise RuntimeError


def test_no_event_without_act(database: Engine) -> None:
    with pytest.raises(RuntimeError):
        _break_off(database)
    with db.read(database) as session:
        assert audit.verify(session).events == 0


AUDITOR = Actor("eve", roles=frozenset({Role.AUDITOR}), account_id=1)


def test_events_are_chosen_and_paged(database: Engine) -> None:
    with db.write(database) as session:
        for number in range(7):
            who = operator("ana" if number % 2 else "100%")
            audit.record(session, who, "thing.done", f"{'thing' if number < 5 else 'thin'}:{number}", {})
    with db.read(database) as session:
        by_ana = audit.page(session, AUDITOR, audit.Choice(actor="ana"), size=2)
        assert ([event.id for event in by_ana.events], by_ana.total) == ([6, 4], 3)
        second = audit.page(session, AUDITOR, audit.Choice(actor="ana"), number=2, size=2)
        assert [event.id for event in second.events] == [2]
        assert audit.page(session, AUDITOR, audit.Choice(subject="thing:")).total == 5
        assert audit.page(session, AUDITOR, audit.Choice(subject="thing:3", action="thing.done")).total == 1
        assert audit.page(session, AUDITOR, audit.Choice(action="other")).total == 0
        at = by_ana.events[1].at
        assert [e.id for e in audit.page(session, AUDITOR, audit.Choice(since=at)).events] == [7, 6, 5, 4]
        assert [e.id for e in audit.page(session, AUDITOR, audit.Choice(until=at)).events] == [3, 2, 1]


def test_the_trail_is_for_auditors(database: Engine) -> None:
    _ten_acts(database)
    with db.read(database) as session:
        for actor in (PUBLIC, Actor("o", "GB", frozenset({Role.OFFICER, Role.UPLOADER}), account_id=2)):
            with pytest.raises(NotFound):
                audit.page(session, actor, audit.Choice())
            with pytest.raises(NotFound):
                audit.export(session, actor)
        assert len(list(audit.export(session, AUDITOR))) == 10


def test_time_never_stands_still(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.write(database) as session:
        instants = [clock.tick(session) for _ in range(50)]
    with db.write(database) as session:
        later = clock.tick(session)
    assert all(one < other for one, other in zip(instants, [*instants[1:], later], strict=True))
    with db.read(database) as session:
        assert clock.latest(session) == later


def test_numbers_are_never_given_out_twice(database: Engine) -> None:
    given = []
    for _ in range(3):
        with db.write(database) as session:
            numbers = clock.Numbers(session, "party")
            given += [numbers.take(), numbers.take()]
            numbers.save()
    assert given == [1, 2, 3, 4, 5, 6]
