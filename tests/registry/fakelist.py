"""A list of our own invention with a tiny reader, so that tests of the intake depend on no importer.

The file is JSON: {"date": "2025-01-31", "count": 3, "listings": [{"ref": "A1", "name": "...", ...}]}.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from importers import catalogue
from importers.catalogue import ListSpec
from importers.draft import (
    CountryDraft,
    DesignationDraft,
    IdentifierDraft,
    Issue,
    ListingDraft,
    MeasureDraft,
    NameDraft,
    PartialDate,
    Position,
)
from importers.errors import FileRefused
from importers.reading import Facts
from importers.vocabulary import Basis, IdentifierKind, IssueCode, MeasureCode, PartyKind

STABLE, MOVING = "zz_test", "zz_moving"


def register() -> None:
    """Put the lists of these tests into the catalogue of this process."""
    for key in (STABLE, MOVING):
        catalogue.LISTS[key] = ListSpec(
            key=key,
            partner="ZZ",
            title="List of the tests",
            authority="Nobody",
            publisher_url="https://example.org/",
            formats=("JSON",),
            reader=f"{__name__}:read_{key}",
            publishes=(MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN),
            expected=(1, 10_000),
            licence="none",
            stable_references=key == STABLE,
        )


def read_zz_test(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Read the stable list of the tests."""
    return _read(STABLE, paths, facts)


def read_zz_moving(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Read the list of the tests whose references move."""
    return _read(MOVING, paths, facts)


def _read(list_key: str, paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    for path in paths:
        try:
            published = json.loads(path.read_bytes())
        except ValueError as error:
            raise FileRefused("This is not JSON.", Position(path.name), "Send it again.") from error
        facts.published_on = date.fromisoformat(published["date"]) if published.get("date") else None
        facts.publisher_count = published.get("count")
        for row, listing in enumerate(published["listings"], start=1):
            if listing.get("cut"):
                raise FileRefused("The file ends in the middle.", Position(path.name, row=row))
            facts.records += listing.get("counts", 1)
            position = Position(path.name, row=row)
            if listing.get("refused"):
                message = "There is no name."
                yield Issue(IssueCode.NO_NAME, message, position, reference=listing["ref"], refuses=True)
            else:
                yield _draft(list_key, listing, position)


def _draft(list_key: str, listing: Mapping[str, Any], position: Position) -> ListingDraft:
    listed, ended = listing.get("listed"), listing.get("delisted")
    return ListingDraft(
        list_key=list_key,
        reference=listing["ref"],
        kind=PartyKind(listing.get("kind", "person")),
        names=tuple(NameDraft(name) for name in [listing["name"], *listing.get("aliases", ())]),
        position=position,
        designations=(
            DesignationDraft(
                programme=listing.get("programme", "ZZ-TEST"),
                programme_raw="Test",
                measures=(MeasureDraft(MeasureCode.ASSET_FREEZE, Basis.EXPLICIT, "freeze"),),
                listed_on=date.fromisoformat(listed) if listed else None,
                delisted_on=date.fromisoformat(ended) if ended else None,
            ),
        ),
        births=tuple(PartialDate(text, text) for text in [listing["born"]] if text) if "born" in listing else (),
        nationalities=(CountryDraft("SY", "Syrian"), CountryDraft(None, "stateless"), CountryDraft("SY", "Syria")),
        identifiers=(IdentifierDraft(IdentifierKind.PASSPORT, f"n° {listing['ref']}-1"),),
        raw=dict(listing),
    )


def people(count: int, start: int = 0) -> list[dict[str, Any]]:
    """So many listings, each its own; the first ones are listed for longest."""
    return [
        {
            "ref": f"A{number:04}",
            "name": f"{_word(number)} {_word(number * 7 + 3)}",
            "born": f"{1940 + number % 60}-03-04",
            "listed": f"{2000 + number // 400}-{1 + number // 31 % 12:02}-{1 + number % 28:02}",
        }
        for number in range(start, start + count)
    ]


def _word(number: int) -> str:
    syllables = ("ka", "ro", "mi", "te", "lu", "sha", "ven", "dor", "pi", "zu")
    return "".join(syllables[int(digit)] for digit in f"{number * 7919 % 100000:05}").capitalize()


def write_list(path: Path, listings: Sequence[Mapping[str, Any]], day: str | None = "2025-01-01", **more: Any) -> Path:
    """Write a list file; `more` are further fields of it, e.g. the publisher's `count`."""
    path.write_text(json.dumps({"date": day, "listings": list(listings), **more}))
    return path


register()
