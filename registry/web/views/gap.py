"""One gap: why it is one, and what the partner concerned says becomes of it."""

from datetime import date
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from importers.vocabulary import MeasureCode
from registry import db
from registry.errors import NotFound
from registry.models import TriageStatus
from registry.services import strips, triage
from registry.services.divergence import Request
from registry.services.permission import Action
from registry.services.triage import Gap, Note
from registry.web import forms, who
from registry.web import query as queries
from registry.web.forms import Form
from registry.web.pages import act, clocks, page, registry


@page("/gap/<public_id>/<partner>/<measure>", permission=Action.SEE_TRIAGE)
def gap(public_id: str, partner: str, measure: str) -> ResponseReturnValue:
    """What every partner does, and everything said about this gap."""
    return _gap(Form(), public_id, partner, measure)


def _gap(form: Form, public_id: str, partner: str, measure: str) -> ResponseReturnValue:
    here, wanted = registry(), _wanted(public_id, partner, measure)
    with db.read(here.store.engine) as session:
        when = clocks(session, {})
        said = triage.history(session, who.actor(), wanted)
        scopes = here.compared.scopes(session, when.as_of, when.known_at)
        strip = strips.load(session, Request(when.as_of, when.known_at, parties=(public_id,)), scopes)
    shown = strip.by_party.get(public_id)
    line = next((line for line in shown.lines if line.measure is wanted.measure), None) if shown else None
    if shown is None or partner not in strip.partners:
        raise NotFound("")
    return render_template(
        "gap.html", form=form, party=shown.party, partner_code=partner, measure=wanted.measure, line=line, said=said,
        partners=strip.partners, is_gap=line is not None and partner in dict(line.gaps), when=when,
        seen=said[0].id if said and said[0].superseded_at is None else "", statuses=list(TriageStatus),
        today=date.today(),  # noqa: DTZ011 - a legal day is a day where the reader is
    )  # fmt: skip


@act("/gap/<public_id>/<partner>/<measure>", forms.Triage, Action.TRIAGE, _gap)
def gap_say(form: Form, public_id: str, partner: str, measure: str) -> ResponseReturnValue:
    """Say what becomes of it."""
    note = Note(TriageStatus(form["status"]), form["note"], form["owner"], form["review_on"], form["seen"])
    triage.say(registry().store.engine, who.actor(), _wanted(public_id, partner, measure), note)
    return redirect(url_for("web.gap", public_id=public_id, partner=partner, measure=measure), 303)


@page("/triage", queries.Triage, Action.SEE_TRIAGE)
def triage_(query: dict[str, Any]) -> ResponseReturnValue:
    """Everything said about gaps, those to be looked at again first."""
    today = date.today()  # noqa: DTZ011 - as above
    with db.read(registry().store.engine) as session:
        standing = triage.standing(session, who.actor(), query.get("partner"))
    said = sorted(
        standing.values(), key=lambda item: (not item.overdue(today), item.review_on or date.max, item.gap.party)
    )
    if query.get("status"):
        said = [item for item in said if item.status == query["status"]]
    return render_template("triage.html", said=said, query=query, statuses=list(TriageStatus), today=today)


def _wanted(public_id: str, partner: str, measure: str) -> Gap:
    if measure not in set(MeasureCode):
        raise NotFound("")
    return Gap(public_id, partner, MeasureCode(measure))
