"""One submission: where it stands, what was understood and what not, what would change, and what came of it."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from registry import db
from registry.models import ChangeKind, SubmissionState
from registry.services import annotations, changeset, jobs, submissions
from registry.services.changeset import Wanted
from registry.services.permission import Action
from registry.services.submissions import Summary
from registry.web import query as queries
from registry.web import telling, who
from registry.web.forms import Form
from registry.web.pages import page, registry

ROWS = 50
_NOTHING = Wanted(limit=0)


@page("/submissions/<int:number>", permission=Action.SEE_SUBMISSION)
def submission(number: int) -> ResponseReturnValue:
    """The submission as a whole, and what the reader may do with it now."""
    return one(Form(), number)


def one(form: Form, number: int) -> ResponseReturnValue:
    """The page, with a form that was refused."""
    actor = who.actor()
    with db.read(registry().store.engine) as session:
        found = submissions.own(session, number, actor)
        done = jobs.about(session, f"submission:{number}", actor)
        changes = changeset.changes(session, number, actor, _NOTHING)
        issues = changeset.issues(session, number, actor, _NOTHING)
        left_out = changeset.issues(session, number, actor, Wanted(limit=0, refuses=True)).total
        last = submissions.last_applied(session, found.list_key)
        stands = last is not None and last.id == number
    return render_template(
        "submission.html", it=found, form=form, job=done[0] if done else None, changes=changes.counts,
        issues=issues, left_out=left_out, can=_can(found, done, stands), caused=_caused(done),
        annotated=any(job.kind == annotations.KIND and job.result for job in done),
    )  # fmt: skip


@page("/submissions/<int:number>/issues", queries.Issues, Action.SEE_SUBMISSION)
def submission_issues(number: int, query: dict[str, Any]) -> ResponseReturnValue:
    """Everything that could not be taken at face value, with its place and how to mend it."""
    actor, begin = who.actor(), (query["page"] - 1) * ROWS
    wanted = Wanted(
        begin, ROWS, query.get("q", ""), codes=tuple(query.get("code") or ()), refuses=query.get("left_out"),
        sort=query["sort"],
    )  # fmt: skip
    with db.read(registry().store.engine) as session:
        found = submissions.own(session, number, actor)
        issues = changeset.issues(session, number, actor, wanted)
    return render_template(
        "submission_issues.html", it=found, issues=issues, query=query, kept=_kept(query),
        number=query["page"], pages=max(1, -(-issues.total // ROWS)),
    )  # fmt: skip


@page("/submissions/<int:number>/changes", queries.Changes, Action.SEE_SUBMISSION)
def submission_changes(number: int, query: dict[str, Any]) -> ResponseReturnValue:
    """What applying would change, listing by listing and field by field."""
    actor, begin = who.actor(), (query["page"] - 1) * ROWS
    kinds = tuple(ChangeKind(term) for term in query.get("kind") or ("added", "changed", "removed"))
    wanted = Wanted(begin, ROWS, query.get("q", ""), kinds, query.get("field", ""))
    with db.read(registry().store.engine) as session:
        found = submissions.own(session, number, actor)
        changes = changeset.changes(session, number, actor, wanted)
    return render_template(
        "submission_changes.html", it=found, changes=changes, query=query, kept=_kept(query), kinds=kinds,
        number=query["page"], pages=max(1, -(-changes.total // ROWS)), lines=telling.lines, all_kinds=list(ChangeKind),
    )  # fmt: skip


def _kept(query: Mapping[str, Any]) -> dict[str, Any]:
    """The filters as parts of an address."""
    kept = {name: value for name, value in query.items() if name != "page" and value not in (None, "", [])}
    return {name: ("yes" if value else "no") if isinstance(value, bool) else value for name, value in kept.items()}


def _can(found: Summary, done: list[jobs.JobView], stands: bool) -> dict[str, bool]:
    """What the state and the reader's roles allow; the services decide again."""
    actor = who.actor()
    mine = found.account_id is not None and found.account_id == actor.account_id
    busy = any(job.kind == "apply" and not job.ended for job in done)
    undecided = found.state in (SubmissionState.RECEIVED, SubmissionState.CHECKED, SubmissionState.HELD)
    checked = found.state in (SubmissionState.CHECKED, SubmissionState.HELD)
    approver = who.may("APPROVE")
    return {
        "approve": approver and not mine and checked and not busy,
        "refuse": approver and not mine and undecided and not busy,
        "own": approver and mine and checked,
        "withdraw": mine and undecided and not busy,
        "map": who.may("SEND") and undecided and not busy,
        "roll_back": approver and found.state is SubmissionState.APPLIED and stands,
    }


def _caused(done: list[jobs.JobView]) -> Mapping[str, Any] | None:
    """What the latest linking told of this submission."""
    for job in done:
        if job.kind == "link" and job.result:
            told: Mapping[str, Any] = job.result["aftermath"]
            return told
    return None
