"""Jobs as the rest of the program sees them: put with what causes them, taken up by one attempt at a time, ended once.

Whoever puts a job commits it with its cause and then calls `store.wake(job.id)`. An attempt that is no longer the
latest one (its worker was thought dead) finds every door shut: `Superseded`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CursorResult, Engine, update
from sqlmodel import Session, col, select

from registry import db
from registry.errors import NotFound, RegistryError, WrongState
from registry.models import Job, JobState
from registry.services import audit
from registry.services.actors import Actor, Role
from registry.services.permission import Action, may
from registry.services.storage import Store

FINAL = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
LOST_AT_MOST = 3
"""So often may the worker of one job vanish; then the job itself is taken to be what kills it."""


class Superseded(Exception):  # noqa: N818 - the kinds are named after what happened
    """Another attempt has the job, or it has ended: what this one would write is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done: the kind (see `registry.jobs.kinds`), its parameters as JSON values, and what it is about.

    `partner`: whose people may see it besides the actor; None for nobody else.
    """

    kind: str
    subject: str
    params: Mapping[str, Any]
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `steps` is None where nobody knows of how many."""

    stage: str
    done: int
    steps: int | None


@dataclass(frozen=True, slots=True)
class JobView:
    """A job to be shown. `error` and `mend` are sentences; `result` depends on the kind."""

    id: int
    kind: str
    subject: str
    state: JobState
    progress: Progress
    actor: str
    attempts: int
    cancel_requested: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    result: Mapping[str, Any] | None
    error: str | None
    mend: str | None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in FINAL


@dataclass(frozen=True, slots=True)
class Attempt:
    """A job in the hands of a worker: `number` is its right to write about it."""

    job_id: int
    number: int
    kind: str
    params: Mapping[str, Any]
    actor: Actor


def put(session: Session, actor: Actor, order: Order) -> int:
    """Write a job down in the transaction of what causes it; gives its number, for `store.wake` after the commit."""
    job = Job(
        kind=order.kind,
        params=dict(order.params),
        subject=order.subject,
        partner=order.partner,
        actor=actor.name,
        account_id=actor.account_id,
        on_behalf=asdict(actor) | {"roles": sorted(actor.roles)},
        state=JobState.QUEUED.value,
        created_at=datetime.now(UTC),
    )
    session.add(job)
    session.flush()
    if job.id is None:
        raise ValueError("A job that was flushed has its number.")
    return job.id


def show(session: Session, job_id: int, actor: Actor) -> JobView:
    """One job. Raises `NotFound`, also for one that the actor may not see."""
    return _view(_visible(session, job_id, actor))


def about(session: Session, subject: str, actor: Actor) -> list[JobView]:
    """The jobs about something that the actor may see, the latest first."""
    rows = session.exec(select(Job).where(Job.subject == subject).order_by(col(Job.id).desc()))
    return [_view(row) for row in rows if _may_see(row, actor)]


def unfinished(session: Session, kind: str, subject: str) -> int | None:
    """The number of a job of that kind about that subject which is queued or running."""
    open_states = [JobState.QUEUED.value, JobState.RUNNING.value]
    statement = select(Job.id).where(Job.kind == kind, Job.subject == subject, col(Job.state).in_(open_states))
    return session.exec(statement.limit(1)).first()


def cancel(store: Store, job_id: int, actor: Actor) -> JobView:
    """Stop a job: at once where nobody has begun it, else at its next step. What it has not committed is not done.

    Raises `NotFound`, `WrongState` when it has ended or belongs to somebody else.
    """
    with db.write(store.engine) as session:
        _visible(session, job_id, actor)
        job = session.exec(select(Job).where(Job.id == job_id).with_for_update()).one()
        if not (actor.operator or (actor.account_id is not None and actor.account_id == job.account_id)):
            raise WrongState("Only who started a job may cancel it.", f"Ask {job.actor}.")
        if job.state in FINAL:
            raise WrongState(f"Job {job_id} is {job.state}: it cannot be cancelled.")
        if job.state == JobState.QUEUED:
            job.state, job.ended_at = JobState.CANCELLED.value, datetime.now(UTC)
        job.cancel_requested = True
        audit.record(session, actor, "job.cancelled", f"job:{job_id}", {"kind": job.kind, "subject": job.subject})
        return _view(job)


def take(engine: Engine, job_id: int) -> Attempt | None:
    """Take a queued job up; None when somebody else has it, it has ended, or there is no such job."""
    with db.write(engine) as session:
        job = session.exec(select(Job).where(Job.id == job_id).with_for_update()).first()
        if job is None or job.state != JobState.QUEUED:
            return None
        now = datetime.now(UTC)
        job.state, job.attempts = JobState.RUNNING.value, job.attempts + 1
        job.started_at, job.heartbeat_at = job.started_at or now, now
        job.stage, job.steps_done, job.steps = "", 0, None
        return Attempt(job_id, job.attempts, job.kind, job.params, _actor(job.on_behalf))


def beat(engine: Engine, attempt: Attempt, progress: Progress) -> bool:
    """Say that the attempt lives and how far it is; whether it should stop. Raises `Superseded`."""
    with db.write(engine) as session:
        _write(
            session,
            attempt,
            heartbeat_at=datetime.now(UTC),
            stage=progress.stage,
            steps_done=progress.done,
            steps=progress.steps,
        )
        return session.exec(select(Job.cancel_requested).where(Job.id == attempt.job_id)).one()


def finish(session: Session, attempt: Attempt, result: Mapping[str, Any]) -> None:
    """End the job well, in the transaction of the caller. Raises `Superseded`, which undoes that transaction."""
    _end(session, attempt, JobState.DONE, result=dict(result))


def fail(engine: Engine, attempt: Attempt, error: RegistryError) -> None:
    """End the job with a sentence. Raises `Superseded`."""
    with db.write(engine) as session:
        _end(session, attempt, JobState.FAILED, error=error.message, mend=error.mend or None)


def stopped(engine: Engine, attempt: Attempt) -> None:
    """End a job that was cancelled. Raises `Superseded`."""
    with db.write(engine) as session:
        _end(session, attempt, JobState.CANCELLED)


def give_back(engine: Engine, attempt: Attempt, why: RegistryError | None = None) -> None:
    """Put a job back into the queue: its worker is to stop, or (`why`) could not get on. Raises `Superseded`.

    One that could not get on too often fails.
    """
    with db.write(engine) as session:
        _write(session, attempt, state=JobState.QUEUED.value)
        job = session.exec(select(Job).where(Job.id == attempt.job_id)).one()
        if why is not None:
            job.lost += 1
            if job.lost >= LOST_AT_MOST:
                job.state, job.ended_at = JobState.FAILED.value, datetime.now(UTC)
                job.error, job.mend = why.message, why.mend or None


def heartbeats(session: Session, before: datetime) -> dict[int, int]:
    """The running jobs of which nothing was heard since that instant, with their attempts."""
    statement = select(Job.id, Job.attempts).where(Job.state == JobState.RUNNING.value, col(Job.heartbeat_at) < before)
    return {job_id: attempts for job_id, attempts in session.exec(statement) if job_id is not None}


def queued(session: Session) -> list[int]:
    """The jobs that nobody has begun, the oldest first."""
    statement = select(Job.id).where(Job.state == JobState.QUEUED.value).order_by(col(Job.id))
    return [job_id for job_id in session.exec(statement) if job_id is not None]


def recover(engine: Engine, stale: Mapping[int, int], before: datetime) -> list[int]:
    """Take the jobs from workers that vanished: queued again, or failed when that has happened too often.

    `stale` is what `heartbeats` gave; one of which something was heard since then is left alone. Gives the numbers of
    those that are queued.
    """
    again: list[int] = []
    with db.write(engine) as session:
        for job_id, attempts in stale.items():
            job = session.exec(select(Job).where(Job.id == job_id).with_for_update()).one()
            unheard = job.heartbeat_at is not None and job.heartbeat_at < before
            if job.state != JobState.RUNNING or job.attempts != attempts or not unheard:
                continue
            job.lost += 1
            # The attempt that is thought dead loses its right to write even if it lives.
            job.attempts += 1
            if job.cancel_requested:
                job.state, job.ended_at = JobState.CANCELLED.value, datetime.now(UTC)
            elif job.lost >= LOST_AT_MOST:
                job.state, job.ended_at = JobState.FAILED.value, datetime.now(UTC)
                job.error = f"The job was begun {job.lost} times, and each time its worker vanished."
                job.mend = "Look into the log of the worker; it may have run out of memory."
            else:
                job.state = JobState.QUEUED.value
                again.append(job_id)
    return again


def _end(session: Session, attempt: Attempt, state: JobState, **values: Any) -> None:
    _write(session, attempt, state=state.value, ended_at=datetime.now(UTC), **values)


def _write(session: Session, attempt: Attempt, **values: Any) -> None:
    """Write to the job if this attempt still has it."""
    mine = (
        update(Job)
        .where(col(Job.id) == attempt.job_id, col(Job.attempts) == attempt.number)
        .where(col(Job.state) == JobState.RUNNING.value)
    )
    found = session.execute(mine.values(**values))
    if not isinstance(found, CursorResult) or found.rowcount != 1:
        raise Superseded(f"Attempt {attempt.number} of job {attempt.job_id} is not the latest one, or the job ended.")


def _actor(values: Mapping[str, Any]) -> Actor:
    return Actor(**(dict(values) | {"roles": frozenset(Role(role) for role in values["roles"])}))


def _visible(session: Session, job_id: int, actor: Actor) -> Job:
    job = session.get(Job, job_id)
    if job is None or not _may_see(job, actor):
        raise NotFound(f"There is no job {job_id}.")
    return job


def _may_see(job: Job, actor: Actor) -> bool:
    own = actor.account_id is not None and actor.account_id == job.account_id
    return own or actor.operator or (job.partner is not None and may(actor, Action.SEE_SUBMISSION, job.partner))


def _view(job: Job) -> JobView:
    if job.id is None:
        raise ValueError("A job that was flushed has its number.")
    return JobView(
        id=job.id,
        kind=job.kind,
        subject=job.subject,
        state=JobState(job.state),
        progress=Progress(job.stage, job.steps_done, job.steps),
        actor=job.actor,
        attempts=job.attempts,
        cancel_requested=job.cancel_requested,
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        result=job.result,
        error=job.error,
        mend=job.mend,
    )
