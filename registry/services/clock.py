"""Recorded time and the numbers of rows: given out one writer at a time, never twice, never backwards.

Both take a lock on the clock's row that lasts until the transaction ends. So no reader who saw an instant can later
find that something else was recorded before it.
"""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from registry.models import Clock, Counter

_TICK = timedelta(microseconds=1)


def tick(session: Session) -> datetime:
    """The instant to record things at: now, and later than every instant given out before. Needs a `db.write`."""
    clock = _lock(session)
    clock.at = max(datetime.now(UTC), clock.at + _TICK)
    session.flush()
    return clock.at


def latest(session: Session) -> datetime:
    """The last instant of recorded time: reading as known then gives the same for ever. 1970 when all is empty."""
    return session.exec(select(Clock.at)).one()


class Numbers:
    """Numbers under a name, from the one after the last given out; `save` must follow in the same transaction."""

    def __init__(self, session: Session, name: str) -> None:
        _lock(session)
        self._session = session
        found = session.get(Counter, name, populate_existing=True)
        self._counter = found or Counter(name=name, value=0)

    def take(self) -> int:
        """The next number, from 1."""
        self._counter.value += 1
        return self._counter.value

    def save(self) -> None:
        """Write down how far the numbers went."""
        self._session.add(self._counter)
        self._session.flush()


def _lock(session: Session) -> Clock:
    return session.exec(select(Clock).with_for_update().execution_options(populate_existing=True)).one()
