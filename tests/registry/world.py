"""A small world of partners for tests: lists of our own invention whose files are written in three lines.

`World` takes listings in through the real intake and links them with the real service. A listing is a dictionary with
`ref` and `name`, and optionally born, un (the UN reference it quotes), ids (passport numbers), programme, listed,
delisted, measures (codes), basis, kind, aliases.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from importers import catalogue
from importers.catalogue import ListSpec
from importers.draft import (
    CrossReference,
    DesignationDraft,
    IdentifierDraft,
    Issue,
    ListingDraft,
    MeasureDraft,
    NameDraft,
    PartialDate,
    Position,
)
from importers.reading import Facts
from importers.vocabulary import Basis, IdentifierKind, MeasureCode, PartyKind
from registry import db
from registry.models import Verdict
from registry.services import clock, divergence, dossier, intake, linking
from registry.services.actors import operator
from registry.services.divergence import Divergence, Request
from registry.services.linking import Linked, Word
from registry.services.storage import Store

ANA = operator("ana")


FREEZE, BAN = MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN
_LISTS = {"w_us": "US", "w_eu": "EU", "w_gb": "GB", "w_un": "UN", "w_ch": "CH"}
_PROGRAMMES = {"US": "US-GLOMAG", "EU": "EU-HR", "GB": "GB-GHR", "UN": "UN-SUDAN", "CH": "CH-SUDAN"}


def register(patch: pytest.MonkeyPatch) -> None:
    """Put the lists of this world into the catalogue for one test."""
    for key, partner in _LISTS.items():
        spec = ListSpec(
            key=key,
            partner=partner,
            title=f"{partner} list of the tests",
            authority="Nobody",
            publisher_url="https://example.org/",
            formats=("JSON",),
            reader=f"{__name__}:read_{key}",
            publishes=(FREEZE, BAN),
            expected=(1, 10_000),
            licence="none",
        )
        patch.setitem(catalogue.LISTS, key, spec)
        patch.setitem(globals(), f"read_{key}", _reader(key))


def _reader(key: str) -> Any:
    def read(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
        published = json.loads(paths[0].read_bytes())
        facts.published_on = _day(published["date"])
        for row, listing in enumerate(published["listings"], start=2):
            facts.records += 1
            yield _draft(key, listing, Position(paths[0].name, row=row))

    return read


def _draft(key: str, listing: Mapping[str, Any], position: Position) -> ListingDraft:
    basis = Basis(listing.get("basis", "explicit"))
    codes = listing.get("measures", ["asset_freeze"])
    return ListingDraft(
        key,
        listing["ref"],
        PartyKind(listing.get("kind", "person")),
        tuple(NameDraft(text) for text in [listing["name"], *listing.get("aliases", ())]),
        position,
        designations=(
            DesignationDraft(
                listing.get("programme", _PROGRAMMES[_LISTS[key]]),
                "wording",
                tuple(MeasureDraft(MeasureCode(code), basis, "wording") for code in codes),
                listed_on=_day(listing.get("listed")),
                delisted_on=_day(listing.get("delisted")),
            ),
        ),
        births=tuple(PartialDate(text, text) for text in [listing.get("born")] if text),
        identifiers=tuple(IdentifierDraft(IdentifierKind.PASSPORT, value) for value in listing.get("ids", ())),
        cross_references=tuple(CrossReference("un_sc", value) for value in [listing.get("un")] if value),
        raw=dict(listing),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class World:
    """Lists, links and judgements over one store."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder, self.files = store, folder, 0

    def take(self, list_key: str, *listings: Mapping[str, Any], day: str = "2025-01-01") -> int:
        """Apply a file of these listings; gives the submission's number."""
        summary = intake.receive(self.store, list_key, [self.write(listings, day)], ANA, "test")
        applied = intake.apply(self.store, summary.id, ANA)
        assert applied.state == "applied", applied
        return applied.id

    def write(self, listings: Sequence[Mapping[str, Any]], day: str = "2025-01-01") -> Path:
        """A file of these listings."""
        self.files += 1
        path = self.folder / f"file-{self.files}.json"
        path.write_text(json.dumps({"date": day, "listings": listings}), encoding="utf-8")
        return path

    def link(self, submission: int | None = None) -> Linked:
        """Link everything, or one submission."""
        return linking.propose(self.store.engine, ANA, submission, kept=self.folder / "linking")

    def judge(self, a: str, b: str, verdict: str, because: str = "the numbers") -> None:
        """Say what two listings are."""
        linking.judge(self.store.engine, ANA, Word(a, b, Verdict(verdict), because))

    def party(self, key: str, known_at: datetime | None = None) -> str:
        """The public id of the party of a listing."""
        with db.read(self.store.engine) as session:
            return dossier.find_party(session, key, known_at or clock.latest(session))

    def proposals(self) -> list[tuple[str, str]]:
        """The pairs that wait for a person."""
        with db.read(self.store.engine) as session:
            return [(item.listing_a, item.listing_b) for item in linking.proposals(session)]

    def now(self) -> datetime:
        """The last instant of recorded time."""
        with db.read(self.store.engine) as session:
            return clock.latest(session).astimezone(UTC)

    def divergence(self, as_of: date = date(2025, 6, 30), known_at: datetime | None = None, **more: Any) -> Divergence:
        """The comparison as of a day."""
        with db.read(self.store.engine) as session:
            return divergence.compute(session, Request(as_of, known_at or clock.latest(session), **more))
