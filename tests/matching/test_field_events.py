"""What birth dates, countries, numbers and references say; a field that one side leaves out says nothing."""

import pytest

from matching import fields
from matching.subject import Identifier, Subject
from matching.weights import shipped_weights

BIRTHS = [
    ("1962-03-04", "1962-03-04", "birth.day"),
    ("1962-03-04", "1962-04-03", "birth.swapped"),
    ("1962-03-04", "1962-03", "birth.month"),
    ("1962-03-04", "1962", "birth.year"),
    ("1962-03-04", "1960/1963", "birth.circa"),
    ("1962", "~1962", "birth.year"),
    ("1964", "~1962", "birth.circa"),
    ("1962", "1963", "birth.close"),
    ("1962-03-04", "1972-03-04", "birth.close"),
    ("1962-03-04", "1962-09-21", "birth.same_year"),
    ("1962-03-04", "1965-09-21", "birth.conflict"),
    ("1962", "1985", "birth.far"),
    ("1962", "1969", "birth.far"),
]


@pytest.mark.parametrize(("one", "other", "expected"), BIRTHS)
def test_two_birth_dates(one: str, other: str, expected: str) -> None:
    left, right = fields.parse_births((one,)), fields.parse_births((other,))
    assert fields.birth_event(left, right) == expected
    assert fields.birth_event(right, left) == expected


def test_the_best_of_several_birth_dates_counts() -> None:
    several = fields.parse_births(("1950", "1962-03-04", "not known"))
    assert len(several) == 2
    assert fields.birth_event(several, fields.parse_births(("1985", "1962-03-04"))) == "birth.day"
    assert fields.birth_event(several, ()) is None


def numbers(*identifiers: Identifier) -> fields.Numbers | None:
    return fields.prepare_numbers(identifiers)


def test_a_shared_number_agrees_whatever_its_punctuation() -> None:
    one, other = numbers(Identifier("passport", "AB 123-4567")), numbers(Identifier("national", "ab1234567"))
    assert fields.number_event(one, other) == "identifier.agree"


def test_numbers_conflict_only_of_one_kind_from_one_country() -> None:
    russian = numbers(Identifier("passport", "AB1234567", "RU"))
    assert fields.number_event(russian, numbers(Identifier("passport", "XY7654321", "RU"))) == "identifier.conflict"
    assert fields.number_event(russian, numbers(Identifier("passport", "XY7654321", "UA"))) is None
    assert fields.number_event(russian, numbers(Identifier("tax", "7654321890", "RU"))) is None
    assert fields.number_event(russian, None) is None


@pytest.mark.parametrize("value", ["", "123", "00000", "unknown"])
def test_a_number_that_proves_nothing_is_no_number(value: str) -> None:
    assert numbers(Identifier("passport", value)) is None


def test_countries_are_compared_by_code() -> None:
    assert fields.country_set(("Russian Federation", "RU", " ")) == {"RU"}
    assert fields.set_event("country", frozenset({"RU"}), frozenset({"RU", "UA"})) == "country.agree"
    assert fields.set_event("country", frozenset({"RU"}), frozenset({"UA"})) == "country.conflict"
    assert fields.set_event("country", frozenset({"RU"}), frozenset()) is None


def test_references_are_compared_in_one_form() -> None:
    assert fields.reference_set(("QDi.001",)) == fields.reference_set(("qdi 001",))
    one, other = fields.reference_set(("QDi.001",)), fields.reference_set(("QDi.002",))
    assert fields.reference_event(one, one) == "reference.agree"
    assert fields.reference_event(one, other) == "reference.conflict"


def test_aliases_count_only_where_both_have_several() -> None:
    one, other = frozenset({"a b", "c d", "e f"}), frozenset({"a b", "c d", "x y"})
    assert fields.aliases_event(one, other) == "aliases.several"
    assert fields.aliases_event(one, frozenset({"u v", "w x", "y z"})) == "aliases.none"
    assert fields.aliases_event(one, frozenset({"a b", "w x", "y z"})) is None
    assert fields.aliases_event(one, frozenset({"u v"})) is None


def test_every_event_has_words_and_a_weight() -> None:
    subject = Subject(None, (), births=("1962",), countries=("RU",), references=("QDi.001",))
    weights = shipped_weights().fields
    for event, weight in weights.items():
        said = fields.reason(event, weight, subject, subject)
        assert said.text
        assert said.weight == weight
    assert {f"birth.{name}" for name in ("day", "swapped", "month", "year", "circa", "close", "far")} <= weights.keys()
