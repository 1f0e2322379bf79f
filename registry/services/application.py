"""What applying a submission means: weigh its spool against what is there, then write the versions that follow."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from importers import catalogue
from importers.draft import Position
from registry.models import ListingStatus, ListingVersion, Submission, SubmissionIssue
from registry.models.base import table_of
from registry.services import brakes, submissions
from registry.services.brakes import Hold, Situation
from registry.services.changes import (
    ChangeSet,
    OpenVersion,
    compare,
    contradicted_fields,
    differences,
    is_another_party,
    open_versions,
)
from registry.services.spool import Entry, Progress, Spool, filled_fields
from registry.services.versions import Occasion, VersionWriter, chunks, storable

_CHUNK = 400

Removal = tuple[OpenVersion, ListingStatus, date]
"""A listing that the file lacks, the status that follows, and the date that belongs to it."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What applying would do, and what stands against it. `mismatch` is a sentence when the file must not be used.

    So it is when the numbers do not add up, or when a file that is taken whole or not at all has a refused record.
    """

    spool: Spool
    changes: ChangeSet
    removals: Sequence[Removal]
    holds: Sequence[Hold]
    mismatch: str | None


def evaluate(session: Session, submission: Submission, spool: Spool, confirmed: bool) -> Evaluation:
    """Weigh a spool against the open versions of its list; counts and facts go to the submission.

    `confirmed`: a person vouches for the file, so that one absence is enough.
    """
    spec = catalogue.lookup(submission.list_key)
    before = open_versions(session, spec.key, spec.stable_references)
    changes = compare(spool.entries, before, spool.refused_references, spec.stable_references)
    _count_fields(session, spool, changes)
    submission.published_on = spool.facts.published_on or submission.published_on
    removals = _removals(submission, changes, confirmed)
    last = submissions.last_applied(session, spec.key)
    situation = _situation(submission, last, spool, changes)
    _count(submission, spool, changes, removals)
    submission.facts = _facts(spool, changes, removals) | {
        "notices": [asdict(notice) for notice in brakes.notices(situation)],
    }
    return Evaluation(spool, changes, removals, brakes.holds(situation), _mismatch(submission) or _broken(spool))


def _count_fields(session: Session, spool: Spool, changes: ChangeSet) -> None:
    """Count in how many listings each field changed, and in how many it says nothing any more."""
    table = table_of(ListingVersion)
    for pairs in chunks(changes.changed):
        ids = [version.version_id for _, version in pairs]
        found = session.connection().execute(select(table.c.id, table.c.content).where(table.c.id.in_(ids)))
        contents = {row.id: row.content for row in found}
        for entry, version in pairs:
            before, after = json.loads(contents[version.version_id]), json.loads(spool.draft(entry).content)
            changes.changed_fields.update(difference.field for difference in differences(before, after))
            changes.lost_fields.update(filled_fields(before) - filled_fields(after))
            changes.contradicted_fields.update(contradicted_fields(before, after))
            if is_another_party(before, after):
                changes.reused.append(version.reference)


def _removals(submission: Submission, changes: ChangeSet, confirmed: bool) -> list[Removal]:
    """First absence: missing. Dropped when a person confirms, or another edition or a later day's file lacks it too."""
    published_on = submission.published_on
    day = published_on or submission.received_at.date()
    result: list[Removal] = []
    for version in changes.absent:
        pending = version.status == ListingStatus.MISSING
        # The same edition downloaded twice on a day is one observation; without a date of its own, every file counts.
        again = (
            published_on is None
            or version.status_on is None
            or published_on > version.status_on
            or submission.received_at.date() > version.recorded_from.date()
        )
        if confirmed or (pending and again):
            result.append((version, ListingStatus.DROPPED, day))
        elif not pending:
            result.append((version, ListingStatus.MISSING, day))
    return result


def _situation(submission: Submission, last: Submission | None, spool: Spool, changes: ChangeSet) -> Situation:
    absent = {version.listing_id for version in changes.absent}
    return Situation(
        published_on=submission.published_on,
        last_published_on=last.published_on if last else None,
        today=datetime.now(UTC).date(),
        records=spool.facts.records,
        publisher_count=spool.facts.publisher_count,
        drafts=len(spool.entries),
        refused=spool.refused,
        added=len(changes.added),
        current=sum(version.in_force for version in changes.before),
        gone=sum(version.status == ListingStatus.LISTED for version in changes.absent),
        unread=len(changes.unread),
        contradicted=changes.contradicted_fields,
        reused=changes.reused,
        sentinels_gone=[one.reference for one in brakes.sentinels(changes.before) if one.listing_id in absent],
        lost=changes.lost_fields,
        filled=last.facts["filled"] if last else {},
        expected=catalogue.lookup(submission.list_key).expected,
        hidden_rows=spool.facts.hidden_rows,
    )


def _count(submission: Submission, spool: Spool, changes: ChangeSet, removals: Sequence[Removal]) -> None:
    submission.records = spool.facts.records
    submission.drafts = len(spool.entries)
    submission.refused_records = spool.refused
    submission.added = len(changes.added)
    submission.changed = len(changes.changed)
    submission.unchanged = len(changes.unchanged)
    submission.removed = len(removals)


def _facts(spool: Spool, changes: ChangeSet, removals: Sequence[Removal]) -> dict[str, Any]:
    """What the file says of itself and what was met on the way, as plain JSON values."""
    moves = Counter(status.value for _, status, _ in removals)
    gone = (ListingStatus.MISSING, ListingStatus.DROPPED)
    newly = [entry for entry, version in changes.changed if version.status != entry.status]
    return {
        "shape": spool.facts.shape,
        "rows": spool.facts.rows,
        "publisher_count": spool.facts.publisher_count,
        "notes": list(spool.facts.notes),
        "filled": dict(spool.filled),
        "issues": dict(spool.issue_codes),
        "missing": moves[ListingStatus.MISSING.value],
        "dropped": moves[ListingStatus.DROPPED.value],
        "returned": sum(version.status in gone for _, version in changes.changed),
        "delisted": sum(entry.status == ListingStatus.DELISTED for entry in newly),
        "unread": len(changes.unread),
        "changed_fields": dict(changes.changed_fields),
        "lost": dict(changes.lost_fields),
        "contradicted": dict(changes.contradicted_fields),
    }


def _mismatch(submission: Submission) -> str | None:
    """A sentence when records or drafts are not all accounted for: then the reader is wrong, whatever the file is."""
    it = submission
    drafts, refused, added, changed = it.drafts or 0, it.refused_records or 0, it.added or 0, it.changed or 0
    if it.records != drafts + refused:
        return (
            f"The numbers do not add up: {it.records} records in the file, "
            f"but {drafts} listings read and {refused} records refused."
        )
    if drafts != added + changed + (it.unchanged or 0):
        return (
            f"The numbers do not add up: {drafts} listings read, but {added} added, {changed} changed "
            f"and {it.unchanged} unchanged."
        )
    return None


def _broken(spool: Spool) -> str | None:
    """A sentence when the sender of the file can mend what was refused, and so is asked to."""
    if not spool.facts.whole or not spool.refused:
        return None
    first = next(issue for issue in spool.read_issues() if issue["refuses"])
    place = Position(first["file"], first["sheet"], first["row"], first["column"])
    return (
        f"{spool.refused} of {spool.facts.records} listings cannot be taken as they stand, so nothing was. The first: "
        f"{place}: {first['message']} Correct the cells and send the file again."
    )


def write_issues(session: Session, submission: Submission, spool: Spool) -> None:
    """Keep the issues of this reading in place of those of an earlier one."""
    table, connection = table_of(SubmissionIssue), session.connection()
    connection.execute(delete(table).where(table.c.submission_id == submission.id))
    rows = (
        {name: storable(value) if isinstance(value, str) else value for name, value in issue.items()}
        | {"submission_id": submission.id, "ordinal": ordinal}
        for ordinal, issue in enumerate(spool.read_issues())
    )
    for chunk in chunks(rows):
        connection.execute(insert(table), chunk)


def write_versions(session: Session, submission: Submission, evaluation: Evaluation, progress: Progress) -> None:
    """Write every version that the evaluation asks for, recorded at the submission's instant."""
    if submission.id is None or submission.recorded_at is None:
        raise ValueError("A submission is recorded at an instant before its versions are written.")
    files = submissions.files_of(session, submission.id)
    occasion = Occasion(
        submission.id,
        submission.recorded_at,
        submission.list_key,
        submission.partner,
        {file.name: number for number, file in files},
    )
    writer, changes, spool = VersionWriter(session, occasion), evaluation.changes, evaluation.spool
    work: list[tuple[Entry, OpenVersion | None]] = [*changes.changed, *((entry, None) for entry in changes.added)]
    for done, (entry, version) in enumerate(work, start=1):
        if version is None:
            writer.add(spool.draft(entry), entry)
        else:
            writer.change(version, spool.draft(entry), entry)
        if done % _CHUNK == 0 or done == len(work):
            progress("writing", done, len(work))
    for version, status, day in evaluation.removals:
        writer.restate(version, status, day)
    writer.finish()
