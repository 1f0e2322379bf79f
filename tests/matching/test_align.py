"""Which part is which: equal, respelt, written together, left over."""

import pytest

from matching.align import MAX_FUZZY, align
from matching.likeness import pairing
from matching.names import ParsedName, parse_name
from matching.subject import Kind


def name(text: str, kind: Kind = Kind.PERSON) -> ParsedName:
    return parse_name(text, kind)[0]


LIKENESSES = [
    ("Muhammad", "Muhammad", "same"),
    ("Muhammad", "Mohamed", "variant"),
    ("William", "Bill", "nickname"),
    ("William", "W.", "initial"),
    ("Mario", "Maria", "gendered"),
    ("Bartholomew", "Bartolomew", "sound"),
    ("Stankovic", "Stankovc", "slip"),
]


@pytest.mark.parametrize(("one", "other", "expected"), LIKENESSES)
def test_how_two_parts_relate(one: str, other: str, expected: str) -> None:
    left, right = name(f"{one} Xyzzy").core[0], name(f"{other} Xyzzy").core[0]
    assert pairing(left, right).likeness == expected
    assert pairing(right, left).likeness == expected


@pytest.mark.parametrize(
    ("respelt", "different"),
    [
        (("Kozlovsky", "Kazlouski"), ("Whitcombe", "Whitfield")),
        (("Hijazi", "Hegazy"), ("Harthi", "Qahtani")),
        (("Shcherbakov", "Scherbakow"), ("Shcherbakov", "Shchukin")),
    ],
)
def test_a_respelling_is_likelier_than_another_name(respelt: tuple[str, str], different: tuple[str, str]) -> None:
    one, other = (name(f"Xyzzy {text}").core[-1] for text in respelt)
    this, that = (name(f"Xyzzy {text}").core[-1] for text in different)
    assert pairing(one, other).chance > 0.5 > pairing(this, that).chance


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Jinsu", "Kim Jin-Su"),
        ("Kimjinsu", "Kim Jin Su"),
        ("Johannes van der Velde", "Johannes Vandervelde"),
        ("Saif al Islam Werfalli", "Saifalislam Werfalli"),
    ],
)
def test_parts_written_together_leave_nothing_over(one: str, other: str) -> None:
    for left, right in ((one, other), (other, one)):
        found = align(name(left), name(right))
        assert found.joined
        assert (found.left_over, found.right_over) == ([], [])


def test_initials_stand_for_an_organisation() -> None:
    found = align(name("PRFK", Kind.ORGANISATION), name("Popular Resistance Front Kaduna", Kind.ORGANISATION))
    assert found.joined == [((0,), (0, 1, 2, 3))]


def test_what_has_no_counterpart_is_left_over() -> None:
    found = align(name("Sergei Viktorovich Malkin"), name("Sergei Oyelaran"))
    assert [pair[:2] for pair in found.pairs] == [(0, 0)]
    assert (found.left_over, found.right_over) == ([1, 2], [1])


def test_a_repeated_part_counts_as_often_as_it_stands() -> None:
    found = align(name("Ali Ali Hassan"), name("Ali Hassan"))
    assert len(found.pairs) == 2
    assert len(found.left_over) == 1


def test_numbers_are_never_respelt() -> None:
    found = align(name("Factory 12", Kind.ORGANISATION), name("Factory 21", Kind.ORGANISATION))
    assert (len(found.left_over), len(found.right_over)) == (1, 1)


def test_no_part_is_paired_twice_however_many_there_are() -> None:
    left = name(" ".join(f"Abcdef{chr(97 + place)}" for place in range(16)))
    right = name(" ".join(f"Abcdeg{chr(97 + place)}" for place in range(16)))
    found = align(left, right)
    assert len({place for place, _, _ in found.pairs}) == len(found.pairs) <= MAX_FUZZY
    assert len(found.pairs) + len(found.left_over) == len(left.core)
