"""Parties as FollowTheMoney entities, a line of JSON each, written by this program alone.

The schemata and property names are those of the public model (https://followthemoney.tech/explorer/), written down in
`SCHEMATA`. What the model has no place for is left out rather than put where it means something else: spans of years,
dates about a year, relations. Each party is followed by one Sanction for each legal act and one Identification or
Passport for each number of a document.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, TextIO

from sqlalchemy import select, true
from sqlmodel import Session, col

from importers import catalogue, programmes
from registry.models import Listing, ListingStatus, ListingVersion, Party, PartyMembership
from registry.services import divergence

_THING = frozenset({"name", "alias", "weakAlias", "previousName", "country", "address", "notes", "topics"})
_LEGAL = _THING | {
    "email", "phone", "website", "idNumber", "taxNumber", "registrationNumber", "leiCode", "swiftBic", "dunsCode",
}  # fmt: skip
_DOCUMENT = frozenset({"holder", "type", "country", "number"})
SCHEMATA: dict[str, frozenset[str]] = {
    "Person": _LEGAL | {"birthDate", "birthPlace", "nationality", "gender", "position", "title", "passportNumber"},
    "Organization": _LEGAL | {"incorporationDate"},
    "LegalEntity": _LEGAL | {"incorporationDate"},
    "Vessel": _THING | {"imoNumber", "mmsi", "callSign", "flag", "registrationNumber"},
    "Airplane": _THING | {"registrationNumber", "serialNumber"},
    "Sanction": frozenset({
        "entity", "country", "authority", "program", "programId", "provisions", "reason", "listingDate", "startDate",
        "endDate", "status", "recordId", "authorityId", "sourceUrl",
    }),
    "Identification": _DOCUMENT,
    "Passport": _DOCUMENT | {"passportNumber"},
}  # fmt: skip
"""Each schema that is written, with the properties it is written with (its own and inherited ones)."""

_SCHEMA_OF = {"person": "Person", "organisation": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}
_NUMBERS = {
    "tax": "taxNumber", "registration": "registrationNumber", "lei": "leiCode", "swift_bic": "swiftBic",
    "imo": "imoNumber", "mmsi": "mmsi", "call_sign": "callSign", "aircraft_tail": "registrationNumber",
    "aircraft_serial": "serialNumber", "national_id": "idNumber", "passport": "passportNumber", "duns": "dunsCode",
}  # fmt: skip
_DOCUMENTS = {
    "national_id", "travel_document", "driving_licence", "residence_permit", "birth_certificate", "voter",
    "social_security",
}  # fmt: skip
_PREFIX = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_STANDING = (ListingStatus.LISTED.value, ListingStatus.MISSING.value)


@dataclass(slots=True)
class _Entity:
    """An entity while it is put together; a property keeps each value once, in the order met."""

    id: str
    schema: str
    properties: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, name: str, value: str | None) -> None:
        if value and name in SCHEMATA[self.schema]:
            self.properties.setdefault(name, {})[value] = None

    def plain(self, **more: Any) -> dict[str, Any]:
        properties = {name: list(values) for name, values in sorted(self.properties.items())}
        return {"id": self.id, "schema": self.schema, **more, "properties": properties}


def write(session: Session, stream: TextIO, as_of: date, known_at: datetime, parties: Sequence[str] = ()) -> int:
    """All parties (or those with these public ids) as known at an instant, a line for each entity; gives their number.

    What is in force is said as of a day.
    """
    count = 0
    for entity in entities(session, as_of, known_at, parties):
        stream.write(json.dumps(entity, ensure_ascii=False, separators=(",", ":")) + "\n")
        count += 1
    return count


def entities(
    session: Session, as_of: date, known_at: datetime, parties: Sequence[str] = ()
) -> Iterator[dict[str, Any]]:
    """The entities one by one: a party, its documents, its sanctions; then the next party."""
    rows = session.execute(
        select(
            col(Party.public_id), col(Listing.list_key), col(Listing.partner), col(Listing.reference),
            col(ListingVersion.kind), col(ListingVersion.status), col(ListingVersion.status_on),
            col(ListingVersion.content),
        )
        .join(PartyMembership, col(PartyMembership.party_id) == col(Party.id))
        .join(Listing, col(Listing.id) == col(PartyMembership.listing_id))
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .where(divergence.known(PartyMembership, known_at), divergence.known(ListingVersion, known_at))
        .where(col(Party.public_id).in_(parties) if parties else true())
        .order_by(col(Party.public_id), col(Listing.list_key), col(Listing.reference))
        .execution_options(yield_per=1000)
    )  # fmt: skip
    for public_id, group in groupby(rows, key=lambda row: str(row[0])):
        yield from _party(public_id, list(group), as_of)


def _party(public_id: str, rows: Sequence[Any], as_of: date) -> Iterator[dict[str, Any]]:
    kind = next((row[4] for row in rows if row[4] in _SCHEMA_OF), "")
    entity = _Entity(f"csr-{public_id}", _SCHEMA_OF.get(kind, "LegalEntity"))
    others: list[_Entity] = []
    in_force = False
    for row in rows:
        content = json.loads(row[7])
        _describe(entity, content)
        others += _documents(entity, content)
        sanctions = [_sanction(entity.id, row, number, act, as_of) for number, act in enumerate(_acts(content))]
        in_force |= any("active" in sanction.properties.get("status", {}) for sanction in sanctions)
        others += sanctions
    if in_force:
        entity.add("topics", "sanction")
    caption = next(iter(entity.properties.get("name", {})), public_id)
    lists = list(dict.fromkeys(row[1] for row in rows))
    yield entity.plain(caption=caption, datasets=lists, referents=[f"{row[1]}:{row[3]}" for row in rows])
    for other in {other.id: other for other in others}.values():
        yield other.plain(datasets=lists)


def _describe(entity: _Entity, content: Mapping[str, Any]) -> None:
    for name in content["names"]:
        weak = name.get("strength") == "weak"
        kinds = {"primary": "name", "alias": "alias", "former": "previousName"}
        entity.add("weakAlias" if weak else kinds[name.get("kind", "primary")], name["text"])
    for birth in content.get("births", ()):
        if not birth.get("circa") and _PREFIX.fullmatch(birth.get("text") or ""):
            entity.add("birthDate", birth["text"])
            entity.add("incorporationDate", birth["text"])
    for place in content.get("birth_places", ()):
        entity.add("birthPlace", place["raw"])
    for item in content.get("nationalities", ()):
        code = (item.get("code") or "").lower()
        entity.add("nationality" if entity.schema == "Person" else "country", code)
    for place in content.get("addresses", ()):
        entity.add("address", place["raw"])
        entity.add("country", (place.get("country") or "").lower())
    for item in content.get("identifiers", ()):
        if not item.get("known_false"):
            entity.add(_NUMBERS.get(item["kind"], ""), item["value"])
    for item in content.get("contacts", ()):
        entity.add(item["kind"], item["value"])
    for name in ("genders", "positions", "titles"):
        for value in content.get(name, ()):
            entity.add(name[:-1], value)
    entity.add("notes", content.get("remarks"))


def _documents(entity: _Entity, content: Mapping[str, Any]) -> Iterator[_Entity]:
    for item in content.get("identifiers", ()):
        passport = item["kind"] == "passport"
        if not (passport or item["kind"] in _DOCUMENTS) or item.get("known_false"):
            continue
        country = (item.get("country") or "").lower()
        key = _key(entity.id, item["kind"], item["value"], country)
        made = _Entity(key, "Passport" if passport else "Identification")
        made.add("holder", entity.id)
        made.add("type", item["kind"].replace("_", " "))
        made.add("number", item["value"])
        made.add("passportNumber", item["value"])
        made.add("country", country)
        yield made


def _acts(content: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    # A listing without a legal act is one all the same.
    return content.get("designations") or [{"programme": programmes.UNKNOWN}]


def _sanction(party: str, row: Any, number: int, act: Mapping[str, Any], as_of: date) -> _Entity:
    _, list_key, partner, reference, _, status, status_on, _ = row
    made = _Entity(_key(party, list_key, reference, str(number)), "Sanction")
    spec = catalogue.lookup(list_key)
    made.add("entity", party)
    made.add("country", {"UN": "", "EU": "eu"}.get(partner, partner.lower()))
    made.add("authority", spec.authority)
    made.add("sourceUrl", spec.publisher_url)
    made.add("recordId", reference)
    if act["programme"] != programmes.UNKNOWN:
        made.add("programId", act["programme"])
        made.add("program", programmes.lookup(act["programme"]).title)
    for measure in act.get("measures", ()):
        basis = measure["basis"].replace("_", " ")
        made.add("provisions", f"{measure['code'].replace('_', ' ')} ({basis})")
    made.add("reason", act.get("reasons"))
    made.add("listingDate", act.get("listed_on"))
    made.add("startDate", act.get("effective_from"))
    ended = act.get("delisted_on") or (status_on.isoformat() if status not in _STANDING and status_on else None)
    made.add("endDate", ended)
    begins = [day for day in (act.get("listed_on"), act.get("effective_from")) if day]
    stands = (not ended or ended > as_of.isoformat()) and (not begins or min(begins) <= as_of.isoformat())
    # Dropped from a file is an observation, never called a delisting.
    dropped = "dropped from the file, no legal act seen" if status == ListingStatus.DROPPED else "ended"
    made.add("status", "active" if stands else dropped if ended else "not yet in force")
    return made


def _key(*parts: str) -> str:
    return f"csr-{sha256(json.dumps(parts).encode()).hexdigest()[:24]}"
