"""The five-minute tour: what the pages are for, with marked examples; a part for everybody and one for each role."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from registry.services import accounts
from registry.services.actors import Role
from registry.services.cells import State
from registry.services.permission import Action
from registry.web import forms, who
from registry.web.forms import Form
from registry.web.pages import act, page, registry

# The example strip: a person who exists nowhere, and what each partner's mark beside that name would say.
EXAMPLE = (
    ("UN", State.NO_REGIME, lazy_gettext("has no sanctions about this, so its silence says nothing")),
    ("EU", State.IMPOSED_EXPLICIT, lazy_gettext("writes the measure beside this very name")),
    ("US", State.IMPOSED_IMPLIED, lazy_gettext("imposes it by the list the name stands on; the entry does not say it")),
    ("GB", State.NOT_LISTED, lazy_gettext("would publish it, and does not list this person: a gap")),
    ("CA", State.UNRESOLVED, lazy_gettext("lists somebody who may be the same; a person has yet to decide")),
)


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the tour: heading, what is done there, and the page where it is done."""

    title: object
    text: object
    endpoint: str


EVERYBODY = (
    Stop(
        lazy_gettext("Look for a name as you have it"),
        lazy_gettext(
            "Any script and most spellings will do, and so do passport numbers and the references of lists. Two "
            "numbers stand beside each answer: how alike the spellings are, and how far that speaks for one "
            "person. Neither says that the two are one."
        ),
        "web.home",
    ),
    Stop(
        lazy_gettext("See where partners differ"),
        lazy_gettext(
            "Each line is one party and one measure, with who was first and who lacks it. Choose the partner you "
            "care about under “Lacking at”, and take the lines away as a table."
        ),
        "web.divergence",
    ),
    Stop(
        lazy_gettext("Check how old the lists are"),
        lazy_gettext(
            "Every statement comes from a file that a partner published, and names its row. What is not on a list"
            " that is two years old may stand on today's."
        ),
        "web.lists",
    ),
)
OF_ROLE = {
    Role.OFFICER: (
        Stop(
            lazy_gettext("Decide whether two listings are one party"),
            lazy_gettext(
                "The queue shows pairs side by side, with what speaks for and against. Answer with the keys S, D, U "
                "and N, or with the buttons, and say why; the next pair follows. What your answer does to the gaps is"
                " shown before you give it, and an answer can be taken back."
            ),
            "web.review_queue",
        ),
        Stop(
            lazy_gettext("Say what becomes of your partner's gaps"),
            lazy_gettext(
                "On the page of a gap you say whether it is under consideration, in preparation or declined, and when"
                " it is to be looked at again. Other partners' officers read what you say; the public does not."
            ),
            "web.triage_",
        ),
    ),
    Role.UPLOADER: (
        Stop(
            lazy_gettext("Send your partner's list"),
            lazy_gettext(
                "Take the template, or the spreadsheet that you have: you say once which column is what. The file is "
                "checked as a whole; what cannot be read is named by sheet, row and column, and nothing of a file "
                "with mistakes is taken."
            ),
            "web.submissions_",
        ),
    ),
    Role.APPROVER: (
        Stop(
            lazy_gettext("Approve what somebody else sent"),
            lazy_gettext(
                "You see what would be added, changed and taken away before you agree. Nobody approves what he or she"
                " sent, and nothing of it is public before."
            ),
            "web.submissions_",
        ),
    ),
    Role.AUDITOR: (
        Stop(
            lazy_gettext("Take away a report that others can check"),
            lazy_gettext(
                "Choose partners, measures, the day and what was known; the report comes with the hashes of every "
                "file behind it. Anybody can make it again and gets the same bytes."
            ),
            "web.reports",
        ),
        Stop(
            lazy_gettext("Read who did what"),
            lazy_gettext(
                "Every act is one link of a chain. The registry checks the chain for you, and you can check it "
                "without the registry."
            ),
            "web.audit",
        ),
    ),
    Role.ADMIN: (
        Stop(
            lazy_gettext("Look after the accounts"),
            lazy_gettext(
                "Make accounts, change their roles, shut them. You decide nothing about listings: whoever gives out "
                "the keys does not also judge."
            ),
            "web.accounts_",
        ),
    ),
}


def _tour(form: Form) -> ResponseReturnValue:  # noqa: ARG001 - a button has nothing to show again
    roles = [role for role in OF_ROLE if role in who.actor().roles]
    return render_template("tour.html", example=EXAMPLE, everybody=EVERYBODY,
                           of_roles=[(role.value, OF_ROLE[role]) for role in roles])  # fmt: skip


@page("/tour")
def tour() -> ResponseReturnValue:
    """What is where, for whoever is new here."""
    return _tour(Form())


@act("/tour", forms.Nothing, Action.MANAGE_OWN, _tour)
def toured(form: Form) -> ResponseReturnValue:  # noqa: ARG001
    """Offer it no more."""
    accounts.toured(registry().store.engine, who.actor())
    return redirect(url_for("web.home"), 303)
