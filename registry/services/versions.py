"""Writing versions: the rows of a listing's new version and of what is projected from its content.

Everything but the raw record and the position is derived from the content, so projections can always be rebuilt.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, SQLModel

from importers.draft import DesignationDraft, ListingDraft, Position
from importers.vocabulary import NameKind
from registry.models import (
    CrossReference,
    Designation,
    DesignationMeasure,
    Listing,
    ListingCountry,
    ListingIdentifier,
    ListingName,
    ListingStatus,
    ListingVersion,
)
from registry.models.base import table_of
from registry.models.content import from_content, identity_hash
from registry.services.changes import OpenVersion
from registry.services.clock import Numbers
from registry.services.spool import Entry, SpooledDraft

_CHUNK = 400
_NOT_KEY = re.compile(r"[\W_]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Parents before children: the order in which rows are inserted.
_ORDER: tuple[type[SQLModel], ...] = (
    Listing,
    ListingVersion,
    ListingName,
    ListingIdentifier,
    ListingCountry,
    CrossReference,
    Designation,
    DesignationMeasure,
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Occasion:
    """On what a version is written: the submission, the instant, the list, and the source file for each name."""

    submission_id: int
    recorded_at: datetime
    list_key: str
    partner: str
    source_files: Mapping[str, int]


class VersionWriter:
    """Collects rows and writes them many at a time. `finish` must follow in the same transaction."""

    def __init__(self, session: Session, occasion: Occasion) -> None:
        self._session = session
        self._occasion = occasion
        self._rows: dict[type[SQLModel], list[Row]] = defaultdict(list)
        self._closed: list[Row] = []
        self._numbers = {name: Numbers(session, name) for name in ("listing", "listing_version", "designation")}
        self._references: set[str] | None = None
        # Files are told apart by name; a reader that names another one means the only, or first, file there is.
        self._first_file = next(iter(occasion.source_files.values()))

    def add(self, draft: SpooledDraft, entry: Entry) -> None:
        """Write the first version of a new listing."""
        listing_id = self._numbers["listing"].take()
        reference = self._free_reference(storable(entry.reference))
        self._rows[Listing].append(
            {
                "id": listing_id,
                "list_key": self._occasion.list_key,
                "partner": self._occasion.partner,
                "reference": reference,
            }
        )
        self._open(listing_id, draft, entry)

    def change(self, before: OpenVersion, draft: SpooledDraft, entry: Entry) -> None:
        """Close a version and write the one that follows it."""
        self._close(before.version_id)
        self._open(before.listing_id, draft, entry)

    def restate(self, before: OpenVersion, status: ListingStatus, status_on: date) -> None:
        """Close a version and repeat it with another status: the file no longer has the listing."""
        table = table_of(ListingVersion)
        old = self._session.connection().execute(select(table).where(table.c.id == before.version_id)).one()
        # The content is as it was last read: its source file and position stay those.
        changed = {"recorded_from": self._occasion.recorded_at, "submission_id": self._occasion.submission_id}
        self._close(before.version_id)
        version_id = self._numbers["listing_version"].take()
        row = dict(old._mapping) | changed | {"id": version_id, "status": status.value, "status_on": status_on}
        self._write_version(row, from_content(old.content, Position("", old.sheet, old.row, old.column), {}))

    def restore(self, open_id: int, former_id: int) -> None:
        """Close an open version and repeat a former one of the same listing, which then stands again."""
        table = table_of(ListingVersion)
        old = self._session.connection().execute(select(table).where(table.c.id == former_id)).one()
        self._close(open_id)
        again = {
            "id": self._numbers["listing_version"].take(),
            "recorded_from": self._occasion.recorded_at,
            "recorded_to": None,
            "submission_id": self._occasion.submission_id,
            "closed_by_submission_id": None,
        }
        row = dict(old._mapping) | again
        self._write_version(row, from_content(old.content, Position("", old.sheet, old.row, old.column), {}))

    def finish(self) -> None:
        """Write what is left."""
        self._flush()
        for numbers in self._numbers.values():
            numbers.save()

    def _free_reference(self, reference: str) -> str:
        if self._references is None:
            table = table_of(Listing)
            statement = select(table.c.reference).where(table.c.list_key == self._occasion.list_key)
            self._references = set(self._session.connection().execute(statement).scalars())
        free, again = reference, 1
        while free in self._references:
            again += 1
            free = f"{reference}~{again}"
        self._references.add(free)
        return free

    def _close(self, version_id: int) -> None:
        self._closed.append({"version": version_id})

    def _open(self, listing_id: int, spooled: SpooledDraft, entry: Entry) -> None:
        draft = from_content(spooled.content, spooled.position, {})
        dates = [item.listed_on for item in draft.designations if item.listed_on is not None]
        row = {
            "id": self._numbers["listing_version"].take(),
            "listing_id": listing_id,
            "recorded_from": self._occasion.recorded_at,
            "recorded_to": None,
            "submission_id": self._occasion.submission_id,
            "closed_by_submission_id": None,
            "source_file_id": self._occasion.source_files.get(draft.position.file, self._first_file),
            "sheet": draft.position.sheet,
            "row": draft.position.row,
            "column": draft.position.column,
            "reference": storable(draft.reference),
            "status": entry.status.value,
            "status_on": entry.status_on,
            "kind": draft.kind.value,
            "primary_name": storable(_primary_name(draft)),
            "listed_on": min(dates, default=None),
            "content_hash": entry.content_hash,
            "identity_hash": identity_hash(json.loads(spooled.content)),
            "content": spooled.content,
            "raw": spooled.raw,
        }
        self._write_version(row, draft)

    def _write_version(self, row: Row, draft: ListingDraft) -> None:
        rows, version_id = self._rows, row["id"]
        rows[ListingVersion].append(row)
        for model, projected in _projections(version_id, draft):
            rows[model].extend(projected)
        for ordinal, designation in enumerate(draft.designations):
            designation_id = self._numbers["designation"].take()
            rows[Designation].append(_designation(designation_id, version_id, ordinal, designation))
            rows[DesignationMeasure].extend(
                {
                    "designation_id": designation_id,
                    "ordinal": place,
                    "code": measure.code.value,
                    "basis": measure.basis.value,
                    "source_value": storable(measure.source_value),
                }
                for place, measure in enumerate(designation.measures)
            )
        if len(rows[ListingVersion]) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        connection, occasion = self._session.connection(), self._occasion
        if self._closed:
            table = table_of(ListingVersion)
            closing = {"recorded_to": occasion.recorded_at, "closed_by_submission_id": occasion.submission_id}
            # A listing has one open version: the old one is closed before the new one is written.
            statement = update(table).where(table.c.id == bindparam("version")).values(closing)
            connection.execute(statement, self._closed)
            self._closed.clear()
        for model in _ORDER:
            if self._rows[model]:
                connection.execute(insert(table_of(model)), self._rows[model])
                self._rows[model].clear()


def storable(text: str) -> str:
    """The text without what PostgreSQL or UTF-8 cannot hold, for columns that are searched; the content keeps it."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


_Item = TypeVar("_Item")


def chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """The items in lists of as many as one statement takes."""
    iterator = iter(items)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def key_of(identifier: str) -> str:
    """An identifier as it is looked up: letters and digits only, capital."""
    return _NOT_KEY.sub("", identifier).upper()


def _primary_name(draft: ListingDraft) -> str:
    texts = [name.text for name in draft.names if name.kind == NameKind.PRIMARY] + [name.text for name in draft.names]
    return texts[0] if texts else ""


def _projections(version_id: int, draft: ListingDraft) -> Iterable[tuple[type[SQLModel], list[Row]]]:
    """The rows that hang off a version and have no children."""
    numbered: dict[type[SQLModel], list[dict[str, str | None]]] = {
        ListingName: [
            {"text": name.text, "kind": name.kind.value, "strength": name.strength.value, "script": name.script}
            for name in draft.names
        ],
        ListingIdentifier: [
            {"kind": item.kind.value, "value": item.value, "key": key_of(item.value), "country": item.country}
            for item in draft.identifiers
        ],
        CrossReference: [{"scheme": item.scheme, "value": item.value} for item in draft.cross_references],
    }
    for model, rows in numbered.items():
        yield model, [{"version_id": version_id, "ordinal": place} | _storable(row) for place, row in enumerate(rows)]
    codes = {country.code for country in draft.nationalities if country.code is not None}
    yield ListingCountry, [{"version_id": version_id, "code": code} for code in sorted(codes)]


def _designation(number: int, version_id: int, ordinal: int, designation: DesignationDraft) -> Row:
    return {
        "id": number,
        "version_id": version_id,
        "ordinal": ordinal,
        "programme": designation.programme,
        "programme_raw": storable(designation.programme_raw),
        "listed_on": designation.listed_on,
        "effective_from": designation.effective_from,
        "amended_on": designation.amended_on,
        "delisted_on": designation.delisted_on,
    }


def _storable(row: dict[str, str | None]) -> Row:
    return {name: value if value is None else storable(value) for name, value in row.items()}
