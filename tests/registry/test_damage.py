"""A damaged, cut, thinned out or wrong file never reads as a delisting."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakelist import STABLE, people, write_list
from sqlmodel import col, select

from registry import db
from registry.models import ListingVersion, SubmissionState
from registry.services import intake
from registry.services.actors import operator
from registry.services.storage import Store
from registry.services.submissions import Summary

ANA = operator("ana")


SIZE = 300


@pytest.fixture
def take(store: Store, tmp_path: Path) -> Callable[[Path], Summary]:
    """Takes a file in, after a whole one was applied."""

    def take_in(path: Path) -> Summary:
        received = intake.receive(store, STABLE, [path], ANA, "test")
        return intake.apply(store, received.id, ANA)

    take_in(write_list(tmp_path / "whole.json", people(SIZE), count=SIZE))
    return take_in


def _ended(store: Store) -> list[str]:
    """The references whose listing is no longer in force."""
    with db.read(store.engine) as session:
        statement = select(ListingVersion.reference).where(
            col(ListingVersion.recorded_to).is_(None), col(ListingVersion.status).in_(["dropped", "delisted"])
        )
        return list(session.exec(statement))


def test_cut_anywhere(store: Store, take: Callable[[Path], Summary], tmp_path: Path) -> None:
    whole = write_list(tmp_path / "next.json", people(SIZE), "2025-01-02").read_bytes()
    chance = random.Random(7)  # noqa: S311 - repeatable on purpose
    for offset in [0, 1, len(whole) - 1, *chance.sample(range(len(whole)), 30)]:
        path = tmp_path / "cut.json"
        path.write_bytes(whole[:offset])
        assert take(path).state == SubmissionState.REFUSED
    assert _ended(store) == []


@pytest.mark.parametrize("share", [0.07, 0.1, 0.3, 0.6, 0.9, 1.0])
def test_thinned_out(store: Store, take: Callable[[Path], Summary], tmp_path: Path, share: float) -> None:
    """Above max(2 %, 20) removals."""
    chance = random.Random(share)  # noqa: S311 - repeatable on purpose
    kept = chance.sample(people(SIZE), SIZE - max(21, int(share * SIZE)))
    summary = take(write_list(tmp_path / "next.json", kept, "2025-01-02"))
    assert summary.state == SubmissionState.HELD
    assert {hold.code for hold in summary.holds} & {"removals", "emptied"}
    assert _ended(store) == []


def test_thinned_out_below_the_line_is_pending(store: Store, take: Callable[[Path], Summary], tmp_path: Path) -> None:
    kept = [*people(SIZE)[:200], *people(SIZE)[220:]]
    summary = take(write_list(tmp_path / "next.json", kept, "2025-01-02"))
    assert summary.state == SubmissionState.APPLIED
    assert summary.facts["missing"] == 20
    assert _ended(store) == []


def _without(field: str, listings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in listing.items() if name != field} for listing in listings]


DAMAGE: dict[str, tuple[Callable[[list[dict[str, Any]]], list[dict[str, Any]]], dict[str, Any], str]] = {
    "births blanked": (lambda all_: _without("born", all_), {}, "fields_lost"),
    "listing dates blanked": (lambda all_: _without("listed", all_), {}, "fields_lost"),
    "births blanked in a tenth": (lambda all_: _without("born", all_[:30]) + all_[30:], {}, "fields_lost"),
    "programme not understood": (lambda all_: [one | {"programme": "unknown"} for one in all_], {}, "fields_lost"),
    "kind not understood": (lambda all_: [one | {"kind": "unknown"} for one in all_], {}, "fields_lost"),
    "tag renamed": (
        lambda all_: [{"birth" if name == "born" else name: value for name, value in one.items()} for one in all_],
        {},
        "fields_lost",
    ),
    "names cut": (lambda all_: [one | {"name": one["name"].split()[0]} for one in all_], {}, "identity_changed"),
    "a tenth cannot be read": (lambda all_: [one | {"refused": True} for one in all_[:30]] + all_[30:], {}, "unread"),
    "renumbered": (lambda all_: [one | {"ref": f"B{one['ref']}"} for one in all_], {}, "references_replaced"),
    "another list": (lambda _all: people(SIZE, 2000), {}, "references_replaced"),
    "one that was always there": (lambda all_: all_[1:], {}, "sentinel_missing"),
    "publisher's own count": (lambda all_: all_[:-3], {"count": SIZE}, "count_differs"),
    "the edition before": (lambda all_: all_[:-3], {"day": "2024-12-31"}, "older"),
    "no listings": (lambda _all: [], {}, "emptied"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_held(store: Store, take: Callable[[Path], Summary], tmp_path: Path, damage: str) -> None:
    spoil, more, code = DAMAGE[damage]
    path = write_list(tmp_path / "next.json", spoil(people(SIZE)), **({"day": "2025-01-02"} | more))
    summary = take(path)
    assert summary.state == SubmissionState.HELD
    assert code in [hold.code for hold in summary.holds]
    assert _ended(store) == []
    with db.read(store.engine) as session:
        assert len(session.exec(select(ListingVersion.id)).all()) == SIZE


@pytest.mark.parametrize("content", [b"", b"<html><body>503</body></html>", b"\x00\x01", b"[1, 2]" * 3])
def test_not_the_list_at_all(store: Store, take: Callable[[Path], Summary], tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "next.json"
    path.write_bytes(content)
    assert take(path).state == SubmissionState.REFUSED
    assert _ended(store) == []


def test_an_ordinary_day_is_not_held(take: Callable[[Path], Summary], tmp_path: Path) -> None:
    listings = [*people(SIZE)[:250], *people(SIZE)[255:], *people(12, 500)]
    listings[100] |= {"born": ""}
    listings[101] |= {"name": "Corrected Name"}
    summary = take(write_list(tmp_path / "next.json", listings, "2025-01-02", count=len(listings)))
    assert (summary.state, summary.holds, summary.notices) == (SubmissionState.APPLIED, (), ())
    assert json.loads(json.dumps(dict(summary.facts))) == summary.facts
