"""Parties from links and judgements, with public ids that never move without need.

Every party has a founder: its first listing. A group of listings is the party of its oldest founder; the other
parties founded within it forward there. So the oldest id survives a merge, and a split gives every group the id that
its founder had before. The rule needs no memory beyond the memberships themselves.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from matching.clusters import Clustering, Join, cluster
from registry.models import (
    Comparison,
    Judgement,
    Listing,
    ListingStatus,
    ListingVersion,
    Party,
    PartyMembership,
    Standing,
    Verdict,
)
from registry.models.base import table_of
from registry.services.clock import Numbers

_ALONE: dict[str, Any] = {"how": "alone", "score": 1.0}


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What a regrouping changed; `conflicts` are chains of links that a judgement "different" keeps from joining."""

    parties: int
    created: int
    moved: int
    conflicts: tuple[tuple[int, ...], ...]


def regroup(session: Session, at: datetime) -> Regrouped:
    """Put every listing into the party that links and judgements say, recording only what changes.

    A listing that was withdrawn is in no party from then on.
    """
    reasons: dict[tuple[int, int], dict[str, Any]] = {}
    withdrawn = _withdrawn(session)
    clustering = _clusters(session, reasons, withdrawn)
    open_rows = {
        row.listing_id: row
        for row in session.exec(select(PartyMembership).where(col(PartyMembership.recorded_to).is_(None)))
    }
    founded, forwards = _founded(session)
    for listing in withdrawn & open_rows.keys():
        open_rows[listing].recorded_to = at
    numbers = Numbers(session, "party")
    new_parties: list[dict[str, Any]] = []
    new_members: list[dict[str, Any]] = []
    for group in clustering.parties:
        own = sorted(party for listing in group for party in founded.get(listing, ()))
        if own:
            home, others = own[0], own[1:]
        else:
            home, others = numbers.take(), []
            new_parties.append({"id": home, "public_id": f"P{home:06}", "created_at": at, "forwards_to_id": None})
        _forward(session, forwards, home, others)
        why = _why(group, reasons)
        for listing in group:
            row = open_rows.get(listing)
            if row is not None and row.party_id == home and row.why == why[listing]:
                continue
            if row is not None:
                row.recorded_to = at
            new_members.append(
                {"listing_id": listing, "party_id": home, "recorded_from": at, "recorded_to": None, "why": why[listing]}
            )
    numbers.save()
    session.flush()
    _insert(session, Party, new_parties)
    _insert(session, PartyMembership, new_members)
    conflicts = tuple(conflict.chain for conflict in clustering.conflicts)
    return Regrouped(len(clustering.parties), len(new_parties), len(new_members), conflicts)


def _withdrawn(session: Session) -> set[int]:
    """The listings that the registry took back."""
    status = ListingStatus.WITHDRAWN.value
    rows = select(ListingVersion.listing_id).where(
        col(ListingVersion.recorded_to).is_(None), ListingVersion.status == status
    )
    return set(session.exec(rows))


def _clusters(session: Session, reasons: dict[tuple[int, int], dict[str, Any]], withdrawn: Set[int]) -> Clustering[int]:
    """Group all listings but the withdrawn; `reasons` is filled with why each joined pair is the same."""
    joins: list[Join[int]] = []
    automatic = session.exec(
        select(Comparison.listing_a_id, Comparison.listing_b_id, Comparison.score, Comparison.how)
        .where(col(Comparison.recorded_to).is_(None), col(Comparison.standing) == Standing.AUTOMATIC.value)
    )  # fmt: skip
    for a, b, score, how in automatic:
        if a in withdrawn or b in withdrawn:
            continue
        joins.append(Join(a, b, score))
        reasons[a, b] = {"how": how, "score": round(score, 4)}
    apart = []
    judged = session.exec(select(Judgement).where(col(Judgement.superseded_at).is_(None)))
    for judgement in judged:
        pair = judgement.listing_a_id, judgement.listing_b_id
        if not withdrawn.isdisjoint(pair):
            continue
        if judgement.verdict == Verdict.SAME:
            joins.append(Join(*pair, judged=True))
            reasons[pair] = {"how": "judgement", "score": 1.0, "by": judgement.actor}
        elif judgement.verdict == Verdict.DIFFERENT:
            apart.append(pair)
            reasons.pop(pair, None)
    listings = (listing for listing in session.exec(select(Listing.id)) if listing not in withdrawn)
    return cluster(listings, joins, apart)


def _founded(session: Session) -> tuple[dict[int, list[int]], dict[int, int | None]]:
    """(listing -> the parties it founded, party -> the party it forwards to)."""
    founder: dict[int, int] = {}
    rows = session.exec(
        select(PartyMembership.party_id, PartyMembership.listing_id)
        .order_by(col(PartyMembership.party_id), col(PartyMembership.recorded_from), col(PartyMembership.listing_id))
    )  # fmt: skip
    for party, listing in rows:
        founder.setdefault(party, listing)
    founded: dict[int, list[int]] = {}
    for party, listing in founder.items():
        founded.setdefault(listing, []).append(party)
    return founded, dict(session.exec(select(Party.id, Party.forwards_to_id)).all())


def _forward(session: Session, forwards: dict[int, int | None], home: int, others: Iterable[int]) -> None:
    wanted = {home: None} | dict.fromkeys(others, home)
    for party, to in wanted.items():
        if party in forwards and forwards[party] != to:
            session.execute(update(Party).where(col(Party.id) == party).values(forwards_to_id=to))
            forwards[party] = to


def _why(group: Sequence[int], reasons: Mapping[tuple[int, int], dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """For each listing of a group its strongest join to another one of it."""
    if len(group) == 1:
        return {group[0]: _ALONE}
    best: dict[int, dict[str, Any]] = {}
    for i, a in enumerate(group):
        for b in group[i + 1 :]:
            reason = reasons.get((a, b))
            if reason is None:
                continue
            for one, other in ((a, b), (b, a)):
                if one not in best or reason["score"] > best[one]["score"]:
                    best[one] = reason | {"with": other}
    return best


def _insert(session: Session, model: type[Party] | type[PartyMembership], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table_of(model)), rows)
