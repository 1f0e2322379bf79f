"""What a file changes, above all on a list that renumbers its items."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.models import ListingStatus
from registry.models.content import canonical
from registry.services.changes import ChangeSet, OpenVersion, compare, contradicted_fields, differences
from registry.services.spool import Entry

_THEN = datetime(2025, 1, 1, tzinfo=UTC)

Item = tuple[str, str, str]  # reference, name, birth


def _identity(name: str, born: str) -> str:
    return canonical(["person", sorted(name.casefold().split()), [born] if born else []])


def _entries(items: Sequence[Item]) -> list[Entry]:
    return [
        Entry(reference, f"{reference}{name}{born}", ListingStatus.LISTED, None, _identity(name, born), place)
        for place, (reference, name, born) in enumerate(items)
    ]


def _versions(items: Sequence[Item], status: ListingStatus = ListingStatus.LISTED) -> list[OpenVersion]:
    return [
        OpenVersion(
            place, place, reference, status, None, _THEN, f"{reference}{name}{born}", None, _identity(name, born)
        )
        for place, (reference, name, born) in enumerate(items, start=1)
    ]


def _moves(changes: ChangeSet) -> dict[str, str]:
    return {version.reference: entry.reference for entry, version in changes.changed}


BEFORE: list[Item] = [("RU/1/1", "Ada Moro", "1960"), ("RU/1/2", "Ben Sato", "1961"), ("RU/1/3", "Cem Tolu", "1962")]

CASES: dict[str, tuple[list[Item], dict[str, str], list[str], list[str]]] = {
    "nothing": (BEFORE, {}, [], []),
    "one was taken out, the rest moved up": (
        [("RU/1/1", "Ben Sato", "1961"), ("RU/1/2", "Cem Tolu", "1962")],
        {"RU/1/2": "RU/1/1", "RU/1/3": "RU/1/2"},
        [],
        ["RU/1/1"],
    ),
    "one was put before the others": (
        [("RU/1/1", "Dan Ude", "1970"), *((f"RU/1/{n + 2}", name, born) for n, (_, name, born) in enumerate(BEFORE))],
        {"RU/1/1": "RU/1/2", "RU/1/2": "RU/1/3", "RU/1/3": "RU/1/4"},
        ["RU/1/1"],
        [],
    ),
    "a name was corrected in place": (
        [("RU/1/1", "Ada Morro", "1960"), *BEFORE[1:]],
        {"RU/1/1": "RU/1/1"},
        [],
        [],
    ),
    "another person took the place": (
        [("RU/1/1", "Xu Vang", "1980"), *BEFORE[1:]],
        {},
        ["RU/1/1"],
        ["RU/1/1"],
    ),
    "a birth was taken away and the list renumbered": (
        [("RU/9/9", "Ada Moro", ""), *BEFORE[1:]],
        {"RU/1/1": "RU/9/9"},
        [],
        [],
    ),
    "one of the same name but another birth": (
        [("RU/9/9", "Ada Moro", "1985"), *BEFORE[1:]],
        {},
        ["RU/9/9"],
        ["RU/1/1"],
    ),
    "two of one name, neither with a birth": (
        [("RU/9/8", "Ada Moro", ""), ("RU/9/9", "Moro Ada", ""), *BEFORE[1:]],
        {},
        ["RU/9/8", "RU/9/9"],
        ["RU/1/1"],
    ),
    "words of a name changed places": (
        [("RU/1/1", "MORO Ada", "1960"), *BEFORE[1:]],
        {"RU/1/1": "RU/1/1"},
        [],
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_list_that_renumbers(case: str) -> None:
    after, moved, added, absent = CASES[case]
    changes = compare(_entries(after), _versions(BEFORE), set(), stable=False)
    assert _moves(changes) == moved
    assert [entry.reference for entry in changes.added] == added
    assert [version.reference for version in changes.absent] == absent
    assert len(changes.added) + len(changes.changed) + len(changes.unchanged) == len(after)


def test_the_same_person_under_two_programmes_stays_two_listings() -> None:
    before = [("RU/1/7", "Ada Moro", "1960"), ("UA/1/2", "Ada Moro", "1960")]
    after = [("UA/1/1", "Ada Moro", "1960"), ("RU/1/9", "Ada Moro", "1960")]
    changes = compare(_entries(after), _versions(before), set(), stable=False)
    assert _moves(changes) == {"RU/1/7": "RU/1/9", "UA/1/2": "UA/1/1"}


def test_a_listing_in_force_goes_before_a_dropped_one() -> None:
    dropped = _versions([("RU/1/1", "Ada Moro", "1960")], ListingStatus.DROPPED)
    listed = [OpenVersion(9, 9, "RU/1/2", ListingStatus.LISTED, None, _THEN, "x", None, _identity("Ada Moro", "1960"))]
    changes = compare(_entries([("RU/1/3", "Ada Moro", "1960")]), [*dropped, *listed], set(), stable=False)
    assert _moves(changes) == {"RU/1/2": "RU/1/3"}
    assert changes.absent == []


@given(st.integers(1, 60), st.randoms(use_true_random=False))
def test_renumbering_alone_adds_and_removes_nobody(count: int, chance: random.Random) -> None:
    people = [(f"RU/1/{n}", f"Name{n % 7} Other{n}", str(1950 + n % 5)) for n in range(count)]
    order = chance.sample(people, count)
    after = [(f"RU/1/{n}", name, born) for n, (_, name, born) in enumerate(order)]
    changes = compare(_entries(after), _versions(people), set(), stable=False)
    assert (changes.added, changes.absent) == ([], [])
    assert {entry.identity for entry, _ in changes.changed} == {version.identity for _, version in changes.changed}
    assert all(entry.identity == version.identity for entry, version in changes.changed)


def test_by_reference_on_a_stable_list() -> None:
    after = [("RU/1/1", "Somebody Else", "1999"), ("RU/1/9", "Ben Sato", "1961")]
    changes = compare(_entries(after), _versions(BEFORE), {"RU/1/3"}, stable=True)
    assert _moves(changes) == {"RU/1/1": "RU/1/1"}
    assert [entry.reference for entry in changes.added] == ["RU/1/9"]
    assert [version.reference for version in changes.absent] == ["RU/1/2"]
    assert [version.reference for version in changes.unread] == ["RU/1/3"]


@pytest.mark.parametrize(
    ("status", "changed", "unchanged"),
    [
        (ListingStatus.LISTED, 0, 1),
        (ListingStatus.DELISTED, 0, 1),
        (ListingStatus.MISSING, 1, 0),
        (ListingStatus.DROPPED, 1, 0),
    ],
)
def test_a_listing_that_comes_back_is_a_change(status: ListingStatus, changed: int, unchanged: int) -> None:
    changes = compare(_entries(BEFORE[:1]), _versions(BEFORE[:1], status), set(), stable=True)
    assert (len(changes.changed), len(changes.unchanged)) == (changed, unchanged)


def test_what_is_no_longer_in_force_cannot_go_missing() -> None:
    for status in (ListingStatus.DELISTED, ListingStatus.DROPPED):
        assert compare([], _versions(BEFORE, status), set(), stable=True).absent == []


def test_differences_name_each_field() -> None:
    before, after = {"a": 1, "b": [1], "c": None}, {"a": 1, "b": [2], "d": "x"}
    found = {difference.field: (difference.before, difference.after) for difference in differences(before, after)}
    assert found == {"b": ([1], [2]), "d": (None, "x")}


_WHO = {"kind": "person", "names": [{"text": "Ada Moro"}, {"text": "A. M."}], "births": [{"text": "1960"}],
        "designations": [{"listed_on": "2020-01-02"}]}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"names": [{"text": "Adah Moro"}, {"text": "Ada Moro"}]}, []),
        ({"names": [{"text": "Moro"}]}, ["first name"]),
        ({"births": [{"text": "1960"}, {"text": "1961"}]}, []),
        ({"births": []}, []),
        ({"births": [{"text": "1961"}]}, ["births"]),
        ({"designations": [{"listed_on": "2020-02-01"}]}, ["listing date"]),
        ({"designations": [{"listed_on": "2020-02-01"}, {"listed_on": "2020-01-02"}]}, []),
        ({"designations": [{}]}, []),
        ({"kind": "organisation"}, ["kind"]),
        ({"kind": "unknown"}, []),
    ],
)
def test_to_say_more_or_less_is_no_contradiction(change: dict[str, object], found: list[str]) -> None:
    assert contradicted_fields(_WHO, _WHO | change) == found
