"""Reading and writing behave alike on both databases."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from registry import db
from registry.config import Settings
from registry.errors import Busy
from registry.models import Party, SourceFile, Submission


def _party(number: int) -> Party:
    return Party(id=number, public_id=f"P{number:06}", created_at=datetime.now(UTC))


def _count(database: Engine) -> int:
    with db.read(database) as session:
        return len(session.exec(select(Party)).all())


def test_a_write_is_committed(database: Engine) -> None:
    with db.write(database) as session:
        session.add(_party(1))
    assert _count(database) == 1


def _break_off(database: Engine) -> None:
    with db.write(database) as session:
        session.add(_party(1))
        session.flush()
        raise RuntimeError


def test_a_write_that_raises_leaves_nothing(database: Engine) -> None:
    with pytest.raises(RuntimeError):
        _break_off(database)
    assert _count(database) == 0


def test_a_read_cannot_write(database: Engine) -> None:
    with db.read(database) as session, pytest.raises(DBAPIError):
        session.connection().execute(text("DELETE FROM party"))


def test_a_read_sees_one_state(database: Engine) -> None:
    with db.read(database) as session:
        before = len(session.exec(select(Party)).all())
        with db.write(database) as writing:
            writing.add(_party(1))
        session.expire_all()
        assert len(session.exec(select(Party)).all()) == before == 0
    assert _count(database) == 1


def test_times_come_back_with_their_zone(database: Engine) -> None:
    at = datetime(2025, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    with db.write(database) as session:
        session.add(Party(id=1, public_id="P000001", created_at=at))
    with db.read(database) as session:
        assert session.get_one(Party, 1).created_at == at


def test_a_bad_term_is_refused_by_the_database(database: Engine) -> None:
    values = {"list_key": "x", "partner": "X", "fingerprint": "f", "actor": "a", "received_at": datetime.now(UTC)}
    with pytest.raises(IntegrityError), db.write(database) as session:
        session.add(Submission(state="lost", **values))


def test_a_broken_reference_is_refused_by_the_database(database: Engine) -> None:
    with pytest.raises(IntegrityError), db.write(database) as session:
        session.add(Party(id=1, public_id="P000001", created_at=datetime.now(UTC), forwards_to_id=99))


def test_a_held_database_is_a_sentence(settings: Settings, database: Engine) -> None:
    impatient = db.open_engine(settings)
    sqlite = impatient.dialect.name == "sqlite"
    statement = "PRAGMA busy_timeout = 50" if sqlite else "SET lock_timeout = '50ms'"
    event.listen(impatient, "begin", lambda connection: connection.exec_driver_sql(statement))
    if sqlite:
        event.listen(impatient, "connect", lambda connection, _record: connection.execute(statement))
    with db.write(database, lock="thing") as session:
        session.add(_party(1))
        session.flush()
        with pytest.raises(Busy, match="nothing was changed"), db.write(impatient, lock="thing") as other:
            other.add(_party(2))
    impatient.dispose()
    assert _count(database) == 1


def test_writers_with_the_same_lock_follow_each_other(database: Engine) -> None:
    """Each reads the largest number and writes the next: nobody reads what another is about to change."""

    def add() -> None:
        for _ in range(10):
            with db.write(database, lock="numbers") as session:
                session.add(_party(len(session.exec(select(Party)).all()) + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _count(database) == 40


def test_bytes_are_kept_once(database: Engine) -> None:
    values = {"sha256": "0" * 64, "size": 5_000_000_000, "name": "a", "received_at": datetime.now(UTC), "origin": "x"}
    with db.write(database) as session:
        session.add(SourceFile(**values))
    with pytest.raises(IntegrityError), db.write(database) as session:
        session.add(SourceFile(**values))
