"""Two people for every change: one sends, another one of the same partner looks and approves, or says no.

Approving writes down who saw which change set and puts the job that applies it. Two who approve at once: one wins.
"""

from datetime import UTC, datetime

from sqlmodel import Session

from registry import db
from registry.errors import Invalid, WrongState
from registry.models import Submission, SubmissionState
from registry.services import audit, jobs, readings, submissions
from registry.services.actors import Actor
from registry.services.intake import order_for
from registry.services.permission import Action, require
from registry.services.readings import How
from registry.services.storage import Store
from registry.services.submissions import Summary

_OPEN = (SubmissionState.RECEIVED, SubmissionState.CHECKED, SubmissionState.HELD)
_READY = (SubmissionState.CHECKED, SubmissionState.HELD)


def approve(store: Store, submission_id: int, actor: Actor, seen: str, because: str = "") -> int:
    """Approve a checked or held submission; gives the number of the job that applies it.

    `seen` is the `digest` of the summary that the approver was shown. A held one needs a written reason. Raises
    `NotFound`; `Invalid` without a reason; `WrongState` when it is not to be approved (any more), when its change set
    is not the one that was seen, and to the person who sent it.
    """
    with db.write(store.engine) as session:
        submission = _locked(session, submission_id, actor, Action.APPROVE)
        _fit(session, submission, actor)
        if seen != submission.digest:
            raise WrongState("The change set is not the one that you were shown any more.", "Look at it again.")
        if submission.state == SubmissionState.HELD and not because.strip():
            raise Invalid("A submission that is held needs a reason.", "Say why the file can be trusted.")
        submission.approved_by, submission.approved_account_id = actor.name, actor.account_id
        submission.approved_at, submission.approval_note = datetime.now(UTC), because.strip() or None
        detail = {"because": because.strip(), "digest": seen, "holds": [hold["code"] for hold in submission.holds]}
        audit.record(session, actor, "submission.approved", f"submission:{submission_id}", detail)
        job = jobs.put(session, actor, order_for("apply", submission))
    store.wake(job)
    return job


def withdraw(store: Store, submission_id: int, actor: Actor, because: str = "") -> Summary:
    """Take one's own submission back before it is applied.

    Raises `NotFound`; `WrongState` when it is decided or being applied, and to anybody but who sent it.
    """
    with db.write(store.engine) as session:
        submission = _locked(session, submission_id, actor, Action.SEE_SUBMISSION)
        if not actor.operator and not _is_sender(submission, actor):
            raise WrongState("Only who sent a submission may withdraw it.", f"Ask {submission.actor}.")
        _still_open(session, submission)
        note = f"Withdrawn by the sender. {because.strip()}".strip()
        submission.state, submission.decision_note = SubmissionState.REFUSED.value, note
        submission.decided_by, submission.decided_account_id = actor.name, actor.account_id
        submission.decided_at = datetime.now(UTC)
        audit.record(
            session, actor, "submission.withdrawn", f"submission:{submission_id}", {"because": because.strip()}
        )
        return submissions.summarise(session, submission)


def reread(store: Store, submission_id: int, actor: Actor, reading: How) -> int:
    """Have the files read in another way (`registry.services.readings`); gives the number of the job that checks them.

    Raises `NotFound`; `Invalid` for no such way; `WrongState` when it is decided or being applied.
    """
    readings.require_way(reading)
    with db.write(store.engine) as session:
        submission = _locked(session, submission_id, actor, Action.SEND)
        _still_open(session, submission)
        submission.reading = dict(reading) if reading else None
        submission.state, submission.digest, submission.holds = SubmissionState.RECEIVED.value, None, []
        audit.record(
            session, actor, "submission.reread", f"submission:{submission_id}", {"reading": submission.reading}
        )
        job = jobs.put(session, actor, order_for("check", submission))
    store.wake(job)
    return job


def _locked(session: Session, submission_id: int, actor: Actor, action: Action) -> Submission:
    submission = submissions.locked(session, submission_id)
    require(actor, action, submission.partner, submissions.missing(submission_id))
    return submission


def _is_sender(submission: Submission, actor: Actor) -> bool:
    """By account, so that a token of the sender is the sender."""
    return submission.account_id is not None and submission.account_id == actor.account_id


def _fit(session: Session, submission: Submission, actor: Actor) -> None:
    if _is_sender(submission, actor):
        raise WrongState("Who sent a submission cannot approve it.", "Ask a colleague to look at it.")
    if submission.state not in _READY:
        by = f" by {submission.decided_by}" if submission.decided_by else ""
        raise WrongState(f"Submission {submission.id} is {submission.state}{by}: it cannot be approved.")
    _not_approved(session, submission)


def _still_open(session: Session, submission: Submission) -> None:
    if submission.state not in _OPEN:
        raise WrongState(f"Submission {submission.id} is {submission.state} already.")
    _not_approved(session, submission)


def _not_approved(session: Session, submission: Submission) -> None:
    """An approval holds while its job has not ended; one whose job failed or was cancelled is none any more."""
    running = jobs.unfinished(session, "apply", f"submission:{submission.id}")
    if submission.approved_by is not None and running is not None:
        raise WrongState(f"Submission {submission.id} was approved by {submission.approved_by} and is being applied.")
