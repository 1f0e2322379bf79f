"""Files that people take away to fill in or to correct: the registry's template, and their own file annotated."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from importers.template_write import write_template
from registry import db
from registry.errors import NotFound
from registry.services import annotations, submissions, templates
from registry.services.permission import Action
from registry.web import forms, who
from registry.web import query as queries
from registry.web.forms import Form
from registry.web.pages import act, page, registry
from registry.web.views.submission import one
from registry.web.views.submissions import own_lists

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("/template", permission=Action.SEND)
def template() -> ResponseReturnValue:
    """The form in which a list can be sent, for each of one's own lists."""
    return render_template("template.html", lists=own_lists())


@page("/template/<list_key>", queries.Template, Action.SEND)
def template_file(list_key: str, query: dict[str, Any]) -> ResponseReturnValue:
    """The template of one's own list, empty or with what is held of it."""
    if list_key not in dict(own_lists()):
        raise NotFound(f"There is no list {list_key!r} here.")
    spec, filled, ending = templates.spec_of(list_key), query["filled"], query["form"]
    with tempfile.TemporaryDirectory(prefix="registry-template-") as folder:
        path = Path(folder) / f"template.{ending}"
        with db.read(registry().store.engine) as session:
            drafts = templates.current(session, list_key) if filled else ()
            write_template(path, spec, drafts, templates.dated(session, list_key) if filled else None)
        name = f"{list_key}{'' if filled else '_empty'}.{ending}"
        return _given(path, name, _XLSX if ending == "xlsx" else "text/csv; charset=utf-8")


@act("/submissions/<int:number>/annotate", forms.Nothing, Action.SEE_SUBMISSION, one)
def submission_annotate(form: Form, number: int) -> ResponseReturnValue:  # noqa: ARG001
    """Have one's file annotated by a worker."""
    annotations.ask(registry().store, number, who.actor())
    return redirect(url_for("web.submission", number=number), 303)


@page("/submissions/<int:number>/annotated", permission=Action.SEE_SUBMISSION)
def submission_annotated(number: int) -> ResponseReturnValue:
    """The annotated file."""
    store, actor = registry().store, who.actor()
    with db.read(store.engine) as session:
        submissions.own(session, number, actor)
    return _given(annotations.made(store, number, actor), f"submission-{number}-annotated.xlsx", _XLSX)


def _given(path: Path, name: str, kind: str) -> Response:
    """A file to be saved; it is opened before its folder goes away."""
    return send_file(path.open("rb"), mimetype=kind, as_attachment=True, download_name=name)
