"""Screening: the party asked for is found under altered names, and nobody else is."""

import pytest

from matching.screen import Screen
from matching.subject import Kind, Subject, SubjectName


def person(*names: str) -> Subject:
    return Subject(Kind.PERSON, tuple(SubjectName(name) for name in names))


SCREEN = Screen(
    [
        ("a", person("Orlan Viktor Tesk", "Орлан Теск")),
        ("b", person("Abdul Rahman Mukhtar al-Qist")),
        ("c", person("Bim Faro Lundqvist")),
        ("d", Subject(Kind.ORGANISATION, (SubjectName("Norland Maritime Dredging Trust LLC"),))),
    ]
)


@pytest.mark.parametrize(
    ("name", "listing_id"),
    [
        ("TESK, Orlan Viktor", "a"),
        ("Orlan Viktr Tesk", "a"),
        ("orlan tesk", "a"),
        ("Abd al-Rahman Mokhtar al-Qist", "b"),
        ("Lundqvist Bim Faro", "c"),
        ("Norland Maritime Dredging Trust Limited Liability Company", "d"),
    ],
)
def test_an_altered_name_raises_an_alert(name: str, listing_id: str) -> None:
    hits = SCREEN.ask(Subject(None, (SubjectName(name),)))
    assert [hit.id for hit in hits][:1] == [listing_id]
    assert hits[0].comparison.names


@pytest.mark.parametrize("name", ["Wendell Kosti Arrowby", "Tesk", "Viktor Lundmark", "Mei Lin Okoro", "!!!"])
def test_a_stranger_raises_none(name: str) -> None:
    assert SCREEN.ask(person(name)) == []


def test_hits_are_best_first_no_more_than_the_limit_and_above_the_threshold() -> None:
    everything = SCREEN.ask(person("Orlan Viktor Tesk"), limit=3, threshold=0.0)
    assert everything[0].id == "a"
    assert [hit.score for hit in everything] == sorted((hit.score for hit in everything), reverse=True)
    assert len(SCREEN.ask(person("Orlan Viktor Tesk"), limit=1, threshold=0.0)) == 1
    assert all(hit.score >= 0.9 for hit in SCREEN.ask(person("Orlan Tesk"), threshold=0.9))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Bim Faro Lundqvvist", True),  # one letter doubled
        ("Bin Faro Lundqvist", True),  # one changed, in a short part
        ("Bim Faro Lundvqist", True),  # two swapped
        ("Tim Fero Lundqvast", False),  # three changed: another name
    ],
)
def test_one_slip_in_a_long_name_is_an_alert(name: str, found: bool) -> None:
    hits = SCREEN.ask(person(name), threshold=0.5)
    assert [hit.id for hit in hits] == (["c"] if found else [])


def test_one_letter_in_a_short_name_is_another_name() -> None:
    assert Screen([("e", person("Ana Lim"))]).ask(person("Ani Lim")) == []
