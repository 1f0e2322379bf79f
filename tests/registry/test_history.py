"""Random histories against a naive model: what is known at any instant is what the files of until then said."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakelist import STABLE, people, write_list
from sqlmodel import col, select

from registry import db
from registry.models import Listing, ListingStatus, ListingVersion, SubmissionState
from registry.services import intake
from registry.services.actors import operator
from registry.services.storage import Store

ANA = operator("ana")


State = dict[str, tuple[str, str]]  # reference -> status, name


def _edit(listings: list[dict[str, Any]], spare: Iterator[dict[str, Any]], chance: random.Random) -> None:
    """Change a list as a publisher would: few go, some come, some are corrected, some are delisted or come back."""
    for _ in range(chance.randrange(4)):
        listings.pop(chance.randrange(len(listings)))
    for _ in range(chance.randrange(4)):
        listings.insert(chance.randrange(len(listings)), next(spare))
    for number in chance.sample(range(len(listings)), 2):
        listings[number] = listings[number] | {"aliases": [f"Alias {chance.random()}"], "name": f"N{chance.random()}"}
    present = {one["ref"] for one in listings}
    back = [one for one in people(40) if one["ref"] not in present]
    if back and chance.random() < 0.4:
        listings.append(chance.choice(back))
    if chance.random() < 0.5:
        number = chance.randrange(len(listings))
        listings[number] = listings[number] | {"delisted": "2025-01-01"}


def _expected(before: State, listings: list[dict[str, Any]]) -> State:
    """The rules, said as simply as can be."""
    after = {one["ref"]: ("delisted" if "delisted" in one else "listed", one["name"]) for one in listings}
    following = {"listed": "missing", "missing": "dropped", "dropped": "dropped", "delisted": "delisted"}
    gone = {reference: (following[status], name) for reference, (status, name) in before.items()}
    return gone | after


def _known(store: Store, instant: Any) -> State:
    with db.read(store.engine) as session:
        rows = session.exec(
            select(Listing.reference, ListingVersion.status, ListingVersion.primary_name)
            .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
            .where(
                col(ListingVersion.recorded_from) <= instant,
                col(ListingVersion.recorded_to).is_(None) | (col(ListingVersion.recorded_to) > instant),
            )
        ).all()
    assert len({row[0] for row in rows}) == len(rows)
    return {reference: (status, name) for reference, status, name in rows}


# What a file alone brings about; the others take a person.
_ORDINARY = {ListingStatus.LISTED, ListingStatus.MISSING, ListingStatus.DROPPED, ListingStatus.DELISTED}


@pytest.mark.parametrize("seed", range(6))
def test_what_was_known_at_each_instant(store: Store, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    listings, spare = people(40), iter(people(400, 1000))
    past = []
    state: State = {}
    for day in range(8):
        path = write_list(tmp_path / f"{day}.json", listings, str(date(2025, 1, 1) + timedelta(days=day)))
        received = intake.receive(store, STABLE, [path], ANA, "test")
        summary = intake.apply(store, received.id, ANA)
        if summary.state == SubmissionState.HELD:
            intake.refuse(store, received.id, ANA, "Only ordinary days are played here.")
        else:
            state = _expected(state, listings)
            past.append((summary.recorded_at, state))
        _edit(listings, spare, chance)
    assert len(past) >= 5
    assert {status for _, known in past for status, _ in known.values()} == _ORDINARY
    for instant, known in past:
        assert _known(store, instant) == known
        assert _known(store, instant + timedelta(microseconds=1)) == known
    assert _known(store, past[0][0] - timedelta(microseconds=1)) == {}
