"""What birth dates, countries, numbers and the rest say about two subjects, as events for the table of weights.

A field that one side leaves out says nothing, whichever list left it out. A contradiction speaks against, and
never alone decides, because lists do contradict each other about one party.
"""

from dataclasses import dataclass
from functools import lru_cache

from matching.dates import DateOutcome, PartialDate, agreement, parse_date
from matching.explain import Evidence
from matching.identifiers import identifier_key, un_reference
from matching.places import country_code
from matching.subject import Identifier, Subject
from matching.vocabulary import Outcome

Events = list[tuple[str, float]]
MAX_BIRTHS = 6
MAX_NUMBERS = 40
_NEAR = 2
"""Years apart that two publishers' guesses lie; wider apart only a mistyped year of one day and month is a slip."""
_FAR = 5
"""Years apart from which two birth dates are not two guesses at one."""

_BIRTHS = {
    DateOutcome.DAY_SAME: "birth.day",
    DateOutcome.DAY_MONTH_SWAPPED: "birth.swapped",
    DateOutcome.YEAR_MONTH_SAME: "birth.month",
    DateOutcome.YEAR_SAME: "birth.year",
    DateOutcome.CIRCA_CLOSE: "birth.circa",
}
_BIRTH_ORDER = (*_BIRTHS.values(), "birth.close", "birth.same_year", "birth.conflict", "birth.far")
_RANK = {event: rank for rank, event in enumerate(_BIRTH_ORDER)}


def parse_births(births: tuple[str, ...]) -> tuple[PartialDate, ...]:
    """The dates that can be read, at most `MAX_BIRTHS`."""
    return tuple(date for date in map(parse_date, births[:MAX_BIRTHS]) if date is not None)


def birth_event(one: tuple[PartialDate, ...], other: tuple[PartialDate, ...]) -> str | None:
    """The best that any two birth dates of two subjects say; None where one side has none."""
    if not one or not other:
        return None
    return _BIRTH_ORDER[min(_birth_rank(first, second) for first in one for second in other)]


@lru_cache(maxsize=1 << 16)
def _birth_rank(one: PartialDate, other: PartialDate) -> int:
    outcome = agreement(one, other)
    gap = max(one.first - other.last, other.first - one.last, 0)
    if outcome in _BIRTHS:
        return _RANK[_BIRTHS[outcome]]
    slip = gap <= _NEAR or (one.day > 0 and (one.month, one.day) == (other.month, other.day))
    if outcome is DateOutcome.CLOSE and slip:
        return _RANK["birth.close" if gap else "birth.same_year"]
    return _RANK["birth.far" if gap >= _FAR else "birth.conflict"]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The identifiers of one subject: `values` without punctuation, and `by_issue` by (kind, country)."""

    values: frozenset[str]
    by_issue: dict[tuple[str, str], frozenset[str]]


def prepare_numbers(identifiers: tuple[Identifier, ...]) -> Numbers | None:
    """The numbers worth comparing, at most `MAX_NUMBERS`; None where there is none."""
    by_issue: dict[tuple[str, str], set[str]] = {}
    for identifier in identifiers[:MAX_NUMBERS]:
        key = identifier_key(identifier.value, identifier.kind)
        if key:
            by_issue.setdefault((identifier.kind, identifier.country), set()).add(key)
    if not by_issue:
        return None
    issued = {issue: frozenset(values) for issue, values in by_issue.items()}
    return Numbers(frozenset().union(*issued.values()), issued)


def number_event(one: Numbers | None, other: Numbers | None) -> str | None:
    """Whether two subjects share a number, or have different ones of one kind from one country."""
    if one is None or other is None:
        return None
    if one.values & other.values:
        return "identifier.agree"
    for issue, values in one.by_issue.items():
        if issue[0] and issue[1] and issue in other.by_issue and not values & other.by_issue[issue]:
            return "identifier.conflict"
    return None


def set_event(field: str, one: frozenset[str], other: frozenset[str]) -> str | None:
    """`field.agree` or `field.conflict`; None where one side says nothing."""
    if not one or not other:
        return None
    return f"{field}.agree" if one & other else f"{field}.conflict"


def aliases_event(one: frozenset[str], other: frozenset[str]) -> str | None:
    """Whether two subjects with several names each share several of them word for word, or none."""
    if len(one) < _SEVERAL or len(other) < _SEVERAL:
        return None
    shared = len(one & other)
    return "aliases.several" if shared > 1 else "aliases.none" if shared == 0 else None


_SEVERAL = 3


def reference_event(one: frozenset[str], other: frozenset[str]) -> str | None:
    """UN references decide; two different ones of one committee are two different parties on the UN's own list."""
    if not one or not other:
        return None
    return "reference.agree" if one & other else "reference.conflict"


def reference_set(values: tuple[str, ...]) -> frozenset[str]:
    """The references in one form; those of the UN in its own."""
    return frozenset(un_reference(value) or "".join(value.upper().split()) for value in values if value.strip())


def folded_set(values: tuple[str, ...]) -> frozenset[str]:
    """The values in upper case without spaces, for fields compared whole."""
    return frozenset("".join(value.upper().split()) for value in values if value.strip())


def country_set(values: tuple[str, ...]) -> frozenset[str]:
    """The countries as ISO codes; a wording that names no known country is kept as it is."""
    return frozenset(country_code(value) or value.upper() for value in values if value.strip())


def reason(event: str, weight: float, one: Subject, other: Subject) -> Evidence:
    """An event of the fields in words, with what both sides say."""
    outcome, text = _SAID[event]
    values = {
        "births": f"{_or(one.births)} and {_or(other.births)}",
        "countries": f"{_or(one.countries)} and {_or(other.countries)}",
        "references": f"{_or(one.references)} and {_or(other.references)}",
        "numbers": _or(tuple(sorted(_numbers(one) & _numbers(other)))),
        "kinds": f"{one.kind or 'unstated'} and {other.kind or 'unstated'}",
    }
    return Evidence(event.partition(".")[0], outcome, weight, text.format(**values))


def _numbers(subject: Subject) -> frozenset[str]:
    prepared = prepare_numbers(subject.identifiers)
    return prepared.values if prepared else frozenset()


def _or(values: tuple[str, ...]) -> str:
    return " or ".join(values[:3]) + (" or others" if len(values) > 3 else "")


_SAID: dict[str, tuple[Outcome, str]] = {
    "birth.day": ("agree", "the birth dates agree ({births})"),
    "birth.month": ("agree", "year and month of birth agree ({births})"),
    "birth.swapped": ("close", "the birth dates agree with day and month turned round ({births})"),
    "birth.year": ("close", "the years of birth agree, as far as they are given ({births})"),
    "birth.circa": ("close", "the years of birth agree roughly, as given ({births})"),
    "birth.close": ("close", "the years of birth are close or a slip apart ({births})"),
    "birth.same_year": ("conflict", "born in one year, on different days ({births})"),
    "birth.conflict": ("conflict", "the birth dates differ ({births})"),
    "birth.far": ("conflict", "the birth dates are years apart ({births})"),
    "country.agree": ("agree", "the countries agree ({countries})"),
    "country.conflict": ("conflict", "the countries differ ({countries})"),
    "identifier.agree": ("agree", "they share a number ({numbers})"),
    "identifier.conflict": ("conflict", "their numbers of one kind from one country differ"),
    "reference.agree": ("agree", "they cite the same list entry ({references})"),
    "reference.conflict": ("conflict", "they cite different list entries ({references})"),
    "gender.agree": ("agree", "the genders agree"),
    "gender.conflict": ("conflict", "the genders differ"),
    "aliases.several": ("agree", "several names agree word for word"),
    "aliases.none": ("conflict", "of several names on both sides none agree word for word"),
    "kind.conflict": ("conflict", "they are different kinds of party ({kinds})"),
}
