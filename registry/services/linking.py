"""Which listings are the same party: links that stand on strong evidence, proposals for people, and judgements.

A link is made without a person only on a reference that one list quotes from another, or on evidence that identifies
(a number, or full name and full birth date) without contradiction and above the measured threshold. Everything else
worth a look becomes a proposal. A judgement outranks both until the identity data of either side change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, insert, update
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from matching.candidates import CandidateReport
from registry import db
from registry.errors import Invalid, NotFound
from registry.models import Comparison, Judgement, ListingVersion, PartyMembership, Standing, Verdict
from registry.models import Listing as ListingRow
from registry.models.base import table_of
from registry.services import audit, clock, listed, parties, subjects
from registry.services.actors import Actor
from registry.services.pairs import Found, Pair, find
from registry.services.parties import Regrouped
from registry.services.permission import Action, require
from registry.services.spool import Progress, silent
from registry.services.subjects import Outline


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says about two listings (`list:reference`), and the reason."""

    listing_a: str
    listing_b: str
    verdict: Verdict
    because: str


@dataclass(frozen=True, slots=True)
class Linked:
    """What one run of linking did."""

    listings: int
    report: CandidateReport
    automatic: int
    proposed: int
    reopened: int
    regrouped: Regrouped


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair that waits for a person, with its reasons and what was said before."""

    listing_a: str
    listing_b: str
    name_a: str
    name_b: str
    score: float
    verdict: str
    reasons: tuple[Mapping[str, Any], ...]
    earlier: str = ""


def propose(
    engine: Engine,
    actor: Actor,
    submission_id: int | None = None,
    progress: Progress = silent,
    kept: Path | None = None,
) -> Linked:
    """Compare the listings (those of one submission where given, against all), link, propose and regroup.

    `kept` is the folder of the listings as linking last saw them, which spares reading all of them again.

    Comparing happens on an unchanging state; one transaction then writes the whole outcome.
    """
    require(actor, Action.LINK)
    with db.read(engine) as session:
        everything = listed.current(session, kept)
        fresh = _fresh(session, submission_id)
        judged = _standing_judgements(session)
    known = everything.outlines
    stale = {pair for pair, word in judged.items() if _changed(word, known)}
    found, report = find(everything, fresh, stale, progress)
    with db.write(engine, lock="linking") as session:
        at = clock.tick(session)
        reopened = _reopen(session, stale, at)
        settled = {pair for pair, word in judged.items() if pair not in stale and word.verdict != Verdict.UNSURE}
        _store(session, known, (fresh, submission_id, at), {p: f for p, f in found.items() if _kept(p, f, settled)})
        regrouped = parties.regroup(session, at)
        counts = _counts(session)
        detail = counts | {"compared": len(known), "reopened": reopened, "parties": regrouped.parties}
        audit.record(session, actor, "listings.linked", f"submission:{submission_id or 'all'}", detail)
    return Linked(len(known), report, counts["automatic"], counts["proposed"], reopened, regrouped)


def judge(engine: Engine, actor: Actor, word: Word) -> Regrouped:
    """Record what a person says about two listings and regroup; an earlier word on them is superseded.

    Raises `NotFound` for an unknown listing and `Invalid` without a reason.
    """
    require(actor, Action.JUDGE)
    because = word.because.strip()
    if not because:
        raise Invalid("A judgement needs a reason.", 'Say why, e.g. --because "same passport number".')
    with db.write(engine, lock="linking") as session:
        a, b = pair = _pair(session, word)
        at = clock.tick(session)
        hashes = {item.listing_id: item.identity_hash for item in subjects.load(session, only=pair)}
        session.execute(
            update(Judgement)
            .where(col(Judgement.superseded_at).is_(None))
            .where(col(Judgement.listing_a_id) == a, col(Judgement.listing_b_id) == b)
            .values(superseded_at=at)
        )
        session.add(
            Judgement(
                listing_a_id=a, listing_b_id=b, verdict=word.verdict.value, because=because, actor=actor.name,
                judged_at=at, identity_hash_a=hashes[a], identity_hash_b=hashes[b],
            )
        )  # fmt: skip
        if word.verdict is not Verdict.UNSURE:
            session.execute(_proposals_of(pair).values(recorded_to=at))
        session.flush()
        regrouped = parties.regroup(session, at)
        detail = {"verdict": word.verdict.value, "because": because, "moved": regrouped.moved}
        audit.record(session, actor, "listings.judged", f"{word.listing_a} {word.listing_b}", detail)
    return regrouped


def proposals(session: Session, limit: int | None = None) -> Iterator[Proposal]:
    """The open proposals, the likeliest first."""
    earlier = {
        (row.listing_a_id, row.listing_b_id): f"{row.verdict} ({row.actor}: {row.because})"
        for row in session.exec(select(Judgement).where(col(Judgement.superseded_at).is_(None)))
    }
    a, b = aliased(ListingRow), aliased(ListingRow)
    name_a, name_b = aliased(ListingVersion), aliased(ListingVersion)
    rows = session.execute(
        sa_select(
            Comparison, col(a.list_key), col(a.reference), col(name_a.primary_name),
            col(b.list_key), col(b.reference), col(name_b.primary_name),
        )
        .join(a, col(a.id) == col(Comparison.listing_a_id))
        .join(b, col(b.id) == col(Comparison.listing_b_id))
        .join(name_a, (col(name_a.listing_id) == col(a.id)) & col(name_a.recorded_to).is_(None))
        .join(name_b, (col(name_b.listing_id) == col(b.id)) & col(name_b.recorded_to).is_(None))
        .where(open_proposals())
        .order_by(col(Comparison.score).desc(), col(Comparison.id))
        .limit(limit)
    )  # fmt: skip
    for row, list_a, reference_a, shown_a, list_b, reference_b, shown_b in rows:
        yield Proposal(
            f"{list_a}:{reference_a}", f"{list_b}:{reference_b}", shown_a, shown_b, row.score, row.verdict,
            tuple(row.reasons), earlier.get((row.listing_a_id, row.listing_b_id), ""),
        )  # fmt: skip


def count_proposals(session: Session) -> int:
    """How many proposals wait for a person."""
    return _counts(session)["proposed"]


def plain(proposal: Proposal) -> dict[str, Any]:
    """A proposal as JSON values."""
    return asdict(proposal)


def _fresh(session: Session, submission_id: int | None) -> set[int] | None:
    """The listings that a submission opened a version of; None where all are to be compared."""
    if submission_id is None:
        return None
    return set(session.exec(select(ListingVersion.listing_id).where(ListingVersion.submission_id == submission_id)))


def _standing_judgements(session: Session) -> dict[Pair, Judgement]:
    rows = session.exec(select(Judgement).where(col(Judgement.superseded_at).is_(None)))
    return {(row.listing_a_id, row.listing_b_id): row for row in rows}


def _changed(word: Judgement, known: Mapping[int, Outline]) -> bool:
    """Whether a judgement rests on identity data that have changed since."""
    if not {word.listing_a_id, word.listing_b_id} <= known.keys():
        return False  # A side was withdrawn: nothing is said of it, and the judgement waits until it comes back.
    now = known[word.listing_a_id].identity_hash, known[word.listing_b_id].identity_hash
    return now != (word.identity_hash_a, word.identity_hash_b)


def _reopen(session: Session, stale: set[Pair], at: datetime) -> int:
    reopened = 0
    for pair, word in _standing_judgements(session).items():
        if pair in stale and word.reopened_at is None:
            word.reopened_at = at
            reopened += 1
    return reopened


def _kept(pair: Pair, found: Found, settled: set[Pair]) -> bool:
    """Proposals that a person has settled are not made again."""
    return found.standing is not Standing.PROPOSED or pair not in settled


def _store(
    session: Session,
    known: Mapping[int, Outline],
    run: tuple[set[int] | None, int | None, datetime],
    found: Mapping[Pair, Found],
) -> None:
    """Close the comparisons of this run's listings that no longer hold and open those that are new."""
    fresh, submission_id, at = run
    rows = {pair: _row(known, pair, item) for pair, item in found.items()}
    ended = []
    for old in session.exec(select(Comparison).where(col(Comparison.recorded_to).is_(None))):
        pair = old.listing_a_id, old.listing_b_id
        new = rows.get(pair)
        # Pairs of two listings outside the run stay, unless the run weighed them anew (a judgement that went stale).
        if new is None and fresh is not None and not fresh & set(pair):
            continue
        if new is not None and all(getattr(old, field) == value for field, value in new.items()):
            del rows[pair]
        else:
            ended.append(old.id)
    for begin in range(0, len(ended), 500):
        some = col(Comparison.id).in_(ended[begin : begin + 500])
        session.execute(update(Comparison).where(some).values(recorded_to=at))
    more = {"recorded_from": at, "recorded_to": None, "submission_id": submission_id}
    if rows:
        session.execute(insert(table_of(Comparison)), [row | more for row in rows.values()])


def _row(known: Mapping[int, Outline], pair: Pair, found: Found) -> dict[str, Any]:
    reasons = [
        {"field": reason.field, "outcome": str(reason.outcome), "weight": round(reason.weight, 3), "text": reason.text}
        for reason in found.compared.reasons
    ]
    reasons += [{"field": "standing", "outcome": "", "weight": 0.0, "text": text} for text in found.aside]
    return {
        "listing_a_id": pair[0],
        "listing_b_id": pair[1],
        "identity_hash_a": known[pair[0]].identity_hash,
        "identity_hash_b": known[pair[1]].identity_hash,
        "score": round(found.score, 6),
        "similarity": round(found.compared.similarity, 6),
        "evidence": round(found.compared.evidence, 6),
        "verdict": found.verdict,
        "how": found.how,
        "standing": found.standing.value,
        "reasons": reasons,
    }


def _proposals_of(pair: Pair) -> Any:
    return (
        update(Comparison)
        .where(col(Comparison.recorded_to).is_(None), col(Comparison.standing) == Standing.PROPOSED.value)
        .where(col(Comparison.listing_a_id) == pair[0], col(Comparison.listing_b_id) == pair[1])
    )


def _pair(session: Session, word: Word) -> Pair:
    a, b = sorted(listing_id(session, text) for text in (word.listing_a, word.listing_b))
    if a == b:
        raise Invalid("That is one listing, not two.")
    return a, b


def listing_id(session: Session, text: str) -> int:
    """The number of the listing `list:reference`. Raises `NotFound`."""
    list_key, _, reference = text.partition(":")
    wanted = select(ListingRow.id).where(ListingRow.list_key == list_key, ListingRow.reference == reference)
    found = session.exec(wanted).one_or_none()
    if found is None:
        raise NotFound(f"There is no listing {text!r}.", "Name it as LIST:REFERENCE, e.g. un_sc:QDi.001.")
    return found


def _counts(session: Session) -> dict[str, int]:
    """Open links, and open proposals between listings of two parties."""
    rows = session.execute(
        sa_select(col(Comparison.standing), func.count())
        .where(col(Comparison.recorded_to).is_(None))
        .where(_apart() | (col(Comparison.standing) != Standing.PROPOSED.value))
        .group_by(col(Comparison.standing))
    )
    counts = {str(row[0]): int(row[1]) for row in rows}
    return {"automatic": counts.get("automatic", 0), "proposed": counts.get("proposed", 0)}


def open_proposals() -> Any:
    """The condition that a comparison waits for a person."""
    return col(Comparison.recorded_to).is_(None) & (col(Comparison.standing) == Standing.PROPOSED.value) & _apart()


def _apart() -> Any:
    """The condition that the two listings of a comparison are not in one party already."""
    one, other = aliased(PartyMembership), aliased(PartyMembership)
    together = (
        sa_select(col(one.id))
        .join(other, col(other.party_id) == col(one.party_id))
        .where(col(one.recorded_to).is_(None), col(other.recorded_to).is_(None))
        .where(col(one.listing_id) == col(Comparison.listing_a_id))
        .where(col(other.listing_id) == col(Comparison.listing_b_id))
    )
    return ~together.exists()
