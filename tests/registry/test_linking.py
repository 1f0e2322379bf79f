"""Links only on strong evidence, proposals for people, judgements that last - on both databases."""

from pathlib import Path

import pytest
import world
from world import World

from registry import db
from registry.errors import Invalid, NotFound
from registry.services import audit, listed
from registry.services.storage import Store

KAREM = {"ref": "1", "name": "Karem Abu Testun al-Nahri", "born": "1961-04-07"}
OTHER = {"ref": "2", "name": "Marija Probnić", "born": "1970-01-02"}


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world.register(monkeypatch)
    return World(store, tmp_path)


def together(here: World, a: str, b: str) -> bool:
    return here.party(a) == here.party(b)


def test_the_same_un_reference_links(here: World) -> None:
    here.take("w_gb", KAREM | {"un": "SDi.901", "born": ""})
    here.take("w_eu", KAREM | {"name": "KAREM AL NAHRI", "un": "SDi.901", "born": ""})
    linked = here.link()
    assert (linked.automatic, linked.proposed) == (1, 0)
    assert together(here, "w_gb:1", "w_eu:1")


def test_a_quoted_reference_under_quite_another_name_waits(here: World) -> None:
    here.take("w_gb", KAREM | {"un": "SDi.901"})
    here.take("w_eu", OTHER | {"un": "SDi.901"})
    assert here.link().automatic == 0
    assert here.proposals() == [("w_gb:1", "w_eu:2")]


def test_full_name_and_full_birth_date_link(here: World) -> None:
    here.take("w_gb", KAREM, OTHER)
    here.take("w_eu", KAREM | {"ref": "9"})
    assert here.link().automatic == 1
    assert together(here, "w_gb:1", "w_eu:9")
    assert not together(here, "w_gb:1", "w_gb:2")


def test_a_name_alone_only_proposes(here: World) -> None:
    here.take("w_gb", KAREM | {"born": ""})
    here.take("w_eu", KAREM | {"born": "", "ref": "9"})
    linked = here.link()
    assert (linked.automatic, linked.proposed) == (0, 1)
    assert not together(here, "w_gb:1", "w_eu:9")


def test_a_shared_number_with_contradicting_births_waits(here: World) -> None:
    here.take("w_gb", KAREM | {"ids": ["N7700123"]})
    here.take("w_eu", KAREM | {"ref": "9", "ids": ["N7700123"], "born": "1984-12-30"})
    assert here.link().automatic == 0


def test_the_oldest_id_survives_a_merge_and_a_split_restores_the_other(here: World) -> None:
    here.take("w_gb", KAREM | {"born": ""})
    here.link()
    here.take("w_eu", KAREM | {"born": "", "ref": "9"})
    here.link()
    first, second = here.party("w_gb:1"), here.party("w_eu:9")
    assert first < second
    here.judge("w_gb:1", "w_eu:9", "same")
    assert here.party("w_eu:9") == first
    assert here.party(second) == first  # the other id forwards
    here.judge("w_gb:1", "w_eu:9", "different")
    assert (here.party("w_gb:1"), here.party("w_eu:9")) == (first, second)
    assert here.party(second) == second


def test_different_keeps_apart_what_links_would_join(here: World) -> None:
    here.take("w_gb", KAREM)
    here.take("w_eu", KAREM | {"ref": "9"})
    here.link()
    here.judge("w_gb:1", "w_eu:9", "different", "two brothers")
    here.link()
    assert not together(here, "w_gb:1", "w_eu:9")
    assert here.proposals() == []


def test_a_judgement_survives_a_reimport_and_is_reopened_when_identity_changes(here: World) -> None:
    here.take("w_gb", KAREM | {"born": ""})
    here.take("w_eu", KAREM | {"born": "", "ref": "9"})
    here.link()
    here.judge("w_gb:1", "w_eu:9", "different")
    submission = here.take("w_eu", KAREM | {"born": "", "ref": "9", "listed": "2024-05-05"}, day="2025-02-01")
    assert here.link(submission).reopened == 0
    assert here.proposals() == []
    submission = here.take("w_eu", KAREM | {"ref": "9", "aliases": ["Abu Karem"], "born": ""}, day="2025-03-01")
    assert here.link(submission).reopened == 1
    assert here.proposals() == [("w_gb:1", "w_eu:9")]
    assert not together(here, "w_gb:1", "w_eu:9")  # the judgement holds until somebody says otherwise
    assert here.link().reopened == 0


def test_a_reopened_judgement_does_not_stop_later_lists_from_being_linked(here: World) -> None:
    here.take("w_gb", KAREM)
    here.take("w_eu", KAREM | {"ref": "9"})
    here.link()
    here.judge("w_gb:1", "w_eu:9", "different")
    here.link(here.take("w_eu", KAREM | {"ref": "9", "aliases": ["Karem Testun"], "born": ""}, day="2025-01-02"))
    for list_key in ("w_us", "w_un"):
        here.link(here.take(list_key, OTHER))
    assert here.proposals() == [("w_gb:1", "w_eu:9")]


def test_unsure_leaves_the_proposal_open(here: World) -> None:
    here.take("w_gb", KAREM | {"born": ""})
    here.take("w_eu", KAREM | {"born": "", "ref": "9"})
    here.link()
    here.judge("w_gb:1", "w_eu:9", "unsure")
    assert here.proposals() == [("w_gb:1", "w_eu:9")]


def test_linking_one_submission_leaves_the_rest_as_it_is(here: World) -> None:
    here.take("w_gb", KAREM, OTHER)
    here.take("w_eu", KAREM | {"ref": "9"})
    here.link()
    before = [here.party(key) for key in ("w_gb:1", "w_gb:2", "w_eu:9")]
    submission = here.take("w_un", OTHER | {"ref": "SDi.902"})
    linked = here.link(submission)
    assert linked.report.fresh == 1
    assert [here.party(key) for key in ("w_gb:1", "w_gb:2", "w_eu:9")] == before
    assert together(here, "w_un:SDi.902", "w_gb:2")


def test_linking_again_changes_nothing(here: World) -> None:
    here.take("w_gb", KAREM, OTHER)
    here.take("w_eu", KAREM | {"ref": "9"})
    here.link()
    assert here.link().regrouped.moved == 0


def test_a_proposal_within_one_party_is_moot(here: World) -> None:
    here.take("w_gb", KAREM | {"born": "", "un": "SDi.901"})
    here.take("w_eu", KAREM | {"born": "", "ref": "9"})
    here.take("w_us", KAREM | {"born": "", "ref": "8"})
    here.link()
    here.judge("w_gb:1", "w_eu:9", "same")
    here.judge("w_gb:1", "w_us:8", "same")
    assert here.proposals() == []


def test_a_judgement_needs_a_reason_and_two_listings(here: World) -> None:
    here.take("w_gb", KAREM, OTHER)
    with pytest.raises(Invalid, match="reason"):
        here.judge("w_gb:1", "w_gb:2", "same", " ")
    with pytest.raises(NotFound, match="w_gb:77"):
        here.judge("w_gb:1", "w_gb:77", "same")
    with pytest.raises(Invalid, match="one listing"):
        here.judge("w_gb:1", "w_gb:1", "same")


def test_every_act_is_in_the_audit_trail(here: World) -> None:
    here.take("w_gb", KAREM, OTHER)
    here.link()
    here.judge("w_gb:1", "w_gb:2", "different", "a man and a woman")
    with db.read(here.store.engine) as session:
        assert audit.verify(session).broken_at is None
        assert audit.verify(session).events >= 4


def test_being_the_only_ones_of_their_lists_is_no_reason_to_ask(here: World) -> None:
    # Neither has a rival, which alone once lifted such a pair to a probability worth a look.
    here.take("w_us", {"ref": "2", "name": "Tin Naung Yaza", "born": "1958-11-21"})
    here.take("w_gb", {"ref": "1", "name": "Tin Maung Zaw Lat"})
    assert here.link().proposed == 0


def test_what_linking_keeps_follows_the_database_and_is_made_again_when_lost(here: World) -> None:
    here.take("w_gb", KAREM, OTHER)
    here.link()
    second = here.take("w_eu", KAREM | {"ref": "9", "born": ""})
    here.link(second)
    assert here.proposals() == [("w_gb:1", "w_eu:9")]
    with db.read(here.store.engine) as session:
        kept = listed.current(session, here.folder / "linking")
        afresh = listed.current(session, None)
    assert sorted(kept.known.marks) == sorted(afresh.known.marks)
    assert sorted(map(repr, kept.known)) == sorted(map(repr, afresh.known))
    (here.folder / "linking" / "current").write_text("cut off in the mid", encoding="utf-8")
    here.link(here.take("w_eu", KAREM | {"ref": "9"}, day="2025-02-01"))
    assert together(here, "w_gb:1", "w_eu:9")
