"""Parties from joins: what "different" forbids never happens, and the order of the input never matters."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.clusters import Clustering, Conflict, Join, cluster

KEYS = "abcdefgh"
pairs = st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda pair: pair[0] != pair[1])
joins = st.lists(
    st.builds(
        lambda pair, score, judged: Join(pair[0], pair[1], score, judged),
        pairs,
        st.sampled_from([0.5, 0.9, 0.99]),
        st.booleans(),
    ),
    max_size=14,
)
differents = st.lists(pairs, max_size=8)


def party_of(clustering: Clustering[str]) -> dict[str, int]:
    return {key: number for number, party in enumerate(clustering.parties) for key in party}


def test_joined_listings_make_one_party_and_the_rest_stand_alone() -> None:
    assert cluster("abcd", [Join("c", "a"), Join("b", "c")]).parties == (("a", "b", "c"), ("d",))


def test_two_same_and_one_different_is_a_conflict_with_its_chain() -> None:
    result = cluster("abc", [Join("a", "c", judged=True), Join("b", "c", 0.9)], [("b", "a")])
    assert result.parties == (("a", "c"), ("b",))
    assert result.conflicts == (Conflict(Join("b", "c", 0.9), ("a", "c", "b")),)


def test_different_holds_along_a_long_chain() -> None:
    chain = [Join(a, b, 0.9 - 0.1 * number) for number, (a, b) in enumerate(zip("abcd", "bcde", strict=True))]
    result = cluster("abcde", chain, [("a", "e")])
    assert result.parties == (("a", "b", "c", "d"), ("e",))
    assert result.conflicts[0].chain == ("a", "b", "c", "d", "e")


def test_what_a_person_judged_is_tried_before_any_automatic_link() -> None:
    result = cluster("abc", [Join("a", "c", 1.0), Join("b", "c", 0.2, judged=True)], [("a", "b")])
    assert result.parties == (("a",), ("b", "c"))


def test_the_same_pair_judged_both_ways_stays_apart_and_is_reported() -> None:
    result = cluster("ab", [Join("b", "a", judged=True)], [("a", "b")])
    assert result.parties == (("a",), ("b",))
    assert result.conflicts[0].chain == ("a", "b")


def test_nothing_is_different_from_itself() -> None:
    with pytest.raises(ValueError, match="itself"):
        cluster("a", [], [("a", "a")])


@given(joins, differents)
def test_every_key_is_in_exactly_one_party(links: list[Join[str]], apart: list[tuple[str, str]]) -> None:
    members = [key for party in cluster(KEYS, links, apart).parties for key in party]
    assert sorted(members) == list(KEYS)


@given(joins, differents)
def test_different_never_shares_a_party(links: list[Join[str]], apart: list[tuple[str, str]]) -> None:
    party = party_of(cluster(KEYS, links, apart))
    assert all(party[a] != party[b] for a, b in apart)


@given(joins, differents)
def test_each_join_is_either_kept_or_reported_with_a_chain_that_proves_it(
    links: list[Join[str]], apart: list[tuple[str, str]]
) -> None:
    result = cluster(KEYS, links, apart)
    party = party_of(result)
    refused = {frozenset((c.refused.a, c.refused.b)) for c in result.conflicts}
    claimed = {frozenset((link.a, link.b)) for link in links}
    for link in links:
        assert (party[link.a] == party[link.b]) or frozenset((link.a, link.b)) in refused
    for conflict in result.conflicts:
        assert {conflict.chain[0], conflict.chain[-1]} in [set(pair) for pair in apart]
        assert all(frozenset(step) in claimed for step in zip(conflict.chain, conflict.chain[1:], strict=False))


@given(joins, differents, st.randoms())
def test_order_and_direction_of_the_input_do_not_matter(
    links: list[Join[str]], apart: list[tuple[str, str]], shuffler: random.Random
) -> None:
    turned = [Join(link.b, link.a, link.score, link.judged) for link in links]
    shuffler.shuffle(turned)
    assert cluster(KEYS, links, apart) == cluster(reversed(KEYS), turned, [(b, a) for a, b in reversed(apart)])


@given(joins)
def test_without_different_parties_are_the_connected_components(links: list[Join[str]]) -> None:
    reach = {key: {key} for key in KEYS}
    for _ in KEYS:
        for link in links:
            both = reach[link.a] | reach[link.b]
            for key in both:
                reach[key] = both
    assert set(cluster(KEYS, links).parties) == {tuple(sorted(group)) for group in reach.values()}
