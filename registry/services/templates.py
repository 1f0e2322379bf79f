"""A list's current listings as drafts, for the template in which a partner edits and returns them."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from importers import catalogue
from importers.catalogue import ListSpec
from importers.draft import ListingDraft, Position
from registry.errors import NotFound
from registry.models import Listing, ListingStatus, ListingVersion
from registry.models.content import from_content
from registry.services import submissions

_STANDING = (ListingStatus.LISTED.value, ListingStatus.MISSING.value, ListingStatus.DELISTED.value)


def spec_of(list_key: str) -> ListSpec:
    """The list of that key. Raises `NotFound`."""
    if list_key not in catalogue.LISTS:
        raise NotFound(f"There is no list {list_key!r}.", "`registry lists` names them.")
    return catalogue.LISTS[list_key]


def current(session: Session, list_key: str) -> Iterator[ListingDraft]:
    """The listings of a list as they were last read, by reference, a few at a time.

    Those that the list calls delisted are among them, because they stand in its file; those that it dropped are not.
    Raises `NotFound` for a list that there is not.
    """
    spec_of(list_key)
    rows = session.execute(
        select(ListingVersion)
        .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
        .where(
            col(Listing.list_key) == list_key,
            col(ListingVersion.recorded_to).is_(None),
            col(ListingVersion.status).in_(_STANDING),
        )
        .order_by(col(Listing.reference))
        .execution_options(yield_per=1000)
    ).scalars()
    for version in rows:
        yield from_content(version.content, Position("", version.sheet, version.row, version.column), {})


def dated(session: Session, list_key: str) -> date | None:
    """The day of the file that the list stands at; None where nothing is held or the file had no date."""
    last = submissions.last_applied(session, list_key)
    return last.published_on if last else None
