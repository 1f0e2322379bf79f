"""The keys under which names are found: what two spellings of one name still have in common.

Comparing every name with every other is out of reach for lists of this size, so both the search index and the linking
of lists first gather names that share a key. A key is a 64-bit number, the same in every process and on every machine,
made from the consonant skeleton of a name part ("Mohammed", "Muhamad" and the Arabic spelling share one), from
neighbouring parts written together ("Abdul Rahman", "Abdulrahman"), or from the initials of a long name ("IRGC").
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matching.normalise import name_parts
from matching.scripts import skeleton
from matching.subject import Subject

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]

MAX_PARTS = 16
"""Parts of one name that make keys. Longer names are descriptions; their first sixteen parts find them well enough."""

_ACRONYM_LENGTHS = range(3, 9)
_SHORTEST_MISSPELT = 4
"""Below four letters a single slip makes too many other names: "Ali", "Eli", "Ati"."""


@lru_cache(maxsize=1 << 18)
def stable_hash(text: str) -> int:
    """A 64-bit number for `text` that is the same in every process and on every machine."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class NameKeys:
    """What one name is found by.

    `text` is its folded parts in alphabetical order, for string ratios; `parts` holds one key per distinct part;
    `extra` holds the keys of neighbouring parts written together and of the initials.
    """

    text: str
    parts: tuple[int, ...]
    extra: tuple[int, ...]


@lru_cache(maxsize=1 << 18)
def part_key(part: str) -> int:
    """The key of a folded name part: spellings with one consonant skeleton share it."""
    return stable_hash(skeleton(part))


@lru_cache(maxsize=1 << 18)
def _continued(part: str) -> str:
    """The sound of a part that follows another in one word: without its first vowel, which only counts at the start."""
    return "".join(filter(_not_lower, skeleton(part)))


def _not_lower(letter: str) -> bool:
    return not letter.islower()


def _together(first: str, second: str) -> int:
    """The key of two parts written as one word, put together from their sounds; mostly `part_key` of the word."""
    if first.startswith("abd"):
        return part_key(
            first + second
        )  # the article inside "Abdul Rahman" is written many ways, which `skeleton` knows
    sound = skeleton(first)
    rest = skeleton(second) if sound.isupper() else _continued(second)
    if len(sound) > 1 and sound[-1].islower() and not sound[:-1].isupper():
        sound = sound[:-1]
    if sound[-1:] == rest[:1] and first[-1] not in _VOWELS and second[0] not in _VOWELS:
        rest = rest[1:]
    return stable_hash(sound + rest)


_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=1 << 16)
def misspelt_keys(part: str) -> tuple[int, ...]:
    """The part with each one letter left out, hashed: two parts one slip apart share at least one of these.

    This is the deletion neighbourhood of Garbe's symmetric delete spelling correction; it also covers a wrong letter
    and two letters swapped, at the price of a few pairs that are two slips apart.
    """
    if len(part) < _SHORTEST_MISSPELT:
        return ()
    return tuple(
        {stable_hash(f"~{part[:place]}{part[place + 1 :]}") for place in range(len(part))} | {stable_hash(f"~{part}")}
    )


def name_keys(text: str) -> NameKeys:
    """The keys of one name in any script."""
    parts = name_parts(text)[:MAX_PARTS]
    extra = {_together(first, second) for first, second in pairwise(parts)}
    if len(parts) in _ACRONYM_LENGTHS:
        extra.add(part_key("".join(part[0] for part in parts)))
    own = tuple(dict.fromkeys(map(part_key, parts)))
    return NameKeys(" ".join(sorted(parts)), own, tuple(extra.difference(own)))


def number_keys(subject: Subject) -> set[int]:
    """The keys of a subject's identifiers and list references: letters and digits alone, without kind or country.

    Publishers disagree about what a number is (passport or identity card), so the comparison judges that, not the key.
    """
    values = [identifier.value for identifier in subject.identifiers] + list(subject.references)
    bare = ("".join(filter(str.isalnum, value[:80])).casefold() for value in values)
    return {stable_hash(f"#{value}") for value in bare if len(value) > _SHORTEST_NUMBER}


_SHORTEST_NUMBER = 4


def mixed(one: Hashes, other: Hashes) -> Hashes:
    """One key out of two, row by row; the order of the two matters."""
    with np.errstate(over="ignore"):
        key = (one ^ (one >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15) + other * np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray(key ^ (key >> np.uint64(29)), np.uint64)


_WIDEST_RANGE = 10
"""A range of more than ten years says too little to be found by."""


def birth_years(born: str) -> range:
    """The years that one birth date of a subject may mean; empty when it says none. "1960/1963" means four."""
    first, _, last = born.lstrip("~").partition("/")
    if not first[:4].isdigit():
        return range(0)
    start = int(first[:4])
    end = int(last[:4]) if last[:4].isdigit() else start
    return range(start, end + 1) if start <= end <= start + _WIDEST_RANGE else range(0)
