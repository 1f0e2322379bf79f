"""Dates of birth (or foundation) as lists give them: whole, in part, as a range, or only about.

Two lists agree on a date in degrees: a day typed with day and month swapped, or a year one off, is nearer to agreement
than to contradiction, and a missing part contradicts nothing.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_MAX_LENGTH = 30
_CLOSE_YEARS = 2
_CIRCA_YEARS = 5
_YEARS = range(1, 2200)
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known: `first` to `last` year, `month` and `day` 0 where unknown, `circa` for "about"."""

    first: int
    last: int
    month: int = 0
    day: int = 0
    circa: bool = False


class DateOutcome(StrEnum):
    """How two dates relate, from full agreement to contradiction; `MISSING` says one side has none."""

    DAY_SAME = "day_same"
    DAY_MONTH_SWAPPED = "day_month_swapped"
    YEAR_MONTH_SAME = "year_month_same"
    YEAR_SAME = "year_same"
    CIRCA_CLOSE = "circa_close"
    CLOSE = "close"
    CONFLICT = "conflict"
    MISSING = "missing"


@lru_cache(maxsize=100_000)
def parse_date(text: str) -> PartialDate | None:
    """A date from "1962", "1962-03", "1962-03-04", "1960/1963" (years from and to), any of them after "~" for circa.

    None for anything else, so that an unreadable date counts as missing.
    """
    text = text.strip()
    if not text or len(text) > _MAX_LENGTH:
        return None
    circa = text[0] == "~"
    text = text.lstrip("~").strip()
    if "/" in text:
        return _range(text, circa)
    return _single(text, circa)


def _single(text: str, circa: bool) -> PartialDate | None:
    pieces = text.split("-")
    if len(pieces) > 3 or len(pieces[0]) != 4 or not all(piece.isascii() and piece.isdigit() for piece in pieces):
        return None
    year, month, day = (*map(int, pieces), 0, 0)[:3]
    if year not in _YEARS or month > 12 or day > 31 or (day and (not month or day > _DAYS_IN_MONTH[month - 1])):
        return None
    return PartialDate(year, year, month, day, circa)


def _range(text: str, circa: bool) -> PartialDate | None:
    ends = [_single(end.strip().lstrip("~"), circa) for end in text.split("/")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    if ends[0] == ends[1]:
        return ends[0]
    first, last = sorted((ends[0].first, ends[1].first))
    return PartialDate(first, last, circa=circa)


def agreement(one: PartialDate | None, other: PartialDate | None) -> DateOutcome:
    """How two dates relate; never raises, symmetric.

    `CLOSE` is up to two years apart or one digit of the year mistyped, or the same year with other day and month;
    `CIRCA_CLOSE` is a range or an "about" that the other side falls into (circa reaches five years).
    """
    if one is None or other is None:
        return DateOutcome.MISSING
    if one.first != one.last or other.first != other.last or one.circa or other.circa:
        return _loose(one, other)
    if one.first != other.first:
        close = abs(one.first - other.first) <= _CLOSE_YEARS or _one_digit_off(one.first, other.first)
        return DateOutcome.CLOSE if close else DateOutcome.CONFLICT
    if not one.month or not other.month:
        return DateOutcome.YEAR_SAME
    if one.month == other.month:
        if one.day and other.day:
            return DateOutcome.DAY_SAME if one.day == other.day else _day_off(one, other)
        return DateOutcome.YEAR_MONTH_SAME
    if one.day and one.day == other.month and other.day == one.month:
        return DateOutcome.DAY_MONTH_SWAPPED
    return DateOutcome.YEAR_SAME if _is_placeholder(one) or _is_placeholder(other) else DateOutcome.CLOSE


def _day_off(one: PartialDate, other: PartialDate) -> DateOutcome:
    """Year and month agree, the day does not: still one month, unless a 1 January stands for an unknown day."""
    return DateOutcome.YEAR_SAME if _is_placeholder(one) or _is_placeholder(other) else DateOutcome.YEAR_MONTH_SAME


def _is_placeholder(date: PartialDate) -> bool:
    """Whether the date is a 1 January, which registries write where only the year is known."""
    return date.month == 1 and date.day == 1


def _loose(one: PartialDate, other: PartialDate) -> DateOutcome:
    reach = _CIRCA_YEARS if one.circa or other.circa else 0
    if one.first == other.first and one.last == other.last and one.first == one.last:
        same_day = one.day and (one.month, one.day) == (other.month, other.day)
        return DateOutcome.DAY_SAME if same_day else DateOutcome.YEAR_SAME
    if one.first - reach <= other.last and other.first - reach <= one.last:
        return DateOutcome.CIRCA_CLOSE
    if one.first - reach - _CLOSE_YEARS <= other.last and other.first - reach - _CLOSE_YEARS <= one.last:
        return DateOutcome.CLOSE
    return DateOutcome.CONFLICT


def _one_digit_off(one: int, other: int) -> bool:
    """Whether two years differ in one digit or in two neighbouring digits swapped; the century is never a slip."""
    left, right = f"{one:04}", f"{other:04}"
    if left[:2] != right[:2]:
        return False
    return left[2] == right[2] or left[3] == right[3] or left[2:] == right[:1:-1]
