"""Taking a list in: receive the files, check what they change, apply it - all of it or nothing.

A submission goes from received (or checked) to applied, held or refused; from held a person releases or refuses it.
Reading happens before the database is locked; one transaction then compares, brakes, writes and records the act.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from importers import catalogue
from importers.errors import FileRefused
from registry import db
from registry.errors import Busy, Invalid, NotFound, RegistryError, Unwritable, WrongState
from registry.models import Submission, SubmissionState
from registry.services import audit, changeset, clock, jobs, readings, submissions
from registry.services.actors import Actor
from registry.services.application import Evaluation, evaluate, write_issues, write_versions
from registry.services.brakes import Hold
from registry.services.permission import Action, require
from registry.services.readings import How
from registry.services.spool import Progress, silent, spool
from registry.services.storage import Store, hash_of, keep_all
from registry.services.submissions import Summary

_WAITING_AT_MOST = 10
"""So many submissions of one account may wait to be read: nobody fills the queue or the disk alone."""
_UNDECIDED = (SubmissionState.RECEIVED, SubmissionState.CHECKED)


class TooMany(RegistryError):  # noqa: N818 - the kinds are named after what happened
    """The sender has too much waiting already; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a delivery is taken in besides its files.

    `reading` says how the files are read where they do not say so themselves (`registry.services.readings`); `key` is
    the sender's idempotency key; `check_later` puts a job that checks it. `published_on` is the sender's word for the
    date of files that carry none; a file's own date goes before it.
    """

    reading: How = None
    key: str | None = None
    check_later: bool = False
    published_on: date | None = None


class _Aim(StrEnum):
    """What is to become of a submission if nothing stands against it."""

    CHECK = "check"
    APPLY = "apply"
    RELEASE = "release"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class _Order:
    """Who wants what of a submission, and why (a reason is given for a release or refusal).

    `approved` is the digest of the change set that an approver saw: nothing else is applied in their name.
    """

    aim: _Aim
    actor: Actor
    because: str = ""
    approved: str | None = None


def receive(
    store: Store,
    list_key: str,
    paths: Sequence[Path],
    actor: Actor,
    origin: str,
    terms: Terms = Terms(),
) -> Summary:
    """Keep the files and open a submission; `origin` says where they come from, e.g. `upload` or an address.

    Bytes that are known already give the submission that they have, and change nothing; so does an idempotency key
    that came before. Raises `NotFound` for a list or file that does not exist, `Invalid` when a file comes twice,
    `WrongState` when the key came with other bytes, `TooMany` when the account has too many that wait to be read.
    """
    spec = _spec(list_key)
    require(actor, Action.SEND, spec.partner, _no_list(list_key))
    readings.require_way(terms.reading)
    _refuse_early(store, spec, paths, actor, terms)
    kept = keep_all(store.files, paths)
    fingerprint = submissions.fingerprint(list_key, kept)
    job = None
    with db.write(store.engine, lock=f"receive:{spec.partner}") as session:
        known = _known(session, spec, fingerprint, terms.key)
        if known is not None:
            return submissions.summarise(session, known, known.state == SubmissionState.APPLIED)
        _refuse_too_many(session, actor)
        submission = _open(session, spec, actor, terms, fingerprint)
        submissions.keep_rows(session, submission, kept, origin)
        detail: dict[str, object] = {
            "list": list_key, "files": {file.name: file.sha256 for file in kept}, "origin": origin,
        }  # fmt: skip
        if terms.published_on is not None:
            detail["published_on"] = terms.published_on.isoformat()
        audit.record(session, actor, "submission.received", f"submission:{submission.id}", detail)
        if terms.check_later:
            job = jobs.put(session, actor, order_for("check", submission))
        summary = submissions.summarise(session, submission)
    if job is not None:
        store.wake(job)
    return summary


def _refuse_early(store: Store, spec: catalogue.ListSpec, paths: Sequence[Path], actor: Actor, terms: Terms) -> None:
    """Refuse what the transaction would refuse before the bytes are kept: what is refused leaves nothing behind."""
    hashed = [hash_of(path) for path in paths]
    with db.read(store.engine) as session:
        if _known(session, spec, submissions.fingerprint(spec.key, hashed), terms.key) is None:
            _refuse_too_many(session, actor)


def _refuse_too_many(session: Session, actor: Actor) -> None:
    if actor.account_id is None:
        return
    waiting = select(func.count(col(Submission.id))).where(
        Submission.account_id == actor.account_id, Submission.state == SubmissionState.RECEIVED.value
    )
    if session.exec(waiting).one() >= _WAITING_AT_MOST:
        message = f"{_WAITING_AT_MOST} of your submissions wait to be read already; this one was not kept."
        raise TooMany(message, "Wait until they are read, or withdraw those that you no longer want.")


def order_for(kind: str, submission: Submission) -> jobs.Order:
    """The job of that kind (`check`, `apply`, `link`) about a submission."""
    subject = f"submission:{submission.id}"
    return jobs.Order(kind, subject, {"submission": submission.id}, submission.partner)


def _known(session: Session, spec: catalogue.ListSpec, fingerprint: str, key: str | None) -> Submission | None:
    if key is not None:
        statement = select(Submission).where(Submission.partner == spec.partner, Submission.idempotency_key == key)
        answered = session.exec(statement).first()
        if answered is not None and answered.fingerprint != fingerprint:
            raise WrongState("This idempotency key came before with other files: that is a conflict.", "Use a new key.")
        if answered is not None:
            return answered
    return submissions.alive(session, fingerprint)


def _open(session: Session, spec: catalogue.ListSpec, actor: Actor, terms: Terms, fingerprint: str) -> Submission:
    """A new submission of a list, received now."""
    submission = Submission(
        list_key=spec.key,
        partner=spec.partner,
        state=SubmissionState.RECEIVED.value,
        fingerprint=fingerprint,
        actor=actor.name,
        account_id=actor.account_id,
        idempotency_key=terms.key,
        reading=dict(terms.reading) if terms.reading else None,
        received_at=datetime.now(UTC),
        published_on=terms.published_on,
    )
    session.add(submission)
    session.flush()
    return submission


def check(store: Store, submission_id: int, actor: Actor, progress: Progress = silent) -> Summary:
    """Find out what applying would change, with the very code that applies, and change nothing.

    The submission is then checked, held or refused. Raises `NotFound`; `WrongState` when it is refused already.
    """
    return _process(store, submission_id, _Order(_Aim.CHECK, actor), progress)


def apply_approved(store: Store, submission_id: int, actor: Actor, progress: Progress = silent) -> Summary:
    """Apply what `registry.services.approval.approve` approved, and put the job that links it.

    It is held instead, and says so, where the change set is not what the approver saw any more. Raises `WrongState`
    when it is not approved.
    """
    with db.read(store.engine) as session:
        submission = submissions.find(session, submission_id)
        _require(submission, _Order(_Aim.APPLY, actor, approved=submission.digest))
        if submission.state == SubmissionState.APPLIED:
            return submissions.summarise(session, submission, already_applied=True)
        if submission.approved_by is None or submission.approved_account_id != actor.account_id:
            raise WrongState(f"Submission {submission_id} is not approved.")
        aim = _Aim.RELEASE if submission.state == SubmissionState.HELD else _Aim.APPLY
        order = _Order(aim, actor, submission.approval_note or "", submission.digest)
    return _process(store, submission_id, order, progress)


def apply(store: Store, submission_id: int, actor: Actor, progress: Progress = silent) -> Summary:
    """Apply a submission whole, or hold or refuse it with the reasons and change nothing.

    One that was applied before is a summary with `already_applied`. For the operator alone; what people send is
    approved by a second person (`registry.services.approval`). Raises as `check`.
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
        submission = submissions.locked(session, submission_id)
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
        list_key, how = submission.list_key, submission.reading
        files = [file for _, file in submissions.files_of(session, submission_id)]
    try:
        with (
            store.files.delivered(files) as paths,
            spool(readings.read(list_key, how, paths), progress) as spooled,
            db.write(store.engine, lock=f"list:{list_key}") as session,
        ):
            submission = submissions.locked(session, submission_id)
            # Somebody else may have decided while we were reading.
            if _settled(submission, order):
                return submissions.summarise(session, submission, submission.state == SubmissionState.APPLIED)
            if submission.reading != how:
                raise Busy("How the file is read was changed while it was read.", "Check it again.")
            evaluation = evaluate(session, submission, spooled, confirmed=order.aim is _Aim.RELEASE)
            job = _settle(session, submission, evaluation, order, progress)
            summary = submissions.summarise(session, submission)
    except OSError as error:  # What was read is laid aside on disk meanwhile.
        raise Unwritable(f"The files could not be read or laid aside ({error.strerror}).", db.MEND) from error
    except (FileRefused, Invalid) as error:
        return _turn_away(store, submission_id, order, str(error))
    if job is not None:
        store.wake(job)
    return summary


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
) -> int | None:
    """Write down what was found and, if nothing stands against it, do what was ordered.

    Gives the number of the job that follows from it, if one does.
    """
    write_issues(session, submission, evaluation.spool)
    seen = {hold["code"] for hold in submission.holds} if order.aim is _Aim.RELEASE else set()
    found, digest = list(evaluation.holds), changeset.digest(evaluation)
    if order.approved is not None and order.approved != digest:
        found.append(Hold("changed_since", "The list has changed since this was approved: look at the changes again."))
    submission.holds = [{"code": hold.code, "text": hold.text} for hold in found]
    submission.digest = digest
    found_quality = evaluation.spool.tally.quality()
    submission.quality = asdict(found_quality) | {"score": found_quality.score}
    submission.approved_by = submission.approved_account_id = submission.approval_note = None
    if evaluation.mismatch:
        _decide(session, submission, SubmissionState.REFUSED, replace(order, because=evaluation.mismatch))
    elif {hold.code for hold in found} - seen:
        _decide(session, submission, SubmissionState.HELD, replace(order, because=""))
    elif order.aim is _Aim.CHECK:
        _decide(session, submission, SubmissionState.CHECKED, order)
    else:
        submission.recorded_at = clock.tick(session)
        write_versions(session, submission, evaluation, progress)
        _decide(session, submission, SubmissionState.APPLIED, order)
        return None if order.approved is None else jobs.put(session, order.actor, order_for("link", submission))
    changeset.write(session, submission, evaluation)
    return None


def _turn_away(store: Store, submission_id: int, order: _Order, sentence: str) -> Summary:
    """Refuse a submission whose files cannot be used."""
    with db.write(store.engine) as session:
        submission = submissions.locked(session, submission_id)
        if not _settled(submission, order):
            _decide(session, submission, SubmissionState.REFUSED, replace(order, because=sentence))
        return submissions.summarise(session, submission)


def _decide(session: Session, submission: Submission, state: SubmissionState, order: _Order) -> None:
    submission.state = state.value
    submission.decided_by, submission.decided_account_id = order.actor.name, order.actor.account_id
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
    require(order.actor, _NEEDED[order.aim], submission.partner, submissions.missing(submission.id))
    if order.aim in (_Aim.APPLY, _Aim.RELEASE) and order.approved is None and not order.actor.operator:
        raise WrongState(f"Submission {submission.id} waits for approval.", "Approve it as a second person.")
