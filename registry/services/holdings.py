"""What is held of each list: how old it is, how many listings stand, what could not be read, and every delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from importers import catalogue
from importers.catalogue import ListSpec
from importers.draft import Position
from registry.errors import NotFound
from registry.models import Designation, Listing, ListingStatus, ListingVersion, SubmissionIssue
from registry.models import Submission as SubmissionRow
from registry.services import submissions
from registry.services.actors import PUBLIC, Actor
from registry.services.submissions import Summary

_STANDING = (ListingStatus.LISTED.value, ListingStatus.MISSING.value)


@dataclass(frozen=True, slots=True)
class Held:
    """A list, its listings by status, and its last applied submission (None: nothing is held)."""

    spec: ListSpec
    statuses: dict[str, int]
    last: Summary | None

    @property
    def listings(self) -> int:
        """The listings that stand: on the list, or missing from the latest file but not confirmed gone."""
        return sum(self.statuses.get(status, 0) for status in _STANDING)

    def age_days(self, today: date) -> int | None:
        """Days since the publisher's own date; None where the file carries none."""
        return (today - self.last.published_on).days if self.last and self.last.published_on else None


@dataclass(frozen=True, slots=True)
class IssueCount:
    """How often one kind of issue came up in a submission, how many of them refused a record, and the first one."""

    code: str
    count: int
    refused: int
    example: str
    where: str
    mend: str


@dataclass(frozen=True, slots=True)
class Row:
    """A listing of a list in short."""

    reference: str
    name: str
    kind: str
    status: str
    listed_on: date | None


def overview(session: Session) -> list[Held]:
    """Every list of the catalogue, those of which something is held first."""
    counts: dict[str, dict[str, int]] = {}
    rows = session.execute(
        select(col(Listing.list_key), col(ListingVersion.status), func.count())
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .where(col(ListingVersion.recorded_to).is_(None))
        .group_by(col(Listing.list_key), col(ListingVersion.status))
    )
    for list_key, status, count in rows:
        counts.setdefault(list_key, {})[status] = count
    found = [_held(session, spec, counts.get(spec.key, {})) for spec in catalogue.LISTS.values()]
    return sorted(found, key=lambda item: (item.last is None, item.spec.partner, item.spec.key))


def one(session: Session, list_key: str) -> Held:
    """One list. Raises `NotFound` for a list that the catalogue does not have."""
    if list_key not in catalogue.LISTS:
        raise NotFound(f"There is no list {list_key!r}.", "The page of all lists names them.")
    counts = session.execute(
        select(col(ListingVersion.status), func.count())
        .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
        .where(col(ListingVersion.recorded_to).is_(None), col(Listing.list_key) == list_key)
        .group_by(col(ListingVersion.status))
    )
    return _held(session, catalogue.LISTS[list_key], {row[0]: row[1] for row in counts})


def _held(session: Session, spec: ListSpec, statuses: dict[str, int]) -> Held:
    last = submissions.last_applied(session, spec.key)
    return Held(spec, statuses, submissions.summarise(session, last) if last else None)


def deliveries(session: Session, list_key: str, actor: Actor = PUBLIC) -> list[Summary]:
    """The submissions of a list that the actor may know of, the latest first."""
    rows = session.execute(
        select(SubmissionRow)
        .where(col(SubmissionRow.list_key) == list_key)
        .order_by(col(SubmissionRow.received_at).desc(), col(SubmissionRow.id).desc())
    ).scalars()
    return [submissions.summarise(session, row) for row in rows if submissions.may_see(row, actor)]


def issues(session: Session, submission_id: int) -> list[IssueCount]:
    """The issues of a submission by code, the most frequent first."""
    counts: dict[str, list[int]] = {}
    for code, refuses, count in session.execute(
        select(col(SubmissionIssue.code), col(SubmissionIssue.refuses), func.count())
        .where(col(SubmissionIssue.submission_id) == submission_id)
        .group_by(col(SubmissionIssue.code), col(SubmissionIssue.refuses))
    ):
        both = counts.setdefault(code, [0, 0])
        both[0] += count
        both[1] += count if refuses else 0
    return sorted(
        (_issue_count(session, submission_id, code, count, refused) for code, (count, refused) in counts.items()),
        key=lambda item: (-item.count, item.code),
    )


def _issue_count(session: Session, submission_id: int, code: str, count: int, refused: int) -> IssueCount:
    first = session.execute(
        select(SubmissionIssue)
        .where(col(SubmissionIssue.submission_id) == submission_id, col(SubmissionIssue.code) == code)
        .order_by(col(SubmissionIssue.ordinal))
        .limit(1)
    ).scalar_one()
    where = Position(first.file, first.sheet, first.row, first.column)
    return IssueCount(code, count, refused, first.message, str(where), first.mend or "")


def listings(session: Session, list_key: str, begin: int, limit: int) -> tuple[int, Sequence[Row]]:
    """How many listings a list has, ended ones too, and `limit` of them from `begin` (from 0) by reference."""
    here = (
        select(col(Listing.reference), col(ListingVersion.primary_name), col(ListingVersion.kind),
               col(ListingVersion.status), col(ListingVersion.listed_on))
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .where(col(Listing.list_key) == list_key, col(ListingVersion.recorded_to).is_(None))
    )  # fmt: skip
    total = session.execute(select(func.count()).select_from(here.subquery())).scalar_one()
    rows = session.execute(here.order_by(col(Listing.reference)).offset(begin).limit(limit))
    return total, [Row(*row) for row in rows]


def by_programme(session: Session) -> dict[str, dict[str, int]]:
    """Programme key -> list key -> how many of its listings stand under it; `unknown` among the keys."""
    rows = session.execute(
        select(col(Designation.programme), col(Listing.list_key), func.count(func.distinct(col(Listing.id))))
        .join(ListingVersion, col(ListingVersion.id) == col(Designation.version_id))
        .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
        .where(col(ListingVersion.recorded_to).is_(None))
        .where(col(ListingVersion.status).in_(_STANDING))
        .group_by(col(Designation.programme), col(Listing.list_key))
    )
    found: dict[str, dict[str, int]] = {}
    for programme, list_key, count in rows:
        found.setdefault(programme, {})[list_key] = count
    return found
