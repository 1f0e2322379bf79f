"""Scorecards: counts checked against a world small enough to count by hand."""

from pathlib import Path

import pytest
import world
from world import World

from registry import db
from registry.errors import NotFound
from registry.services import holdings, scorecards
from registry.services.scorecards import MeasureCard, Quality, Share
from registry.services.storage import Store


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Ana is frozen by GB first and by the EU ten days later; Bor by the EU first; Cem by GB alone, without a date."""
    world.register(monkeypatch)
    made = World(store, tmp_path)
    ana = {"name": "Anamarija Probnikovska", "born": "1961-04-07", "ids": ["A1234567"]}
    bor = {"name": "Borislav Nikadovich", "born": "1971-05-08", "ids": ["B7654321"]}
    made.take(
        "w_gb",
        ana | {"ref": "1", "listed": "2020-01-01"},
        bor | {"ref": "2", "listed": "2021-01-31"},
        {"ref": "3", "name": '"births": "reasons": Company', "kind": "organisation"},
    )
    made.take("w_eu", ana | {"ref": "8", "listed": "2020-01-11"}, bor | {"ref": "9", "listed": "2021-01-01"})
    made.link()
    return made


def card(here: World, partner: str) -> MeasureCard:
    return scorecards.cards(here.divergence(), partner)[0]


def test_who_acted_first_and_how_long_the_other_took(here: World) -> None:
    gb, eu = card(here, "GB"), card(here, "EU")
    assert (gb.imposed, gb.alone, gb.gaps, gb.first, gb.later, gb.median_lag, gb.undated) == (3, 1, 0, 1, 1, 30, 1)
    assert (eu.imposed, eu.alone, eu.gaps, eu.first, eu.later, eu.median_lag, eu.undated) == (2, 0, 1, 1, 1, 10, 0)
    assert [(one.partner, one.both, one.of_own, one.of_other) for one in gb.beside] == [
        ("EU", 2, Share(2, 3), Share(2, 2))
    ]


def test_what_the_listings_say(here: World) -> None:
    with db.read(here.store.engine) as session:
        found = scorecards.quality(session, "GB")
        nothing = scorecards.quality(session, "CH")
    assert found == Quality(3, Share(2, 2), Share(2, 3), Share(2, 3), Share(0, 3))
    assert (nothing.listings, nothing.born.part) == (0, None)


def test_a_partner_without_a_comparison_has_no_card(here: World) -> None:
    assert scorecards.cards(here.divergence(), "US") == ()
    with db.read(here.store.engine) as session:
        held = holdings.overview(session)
    assert {item.spec.key for item in scorecards.lists_of(held, "GB")} >= {"w_gb"}
    with pytest.raises(NotFound, match="no partner"):
        scorecards.lists_of(held, "XX")
