"""Dates of birth compared by degrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.dates import DateOutcome, PartialDate, agreement, parse_date

PARSED = [
    ("1962", PartialDate(1962, 1962)),
    ("1962-03", PartialDate(1962, 1962, 3)),
    ("1962-03-04", PartialDate(1962, 1962, 3, 4)),
    ("1960/1963", PartialDate(1960, 1963)),
    ("1963/1960", PartialDate(1960, 1963)),
    ("~1962", PartialDate(1962, 1962, circa=True)),
    (" 1962 ", PartialDate(1962, 1962)),
    ("1960-01-01/1963-12-31", PartialDate(1960, 1963)),
    ("62", None),
    ("1962-13", None),
    ("1962-02-30", None),
    ("0000", None),
    ("about 1962", None),
    ("1962-03-04-05", None),
    ("1960/1961/1962", None),
    ("", None),
    ("1" * 100, None),
    ("１９６２", None),
]


@pytest.mark.parametrize(("text", "expected"), PARSED)
def test_parse_date(text: str, expected: PartialDate | None) -> None:
    assert parse_date(text) == expected


OUTCOMES = [
    ("1962-03-04", "1962-03-04", DateOutcome.DAY_SAME),
    ("1962-03-04", "1962-04-03", DateOutcome.DAY_MONTH_SWAPPED),
    ("1962-03-04", "1962-03", DateOutcome.YEAR_MONTH_SAME),
    ("1962-03-04", "1962-03-09", DateOutcome.YEAR_MONTH_SAME),
    ("1962-03-04", "1962", DateOutcome.YEAR_SAME),
    ("1962-01-01", "1962-05-06", DateOutcome.YEAR_SAME),
    ("1962-03-04", "1962-05-06", DateOutcome.CLOSE),
    ("1962", "1963", DateOutcome.CLOSE),
    ("1962", "1964", DateOutcome.CLOSE),
    ("1962", "1952", DateOutcome.CLOSE),
    ("1962", "1926", DateOutcome.CLOSE),
    ("1962", "1975", DateOutcome.CONFLICT),
    ("1962", "2062", DateOutcome.CONFLICT),
    ("~1962", "1966", DateOutcome.CIRCA_CLOSE),
    ("~1962", "1962-03-04", DateOutcome.YEAR_SAME),
    ("~1962", "1969", DateOutcome.CLOSE),
    ("~1962", "1985", DateOutcome.CONFLICT),
    ("1960/1963", "1962-03-04", DateOutcome.CIRCA_CLOSE),
    ("1960/1963", "1965", DateOutcome.CLOSE),
    ("1960/1963", "1975", DateOutcome.CONFLICT),
    ("unknown", "1962", DateOutcome.MISSING),
]


@pytest.mark.parametrize(("one", "other", "expected"), OUTCOMES)
def test_agreement(one: str, other: str, expected: DateOutcome) -> None:
    assert agreement(parse_date(one), parse_date(other)) is expected
    assert agreement(parse_date(other), parse_date(one)) is expected


DATES = st.one_of(
    st.none(),
    st.builds(
        PartialDate,
        st.integers(1900, 2020),
        st.integers(1900, 2020),
        st.integers(0, 12),
        st.integers(0, 31),
        st.booleans(),
    ),
)


@given(DATES, DATES)
def test_agreement_is_symmetric(one: PartialDate | None, other: PartialDate | None) -> None:
    assert agreement(one, other) is agreement(other, one)


@given(st.text(max_size=40))
def test_parsing_never_raises(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is None or parsed.first <= parsed.last
