"""What an applied submission did to its list: every version that it opened, with the one before it.

Read from the versions themselves, so that it holds for every submission there ever was, however it came in.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from registry.errors import NotFound
from registry.models import Listing, ListingVersion
from registry.models import Submission as SubmissionRow
from registry.services import submissions
from registry.services.actors import Actor
from registry.services.changes import differences
from registry.services.submissions import Summary

NEW, CHANGED, RESTATED = "new", "changed", "restated"


@dataclass(frozen=True, slots=True)
class Entry:
    """A listing that the submission touched: new on the list, changed in what it says, or in its status alone.

    `fields` are the names of the fields that changed; `status_before` is None for a new listing.
    """

    reference: str
    name: str
    what: str
    fields: tuple[str, ...]
    status: str
    status_before: str | None


@dataclass(frozen=True, slots=True)
class Log:
    """A submission, how many listings it touched by what it did to them, and some of them by reference."""

    submission: Summary
    counts: dict[str, int]
    entries: Sequence[Entry]


def load(session: Session, actor: Actor, list_key: str, submission_id: int, begin: int, limit: int) -> Log:
    """The change log of a submission of a list, `limit` entries from `begin`. Raises `NotFound`."""
    row = session.get(SubmissionRow, submission_id)
    if row is None or row.list_key != list_key or row.recorded_at is None or not submissions.may_see(row, actor):
        raise NotFound(f"Nothing was applied to {list_key!r} under the number {submission_id}.")
    touched = _touched(submission_id)
    by = touched.order_by(None).subquery()
    same = by.c.content_hash == by.c.hash_before
    counts = {
        NEW: _count(session, by, by.c.before_id.is_(None)),
        CHANGED: _count(session, by, by.c.before_id.is_not(None) & ~same),
        RESTATED: _count(session, by, same),
    }
    shown = session.execute(touched.offset(begin).limit(limit)).all()
    return Log(submissions.summarise(session, row), counts, [_entry(item) for item in shown])


def _touched(submission_id: int) -> Select[Any]:
    before, text_before = aliased(ListingVersion), aliased(ListingVersion)
    closed = (
        select(func.max(col(before.id)))
        .where(col(before.listing_id) == col(ListingVersion.listing_id), col(before.id) < col(ListingVersion.id))
        .correlate(ListingVersion)
        .scalar_subquery()
    )
    found: Any = (
        select(
            col(Listing.reference), col(ListingVersion.primary_name), col(ListingVersion.status),
            col(ListingVersion.content), col(ListingVersion.content_hash), col(text_before.id).label("before_id"),
            col(text_before.status).label("status_before"), col(text_before.content).label("content_before"),
            col(text_before.content_hash).label("hash_before"),
        )
        .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
        .outerjoin(text_before, col(text_before.id) == closed)
        .where(col(ListingVersion.submission_id) == submission_id)
        .order_by(col(Listing.reference))
    )  # fmt: skip
    chosen: Select[Any] = found
    return chosen


def _count(session: Session, touched: Any, condition: Any) -> int:
    return int(session.execute(select(func.count()).select_from(touched).where(condition)).scalar_one())


def _entry(row: Any) -> Entry:
    reference, name, status, content, digest, before_id, status_before, content_before, hash_before = row
    if before_id is None:
        return Entry(reference, name, NEW, (), status, None)
    if digest == hash_before:
        return Entry(reference, name, RESTATED, (), status, status_before)
    changed = differences(json.loads(content_before), json.loads(content))
    return Entry(reference, name, CHANGED, tuple(item.field for item in changed), status, status_before)
