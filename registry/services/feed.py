"""What changed since an instant: every version of a listing that was opened or closed, in the order it was recorded.

Recorded time never runs backwards, so that who asks again from where the last answer ended misses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from registry.models import Listing, ListingVersion

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """A version of a listing that began: the first (`new`) or one that follows another.

    `number` tells versions of one instant apart.
    """

    at: datetime
    number: int
    list_key: str
    reference: str
    partner: str
    name: str
    kind: str
    status: str
    status_on: date | None
    new: bool

    @property
    def listing(self) -> str:
        """`list:reference`."""
        return f"{self.list_key}:{self.reference}"


def since(session: Session, at: datetime, after: int, limit: int) -> Sequence[Change]:
    """At most `limit` changes recorded later than `at`, or at that very instant with a number above `after`."""
    earlier = ListingVersion.__table__.alias("earlier")  # type: ignore[attr-defined]
    first = ~(
        select(earlier.c.id)
        .where(earlier.c.listing_id == col(ListingVersion.listing_id))
        .where(earlier.c.recorded_from < col(ListingVersion.recorded_from))
        .exists()
    )
    begun = col(ListingVersion.recorded_from)
    rows = session.execute(
        select(
            begun, col(ListingVersion.id), col(Listing.list_key), col(Listing.reference), col(Listing.partner),
            col(ListingVersion.primary_name), col(ListingVersion.kind), col(ListingVersion.status),
            col(ListingVersion.status_on), first,
        )
        .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
        .where(or_(begun > at, and_(begun == at, col(ListingVersion.id) > after)))
        .order_by(begun, col(ListingVersion.id))
        .limit(limit)
    )  # fmt: skip
    return [Change(*row) for row in rows]
