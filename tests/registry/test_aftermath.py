"""What a submission caused is the difference between two divergences, told by the job that links it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import world
from persons import ANA
from world import World

from registry import db
from registry.config import Settings
from registry.errors import WrongState
from registry.jobs.kinds import KINDS, Work
from registry.services import aftermath, clock, intake
from registry.services.aftermath import Aftermath
from registry.services.spool import silent
from registry.services.storage import Store

KAREM = {"ref": "1", "name": "Karem Abu Testun al-Nahri", "born": "1961-04-07", "listed": "2020-09-29"}
MARIJA = {"ref": "2", "name": "Marija Probnić", "born": "1970-01-02", "listed": "2019-01-05"}
STAYS = {"ref": "3", "name": "Somebody Whostays", "born": "1980-01-02", "listed": "2019-01-05"}


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world.register(monkeypatch)
    made = World(store, tmp_path)
    made.take("w_gb", KAREM, MARIJA, STAYS)
    made.take("w_eu", STAYS | {"ref": "8"}, {"ref": "7", "name": "Quite Another", "born": "1950-01-01"})
    made.link()
    return made


def _link(store: Store, settings: Settings, submission: int) -> dict[str, Any]:
    work = Work(store, settings, {"submission": submission}, ANA, silent)
    result = dict(KINDS["link"](work))
    assert json.loads(json.dumps(result)) == json.loads(json.dumps(result, default=list))
    return result


def _gaps(gaps: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(gap["name"], gap["partner"]) for gap in gaps if gap["measure"] == "asset_freeze"}


def test_a_listing_that_comes_closes_one_gap_and_opens_others(here: World, settings: Settings) -> None:
    submission = here.take(
        "w_eu", STAYS | {"ref": "8"}, KAREM | {"ref": "9"},
        {"ref": "10", "name": "Newly Listedov", "born": "1955-05-05"},
        {"ref": "7", "name": "Quite Another", "born": "1950-01-01"}, day="2025-02-01",
    )  # fmt: skip
    told = _link(here.store, settings, submission)["aftermath"]
    assert _gaps(told["closed"]) == {(KAREM["name"], "EU")}
    assert _gaps(told["opened"]) == {("Newly Listedov", "GB")}
    assert [(tie["listing_a"], tie["listing_b"]) for tie in told["linked"]] == [("w_gb:1", "w_eu:9")]
    assert told["counts"] == {key: len(told[key]) for key in ("linked", "proposed", "opened", "closed")}
    assert told["parties"] == 2


def test_nothing_written_causes_nothing(here: World, settings: Settings) -> None:
    same = [STAYS | {"ref": "8"}, {"ref": "7", "name": "Quite Another", "born": "1950-01-01"}]
    told = _link(here.store, settings, here.take("w_eu", *same, day="2025-02-01"))["aftermath"]
    assert told["counts"] == {"linked": 0, "proposed": 0, "opened": 0, "closed": 0}


def test_it_is_the_same_however_late_it_is_asked(here: World, settings: Settings) -> None:
    submission = here.take("w_eu", KAREM | {"ref": "9"}, STAYS | {"ref": "8"}, day="2025-02-01")
    here.link(submission)

    def ask(after: Any) -> Aftermath:
        with db.read(here.store.engine) as session:
            return aftermath.compute(session, submission, date(2025, 6, 1), after)

    at = here.now()
    first = ask(at)
    assert first.counts["closed"] > 0
    here.take("w_gb", STAYS, day="2025-03-01")
    here.link()
    assert ask(at) == first


def test_one_that_was_not_applied_has_none(here: World) -> None:
    received = intake.receive(here.store, "w_eu", [here.write([KAREM], "2025-03-01")], ANA, "test")
    with db.read(here.store.engine) as session, pytest.raises(WrongState, match="was not applied"):
        aftermath.compute(session, received.id, date(2025, 6, 1), clock.latest(session))
