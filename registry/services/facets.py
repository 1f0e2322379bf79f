"""The filters of a search: which parties they keep, and how many each choice would keep.

A party is kept when its kind, country and likeness pass and one of its listings passes everything that is said of
listings at once: "EU and delisted" means delisted by the EU. A choice is counted with every other filter in place, so
that its number is what choosing it shows.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from importers import programmes
from importers.vocabulary import PartyKind
from registry.models import Listing, ListingVersion, Party, PartyMembership
from registry.services import divergence
from registry.services.cells import Imposed
from registry.services.divergence import Request


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep; empty means everything.

    `measures` are in force on the day of the search; `statuses` are those of `ListingStatus`; `countries` are ISO
    3166-1 codes: nationality, and the country of an address for what is no person. `listed_from` and `listed_to`
    bound the listing's own date; a listing without one does not pass them. `least` is the lowest score, 0 to 1.
    """

    kinds: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    focus: bool = False
    listed_from: date | None = None
    listed_to: date | None = None
    least: float = 0.0

    @property
    def chosen(self) -> bool:
        """Whether anything is filtered at all."""
        return self != Filters()


COUNTED = ("kinds", "partners", "measures", "programmes", "countries", "statuses")


@dataclass(frozen=True, slots=True)
class Traits:
    """What the filters ask of one listing."""

    partners: frozenset[str]
    measures: frozenset[str]
    programmes: frozenset[str]
    statuses: frozenset[str]
    listed_on: date | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What the filters ask of one party (by its public id) that answers with a score."""

    party: str
    score: float
    kinds: frozenset[str]
    countries: frozenset[str]
    listings: tuple[Traits, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """For each filter its choices with how many answers each would show, the most first; `focus` and `undated` are
    how many are under a programme about atrocities, and how many have no listing with a date of listing.
    """

    choices: Mapping[str, tuple[tuple[str, int], ...]]
    focus: int
    undated: int


def profiles(session: Session, scores: Mapping[str, float], request: Request) -> list[Profile]:
    """The profiles of the parties (public id -> score), those known at the request's instant, in the order given."""
    members: dict[str, list[Any]] = {}
    for row in _rows(session, scores, request) if scores else ():
        members.setdefault(row[0], []).append(row)
    versions = [row[1] for rows in members.values() for row in rows]
    imposed = divergence.measures_of(session, request.known_at, versions) if versions else {}
    return [_profile(key, scores[key], members[key], imposed, request.as_of) for key in scores if key in members]


def passes(profile: Profile, filters: Filters) -> bool:
    """Whether a party is kept."""
    return _party_passes(profile, filters) and any(_listing_passes(item, filters) for item in profile.listings)


def count(answers: Iterable[Profile], filters: Filters) -> Facets:
    """The choices of every filter over the answers."""
    every = list(answers)
    choices = {}
    for name in COUNTED:
        nothing: dict[str, Any] = {name: ()}
        free = replace(filters, **nothing)
        counter: Counter[str] = Counter()
        for profile in every:
            counter.update(_values(profile, name, free))
        chosen = dict.fromkeys(getattr(filters, name), 0)
        choices[name] = tuple(sorted((chosen | counter).items(), key=lambda item: (-item[1], item[0])))
    within = replace(filters, focus=True)
    undated = replace(filters, listed_from=None, listed_to=None)
    return Facets(
        choices,
        sum(passes(profile, within) for profile in every),
        sum(passes(item, undated) and all(one.listed_on is None for one in item.listings) for item in every),
    )


def _party_passes(profile: Profile, filters: Filters) -> bool:
    return (
        profile.score >= filters.least
        and (not filters.kinds or not profile.kinds.isdisjoint(filters.kinds))
        and (not filters.countries or not profile.countries.isdisjoint(filters.countries))
    )


def _listing_passes(item: Traits, filters: Filters) -> bool:
    for name in ("partners", "measures", "programmes", "statuses"):
        wanted = getattr(filters, name)
        if wanted and getattr(item, name).isdisjoint(wanted):
            return False
    if filters.focus and not any(_about_atrocities(key) for key in item.programmes):
        return False
    begin, end = filters.listed_from, filters.listed_to
    if begin is None and end is None:
        return True
    day = item.listed_on
    return day is not None and (begin is None or begin <= day) and (end is None or day <= end)


def _values(profile: Profile, name: str, filters: Filters) -> frozenset[str]:
    """The choices of one filter that would keep the party."""
    if not _party_passes(profile, filters):
        return frozenset()
    passing = [item for item in profile.listings if _listing_passes(item, filters)]
    if not passing:
        return frozenset()
    if name in ("kinds", "countries"):
        found: frozenset[str] = getattr(profile, name)
        return found
    return frozenset().union(*(getattr(item, name) for item in passing))


def _about_atrocities(key: str) -> bool:
    return key != programmes.UNKNOWN and programmes.lookup(key).atrocity_focus


Measures = Mapping[int, tuple[tuple[Imposed, ...], tuple[str, ...]]]


def _profile(party: str, score: float, rows: Sequence[Any], imposed: Measures, as_of: date) -> Profile:
    listings = tuple(_listing(row, *imposed.get(row[1], ((), ())), as_of) for row in rows)
    described = [json.loads(row[6]) for row in rows]
    # As a divergence has it: a list that does not know the kind does not outvote one that does.
    kinds = Counter(one["kind"] for one in described if one["kind"] != PartyKind.UNKNOWN)
    kind = kinds.most_common(1)[0][0] if kinds else PartyKind.UNKNOWN.value
    return Profile(party, score, frozenset({kind}), frozenset().union(*map(_countries, described)), listings)


def _listing(row: Any, measures: Sequence[Imposed], regimes: Sequence[str], as_of: date) -> Traits:
    _, _, partner, status, status_on, listed_on, _ = row
    ended = status in divergence.ENDED_HOW and status_on is not None and status_on <= as_of
    in_force = frozenset(one.code.value for one in measures if not ended and one.in_force(as_of))
    return Traits(frozenset({partner}), in_force, frozenset(regimes), frozenset({status}), listed_on)


def _rows(session: Session, public_ids: Iterable[str], request: Request) -> Sequence[Any]:
    return session.execute(
        select(
            col(Party.public_id), col(ListingVersion.id), col(Listing.partner), col(ListingVersion.status),
            col(ListingVersion.status_on), col(ListingVersion.listed_on), col(ListingVersion.content),
        )
        .join(PartyMembership, col(PartyMembership.party_id) == col(Party.id))
        .join(Listing, col(Listing.id) == col(PartyMembership.listing_id))
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .where(col(Party.public_id).in_(list(public_ids)))
        .where(divergence.known(PartyMembership, request.known_at), divergence.known(ListingVersion, request.known_at))
        .order_by(col(Party.public_id), col(Listing.list_key), col(Listing.reference))
    ).all()  # fmt: skip


def _countries(described: Mapping[str, Any]) -> frozenset[str]:
    found = {item["code"] for item in described.get("nationalities", ()) if item.get("code")}
    if described["kind"] != PartyKind.PERSON:
        found |= {place["country"] for place in described.get("addresses", ()) if place.get("country")}
    return frozenset(found)
