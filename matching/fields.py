"""What birth dates, countries, numbers and the rest say about two subjects, as events for the table of weights.

A field that one side leaves out says nothing, whichever list left it out. A contradiction speaks against, and
never alone decides, because lists do contradict each other about one party.
"""

import re
from dataclasses import dataclass

from matching.explain import Evidence
from matching.places import country_code
from matching.subject import Identifier, Subject
from matching.vocabulary import Outcome

Events = list[tuple[str, float]]
Birth = tuple[int, int, int, int]
"""First and last year, month and day (0 where unknown)."""

_BORN = re.compile(r"(~?)(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?(?:/(\d{4})(?:-\d\d){0,2})?")
_BIRTH_RANK = (
    *("birth.day", "birth.month", "birth.swapped", "birth.year", "birth.slip", "birth.near", "birth.same_year"),
    *("birth.conflict", "birth.far"),
)
MAX_BIRTHS = 6
_FAR = 5
"""Years apart from which two birth dates are not two guesses at one."""


def parse_births(births: tuple[str, ...]) -> tuple[Birth, ...]:
    """The dates that can be read, at most `MAX_BIRTHS`; "~1962" is 1961 to 1963."""
    found = []
    for text in births[:MAX_BIRTHS]:
        read = _BORN.fullmatch(text.strip())
        if read is None:
            continue
        circa, year, month, day, last = read.groups()
        first, final = int(year), int(last or year)
        if circa:
            found.append((first - 1, final + 1, 0, 0))
        else:
            found.append((first, max(final, first), int(month or 0), int(day or 0)))
    return tuple(found)


def birth_event(one: tuple[Birth, ...], other: tuple[Birth, ...]) -> str | None:
    """The best that any two birth dates of two subjects say; None where one side has none."""
    if not one or not other:
        return None
    if one == other and len(one) == 1 and one[0][3]:
        return "birth.day"
    return _BIRTH_RANK[min(_birth_rank(first, second) for first in one for second in other)]


def _birth_rank(one: Birth, other: Birth) -> int:
    from_one, to_one, month_one, day_one = one
    from_other, to_other, month_other, day_other = other
    gap = max(from_one - to_other, from_other - to_one, 0)
    if gap:
        if gap <= 10 and day_one and (month_one, day_one) == (month_other, day_other) and day_one + month_one > 2:
            return 4
        return 5 if gap <= 1 else 7 if gap < _FAR else 8
    if not (month_one and month_other):
        return 3
    if month_one == month_other:
        if day_one and day_other:
            return 0 if day_one == day_other else (4 if abs(day_one - day_other) == 1 else 6)
        return 1
    if day_one and (month_one, day_one) == (day_other, month_other):
        return 2
    if day_one and day_one == day_other and day_one > 1:
        return 4
    return 3 if 1 == month_one == day_one or 1 == month_other == day_other else 6


@dataclass(frozen=True, slots=True)
class Numbers:
    """The identifiers of one subject: `values` without punctuation, and `by_issue` by (kind, country)."""

    values: frozenset[str]
    by_issue: dict[tuple[str, str], frozenset[str]]


def prepare_numbers(identifiers: tuple[Identifier, ...]) -> Numbers | None:
    """None where there is no number worth comparing: fewer than five letters and digits are no proof of anything."""
    by_issue: dict[tuple[str, str], set[str]] = {}
    for identifier in identifiers[:40]:
        value = "".join(filter(str.isalnum, identifier.value[:60])).upper().lstrip("0")
        if len(value) >= 5 and any(map(str.isdigit, value)):
            by_issue.setdefault((identifier.kind, identifier.country), set()).add(value)
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
    "birth.slip": ("close", "the birth dates are one slip apart ({births})"),
    "birth.near": ("close", "the years of birth are one apart ({births})"),
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
