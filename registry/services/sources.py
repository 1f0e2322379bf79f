"""The files that an answer rests on, and what can be known of each partner from them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from importers import catalogue, programmes
from importers.vocabulary import MeasureCode
from registry.errors import Invalid
from registry.models import Listing, ListingVersion, SourceFile, Submission, SubmissionFile, SubmissionState
from registry.services.cells import PartnerScope

EARLIER = "an earlier edition; listings unchanged since then were read there"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that the answer rests on: whose, how old on the day of the comparison, and its hash.

    `listings` are those of the whole edition; `note` says what a reader must know: that it is not the current edition,
    that it carries no date, or that it holds fewer listings than the complete list.
    """

    list_key: str
    partner: str
    title: str
    file: str
    sha256: str
    size: int
    published_on: date | None
    received_at: datetime
    age_days: int | None
    listings: int
    note: str = ""

    @property
    def current(self) -> bool:
        """Whether this is a file of the edition that the list stands at."""
        return self.note != EARLIER


def load(session: Session, as_of: date, known_at: datetime) -> tuple[Source, ...]:
    """The files of every list's last edition applied by that instant, and earlier ones that listings were read from."""
    applied = session.execute(
        select(Submission)
        .where(col(Submission.recorded_at) <= known_at)
        # One that was rolled back later was what the list stood at until then.
        .where(
            or_(
                col(Submission.state) == SubmissionState.APPLIED.value,
                (col(Submission.state) == SubmissionState.ROLLED_BACK.value)
                & (col(Submission.rolled_back_at) > known_at),
            )
        )
        .order_by(col(Submission.list_key), col(Submission.recorded_at).desc())
    ).scalars()
    editions = list(applied)
    latest: dict[str, Submission] = {}
    for submission in editions:
        latest.setdefault(submission.list_key, submission)
    cited = _cited(session, known_at)
    found = []
    for submission in editions:
        current = submission is latest[submission.list_key]
        for file_id, name, sha256, size in _files(session, submission):
            if current or (submission.list_key, file_id) in cited:
                note = _note(submission) if current else EARLIER
                found.append(_source(submission, (name, sha256, size), as_of, note))
                cited.discard((submission.list_key, file_id))
    return tuple(found)


def _files(session: Session, submission: Submission) -> Sequence[Any]:
    return session.execute(
        select(col(SourceFile.id), col(SubmissionFile.name), col(SourceFile.sha256), col(SourceFile.size))
        .join(SourceFile, col(SourceFile.id) == col(SubmissionFile.source_file_id))
        .where(col(SubmissionFile.submission_id) == submission.id)
        .order_by(col(SubmissionFile.ordinal))
    ).all()


def _cited(session: Session, known_at: datetime) -> set[tuple[str, int]]:
    """(list, file) of every file that a version known at that instant was read from."""
    rows = session.execute(
        select(col(Listing.list_key), col(ListingVersion.source_file_id))
        .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
        .where(col(ListingVersion.recorded_from) <= known_at)
        .where(or_(col(ListingVersion.recorded_to).is_(None), col(ListingVersion.recorded_to) > known_at))
        .distinct()
    )
    return {(list_key, file_id) for list_key, file_id in rows}


def _note(submission: Submission) -> str:
    fewest = catalogue.lookup(submission.list_key).expected[0]
    if (submission.drafts or 0) < fewest:
        return f"fewer listings than the complete list has (at least {fewest:,}): its silence says little"
    return "" if submission.published_on else "the file carries no date: its age is not known"


def _source(submission: Submission, file: tuple[str, str, int], as_of: date, note: str) -> Source:
    name, sha256, size = file
    published = submission.published_on
    return Source(
        submission.list_key,
        submission.partner,
        catalogue.lookup(submission.list_key).title,
        name,
        sha256,
        size,
        published,
        submission.received_at,
        (as_of - published).days if published else None,
        submission.drafts or 0,
        note,
    )


def scopes(sources: Iterable[Source], partners: Sequence[str], as_of: date) -> list[PartnerScope]:
    """What can be known of each partner (of `partners`, or of all held) on that day.

    Raises `Invalid` for a partner of whom no list is held.
    """
    held: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        if source.current:
            held[source.partner].append(source)
    if missing := set(partners) - set(held):
        raise Invalid(
            f"No list of {', '.join(sorted(missing))} was held at that time.",
            f"The partners are: {', '.join(sorted(held))}." if held else "Import a list first.",
        )
    themes = _themes(as_of)
    return [_scope(partner, held[partner], themes[partner]) for partner in partners or sorted(held)]


def _scope(partner: str, sources: Sequence[Source], themes: set[str]) -> PartnerScope:
    specs = [catalogue.lookup(source.list_key) for source in sources]
    publishes: set[MeasureCode] = {code for spec in specs for code in spec.publishes}
    left_out = frozenset.intersection(*(spec.leaves_out for spec in specs))
    # A list of which no silence is concluded cannot make the others look fresher than they are.
    telling = [source for source, spec in zip(sources, specs, strict=True) if spec.publishes] or sources
    dates = [source.published_on for source in telling]
    newest = max(day for day in dates if day) if all(dates) else None
    return PartnerScope(partner, frozenset(publishes), frozenset(themes), left_out, newest)


def _themes(as_of: date) -> dict[str, set[str]]:
    """Partner -> what its programmes of that day are about."""
    found: dict[str, set[str]] = defaultdict(set)
    for programme in programmes.all_programmes():
        if programme.stands(as_of):
            found[programme.partner] |= programme.themes
    return found
