"""Submissions as the rest of the program sees them: summaries, their files, and who may become what."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.models import SourceFile, Submission, SubmissionFile, SubmissionState
from registry.services.actors import PUBLIC, Actor
from registry.services.brakes import Hold
from registry.services.permission import Action, may
from registry.services.storage import Kept

_ALIVE = (SubmissionState.RECEIVED, SubmissionState.CHECKED, SubmissionState.HELD, SubmissionState.APPLIED)
_PUBLISHED = (SubmissionState.APPLIED, SubmissionState.ROLLED_BACK)


@dataclass(frozen=True, slots=True)
class Counts:
    """records = drafts + refused; drafts = added + changed + unchanged; `removed` are listings that the file lacks."""

    records: int
    drafts: int
    refused: int
    added: int
    changed: int
    unchanged: int
    removed: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A submission and what became of it. `already_applied`: these bytes were applied before and nothing was done.

    `counts` is None until the files were read; `note` is the reason of a refusal or the words of who decided.
    `facts`, `reading`, `digest` and `quality` are explained at `registry.models.Submission`; `approved_by` is set while
    an approved one waits to be applied.
    """

    id: int
    list_key: str
    partner: str
    state: SubmissionState
    received_at: datetime
    published_on: date | None
    recorded_at: datetime | None
    files: tuple[Kept, ...]
    counts: Counts | None
    holds: tuple[Hold, ...]
    notices: tuple[Hold, ...]
    note: str | None
    facts: Mapping[str, Any]
    already_applied: bool = False
    sent_by: str = ""
    account_id: int | None = None
    reading: Mapping[str, Any] | None = None
    digest: str | None = None
    approved_by: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    rolled_back_at: datetime | None = None
    quality: Mapping[str, Any] | None = None


def find(session: Session, submission_id: int) -> Submission:
    """The submission of that number. Raises `NotFound`."""
    found = session.get(Submission, submission_id)
    if found is None:
        raise missing(submission_id)
    return found


def locked(session: Session, submission_id: int) -> Submission:
    """The submission as it is now; nobody else changes it until the transaction ends. Raises `NotFound`."""
    statement = select(Submission).where(Submission.id == submission_id).with_for_update()
    found = session.exec(statement).first()
    if found is None:
        raise missing(submission_id)
    return found


def missing(submission_id: int | None) -> NotFound:
    """What is said of a submission that there is not, and of one that is not the actor's to know of."""
    return NotFound(f"There is no submission {submission_id}.")


def visible(session: Session, submission_id: int, actor: Actor) -> Submission:
    """The submission, where the actor may know of it. Raises `NotFound`."""
    submission = find(session, submission_id)
    if not may_see(submission, actor):
        raise missing(submission_id)
    return submission


def may_see(submission: Submission, actor: Actor) -> bool:
    """Whether the actor may know of it: once it was applied everybody may, and always of what the operator fetched.

    What a partner's people sent is theirs alone until then: a draft that leaks warns the person it is about.
    """
    fetched = submission.account_id is None and submission.reading is None
    published = fetched or submission.state in _PUBLISHED
    return published or may(actor, Action.SEE_SUBMISSION, submission.partner)


def alive(session: Session, fingerprint: str) -> Submission | None:
    """The submission of these bytes that was neither refused nor rolled back; there is at most one."""
    statement = select(Submission).where(
        Submission.fingerprint == fingerprint, col(Submission.state).in_([state.value for state in _ALIVE])
    )
    return session.exec(statement).first()


def last_applied(session: Session, list_key: str) -> Submission | None:
    """The submission that the list stands at."""
    statement = (
        select(Submission)
        .where(Submission.list_key == list_key, Submission.state == SubmissionState.APPLIED.value)
        .order_by(col(Submission.recorded_at).desc())
        .limit(1)
    )
    return session.exec(statement).first()


def fingerprint(list_key: str, files: Sequence[Kept]) -> str:
    """A hash over the list and the bytes of its files, in whatever order they came."""
    return sha256("\n".join([list_key, *sorted(file.sha256 for file in files)]).encode()).hexdigest()


def files_of(session: Session, submission_id: int) -> list[tuple[int, Kept]]:
    """The source file ids and files of a submission in the order of delivery."""
    statement = (
        select(SourceFile, SubmissionFile.name)
        .join(SubmissionFile, col(SubmissionFile.source_file_id) == col(SourceFile.id))
        .where(SubmissionFile.submission_id == submission_id)
        .order_by(col(SubmissionFile.ordinal))
    )
    return [
        (file.id, Kept(file.sha256, file.size, name)) for file, name in session.exec(statement) if file.id is not None
    ]


def keep_rows(session: Session, submission: Submission, kept: Sequence[Kept], origin: str) -> None:
    """The rows of the files; bytes that came before, in whatever delivery, keep the row that they have."""
    for ordinal, file in enumerate(kept):
        source = session.exec(select(SourceFile).where(SourceFile.sha256 == file.sha256)).first()
        if source is None:
            source = SourceFile(received_at=submission.received_at, origin=origin, **asdict(file))
            session.add(source)
            session.flush()
        if submission.id is None or source.id is None:
            raise ValueError("Flushed rows have their numbers.")
        session.add(
            SubmissionFile(submission_id=submission.id, ordinal=ordinal, source_file_id=source.id, name=file.name)
        )
    session.flush()


def summarise(session: Session, submission: Submission, already_applied: bool = False) -> Summary:
    """The summary of a submission as it stands in this session."""
    if submission.id is None:
        raise ValueError("A submission that was flushed has its number.")
    return Summary(
        id=submission.id,
        list_key=submission.list_key,
        partner=submission.partner,
        state=SubmissionState(submission.state),
        received_at=submission.received_at,
        published_on=submission.published_on,
        recorded_at=submission.recorded_at,
        files=tuple(file for _, file in files_of(session, submission.id)),
        counts=counts_of(submission),
        holds=tuple(Hold(**hold) for hold in submission.holds),
        notices=tuple(Hold(**notice) for notice in submission.facts.get("notices", ())),
        note=submission.decision_note,
        facts=submission.facts,
        already_applied=already_applied,
        sent_by=submission.actor,
        account_id=submission.account_id,
        reading=submission.reading,
        digest=submission.digest,
        approved_by=submission.approved_by,
        decided_by=submission.decided_by,
        decided_at=submission.decided_at,
        rolled_back_at=submission.rolled_back_at,
        quality=submission.quality,
    )


def counts_of(submission: Submission) -> Counts | None:
    """The counts of a submission, None until its files were read."""
    if submission.records is None:
        return None
    it = submission
    values = (it.records, it.drafts, it.refused_records, it.added, it.changed, it.unchanged, it.removed)
    return Counts(*(value or 0 for value in values))


def show(session: Session, submission_id: int, actor: Actor = PUBLIC) -> Summary:
    """The summary of one submission. Raises `NotFound`, also where the actor may not know of it."""
    return summarise(session, visible(session, submission_id, actor))


def own(session: Session, submission_id: int, actor: Actor) -> Summary:
    """The summary of a submission of the actor's own partner, to those who work on it. Raises `NotFound`."""
    submission = find(session, submission_id)
    if not may(actor, Action.SEE_SUBMISSION, submission.partner):
        raise missing(submission_id)
    return summarise(session, submission)


def of_partner(session: Session, partner: str, actor: Actor, limit: int = 100) -> list[Summary]:
    """The submissions of a partner's lists that the actor may know of, the latest first."""
    rows = session.exec(
        select(Submission)
        .where(Submission.partner == partner)
        .order_by(col(Submission.received_at).desc(), col(Submission.id).desc())
        .limit(limit)
    )
    return [summarise(session, row) for row in rows if may_see(row, actor)]
