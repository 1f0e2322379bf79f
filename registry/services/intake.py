"""Taking a list in: receive the files, check what they change, apply it - all of it or nothing.

A submission goes from received (or checked) to applied, held or refused; from held a person releases or refuses it.
Reading happens before the database is locked; one transaction then compares, brakes, writes and records the act.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from sqlmodel import Session, select

from importers import catalogue, reading
from importers.errors import FileRefused
from registry import db
from registry.errors import Invalid, NotFound, WrongState
from registry.models import SourceFile, Submission, SubmissionFile, SubmissionState
from registry.services import audit, clock, submissions
from registry.services.actors import Actor
from registry.services.application import Evaluation, evaluate, write_issues, write_versions
from registry.services.permission import Action, require
from registry.services.spool import Progress, silent, spool
from registry.services.storage import Kept, Store, keep_all
from registry.services.submissions import Summary

_UNDECIDED = (SubmissionState.RECEIVED, SubmissionState.CHECKED)


class _Aim(StrEnum):
    """What is to become of a submission if nothing stands against it."""

    CHECK = "check"
    APPLY = "apply"
    RELEASE = "release"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class _Order:
    """Who wants what of a submission, and why (a reason is given for a release or refusal)."""

    aim: _Aim
    actor: Actor
    because: str = ""


def receive(
    store: Store, list_key: str, paths: Sequence[Path], actor: Actor, origin: str, *, published_on: date | None = None
) -> Summary:
    """Keep the files and open a submission; `origin` says where they come from, e.g. `upload` or an address.

    `published_on` is the sender's word for the date of files that carry none; a file's own date goes before it.

    Bytes that are known already give the submission that they have, and change nothing. Raises `NotFound` for a list
    or file that does not exist, `Invalid` when a file comes twice.
    """
    spec = _spec(list_key)
    require(actor, Action.SEND, spec.partner, _no_list(list_key))
    kept = keep_all(store.files, paths)
    with db.write(store.engine, lock=f"list:{list_key}") as session:
        fingerprint = submissions.fingerprint(list_key, kept)
        known = submissions.alive(session, fingerprint)
        if known is not None:
            return submissions.summarise(session, known, known.state == SubmissionState.APPLIED)
        submission = Submission(
            list_key=list_key,
            partner=spec.partner,
            state=SubmissionState.RECEIVED.value,
            fingerprint=fingerprint,
            actor=actor.name,
            received_at=datetime.now(UTC),
            published_on=published_on,
        )
        session.add(submission)
        session.flush()
        _keep_rows(session, submission, kept, origin)
        detail: dict[str, object] = {
            "list": list_key, "files": {file.name: file.sha256 for file in kept}, "origin": origin,
        }  # fmt: skip
        if published_on is not None:
            detail["published_on"] = published_on.isoformat()
        audit.record(session, actor, "submission.received", f"submission:{submission.id}", detail)
        return submissions.summarise(session, submission)


def check(store: Store, submission_id: int, actor: Actor, progress: Progress = silent) -> Summary:
    """Find out what applying would change, with the very code that applies, and change nothing.

    The submission is then checked, held or refused. Raises `NotFound`; `WrongState` when it is refused already.
    """
    return _process(store, submission_id, _Order(_Aim.CHECK, actor), progress)


def apply(store: Store, submission_id: int, actor: Actor, progress: Progress = silent) -> Summary:
    """Apply a submission whole, or hold or refuse it with the reasons and change nothing.

    One that was applied before is a summary with `already_applied`. Raises as `check`.
    """
    return _process(store, submission_id, _Order(_Aim.APPLY, actor), progress)


def release(store: Store, submission_id: int, actor: Actor, because: str, progress: Progress = silent) -> Summary:
    """Apply a held submission although brakes caught it: a person looked. Listings that it lacks are then dropped.

    It stays held when by now there is a reason that the person has not seen. Raises `Invalid` without a reason.
    """
    if not because.strip():
        raise Invalid("A release needs a reason.", "Say why the file can be trusted.")
    return _process(store, submission_id, _Order(_Aim.RELEASE, actor, because.strip()), progress)


def refuse(store: Store, submission_id: int, actor: Actor, because: str) -> Summary:
    """Put a submission aside for good. Raises `WrongState` when it is decided, `Invalid` without a reason."""
    if not because.strip():
        raise Invalid("A refusal needs a reason.", "Say what is wrong with the file.")
    with db.write(store.engine) as session:
        submission = _locked(session, submission_id)
        order = _Order(_Aim.REFUSE, actor, because.strip())
        _require(submission, order)
        if submission.state not in (*_UNDECIDED, SubmissionState.HELD):
            raise _wrong_state(submission, _Aim.REFUSE)
        _decide(session, submission, SubmissionState.REFUSED, order)
        return submissions.summarise(session, submission)


def _process(store: Store, submission_id: int, order: _Order, progress: Progress) -> Summary:
    with db.read(store.engine) as session:
        submission = submissions.find(session, submission_id)
        _require(submission, order)
        if _settled(submission, order):
            return submissions.summarise(session, submission, submission.state == SubmissionState.APPLIED)
        list_key = submission.list_key
        files = [file for _, file in submissions.files_of(session, submission_id)]
    try:
        with (
            store.files.delivered(files) as paths,
            spool(reading.read(list_key, *paths), progress) as spooled,
            db.write(store.engine, lock=f"list:{list_key}") as session,
        ):
            submission = _locked(session, submission_id)
            # Somebody else may have decided while we were reading.
            if not _settled(submission, order):
                evaluation = evaluate(session, submission, spooled, confirmed=order.aim is _Aim.RELEASE)
                _settle(session, submission, evaluation, order, progress)
                return submissions.summarise(session, submission)
            return submissions.summarise(session, submission, submission.state == SubmissionState.APPLIED)
    except (FileRefused, Invalid) as error:
        return _turn_away(store, submission_id, order, str(error))


def _settled(submission: Submission, order: _Order) -> bool:
    """Whether there is nothing left to do. Raises `WrongState` when the order does not fit the state."""
    state = SubmissionState(submission.state)
    if order.aim is _Aim.RELEASE and state is SubmissionState.HELD:
        return False
    if order.aim is not _Aim.RELEASE and state in _UNDECIDED:
        return False
    if state is SubmissionState.APPLIED or (order.aim is not _Aim.RELEASE and state is SubmissionState.HELD):
        return True
    raise _wrong_state(submission, order.aim)


def _wrong_state(submission: Submission, aim: _Aim) -> WrongState:
    note = f" ({submission.decision_note})" if submission.decision_note else ""
    return WrongState(f"Submission {submission.id} is {submission.state}{note}: it cannot be {_PAST[aim]}.")


_PAST = {_Aim.CHECK: "checked", _Aim.APPLY: "applied", _Aim.RELEASE: "released", _Aim.REFUSE: "refused"}


def _settle(
    session: Session, submission: Submission, evaluation: Evaluation, order: _Order, progress: Progress
) -> None:
    """Write down what was found and, if nothing stands against it, do what was ordered."""
    write_issues(session, submission, evaluation.spool)
    seen = {hold["code"] for hold in submission.holds} if order.aim is _Aim.RELEASE else set()
    submission.holds = [{"code": hold.code, "text": hold.text} for hold in evaluation.holds]
    if evaluation.mismatch:
        _decide(session, submission, SubmissionState.REFUSED, _Order(order.aim, order.actor, evaluation.mismatch))
    elif {hold.code for hold in evaluation.holds} - seen:
        _decide(session, submission, SubmissionState.HELD, order)
    elif order.aim is _Aim.CHECK:
        _decide(session, submission, SubmissionState.CHECKED, order)
    else:
        submission.recorded_at = clock.tick(session)
        write_versions(session, submission, evaluation, progress)
        _decide(session, submission, SubmissionState.APPLIED, order)


def _turn_away(store: Store, submission_id: int, order: _Order, sentence: str) -> Summary:
    """Refuse a submission whose files cannot be used."""
    with db.write(store.engine) as session:
        submission = _locked(session, submission_id)
        if not _settled(submission, order):
            _decide(session, submission, SubmissionState.REFUSED, _Order(order.aim, order.actor, sentence))
        return submissions.summarise(session, submission)


def _decide(session: Session, submission: Submission, state: SubmissionState, order: _Order) -> None:
    submission.state = state.value
    submission.decided_by = order.actor.name
    submission.decided_at = datetime.now(UTC)
    submission.decision_note = order.because or None
    session.flush()
    counts = submissions.counts_of(submission)
    detail = {
        "list": submission.list_key,
        "because": order.because,
        "published_on": submission.published_on and submission.published_on.isoformat(),
        "counts": counts and asdict(counts),
        "holds": [hold["code"] for hold in submission.holds],
        "released": order.aim is _Aim.RELEASE,
    }
    audit.record(session, order.actor, f"submission.{state}", f"submission:{submission.id}", detail)


def _locked(session: Session, submission_id: int) -> Submission:
    """The submission as it is now; nobody else changes it until the transaction ends."""
    statement = select(Submission).where(Submission.id == submission_id).with_for_update()
    found = session.exec(statement).first()
    if found is None:
        raise NotFound(f"There is no submission {submission_id}.")
    return found


def _keep_rows(session: Session, submission: Submission, kept: Sequence[Kept], origin: str) -> None:
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


def _spec(list_key: str) -> catalogue.ListSpec:
    if list_key not in catalogue.LISTS:
        raise _no_list(list_key)
    return catalogue.LISTS[list_key]


def _no_list(list_key: str) -> NotFound:
    """What is said of a list that there is not, and of one that is not the actor's to send."""
    return NotFound(f"There is no list {list_key!r} here.", f"The lists are: {', '.join(sorted(catalogue.LISTS))}.")


_NEEDED = {
    _Aim.CHECK: Action.SEE_SUBMISSION, _Aim.APPLY: Action.APPROVE, _Aim.RELEASE: Action.APPROVE,
    _Aim.REFUSE: Action.APPROVE,
}  # fmt: skip


def _require(submission: Submission, order: _Order) -> None:
    missing = NotFound(f"There is no submission {submission.id}.")
    require(order.actor, _NEEDED[order.aim], submission.partner, missing)
