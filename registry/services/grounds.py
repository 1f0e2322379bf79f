"""Why the listings of a party are held to be one: for each of them the link or judgement it stands on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from registry.models import Comparison, Listing, Party, PartyMembership
from registry.services import divergence


@dataclass(frozen=True, slots=True)
class Ground:
    """What ties a listing to another of its party: `how` (`alone` where nothing does), to which, and the reasons.

    `reasons` are those of the comparison, as kept: field, outcome, weight, text. Who judged, and the words used, are
    not part of it: they are not published.
    """

    how: str
    score: float
    other: str | None
    reasons: tuple[Mapping[str, Any], ...]


def load(session: Session, public_id: str, known_at: datetime) -> dict[str, Ground]:
    """Listing (`list:reference`) -> its ground, for the listings of a party at that instant."""
    rows = session.execute(
        select(col(Listing.id), col(Listing.list_key), col(Listing.reference), col(PartyMembership.why))
        .join(PartyMembership, col(PartyMembership.listing_id) == col(Listing.id))
        .join(Party, col(Party.id) == col(PartyMembership.party_id))
        .where(col(Party.public_id) == public_id, divergence.known(PartyMembership, known_at))
    ).all()
    keys = {row[0]: f"{row[1]}:{row[2]}" for row in rows}
    reasons = _reasons(session, list(keys), known_at)
    return {keys[row[0]]: _ground(row[0], row[3], keys, reasons) for row in rows}


def _ground(
    listing: int, why: Mapping[str, Any], keys: Mapping[int, str], reasons: Mapping[tuple[int, int], Sequence[Any]]
) -> Ground:
    other = why.get("with")
    pair = (min(listing, other), max(listing, other)) if other is not None else None
    known = tuple(reasons.get(pair, ())) if pair else ()
    return Ground(why.get("how", "alone"), why.get("score", 1.0), keys.get(other) if other else None, known)


def _reasons(session: Session, listings: Sequence[int], known_at: datetime) -> dict[tuple[int, int], Sequence[Any]]:
    rows = session.execute(
        select(col(Comparison.listing_a_id), col(Comparison.listing_b_id), col(Comparison.reasons))
        .where(divergence.known(Comparison, known_at))
        .where(col(Comparison.listing_a_id).in_(listings), col(Comparison.listing_b_id).in_(listings))
    )
    return {(a, b): reasons for a, b, reasons in rows}
