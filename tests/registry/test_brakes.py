"""Each brake: what it lets pass, what it holds."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from registry.models import ListingStatus
from registry.services.brakes import SENTINELS, Situation, holds, notices, sentinels
from registry.services.changes import OpenVersion

QUIET = Situation(
    published_on=date(2025, 1, 2),
    last_published_on=date(2025, 1, 1),
    today=date(2025, 1, 3),
    records=2000,
    publisher_count=None,
    drafts=2000,
    refused=0,
    added=0,
    current=2000,
    gone=0,
    unread=0,
    contradicted={},
    reused=(),
    sentinels_gone=(),
    lost={},
    filled={"births": 1000},
    expected=(100, 5000),
)

PASSES: list[dict[str, Any]] = [
    {},
    {"published_on": None},
    {"last_published_on": None},
    {"published_on": date(2025, 1, 1)},
    {"published_on": date(2025, 1, 4)},
    {"publisher_count": 2000},
    {"gone": 40},
    {"current": 100, "gone": 20},
    {"current": 4, "gone": 4, "added": 4},
    {"current": 30, "gone": 20, "added": 3},
    {"lost": {"births": 50}},
    {"unread": 40},
    {"refused": 100},
    {"records": 10, "refused": 5},
    {"contradicted": {"first name": 200}},
    {"contradicted": {"births": 20}, "current": 30},
    {"lost": {"births": 5}, "filled": {"births": 6}},
    {"current": 0, "drafts": 0, "records": 0},
]

HOLDS: list[tuple[str, dict[str, Any]]] = [
    ("older", {"published_on": date(2024, 12, 31)}),
    ("future", {"published_on": date(2025, 1, 5)}),
    ("count_differs", {"publisher_count": 2001}),
    ("removals", {"gone": 41}),
    ("removals", {"current": 100, "gone": 21}),
    ("emptied", {"drafts": 0, "records": 0, "current": 1}),
    ("references_replaced", {"current": 10, "gone": 6, "added": 6}),
    ("sentinel_missing", {"sentinels_gone": ("A1",)}),
    ("fields_lost", {"lost": {"births": 51}}),
    ("unread", {"unread": 41}),
    ("identity_changed", {"contradicted": {"first name": 201}}),
    ("identity_changed", {"contradicted": {"births": 21}, "current": 30}),
    ("identity_changed", {"contradicted": {"kind": 201}}),
    ("identity_changed", {"contradicted": {"listing date": 201}}),
    ("fields_lost", {"lost": {"births": 6}, "filled": {"births": 6}}),
    ("many_refused", {"refused": 101}),
    ("hidden_rows", {"hidden_rows": (4,)}),
    ("many_refused", {"records": 10, "refused": 6}),
]


@pytest.mark.parametrize("change", PASSES, ids=str)
def test_passes(change: dict[str, Any]) -> None:
    assert holds(replace(QUIET, **change)) == []


@pytest.mark.parametrize(("code", "change"), HOLDS, ids=str)
def test_holds_with_one_reason(code: str, change: dict[str, Any]) -> None:
    (hold,) = holds(replace(QUIET, **change))
    assert hold.code == code
    assert hold.text.endswith(".")
    assert any(character.isdigit() for character in hold.text)


@pytest.mark.parametrize(
    ("code", "change"),
    [("unusual_size", {"drafts": 99}), ("unusual_size", {"drafts": 5001})],
    ids=str,
)
def test_points_out(code: str, change: dict[str, Any]) -> None:
    assert [notice.code for notice in notices(replace(QUIET, **change))] == [code]


def test_nothing_to_point_out() -> None:
    assert notices(QUIET) == []


def _version(number: int, listed_on: date | None, status: ListingStatus = ListingStatus.LISTED) -> OpenVersion:
    return OpenVersion(number, number, f"A{number:03}", status, None, datetime(2025, 1, 1, tzinfo=UTC), "", listed_on)


def test_sentinels_are_those_listed_for_longest() -> None:
    versions = [_version(number, date(2020, 1, 1 + number % 28)) for number in range(100)]
    assert [version.reference for version in sentinels(versions)[:5]] == ["A000", "A028", "A056", "A084", "A001"]
    assert len(sentinels(versions)) == SENTINELS


def test_undated_listings_are_watched_only_for_want_of_dated_ones() -> None:
    versions = [_version(number, None) for number in range(95)]
    dated = [_version(number, date(2024, 1, 1)) for number in range(95, 100)]
    assert [version.reference for version in sentinels([*versions, *dated])[:6]] == [
        *(f"A0{number}" for number in range(95, 100)),
        "A000",
    ]


def test_a_short_list_has_no_sentinels() -> None:
    assert sentinels([_version(number, date(2020, 1, 1)) for number in range(99)]) == []


def test_what_is_missing_already_is_no_sentinel() -> None:
    missing = [_version(number, date(1999, 1, 1), ListingStatus.MISSING) for number in range(5)]
    listed = [_version(number, date(2020, 1, 1)) for number in range(5, 200)]
    assert all(version.status == ListingStatus.LISTED for version in sentinels([*missing, *listed]))
