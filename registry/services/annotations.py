"""A sender's own file with a comment at each cell in question, made by a worker and kept like a received file."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session, col, select

from importers.annotate import annotate
from importers.draft import Issue, Position
from importers.errors import FileRefused
from importers.vocabulary import IssueCode
from registry import db
from registry.errors import Invalid, NotFound, WrongState
from registry.models import SubmissionIssue
from registry.services import jobs, submissions
from registry.services.actors import Actor
from registry.services.intake import order_for
from registry.services.permission import Action, require
from registry.services.storage import Kept, Store

KIND = "annotate"


def ask(store: Store, submission_id: int, actor: Actor) -> int:
    """Have the file annotated with the issues of its last check; gives the number of the job.

    Raises `NotFound`; `WrongState` where there is nothing to note, or the files are not a single one.
    """
    with db.write(store.engine) as session:
        submission = submissions.locked(session, submission_id)
        require(actor, Action.SEE_SUBMISSION, submission.partner, submissions.missing(submission_id))
        if len(submissions.files_of(session, submission_id)) != 1 or not _issues(session, submission_id):
            raise WrongState("There is nothing to note in a file of this submission.")
        running = jobs.unfinished(session, KIND, f"submission:{submission_id}")
        job = running or jobs.put(session, actor, order_for(KIND, submission))
    store.wake(job)
    return job


def make(store: Store, submission_id: int) -> Kept:
    """Write the annotated workbook into the storage. Raises `Invalid` where the file cannot carry it."""
    with db.read(store.engine) as session:
        file = submissions.files_of(session, submission_id)[0][1]
        issues = _issues(session, submission_id)
    with store.files.delivered([file]) as paths, tempfile.TemporaryDirectory(prefix="registry-") as folder:
        out = Path(folder) / f"annotated-{submission_id}.xlsx"
        try:
            annotate(paths[0], issues, out)
        except FileRefused as error:
            raise Invalid(str(error)) from error
        return store.files.keep(out)


def made(store: Store, submission_id: int, actor: Actor) -> Path:
    """Where the annotated file of a submission lies that was made last. Raises `NotFound`."""
    with db.read(store.engine) as session:
        submissions.own(session, submission_id, actor)
        for job in jobs.about(session, f"submission:{submission_id}", actor):
            if job.kind == KIND and job.result is not None:
                return store.files.path(str(job.result["sha256"]))
    raise NotFound("The annotated file was not made yet.", "Ask for it on the page of the submission.")


def _issues(session: Session, submission_id: int) -> Sequence[Issue]:
    rows = session.exec(
        select(SubmissionIssue)
        .where(SubmissionIssue.submission_id == submission_id)
        .order_by(col(SubmissionIssue.ordinal))
    )
    return [
        Issue(
            IssueCode(row.code), row.message, Position(row.file, row.sheet, row.row, row.column), row.reference,
            row.field, row.value, row.mend, row.refuses,
        )
        for row in rows
    ]  # fmt: skip
