"""What people do with a submission: approve, refuse, withdraw, roll back."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from registry import db
from registry.services import approval, intake, submissions
from registry.services.permission import Action
from registry.services.rollback import rollback as take_back
from registry.web import forms, who
from registry.web.forms import Form
from registry.web.pages import act, registry
from registry.web.views.submission import one


@act("/submissions/<int:number>/approve", forms.Approval, Action.APPROVE, one)
def submission_approve(form: Form, number: int) -> ResponseReturnValue:
    """Approve what was shown; a job applies it."""
    approval.approve(registry().store, number, who.actor(), form["seen"], form["because"])
    return _back(number)


@act("/submissions/<int:number>/refuse", forms.Reason, Action.APPROVE, one)
def submission_refuse(form: Form, number: int) -> ResponseReturnValue:
    """Put it aside for good."""
    intake.refuse(registry().store, number, who.actor(), form["because"])
    return _back(number)


@act("/submissions/<int:number>/withdraw", forms.OptionalReason, Action.SEE_SUBMISSION, one)
def submission_withdraw(form: Form, number: int) -> ResponseReturnValue:
    """Take one's own submission back."""
    approval.withdraw(registry().store, number, who.actor(), form["because"])
    return _back(number)


@act("/submissions/<int:number>/roll-back", forms.Reason, Action.APPROVE, one)
def submission_roll_back(form: Form, number: int) -> ResponseReturnValue:
    """Take an applied submission back: what stood before stands again."""
    take_back(registry().store, number, who.actor(), form["because"])
    return _back(number)


def _back(number: int) -> ResponseReturnValue:
    with db.read(registry().store.engine) as session:
        submissions.own(session, number, who.actor())
    return redirect(url_for("web.submission", number=number), 303)
