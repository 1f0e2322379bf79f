"""Candidates: what must meet does, what must not does not, and nothing is left out without being counted."""

import numpy as np
import pytest

from matching.candidates import SORTS, Scope, Sort, distinct, find_candidates, meet, shared_words
from matching.columns import columns_of
from matching.subject import Identifier, Kind, Subject, SubjectName


def person(name: str, born: str = "", country: str = "", number: str = "", reference: str = "") -> Subject:
    return Subject(
        Kind.PERSON,
        (SubjectName(name),),
        births=(born,) if born else (),
        countries=(country,) if country else (),
        identifiers=(Identifier("passport", number),) if number else (),
        references=(reference,) if reference else (),
    )


def scope(*groups: int, fresh: list[bool] | None = None, within: bool = False) -> Scope:
    return Scope(np.array(groups, np.int32), np.array(fresh or [True] * len(groups)), within)


def met(subjects: list[Subject], where: Scope) -> set[tuple[int, int]]:
    found, _ = find_candidates(columns_of(subjects), where)
    return set(zip(found.left.tolist(), found.right.tolist(), strict=True))


@pytest.mark.parametrize(
    ("one", "other", "sort"),
    [
        (person("Orlan Tesk"), person("TESK, Orlan Viktor"), "a name part"),
        (person("Abdulrahman Qist"), person("Abdul Rahman Mero"), "a name part"),
        (person("Kelm", "1963-05-17"), person("Zoor", "1963-05-17"), "a full birth date"),
        (person("Kelm", "1963", "XA"), person("Zoor", "~1963", "XA"), "a birth year and a country"),
        (person("Kelm", number="X 123-45"), person("Zoor", number="x12345"), "an identifier or list reference"),
        (person("Kelm", reference="QDi.999"), person("Zoor", reference="QDi.999"), "an identifier or list reference"),
        (person("محمد قسط"), person("Mohammed Qist"), "a name part"),
    ],
)
def test_what_two_listings_share_brings_them_together(one: Subject, other: Subject, sort: str) -> None:
    found, _ = find_candidates(columns_of([one, other]), scope(0, 1))
    assert (found.left.tolist(), found.right.tolist()) == ([0], [1])
    assert sort in shared_words(int(found.by[0]))


def test_listings_with_nothing_in_common_do_not_meet() -> None:
    assert met([person("Orlan Tesk", "1960"), person("Bim Faro", "1981")], scope(0, 1)) == set()


def test_pairs_within_one_list_only_when_asked() -> None:
    same = [person("Orlan Tesk"), person("Orlan Tesk")]
    assert met(same, scope(0, 0)) == set()
    assert met(same, scope(0, 0, within=True)) == {(0, 1)}


def test_every_pair_has_a_fresh_listing() -> None:
    same = [person("Orlan Tesk")] * 4
    assert met(same, scope(0, 1, 0, 1, fresh=[False, False, True, False])) == {(1, 2), (2, 3)}


def test_the_likeliest_come_first_and_the_limit_holds() -> None:
    subjects = [person("Orlan Tesk", "1960-02-03"), person("Orlan Viktor", "1981"), person("Tesk Orlan", "1960-02-03")]
    found, report = find_candidates(columns_of(subjects), scope(0, 1, 1), limit=1)
    assert (found.left.tolist(), found.right.tolist()) == ([0], [2])
    assert (report.met, report.kept, report.limit) == (2, 1, 1)


def test_the_report_says_what_was_compared_and_what_was_left_out() -> None:
    sort = Sort("part", "a name part", 2)
    postings = distinct(np.array([1 << 30] * 3 + [2 << 30] * 2, np.uint64), np.array([0, 1, 2, 0, 1], np.int32))
    meetings, report = meet(postings, scope(0, 1, 1), sort)
    assert (meetings.left.tolist(), meetings.right.tolist()) == ([0], [1])
    assert (report.meetings, report.left_out) == (1, 1)


def test_possible_pairs_are_those_in_scope() -> None:
    subjects = [person(f"Nobody {number}") for number in range(5)]
    _, whole = find_candidates(columns_of(subjects), scope(0, 0, 1, 1, 2))
    _, new = find_candidates(columns_of(subjects), scope(0, 0, 1, 1, 2, fresh=[True, False, False, False, False]))
    _, within = find_candidates(columns_of(subjects), scope(0, 0, 1, 1, 2, within=True))
    assert (whole.possible, new.possible, within.possible) == (8, 3, 10)
    assert "compared 5 x 5 listings, 8 pairs; blocked by a name part" in str(whole)


def test_nothing_to_compare_is_no_error() -> None:
    assert met([], scope()) == set()
    assert met([Subject(None, ()), Subject(None, (SubjectName("???"),))], scope(0, 1)) == set()


def test_each_sort_of_key_has_one_bit() -> None:
    assert [shared_words(1 << place) for place in range(len(SORTS))] == [sort.words for sort in SORTS]


def test_the_order_of_equals_does_not_depend_on_chance() -> None:
    subjects = [person(f"Orlan Tesk {letter}") for letter in "abcdef"]
    first, _ = find_candidates(columns_of(subjects), scope(0, 1, 0, 1, 0, 1))
    second, _ = find_candidates(columns_of(subjects), scope(0, 1, 0, 1, 0, 1))
    assert (first.left.tolist(), first.odds.tolist()) == (second.left.tolist(), second.odds.tolist())
