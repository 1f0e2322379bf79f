"""How one partner stands beside the others: what its lists hold and say, whom it shares, who acted first and how long
the others took. Counts of what is published, not marks for conduct."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import distinct, func, or_, select
from sqlmodel import Session, col

from importers.vocabulary import MeasureCode, PartyKind
from registry.errors import NotFound
from registry.models import Designation, Listing, ListingIdentifier, ListingStatus, ListingVersion
from registry.services.divergence import Divergence
from registry.services.holdings import Held

_STANDING = (ListingStatus.LISTED.value, ListingStatus.MISSING.value)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `part` is None where there is nothing to be a part of."""

    count: int
    of: int

    @property
    def part(self) -> float | None:
        """The share, 0 to 1."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Quality:
    """What the partner's standing listings say. Births are asked of persons alone; the rest of every listing.

    `dated`: with a typed date of listing or of taking effect, without which no lag can be told. `reasoned`: with a
    statement of reasons in the file itself; a partner may publish them elsewhere.
    """

    listings: int
    born: Share
    identified: Share
    dated: Share
    reasoned: Share


@dataclass(frozen=True, slots=True)
class Beside:
    """Another partner beside this one: how many parties both impose the measure on, as a share of each one's own."""

    partner: str
    both: int
    of_own: Share
    of_other: Share


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """One measure of the partner.

    `imposed`: parties it imposes it on. `alone`: of these, nobody else does. `gaps`: parties on which others impose it
    and this partner, whose lists would show it, does not. `first`: parties on which at least two partners with typed
    dates impose it and no date is earlier than this partner's; `later` those where one is; `median_lag` the median of
    the days it then took, None where there is none. `undated`: parties on which its list gives no typed date.
    """

    measure: MeasureCode
    imposed: int
    alone: int
    gaps: int
    first: int
    later: int
    median_lag: float | None
    undated: int
    beside: tuple[Beside, ...]


def lists_of(held: Sequence[Held], partner: str) -> list[Held]:
    """The partner's lists, those of which nothing is held too. Raises `NotFound` for a partner without any list."""
    found = [item for item in held if item.spec.partner == partner]
    if not found:
        raise NotFound(f"There is no partner “{partner[:40]}”.", "The page of all lists names them.")
    return found


def quality(session: Session, partner: str) -> Quality:
    """What the partner's standing listings say, as known now."""
    standing = (
        col(Listing.partner) == partner,
        col(ListingVersion.recorded_to).is_(None),
        col(ListingVersion.status).in_(_STANDING),
    )
    version = col(ListingVersion.id)
    here = select(func.count(distinct(version))).join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
    person = col(ListingVersion.kind) == PartyKind.PERSON.value
    # The content is canonical JSON that leaves out what is empty: a key that is there holds something.
    born, reasoned = (
        col(ListingVersion.content).contains(f'"{key}":', autoescape=True) for key in ("births", "reasons")
    )
    dated = or_(col(Designation.listed_on).is_not(None), col(Designation.effective_from).is_not(None))

    def count(*more: object, of: object = None) -> int:
        statement = here if of is None else here.join(of, col(of.version_id) == version)  # type: ignore[arg-type, attr-defined]
        return int(session.execute(statement.where(*standing, *more)).scalar_one())  # type: ignore[arg-type]

    total = count()
    return Quality(
        total,
        Share(count(person, born), count(person)),
        Share(count(of=ListingIdentifier), total),
        Share(count(dated, of=Designation), total),
        Share(count(reasoned), total),
    )


def cards(answer: Divergence, partner: str) -> tuple[MeasureCard, ...]:
    """The partner's cards, one for each measure of a comparison that it is part of; none where it is not."""
    if partner not in answer.partners:
        return ()
    return tuple(_card(answer, partner, measure) for measure in answer.request.measures)


def _card(answer: Divergence, partner: str, measure: MeasureCode) -> MeasureCard:
    shared = next(overlap.shared for overlap in answer.overlaps if overlap.measure is measure)
    lines = [line for line in answer.lines if line.measure is measure]
    mine = [line for line in lines if partner in line.imposing]
    # A race has two who ran and whose times are known.
    raced = [line for line in mine if sum(line.lag_days(other) is not None for other in line.imposing) > 1]
    lags = [lag for line in raced if (lag := line.lag_days(partner)) is not None]
    late = [lag for lag in lags if lag > 0]
    own = shared[partner, partner]
    beside = tuple(
        Beside(other, both := shared[partner, other], Share(both, own), Share(both, shared[other, other]))
        for other in answer.partners
        if other != partner
    )
    return MeasureCard(
        measure, len(mine), sum(line.imposing == (partner,) for line in mine),
        sum(gap[0] == partner for line in lines for gap in line.gaps), len(lags) - len(late), len(late),
        median(late) if late else None, sum(partner in line.undated for line in mine), beside,
    )  # fmt: skip
