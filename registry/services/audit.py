"""The audit trail: every act in the transaction that does it, chained by hashes so that no edit goes unseen."""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from registry.audit_verifier import FIRST, Mark, Verification, check, hash_of
from registry.models import AuditEvent
from registry.models.content import canonical
from registry.services import clock
from registry.services.actors import Actor
from registry.services.permission import Action, require


@dataclass(frozen=True, slots=True)
class Choice:
    """Which events to show; what is None or empty chooses nothing. `subject` may be a beginning, such as `submission:`.

    `since` and `until` are instants; the one at `until` is left out.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What an event must fulfil."""
        for column, value in ((AuditEvent.actor, self.actor), (AuditEvent.action, self.action)):
            if value:
                yield col(column) == value
        if self.subject.endswith(":"):
            yield col(AuditEvent.subject).startswith(self.subject, autoescape=True)
        elif self.subject:
            yield col(AuditEvent.subject) == self.subject
        if self.since:
            yield col(AuditEvent.at) >= self.since
        if self.until:
            yield col(AuditEvent.at) < self.until


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the chosen events, the latest first, and how many were chosen in all."""

    events: tuple[AuditEvent, ...]
    total: int


def record(session: Session, actor: Actor, action: str, subject: str, detail: Mapping[str, Any]) -> AuditEvent:
    """Add an act to the trail, e.g. `record(session, ana, "submission.released", "submission:7", {...})`.

    Commits with the act or not at all. `detail` holds JSON values only.
    """
    at = clock.tick(session)
    last = session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc()).limit(1)).first()
    event = AuditEvent(
        id=last.id + 1 if last else 1,
        at=at,
        actor=actor.name,
        action=action,
        subject=subject,
        # As it will be read back: keys as text, tuples as lists.
        detail=json.loads(canonical(detail)),
        previous_hash=last.hash if last else FIRST,
        hash="",
    )
    event.hash = hash_of(as_published(event))
    session.add(event)
    session.flush()
    return event


def as_published(event: AuditEvent) -> dict[str, Any]:
    """An event as it is hashed and exported."""
    return event.model_dump() | {"at": event.at.isoformat(timespec="microseconds")}


def verify(session: Session, marks: Sequence[Mark] = ()) -> Verification:
    """Recompute the chain from the first event and say where it breaks first.

    `marks` are heads kept elsewhere: without one, events cut off at the end cannot be noticed.
    """
    # A chain that breaks is left half-way: PostgreSQL's cursor wants to be closed then.
    with closing(_all(session)) as events:
        return check(events, marks)


def mark(session: Session, known_at: datetime | None = None) -> tuple[Mark, datetime | None]:
    """How long the trail was at that instant (None: now), its last hash, and when the last event was."""
    statement = select(AuditEvent.id, AuditEvent.hash, AuditEvent.at).order_by(col(AuditEvent.id).desc()).limit(1)
    if known_at:
        statement = statement.where(col(AuditEvent.at) <= known_at)
    last = session.exec(statement).first()
    return (Mark(last[0], last[1]), last[2]) if last else (Mark(0, FIRST), None)


def page(session: Session, actor: Actor, choice: Choice, number: int = 1, size: int = 50) -> Page:
    """The chosen events, the latest first; pages of `size` are numbered from 1. Raises `NotFound` if not permitted."""
    require(actor, Action.READ_AUDIT)
    conditions = list(choice.conditions())
    total = session.exec(select(func.count()).select_from(AuditEvent).where(*conditions)).one()
    chosen = select(AuditEvent).where(*conditions).order_by(col(AuditEvent.id).desc())
    return Page(tuple(session.exec(chosen.offset((number - 1) * size).limit(size))), total)


def export(session: Session, actor: Actor) -> Iterator[str]:
    """The whole trail, a line of JSON for each event, as `registry/audit_verifier.py` reads it.

    Raises `NotFound` without permission, before anything is read.
    """
    require(actor, Action.READ_AUDIT)
    return (canonical(event) + "\n" for event in _all(session))


def _all(session: Session) -> Generator[dict[str, Any], None, None]:
    statement = select(AuditEvent).order_by(col(AuditEvent.id)).execution_options(yield_per=1000)
    with closing(session.exec(statement)) as events:
        for event in events:
            yield as_published(event)
