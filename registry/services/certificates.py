"""Proof of a search: who asked what, against which editions of which lists, and what answered - or that nothing did.

A certificate says what the lists held answered at one instant. It does not say that somebody is, or is not, listed.
"""

import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from matching.index import Index
from registry import db
from registry.errors import Busy, Invalid, NotFound
from registry.models import SearchCertificate
from registry.models.content import canonical, hash_of
from registry.services import audit, clock, facets, search, settled, sources, subjects
from registry.services.actors import Actor
from registry.services.answers import CONSIDERED, Asked
from registry.services.divergence import Request
from registry.services.facets import Filters
from registry.services.permission import Action, may, require
from registry.services.search import Hit, Sought
from registry.services.storage import Store

LONGEST = 200
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it was issued; see `SearchCertificate`. `result` has `found`, `kept` and `answers`."""

    public_id: str
    issued_at: datetime
    actor: str
    partner: str | None
    as_of: date
    known_at: datetime
    software: str
    query: Mapping[str, Any]
    lists: tuple[Mapping[str, Any], ...]
    result: Mapping[str, Any]
    result_hash: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What making a search again found: `equal`, or the differences in sentences."""

    equal: bool
    differences: tuple[str, ...]


def certify(store: Store, index_dir: Path, actor: Actor, asked: Asked) -> Certificate:
    """Search, and keep the question with its answer; the act stands in the audit trail.

    All that is known now is searched: `asked.known_at` is not used. Raises `Invalid` without a text.
    """
    require(actor, Action.CERTIFY_SEARCH)
    text = " ".join(asked.sought.text.split())
    if not text or len(text) > LONGEST:
        raise Invalid(f"A search has 1 to {LONGEST} characters.")
    asked = replace(asked, sought=replace(asked.sought, text=text))
    lists, result, known_at = _search(store, index_dir, asked)
    query = {"sought": asdict(asked.sought), "filters": _plain(asked.filters)}
    with db.write(store.engine) as session:
        row = SearchCertificate(
            public_id=f"C{secrets.token_hex(8)}", issued_at=clock.tick(session), actor=actor.name,
            account_id=actor.account_id, partner=actor.partner, as_of=asked.as_of, known_at=known_at,
            software=f"sanctions-registry {version('sanctions-registry')}", query=query, lists=lists, result=result,
            result_hash=hash_of(canonical(result)),
        )  # fmt: skip
        session.add(row)
        session.flush()
        # The words searched for may name somebody: they stand in the certificate, their hash in the trail.
        detail = {"query": hash_of(canonical(query)), "result": row.result_hash, "kept": result["kept"]}
        audit.record(session, actor, "certificate.issued", f"certificate:{row.public_id}", detail)
        return _certificate(row)


def load(session: Session, actor: Actor, public_id: str) -> Certificate:
    """A certificate, for whoever had it issued and for those who read the audit trail. Raises `NotFound`."""
    return _certificate(_row(session, actor, public_id))


def issued(session: Session, actor: Actor, limit: int = 50, begin: int = 0) -> list[Certificate]:
    """The actor's own certificates, the latest first; all there are for those who read the audit trail."""
    rows = select(SearchCertificate).order_by(col(SearchCertificate.id).desc()).offset(begin).limit(limit)
    if not may(actor, Action.READ_AUDIT):
        require(actor, Action.CERTIFY_SEARCH)
        rows = rows.where(
            col(SearchCertificate.actor) == actor.name, col(SearchCertificate.account_id) == actor.account_id
        )
    return [_certificate(row) for row in session.execute(rows).scalars()]


def verify(store: Store, actor: Actor, public_id: str) -> Checked:
    """Make the search again from what was known then, with an index of its own, and say whether the same comes out.

    Takes as long as making the index of all lists: some seconds.
    """
    with db.read(store.engine) as session, tempfile.TemporaryDirectory(prefix="certificate-") as folder:
        row = _row(session, actor, public_id)
        differences = []
        if row.result_hash != hash_of(canonical(row.result)):
            differences.append("The result kept is not the one that was issued.")
        if row.lists != _lists(session, row.as_of, row.known_at):
            differences.append("The lists known at that time are not those of the certificate.")
        index = Index.build(Path(folder), search.indexed(subjects.load(session, known_at=row.known_at)))
        filters = _filters(row.query["filters"])
        again = _result(session, index, Asked(Sought(**row.query["sought"]), row.as_of, row.known_at, filters=filters))
        if again != row.result:
            differences.append(_difference(row.result, again))
        return Checked(not differences, tuple(differences))


def _search(store: Store, index_dir: Path, asked: Asked) -> tuple[list[dict[str, Any]], dict[str, Any], datetime]:
    """(lists, result, the instant they are of), all of one unchanging state."""
    for _ in range(_TRIES):
        index = search.current_index(store, index_dir)
        with db.read(store.engine) as session:
            at = settled.instant(session)
            if search.stamp_of(index_dir) == at:
                asked = replace(asked, known_at=at)
                return _lists(session, asked.as_of, at), _result(session, index, asked), at
    raise Busy("The lists changed while they were searched; nothing was kept.", "Try again.")


def _result(session: Session, index: Index, asked: Asked) -> dict[str, Any]:
    hits = search.seek_in(session, index, asked.sought, CONSIDERED, asked.known_at)
    scores = {hit.party: hit.score for hit in hits}
    profiles = facets.profiles(session, scores, Request(asked.as_of, asked.known_at))
    kept = {profile.party for profile in profiles if facets.passes(profile, asked.filters)}
    answers = [_answer(hit) for hit in hits if hit.party in kept]
    return {"found": len(profiles), "kept": len(answers), "looked_at": CONSIDERED, "answers": answers}


def _answer(hit: Hit) -> dict[str, Any]:
    return {
        "party": hit.party, "name": hit.name, "kind": hit.kind, "exact": hit.exact, "why": hit.why if hit.exact else "",
        "answered": hit.answered, "answered_on": hit.answered_on, "weak": hit.weak, "score": round(hit.score, 4),
        "similarity": round(hit.similarity, 4), "listings": list(hit.listings),
    }  # fmt: skip


def _lists(session: Session, as_of: date, known_at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "list": item.list_key, "partner": item.partner, "title": item.title, "file": item.file,
            "sha256": item.sha256, "bytes": item.size, "listings": item.listings, "note": item.note,
            "published_on": item.published_on.isoformat() if item.published_on else None,
            "received_at": item.received_at.isoformat(timespec="seconds"),
        }
        for item in sources.load(session, as_of, known_at)
    ]  # fmt: skip


def _difference(before: Mapping[str, Any], again: Mapping[str, Any]) -> str:
    old, new = ({item["party"]: item for item in result["answers"]} for result in (before, again))
    said = [
        f"{len(keys)} {words} ({', '.join(sorted(keys)[:5])})"
        for keys, words in (
            (old.keys() - new.keys(), "no longer answer"),
            (new.keys() - old.keys(), "answer that did not"),
            ({key for key in old.keys() & new.keys() if old[key] != new[key]}, "answer otherwise"),
        )
        if keys
    ]
    return f"The search comes out differently: {'; '.join(said) or 'in the order or the counts of its answers'}."


def _plain(filters: Filters) -> dict[str, Any]:
    days = {name: getattr(filters, name) for name in ("listed_from", "listed_to")}
    texts = {name: day.isoformat() if day else None for name, day in days.items()}
    several = {name: list(getattr(filters, name)) for name in facets.COUNTED}
    return {**several, "focus": filters.focus, "least": filters.least, **texts}


def _filters(kept: Mapping[str, Any]) -> Filters:
    days: dict[str, Any] = {
        name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("listed_from", "listed_to")
    }
    several: dict[str, Any] = {name: tuple(kept[name]) for name in facets.COUNTED}
    return Filters(**several, focus=kept["focus"], least=kept["least"], **days)


def _row(session: Session, actor: Actor, public_id: str) -> SearchCertificate:
    missing = NotFound(f"There is no certificate “{public_id[:40]}”.")
    wanted = select(SearchCertificate).where(col(SearchCertificate.public_id) == public_id)
    row: SearchCertificate | None = session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise missing
    own = may(actor, Action.CERTIFY_SEARCH) and (row.actor, row.account_id) == (actor.name, actor.account_id)
    if not own:
        require(actor, Action.READ_AUDIT, missing=missing)
    return row


def _certificate(row: SearchCertificate) -> Certificate:
    return Certificate(
        row.public_id, row.issued_at, row.actor, row.partner, row.as_of, row.known_at, row.software, row.query,
        tuple(row.lists), row.result, row.result_hash,
    )  # fmt: skip
