"""Taking an applied submission back: what stood before it stands again, and that it once stood otherwise stays known.

Nothing is deleted. Each version that it wrote is closed, and the one before it is repeated as a new one; a listing
that it brought is withdrawn, which says nothing of the partner.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from importers import catalogue
from registry import db
from registry.errors import Invalid, WrongState
from registry.models import Listing, ListingStatus, ListingVersion, Submission, SubmissionState
from registry.models.base import table_of
from registry.services import audit, clock, jobs, parties, submissions
from registry.services.actors import Actor
from registry.services.changes import OpenVersion, open_versions
from registry.services.intake import order_for
from registry.services.permission import Action, require
from registry.services.storage import Store
from registry.services.submissions import Summary
from registry.services.versions import Occasion, VersionWriter


def rollback(store: Store, submission_id: int, actor: Actor, because: str) -> Summary:
    """Take back the submission that a list stands at; parties regroup at once, and a job links what is left.

    Raises `NotFound`; `Invalid` without a reason; `WrongState` when it is not applied, when another one was applied
    after it, and to the person who approved it.
    """
    if not because.strip():
        raise Invalid("A rollback needs a reason.", "Say what is wrong with what was applied.")
    with db.read(store.engine) as session:
        list_key = submissions.visible(session, submission_id, actor).list_key
    with db.write(store.engine, lock=f"list:{list_key}") as session:
        submission = submissions.locked(session, submission_id)
        require(actor, Action.APPROVE, submission.partner, submissions.missing(submission_id))
        before = _fit(session, submission, actor)
        at = clock.tick(session)
        restored, withdrawn = _restore(session, submission, before, at)
        submission.state, submission.rolled_back_at = SubmissionState.ROLLED_BACK.value, at
        submission.decided_by, submission.decided_account_id = actor.name, actor.account_id
        submission.decided_at, submission.decision_note = at, because.strip()
        session.flush()
        regrouped = parties.regroup(session, at)
        detail = {
            "list": list_key, "because": because.strip(), "restored": restored, "withdrawn": withdrawn,
            "moved": regrouped.moved,
        }  # fmt: skip
        audit.record(session, actor, "submission.rolled_back", f"submission:{submission_id}", detail)
        job = jobs.put(session, actor, order_for("link", submission))
        summary = submissions.summarise(session, submission)
    store.wake(job)
    return summary


def _fit(session: Session, submission: Submission, actor: Actor) -> datetime:
    """The instant at which the submission was applied."""
    if submission.state != SubmissionState.APPLIED or submission.recorded_at is None:
        raise WrongState(f"Submission {submission.id} is {submission.state}: there is nothing to roll back.")
    last = submissions.last_applied(session, submission.list_key)
    if last is not None and last.id != submission.id:
        raise WrongState(f"Submission {last.id} of this list was applied after it.", "Roll that one back first.")
    own = submission.decided_account_id is not None and submission.decided_account_id == actor.account_id
    if own and not actor.operator:
        raise WrongState("Who approved a submission cannot roll it back.", "Ask a colleague who may approve.")
    return submission.recorded_at


def _restore(session: Session, submission: Submission, before: datetime, at: datetime) -> tuple[int, int]:
    """Bring back what stood before that instant; how many listings were restored, and how many withdrawn."""
    if submission.id is None:
        raise ValueError("A submission that was flushed has its number.")
    files = {file.name: number for number, file in submissions.files_of(session, submission.id)}
    writer = VersionWriter(session, Occasion(submission.id, at, submission.list_key, submission.partner, files))
    spec = catalogue.lookup(submission.list_key)
    touched = [
        item for item in open_versions(session, spec.key, spec.stable_references) if item.recorded_from >= before
    ]
    former = _former(session, submission.list_key, before)
    withdrawn = 0
    for version in touched:
        if version.listing_id in former:
            writer.restore(version.version_id, former[version.listing_id])
        elif version.status is not ListingStatus.WITHDRAWN:
            writer.restate(version, ListingStatus.WITHDRAWN, at.date())
            withdrawn += 1
    writer.finish()
    return _restored(touched, former), withdrawn


def _restored(touched: Sequence[OpenVersion], former: dict[int, int]) -> int:
    return sum(version.listing_id in former for version in touched)


def _former(session: Session, list_key: str, before: datetime) -> dict[int, int]:
    """Listing -> the version that stood just before that instant and was closed since."""
    listing, version = table_of(Listing).c, table_of(ListingVersion).c
    rows = session.connection().execute(
        select(version.listing_id, version.id)
        .join_from(table_of(ListingVersion), table_of(Listing), listing.id == version.listing_id)
        .where(listing.list_key == list_key, version.recorded_from < before, version.recorded_to >= before)
    )
    return {row.listing_id: row.id for row in rows}
