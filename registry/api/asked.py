"""What the API takes: the schemas of its queries and bodies. Unknown names are refused."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from importers.vocabulary import MeasureCode, PartyKind
from matching.subject import Kind
from registry.models import Verdict
from registry.services.screening import MOST_HITS, MOST_SUBJECTS
from registry.web import query as pages
from registry.web.query import Day, Instant, readable
from registry.web.terms import GAPS, PARTNERS

# No letter may follow: `$` would let a line end pass, and `\Z` is not known to those who read the document.
_COUNTRY = validate.Regexp(r"^[A-Z]{2}(?![\s\S])", error="Write a country as two capital letters.")
_BORN = validate.Regexp(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(?![\s\S])", error="Write 1962, 1962-03 or 1962-03-04.")


class Whole(fields.Integer):
    """A whole number in plain digits."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 16):
            raise ValidationError("Give a number in plain digits.")
        if isinstance(value, bool | float):
            raise ValidationError("Give a whole number.")
        return super()._validated(value)


def text(longest: int, *, required: bool = False, shortest: int = 1) -> fields.String:
    """A text of people's letters."""
    return fields.String(required=required, validate=[validate.Length(shortest, longest), readable])


def flag(what: str) -> fields.Boolean:
    """`true` or `false`."""
    return fields.Boolean(truthy={"true"}, falsy={"false"}, metadata={"description": what})


def _several(terms: list[str]) -> fields.List[Any]:
    return fields.List(fields.String(validate=validate.OneOf(terms)))


class Times(Schema):
    """The two clocks: the day on which measures must be in force, and the instant whose knowledge counts."""

    as_of = Day(metadata={"description": "In force on this day (default: today)."})
    known_at = Instant(metadata={"description": "As known at this instant, UTC (default: all that is known)."})


class KnownAt(Schema):
    """The instant whose knowledge counts."""

    known_at = Instant(metadata={"description": "As known at this instant, UTC (default: all that is known)."})


class Paged(Schema):
    """A part of many."""

    page = Whole(load_default=1, validate=validate.Range(1, 100_000))
    size = Whole(load_default=100, validate=validate.Range(1, 1_000))


class Search(pages.Search):
    """A search as on the pages: a text in any script, a number or a reference, and filters."""

    q = text(200, required=True)
    born = fields.String(validate=_BORN)
    country = fields.List(fields.String(validate=_COUNTRY))
    focus = flag("Only parties under programmes about mass atrocities.")
    weak = flag("Whether names that their list calls weak may answer (default: true).")
    least = Whole(validate=validate.Range(0, 100))
    programme = fields.List(text(40))


class Divergence(Times):
    """Whom and what to compare."""

    partner = _several(list(PARTNERS))
    measure = _several([measure.value for measure in MeasureCode])
    kind = _several([kind.value for kind in PartyKind])
    programme = text(40)
    focus = flag("Only parties under programmes about mass atrocities.")


class GapsFile(Divergence):
    """Which gaps, in which order."""

    lacking = fields.String(validate=validate.OneOf(list(PARTNERS)))
    gap = fields.String(validate=validate.OneOf(list(GAPS)))
    sort = fields.String(
        load_default="partners", validate=validate.OneOf(["partners", "since", "name", "party", "confidence"])
    )


class Gaps(GapsFile, Paged):
    """Which gaps, in which order, and which part of them."""


class Changes(Schema):
    """Where the last answer ended: its `next`."""

    since = Instant(metadata={"description": "Recorded later than this instant (default: everything)."})
    after = Whole(load_default=0, validate=validate.Range(0, 2**31 - 1), metadata={"description": "See `next`."})
    size = Whole(load_default=1_000, validate=validate.Range(1, 10_000))


class Events(Paged):
    """Which events of the audit trail."""

    actor = text(200)
    action = text(200)
    subject = text(200)
    since = Instant()
    until = Instant()


class Proposals(Paged):
    """Which proposals: those that score `least` or more (0 to 1), of a list."""

    least = fields.Float(load_default=0.0, validate=validate.Range(0, 1))
    list = text(40)


class Number(Schema):
    """A number that somebody issued."""

    kind = text(40, required=True)
    value = text(80, required=True)
    country = fields.String(validate=_COUNTRY)


class Subject(Schema):
    """One to be screened, as far as known."""

    id = text(80)
    names = fields.List(text(200), required=True, validate=validate.Length(1, 10))
    kind = fields.String(validate=validate.OneOf([kind.value for kind in Kind]))
    born = fields.List(fields.String(validate=_BORN), validate=validate.Length(0, 5))
    countries = fields.List(fields.String(validate=_COUNTRY), validate=validate.Length(0, 10))
    numbers = fields.List(fields.Nested(Number), validate=validate.Length(0, 10))


class Match(Schema):
    """Up to 500 subjects; for each at most `limit` parties that score `least` or more (0 to 1)."""

    subjects = fields.List(fields.Nested(Subject), required=True, validate=validate.Length(1, MOST_SUBJECTS))
    limit = Whole(load_default=5, validate=validate.Range(1, MOST_HITS))
    least = fields.Float(load_default=0.5, validate=validate.Range(0, 1))


class Judgement(Schema):
    """What a person says about two listings (`list:reference`), and why."""

    listing_a = text(200, required=True)
    listing_b = text(200, required=True)
    verdict = fields.String(required=True, validate=validate.OneOf([verdict.value for verdict in Verdict]))
    because = text(2_000, required=True)
