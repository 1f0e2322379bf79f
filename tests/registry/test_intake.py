"""A list comes in: applied whole, held with a reason, or refused - and every version can be traced to its row."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakelist import MOVING, STABLE, people, write_list
from sqlmodel import Session, SQLModel, col, func, select

from importers.draft import Position
from registry import db
from registry.errors import Invalid, NotFound, WrongState
from registry.models import (
    CrossReference,
    Designation,
    DesignationMeasure,
    Listing,
    ListingCountry,
    ListingIdentifier,
    ListingName,
    ListingVersion,
    Submission,
    SubmissionIssue,
    SubmissionState,
)
from registry.models.content import from_content, hash_of
from registry.services import audit, intake, submissions
from registry.services.actors import operator
from registry.services.storage import Store
from registry.services.submissions import Counts, Summary

ANA = operator("ana")


Listings = Sequence[Mapping[str, Any]]


class Desk:
    """Takes files of the test lists in, one after the other."""

    def __init__(self, store: Store, folder: Path, list_key: str = STABLE) -> None:
        self.store, self.folder, self.list_key, self.files = store, folder, list_key, 0

    def receive(self, listings: Listings, day: str | None = "2025-01-01", **more: Any) -> Summary:
        self.files += 1
        path = write_list(self.folder / f"list-{self.files}.json", listings, day, **more)
        return intake.receive(self.store, self.list_key, [path], ANA, "test")

    def take(self, listings: Listings, day: str | None = "2025-01-01", **more: Any) -> Summary:
        return intake.apply(self.store, self.receive(listings, day, **more).id, ANA)

    def versions(self, reference: str) -> list[ListingVersion]:
        with db.read(self.store.engine) as session:
            statement = (
                select(ListingVersion)
                .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
                .where(Listing.reference == reference, Listing.list_key == self.list_key)
                .order_by(col(ListingVersion.recorded_from))
            )
            return list(session.exec(statement))

    def statuses(self, reference: str) -> list[tuple[str, date | None]]:
        return [(version.status, version.status_on) for version in self.versions(reference)]

    def count(self, model: type[SQLModel]) -> int:
        with db.read(self.store.engine) as session:
            return _count(session, model)

    def actions(self) -> list[str]:
        with db.read(self.store.engine) as session:
            assert audit.verify(session).broken_at is None
            return [event.action for event in session.exec(select(audit.AuditEvent).order_by(col(audit.AuditEvent.id)))]


def _count(session: Session, model: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(model)).one()


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def _codes(summary: Summary) -> list[str]:
    return [hold.code for hold in summary.holds]


def test_a_first_file_is_applied_whole(desk: Desk) -> None:
    summary = desk.take(people(50), count=50)
    assert summary.state == SubmissionState.APPLIED
    assert summary.counts == Counts(records=50, drafts=50, refused=0, added=50, changed=0, unchanged=0, removed=0)
    assert summary.published_on == date(2025, 1, 1)
    counts = {model: desk.count(model) for model in (Listing, ListingVersion, ListingName, ListingIdentifier)}
    assert set(counts.values()) == {50}
    assert desk.count(Designation) == desk.count(DesignationMeasure) == desk.count(ListingCountry) == 50
    assert desk.count(CrossReference) == 0
    assert desk.actions() == ["submission.received", "submission.applied"]


def test_a_version_is_traced_to_its_row(desk: Desk) -> None:
    summary = desk.take(people(5))
    (version,) = desk.versions("A0003")
    assert (version.row, version.reference, version.status) == (4, "A0003", "listed")
    assert version.recorded_from == summary.recorded_at
    assert version.recorded_to is None
    assert version.content_hash == hash_of(version.content)
    assert version.raw == str(people(5)[3]).replace("'", '"').replace(": ", ":").replace(", ", ",")
    draft = from_content(version.content, Position("list-1.json", row=4), {})
    assert draft.names[0].text == version.primary_name == people(5)[3]["name"]
    assert version.listed_on == draft.designations[0].listed_on == date.fromisoformat(people(5)[3]["listed"])
    with db.read(desk.store.engine) as session:
        ((number, file),) = submissions.files_of(session, version.submission_id)
        assert (version.source_file_id, file.name) == (number, "list-1.json")
        identifier = session.exec(select(ListingIdentifier).where(ListingIdentifier.version_id == version.id)).one()
        assert (identifier.value, identifier.key) == ("n° A0003-1", "NA00031")
        countries = session.exec(select(ListingCountry.code).where(ListingCountry.version_id == version.id)).all()
        assert countries == ["SY"]


def test_the_same_bytes_change_nothing(desk: Desk) -> None:
    first = desk.take(people(5))
    again = desk.receive(people(5))
    assert again.already_applied
    assert again.id == first.id
    applied = intake.apply(desk.store, again.id, operator("ben"))
    assert applied.already_applied
    assert applied.counts == first.counts
    assert desk.count(ListingVersion) == 5
    assert desk.count(Submission) == 1
    assert desk.actions() == ["submission.received", "submission.applied"]


def test_the_same_bytes_before_they_are_applied_are_one_submission(desk: Desk) -> None:
    first, second = desk.receive(people(5)), desk.receive(people(5))
    assert first.id == second.id
    assert not second.already_applied


def test_files_in_another_order_are_the_same_submission(desk: Desk, tmp_path: Path) -> None:
    one = write_list(tmp_path / "one.json", people(3))
    other = write_list(tmp_path / "other.json", people(3, 10))
    first = intake.receive(desk.store, STABLE, [one, other], ANA, "test")
    assert intake.receive(desk.store, STABLE, [other, one], ANA, "test").id == first.id
    summary = intake.apply(desk.store, first.id, ANA)
    assert [file.name for file in summary.files] == ["one.json", "other.json"]
    (early,), (late,) = desk.versions("A0000"), desk.versions("A0010")
    assert early.source_file_id != late.source_file_id


def test_other_bytes_with_the_same_content_write_no_version(desk: Desk) -> None:
    desk.take(people(5))
    summary = desk.take(people(5), "2025-01-02")
    assert summary.state == SubmissionState.APPLIED
    assert summary.counts == Counts(5, 5, 0, added=0, changed=0, unchanged=5, removed=0)
    assert desk.count(ListingVersion) == 5


def test_a_changed_listing_gets_a_version_that_follows_the_one_before(desk: Desk) -> None:
    first = desk.take(people(5))
    changed = people(5)
    changed[2] |= {"aliases": ["The Other"], "born": "1950"}
    second = desk.take(changed, "2025-01-02")
    assert second.counts == Counts(5, 5, 0, added=0, changed=1, unchanged=4, removed=0)
    assert second.facts["changed_fields"] == {"names": 1, "births": 1}
    before, after = desk.versions("A0002")
    assert before.recorded_to == after.recorded_from == second.recorded_at
    assert first.recorded_at == before.recorded_from
    assert (before.submission_id, before.closed_by_submission_id) == (first.id, second.id)
    assert (after.submission_id, after.closed_by_submission_id) == (second.id, None)
    assert before.identity_hash != after.identity_hash
    with db.read(desk.store.engine) as session:
        texts = session.exec(select(ListingName.text).where(ListingName.version_id == after.id)).all()
    assert texts == [changed[2]["name"], "The Other"]


def test_what_was_known_at_any_instant_can_be_read_back(desk: Desk) -> None:
    """Recorded time: for each submission, the versions that held then are the file of then."""
    files = [people(20), people(20, 1), [*people(10, 5), *people(5, 30)], people(20)]
    files[1][3] |= {"name": "New Name"}
    applied = [desk.take(file, f"2025-01-0{day}") for day, file in enumerate(files, start=1)]
    for summary, file in zip(applied, files, strict=True):
        instant = summary.recorded_at
        with db.read(desk.store.engine) as session:
            held = session.exec(
                select(ListingVersion.reference, ListingVersion.primary_name).where(
                    col(ListingVersion.recorded_from) <= instant,
                    col(ListingVersion.recorded_to).is_(None) | (col(ListingVersion.recorded_to) > instant),
                    ListingVersion.status == "listed",
                )
            ).all()
        assert sorted(held) == sorted((listing["ref"], listing["name"]) for listing in file)


def test_absence_is_missing_first_then_dropped_and_may_be_taken_back(desk: Desk) -> None:
    whole, short = people(30), people(29)
    desk.take(whole)
    first = desk.take(short, "2025-01-02")
    assert (first.counts.removed if first.counts else None, first.facts["missing"]) == (1, 1)
    second = desk.take(short, "2025-01-03")
    assert second.facts["dropped"] == 1
    assert desk.take(short, "2025-01-04").facts["dropped"] == 0
    back = desk.take(whole, "2025-01-05")
    assert (back.counts.changed if back.counts else None, back.facts["returned"]) == (1, 1)
    assert desk.statuses("A0029") == [
        ("listed", None),
        ("missing", date(2025, 1, 2)),
        ("dropped", date(2025, 1, 3)),
        ("listed", None),
    ]
    contents = {version.content for version in desk.versions("A0029")}
    assert len(contents) == 1


def test_a_missing_listing_still_points_to_where_it_was_read(desk: Desk) -> None:
    first = desk.take(people(30))
    desk.take(people(29), "2025-01-02")
    listed, missing = desk.versions("A0029")
    assert (listed.source_file_id, listed.row) == (missing.source_file_id, missing.row)
    assert missing.row == 30
    assert listed.submission_id == first.id != missing.submission_id
    with db.read(desk.store.engine) as session:
        for model in (ListingName, ListingIdentifier, Designation):
            assert session.exec(select(model).where(model.version_id == missing.id)).all()


def test_one_edition_downloaded_twice_is_one_observation(desk: Desk) -> None:
    desk.take(people(30))
    desk.take(people(29), "2025-01-02")
    desk.take(people(29), "2025-01-02", generated="a second later")
    assert [status for status, _ in desk.statuses("A0029")] == ["listed", "missing"]


def test_a_file_received_on_a_later_day_confirms(desk: Desk) -> None:
    """Some lists carry no date of their own but the latest one that is found in them, which removals do not move."""
    desk.take(people(30))
    desk.take(people(29), "2025-01-02")
    later = desk.receive(people(29), "2025-01-02", generated="a day later")
    with db.write(desk.store.engine) as session:
        submissions.find(session, later.id).received_at += timedelta(days=1)
    intake.apply(desk.store, later.id, ANA)
    assert [status for status, _ in desk.statuses("A0029")] == ["listed", "missing", "dropped"]


def test_without_a_date_of_its_own_every_file_counts(desk: Desk) -> None:
    desk.take(people(30), None)
    desk.take(people(29), None)
    desk.take(people(29), None, generated="later")
    assert [status for status, _ in desk.statuses("A0029")] == ["listed", "missing", "dropped"]


def test_a_publishers_delisting_stays_one(desk: Desk) -> None:
    desk.take(people(30))
    ended = people(30)
    ended[29] |= {"delisted": "2025-01-15"}
    assert desk.take(ended, "2025-01-16").facts["delisted"] == 1
    desk.take(people(29), "2025-01-17")
    desk.take(people(29), "2025-01-18")
    assert desk.statuses("A0029") == [("listed", None), ("delisted", date(2025, 1, 15))]


def test_a_record_that_could_not_be_read_is_not_absent(desk: Desk) -> None:
    desk.take(people(30))
    broken = [*people(29), {"ref": "A0029", "refused": True}]
    summary = desk.take(broken, "2025-01-02")
    assert summary.state == SubmissionState.APPLIED
    assert summary.counts == Counts(30, 29, 1, added=0, changed=0, unchanged=29, removed=0)
    assert summary.facts["unread"] == 1
    assert desk.statuses("A0029") == [("listed", None)]
    with db.read(desk.store.engine) as session:
        issue = session.exec(select(SubmissionIssue)).one()
    assert (issue.submission_id, issue.code, issue.reference) == (summary.id, "no_name", "A0029")
    assert (issue.file, issue.row, issue.refuses) == ("list-2.json", 30, True)


def test_check_finds_what_apply_does_and_changes_nothing(desk: Desk) -> None:
    desk.take(people(30))
    changed = [*people(28), {**people(30)[29], "name": "Other Name"}, {"ref": "B1", "refused": True}]
    received = desk.receive(changed, "2025-01-02")
    before = desk.count(ListingVersion)
    checked = intake.check(desk.store, received.id, ANA)
    assert checked.state == SubmissionState.CHECKED
    assert (desk.count(ListingVersion), desk.count(SubmissionIssue)) == (before, 1)
    assert checked.recorded_at is None
    applied = intake.apply(desk.store, received.id, ANA)
    assert applied.state == SubmissionState.APPLIED
    assert (applied.counts, applied.facts) == (checked.counts, checked.facts)
    assert desk.count(SubmissionIssue) == 1


def test_held_then_released(desk: Desk) -> None:
    desk.take(people(100))
    held = desk.take(people(70), "2025-01-02")
    assert (held.state, _codes(held)) == (SubmissionState.HELD, ["removals"])
    assert desk.count(ListingVersion) == 100
    assert intake.apply(desk.store, held.id, ANA).state == SubmissionState.HELD
    released = intake.release(desk.store, held.id, operator("ben"), "The publisher announced it.")
    assert (released.state, released.note) == (SubmissionState.APPLIED, "The publisher announced it.")
    assert released.facts["dropped"] == 30
    assert desk.statuses("A0099") == [("listed", None), ("dropped", date(2025, 1, 2))]
    assert _codes(released) == ["removals"]
    assert desk.actions()[-2:] == ["submission.held", "submission.applied"]


def test_held_then_refused(desk: Desk) -> None:
    desk.take(people(100))
    held = desk.take(people(70), "2025-01-02")
    refused = intake.refuse(desk.store, held.id, operator("ben"), "The download was cut.")
    assert (refused.state, refused.note) == (SubmissionState.REFUSED, "The download was cut.")
    assert desk.count(ListingVersion) == 100
    anew = desk.receive(people(70), "2025-01-02")
    assert (anew.id != held.id, anew.already_applied) == (True, False)


def test_a_release_covers_only_what_the_person_saw(desk: Desk) -> None:
    desk.take(people(100))
    held = desk.take(people(70), "2025-01-02")
    desk.take(people(100), "2025-01-03")
    still = intake.release(desk.store, held.id, operator("ben"), "Fine.")
    assert (still.state, _codes(still)) == (SubmissionState.HELD, ["older", "removals"])
    assert desk.statuses("A0099") == [("listed", None)]
    assert intake.release(desk.store, held.id, operator("ben"), "Fine all the same.").state == SubmissionState.APPLIED


def test_the_states_that_allow_no_act(desk: Desk) -> None:
    applied = desk.take(people(5))
    with pytest.raises(WrongState, match="applied"):
        intake.refuse(desk.store, applied.id, ANA, "Too late.")
    refused = intake.refuse(desk.store, desk.receive(people(4), "2025-01-02").id, ANA, "Not needed.")
    for act in (intake.check, intake.apply):
        with pytest.raises(WrongState, match=r"refused \(Not needed\.\)"):
            act(desk.store, refused.id, ANA)
    received = desk.receive(people(4), "2025-01-03")
    with pytest.raises(WrongState, match="cannot be released"):
        intake.release(desk.store, received.id, ANA, "Why not.")
    with pytest.raises(Invalid, match="reason"):
        intake.release(desk.store, received.id, ANA, " ")
    with pytest.raises(Invalid, match="reason"):
        intake.refuse(desk.store, received.id, ANA, "")
    with pytest.raises(NotFound, match="99"):
        intake.apply(desk.store, 99, ANA)
    with pytest.raises(NotFound, match="zz_none"):
        intake.receive(desk.store, "zz_none", [], ANA, "test")


@pytest.mark.parametrize(
    ("listings", "sentence"),
    [
        ([*people(3), {"cut": True}], "ends in the middle"),
        ([*people(3), people(1)[0]], "A0000 was given to two listings"),
        ([*people(3), {**people(5)[4], "counts": 2}], "do not add up: 5 records in the file, but 4 listings read"),
    ],
)
def test_refused_with_a_sentence_and_nothing_written(desk: Desk, listings: Listings, sentence: str) -> None:
    summary = desk.take(listings)
    assert summary.state == SubmissionState.REFUSED
    assert summary.note
    assert sentence in summary.note
    assert desk.count(ListingVersion) == desk.count(Listing) == 0
    assert desk.actions() == ["submission.received", "submission.refused"]


def test_a_list_that_renumbers_keeps_its_listings(store: Store, tmp_path: Path) -> None:
    desk = Desk(store, tmp_path, MOVING)
    desk.take(people(30))
    moved = [{**listing, "ref": f"A{number:04}"} for number, listing in enumerate(people(29, 1))]
    summary = desk.take(moved, "2025-01-02")
    assert summary.counts == Counts(29, 29, 0, added=0, changed=29, unchanged=0, removed=1)
    assert [version.reference for version in desk.versions("A0007")] == ["A0007", "A0006"]
    newcomer = {**people(1, 99)[0], "ref": "A0029"}
    desk.take([*moved, newcomer], "2025-01-03")
    (version,) = desk.versions("A0029~2")
    assert (version.reference, version.primary_name) == ("A0029", newcomer["name"])
    assert desk.count(Listing) == 31


def test_text_that_a_database_cannot_hold_is_kept_in_the_content(desk: Desk) -> None:
    strange = "Ada \x00 \ud800 Moro"
    summary = desk.take([{**people(1)[0], "name": strange}, {"ref": "\x00", "refused": True}])
    assert summary.state == SubmissionState.APPLIED
    (version,) = desk.versions("A0000")
    assert version.primary_name == "Ada \ufffd \ufffd Moro"
    assert from_content(version.content, Position("x"), {}).names[0].text == strange


def test_progress_is_told(desk: Desk) -> None:
    told: list[tuple[str, int, int | None]] = []
    received = desk.receive(people(450))
    intake.apply(desk.store, received.id, ANA, lambda *step: told.append(step))
    assert told == [
        ("reading", 200, None),
        ("reading", 400, None),
        ("reading", 450, 450),
        ("writing", 400, 450),
        ("writing", 450, 450),
    ]
