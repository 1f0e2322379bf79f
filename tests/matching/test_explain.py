"""Reasons that can be read aloud: complete, adding up, and claiming no more than is known."""

import math

import pytest

from matching.compare import compare
from matching.explain import Comparison
from matching.subject import Kind, Subject, SubjectName
from matching.weights import Context, shipped_weights


def compared(one: str, other: str, kind: Kind = Kind.PERSON, **births: str) -> Comparison:
    left, right = (
        Subject(kind, (SubjectName(text),), births=(births[side],) if side in births else ())
        for text, side in ((one, "left"), (other, "right"))
    )
    return compare(left, right)


SENTENCES = [
    ("Sergei Viktorovich Malkin", "Sergei Malkin", "Viktorovich (father's name) stands in the first name only"),
    ("Bill Thornbury", "William Thornbury", "Bill and William can be forms of one given name"),
    ("Kim Jinsu", "Kim Jin-Su", "Jinsu and Jin Su are the same written together"),
    ("J. Hartwell", "John Hartwell", "J and John share the initial"),
    ("Ahmad bin Muhammad", "Muhammad bin Ahmad", "who is whose child is the other way round"),
    ("Abdullah al-Masri", "Abdullah al-Iraqi", "the names of origin Masri and Iraqi differ"),
    ("Edwin Marsh Jr.", "Edwin Marsh Sr.", "they are marked as different generations"),
    (
        "Aliaksandr Kazlouski",
        "Alexander Kozlovsky",
        "Kazlouski and Kozlovsky are likely two spellings of one family name",
    ),
]


@pytest.mark.parametrize(("one", "other", "said"), SENTENCES)
def test_the_difference_that_matters_is_named(one: str, other: str, said: str) -> None:
    found = compared(one, other)
    assert said in found.reason
    assert f"\u201c{one}\u201d and \u201c{other}\u201d" in found.reason


def test_the_same_name_alone_is_not_called_confirmed() -> None:
    found = compared("Pavel Grishkov", "Pavel Grishkov")
    assert "all parts of the names agree" in found.reason
    assert found.reason.endswith("nothing but the names to go by")
    assert (found.similarity, found.evidence) == (1.0, 0.0)


def test_evidence_beyond_the_names_is_told_with_its_values() -> None:
    strong = compared("Pavel Grishkov", "Pavel Grishkov", left="1962-03-04", right="1962-03-04")
    against = compared("Pavel Grishkov", "Pavel Grishkov", left="1962-03-04", right="1990")
    assert "the birth dates agree (1962-03-04 and 1962-03-04)" in strong.reason
    assert strong.reason.endswith("strong evidence beyond the names")
    assert "years apart (1962-03-04 and 1990)" in against.reason
    assert against.reason.endswith("nothing beyond the names speaks for one party")
    assert against.evidence < 0 < strong.evidence


@pytest.mark.parametrize("context", list(Context))
def test_the_weights_of_the_reasons_add_up(context: Context) -> None:
    one = Subject(Kind.PERSON, (SubjectName("Sergei Viktorovich Malkin"),), births=("1962",), countries=("RU",))
    other = Subject(Kind.PERSON, (SubjectName("Malkin, Serguei"),), births=("1963-02-01",), countries=("UA",))
    found = compare(one, other, context)
    total = sum(reason.weight for reason in found.reasons) + shipped_weights().frames[context].intercept
    assert total == pytest.approx(math.log(found.probability / (1 - found.probability)), abs=0.02)


def test_every_part_of_both_names_is_shown_once() -> None:
    found = compared("Abdul Rahman Yusuf Nazari", "Nazari, Abdulrahman Karim")
    assert sorted(part.left for part in found.parts if part.left) == ["Abdul Rahman", "Nazari", "Yusuf"]
    assert sorted(part.right for part in found.parts if part.right) == ["Abdulrahman", "Karim", "Nazari"]
