"""One person sends, another one approves what she saw; nobody else sees or changes anything before that."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakelist import STABLE, people, write_list
from persons import ADMIN, ANA, FOREIGN, PAT, PIA, UMA, UMAS_TOKEN
from sqlmodel import col, select

from registry import db
from registry.config import Settings
from registry.errors import Invalid, NotFound, WrongState
from registry.jobs import attempts
from registry.models import AuditEvent, ChangeKind, JobState, ListingVersion, SubmissionState
from registry.services import approval, audit, changeset, holdings, intake, jobs, submissions
from registry.services.actors import PUBLIC, Actor
from registry.services.changeset import Wanted
from registry.services.intake import Terms
from registry.services.storage import Store
from registry.services.submissions import Summary


class Office:
    """The people of partner ZZ at work; jobs are done when somebody says so."""

    def __init__(self, store: Store, settings: Settings, folder: Path) -> None:
        self.store, self.settings, self.folder, self.files = store, settings, folder, 0

    def file(self, listings: Any, day: str | None = "2025-01-01") -> Path:
        self.files += 1
        return write_list(self.folder / f"list-{self.files}.json", listings, day)

    def send(self, listings: Any, day: str | None = "2025-01-01", actor: Actor = UMA) -> Summary:
        terms = Terms(check_later=True)
        sent = intake.receive(self.store, STABLE, [self.file(listings, day)], actor, "upload", terms=terms)
        self.work()
        return self.show(sent.id)

    def take(self, listings: Any, day: str | None = "2025-01-01") -> Summary:
        received = intake.receive(self.store, STABLE, [self.file(listings, day)], ANA, "test")
        return intake.apply(self.store, received.id, ANA)

    def approve(self, summary: Summary, actor: Actor = PAT, because: str = "") -> int:
        return approval.approve(self.store, summary.id, actor, summary.digest or "", because)

    def work(self) -> None:
        while True:
            with db.read(self.store.engine) as session:
                waiting = jobs.queued(session)
            if not waiting:
                return
            for job_id in waiting:
                attempts.run(self.store, self.settings, job_id, threading.Event())

    def job(self, job_id: int) -> jobs.JobView:
        with db.read(self.store.engine) as session:
            return jobs.show(session, job_id, ANA)

    def show(self, submission_id: int, actor: Actor = ANA) -> Summary:
        with db.read(self.store.engine) as session:
            return submissions.show(session, submission_id, actor)

    def changes(self, submission_id: int, actor: Actor = PAT, **wanted: Any) -> changeset.ChangePage:
        with db.read(self.store.engine) as session:
            return changeset.changes(session, submission_id, actor, Wanted(**wanted))

    def actions(self) -> list[str]:
        with db.read(self.store.engine) as session:
            assert audit.verify(session).broken_at is None
            return list(session.exec(select(AuditEvent.action).order_by(col(AuditEvent.id))))


@pytest.fixture
def office(store: Store, settings: Settings, tmp_path: Path) -> Office:
    return Office(store, settings, tmp_path)


def test_one_sends_another_approves_and_it_is_applied_and_linked(office: Office) -> None:
    sent = office.send(people(5))
    assert sent.state == SubmissionState.CHECKED
    job_id = office.approve(sent)
    waiting = office.show(sent.id)
    assert (waiting.state, waiting.approved_by) == (SubmissionState.CHECKED, "pat")
    office.work()
    applied = office.show(sent.id)
    assert (applied.state, applied.decided_by, applied.approved_by) == (SubmissionState.APPLIED, "pat", None)
    assert applied.sent_by == "uma"
    result = office.job(job_id).result
    assert result is not None
    assert result["state"] == "applied"
    with db.read(office.store.engine) as session:
        about = jobs.about(session, f"submission:{sent.id}", PAT)
        assert [(job.kind, job.state.value) for job in about] == [
            ("link", "done"), ("apply", "done"), ("check", "done"),
        ]  # fmt: skip
    assert office.actions() == [
        "submission.received", "submission.checked", "submission.approved", "submission.applied", "listings.linked",
    ]  # fmt: skip


@pytest.mark.parametrize("actor", [UMA, UMAS_TOKEN])
def test_who_sent_it_cannot_approve(office: Office, actor: Actor) -> None:
    sent = office.send(people(5))
    with pytest.raises(WrongState, match="cannot approve"):
        office.approve(sent, actor)
    for act in (intake.apply, lambda *args: intake.release(*args, "because")):
        with pytest.raises(WrongState, match="waits for approval"):
            act(office.store, sent.id, actor)
    with pytest.raises(WrongState, match="not approved"):
        intake.apply_approved(office.store, sent.id, PAT)
    assert office.show(sent.id).state == SubmissionState.CHECKED


@pytest.mark.parametrize("actor", [FOREIGN, ADMIN, PUBLIC])
def test_others_find_nothing(office: Office, actor: Actor) -> None:
    sent = office.send(people(5))
    acts: list[Callable[[], object]] = [
        lambda: office.approve(sent, actor),
        lambda: approval.withdraw(office.store, sent.id, actor),
        lambda: approval.reread(office.store, sent.id, actor, None),
        lambda: intake.check(office.store, sent.id, actor),
        lambda: intake.refuse(office.store, sent.id, actor, "no"),
        lambda: office.show(sent.id, actor),
        lambda: office.changes(sent.id, actor),
    ]
    for act in acts:
        with pytest.raises(NotFound, match=f"There is no submission {sent.id}."):
            act()
    with db.read(office.store.engine) as session:
        assert holdings.deliveries(session, STABLE, actor) == []
        assert [item.id for item in holdings.deliveries(session, STABLE, PAT)] == [sent.id]
        assert submissions.of_partner(session, "ZZ", actor) == []
        assert [item.id for item in submissions.of_partner(session, "ZZ", PAT)] == [sent.id]


def test_what_the_operator_fetched_and_what_was_applied_is_public(office: Office) -> None:
    fetched = office.take(people(5))
    sent = office.send(people(6), "2025-01-02")
    office.approve(sent)
    with db.read(office.store.engine) as session:
        assert [item.id for item in holdings.deliveries(session, STABLE)] == [fetched.id]
    office.work()
    with db.read(office.store.engine) as session:
        assert [item.id for item in holdings.deliveries(session, STABLE)] == [sent.id, fetched.id]


def test_two_approvers_at_once_one_wins(office: Office) -> None:
    sent = office.send(people(5))
    start, outcomes = threading.Barrier(6), []

    def approve(actor: Actor) -> None:
        start.wait()
        try:
            outcomes.append(office.approve(sent, actor))
        except WrongState as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=approve, args=[actor]) for actor in (PAT, PIA) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(outcome) for outcome in outcomes].count(int) == 1
    assert all("was approved by" in outcome for outcome in outcomes if isinstance(outcome, str))
    office.work()
    with pytest.raises(WrongState, match="is applied by"):
        office.approve(sent, PIA)
    assert office.actions().count("submission.applied") == 1


def test_a_held_one_needs_a_reason(office: Office) -> None:
    office.take(people(200))
    held = office.send(people(100), "2025-01-02")
    assert held.state == SubmissionState.HELD
    with pytest.raises(Invalid, match="needs a reason"):
        office.approve(held)
    office.approve(held, because="The minister signed it.")
    office.work()
    applied = office.show(held.id)
    assert (applied.state, applied.note) == (SubmissionState.APPLIED, "The minister signed it.")


def test_what_the_approver_saw_is_what_is_applied(office: Office) -> None:
    office.take(people(30))
    changed = [{**people(30)[3], "name": "New Name"}, *people(3), *people(26, 4)]
    sent = office.send(changed, "2025-01-03")
    office.approve(sent)
    # Before the job is done, the operator takes in an edition of the day before, with the same change.
    office.take([{**people(30)[3], "name": "Another Name"}, *people(3), *people(26, 4)], "2025-01-02")
    office.work()
    held = office.show(sent.id)
    assert (held.state, held.approved_by) == (SubmissionState.HELD, None)
    assert [hold.code for hold in held.holds] == ["changed_since"]
    assert held.digest != sent.digest
    with pytest.raises(WrongState, match="not the one that you were shown"):
        office.approve(sent, PIA, "yes")
    office.approve(held, PIA, "Looked again.")
    office.work()
    assert office.show(held.id).state == SubmissionState.APPLIED


def test_an_approval_whose_job_was_cancelled_is_none(office: Office) -> None:
    sent = office.send(people(5))
    jobs.cancel(office.store, office.approve(sent), PAT)
    office.approve(sent, PIA)
    office.work()
    assert office.show(sent.id).decided_by == "pia"


def test_who_sent_it_may_withdraw_it_until_it_is_applied(office: Office) -> None:
    sent = office.send(people(5))
    with pytest.raises(WrongState, match="Only who sent"):
        approval.withdraw(office.store, sent.id, PAT)
    withdrawn = approval.withdraw(office.store, sent.id, UMA, "Wrong file.")
    assert (withdrawn.state, withdrawn.note) == (SubmissionState.REFUSED, "Withdrawn by the sender. Wrong file.")
    with pytest.raises(WrongState, match="is refused"):
        office.approve(sent)
    again = office.send(people(5))
    assert again.id != sent.id
    office.approve(again)
    with pytest.raises(WrongState, match="being applied"):
        approval.withdraw(office.store, again.id, UMA)
    office.work()
    with pytest.raises(WrongState, match="is applied already"):
        approval.withdraw(office.store, again.id, UMA)


def test_an_approver_may_refuse_with_a_reason(office: Office) -> None:
    sent = office.send(people(5))
    with pytest.raises(Invalid, match="needs a reason"):
        intake.refuse(office.store, sent.id, PAT, " ")
    assert intake.refuse(office.store, sent.id, PAT, "Half of it is missing.").state == SubmissionState.REFUSED


def test_an_idempotency_key_gives_the_first_answer(office: Office) -> None:
    path, other = office.file(people(5)), office.file(people(6))

    def send(file: Path, key: str | None) -> Summary:
        return intake.receive(office.store, STABLE, [file], UMA, "api", terms=Terms(key=key))

    first = send(path, "k-1")
    assert send(path, "k-1").id == send(path, None).id == send(path, "k-2").id == first.id
    with pytest.raises(WrongState, match="conflict"):
        send(other, "k-1")
    approval.withdraw(office.store, first.id, UMA)
    assert send(path, "k-1").id == first.id
    assert send(path, "k-3").id != first.id


def test_an_unknown_way_of_reading_is_refused(office: Office) -> None:
    terms, path = Terms(reading={"tea leaves": 1}), office.file(people(5))
    with pytest.raises(Invalid, match="no way to read"):
        intake.receive(office.store, STABLE, [path], UMA, "upload", terms=terms)
    sent = office.send(people(5))
    with pytest.raises(Invalid, match="no way to read"):
        approval.reread(office.store, sent.id, UMA, {"tea leaves": 1})
    approval.reread(office.store, sent.id, UMA, None)
    assert office.show(sent.id).state == SubmissionState.RECEIVED
    office.work()
    assert office.show(sent.id).state == SubmissionState.CHECKED


def test_the_change_set_is_shown_field_by_field(office: Office) -> None:
    office.take(people(30))
    listings = [{**people(30)[3], "name": "New Name"}, *people(3), *people(24, 4), *people(1, 100)]
    sent = office.send(listings, "2025-01-02")
    page = office.changes(sent.id)
    counts = {"added": 1, "changed": 1, "removed": 2, "unchanged": 27}
    assert {kind.value: count for kind, count in page.counts.items()} == counts
    assert page.total == len(page.changes) == 31
    (changed,) = office.changes(sent.id, kinds=(ChangeKind.CHANGED,)).changes
    assert (changed.reference, changed.name) == ("A0003", "New Name")
    ((field),) = changed.fields
    assert (field.field, field.before, field.after) == (
        "names", [{"text": people(30)[3]["name"]}], [{"text": "New Name"}],
    )  # fmt: skip
    removed = office.changes(sent.id, kinds=(ChangeKind.REMOVED,)).changes
    assert [(row.reference, row.fields[0].after) for row in removed] == [("A0028", "missing"), ("A0029", "missing")]
    assert office.changes(sent.id, text="new NAME").total == office.changes(sent.id, text="a0003").total == 1
    assert office.changes(sent.id, text="%").total == 0
    assert office.changes(sent.id, field="names", kinds=(ChangeKind.CHANGED,)).total == 1
    assert office.changes(sent.id, field="births", kinds=(ChangeKind.CHANGED,)).total == 0
    window = office.changes(sent.id, begin=10, limit=5)
    assert [row.ordinal for row in window.changes] == [10, 11, 12, 13, 14]
    assert window.total == 31


def test_issues_are_filtered_and_sorted(office: Office) -> None:
    listings = [*people(5), {"ref": "Y", "refused": True}, {"ref": "X", "refused": True}]
    sent = office.send(listings)

    def issues(**wanted: Any) -> list[str | None]:
        with db.read(office.store.engine) as session:
            page = changeset.issues(session, sent.id, PAT, Wanted(**wanted))
        assert page.counts == {"no_name": 2}
        assert page.total == len(page.issues)
        return [issue.reference for issue in page.issues]

    assert issues() == ["Y", "X"]
    assert issues(sort="reference") == ["X", "Y"]
    assert issues(refuses=False) == issues(codes=("other",)) == issues(text="%") == []
    assert issues(refuses=True, text="no name") == ["Y", "X"]
    with db.read(office.store.engine) as session, pytest.raises(NotFound):
        changeset.issues(session, sent.id, FOREIGN, Wanted())


def test_a_check_does_not_touch_the_listings(office: Office) -> None:
    office.send(people(5))
    with db.read(office.store.engine) as session:
        assert session.exec(select(ListingVersion)).all() == []


def test_jobs_of_a_submission_that_is_gone_fail_with_a_sentence(office: Office) -> None:
    sent = office.send(people(5))
    job_id = office.approve(sent)
    intake.refuse(office.store, sent.id, PIA, "No.")
    office.work()
    job = office.job(job_id)
    assert job.state == JobState.FAILED
    assert job.error == f"Submission {sent.id} is refused (No.): it cannot be applied."
