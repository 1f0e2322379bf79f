"""Where partners differ, through the real tables: two clocks, proof, and the choices of a request."""

from datetime import date
from pathlib import Path

import pytest
import world
from world import BAN, FREEZE, World

from registry.errors import Invalid
from registry.services.cells import State
from registry.services.storage import Store

KAREM = {"ref": "1", "name": "Karem Abu Testun al-Nahri", "born": "1961-04-07"}


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world.register(monkeypatch)
    return World(store, tmp_path)


def states(answer, measure=FREEZE):
    return {p: cell.state for line in answer.lines if line.measure is measure for p, cell in line.cells.items()}


def test_gap_first_mover_lag_and_proof(here: World) -> None:
    here.take("w_gb", KAREM | {"listed": "2020-09-29"})
    here.take("w_eu", KAREM | {"ref": "9", "listed": "2020-10-02", "measures": ["asset_freeze", "travel_ban"]})
    here.take("w_us", {"ref": "5", "name": "Quite Another", "born": "1950-01-01"})
    here.link()
    lines = {line.measure: line for line in here.divergence().lines if len(line.party.listings) > 1}
    assert lines[FREEZE].imposing == ("EU", "GB")
    assert lines[FREEZE].gaps == (("US", "not_listed"),)
    assert lines[FREEZE].first_mover == ("GB", date(2020, 9, 29), "listed_on")
    assert lines[FREEZE].lag_days("EU") == 3
    assert lines[FREEZE].cells["GB"].proof == ("w_gb:1",)
    assert lines[BAN].gaps == (("GB", "measure_missing"),)  # the US keeps visa bans to itself
    assert here.divergence().positions["w_gb:1"] == "file-1.json, row 2"


def test_as_of_looks_at_the_day(here: World) -> None:
    here.take("w_gb", KAREM | {"listed": "2020-09-29"})
    here.take("w_eu", KAREM | {"ref": "9", "listed": "2024-10-02"})
    here.link()
    assert states(here.divergence(date(2022, 1, 1))) == {"GB": State.IMPOSED_EXPLICIT, "EU": State.NOT_LISTED}
    assert states(here.divergence(date(2025, 1, 1))) == dict.fromkeys(("EU", "GB"), State.IMPOSED_EXPLICIT)


def test_known_at_gives_what_was_known(here: World) -> None:
    here.take("w_gb", KAREM)
    here.take("w_eu", {"ref": "2", "name": "Somebody Else", "born": "1950-05-05"})
    here.link()
    before = here.now()
    answer = here.divergence(known_at=before)
    here.take(
        "w_eu", KAREM | {"ref": "9"}, {"ref": "2", "name": "Somebody Else", "born": "1950-05-05"}, day="2025-02-01"
    )
    here.link()
    assert here.divergence(known_at=before).lines == answer.lines
    assert here.divergence().lines != answer.lines


def test_a_publishers_delisting_is_a_gap_of_its_kind(here: World) -> None:
    here.take("w_gb", KAREM)
    here.take("w_eu", KAREM | {"ref": "9", "delisted": "2024-03-01"})
    here.link()
    answer = here.divergence()
    assert states(answer)["EU"] is State.DELISTED
    assert answer.gap_lines[0].gaps == (("EU", "delisted_elsewhere"),)


def test_an_open_proposal_leaves_the_cell_unresolved_until_it_is_decided(here: World) -> None:
    here.take("w_gb", KAREM | {"born": ""})
    here.take("w_eu", KAREM | {"born": "", "ref": "9"})
    here.link()
    assert set(states(here.divergence()).values()) == {State.IMPOSED_EXPLICIT, State.UNRESOLVED}
    assert here.divergence().gap_lines == ()
    here.judge("w_gb:1", "w_eu:9", "different")
    assert len(here.divergence().gap_lines) == 2


def test_choices(here: World) -> None:
    here.take("w_gb", KAREM, {"ref": "2", "name": "Probna Kompanija", "kind": "organisation", "programme": "GB-RUS"})
    here.take("w_eu", {"ref": "7", "name": "Marija Probnić", "born": "1970-01-02"})
    here.link()
    kinds = {line.party.name for line in here.divergence(kinds=("organisation",)).lines}
    assert kinds == {"Probna Kompanija"}
    assert {line.party.name for line in here.divergence(programmes=("EU-HR",)).lines} == {"Marija Probnić"}
    assert here.divergence(partners=("EU",)).partners == ("EU",)
    with pytest.raises(Invalid, match="CA"):
        here.divergence(partners=("CA",))


def test_a_list_older_than_the_measure_is_a_stale_source(here: World) -> None:
    here.take("w_eu", {"ref": "7", "name": "Marija Probnić", "born": "1970-01-02"}, day="2021-01-01")
    here.take("w_gb", KAREM | {"listed": "2024-05-06"}, day="2025-01-01")
    here.link()
    (line,) = [line for line in here.divergence().gap_lines if line.imposing == ("GB",)]
    assert line.gaps == (("EU", "stale_source"),)


def test_every_cited_file_is_among_the_sources(here: World) -> None:
    other = {"ref": "2", "name": "Somebody Else", "born": "1950-05-05"}
    here.take("w_gb", KAREM, day="2025-01-01")
    here.take("w_gb", KAREM, other, day="2025-02-01")
    here.link()
    answer = here.divergence()
    cited = {place.split(",")[0] for place in answer.positions.values()}
    assert cited == {"file-1.json", "file-2.json"}
    assert {(source.file, source.current) for source in answer.sources} == {
        ("file-1.json", False),
        ("file-2.json", True),
    }


def test_a_regime_counts_while_it_stands(here: World) -> None:
    here.take("w_gb", KAREM | {"programme": "GB-INU", "listed": "2020-01-01"})
    here.take("w_un", {"ref": "SDi.1", "name": "Somebody Else", "born": "1950-05-05"})
    here.link()

    def un(day: date) -> State:
        lines = here.divergence(day).lines
        return next(line.cells["UN"].state for line in lines if line.party.name == KAREM["name"])

    assert un(date(2025, 6, 30)) is State.NO_REGIME
    assert un(date(2026, 6, 30)) is State.NOT_LISTED
