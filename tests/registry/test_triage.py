"""Triage: who may say what of a gap, that nothing said is lost, and that it follows the party."""

from datetime import date
from pathlib import Path

import pytest
import world
from sqlmodel import select
from world import ANA, World

from importers.vocabulary import MeasureCode
from registry import db
from registry.errors import Invalid, NotFound, WrongState
from registry.models import AuditEvent, GapTriage, TriageStatus
from registry.services import triage
from registry.services.actors import Actor, Role
from registry.services.storage import Store
from registry.services.triage import OUTCOMES, Gap, Note, Outcome

EVA = Actor("eva", "EU", frozenset({Role.OFFICER}), 1)
BEN = Actor("ben", "GB", frozenset({Role.OFFICER}), 2)
AUDITOR = Actor("aud", None, frozenset({Role.AUDITOR}), 3)
FREEZE = MeasureCode.ASSET_FREEZE
LATER = date(2100, 1, 1)


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two parties that GB freezes and the EU does not."""
    world.register(monkeypatch)
    made = World(store, tmp_path)
    made.take("w_gb", *({"ref": str(i), "name": f"Nobody Number{i}", "born": f"195{i}-01-01"} for i in (1, 2)))
    made.take("w_eu", {"ref": "9", "name": "Somebody Else"})
    made.link()
    return made


def say(here: World, party: str, status: str, actor: Actor = EVA, **more: object) -> triage.Said:
    note = Note(TriageStatus(status), **more)  # type: ignore[arg-type]
    return triage.say(here.store.engine, actor, Gap(party, "EU", FREEZE), note)


def told(here: World, party: str, actor: Actor = AUDITOR) -> list[triage.Said]:
    with db.read(here.store.engine) as session:
        return triage.history(session, actor, Gap(party, "EU", FREEZE))


def rows(here: World) -> int:
    with db.read(here.store.engine) as session:
        return len(session.exec(select(GapTriage)).all())


def test_every_status_has_an_outcome() -> None:
    assert set(OUTCOMES) == set(TriageStatus)
    assert OUTCOMES[TriageStatus.DECLINED] is not OUTCOMES[TriageStatus.NO_LEGAL_BASIS]
    assert Outcome.SILENCE not in OUTCOMES.values()


def test_what_is_said_stands_until_something_else_is(here: World) -> None:
    party = here.party("w_gb:1")
    assert told(here, party) == []
    first = say(here, party, "under_consideration", review_on=LATER, owner="Eva", note="asked the desk")
    second = say(here, party, "no_legal_basis", note="no regime fits", seen=first.id)
    found = told(here, party)
    assert [item.status.value for item in found] == ["no_legal_basis", "under_consideration"]
    assert [item.superseded_at for item in found] == [None, found[0].recorded_at]
    assert (found[1].owner, found[1].note, found[1].review_on) == ("Eva", "asked the desk", LATER)
    with db.read(here.store.engine) as session:
        said = triage.standing(session, AUDITOR)
        events = [e for e in session.exec(select(AuditEvent)) if e.action == "triage.said"]
        assert triage.last(session, AUDITOR, Gap(party, "EU", FREEZE)) == second
    assert said == {Gap(party, "EU", FREEZE): second}
    assert triage.outcome(said, Gap(party, "EU", FREEZE)) is Outcome.NO_LEGAL_ROUTE
    assert triage.outcome(said, Gap(party, "US", FREEZE)) is Outcome.SILENCE
    assert [event.detail["was"] for event in events] == [None, "under_consideration"]


@pytest.mark.parametrize(
    "actor",
    [BEN, AUDITOR, Actor("x", "EU", frozenset({Role.UPLOADER}), 4), Actor("root", None, frozenset({Role.ADMIN}), 5)],
)
def test_only_officers_of_that_partner_write(here: World, actor: Actor) -> None:
    with pytest.raises(NotFound) as refused:
        say(here, here.party("w_gb:1"), "open", actor)
    with pytest.raises(NotFound) as nothing:
        triage.say(here.store.engine, actor, Gap(here.party("w_gb:1"), "ZZ", FREEZE), Note(TriageStatus.OPEN))
    assert str(refused.value).replace("EU", "ZZ") == str(nothing.value)
    assert rows(here) == 0


def test_only_officers_and_auditors_read(here: World) -> None:
    say(here, here.party("w_gb:1"), "open")
    assert told(here, here.party("w_gb:1"), BEN)
    with pytest.raises(NotFound):
        told(here, here.party("w_gb:1"), Actor("v", "EU", frozenset({Role.VIEWER}), 6))


def test_what_cannot_be_said(here: World) -> None:
    party, other = here.party("w_gb:1"), here.party("w_eu:9")
    for status, words in (("declined", "reason"), ("no_legal_basis", "reason"), ("deferred", "day to look again")):
        with pytest.raises(Invalid, match=words):
            say(here, party, status)
    with pytest.raises(Invalid, match="no gap"):
        say(here, other, "open")
    with pytest.raises(NotFound):
        say(here, "P999999", "open")
    with pytest.raises(NotFound):
        say(here, "w_gb:1", "open")
    assert rows(here) == 0


def test_two_people_do_not_overwrite_each_other(here: World) -> None:
    party = here.party("w_gb:1")
    say(here, party, "open")
    with pytest.raises(WrongState, match="meanwhile"):
        say(here, party, "in_preparation")
    assert [item.status.value for item in told(here, party)] == ["open"]


def test_it_follows_a_party_that_is_joined_with_another(here: World) -> None:
    kept, joined = sorted([here.party("w_gb:1"), here.party("w_gb:2")])
    say(here, kept, "open")
    second = say(here, joined, "declined", note="not ours")
    here.judge("w_gb:1", "w_gb:2", "same")
    found = told(here, joined)
    assert {item.gap.party for item in found} == {kept}
    assert [item.status.value for item in found] == ["declined", "open"]
    with db.read(here.store.engine) as session:
        assert triage.standing(session, AUDITOR)[Gap(kept, "EU", FREEZE)].status is TriageStatus.DECLINED
    say(here, kept, "in_preparation", seen=second.id)
    assert [item.superseded_at is None for item in told(here, kept)] == [True, False, False]
    here.judge("w_gb:1", "w_gb:2", "different")
    assert [item.status.value for item in told(here, joined)] == ["declined"]


def test_reviews_that_are_due(here: World) -> None:
    say(here, here.party("w_gb:1"), "deferred", review_on=date(2025, 3, 1))
    say(here, here.party("w_gb:2"), "deferred", review_on=date(2025, 2, 1))
    with db.read(here.store.engine) as session:
        due = triage.overdue(session, ANA, date(2025, 3, 1), "EU")
        assert [item.review_on for item in due] == [date(2025, 2, 1), date(2025, 3, 1)]
        assert triage.overdue(session, ANA, date(2025, 1, 31)) == []
        assert triage.overdue(session, ANA, date(2025, 3, 1), "GB") == []
