"""How the pages say things: dates nobody can misread, codes in plain words, languages and directions of names."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from importers import catalogue, programmes
from importers.vocabulary import MeasureCode
from matching.scripts import script_of
from registry.models import ReportState, TriageStatus
from registry.services.actors import Role
from registry.services.cells import State, words
from registry.services.permission import Action
from registry.web import who

PARTNERS = {
    "AU": "Australia", "CA": "Canada", "CH": "Switzerland", "EU": "European Union", "GB": "United Kingdom",
    "JP": "Japan", "NZ": "New Zealand", "UN": "United Nations", "US": "United States",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """How a state is shown: a mark that reads without colour, two or three words, and its meaning in a sentence."""

    mark: str
    short: str
    meaning: str


# The marks are those of the report page.
SIGNS = {
    State.IMPOSED_EXPLICIT: Sign("●", "Imposed", "The list states the measure for this listing."),
    State.IMPOSED_IMPLIED: Sign(
        "◐", "Imposed, implied", "The measure follows from the list or from the programme, not from the entry itself."
    ),
    State.NOT_IMPOSED: Sign("○", "Listed without it", "The partner lists the party, without this measure."),
    State.NOT_LISTED: Sign("–", "Not listed", "No current listing of the party by the partner is known."),
    State.DELISTED: Sign(
        "✕",
        "No longer listed",
        "The partner listed the party and no longer does: delisted by the publisher, or dropped from the file without "
        "a legal act seen. The cell says which.",
    ),
    State.UNRESOLVED: Sign(
        "?", "Undecided", "A possible listing of this party by the partner waits for a person's decision."
    ),
    State.NOT_APPLICABLE: Sign("n/a", "Cannot apply", "The measure cannot apply, such as a travel ban on a company."),
    State.NOT_PUBLISHED: Sign(
        "·", "Not published", "What the partner does here is not in the lists held. Silence says nothing."
    ),
    State.NO_REGIME: Sign("∅", "No regime", "The partner has no programme about any of the situations concerned."),
}
GAPS = {
    "not_listed": "not listed",
    "measure_missing": "listed without the measure",
    "delisted_elsewhere": "no longer listed",
    "stale_source": "not on its list, which is older than the measure",
}
STATUSES = {
    "listed": "on the list",
    "missing": "missing from the latest file, not confirmed gone",
    "dropped": "dropped from the file, no legal act seen",
    "delisted": "delisted by the publisher",
    "announced": "announced, not yet in the file",
    "withdrawn": "taken back by the registry",
}
HOW = {
    "alone": "nothing yet: no other listing of this party is known",
    "un_reference": "the same United Nations reference",
    "cross_reference": "a reference that one list quotes from the other",
    "identifier": "the same number",
    "name_and_birth": "the same full name and full date of birth",
    "judgement": "the judgement of a person",
    "reopened": "a judgement that is being looked at again",
}
LIKENESSES = {
    "same": "the same",
    "variant": "another known spelling",
    "sound": "sounds the same",
    "slip": "one letter off",
    "near": "several letters off",
    "nickname": "a short form",
    "gendered": "the other gender's form",
    "initial": "an initial",
    "joined": "written together",
    "unlike": "not alike",
}
_EVENTS = {
    "birth.day": "the same full date of birth",
    "birth.month": "the same month and year of birth",
    "birth.year": "the same year of birth",
    "birth.near": "years of birth close to each other",
    "birth.conflict": "different dates of birth",
    "birth.slip": "dates of birth that differ in one figure",
    "birth.swapped": "dates of birth with day and month swapped",
    "country.agree": "the same country",
    "country.conflict": "different countries",
    "identifier.agree": "the same number",
    "identifier.conflict": "different numbers of the same kind",
    "reference.agree": "the same reference",
    "reference.conflict": "different references of the same list",
    "aliases.several": "several names in common",
    "kind.conflict": "different kinds of party",
    "gender.conflict": "different genders",
    "gender.agree": "the same gender",
    "place.agree": "the same place of birth",
    "position.agree": "the same position",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def long_date(value: date | str | None) -> str:
    """A day as 6 March 2022, an instant with its minute in UTC; a partial date as far as it is known; "" for none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        at = value.astimezone(UTC)
        return f"{at.day} {at:%B %Y, %H:%M} UTC"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return _partial(value)


def _partial(text: str) -> str:
    """`1962`, `1962-03`, `1962-03-04` or a span of two of these."""
    if "/" in text:
        return " to ".join(_partial(part) for part in text.split("/", 1))
    try:
        if len(text) == 7:
            return f"{date.fromisoformat(text + '-01'):%B %Y}"
        return long_date(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:  # A publisher's date that no calendar knows is shown as it stands.
        return text


def birth(item: Mapping[str, Any]) -> str:
    """A date of birth in words, with the source's own wording where it could not be read."""
    if not item.get("text"):
        return f"{item['raw']}" + (f" ({item['calendar']} calendar)" if item.get("calendar") else "")
    return ("about " if item.get("circa") else "") + _partial(item["text"])


def language(name: Mapping[str, Any]) -> str:
    """The BCP 47 tag of a name: its language where the source states it, else only its script."""
    if _LANGUAGE.fullmatch(name.get("language") or ""):
        return str(name["language"])
    script = name.get("script") or script_of(name["text"])
    return f"und-{script}" if script and len(script) == 4 and script not in ("Zyyy", "Zzzz") else "und"


def partner(code: str) -> str:
    """A partner's name."""
    return PARTNERS.get(code, code)


def list_title(key: str) -> str:
    """A list's title; the key itself where the catalogue no longer has it."""
    return catalogue.LISTS[key].title if key in catalogue.LISTS else key


def measure(code: str) -> str:
    """A measure in words, as a heading."""
    return words(code).capitalize()


def reason(item: Mapping[str, Any]) -> str:
    """One reason of a comparison in words."""
    text = str(item.get("text") or item.get("field") or "")
    return _EVENTS.get(text, text if " " in text else text.replace(".", ": ").replace("_", " "))


def role(term: str) -> str:
    """A role in words."""
    names = {
        Role.VIEWER: gettext("viewer"), Role.OFFICER: gettext("officer"), Role.UPLOADER: gettext("uploader"),
        Role.APPROVER: gettext("approver"), Role.AUDITOR: gettext("auditor"), Role.ADMIN: gettext("administrator"),
    }  # fmt: skip
    return str(names[Role(term)])


def triage_status(term: str) -> str:
    """What a partner says about a gap, in words."""
    return str(STATUSES_OF_GAPS[TriageStatus(term)])


STATUSES_OF_GAPS = {
    TriageStatus.OPEN: lazy_gettext("open"),
    TriageStatus.UNDER_CONSIDERATION: lazy_gettext("under consideration"),
    TriageStatus.IN_PREPARATION: lazy_gettext("in preparation"),
    TriageStatus.DEFERRED: lazy_gettext("deferred"),
    TriageStatus.NEEDS_INFORMATION: lazy_gettext("needs information"),
    TriageStatus.DECLINED: lazy_gettext("declined"),
    TriageStatus.INSUFFICIENT_EVIDENCE: lazy_gettext("declined: the evidence is not enough"),
    TriageStatus.FOREIGN_POLICY: lazy_gettext("declined: foreign policy"),
    TriageStatus.HUMANITARIAN: lazy_gettext("declined: humanitarian reasons"),
    TriageStatus.NO_LEGAL_BASIS: lazy_gettext("no legal route"),
    TriageStatus.ALREADY_COVERED: lazy_gettext("covered by other means"),
    TriageStatus.IDENTITY_DOUBT: lazy_gettext("doubt about the identity"),
}


def report_state(term: str) -> str:
    """How far a report is, in words."""
    said = {
        ReportState.ASKED: gettext("asked for"), ReportState.WRITTEN: gettext("ready"),
        ReportState.FAILED: gettext("failed"),
    }  # fmt: skip
    return str(said[ReportState(term)])


def navigation() -> list[tuple[str, str]]:
    """(endpoint, label) of what stands at the top of every page: what is published, and what the reader may do."""
    found = [
        ("web.home", gettext("Search")), ("web.divergence", gettext("Where partners differ")),
        ("web.lists", gettext("Lists")), ("web.programmes_", gettext("Programmes")),
    ]  # fmt: skip
    found += [(endpoint, str(label)) for action, endpoint, label in WORK if who.may(action.name)]
    return [*found, ("web.help_", gettext("Help"))]


def number(value: int) -> str:
    """A count with its thousands apart."""
    return f"{value:,}"


def as_json(value: Any) -> str:
    """A value of a record that is no plain text, as JSON."""
    return json.dumps(value, ensure_ascii=False, default=str)


def identifier(item: Mapping[str, Any]) -> str:
    """What sort of number an identifier is, in words."""
    kind = words(item["kind"])
    return {"lei": "LEI", "imo": "IMO number", "mmsi": "MMSI", "isin": "ISIN", "duns": "DUNS"}.get(kind, kind)


# What those who sign in find at the top besides, each where the permission is granted.
WORK: list[tuple[Action, str, LazyString]] = [
    (Action.SEE_PROPOSALS, "web.review_queue", lazy_gettext("Review")),
    (Action.SEE_SUBMISSION, "web.submissions_", lazy_gettext("Submissions")),
    (Action.SEE_TRIAGE, "web.triage_", lazy_gettext("Answers on gaps")),
    (Action.BUILD_REPORT, "web.reports", lazy_gettext("Reports")),
    (Action.CERTIFY_SEARCH, "web.certificates_", lazy_gettext("Certificates")),
    (Action.READ_AUDIT, "web.audit", lazy_gettext("Audit record")),
    (Action.MANAGE_ACCOUNTS, "web.accounts", lazy_gettext("Accounts")),
]


def install(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.filters.update(
        long_date=long_date, birth=birth, language=language, partner=partner, list_title=list_title, words=words,
        measure=measure, reason=reason, number=number, json=as_json, role=role, status=triage_status,
        report_state=report_state,
        with_statuses=lambda terms: [(term.value, triage_status(term)) for term in terms],
        with_words=lambda terms: [(term, role(term)) for term in terms],
        with_partners=lambda codes: [(code, partner(code)) for code in codes],
    )  # fmt: skip
    app.jinja_env.globals.update(
        navigation=navigation, PARTNERS=PARTNERS, SIGNS=SIGNS,
        GAPS=GAPS, STATUSES=STATUSES, HOW=HOW, LIKENESSES=LIKENESSES, MEASURES=list(MeasureCode),
        PROGRAMMES={item.key: item for item in programmes.all_programmes()},
    )  # fmt: skip
