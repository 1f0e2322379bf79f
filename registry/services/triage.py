"""What a partner says about its gaps: who looks after one, what becomes of it and why, and when to look again.

Only officers of the partner concerned write. What was said is superseded, never deleted; it stays with the party, and
follows it where it is joined with another. Silence, a refusal and the lack of a legal route are different outcomes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Engine, select, update
from sqlmodel import Session, col

from importers.vocabulary import MeasureCode
from registry import db
from registry.errors import Invalid, NotFound, WrongState
from registry.models import GapTriage, Party, TriageStatus
from registry.services import audit, clock, divergence
from registry.services.actors import Actor
from registry.services.dossier import find_party
from registry.services.permission import Action, require

LONGEST_NOTE, LONGEST_OWNER = 4_000, 200


class Outcome(StrEnum):
    """What a status comes to. Where nothing was said the outcome is `silence`, which is no answer."""

    SILENCE = "silence"
    WAITING = "waiting"
    ACTING = "acting"
    DECLINED = "declined"
    NO_LEGAL_ROUTE = "no_legal_route"
    COVERED = "covered"
    DOUBT = "doubt"


OUTCOMES: dict[TriageStatus, Outcome] = {
    TriageStatus.OPEN: Outcome.WAITING,
    TriageStatus.UNDER_CONSIDERATION: Outcome.WAITING,
    TriageStatus.IN_PREPARATION: Outcome.ACTING,
    TriageStatus.DEFERRED: Outcome.WAITING,
    TriageStatus.NEEDS_INFORMATION: Outcome.WAITING,
    TriageStatus.DECLINED: Outcome.DECLINED,
    TriageStatus.INSUFFICIENT_EVIDENCE: Outcome.DECLINED,
    TriageStatus.FOREIGN_POLICY: Outcome.DECLINED,
    TriageStatus.HUMANITARIAN: Outcome.DECLINED,
    TriageStatus.NO_LEGAL_BASIS: Outcome.NO_LEGAL_ROUTE,
    TriageStatus.ALREADY_COVERED: Outcome.COVERED,
    TriageStatus.IDENTITY_DOUBT: Outcome.DOUBT,
}
# These close nothing for ever: without a day to look again they would be silence after a while.
NEEDS_REVIEW = frozenset({TriageStatus.DEFERRED, TriageStatus.NEEDS_INFORMATION, TriageStatus.UNDER_CONSIDERATION})


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: a party's public id, the partner that does not impose, and the measure."""

    party: str
    partner: str
    measure: MeasureCode


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said of a gap. `seen` is the number of what the writer saw said last (None: nothing), so that two
    people do not overwrite each other."""

    status: TriageStatus
    note: str = ""
    owner: str = ""
    review_on: date | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a gap, by whom and when; `party` is the party as it stands now, `stands` whether it is the last.

    `superseded_at` is None while it stands.
    """

    id: int
    gap: Gap
    status: TriageStatus
    outcome: Outcome
    note: str
    owner: str
    review_on: date | None
    actor: str
    recorded_at: datetime
    superseded_at: datetime | None

    def overdue(self, today: date) -> bool:
        """Whether it stands and the day to look again has come."""
        return self.superseded_at is None and self.review_on is not None and self.review_on <= today


def say(engine: Engine, actor: Actor, gap: Gap, note: Note) -> Said:
    """Say what becomes of a gap; what was said before is superseded.

    Raises `NotFound` for a party that is not there and for whoever may not write, `Invalid` where there is no such gap
    or the note cannot be used, `WrongState` when somebody else has said something meanwhile.
    """
    missing = NotFound(f"There is no gap of {gap.partner} on {gap.party[:40]}.")
    require(actor, Action.TRIAGE, gap.partner, missing)
    _check(note)
    with db.write(engine, lock="triage") as session:
        root = _root(session, gap.party)
        gap = Gap(root.public_id, gap.partner, gap.measure)
        _require_gap(session, gap)
        family = _family(session, root.id)
        before = _newest(session, gap, family)
        if (before.id if before else None) != note.seen:
            raise WrongState("Somebody said something about this gap meanwhile.", "Look at it and try again.")
        at = clock.tick(session)
        session.execute(update(GapTriage).where(*_standing(gap, family)).values(superseded_at=at))
        row = GapTriage(
            party_id=root.id, partner=gap.partner, measure=gap.measure.value, status=note.status.value,
            owner=note.owner.strip() or None, note=note.note.strip(), review_on=note.review_on, actor=actor.name,
            recorded_at=at,
        )  # fmt: skip
        session.add(row)
        session.flush()
        detail = {
            "partner": gap.partner, "measure": gap.measure.value, "status": row.status, "owner": row.owner,
            "note": row.note, "review_on": row.review_on.isoformat() if row.review_on else None,
            "was": before.status if before else None,
        }  # fmt: skip
        audit.record(session, actor, "triage.said", f"party:{gap.party}", detail)
        return _said(row, gap.party)


def last(session: Session, actor: Actor, gap: Gap) -> Said | None:
    """What stands about a gap, None where nothing was ever said."""
    found = history(session, actor, gap)
    return found[0] if found and found[0].superseded_at is None else None


def history(session: Session, actor: Actor, gap: Gap) -> list[Said]:
    """Everything said about a gap, the latest first; what was said of parties joined with this one is part of it."""
    require(actor, Action.SEE_TRIAGE)
    root = _root(session, gap.party)
    rows = session.execute(
        select(GapTriage)
        .where(col(GapTriage.party_id).in_(_family(session, root.id)))
        .where(col(GapTriage.partner) == gap.partner, col(GapTriage.measure) == gap.measure.value)
        .order_by(col(GapTriage.recorded_at).desc(), col(GapTriage.id).desc())
    ).scalars()
    return [_said(row, root.public_id) for row in rows]


def standing(session: Session, actor: Actor, partner: str | None = None) -> dict[Gap, Said]:
    """What stands about every gap (of one partner); of two joined parties the later word."""
    require(actor, Action.SEE_TRIAGE)
    rows = session.execute(
        select(GapTriage)
        .where(col(GapTriage.superseded_at).is_(None))
        .where(*([col(GapTriage.partner) == partner] if partner else []))
        .order_by(col(GapTriage.recorded_at), col(GapTriage.id))
    ).scalars()
    roots = _roots(session)
    said = (_said(row, roots[row.party_id]) for row in rows)
    return {item.gap: item for item in said}


def overdue(session: Session, actor: Actor, today: date, partner: str | None = None) -> list[Said]:
    """Everything whose day to look again has come, the longest due first."""
    due = [item for item in standing(session, actor, partner).values() if item.overdue(today)]
    return sorted(due, key=lambda item: (item.review_on or today, item.gap.party, item.gap.measure))


def outcome(said: Mapping[Gap, Said], gap: Gap) -> Outcome:
    """The outcome of a gap; silence where nothing stands."""
    return said[gap].outcome if gap in said else Outcome.SILENCE


def _check(note: Note) -> None:
    if len(note.note) > LONGEST_NOTE or len(note.owner) > LONGEST_OWNER:
        raise Invalid(f"A note has at most {LONGEST_NOTE:,} characters, a name at most {LONGEST_OWNER}.")
    if OUTCOMES[note.status] in (Outcome.DECLINED, Outcome.NO_LEGAL_ROUTE, Outcome.COVERED) and not note.note.strip():
        raise Invalid("This answer needs a reason.", "Say in the note what it rests on.")
    if note.status in NEEDS_REVIEW and note.review_on is None:
        raise Invalid("This answer needs a day to look again.", "Give a review date.")


def _require_gap(session: Session, gap: Gap) -> None:
    # A legal day is a day where the reader is.
    asked = divergence.Request(
        date.today(),  # noqa: DTZ011
        clock.latest(session),
        measures=(gap.measure,),
        parties=(gap.party,),
    )
    found = divergence.compute(session, asked)
    if not any(partner == gap.partner for line in found.lines for partner, _ in line.gaps):
        raise Invalid(f"{gap.partner} has no gap on {gap.party} for this measure today.", "The party's page shows why.")


def _root(session: Session, public_id: str) -> Party:
    standing_id = find_party(session, public_id, clock.latest(session)) if ":" not in public_id else ""
    wanted = select(Party).where(col(Party.public_id) == standing_id)
    party: Party | None = session.execute(wanted).scalar_one_or_none()
    if party is None:
        raise NotFound(f"There is no party “{public_id[:40]}”.")
    return party


def _family(session: Session, root: int) -> list[int]:
    """The party and every one that forwards to it."""
    family, more = [root], [root]
    while more:
        more = list(session.execute(select(col(Party.id)).where(col(Party.forwards_to_id).in_(more))).scalars())
        family += more
    return family


def _roots(session: Session) -> dict[int, str]:
    """Party id -> the public id that it forwards to in the end, for those of whom anything was said."""
    known: dict[int, Party] = {}
    more = set(session.execute(select(col(GapTriage.party_id)).distinct()).scalars())
    said = set(more)
    while more:
        found = session.execute(select(Party).where(col(Party.id).in_(more))).scalars()
        known |= {party.id: party for party in found}
        more = {party.forwards_to_id for party in known.values() if party.forwards_to_id is not None} - set(known)
    return {party: _end(known[party], known).public_id for party in said}


def _end(party: Party, known: Mapping[int, Party]) -> Party:
    while party.forwards_to_id is not None:
        party = known[party.forwards_to_id]
    return party


def _standing(gap: Gap, family: Iterable[int]) -> list[ColumnElement[bool]]:
    return [
        col(GapTriage.superseded_at).is_(None),
        col(GapTriage.party_id).in_(list(family)),
        col(GapTriage.partner) == gap.partner,
        col(GapTriage.measure) == gap.measure.value,
    ]


def _newest(session: Session, gap: Gap, family: Iterable[int]) -> GapTriage | None:
    rows = select(GapTriage).where(*_standing(gap, family)).order_by(col(GapTriage.recorded_at).desc()).limit(1)
    return session.execute(rows).scalar_one_or_none()


def _said(row: GapTriage, party: str) -> Said:
    status = TriageStatus(row.status)
    gap = Gap(party, row.partner, MeasureCode(row.measure))
    return Said(
        row.id or 0, gap, status, OUTCOMES[status], row.note, row.owner or "", row.review_on, row.actor,
        row.recorded_at, row.superseded_at,
    )  # fmt: skip
