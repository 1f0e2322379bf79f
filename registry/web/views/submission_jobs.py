"""The work on a submission as it goes on: told while it lasts, and stopped by who began it."""

import json
import time
from collections.abc import Iterator

from flask import Response, redirect, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from registry import db
from registry.errors import NotFound
from registry.services import jobs
from registry.services.jobs import JobView
from registry.services.permission import Action
from registry.services.storage import Store
from registry.web import forms, who
from registry.web.forms import Form
from registry.web.pages import act, page, registry
from registry.web.views.submission import one

_EVERY_SECONDS, _AT_MOST_SECONDS = 1.0, 60.0
"""A stream ends after a minute, and the browser asks again: no thread of the server is held for long."""


@page("/jobs/<int:job_id>/events", permission=Action.SEE_SUBMISSION)
def job_events(job_id: int) -> ResponseReturnValue:
    """How far a job is, as server-sent events until it ends."""
    store, actor = registry().store, who.actor()
    with db.read(store.engine) as session:
        first = jobs.show(session, job_id, actor)

    def told() -> Iterator[str]:
        view, until = first, time.monotonic() + _AT_MOST_SECONDS
        while True:
            yield _event(view)
            if view.ended or time.monotonic() > until:
                return
            time.sleep(_EVERY_SECONDS)
            with db.read(store.engine) as session:
                view = jobs.show(session, job_id, actor)

    return Response(stream_with_context(told()), content_type="text/event-stream")


def _event(view: JobView) -> str:
    said = {"state": view.state.value, "stage": view.progress.stage, "done": view.progress.done,
            "steps": view.progress.steps, "ended": view.ended}  # fmt: skip
    return f"data: {json.dumps(said)}\n\n"


def _again(form: Form, job_id: int) -> ResponseReturnValue:
    return one(form, _submission(registry().store, job_id))


@act("/jobs/<int:job_id>/cancel", forms.Nothing, Action.SEE_SUBMISSION, _again)
def job_cancel(form: Form, job_id: int) -> ResponseReturnValue:  # noqa: ARG001
    """Stop a job; what it has not committed is not done."""
    number = _submission(registry().store, job_id)
    jobs.cancel(registry().store, job_id, who.actor())
    return redirect(url_for("web.submission", number=number), 303)


def _submission(store: Store, job_id: int) -> int:
    """The submission that a job is about."""
    with db.read(store.engine) as session:
        what, _, number = jobs.show(session, job_id, who.actor()).subject.partition(":")
    if what != "submission":
        raise NotFound(f"There is no job {job_id}.")
    return int(number)
