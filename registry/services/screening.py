"""Screening a batch: many subjects against everything listed, each answered with the parties it may be and why.

A hit says how alike two descriptions are and what speaks for and against; it never says that it is the same person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col

from matching.compare import compare
from matching.index import Index
from matching.subject import Subject
from registry import db
from registry.errors import Invalid
from registry.models import Listing, ListingVersion, Party
from registry.services import divergence, search
from registry.services.clock import latest
from registry.services.spool import silent
from registry.services.storage import Store

MOST_SUBJECTS, MOST_HITS = 500, 10
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Alike:
    """A party that a subject may be: by which listing and which of its names, with the reasons.

    `score` and `similarity` (of the names alone) are 0 to 1, `evidence` is what everything else adds in natural
    log-odds.
    """

    party: str
    listing: str
    name: str
    kind: str
    answered: str
    score: float
    similarity: float
    evidence: float
    reasons: tuple[str, ...]


def match(store: Store, index_dir: Path, asked: Sequence[Subject], limit: int, least: float) -> list[list[Alike]]:
    """For each subject the at most `limit` parties that score `least` or more, best first.

    Raises `Invalid` for more than `MOST_SUBJECTS`. The index is for one thread at a time.
    """
    if len(asked) > MOST_SUBJECTS:
        raise Invalid(f"{len(asked)} subjects are too many at once.", f"Ask for {MOST_SUBJECTS} or fewer.")
    index = search.current_index(store, index_dir, silent)
    found = [_found(index, subject, limit, least) for subject in asked]
    with db.read(store.engine) as session:
        homes = _homes(session, sorted({listing for hits in found for listing in hits}))
    return [_best(hits, homes, limit) for hits in found]


_Scored = tuple[str, float, float, float, tuple[str, ...]]


def _found(index: Index, subject: Subject, limit: int, least: float) -> dict[int, _Scored]:
    """Listing id -> (name that answered, score, similarity, evidence, reasons)."""
    found = {}
    # Several listings are one party: a few more are looked at than are wanted.
    for hit in index.search(subject, limit * 3):
        compared = compare(subject, hit.subject)
        if compared.probability >= least:
            reasons = tuple(reason.text for reason in compared.reasons)
            found[int(hit.id)] = (
                compared.names[1], compared.probability, compared.similarity, compared.evidence, reasons,
            )  # fmt: skip
    return found


def _homes(session: Session, listings: Sequence[int]) -> dict[int, tuple[str, str, str, str]]:
    """Listing id -> (party, list:reference, name, kind), of those that belong to a party."""
    at = latest(session)
    homes: dict[int, tuple[str, str, str, str]] = {}
    for begin in range(0, len(listings), _AT_ONCE):
        rows = session.execute(
            divergence.members(
                at, col(Listing.id), col(Party.public_id), col(Listing.list_key), col(Listing.reference),
                col(ListingVersion.primary_name), col(ListingVersion.kind),
            )
            .where(col(Listing.id).in_(listings[begin : begin + _AT_ONCE]))
        )  # fmt: skip
        homes |= {row[0]: (row[1], f"{row[2]}:{row[3]}", row[4], row[5]) for row in rows}
    return homes


def _best(hits: dict[int, _Scored], homes: dict[int, tuple[str, str, str, str]], limit: int) -> list[Alike]:
    """One answer for each party, by its likeliest listing."""
    best: dict[str, Alike] = {}
    for listing, (answered, score, similarity, evidence, reasons) in hits.items():
        if listing not in homes:
            continue
        party, key, name, kind = homes[listing]
        if party not in best or score > best[party].score:
            best[party] = Alike(party, key, name, kind, answered, score, similarity, evidence, reasons)
    return sorted(best.values(), key=lambda one: (-one.score, one.party))[:limit]
