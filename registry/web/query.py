"""What may stand behind the question mark of a page's address: checked by a schema, unknown names refused."""

import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from werkzeug.exceptions import UnprocessableEntity

from importers.vocabulary import MeasureCode, PartyKind
from registry.models import ListingStatus, TriageStatus
from registry.web.terms import GAPS, PARTNERS

_DAYS = (date(1945, 1, 1), date(2200, 1, 1))
_KINDS = [kind.value for kind in PartyKind]
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_BORN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z", re.ASCII)
_MEASURES = [measure.value for measure in MeasureCode]


def own_page(wanted: str) -> str:
    """The address if it is one of ours, without a host, else "": nobody is sent elsewhere by a link to here."""
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return wanted if ours and wanted.isprintable() and "\\" not in wanted else ""


def readable(text: str) -> None:
    """Refuse characters that are no text: a database or a page can do nothing with them."""
    if any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 or 0xD800 <= ord(letter) < 0xE000 for letter in text):
        raise ValidationError(gettext("This holds a character that is no text."))


class Day(fields.Field[date]):
    """A day as 2022-03-06."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> date:  # noqa: ARG002
        try:
            day = date.fromisoformat(value) if len(value) == 10 else None
        except ValueError:
            day = None
        if day is None or not _DAYS[0] <= day <= _DAYS[1]:
            raise ValidationError(gettext("Write a day as year-month-day, such as 2022-03-06."))
        return day


class Instant(fields.Field[datetime]):
    """A day or an instant in UTC as 2022-03-06 or 2022-03-06T14:30; a day alone is its first instant."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> datetime:  # noqa: ARG002
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is None or not _DAYS[0] <= at.date() <= _DAYS[1]:
            raise ValidationError(gettext("Write a day or an instant in UTC, such as 2022-03-06 or 2022-03-06T14:30."))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _text(length: int) -> fields.String:
    return fields.String(validate=[validate.Length(max=length, error=_("This is too long.")), readable])


def _several(terms: list[str]) -> fields.List[Any]:
    return fields.List(fields.String(validate=validate.OneOf(terms, error=_("This is not one of the choices."))))


def _one(terms: list[str], default: str) -> fields.String:
    return fields.String(
        load_default=default, validate=validate.OneOf(terms, error=_("This is not one of the choices."))
    )


def _page() -> fields.Integer:
    limits = validate.Range(1, 100_000, error=_("Pages are numbered from 1."))
    return fields.Integer(load_default=1, validate=limits, error_messages={"invalid": _("Give a number.")})


class Nothing(Schema):
    """A page without any choice."""


class Onward(Schema):
    """Where to go on afterwards; whether it is a page of ours is looked at before anybody is sent there."""

    next = _text(500)


class FromProvider(Schema):
    """What a provider sends a browser back with; what else it adds, as the protocol lets it, is left out."""

    class Meta:
        """Unlike our own links, a provider's may say more than we know."""

        unknown = EXCLUDE

    state = _text(200)
    code = _text(2_000)


class Times(Schema):
    """The two clocks: the day on which measures must be in force, and the instant whose knowledge counts."""

    as_of = Day()
    known_at = Instant()


class Search(Times):
    """The search box and its filters."""

    q = _text(200)
    born = fields.String(validate=validate.Regexp(_BORN, error=_("Write 1962, 1962-03 or 1962-03-04.")))
    kind = _several(_KINDS)
    partner = _several(list(PARTNERS))
    measure = _several(_MEASURES)
    programme = fields.List(_text(40))
    country = fields.List(fields.String(validate=validate.Regexp(_COUNTRY, error=_("Write a country as two letters."))))
    status = _several([status.value for status in ListingStatus])
    focus = fields.Boolean(truthy={"yes"}, falsy={"no"}, error_messages={"invalid": _("Say yes or no.")})
    weak = fields.Boolean(truthy={"yes"}, falsy={"no"}, error_messages={"invalid": _("Say yes or no.")})
    listed_from = Day()
    listed_to = Day()
    least = fields.Integer(
        validate=validate.Range(0, 100, error=_("Give a number from 0 to 100.")),
        error_messages={"invalid": _("Give a number from 0 to 100.")},
    )


class Listing(Schema):
    """A listing's page."""

    known_at = Instant()


class Paged(Schema):
    """A long table."""

    page = _page()


class Gaps(Times):
    """The choices of the divergence page; the download takes the same."""

    partner = _several(list(PARTNERS))
    measure = _several(_MEASURES)
    kind = _several(_KINDS)
    programme = _text(40)
    focus = fields.Boolean(truthy={"yes"}, falsy={"no"}, error_messages={"invalid": _("Say yes or no.")})
    lacking = fields.String(validate=validate.OneOf(list(PARTNERS), error=_("This is not one of the choices.")))
    gap = fields.String(validate=validate.OneOf(list(GAPS), error=_("This is not one of the choices.")))
    sort = _one(["partners", "since", "name", "party", "confidence"], "partners")
    page = _page()


def _percent() -> fields.Integer:
    limits = validate.Range(0, 100, error=_("This is between 0 and 100."))
    return fields.Integer(validate=limits, error_messages={"invalid": _("Give a number.")})


class Review(Schema):
    """The filters of the review queue; `done` is the proposal that was answered just before."""

    partner = _several(list(PARTNERS))
    kind = fields.String(validate=validate.OneOf(_KINDS, error=_("This is not one of the choices.")))
    least = _percent()
    most = _percent()
    done = fields.Integer(error_messages={"invalid": _("Give a number.")})
    page = _page()


class Triage(Schema):
    """What was said about gaps, of one partner or with one answer."""

    partner = fields.String(validate=validate.OneOf(list(PARTNERS), error=_("This is not one of the choices.")))
    status = fields.String(validate=validate.OneOf(list(TriageStatus), error=_("This is not one of the choices.")))


class Audit(Schema):
    """Which acts to show; `subject` may be a beginning such as `submission:`."""

    actor = _text(200)
    action = _text(100)
    subject = _text(200)
    since = Instant()
    until = Instant()
    page = _page()


class Issues(Schema):
    """The issues of a submission: which, and in which order."""

    code = fields.List(_text(40))
    left_out = fields.Boolean(truthy={"yes"}, falsy={"no"}, error_messages={"invalid": _("Say yes or no.")})
    q = _text(200)
    sort = _one(["place", "code", "reference"], "place")
    page = _page()


class Template(Schema):
    """The template of a list: with what is held of it or empty, as workbook or CSV."""

    filled = fields.Boolean(
        load_default=False, truthy={"yes"}, falsy={"no"}, error_messages={"invalid": "Say yes or no."}
    )
    form = _one(["xlsx", "csv"], "xlsx")


class Changes(Schema):
    """The changes of a submission: which."""

    kind = _several(["added", "changed", "removed", "unchanged"])
    field = _text(40)
    q = _text(200)
    page = _page()


class Refused(UnprocessableEntity):
    """The address holds something that the page does not take; `problems` are (name, sentence)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__()
        self.problems = problems


def load(schema: type[Schema]) -> dict[str, Any]:
    """The checked values of this request's query; empty fields of a form count as not given. Raises `Refused`."""
    known = schema()
    given: dict[str, Any] = {}
    problems = []
    for name, values in request.args.lists():
        filled = [value for value in values if value.strip()]
        if isinstance(known.fields.get(name), fields.List) or name not in known.fields:
            given |= {name: filled} if filled or name not in known.fields else {}
        elif len(filled) > 1:
            problems.append((name, gettext("This was given twice.")))
        elif filled:
            given[name] = filled[0]
    try:
        found: dict[str, Any] = known.load(given)
    except ValidationError as error:
        problems += [
            (name, _sentence(name in known.fields, messages)) for name, messages in error.messages_dict.items()
        ]
        found = {}
    if problems:
        raise Refused([(name[:40], text) for name, text in problems])
    return found


def _sentence(known: bool, messages: Any) -> str:
    if not known:
        return str(gettext("This page has no such choice."))
    while isinstance(messages, dict):
        messages = next(iter(messages.values()))
    return str(messages[0] if isinstance(messages, list) else messages)
