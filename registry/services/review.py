"""The queue of a reviewer: proposals one by one, what each answer would do to the gaps, and taking an answer back.

Deciding itself is `linking.judge`. What is shown is computed from what is kept; nothing here guesses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, func, insert, or_
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from importers.vocabulary import MeasureCode
from matching.compare import compare
from matching.explain import AlignedPart
from matching.weights import Context
from registry import db
from registry.errors import Invalid, NotFound, WrongState
from registry.models import Comparison, Judgement, Listing, ListingVersion, Party, PartyMembership, Standing, Verdict
from registry.models.base import table_of
from registry.services import audit, cells, clock, dossier, linking, parties, subjects
from registry.services.actors import Actor
from registry.services.cells import PartnerScope, PartyFacts
from registry.services.divergence import CORE_MEASURES, known, load_joined, themes_by_programme
from registry.services.dossier import ListingPage
from registry.services.parties import Regrouped
from registry.services.permission import Action, require


@dataclass(frozen=True, slots=True)
class Filters:
    """Which proposals: with lists of these partners (one or two), of a kind, with a likelihood between two bounds."""

    partners: tuple[str, ...] = ()
    kind: str | None = None
    least: float = 0.0
    most: float = 1.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal in short. `key_a`, `key_b` are `list:reference`; `score` is the likelihood, 0 to 1."""

    number: int
    key_a: str
    key_b: str
    name_a: str
    name_b: str
    score: float
    similarity: float | None
    kind: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said about a pair, and whether it still stands."""

    judgement_id: int
    verdict: str
    because: str
    actor: str
    at: datetime
    stands: bool
    reopened: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a reviewer needs on one page: both listings, their parties, the reasons, what was said before.

    `names` are the two names compared and `parts` their aligned parts; `following` is the next proposal's number.
    """

    waiting: Waiting
    open: bool
    listings: tuple[ListingPage, ListingPage]
    party_ids: tuple[str, str]
    names: tuple[str, str]
    parts: tuple[AlignedPart, ...]
    reasons: Sequence[Mapping[str, Any]]
    said: tuple[Said, ...]
    following: int | None


Change = tuple[str, MeasureCode, str]
"""A gap that appears or closes: the partner, the measure, and the kind of gap."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an answer would do: whether parties join, which gaps close and which appear, and what stands against it."""

    verdict: Verdict
    joins: bool
    closes: tuple[Change, ...]
    opens: tuple[Change, ...]
    against: str = ""


def queue(
    session: Session, actor: Actor, filters: Filters, begin: int = 0, limit: int = 50
) -> tuple[int, list[Waiting]]:
    """How many proposals wait under the filters, and `limit` of them from `begin`, the likeliest first."""
    require(actor, Action.SEE_PROPOSALS)
    chosen = _waiting(filters)
    total = session.execute(sa_select(func.count()).select_from(chosen.order_by(None).subquery())).scalar_one()
    return total, [_short(row) for row in session.execute(chosen.offset(begin).limit(limit))]


def pairs_of_partners(session: Session, actor: Actor) -> list[tuple[str, str, int]]:
    """How many proposals wait between each two partners, the most first."""
    require(actor, Action.SEE_PROPOSALS)
    waiting = _waiting(Filters()).order_by(None).subquery()
    counts: dict[tuple[str, str], int] = {}
    rows = session.execute(
        sa_select(waiting.c.partner_a, waiting.c.partner_b, func.count()).group_by(
            waiting.c.partner_a, waiting.c.partner_b
        )
    )
    for one, other, count in rows:
        pair = (one, other) if one < other else (other, one)
        counts[pair] = counts.get(pair, 0) + count
    return sorted(((*pair, count) for pair, count in counts.items()), key=lambda item: (-item[2], item[:2]))


def case(session: Session, actor: Actor, number: int, filters: Filters) -> Case:
    """One proposal with all there is to it, decided ones too. Raises `NotFound`."""
    require(actor, Action.SEE_PROPOSALS, None, _no_proposal(number))
    row = session.get(Comparison, number)
    if row is None or row.standing != Standing.PROPOSED:
        raise _no_proposal(number)
    pair = row.listing_a_id, row.listing_b_id
    described = {item.listing_id: item for item in subjects.load(session, only=pair)}
    both = [described[listing_id] for listing_id in pair]
    latest = clock.latest(session)
    keys = [f"{item.list_key}:{item.reference}" for item in both]
    ids = [dossier.find_party(session, key, latest) for key in keys]
    pages = [_page(session, public_id, key) for public_id, key in zip(ids, keys, strict=True)]
    compared = compare(both[0].subject, both[1].subject, Context.LISTINGS)
    shown = [str(page.content["names"][0]["text"]) for page in pages]
    kind = str(pages[0].content["kind"])
    waiting = Waiting(number, keys[0], keys[1], shown[0], shown[1], row.score, row.similarity, kind)
    return Case(
        waiting,
        row.recorded_to is None and ids[0] != ids[1],
        (pages[0], pages[1]),
        (ids[0], ids[1]),
        compared.names,
        compared.parts,
        row.reasons,
        history(session, actor, pair),
        _following(session, row, filters),
    )


def history(session: Session, actor: Actor, pair: tuple[int, int]) -> tuple[Said, ...]:
    """Everything that was ever said about two listings, the latest first."""
    require(actor, Action.SEE_PROPOSALS)
    rows = session.exec(
        select(Judgement)
        .where(col(Judgement.listing_a_id) == pair[0], col(Judgement.listing_b_id) == pair[1])
        .order_by(col(Judgement.judged_at).desc())
    )
    return tuple(_said(row) for row in rows)


@dataclass(frozen=True, slots=True)
class Ground:
    """What was said about two listings, by their keys, and the proposal it answered (None: there was none)."""

    key_a: str
    key_b: str
    number: int | None
    said: Said


def behind(session: Session, actor: Actor, keys: Sequence[str]) -> list[Ground]:
    """Every judgement that stands on a listing among `keys`, the latest first: what a party rests on, or lacks."""
    require(actor, Action.SEE_PROPOSALS)
    ids = [linking.listing_id(session, key) for key in keys]
    rows = session.exec(
        select(Judgement)
        .where(col(Judgement.superseded_at).is_(None))
        .where(or_(col(Judgement.listing_a_id).in_(ids), col(Judgement.listing_b_id).in_(ids)))
        .order_by(col(Judgement.judged_at).desc())
    ).all()
    return [
        Ground(_key(session, row.listing_a_id), _key(session, row.listing_b_id), _answered(session, row), _said(row))
        for row in rows
    ]


def about(session: Session, actor: Actor, keys: Sequence[str]) -> list[Waiting]:
    """The open proposals that tie a listing among `keys` to another party, the likeliest first."""
    require(actor, Action.SEE_PROPOSALS)
    ids = [linking.listing_id(session, key) for key in keys]
    mine = or_(col(Comparison.listing_a_id).in_(ids), col(Comparison.listing_b_id).in_(ids))
    return [_short(row) for row in session.execute(_waiting(Filters()).where(mine))]


def effects(
    session: Session, actor: Actor, shown: Case, scopes: Sequence[PartnerScope], as_of: date
) -> tuple[Effect, ...]:
    """What the answers "same" and "different" would do to the gaps of a day; "unsure" changes nothing."""
    require(actor, Action.SEE_PROPOSALS)
    at, ids = clock.latest(session), shown.party_ids
    pair = _pair_of(session, shown.waiting)
    now = {gap for one in ids for gap in _gaps(load_joined(session, at, (one,)), scopes, as_of)}
    joined = _gaps(load_joined(session, at, ids, pair), scopes, as_of)
    parted = {gap for one in ids for gap in _gaps(load_joined(session, at, (one,), pair), scopes, as_of)}
    against = _kept_apart(session, shown.party_ids, pair)
    same = Effect(Verdict.SAME, not against, *(_moved(now, now if against else joined)), against)
    return same, Effect(Verdict.DIFFERENT, False, *_moved(now, parted))


def undo(engine: Engine, actor: Actor, judgement_id: int, because: str) -> Regrouped:
    """Take a judgement back: what was said before it stands again, or the pair waits as it did.

    Raises `NotFound`, `Invalid` without a reason, and `WrongState` when something else was said since.
    """
    require(actor, Action.JUDGE, None, _no_judgement(judgement_id))
    if not because.strip():
        raise Invalid("Taking a judgement back needs a reason.", "Say what was wrong with it.")
    with db.write(engine, lock="linking") as session:
        row = session.get(Judgement, judgement_id)
        if row is None:
            raise _no_judgement(judgement_id)
        if row.superseded_at is not None:
            raise WrongState("Something else was said about this pair since.", "Look at it again.")
        at = clock.tick(session)
        before = _earlier(session, row)
        row.superseded_at = at
        session.flush()
        if before is not None:
            session.add(
                Judgement(
                    listing_a_id=row.listing_a_id, listing_b_id=row.listing_b_id, verdict=before.verdict,
                    because=before.because, actor=before.actor, judged_at=at,
                    identity_hash_a=before.identity_hash_a, identity_hash_b=before.identity_hash_b,
                )
            )  # fmt: skip
        if before is None or before.verdict == Verdict.UNSURE:
            _propose_again(session, row, at)
        session.flush()
        regrouped = parties.regroup(session, at)
        detail = {"judgement": judgement_id, "verdict": row.verdict, "because": because.strip()}
        pair = " ".join(_key(session, listing) for listing in (row.listing_a_id, row.listing_b_id))
        audit.record(session, actor, "judgement.undone", pair, detail | {"moved": regrouped.moved})
    return regrouped


def judge(engine: Engine, actor: Actor, shown: Waiting, verdict: Verdict, because: str) -> None:
    """Answer a proposal, and nothing else: an answer to one that was answered meanwhile is `WrongState`."""
    require(actor, Action.JUDGE, None, _no_proposal(shown.number))
    with db.read(engine) as session:
        row = session.get(Comparison, shown.number)
        if row is None or row.recorded_to is not None:
            raise WrongState("Somebody else answered this pair meanwhile.", "Look at what was said below.")
    linking.judge(engine, actor, linking.Word(shown.key_a, shown.key_b, verdict, because))


def _waiting(filters: Filters) -> Select[Any]:
    a, b, name_a, name_b = aliased(Listing), aliased(Listing), aliased(ListingVersion), aliased(ListingVersion)
    chosen: Any = (
        sa_select(
            col(Comparison.id), col(a.list_key), col(a.reference), col(b.list_key), col(b.reference),
            col(name_a.primary_name), col(name_b.primary_name), col(Comparison.score), col(Comparison.similarity),
            col(name_a.kind), col(a.partner).label("partner_a"), col(b.partner).label("partner_b"),
        )
        .join(a, col(a.id) == col(Comparison.listing_a_id))
        .join(b, col(b.id) == col(Comparison.listing_b_id))
        .join(name_a, (col(name_a.listing_id) == col(a.id)) & col(name_a.recorded_to).is_(None))
        .join(name_b, (col(name_b.listing_id) == col(b.id)) & col(name_b.recorded_to).is_(None))
        .where(linking.open_proposals())
        .where(col(Comparison.score).between(filters.least, filters.most))
        .order_by(col(Comparison.score).desc(), col(Comparison.id))
    )  # fmt: skip
    if filters.kind:
        chosen = chosen.where(or_(col(name_a.kind) == filters.kind, col(name_b.kind) == filters.kind))
    for partner in filters.partners:
        chosen = chosen.where(or_(col(a.partner) == partner, col(b.partner) == partner))
    found: Select[Any] = chosen
    return found


def _said(row: Judgement) -> Said:
    stands, reopened = row.superseded_at is None, row.reopened_at is not None
    return Said(row.id or 0, row.verdict, row.because, row.actor, row.judged_at, stands, reopened)


def _answered(session: Session, row: Judgement) -> int | None:
    """The latest proposal about the pair of a judgement."""
    return session.exec(
        select(Comparison.id)
        .where(col(Comparison.listing_a_id) == row.listing_a_id, col(Comparison.listing_b_id) == row.listing_b_id)
        .where(col(Comparison.standing) == Standing.PROPOSED.value)
        .order_by(col(Comparison.recorded_from).desc())
        .limit(1)
    ).first()


def _short(row: Any) -> Waiting:
    return Waiting(row[0], f"{row[1]}:{row[2]}", f"{row[3]}:{row[4]}", row[5], row[6], row[7], row[8], row[9])


def _following(session: Session, row: Comparison, filters: Filters) -> int | None:
    """The proposal after this one in the order of the queue, whether or not this one still waits."""
    after: ColumnElement[bool] = or_(
        col(Comparison.score) < row.score, and_(col(Comparison.score) == row.score, col(Comparison.id) > row.id)
    )
    found = session.execute(_waiting(filters).where(after).limit(1)).first()
    return int(found[0]) if found else None


def _page(session: Session, public_id: str, key: str) -> ListingPage:
    return next(page for page in dossier.pages(session, public_id, clock.latest(session)) if page.key == key)


def _gaps(party: PartyFacts, scopes: Sequence[PartnerScope], as_of: date) -> set[Change]:
    lines = cells.lines([party], scopes, CORE_MEASURES, as_of, themes_by_programme())
    return {(partner, line.measure, kind) for line in lines for partner, kind in line.gaps}


def _moved(before: set[Change], after: set[Change]) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    return tuple(sorted(before - after)), tuple(sorted(after - before))


def _kept_apart(session: Session, ids: tuple[str, str], pair: tuple[int, int]) -> str:
    """A sentence where somebody said that two other listings of these parties are different: then they stay apart."""
    at = clock.latest(session)
    members = [_members(session, one, at) for one in ids]
    apart = session.exec(
        select(Judgement).where(
            col(Judgement.superseded_at).is_(None),
            col(Judgement.verdict) == Verdict.DIFFERENT.value,
            or_(col(Judgement.listing_a_id).in_(members[0]), col(Judgement.listing_b_id).in_(members[0])),
        )
    )
    for row in apart:
        both = {row.listing_a_id, row.listing_b_id}
        if both != set(pair) and both & members[0] and both & members[1]:
            one, other = (_key(session, listing) for listing in (row.listing_a_id, row.listing_b_id))
            return f"{row.actor} said that {one} and {other} are different: that keeps the parties apart."
    return ""


def _members(session: Session, public_id: str, at: datetime) -> set[int]:
    """The listings of a party at that instant."""
    return set(
        session.exec(
            select(PartyMembership.listing_id)
            .join(Party, col(Party.id) == col(PartyMembership.party_id))
            .where(Party.public_id == public_id, known(PartyMembership, at))
        )
    )


def _pair_of(session: Session, waiting: Waiting) -> tuple[int, int]:
    row = session.get(Comparison, waiting.number)
    if row is None:
        raise _no_proposal(waiting.number)
    return row.listing_a_id, row.listing_b_id


def _earlier(session: Session, row: Judgement) -> Judgement | None:
    """The judgement that this one superseded; one that was itself taken back left another in its place or none."""
    return session.exec(
        select(Judgement)
        .where(col(Judgement.listing_a_id) == row.listing_a_id, col(Judgement.listing_b_id) == row.listing_b_id)
        .where(col(Judgement.superseded_at) == row.judged_at)
    ).first()


def _propose_again(session: Session, row: Judgement, at: datetime) -> None:
    """Open again the proposal that the judgement answered, as it was."""
    pair = (col(Comparison.listing_a_id) == row.listing_a_id) & (col(Comparison.listing_b_id) == row.listing_b_id)
    if session.exec(select(Comparison.id).where(pair, col(Comparison.recorded_to).is_(None))).first() is not None:
        return
    closed = session.exec(select(Comparison).where(pair).order_by(col(Comparison.recorded_to).desc())).first()
    if closed is not None:
        again = closed.model_dump(exclude={"id"}) | {"recorded_from": at, "recorded_to": None}
        session.execute(insert(table_of(Comparison)), [again])


def _key(session: Session, listing_id: int) -> str:
    found = session.get_one(Listing, listing_id)
    return f"{found.list_key}:{found.reference}"


def _no_proposal(number: int) -> NotFound:
    return NotFound(f"There is no proposal {number}.")


def _no_judgement(number: int) -> NotFound:
    return NotFound(f"There is no judgement {number}.")
