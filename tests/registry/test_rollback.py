"""A submission is taken back: what stood before stands again, and what was known then stays known."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from fakelist import STABLE, people
from persons import ANA, FOREIGN, PAT, PIA, UMA
from sqlmodel import col, select
from test_approval import Office

from registry import db
from registry.config import Settings
from registry.errors import Invalid, NotFound, WrongState
from registry.models import Listing, ListingVersion, PartyMembership, SubmissionState
from registry.services import divergence, linking, rollback
from registry.services.divergence import Request
from registry.services.storage import Store

FIRST = people(30)
SECOND = [{**FIRST[3], "name": "New Name"}, *FIRST[:3], *FIRST[4:28], *people(2, 100)]


@pytest.fixture
def office(store: Store, settings: Settings, tmp_path: Path) -> Office:
    return Office(store, settings, tmp_path)


def _stand(store: Store, at: datetime | None = None) -> dict[str, tuple[str, str]]:
    """Reference -> (status, content) of every listing as known now, or at an instant."""
    with db.read(store.engine) as session:
        span = col(ListingVersion.recorded_to).is_(None) if at is None else divergence.known(ListingVersion, at)
        rows = session.exec(
            select(Listing.reference, ListingVersion.status, ListingVersion.content)
            .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
            .where(span)
        )
        return {reference: (status, content) for reference, status, content in rows}


def _members(store: Store) -> set[str]:
    with db.read(store.engine) as session:
        rows = session.exec(
            select(Listing.reference)
            .join(PartyMembership, col(PartyMembership.listing_id) == col(Listing.id))
            .where(col(PartyMembership.recorded_to).is_(None))
        )
        return set(rows)


def _answer(store: Store, known_at: datetime) -> Any:
    with db.read(store.engine) as session:
        found = divergence.compute(session, Request(date(2025, 6, 1), known_at))
    return found.lines, found.tallies, found.sources


def test_what_stood_before_stands_again(office: Office) -> None:
    first = office.take(FIRST)
    linking.propose(office.store.engine, ANA)
    before = _stand(office.store)
    second = office.take(SECOND, "2025-01-02")
    linking.propose(office.store.engine, ANA, second.id)
    then = _stand(office.store)
    assert second.recorded_at is not None
    answer = _answer(office.store, second.recorded_at)
    members = _members(office.store)

    summary = rollback.rollback(office.store, second.id, PAT, "The ministry sent a draft.")
    assert (summary.state, summary.decided_by) == (SubmissionState.ROLLED_BACK, "pat")
    assert summary.rolled_back_at is not None
    now = _stand(office.store)
    assert {key: value for key, value in now.items() if value[0] != "withdrawn"} == before
    assert {key for key, value in now.items() if value[0] == "withdrawn"} == {"A0100", "A0101"}
    assert _members(office.store) == members - {"A0100", "A0101"} == set(before)
    assert _stand(office.store, second.recorded_at) == then
    assert _answer(office.store, second.recorded_at) == answer
    (source,) = _answer(office.store, summary.rolled_back_at)[2]
    assert source.sha256 == first.files[0].sha256
    assert office.actions()[-1] == "submission.rolled_back"
    office.work()
    assert office.actions()[-1] == "listings.linked"
    assert _members(office.store) == set(before)


def test_the_same_file_may_come_again_and_parties_keep_their_ids(office: Office) -> None:
    office.take(FIRST)
    second = office.take(SECOND, "2025-01-02")
    linking.propose(office.store.engine, ANA)
    then, ids = _stand(office.store), _ids(office.store)
    rollback.rollback(office.store, second.id, PAT, "A draft.")
    office.work()
    third = office.take(SECOND, "2025-01-02")
    assert third.id != second.id
    linking.propose(office.store.engine, ANA)
    assert _stand(office.store) == then
    assert _ids(office.store) == ids


def _ids(store: Store) -> dict[int, int]:
    with db.read(store.engine) as session:
        rows = session.exec(
            select(PartyMembership.listing_id, PartyMembership.party_id)
            .where(col(PartyMembership.recorded_to).is_(None))
        )  # fmt: skip
        return dict(rows.all())


def test_back_to_the_beginning(office: Office) -> None:
    first, second = office.take(FIRST), office.take(SECOND, "2025-01-02")
    with pytest.raises(WrongState, match=f"Submission {second.id} of this list was applied after it"):
        rollback.rollback(office.store, first.id, PAT, "A draft.")
    rollback.rollback(office.store, second.id, PAT, "A draft.")
    with pytest.raises(WrongState, match="is rolled_back"):
        rollback.rollback(office.store, second.id, PAT, "A draft.")
    rollback.rollback(office.store, first.id, PAT, "A draft too.")
    assert {status for status, _ in _stand(office.store).values()} == {"withdrawn"}
    assert _members(office.store) == set()


def test_who_approved_it_cannot_roll_it_back_and_others_do_not_find_it(office: Office) -> None:
    sent = office.send(FIRST)
    with pytest.raises(NotFound):
        rollback.rollback(office.store, sent.id, FOREIGN, "no")
    with pytest.raises(WrongState, match="nothing to roll back"):
        rollback.rollback(office.store, sent.id, PIA, "no")
    office.approve(sent, PAT)
    office.work()
    with pytest.raises(WrongState, match="cannot roll it back"):
        rollback.rollback(office.store, sent.id, PAT, "no")
    with pytest.raises(Invalid, match="needs a reason"):
        rollback.rollback(office.store, sent.id, PIA, " ")
    with pytest.raises(NotFound):
        rollback.rollback(office.store, sent.id, FOREIGN, "no")
    assert rollback.rollback(office.store, sent.id, PIA, "Yes.").state == SubmissionState.ROLLED_BACK
    assert UMA.account_id == office.show(sent.id).account_id


def test_a_judgement_on_a_withdrawn_listing_waits(office: Office) -> None:
    office.take(FIRST)
    second = office.take(SECOND, "2025-01-02")
    linking.propose(office.store.engine, ANA)
    word = linking.Word(f"{STABLE}:A0100", f"{STABLE}:A0001", linking.Verdict.SAME, "the same passport")
    linking.judge(office.store.engine, ANA, word)
    together = _ids(office.store)
    rollback.rollback(office.store, second.id, PAT, "A draft.")
    office.work()
    assert "A0100" not in _members(office.store)
    office.take(SECOND, "2025-01-02")
    linking.propose(office.store.engine, ANA)
    assert _ids(office.store) == together
