"""How likely two unequal name parts are one part spelt twice: "Kozlovsky" and "Kazlouski", or "Ivanov" and "Ivankov".

A table of spellings settles the well-known names. For the rest a small learned model weighs how the letters, the
sounds and the openings compare; what it has learned is which differences real publishers make when they write one
name.
"""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

from matching.names import Part
from matching.scripts import skeleton
from matching.vocabulary import Likeness, Role
from matching.weights import probability, shipped_weights


@dataclass(frozen=True, slots=True)
class Pairing:
    """How two parts relate; `chance` (0 to 1) that they are one part, `log_odds` the same before rounding off."""

    likeness: Likeness
    chance: float
    log_odds: float


SAME = Pairing("same", 1.0, 9.0)
VARIANT = Pairing("variant", 0.99, 4.5)
JOINED = Pairing("joined", 0.97, 3.5)
NICKNAME = Pairing("nickname", 0.85, 1.7)
INITIAL = Pairing("initial", 0.6, 0.4)
GENDERED = Pairing("gendered", 0.3, -0.8)
UNLIKE = Pairing("unlike", 0.01, -4.5)

CHANGE = "letter"
"""How the events of single letters begin."""
RARE_CHANGE = "any other letter changed"
"""What a change of letters that was hardly ever seen counts as."""

_EXACT: frozenset[Role] = frozenset({"numeral", "country", "branch"})
_BINDING = ("abd", "abu ", "umm ")
_SHORT, _LONG = 4, 8
_LEAST_ALIKE = 0.4
"""Parts with fewer letters in common are never one part respelt; weighing them would only take time."""


@lru_cache(maxsize=1 << 17)
def pairing(left: Part, right: Part) -> Pairing:
    """How two parts of persons' names, or two words of other names, relate."""
    known = settled(left, right)
    if known is not None:
        return known
    if hopeless(left, right):
        return UNLIKE
    table = shipped_weights().parts["person" if left.person else "other"]
    log_odds = table["intercept"]
    for event, amount in part_events(left, right):
        weight = table.get(event)
        if weight is None:
            weight = table[RARE_CHANGE] if event.startswith(CHANGE) else 0.0
        log_odds += weight * amount
    return Pairing(_label(left, right), probability(log_odds), max(-5.0, min(5.0, log_odds)))


def hopeless(left: Part, right: Part) -> bool:
    """Whether two parts are too far apart to be weighed; the model has learned nothing about such pairs."""
    return left.sound != right.sound and OSA.normalized_similarity(left.text, right.text) < _LEAST_ALIKE


def settled(left: Part, right: Part) -> Pairing | None:
    """How two parts relate where tables say so; None where the learned model has to."""
    one, other = left.text, right.text
    if one == other:
        return SAME if left.folded == right.folded else VARIANT
    if left.role in _EXACT or right.role in _EXACT:
        return UNLIKE
    if len(one) == 1 or len(other) == 1:
        return INITIAL if one[0] == other[0] else UNLIKE
    if (left.role == "kunya") is not (right.role == "kunya"):
        return UNLIKE
    if _one_family(left, right) or _with_article(left, right) or _with_article(right, left):
        return VARIANT
    if left.nicknames & right.nicknames:
        return NICKNAME
    return GENDERED if left.person and _gendered(one, other) else None


def _one_family(left: Part, right: Part) -> bool:
    """Whether two family names differ only by the gender of the bearer, or by a known ending: Ivanov, Ivanova."""
    return left.stem == right.stem and left.role != "given" != right.role


def _with_article(bare: Part, whole: Part) -> bool:
    return bare.article and whole.folded in ("al" + bare.folded, "el" + bare.folded)


def _gendered(one: str, other: str) -> bool:
    """Whether one is the woman's form of the other: Aleksandr and Aleksandra, Mario and Maria, Yevgeny and Yevgenia."""
    if one.endswith("a") is other.endswith("a"):
        return False
    woman, man = (one, other) if one.endswith("a") else (other, one)
    stem = man.rstrip("iyoe")
    return len(stem) >= 3 and woman[:-1].rstrip("iy") == stem


def _label(left: Part, right: Part) -> Likeness:
    if left.sound == right.sound:
        return "sound"
    return "slip" if OSA.distance(left.text, right.text, score_cutoff=1) <= 1 else "near"


def part_events(left: Part, right: Part) -> list[tuple[str, float]]:
    """What the model looks at. Vowels that a script leaves unwritten are left out on both sides."""
    one, other = left.text, right.text
    heard, heard_too = left.sound, right.sound
    bound = next((word for word in _BINDING if one.startswith(word) and other.startswith(word)), None)
    if bound:
        one, other = one[len(bound) :], other[len(bound) :]
        heard, heard_too = skeleton(one), skeleton(other)
    letters = OSA.normalized_similarity(one, other)
    gap = OSA.distance(one, other, score_cutoff=1)
    known = 1.0 if left.known and right.known else 0.0
    events = [
        ("letters alike", letters),
        ("sounds alike", OSA.normalized_similarity(heard, heard_too)),
        ("opening alike", JaroWinkler.normalized_similarity(one, other)),
        ("both common", known),
        ("both common, letters alike", known * letters),
        *_changes(one, other, left.unvowelled or right.unvowelled),
    ]
    facts = (
        ("two known names", left.spelling is not None and right.spelling is not None),
        ("sounds equal", heard == heard_too),
        ("first sound equal", heard[:1] == heard_too[:1]),
        ("consonants equal", heard.translate(_LOWER) == heard_too.translate(_LOWER)),
        ("one ends in a", one.endswith("a") is not other.endswith("a")),
        ("endings equal", one[-2:] == other[-2:]),
        ("one begins with the other", one.startswith(other) or other.startswith(one)),
    )
    events += [(fact, 1.0) for fact, true in facts if true]
    if gap <= 1:
        events.append(("one letter off", 1.0))
        if known:
            events.append(("one letter off, both common", 1.0))
        if len(one) != len(other):
            events.append(("one letter more", 1.0))
    if min(len(one), len(other)) <= _SHORT:
        events.append(("short", letters))
    elif min(len(one), len(other)) >= _LONG:
        events.append(("long", letters))
    return events


_LOWER = str.maketrans("", "", "aiu")


def _changes(one: str, other: str, unvowelled: bool) -> list[tuple[str, float]]:
    """The letters that were changed, added or left out, one event each: `letter h` came or went, `letters kq`
    changed."""
    one, other = sorted((one, other))  # the cheapest way from one to the other is not always the way back
    events = []
    for edit in Levenshtein.editops(one, other):
        change, here, there = edit.tag, edit.src_pos, edit.dest_pos
        if change == "replace":
            first, second = one[here], other[there]
            changed = first + second if first < second else second + first
        else:
            text, place = (one, here) if change == "delete" else (other, there)
            changed = text[place]
            if changed in (text[place - 1 : place], text[place + 1 : place + 2]):
                events.append(("letter doubled", 1.0))
                continue
        if unvowelled and all(letter in "aeiouy" for letter in changed):
            events.append(("unwritten vowel", 1.0))
            continue
        events.append((f"letter {changed}" if len(changed) == 1 else f"letters {changed}", 1.0))
        if here == 0 == there:
            events.append(("first letter", 1.0))
        elif change != "replace" and place >= len(text) - 1:
            events += [("last letter", 1.0), (f"last letter {changed}", 1.0)]
    return events
