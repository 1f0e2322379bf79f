"""What may be sent to a page: checked by a schema; what was typed is kept, so that nobody types it again."""

from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from marshmallow import Schema, ValidationError, fields, validate
from werkzeug.exceptions import BadRequest

from importers.mapping import Grouping
from importers.tabular_cells import DateOrder
from importers.vocabulary import MeasureCode, PartyKind
from registry.models import TriageStatus
from registry.services.actors import Role
from registry.web import query, terms

# Fields that every form may have: the token against forgery.
_OURS = ("csrf_token",)
NEEDED = _("This is needed.")
PARTNERS = list(terms.PARTNERS)


@dataclass(slots=True)
class Form:
    """A form as sent: checked `values`, the texts as `given`, and a sentence for each field in `problems`.

    The problem of the whole form stands under the empty name.
    """

    values: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def text(longest: int, *, required: bool = True) -> fields.String:
    """A line or more of readable text; blanks around it are cut."""
    return Text(required=required, longest=longest)


class Text(fields.String):
    """Readable text without blanks around it; line breaks are kept, other control characters refused."""

    def __init__(self, *, required: bool, longest: int) -> None:
        checks: list[Any] = [
            validate.Length(max=longest, error=_("Keep it under %(count)s characters.", count=longest)),
            _readable,
        ]
        if required:
            super().__init__(required=True, validate=[_filled, *checks], error_messages={"required": NEEDED})
        else:
            super().__init__(load_default="", validate=checks)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        found = super()._deserialize(value, attr, data, **more)
        return str(found).replace("\r\n", "\n").strip()


def secret() -> fields.String:
    """A password or code: taken as it is."""
    return fields.String(required=True, validate=[_filled, validate.Length(max=1024, error=_("This is too long."))],
                         error_messages={"required": NEEDED})  # fmt: skip


def one_of(terms: list[str], *, required: bool = True) -> fields.String:
    """One of some terms."""
    check = validate.OneOf(terms, error=_("This is not one of the choices."))
    if required:
        return fields.String(required=True, validate=check, error_messages={"required": _("Choose one.")})
    return fields.String(load_default=None, validate=check)


def _filled(value: str) -> None:
    if not value.strip():
        raise ValidationError(str(NEEDED))


def _readable(value: str) -> None:
    query.readable(value.replace("\n", " ").replace("\t", " "))


class Nothing(Schema):
    """A button without fields."""


class SignIn(Schema):
    """Name and password."""

    name = text(200)
    password = secret()
    next = text(500, required=False)


class Code(Schema):
    """A code of the second factor."""

    code = secret()
    next = text(500, required=False)


class SecondFactor(Schema):
    """The first code of a new second factor."""

    code = secret()


class Password(Schema):
    """A new password, twice."""

    old = secret()
    new = secret()
    again = secret()


class Token(Schema):
    """A new token."""

    name = text(80)
    role = fields.List(one_of(list(Role)), required=True, error_messages={"required": _("Choose at least one.")})
    days = fields.Integer(required=True, error_messages={"invalid": _("Give a number."), "required": NEEDED})


class Account(Schema):
    """A new account."""

    name = text(200)
    shown_name = text(100)
    partner = one_of(PARTNERS, required=False)
    role = fields.List(one_of(list(Role)), required=True, error_messages={"required": _("Choose at least one.")})


class AccountChange(Account):
    """Another name to show, partner or roles of an account."""

    name = text(200, required=False)


class Reason(Schema):
    """Why something is done."""

    because = text(2_000)


class Verdict(Schema):
    """An answer to a proposal, with the filters that it was found by."""

    verdict = one_of(["same", "different", "unsure"])
    because = text(2_000)
    partner = fields.List(one_of(PARTNERS))
    kind = one_of([kind.value for kind in PartyKind], required=False)
    least = fields.Integer(load_default=None)
    most = fields.Integer(load_default=None)


class Undo(Reason):
    """Why an answer is taken back, and the proposal whose page it stood on."""

    number = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))


class Triage(Schema):
    """What becomes of a gap; `seen` is the number of what was said last."""

    status = one_of(list(TriageStatus))
    note = text(4_000, required=False)
    owner = text(200, required=False)
    review_on = query.Day(load_default=None)
    seen = fields.Integer(load_default=None, allow_none=True)


class Certificate(query.Search):
    """A search to be certified: as it was asked for, always of what is known now."""

    class Meta:
        """What was known earlier is not certified."""

        exclude = ("known_at",)


class Head(Schema):
    """A signed head of the audit record, as text."""

    head = text(5_000, required=False)


class Submission(Schema):
    """A list that is sent; its files come beside it. `key` makes that the form counts once, however often it comes."""

    list = text(60)
    shape = one_of(["", "table"], required=False)
    published_on = query.Day(load_default=None)
    key = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{32}\Z"))


class Approval(Schema):
    """Approval of the change set that was seen; a held one needs the reason."""

    seen = text(100)
    because = text(2_000, required=False)


class OptionalReason(Schema):
    """Why something is done, where the act may go without."""

    because = text(2_000, required=False)


def _lines(field: fields.Field[Any]) -> fields.List[Any]:
    return fields.List(field, load_default=list)


class MappingForm(Schema):
    """What the columns of a table mean; `field`, `slot`, `split` go by columns, `word_column`, `word`, `term` by words.

    `do`: `look` at another sheet or row of headings, `preview`, or `save`.
    """

    sheet = text(200, required=False)
    header = fields.Integer(load_default=None, error_messages={"invalid": _("Give a number.")})
    field = _lines(text(40, required=False))
    slot = _lines(fields.Integer(validate=validate.Range(1, 20)))
    split = _lines(text(60, required=False))
    word_column = _lines(fields.Integer())
    word = _lines(fields.String(validate=validate.Length(max=500)))
    term = _lines(text(60, required=False))
    measure = _lines(one_of([code.value for code in MeasureCode]))
    programme = text(40, required=False)
    kind = one_of([kind.value for kind in PartyKind], required=False)
    date_order = one_of([order.value for order in DateOrder], required=False)
    grouping = one_of([grouping.value for grouping in Grouping], required=False)
    encoding = text(40, required=False)
    confirmed = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})
    name = text(100, required=False)
    do = one_of(["look", "preview", "save"])


class Report(Schema):
    """What a divergence report is to hold, and in which formats."""

    partner = fields.List(one_of(PARTNERS), load_default=list)
    measure = fields.List(one_of([code.value for code in MeasureCode]), load_default=list)
    kind = fields.List(one_of([kind.value for kind in PartyKind]), load_default=list)
    programme = text(40, required=False)
    focus = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})
    as_of = query.Day(load_default=None)
    known_at = query.Instant(load_default=None)
    format = fields.List(
        one_of(["csv", "xlsx", "json", "html", "pdf"]), required=True,
        error_messages={"required": _("Choose at least one.")},
    )  # fmt: skip


def load(schema: type[Schema]) -> Form:
    """The form of this request, checked. Fields that the schema does not have are a `BadRequest`."""
    known = schema()
    form = Form()
    for name, values in request.form.lists():
        if name in _OURS:
            continue
        if name not in known.fields:
            raise BadRequest("The form has a field that this page does not know.")
        several = isinstance(known.fields[name], fields.List)
        form.given[name] = values if several else values[0]
        if len(values) > 1 and not several:
            form.problems[name] = gettext("This was given twice.")
    # An empty choice is none; an empty text is for the field to judge.
    given = {name: value for name, value in form.given.items() if value != "" or known.fields[name].required}
    try:
        form.values = known.load(given)
    except ValidationError as error:
        for name, messages in error.messages_dict.items():
            form.problems.setdefault(name, _sentence(messages))
    return form


def _sentence(messages: Any) -> str:
    while isinstance(messages, dict):
        messages = next(iter(messages.values()))
    return str(messages[0] if isinstance(messages, list) else messages)
