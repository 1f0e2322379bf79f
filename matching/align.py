"""Which part of one name is which part of the other, and what the parts left over mean.

Parts are paired best first: equal ones, then parts written together on one side, then other spellings, slips, nicknames and
initials. What is left over on both sides contradicts; what is left over on one side is only missing. Everything here runs for
every pair that is compared, so how two parts relate is worked out once and remembered.
"""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from matching._shim import nickname_group, variant_group
from matching.names import ParsedName, Part
from matching.vocabulary import Likeness, Role

MAX_FUZZY = 8
"""Unequal parts per side that are tried against each other; beyond that two names are descriptions."""

_SLIP_LENGTH = 5
_LONG_LENGTH = 9
_NEAR = 0.86


@dataclass(frozen=True, slots=True)
class Pairing:
    """How two parts relate: `quality` from 0 to 1 orders rival pairings and grades near ones."""

    likeness: Likeness
    quality: float


_SAME = Pairing("same", 1.0)
_JOINED = Pairing("joined", 0.97)
_VARIANT = Pairing("variant", 0.96)
_SOUND = Pairing("sound", 0.92)
_SLIP = Pairing("slip", 0.9)
_NICKNAME = Pairing("nickname", 0.8)
_INITIAL = Pairing("initial", 0.6)
_UNLIKE = Pairing("unlike", 0.0)


@dataclass(frozen=True, slots=True)
class Aligned:
    """One part beside its counterpart (`left` or `right` empty where it has none)."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]
    pairing: Pairing


@lru_cache(maxsize=1 << 17)
def pairing(left: Part, right: Part) -> Pairing:
    """How two parts of persons' names, or two words of other names, relate."""
    one, other = left.text, right.text
    if one == other:
        return _SAME
    if left.role in _EXACT_ROLES or right.role in _EXACT_ROLES:
        return _UNLIKE
    if len(one) == 1 or len(other) == 1:
        return _INITIAL if one[0] == other[0] else _UNLIKE
    if (left.role == "kunya") is not (right.role == "kunya"):
        return _UNLIKE
    if variant_group(one) & variant_group(other) or _with_article(left, right) or _with_article(right, left):
        return _VARIANT
    alike = JaroWinkler.normalized_similarity(one, other)
    shorter = min(len(one), len(other))
    if left.sound == right.sound and (alike >= 0.75 or shorter > 3):
        return _SOUND
    if nickname_group(one) & nickname_group(other):
        return _NICKNAME
    slips = OSA.distance(one, other, score_cutoff=2)
    if (slips == 1 and shorter >= _SLIP_LENGTH - 1) or (slips == 2 and shorter >= _LONG_LENGTH):
        return _SLIP
    return Pairing("near", alike - 0.2) if alike >= _NEAR else Pairing("unlike", min(alike, 0.59) * 0.5)


_EXACT_ROLES: frozenset[Role] = frozenset({"numeral", "country", "branch"})


def _with_article(bare: Part, whole: Part) -> bool:
    return bare.article and whole.text in ("al" + bare.text, "el" + bare.text)


@dataclass(slots=True)
class Alignment:
    """`pairs` are (place in left, place in right, how); `joined` are runs of parts written together on one side.

    `left_over` and `right_over` are the places of core parts without a counterpart.
    """

    pairs: list[tuple[int, int, Pairing]]
    joined: list[tuple[tuple[int, ...], tuple[int, ...]]]
    left_over: list[int]
    right_over: list[int]


def align(left: ParsedName, right: ParsedName) -> Alignment:
    """Pair the core parts of two names of one kind; time is bounded by `MAX_FUZZY` squared."""
    one, other = left.core, right.core
    pairs: list[tuple[int, int, Pairing]] = []
    right_over = list(range(len(other)))
    left_over = []
    for place, part in enumerate(one):
        text = part.text
        for there in right_over:
            if other[there].text == text:
                pairs.append((place, there, _SAME))
                right_over.remove(there)
                break
        else:
            left_over.append(place)
    joined: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    if left_over and right_over:
        if len(one) != len(other):
            _join(left, right, left_over, right_over, joined)
        if left_over and right_over:
            _pair_unequal(one, other, left_over, right_over, pairs)
    return Alignment(pairs, joined, left_over, right_over)


def _join(
    left: ParsedName,
    right: ParsedName,
    left_over: list[int],
    right_over: list[int],
    joined: list[tuple[tuple[int, ...], tuple[int, ...]]],
) -> None:
    """Find neighbouring parts of one side that the other side writes as one."""
    for whole, places, parts, runs, turned in (
        (left.core, left_over, right.core, right_over, False),
        (right.core, right_over, left.core, left_over, True),
    ):
        for place in list(places):
            run = _run_spelling(whole[place], parts, runs)
            if run:
                joined.append((tuple(run), (place,)) if turned else ((place,), tuple(run)))
                places.remove(place)
                for used in run:
                    runs.remove(used)


def _run_spelling(whole: Part, parts: tuple[Part, ...], free: list[int]) -> list[int] | None:
    if len(free) < 2 or len(whole.text) < 4:
        return None
    for start in range(len(free) - 1):
        for end in range(start + 2, min(start + 4, len(free)) + 1):
            run = free[start:end]
            if run[-1] - run[0] != len(run) - 1:
                break
            for order in (run, run[::-1]) if len(run) == 2 else (run,):
                if _spells(whole, "".join(parts[place].text for place in order)):
                    return run
    return None


@lru_cache(maxsize=1 << 14)
def _spells(whole: Part, text: str) -> bool:
    return abs(len(whole.text) - len(text)) < 2 and OSA.distance(whole.text, text, score_cutoff=1) <= (len(text) > 7)


def _pair_unequal(
    one: tuple[Part, ...],
    other: tuple[Part, ...],
    left_over: list[int],
    right_over: list[int],
    pairs: list[tuple[int, int, Pairing]],
) -> None:
    """Pair the best of what is left, until nothing alike is left."""
    rivals = []
    for place in left_over[:MAX_FUZZY]:
        part = one[place]
        for there in right_over[:MAX_FUZZY]:
            found = pairing(part, other[there])
            if found.quality >= 0.6:
                rivals.append((-found.quality, abs(place - there), place, there, found))
    rivals.sort(key=_first_four)
    for _, _, place, there, found in rivals:
        if place in left_over and there in right_over:
            pairs.append((place, there, found))
            left_over.remove(place)
            right_over.remove(there)


def _first_four(rival: tuple[float, int, int, int, Pairing]) -> tuple[float, int, int, int]:
    return rival[:4]
