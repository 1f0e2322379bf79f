"""Since when nothing that is published has changed: what was computed then holds still."""

from datetime import datetime

from sqlmodel import Session, col, select

from registry.models import AuditEvent
from registry.services import clock

QUIET = ("account.", "audit.", "session.", "token.", "job.", "certificate.", "report.", "triage.")
"""How acts begin that change nothing of what is published: neither a listing nor what belongs together."""


def instant(session: Session) -> datetime:
    """The last instant at which anything published may have changed; as known then and as known now are the same.

    What is computed for one state is kept under this instant, so that signing in does not throw it away.
    """
    loud = [~col(AuditEvent.action).startswith(prefix) for prefix in QUIET]
    last = session.exec(select(AuditEvent.at).where(*loud).order_by(col(AuditEvent.id).desc()).limit(1)).first()
    # The event is the last thing that an act records.
    return last or clock.latest(session)
