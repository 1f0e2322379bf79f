"""Which part of one name is which part of the other, and what the parts left over mean.

Parts are paired best first: equal ones, then parts written together on one side, then other spellings, slips,
nicknames and initials. What is left over on both sides contradicts; what is left over on one side is only missing.
Everything here runs for every pair that is compared, so how two parts relate is worked out once and remembered.
"""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from matching.likeness import SAME, VARIANT, Pairing, pairing
from matching.names import ParsedName, Part
from matching.normalise import fold
from matching.scripts import skeleton

MAX_FUZZY = 8
"""Unequal parts per side that are tried against each other; beyond that two names are descriptions."""

_LEAST_CHANCE = 0.25
_LEAST_JOINED = 4
_MOST_JOINED = 4


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
                pairs.append((place, there, SAME if other[there].folded == part.folded else VARIANT))
                right_over.remove(there)
                break
        else:
            left_over.append(place)
    joined: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    if left_over and right_over:
        if (len(one) == 1 or len(other) == 1) and _abbreviates(left, right):
            joined.append((tuple(range(len(one))), tuple(range(len(other)))))
            return Alignment([], joined, [], [])
        if len(one) != len(other) or left.leads or right.leads:
            _join(left, right, left_over, right_over, joined)
        if left_over and right_over:
            _pair_unequal(one, other, left_over, right_over, pairs)
    return Alignment(pairs, joined, left_over, right_over)


def _abbreviates(left: ParsedName, right: ParsedName) -> bool:
    """Whether the only word of one organisation's name is made of the initials of the other's: IRGC."""
    short, whole = (left, right) if len(left.core) == 1 else (right, left)
    if short.kind != "organisation" or len(whole.core) < _LEAST_INITIALS:
        return False
    return short.joined in (whole.initials, "".join(word[0] for word in fold(whole.text).split()))


_LEAST_INITIALS = 3


def _join(
    left: ParsedName,
    right: ParsedName,
    left_over: list[int],
    right_over: list[int],
    joined: list[tuple[tuple[int, ...], tuple[int, ...]]],
) -> None:
    """Find neighbouring parts of one side that the other side writes as one."""
    for whole, places, parts, runs, turned in (
        (left, left_over, right, right_over, False),
        (right, right_over, left, left_over, True),
    ):
        if len(runs) < 2 and not parts.leads:
            continue  # nothing stands beside what is left, not even a particle
        texts: dict[tuple[int, int], list[str]] = {}
        for place in places[:MAX_FUZZY]:
            run = _run_spelling(whole.core[place], parts, runs[:MAX_FUZZY], texts)
            if run:
                joined.append((tuple(run), (place,)) if turned else ((place,), tuple(run)))
                places.remove(place)
                for used in run:
                    runs.remove(used)


def _run_spelling(
    whole: Part, name: ParsedName, free: list[int], texts: dict[tuple[int, int], list[str]]
) -> list[int] | None:
    """The neighbouring free parts of `name`, particles between them included, that together spell `whole`.

    `texts` keeps how each run of the name is written, by its first and last place: every part asks for the same runs.
    """
    size, leads = len(whole.folded), name.leads
    if size < _LEAST_JOINED:
        return None
    for start, first in enumerate(free):
        length = led = 0
        for end in range(start, min(start + _MOST_JOINED, len(free))):
            place = free[end]
            if place != first + end - start:
                break
            length += len(name.core[place].folded)
            led += len(leads[place]) if leads else 0
            if length > size + 2:
                break
            if (end > start and length >= size - 2) or (led and abs(length + led - size) <= 2):
                written = texts.get((first, place))
                if written is None:
                    written = texts[first, place] = _run_texts(name, free[start : end + 1])
                if any(_spells(whole, text) for text in written):
                    return free[start : end + 1]
    return None


def _run_texts(name: ParsedName, run: list[int]) -> list[str]:
    """The run written as one word: with the particles it holds, without them, and two parts the other way round."""
    parts = [name.core[place].folded.replace(" ", "") for place in run]
    texts = ["".join(parts), "".join(name.core[place].text for place in run)] if len(parts) > 1 else []
    if name.leads and any(name.leads[place] for place in run):
        texts.append("".join(name.leads[place] + part for place, part in zip(run, parts, strict=True)))
    if len(parts) == 2:
        texts.append(parts[1] + parts[0])
    return texts


@lru_cache(maxsize=1 << 14)
def _spells(whole: Part, text: str) -> bool:
    own = whole.folded.replace(" ", "")
    if abs(len(own) - len(text)) > 2:
        return False
    return OSA.distance(own, text, score_cutoff=1) <= (len(text) > _LEAST_JOINED + 2) or whole.sound == skeleton(text)


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
            if found.chance >= _LEAST_CHANCE:
                rivals.append((-found.chance, abs(place - there), place, there, found))
    rivals.sort(key=_first_four)
    for _, _, place, there, found in rivals:
        if place in left_over and there in right_over:
            pairs.append((place, there, found))
            left_over.remove(place)
            right_over.remove(there)


def _first_four(rival: tuple[float, int, int, int, Pairing]) -> tuple[float, int, int, int]:
    return rival[:4]
