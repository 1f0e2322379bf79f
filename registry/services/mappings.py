"""Mappings of partners' own tables, kept under names: said once, used for every later delivery whose header fits."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from importers import catalogue, mapping
from importers.mapping import Mapping
from registry import db
from registry.errors import NotFound
from registry.models import PartnerMapping
from registry.services import audit, readings
from registry.services.actors import Actor
from registry.services.permission import Action, require
from registry.services.storage import Store


@dataclass(frozen=True, slots=True)
class Saved:
    """A mapping that holds now, and who saved it when."""

    id: int
    name: str
    mapping: Mapping
    actor: str
    saved_at: datetime


def save(store: Store, actor: Actor, list_key: str, name: str, made: Mapping) -> None:
    """Keep a mapping under a name; one of that name is superseded. Raises `NotFound`."""
    partner = _partner(actor, list_key)
    with db.write(store.engine, lock=f"mapping:{partner}") as session:
        now, plain = datetime.now(UTC), readings.plain(made)
        known = session.exec(_holding(partner, list_key).where(PartnerMapping.name == name)).first()
        if known is not None and known.mapping == plain:
            return
        if known is not None:
            known.recorded_to = now
            session.flush()
        session.add(
            PartnerMapping(
                partner=partner, list_key=list_key, name=name, headers=_headers(made), mapping=plain,
                actor=actor.name, account_id=actor.account_id, recorded_from=now,
            )
        )  # fmt: skip
        audit.record(session, actor, "mapping.saved", f"list:{list_key}", {"name": name, "headers": _headers(made)})


def known(session: Session, actor: Actor, list_key: str) -> list[Saved]:
    """The mappings of a list that hold now, the latest first. Raises `NotFound`."""
    rows = session.exec(_holding(_partner(actor, list_key), list_key).order_by(col(PartnerMapping.id).desc()))
    return [
        Saved(row.id, row.name, mapping.from_json(json.dumps(row.mapping)), row.actor, row.recorded_from)
        for row in rows
        if row.id is not None
    ]


def _partner(actor: Actor, list_key: str) -> str:
    partner = catalogue.LISTS[list_key].partner if list_key in catalogue.LISTS else None
    require(actor, Action.SEND, partner, NotFound(f"There is no list {list_key!r} here."))
    return partner or ""


def _holding(partner: str, list_key: str) -> SelectOfScalar[PartnerMapping]:
    return select(PartnerMapping).where(
        PartnerMapping.partner == partner,
        PartnerMapping.list_key == list_key,
        col(PartnerMapping.recorded_to).is_(None),
    )


def _headers(made: Mapping) -> str:
    return sha256("\n".join(header.casefold() for header in made.headers).encode()).hexdigest()
