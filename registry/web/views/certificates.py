"""Certificates of searches: who asked what, against which lists, and what answered - or that nothing did."""

from typing import Any

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registry import db
from registry.reports import pdf
from registry.services import certificates
from registry.services.answers import Asked
from registry.services.certificates import Checked
from registry.services.permission import Action
from registry.services.search import Sought
from registry.web import forms, who
from registry.web import query as queries
from registry.web.downloads import handed_out
from registry.web.forms import Form
from registry.web.pages import act, clocks, page, registry
from registry.web.views.home import filters

ROWS = 50


@page("/certificates", queries.Paged, Action.CERTIFY_SEARCH)
def certificates_(query: dict[str, Any]) -> ResponseReturnValue:
    """One's own certificates, the latest first; all there are for those who read the audit record."""
    return _certificates(Form(), query["page"])


def _certificates(form: Form, number: int = 1) -> ResponseReturnValue:
    with db.read(registry().store.engine) as session:
        found = certificates.issued(session, who.actor(), ROWS + 1, (number - 1) * ROWS)
    return render_template("certificates.html", form=form, issued=found[:ROWS], number=number, more=len(found) > ROWS)


@act("/certificates", forms.Certificate, Action.CERTIFY_SEARCH, _certificates)
def certify(form: Form) -> ResponseReturnValue:
    """Search again and keep the question with its answer."""
    here, asked = registry(), form.values
    with db.read(here.store.engine) as session:
        when = clocks(session, {"as_of": asked.get("as_of")})
    sought = Sought(asked.get("q", ""), asked.get("born", ""), asked.get("weak", True))
    wanted = Asked(sought, when.as_of, when.known_at, filters=filters(asked))
    with here.searching:
        made = certificates.certify(here.store, here.index_dir, who.actor(), wanted)
    return redirect(url_for("web.certificate", public_id=made.public_id), 303)


@page("/certificates/<public_id>", permission=Action.CERTIFY_SEARCH)
def certificate(public_id: str) -> ResponseReturnValue:
    """One certificate, as it was issued."""
    return _certificate(Form(), public_id)


def _certificate(form: Form, public_id: str, checked: Checked | None = None) -> ResponseReturnValue:
    with db.read(registry().store.engine) as session:
        made = certificates.load(session, who.actor(), public_id)
    return render_template("certificate.html", form=form, made=made, checked=checked)


@act("/certificates/<public_id>/verify", forms.Nothing, Action.CERTIFY_SEARCH, _certificate)
def certificate_verify(form: Form, public_id: str) -> ResponseReturnValue:
    """Make the search again from what was known then."""
    return _certificate(form, public_id, certificates.verify(registry().store, who.actor(), public_id))


@page("/certificates/<public_id>/certificate.pdf", permission=Action.CERTIFY_SEARCH)
def certificate_pdf(public_id: str) -> Response:
    """The certificate for paper."""
    with db.read(registry().store.engine) as session:
        made = certificates.load(session, who.actor(), public_id)
    return handed_out(pdf.certificate(made), f"certificate-{made.public_id}.pdf", "application/pdf")
