"""Listings as the matcher sees them: what each list says about identity, and which other lists it quotes."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlmodel import Session, col

from matching.subject import Identifier, Kind, Strength, Subject, SubjectName
from registry.models import CrossReference, Listing, ListingStatus, ListingVersion

_UN = "un_sc"


@dataclass(frozen=True, slots=True)
class Described:
    """A listing as one version describes it. `quotes` are (scheme, value) references, its own first."""

    listing_id: int
    list_key: str
    reference: str
    identity_hash: str
    subject: Subject
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of a listing without reading its version: `version_id` is the one that holds now.

    `quotes` are (scheme, value) references, its own first.
    """

    listing_id: int
    list_key: str
    reference: str
    version_id: int
    identity_hash: str
    quotes: tuple[tuple[str, str], ...]


def outlines(session: Session) -> Iterator[Outline]:
    """Every listing that can be linked, ended ones too, by the version that holds now, in order of id.

    One that the registry took back (withdrawn) is not linked to anything.
    """
    quoted: dict[int, list[tuple[str, str]]] = {}
    holding = col(ListingVersion.recorded_to).is_(None) & (col(ListingVersion.status) != ListingStatus.WITHDRAWN.value)
    for version_id, scheme, value in session.execute(
        select(col(CrossReference.version_id), col(CrossReference.scheme), col(CrossReference.value))
        .join(ListingVersion, col(ListingVersion.id) == col(CrossReference.version_id))
        .where(holding)
        .order_by(col(CrossReference.version_id), col(CrossReference.ordinal))
    ):
        quoted.setdefault(version_id, []).append((scheme, value))
    rows = session.execute(
        select(
            col(Listing.id), col(Listing.list_key), col(Listing.reference), col(ListingVersion.id),
            col(ListingVersion.identity_hash),
        )
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .where(holding)
        .order_by(col(Listing.id))
    )  # fmt: skip
    for listing_id, list_key, reference, version_id, identity_hash in rows:
        quotes = ((list_key, reference), *quoted.get(version_id, ()))
        yield Outline(listing_id, list_key, reference, version_id, identity_hash, quotes)


def load(
    session: Session, since: datetime | None = None, only: Collection[int] = (), known_at: datetime | None = None
) -> Iterator[Described]:
    """Every listing ever listed, ended ones too, by the version that holds now (or at `known_at`), in order of id.

    `since` leaves out versions recorded at that instant or before; `only` are ids of listings.
    """
    rows = session.execute(
        select(
            col(Listing.id), col(Listing.list_key), col(Listing.reference), col(ListingVersion.identity_hash),
            col(ListingVersion.content),
        )
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .where(_held(known_at))
        .where(col(ListingVersion.recorded_from) > since if since else true())
        .where(col(Listing.id).in_(only) if only else true())
        .order_by(col(Listing.id))
        .execution_options(yield_per=2000)
    )  # fmt: skip
    for listing_id, list_key, reference, identity_hash, content in rows:
        fields = json.loads(content)
        quotes = (list_key, reference), *((q["scheme"], q["value"]) for q in fields.get("cross_references", ()))
        yield Described(listing_id, list_key, reference, identity_hash, subject_of(list_key, reference, fields), quotes)


def _held(at: datetime | None) -> ColumnElement[bool]:
    ended = col(ListingVersion.recorded_to)
    return (
        ended.is_(None) if at is None else (col(ListingVersion.recorded_from) <= at) & (ended.is_(None) | (ended > at))
    )


def subject_of(list_key: str, reference: str, content: Mapping[str, Any]) -> Subject:
    """A version's content (see `registry.models.content`) in the matcher's terms."""
    kind = content["kind"]
    places = content.get("birth_places", ())
    countries = {item["code"] for item in content.get("nationalities", ()) if item.get("code")}
    if kind != Kind.PERSON:
        countries |= {place["country"] for place in content.get("addresses", ()) if place.get("country")}
    quoted = [q["value"] for q in content.get("cross_references", ()) if q["scheme"] == _UN]
    return Subject(
        kind=Kind(kind) if kind in set(Kind) else None,
        names=tuple(
            SubjectName(name["text"], Strength(name.get("strength", Strength.UNSTATED))) for name in content["names"]
        ),
        births=tuple(_birth(birth) for birth in content.get("births", ()) if birth.get("text")),
        places=tuple(dict.fromkeys(place.get("city") or place["raw"] for place in places)),
        countries=tuple(sorted(countries)),
        identifiers=tuple(
            Identifier(item["kind"], item["value"], item.get("country") or "")
            for item in content.get("identifiers", ())
            if not item.get("known_false")
        ),
        references=tuple(dict.fromkeys(([reference] if list_key == _UN else []) + quoted)),
        genders=tuple(content.get("genders", ())),
        positions=tuple(content.get("positions", ())),
    )


def _birth(birth: Mapping[str, Any]) -> str:
    return f"~{birth['text']}" if birth.get("circa") else str(birth["text"])
