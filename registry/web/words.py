"""How the pages say things: dates nobody can misread, codes in plain words, languages and directions of names."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from importers import catalogue, programmes
from importers.vocabulary import MeasureCode
from matching.scripts import script_of
from registry.models import ReportState, TriageStatus
from registry.services.actors import Role
from registry.services.permission import Action
from registry.web import languages, who
from registry.web.terms import EVENTS, GAPS, HOW, LIKENESSES, PARTNERS, SIGNS, STATUSES, STATUSES_OF_GAPS, term

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def long_date(value: date | str | None) -> str:
    """A day as 6 March 2022, an instant with its minute in UTC; a partial date as far as it is known; "" for none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        at = value.astimezone(UTC)
        return f"{_day(at.date(), languages.current())}, {at:%H:%M} UTC"
    if isinstance(value, date):
        return _day(value, languages.current())
    return _partial(value)


@lru_cache(maxsize=4_096)
def _day(day: date, code: str) -> str:
    text = str(format_date(day, "d MMMM y", locale=code))
    # French counts the first of a month as the first, which the locale data leave out.
    return f"1er{text[1:]}" if code == "fr" and day.day == 1 else text


def _partial(text: str) -> str:
    """`1962`, `1962-03`, `1962-03-04` or a span of two of these."""
    if "/" in text:
        begin, end = text.split("/", 1)
        return str(gettext("%(begin)s to %(end)s", begin=_partial(begin), end=_partial(end)))
    try:
        if len(text) == 7:
            return str(format_date(date.fromisoformat(text + "-01"), "MMMM y", locale=languages.current()))
        return long_date(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:  # A publisher's date that no calendar knows is shown as it stands.
        return text


def birth(item: Mapping[str, Any]) -> str:
    """A date of birth in words, with the source's own wording where it could not be read."""
    if not item.get("text"):
        if not item.get("calendar"):
            return str(item["raw"])
        return str(gettext("%(day)s (%(calendar)s calendar)", day=item["raw"], calendar=item["calendar"]))
    day = _partial(item["text"])
    return str(gettext("about %(day)s", day=day)) if item.get("circa") else day


def language(name: Mapping[str, Any]) -> str:
    """The BCP 47 tag of a name: its language where the source states it, else only its script."""
    if _LANGUAGE.fullmatch(name.get("language") or ""):
        return str(name["language"])
    script = name.get("script") or script_of(name["text"])
    return f"und-{script}" if script and len(script) == 4 and script not in ("Zyyy", "Zzzz") else "und"


def partner(code: str) -> str:
    """A partner's name."""
    return str(PARTNERS.get(code, code))


def country(code: str) -> str:
    """A country's name by its two letters; the letters where nobody knows them."""
    return str(Locale.parse(languages.current()).territories.get(code, code))


def list_title(key: str) -> str:
    """A list's title; the key itself where the catalogue no longer has it."""
    return catalogue.LISTS[key].title if key in catalogue.LISTS else key


def measure(code: str) -> str:
    """A measure in words, as a heading."""
    found = term(code)
    return found[:1].upper() + found[1:]


def reason(item: Mapping[str, Any]) -> str:
    """One reason of a comparison in words."""
    text = str(item.get("text") or item.get("field") or "")
    if text in EVENTS:
        return str(EVENTS[text])
    return text if " " in text else text.replace(".", ": ").replace("_", " ")


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
    return str(format_decimal(value, locale=languages.current()))


def decimals(value: float, places: int, signed: bool = False) -> str:
    """A number with that many figures behind its point or comma."""
    pattern = "0" + ("." + "0" * places if places else "")
    return str(format_decimal(value, f"+{pattern};-{pattern}" if signed else pattern, locale=languages.current()))


def likelihood(score: float) -> str:
    """A likelihood in percent; what waits for a person is never called certain."""
    return f"> {decimals(99.9, 1)}" if score > 0.999 else decimals(score * 100, 1)


def as_json(value: Any) -> str:
    """A value of a record that is no plain text, as JSON."""
    return json.dumps(value, ensure_ascii=False, default=str)


def identifier(item: Mapping[str, Any]) -> str:
    """What sort of number an identifier is, in words."""
    kind = item["kind"]
    return term({"lei": "LEI", "imo": "IMO number", "mmsi": "MMSI", "isin": "ISIN", "duns": "DUNS"}.get(kind, kind))


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
        long_date=long_date, birth=birth, language=language, partner=partner, list_title=list_title, words=term,
        measure=measure, reason=reason, number=number, decimals=decimals, likelihood=likelihood,
        country=country, json=as_json, role=role,
        status=triage_status, report_state=report_state,
        with_statuses=lambda terms: [(term.value, triage_status(term)) for term in terms],
        with_words=lambda terms: [(term, role(term)) for term in terms],
        with_partners=lambda codes: [(code, partner(code)) for code in codes],
    )  # fmt: skip
    app.jinja_env.globals.update(
        navigation=navigation, PARTNERS=PARTNERS, SIGNS=SIGNS,
        GAPS=GAPS, STATUSES=STATUSES, HOW=HOW, LIKENESSES=LIKENESSES, MEASURES=list(MeasureCode),
        PROGRAMMES={item.key: item for item in programmes.all_programmes()},
    )  # fmt: skip
