"""Everything known about one party: who imposes what, what each list says, and where every value was read."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from registry.errors import NotFound
from registry.models import Listing, ListingVersion, Party, PartyMembership, SourceFile
from registry.services import divergence
from registry.services.cells import Line, PartyFacts
from registry.services.divergence import Request

_DATES = ("listed_on", "effective_from", "amended_on", "delisted_on")


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One listing of the party: its content (see `registry.models.content`), its raw record, and its place."""

    key: str
    partner: str
    status: str
    status_on: date | None
    recorded_from: datetime
    place: str
    sha256: str
    content: Mapping[str, Any]
    raw: Mapping[str, Any]
    why: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A party with its lines (who imposes what) and its listings; `asked` is the id it was asked for by."""

    asked: str
    party: PartyFacts
    lines: tuple[Line, ...]
    listings: tuple[ListingPage, ...]


def find_party(session: Session, text: str, known_at: datetime) -> str:
    """The public id behind `P000123` or `list:reference`. Raises `NotFound`.

    An id that forwards is followed, unless it was a party of its own at that instant.
    """
    if ":" in text:
        return _party_of_listing(session, text, known_at)
    party = session.execute(select(Party).where(col(Party.public_id) == text.upper())).scalar_one_or_none()
    while party is not None and party.forwards_to_id is not None and not _stood(session, party, known_at):
        party = session.get(Party, party.forwards_to_id)
    if party is None:
        raise NotFound(
            f"There is no party {text!r}.",
            "Give an id such as P000123 or a listing such as un_sc:QDi.001; `registry search` finds them by name.",
        )
    return str(party.public_id)


def load(session: Session, text: str, as_of: date, known_at: datetime) -> Dossier:
    """The dossier of a party, named by its id or by one of its listings. Raises `NotFound`."""
    public_id = find_party(session, text, known_at)
    answer = divergence.compute(session, Request(as_of, known_at, parties=(public_id,)))
    if not answer.compared:
        raise NotFound(f"The party {public_id} was not known at that time.")
    return Dossier(text, answer.compared[0], answer.lines, tuple(pages(session, public_id, known_at)))


def facts(content: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """What a list says of a party as (label, values), in the order people ask for it; empty fields are left out."""
    readers: tuple[tuple[str, str, Callable[[Mapping[str, Any]], str]], ...] = (
        ("names", "names", _name),
        ("born", "births", lambda item: item["raw"]),
        ("birthplace", "birth_places", lambda item: item["raw"]),
        (
            "nationality",
            "nationalities",
            lambda item: f"{item['raw']}" + (f" ({item['code']})" if item.get("code") else ""),
        ),
        ("number", "identifiers", _identifier),
        ("address", "addresses", lambda item: item["raw"]),
        ("quotes", "cross_references", lambda item: f"{item['scheme']}:{item['value']}"),
        (
            "relation",
            "relations",
            lambda item: f"{item['raw_kind']}: {item.get('other_name') or item.get('other_reference')}",
        ),
        ("measure", "designations", _designation),
    )
    for label, field, read in readers:
        if values := [read(item) for item in content.get(field, ())]:
            yield label, values
    for label, field in (("title", "titles"), ("position", "positions")):
        if content.get(field):
            yield label, list(content[field])
    reasons = [item["reasons"] for item in content.get("designations", ()) if item.get("reasons")]
    if reasons:
        yield "reasons", list(dict.fromkeys(reasons))
    if content.get("remarks"):
        yield "remarks", [content["remarks"]]


def plain(found: Dossier) -> dict[str, Any]:
    """A dossier as JSON values."""
    lines = [
        {
            "measure": line.measure.value,
            "gaps": dict(line.gaps),
            "first_mover": line.first_mover[0] if line.first_mover else None,
            "cells": {
                partner: {
                    "state": cell.state.value, "why": cell.why, "since": cell.since, "date_type": cell.date_type,
                    "measure_basis": cell.measure_basis, "lag_days": line.lag_days(partner), "proof": cell.proof,
                }
                for partner, cell in line.cells.items()
            },
        }
        for line in found.lines
    ]  # fmt: skip
    party = found.party
    return {
        "party": party.public_id, "name": party.name, "kind": party.kind.value, "lines": lines,
        "listings": [asdict(page) for page in found.listings],
    }  # fmt: skip


def _name(item: Mapping[str, Any]) -> str:
    grade = item.get("strength", "unstated")
    notes = [item.get("kind", "primary"), *([grade] if grade != "unstated" else [])]
    return f"{item['text']} ({', '.join(notes)})"


def _identifier(item: Mapping[str, Any]) -> str:
    country = f" ({item['country']})" if item.get("country") else ""
    doubt = ", check digit wrong" if item.get("valid") is False else ""
    return f"{item['kind'].replace('_', ' ')} {item['value']}{country}{doubt}"


def _designation(item: Mapping[str, Any]) -> str:
    measures = ", ".join(f"{m['code'].replace('_', ' ')} [{m['basis']}]" for m in item.get("measures", ()))
    dates = ", ".join(f"{name.replace('_', ' ')} {item[name]}" for name in _DATES if item.get(name))
    return f"{item['programme']}: {measures or 'no measure stated'}" + (f"; {dates}" if dates else "")


def _stood(session: Session, party: Party, known_at: datetime) -> bool:
    """Whether any listing belonged to the party at that instant."""
    member = select(col(PartyMembership.id)).where(col(PartyMembership.party_id) == party.id)
    return session.execute(member.where(divergence.known(PartyMembership, known_at)).limit(1)).first() is not None


def _party_of_listing(session: Session, text: str, known_at: datetime) -> str:
    list_key, reference = text.split(":", 1)
    public_id = session.execute(
        select(col(Party.public_id))
        .join(PartyMembership, col(PartyMembership.party_id) == col(Party.id))
        .join(Listing, col(Listing.id) == col(PartyMembership.listing_id))
        .where(col(Listing.list_key) == list_key, col(Listing.reference) == reference)
        .where(divergence.known(PartyMembership, known_at))
    ).scalar_one_or_none()
    if public_id is None:
        raise NotFound(f"There is no listing {text!r} in any party.", "Was it linked? `registry link` does that.")
    return str(public_id)


def pages(session: Session, public_id: str, known_at: datetime) -> list[ListingPage]:
    """The listings of a party at that instant, by list and reference."""
    rows = session.execute(
        select(Listing, ListingVersion, SourceFile, PartyMembership)
        .join(PartyMembership, col(PartyMembership.listing_id) == col(Listing.id))
        .join(Party, col(Party.id) == col(PartyMembership.party_id))
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .join(SourceFile, col(SourceFile.id) == col(ListingVersion.source_file_id))
        .where(col(Party.public_id) == public_id)
        .where(divergence.known(PartyMembership, known_at), divergence.known(ListingVersion, known_at))
        .order_by(col(Listing.list_key), col(Listing.reference))
    )
    return [
        ListingPage(
            f"{listing.list_key}:{listing.reference}",
            listing.partner,
            version.status,
            version.status_on,
            version.recorded_from,
            divergence.place(file.name, version.sheet, version.row),
            file.sha256,
            json.loads(version.content),
            json.loads(version.raw),
            membership.why,
        )
        for listing, version, file, membership in rows
    ]
