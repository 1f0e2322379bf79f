"""Linking: pairs across lists with reasons, weighed against their rivals and by what a third list knows."""

import random

import numpy as np
import pytest

from matching.link import LinkSettings, Listing, link
from matching.standing import Standing, leads, supported, weighed
from matching.subject import Kind, Subject, SubjectName


def listing(list_key: str, reference: str, name: str, born: str = "") -> Listing:
    return Listing(list_key, reference, Subject(Kind.PERSON, (SubjectName(name),), births=(born,) if born else ()))


LISTINGS = [
    listing("xa", "1", "Orlan Viktor Tesk", "1961-02-03"),
    listing("xa", "2", "Bim Faro Lundqvist", "1970"),
    listing("xb", "9", "TESK, Orlan Viktor", "1961-02-03"),
    listing("xb", "8", "Zerah Lomm", "1988"),
    listing("xc", "5", "Orlan V. Tesk", "1961"),
]


def ends(settings: LinkSettings | None = None, listings: list[Listing] = LISTINGS) -> list[tuple[str, str]]:
    return [
        (pair.left.list_key + pair.left.reference, pair.right.list_key + pair.right.reference)
        for pair in link(listings, settings).pairs
        if pair.verdict != "different"
    ]


def test_one_person_on_three_lists_gives_three_pairs_likeliest_first() -> None:
    assert ends()[0] == ("xa1", "xb9")
    assert set(ends()) == {("xa1", "xb9"), ("xa1", "xc5"), ("xb9", "xc5")}


def test_pairs_say_why() -> None:
    best = link(LISTINGS).pairs[0]
    assert best.verdict == "same"
    assert best.comparison is not None
    assert best.comparison.reason in best.reason
    assert 0.5 < best.score <= 1


def test_new_listings_are_linked_with_all_others_and_old_ones_not_again() -> None:
    new = LinkSettings(new_only=frozenset({("xc", "5")}))
    assert set(ends(new)) == {("xa1", "xc5"), ("xb9", "xc5")}


def test_the_order_of_the_input_does_not_matter() -> None:
    shuffled = LISTINGS[:]
    random.Random(3).shuffle(shuffled)  # noqa: S311 - any order will do
    first, second = link(LISTINGS), link(shuffled)
    assert [(pair.left, pair.right, pair.score) for pair in first.pairs] == [
        (pair.left, pair.right, pair.score) for pair in second.pairs
    ]


def test_a_reference_twice_on_one_list_is_refused() -> None:
    with pytest.raises(ValueError, match="reference 1 twice"):
        link([LISTINGS[0], LISTINGS[0]])


def test_listings_of_one_list_are_compared_when_asked() -> None:
    twice = [
        listing("xa", "1", "Orlan Viktor Tesk", "1961-02-03"),
        listing("xa", "2", "Orlan Viktor Tesk", "1961-02-03"),
    ]
    assert ends(None, twice) == []
    assert ends(LinkSettings(within=True), twice) == [("xa1", "xa2")]


def test_nothing_to_link_is_no_error() -> None:
    assert link([]).pairs == ()


def test_the_report_names_the_stages() -> None:
    report = link(LISTINGS).report
    assert set(report.seconds) == {"columns", "candidates", "prepare and compare", "weigh and explain"}
    assert report.candidates.listings == 5


GROUP = np.array([0, 0, 1, 1, 2], np.int32)


def test_a_lead_is_over_the_best_rival_of_either_listing() -> None:
    pairs = np.array([(0, 2), (0, 3), (1, 2), (0, 4)], np.int64)
    assert leads(pairs, np.array([3.0, 1.0, 2.5, -4.0]), GROUP).tolist() == [0.5, -2.0, -0.5, 6.0]


def test_a_third_listing_vouches_with_the_weaker_of_its_two_links() -> None:
    pairs = {(0, 4): 5.0, (2, 4): 3.0, (1, 3): -4.0}
    assert supported(pairs, GROUP) == {(0, 2): (3.0, 4)}


def test_two_listings_of_one_list_are_not_vouched_together() -> None:
    assert supported({(0, 2): 5.0, (1, 2): 5.0}, GROUP) == {}


def test_a_pair_nobody_met_is_shown_when_a_third_list_vouches_for_it() -> None:
    pairs = list(weighed(np.array([0, 2], np.int32), np.array([4, 4], np.int32), np.array([8.0, 8.0]), GROUP))
    assert [(pair.left, pair.right) for pair in pairs] == [(0, 4), (2, 4), (0, 2)]
    assert pairs[-1].standing.through == 4


def test_standing_is_put_into_words_only_when_it_says_something() -> None:
    assert Standing(0.2).words() == []
    assert Standing(3.0).words() == ["each is the other's best on its list"]
    assert Standing(-3.0, 2.0, 4).words() == [
        "a listing on a third list is likely the same as both",
        "another listing there is much more alike",
    ]
