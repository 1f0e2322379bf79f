"""The audit trail: every act in the transaction that does it, chained by hashes so that no edit goes unseen."""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from registry.models import AuditEvent
from registry.models.content import canonical, hash_of
from registry.services import clock
from registry.services.actors import Actor

FIRST = "0" * 64
"""What the first event names as the hash before it."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found: how many events hold, the last good hash, and where and why the chain breaks."""

    events: int
    head: str
    broken_at: int | None = None
    why: str | None = None


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
    event.hash = _hash(event)
    session.add(event)
    session.flush()
    return event


def verify(session: Session, head: str | None = None) -> Verification:
    """Recompute the chain from the first event and say where it breaks first.

    `head` is a hash kept elsewhere: without one, events cut off at the end cannot be noticed.
    """
    good, last = 0, FIRST
    head_seen = head in (None, FIRST)
    statement = select(AuditEvent).order_by(col(AuditEvent.id)).execution_options(yield_per=1000)
    # A chain that breaks is left half-way: PostgreSQL's cursor wants to be closed then.
    with closing(session.exec(statement)) as events:
        for event in events:
            why = _fault(event, good + 1, last)
            if why:
                return Verification(good, last, event.id, why)
            good, last = good + 1, event.hash
            head_seen = head_seen or event.hash == head
    if not head_seen:
        return Verification(good, last, good + 1, "The hash that was kept elsewhere is not in the trail.")
    return Verification(good, last)


def _fault(event: AuditEvent, number: int, previous: str) -> str | None:
    if event.id != number:
        return f"Event {number} is not there."
    if event.previous_hash != previous:
        return "The event does not follow from the one before it."
    return None if event.hash == _hash(event) else "The event is not what it was when it was recorded."


def _hash(event: AuditEvent) -> str:
    values = event.model_dump(exclude={"hash"})
    return hash_of(canonical(values | {"at": event.at.isoformat(timespec="microseconds")}))
