"""What there is to learn from: pairs of names and pairs of listings of which is known whether they are one party.

Names of one listing, and of two listings known to be one party, are names of one party. Names of two listings of one
list are names of two parties, because publishers list a party once (nearly always); the most alike of these are the
pairs that teach.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from rapidfuzz import fuzz

from matching.evaluate import KnownPairs, Listing
from matching.names import ParsedName, parse_name
from matching.subject import Identifier, Kind, Strength, Subject, SubjectName

_ALIKE_ENOUGH = 72
"""Two aliases less alike than this (0 to 100) are two names of one party, not two spellings of one name."""
_MOST_SHARING = 400


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two names and whether they name one party; `group` keeps the names of one party on one side of every split."""

    kind: Kind
    left: str
    right: str
    same: bool
    label: str
    group: str


def read_listings(path: Path) -> dict[Listing, Subject]:
    """The listings of a LISTINGS.csv (`list,reference,kind,name,strength,born,country,identifiers`) as subjects."""
    rows: dict[Listing, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rows[row["list"], row["reference"]].append(row)
    return {listing: _subject(own) for listing, own in rows.items()}


def _subject(rows: list[dict[str, str]]) -> Subject:
    first = rows[0]
    numbers = (value.partition(":") for value in _several(rows, "identifiers"))
    return Subject(
        kind=Kind(first["kind"]) if first["kind"] else None,
        names=tuple(SubjectName(row["name"], Strength(row["strength"] or "unstated")) for row in rows),
        births=_several(rows, "born"),
        countries=_several(rows, "country"),
        identifiers=tuple(Identifier(kind, value) for kind, _, value in numbers),
    )


def _several(rows: list[dict[str, str]], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for row in rows for value in row[column].split(";") if value))


def read_known(paths: Iterable[Path]) -> KnownPairs:
    """The known pairs of gold files (`a_source,a_id,...,b_source,b_id,...`)."""
    pairs = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            pairs += [((r["a_source"], r["a_id"]), (r["b_source"], r["b_id"])) for r in csv.DictReader(stream)]
    return KnownPairs(pairs)


def parties(listings: Iterable[Listing], known: KnownPairs) -> dict[Listing, str]:
    """The party each listing belongs to by the known pairs, named after its first listing."""
    leader: dict[Listing, Listing] = {}

    def find(listing: Listing) -> Listing:
        while (above := leader.get(listing, listing)) != listing:
            listing = above
        return listing

    for one, other in (sorted(pair) for pair in known.pairs):
        first, second = sorted((find(one), find(other)))
        leader[second] = first
    return {listing: "|".join(find(listing)) for listing in listings}


def held_out(group: str, share: int = 3) -> bool:
    """Whether a party is kept aside to measure on: one in `share`, by its name alone, the same on every machine."""
    return blake2b(group.encode(), digest_size=4).digest()[0] % share == 0


def read_name_pairs(paths: Iterable[Path]) -> Iterator[NamePair]:
    """Labelled names (`kind,name_a,name_b,same,class`), as the variations benchmark writes them."""
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                same = row["same"] == "1"
                yield NamePair(Kind(row["kind"]), row["name_a"], row["name_b"], same, row["class"], row["name_a"])


def listed_name_pairs(subjects: dict[Listing, Subject], known: KnownPairs, seed: int) -> Iterator[NamePair]:
    """Names of one party, and names of two parties that are alike, from the lists themselves."""
    chance = random.Random(seed)  # noqa: S311 - a fixed sequence is the point
    party = parties(subjects, known)
    for listing, subject in subjects.items():
        names = [name.text for name in subject.names]
        if len(names) > 1 and subject.kind:
            left, right = chance.sample(names, 2)
            yield from _if_alike(subject.kind, left, right, "alias", party[listing])
    for one, other in sorted(tuple(sorted(pair)) for pair in known.pairs):
        a, b = subjects.get(one), subjects.get(other)
        if a and b and a.kind and a.kind is b.kind:
            yield from _if_alike(a.kind, a.names[0].text, b.names[0].text, "listed twice", party[one])
    for source in sorted({source for source, _ in subjects}):
        listed = [(party[listing], subject) for listing, subject in subjects.items() if listing[0] == source]
        yield from _neighbours(listed, chance)


def _if_alike(kind: Kind, left: str, right: str, label: str, group: str) -> Iterator[NamePair]:
    one, other = parse_name(left, kind), parse_name(right, kind)
    if one and other and one[0].joined != other[0].joined and _alike(one[0], other[0]) >= _ALIKE_ENOUGH:
        yield NamePair(kind, left, right, True, label, group)


def likeliest_reading(pair: NamePair) -> tuple[ParsedName, ParsedName] | None:
    """The two readings of a pair that are most alike; None where a name has no letters."""
    readings = [(one, other) for one in parse_name(pair.left, pair.kind) for other in parse_name(pair.right, pair.kind)]
    return max(
        readings, key=lambda both: fuzz.ratio(both[0].sorted_text, both[1].sorted_text) + _alike(*both), default=None
    )


def _alike(left: ParsedName, right: ParsedName) -> float:
    shared = len(left.sounds & right.sounds) / max(1, min(len(left.sounds), len(right.sounds)))
    return max(100 * shared, fuzz.ratio(left.sorted_text, right.sorted_text))


def _neighbours(listed: Sequence[tuple[str, Subject]], chance: random.Random) -> Iterator[NamePair]:
    """For each name of a list, the names of other parties on it that are most alike."""
    names: list[tuple[str, Subject, ParsedName]] = []
    bearers: dict[tuple[Kind, str], list[int]] = defaultdict(list)
    for group, subject in listed:
        for text in dict.fromkeys((subject.names[0].text, chance.choice(subject.names).text)):
            for parsed in parse_name(text, subject.kind)[:1] if subject.kind else ():
                for sound in sorted(parsed.sounds):
                    bearers[parsed.kind, sound].append(len(names))
                names.append((group, subject, parsed))
    for group, subject, parsed in names:
        rivals: set[int] = set()
        for sound in sorted(parsed.sounds):
            bearing = bearers[parsed.kind, sound]
            rivals.update(bearing if len(bearing) <= _MOST_SHARING else chance.sample(bearing, _MOST_SHARING))
        fitting = [
            place
            for place in sorted(rivals)
            if names[place][0] != group
            and names[place][2].joined != parsed.joined
            and not set(subject.births) & set(names[place][1].births)
        ]
        nearest = max(
            fitting, key=lambda place: fuzz.ratio(parsed.sorted_text, names[place][2].sorted_text), default=None
        )
        sharing = max(fitting, key=lambda place: _alike(parsed, names[place][2]), default=None)
        for place in dict.fromkeys(place for place in (nearest, sharing) if place is not None):
            yield NamePair(parsed.kind, parsed.text, names[place][2].text, False, "neighbours", group)
