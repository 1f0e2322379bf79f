"""Divergence reports: asked for, built in the background, taken away, and held against what made them."""

from typing import Any

from flask import Response, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from importers import programmes
from importers.vocabulary import MeasureCode, PartyKind
from registry import db
from registry.errors import Invalid, NotFound
from registry.models import ReportState
from registry.reports import book
from registry.reports.manifest import Finding
from registry.reports.writers import WRITERS
from registry.services import jobs
from registry.services.divergence import CORE_MEASURES, Request
from registry.services.permission import Action
from registry.web import forms, who
from registry.web import query as queries
from registry.web.forms import Form
from registry.web.pages import act, clocks, page, registry

ROWS = 50
_TYPES = {
    ".csv": "text/csv; charset=utf-8", ".json": "application/json", ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@page("/reports", queries.Paged, Action.BUILD_REPORT)
def reports(query: dict[str, Any]) -> ResponseReturnValue:
    """Every report that was asked for, the latest first, and the form for another."""
    return _reports(Form(), query["page"])


def _reports(form: Form, number: int = 1) -> ResponseReturnValue:
    here = registry()
    with db.read(here.store.engine) as session:
        total, entries = book.entries(session, who.actor(), (number - 1) * ROWS, ROWS)
        when = clocks(session, {})
        partners = [scope.partner for scope in here.compared.scopes(session, when.as_of, when.known_at)]
    return render_template(
        "reports.html", form=form, entries=entries, total=total, number=number, pages=max(1, -(-total // ROWS)),
        partners=partners, measures=CORE_MEASURES, kinds=list(PartyKind), formats=[ending[1:] for ending in WRITERS],
        when=when,
    )  # fmt: skip


@act("/reports", forms.Report, Action.BUILD_REPORT, _reports)
def report_ask(form: Form) -> ResponseReturnValue:
    """Ask for a report; who asked for the same before gets that one."""
    with db.read(registry().store.engine) as session:
        when = clocks(session, {"as_of": form["as_of"], "known_at": form["known_at"]})
    request = Request(
        when.as_of, when.known_at, tuple(sorted(set(form["partner"]))),
        tuple(code for code in MeasureCode if code in form["measure"]) or CORE_MEASURES,
        tuple(kind for kind in PartyKind if kind in form["kind"]), _programme(form["programme"]), form["focus"],
    )  # fmt: skip
    endings = [f".{ending}" for ending in form["format"]]
    entry = book.ask(registry().store, who.actor(), request, endings, by_job=True)
    return redirect(url_for("web.report", public_id=entry.public_id), 303)


@page("/reports/<public_id>", permission=Action.BUILD_REPORT)
def report(public_id: str) -> ResponseReturnValue:
    """One report: how far it is, its files, and what it was made of."""
    return _report(Form(), public_id)


def _report(form: Form, public_id: str, findings: list[Finding] | None = None) -> ResponseReturnValue:
    actor = who.actor()
    with db.read(registry().store.engine) as session:
        entry = book.one(session, actor, public_id)
        found = jobs.about(session, f"report:{public_id}", actor)
    return render_template(
        "report.html", form=form, entry=entry, job=found[0] if found else None, findings=findings, states=ReportState
    )


@act("/reports/<public_id>/verify", forms.Nothing, Action.BUILD_REPORT, _report)
def report_verify(form: Form, public_id: str) -> ResponseReturnValue:
    """Make it again and compare byte for byte."""
    return _report(form, public_id, book.verify(registry().store, who.actor(), public_id))


@act("/reports/<public_id>/build", forms.Nothing, Action.BUILD_REPORT, _report)
def report_build(form: Form, public_id: str) -> ResponseReturnValue:  # noqa: ARG001
    """Tell a worker to build one that failed or was left."""
    actor = who.actor()
    with db.read(registry().store.engine) as session:
        entry = book.one(session, actor, public_id)
    book.ask(registry().store, actor, entry.request, entry.formats, by_job=True)
    return redirect(url_for("web.report", public_id=public_id), 303)


@page("/reports/<public_id>/<name>", permission=Action.BUILD_REPORT)
def report_file(public_id: str, name: str) -> Response:
    """A file of it, as it was written."""
    path = book.fetch(registry().store, who.actor(), public_id, name)
    kind = next((kind for ending, kind in _TYPES.items() if name.endswith(ending)), None)
    if kind is None:
        raise NotFound("")
    # Flask reads a relative path from its own folder, and `--data demo` is relative to ours.
    absolute = path.absolute()
    return send_file(absolute, mimetype=kind, as_attachment=True, download_name=name, conditional=False, max_age=0)


def _programme(text: str) -> tuple[str, ...]:
    key = text.upper()
    if key and key not in {item.key for item in programmes.all_programmes()}:
        raise Invalid(f"There is no programme “{key}”.", "The page of all programmes names them.")
    return (key,) if key else ()
