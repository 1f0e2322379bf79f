"""What a file changes: its drafts held against the open versions of the list."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlmodel import Session

from registry.models import Listing, ListingStatus, ListingVersion
from registry.models.base import table_of
from registry.models.content import canonical
from registry.services.spool import Entry, identity_of

_SAME_NAME = 80.0
"""Token sort ratio of first names from which a reference on a moving list is taken to mean the same party still."""


_RETURNS = (ListingStatus.MISSING, ListingStatus.DROPPED, ListingStatus.ANNOUNCED, ListingStatus.WITHDRAWN)
"""A listing of which something else than the file said this changes when the file has it, whatever it says."""


@dataclass(frozen=True, slots=True)
class OpenVersion:
    """The version of a listing that holds now. `identity` is empty on lists whose references are stable."""

    listing_id: int
    version_id: int
    reference: str
    status: ListingStatus
    status_on: date | None
    recorded_from: datetime
    content_hash: str
    listed_on: date | None
    identity: str = ""

    @property
    def in_force(self) -> bool:
        """Whether the list still imposes something on it, as far as is known."""
        return self.status in (ListingStatus.LISTED, ListingStatus.MISSING)


@dataclass(slots=True)
class ChangeSet:
    """Every draft is in exactly one of added, changed, unchanged; `absent` are versions in force without a draft.

    `before` are the open versions compared with; `unread` those whose record is in the file but was refused:
    nothing is concluded about them. The counters say in how many changed listings a field changed, fell silent, or
    says something else of who it is.
    """

    before: Sequence[OpenVersion]
    added: list[Entry] = field(default_factory=list)
    changed: list[tuple[Entry, OpenVersion]] = field(default_factory=list)
    unchanged: list[Entry] = field(default_factory=list)
    absent: list[OpenVersion] = field(default_factory=list)
    unread: list[OpenVersion] = field(default_factory=list)
    changed_fields: Counter[str] = field(default_factory=Counter)
    lost_fields: Counter[str] = field(default_factory=Counter)
    contradicted_fields: Counter[str] = field(default_factory=Counter)
    reused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a listing before and after a change, as plain JSON values; None where it said nothing."""

    field: str
    before: Any
    after: Any


def open_versions(session: Session, list_key: str, stable: bool) -> list[OpenVersion]:
    """The versions of a list that hold now, in the order of their listings."""
    listing, version = table_of(Listing).c, table_of(ListingVersion).c
    columns = [
        version.listing_id,
        version.id,
        version.reference,
        version.status,
        version.status_on,
        version.recorded_from,
        version.content_hash,
        version.listed_on,
    ]
    statement = (
        select(*columns if stable else (*columns, version.content))
        .join_from(table_of(ListingVersion), table_of(Listing), listing.id == version.listing_id)
        .where(listing.list_key == list_key, version.recorded_to.is_(None))
        .order_by(version.listing_id)
    )
    return [
        OpenVersion(
            listing_id=row.listing_id,
            version_id=row.id,
            reference=row.reference,
            status=ListingStatus(row.status),
            status_on=row.status_on,
            recorded_from=row.recorded_from,
            content_hash=row.content_hash,
            listed_on=row.listed_on,
            identity="" if stable else identity_of(json.loads(row.content)),
        )
        for row in session.connection().execute(statement)
    ]


def compare(entries: Sequence[Entry], before: Sequence[OpenVersion], refused: set[str], stable: bool) -> ChangeSet:
    """The change set of a file. `refused` are the references of records that could not be read."""
    pairs = _by_reference(entries, before) if stable else _by_identity(entries, before)
    result = ChangeSet(before)
    met = set()
    for entry, version in pairs:
        if version is None:
            result.added.append(entry)
            continue
        met.add(version.listing_id)
        returned = version.status in _RETURNS
        if entry.content_hash == version.content_hash and not returned:
            result.unchanged.append(entry)
        else:
            result.changed.append((entry, version))
    for version in before:
        if version.listing_id not in met and version.in_force:
            (result.unread if version.reference in refused else result.absent).append(version)
    return result


Pair = tuple[Entry, OpenVersion | None]


def _by_reference(entries: Sequence[Entry], before: Sequence[OpenVersion]) -> Iterator[Pair]:
    known = {version.reference: version for version in before}
    for entry in entries:
        yield entry, known.get(entry.reference)


def _by_identity(entries: Sequence[Entry], before: Sequence[OpenVersion]) -> Iterator[Pair]:
    """Pairs on a list that renumbers its items.

    First who has the same name and births, the same reference before a similar one; then the one of that name,
    where only one side knows the birth; then who kept the reference and has a similar name. Who is left is new.
    """
    left = dict.fromkeys(entries)
    free = {version.listing_id: version for version in before}
    for step in (_same_identity, _same_name):
        for entry, version in step(list(left), list(free.values())):
            del left[entry]
            del free[version.listing_id]
            yield entry, version
    # Where a reference was used twice, the listing in force goes before one that was dropped: the last one stays.
    at = {version.reference: version for version in sorted(free.values(), key=lambda version: version.in_force)}
    for entry in left:
        version_there = at.get(entry.reference)
        same = version_there is not None and _similar(entry.identity, version_there.identity)
        yield entry, version_there if same else None


Groups = dict[Any, tuple[list[Entry], list[OpenVersion]]]


def _grouped(entries: Iterable[Entry], before: Iterable[OpenVersion], key: Callable[[str], Any]) -> Groups:
    groups: Groups = defaultdict(lambda: ([], []))
    for entry in entries:
        groups[key(entry.identity)][0].append(entry)
    for version in before:
        groups[key(version.identity)][1].append(version)
    return groups


def _same_identity(entries: Iterable[Entry], before: Iterable[OpenVersion]) -> Iterator[tuple[Entry, OpenVersion]]:
    for drafts, versions in _grouped(entries, before, str).values():
        nearness = sorted(
            (_apart(entry, version), i, j) for i, entry in enumerate(drafts) for j, version in enumerate(versions)
        )
        taken: set[tuple[str, int]] = set()
        for _, i, j in nearness:
            if ("draft", i) not in taken and ("version", j) not in taken:
                taken |= {("draft", i), ("version", j)}
                yield drafts[i], versions[j]


def _same_name(entries: Iterable[Entry], before: Iterable[OpenVersion]) -> Iterator[tuple[Entry, OpenVersion]]:
    """A birth was added or taken away; two people of one name are not told apart by guessing."""
    for drafts, versions in _grouped(entries, before, lambda identity: canonical(json.loads(identity)[:2])).values():
        if len(drafts) == len(versions) == 1 and [] in (_births(drafts[0]), _births(versions[0])):
            yield drafts[0], versions[0]


def _births(one: Entry | OpenVersion) -> list[str]:
    births: list[str] = json.loads(one.identity)[2]
    return births


def _apart(entry: Entry, version: OpenVersion) -> tuple[bool, bool, int]:
    """How far a draft is from a version of the same identity: in force first, then by what the references share."""
    letters = zip(entry.reference, version.reference, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], letters))
    return entry.reference != version.reference, not version.in_force, -shared


def _similar(one: str, other: str) -> bool:
    (kind, words, _), (other_kind, other_words, _) = json.loads(one), json.loads(other)
    return kind == other_kind and fuzz.token_sort_ratio(" ".join(words), " ".join(other_words)) >= _SAME_NAME


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The fields in which two contents differ, by name."""
    return [
        Difference(name, before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def contradicted_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Where a listing no longer says who it is, or since when, as it did: to say more or nothing is not that."""
    kinds, others = {before["kind"], after["kind"]} - {"unknown"}, {name["text"] for name in after["names"]}
    found = ["kind"] if len(kinds) > 1 else []
    if before["names"] and before["names"][0]["text"] not in others:
        found.append("first name")
    births, births_after = ({birth["text"] for birth in content.get("births", ())} for content in (before, after))
    if births and births_after and births.isdisjoint(births_after):
        found.append("births")
    listed, listed_after = (_listing_dates(content) for content in (before, after))
    if listed and listed_after and listed.isdisjoint(listed_after):
        found.append("listing date")
    return found


def is_another_party(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a reference was given to somebody else: no word of a name is left, and kind, birth or date differ too."""
    words, words_after = ({word for name in content["names"] for word in name["text"].casefold().split()}
                          for content in (before, after))  # fmt: skip
    return bool(words and words_after) and words.isdisjoint(words_after) and len(contradicted_fields(before, after)) > 1


def _listing_dates(content: Mapping[str, Any]) -> set[str]:
    return {item["listed_on"] for item in content.get("designations", ()) if item.get("listed_on")}
