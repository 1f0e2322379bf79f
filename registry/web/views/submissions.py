"""What one's own partner has sent, and the form that sends a list."""

from uuid import uuid4

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from importers import catalogue
from registry import db
from registry.errors import Invalid
from registry.services import intake, submissions
from registry.services.intake import Terms
from registry.services.permission import Action
from registry.web import forms, shapes, uploads, who
from registry.web import query as queries
from registry.web.forms import Form
from registry.web.pages import act, page, registry

ROWS = 100


@page("/submissions", queries.Nothing, Action.SEE_SUBMISSION)
def submissions_() -> ResponseReturnValue:
    """The submissions of one's partner, the latest first."""
    actor = who.actor()
    with db.read(registry().store.engine) as session:
        found = submissions.of_partner(session, actor.partner or "", actor, ROWS)
    return render_template("submissions.html", found=found, most=ROWS)


@page("/submissions/new", queries.Nothing, Action.SEND)
def submission_new() -> ResponseReturnValue:
    """Send a list."""
    return _new(Form())


def _new(form: Form) -> ResponseReturnValue:
    lists = own_lists()
    key = form.given.get("key") if set(form.problems) <= {""} else None
    return render_template("submission_new.html", form=form, lists=lists, key=key or uuid4().hex)


def own_lists() -> list[tuple[str, str]]:
    """Key and title of the lists of one's own partner."""
    partner = who.actor().partner
    return [(spec.key, spec.title) for spec in catalogue.LISTS.values() if spec.partner == partner]


@act("/submissions/new", forms.Submission, Action.SEND, _new, files=True)
def submission_new_(form: Form) -> ResponseReturnValue:
    """Keep the files and go on to the submission; a table of one's own is mapped first."""
    here, actor, list_key = registry(), who.actor(), form["list"]
    if list_key not in dict(own_lists()):
        # The same is said of another partner's list and of one that there is not.
        raise Invalid(gettext("Choose one of your own lists."))
    with uploads.received() as paths:
        shape = shapes.recognise(here.store, actor, list_key, paths, own_table=form["shape"] == "table")
        key = f"{actor.account_id}:{form['key']}"
        terms = Terms(shape.reading, key, check_later=shape.ready, published_on=form["published_on"])
        sent = intake.receive(here.store, list_key, paths, actor, "upload", terms)
    asks = not shape.ready and sent.digest is None and sent.reading is None
    return redirect(url_for("web.submission_mapping" if asks else "web.submission", number=sent.id), 303)
