"""The versions of one listing, newest first, with what changed between each and the one before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from registry.errors import NotFound
from registry.models import Listing, ListingVersion, Party, PartyMembership, SourceFile
from registry.services import divergence, dossier


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a version whose values differ from those of the version before."""

    field: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What a list said from `recorded_from` until `recorded_to` (None: still), and where it was read.

    `changes` are against the version before; `first` is the version with which the registry came to know the listing.
    """

    recorded_from: datetime
    recorded_to: datetime | None
    submission: int
    status: str
    status_on: date | None
    kind: str
    name: str
    place: str
    sha256: str
    content: Mapping[str, Any]
    raw: Mapping[str, Any]
    changes: tuple[Change, ...]
    first: bool


@dataclass(frozen=True, slots=True)
class History:
    """A listing, the party it belongs to (None before it was linked), and its versions, the newest first."""

    list_key: str
    reference: str
    partner: str
    party: str | None
    versions: tuple[Version, ...]


def load(session: Session, list_key: str, reference: str, known_at: datetime) -> History:
    """Every version of a listing that was known at that instant. Raises `NotFound`."""
    listing = session.execute(
        select(Listing).where(col(Listing.list_key) == list_key, col(Listing.reference) == reference)
    ).scalar_one_or_none()
    rows = (
        session.execute(
            select(ListingVersion, SourceFile)
            .join(SourceFile, col(SourceFile.id) == col(ListingVersion.source_file_id))
            .where(col(ListingVersion.listing_id) == listing.id, col(ListingVersion.recorded_from) <= known_at)
            .order_by(col(ListingVersion.recorded_from))
        ).all()
        if listing
        else []
    )
    if listing is None or not rows:
        raise NotFound(f"There is no listing {reference!r} on {list_key!r}.", "It may be known under another number.")
    party = session.execute(
        select(col(Party.public_id))
        .join(PartyMembership, col(PartyMembership.party_id) == col(Party.id))
        .where(col(PartyMembership.listing_id) == listing.id, divergence.known(PartyMembership, known_at))
    ).scalar_one_or_none()
    versions: list[Version] = []
    for version, file in rows:
        versions.append(_version(version, file, versions[-1] if versions else None, known_at))
    return History(list_key, reference, listing.partner, party, tuple(reversed(versions)))


def _version(row: ListingVersion, file: SourceFile, before: Version | None, known_at: datetime) -> Version:
    content = json.loads(row.content)
    ended = row.recorded_to if row.recorded_to and row.recorded_to <= known_at else None
    return Version(
        row.recorded_from,
        ended,
        row.submission_id,
        row.status,
        row.status_on,
        row.kind,
        row.primary_name,
        divergence.place(file.name, row.sheet, row.row),
        file.sha256,
        content,
        json.loads(row.raw),
        () if before is None else _changes(before, row, content),
        before is None,
    )


def _changes(before: Version, row: ListingVersion, content: Mapping[str, Any]) -> tuple[Change, ...]:
    old = _said(before.content, before.status, before.status_on)
    new = _said(content, row.status, row.status_on)
    found = []
    for field in dict.fromkeys([*old, *new]):
        was, now = old.get(field, []), new.get(field, [])
        removed = tuple(value for value in was if value not in now)
        added = tuple(value for value in now if value not in was)
        if removed or added:
            found.append(Change(field, removed, added))
    return tuple(found)


def _said(content: Mapping[str, Any], status: str, status_on: date | None) -> dict[str, list[str]]:
    """All that a version says, by field: its status, and each field of its content."""
    when = f"{status} on {status_on.isoformat()}" if status_on else status
    return {"status": [when], "kind": [content["kind"]], **dict(dossier.facts(content)), **_attributes(content)}


def _attributes(content: Mapping[str, Any]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for name, value in content.get("attributes", ()):
        said.setdefault(name, []).append(value)
    for contact in content.get("contacts", ()):
        said.setdefault(contact["kind"], []).append(contact["value"])
    if content.get("genders"):
        said["gender"] = list(content["genders"])
    if content.get("deceased"):
        said["deceased"] = ["yes"]
    return said
