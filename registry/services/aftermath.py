"""What one applied submission caused: links, proposals, gaps that opened and gaps that closed.

The same divergence is computed twice, as known just before the submission was applied and as known after it was
linked, for the parties that it touched. Both instants are recorded, so that anybody gets the same answer again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from registry.errors import WrongState
from registry.models import Comparison, Listing, ListingVersion, Party, PartyMembership, Standing
from registry.services import divergence, submissions
from registry.services.divergence import Request

SHOWN = 200
"""So many links, proposals and gaps are told one by one; the counts are of all."""
_FEW = 2_000
"""More parties than that are compared with all others rather than named in one question."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two listings (`list:reference`) that were linked, or proposed to be; `how` names the evidence."""

    listing_a: str
    listing_b: str
    score: float
    how: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A partner that does not impose a measure which others impose on a party."""

    party: str
    name: str
    measure: str
    partner: str
    kind: str


@dataclass(frozen=True, slots=True)
class Aftermath:
    """`before` and `after` are the instants compared, `as_of` the day. The counts are of all, the rest at most 200."""

    as_of: date
    before: datetime
    after: datetime
    parties: int
    counts: Mapping[str, int]
    linked: tuple[Tie, ...]
    proposed: tuple[Tie, ...]
    opened: tuple[Gap, ...]
    closed: tuple[Gap, ...]


def compute(session: Session, submission_id: int, as_of: date, after: datetime) -> Aftermath:
    """What the submission caused until `after`, in force on `as_of`.

    Raises `NotFound`; `WrongState` when it was not applied.
    """
    submission = submissions.find(session, submission_id)
    if submission.recorded_at is None:
        raise WrongState(f"Submission {submission_id} was not applied: nothing came of it.")
    since = submission.recorded_at
    before = since - timedelta(microseconds=1)
    parties = _parties(session, submission_id, before, after)
    then, now = (_gaps(session, Request(as_of, at), parties) for at in (before, after))
    opened = [gap for key, gap in now.items() if key not in then]
    closed = [gap for key, gap in then.items() if key not in now]
    linked = _ties(session, submission_id, since, after, Standing.AUTOMATIC)
    proposed = _ties(session, submission_id, since, after, Standing.PROPOSED)
    counts = {"linked": len(linked), "proposed": len(proposed), "opened": len(opened), "closed": len(closed)}
    shown = [tuple(items[:SHOWN]) for items in (linked, proposed)]
    gaps = [tuple(items[:SHOWN]) for items in (opened, closed)]
    return Aftermath(as_of, before, after, len(parties), counts, shown[0], shown[1], gaps[0], gaps[1])


def plain(found: Aftermath) -> dict[str, Any]:
    """An aftermath as JSON values."""
    return asdict(found) | {
        "as_of": found.as_of.isoformat(),
        "before": found.before.isoformat(),
        "after": found.after.isoformat(),
    }


def _parties(session: Session, submission_id: int, before: datetime, after: datetime) -> frozenset[str]:
    """The parties of the listings that the submission wrote a version of, as known before and after."""
    written = select(ListingVersion.listing_id).where(ListingVersion.submission_id == submission_id)
    stood: ColumnElement[bool] = divergence.known(PartyMembership, before) | divergence.known(PartyMembership, after)
    return frozenset(
        session.exec(
            select(Party.public_id)
            .join(PartyMembership, col(PartyMembership.party_id) == col(Party.id))
            .where(stood, col(PartyMembership.listing_id).in_(written))
        )
    )


def _gaps(session: Session, request: Request, parties: frozenset[str]) -> dict[tuple[str, str, str], Gap]:
    if not parties:
        return {}
    known = divergence.load_known(session, request.known_at, sorted(parties) if len(parties) <= _FEW else ())
    return {
        (line.party.public_id, line.measure.value, partner): Gap(
            line.party.public_id, line.party.name, line.measure.value, partner, kind
        )
        for line in divergence.compute(session, request, known).lines
        if line.party.public_id in parties
        for partner, kind in line.gaps
    }


def _ties(session: Session, submission_id: int, since: datetime, after: datetime, standing: Standing) -> list[Tie]:
    rows = session.exec(
        select(Comparison)
        .where(Comparison.submission_id == submission_id, Comparison.standing == standing.value)
        .where(col(Comparison.recorded_from) > since, divergence.known(Comparison, after))
        .order_by(col(Comparison.score).desc(), col(Comparison.id))
    ).all()
    ids = {number for row in rows[:SHOWN] for number in (row.listing_a_id, row.listing_b_id)}
    named = session.exec(select(Listing).where(col(Listing.id).in_(ids)))
    names = {listing.id: f"{listing.list_key}:{listing.reference}" for listing in named}
    return [Tie(names.get(row.listing_a_id, ""), names.get(row.listing_b_id, ""), row.score, row.how) for row in rows]
