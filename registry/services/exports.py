"""Flat tables of what is held now, for people and programs that bring their own tools."""

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from registry.models import Listing, ListingName, ListingVersion, Party, PartyMembership

Row = tuple[str | float | int | None, ...]

LINKS = ("party", "list", "reference", "partner", "kind", "name", "how", "score")
LISTINGS = (
    "list", "reference", "partner", "kind", "name", "status", "status_on", "listed_on", "party", "programmes",
    "measures", "births", "nationalities", "identifiers", "aliases",
)  # fmt: skip
NAMES = ("list", "reference", "partner", "kind", "name", "name_kind", "strength", "script")


def links(session: Session) -> Iterator[Row]:
    """One row for each listing with its party and the strongest reason that ties it there, by party."""
    rows = session.execute(
        select(Party, PartyMembership, Listing, ListingVersion)
        .join(PartyMembership, col(PartyMembership.party_id) == col(Party.id))
        .join(Listing, col(Listing.id) == col(PartyMembership.listing_id))
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .where(col(PartyMembership.recorded_to).is_(None), col(ListingVersion.recorded_to).is_(None))
        .order_by(col(Party.public_id), col(Listing.list_key), col(Listing.reference))
        .execution_options(yield_per=1000)
    )
    for party, membership, listing, version in rows:
        yield (
            party.public_id, listing.list_key, listing.reference, listing.partner, version.kind, version.primary_name,
            membership.why.get("how"), membership.why.get("score"),
        )  # fmt: skip


def listings(session: Session) -> Iterator[Row]:
    """One row for each listing as it stands now, ended ones with their status."""
    rows = session.execute(
        select(Listing, ListingVersion, col(Party.public_id))
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .outerjoin(
            PartyMembership,
            (col(PartyMembership.listing_id) == col(Listing.id)) & col(PartyMembership.recorded_to).is_(None),
        )
        .outerjoin(Party, col(Party.id) == col(PartyMembership.party_id))
        .where(col(ListingVersion.recorded_to).is_(None))
        .order_by(col(Listing.list_key), col(Listing.reference))
        .execution_options(yield_per=1000)
    )
    for listing, version, party in rows:
        content = json.loads(version.content)
        designations = content.get("designations", ())
        yield (
            listing.list_key, listing.reference, listing.partner, version.kind, version.primary_name, version.status,
            _iso(version.status_on), _iso(version.listed_on), party,
            _joined(item["programme"] for item in designations),
            _joined(f"{m['code']} ({m['basis']})" for item in designations for m in item.get("measures", ())),
            _joined(_birth(birth) for birth in content.get("births", ()) if birth.get("text")),
            _joined(item.get("code") or item["raw"] for item in content.get("nationalities", ())),
            _joined(f"{item['kind']} {item['value']}" for item in content.get("identifiers", ())),
            _joined(name["text"] for name in content["names"][1:]),
        )  # fmt: skip


def names(session: Session) -> Iterator[Row]:
    """One row for each name of each listing as it stands now, in the source's order."""
    rows = session.execute(
        select(Listing, col(ListingVersion.kind), ListingName)
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .join(ListingName, col(ListingName.version_id) == col(ListingVersion.id))
        .where(col(ListingVersion.recorded_to).is_(None))
        .order_by(col(Listing.list_key), col(Listing.reference), col(ListingName.ordinal))
        .execution_options(yield_per=5000)
    )
    for listing, kind, name in rows:
        yield (
            listing.list_key, listing.reference, listing.partner, kind,
            name.text, name.kind, name.strength, name.script,
        )  # fmt: skip


def _birth(birth: dict[str, str]) -> str:
    return f"~{birth['text']}" if birth.get("circa") else birth["text"]


def _iso(day: object) -> str | None:
    return None if day is None else str(day)


def _joined(values: Iterator[str]) -> str:
    return "; ".join(dict.fromkeys(values))
