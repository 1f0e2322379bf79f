"""What the alignment of two names says: events, each with an amount, to be weighed by the learned table.

An event is a short name such as `differs.patronymic`; its amount is a count or a share, so that its weight in
`weights.toml` reads as "so much per event". Nothing here decides anything: the weights do.
"""

import math
from collections import Counter
from itertools import pairwise

from rapidfuzz import fuzz

from matching.align import Alignment
from matching.likeness import Pairing, pairing
from matching.names import ParsedName, Part

Events = list[tuple[str, float]]

_ROLES = ("family", "nisba", "patronymic", "kunya", "given", "numeral", "country", "branch", "word", "generic")


def name_events(left: ParsedName, right: ParsedName, alignment: Alignment) -> Events:
    """The events of two aligned names of one kind, and how alike the names are as `alike` (0 to 1)."""
    events: Events = []
    agreed = _agreements(left, right, alignment, events)
    person = left.kind == "person"
    _leftovers(left, right, alignment, events)
    shorter, longer = sorted((left.weight, right.weight))
    events.append(("cover.shorter", agreed / shorter if agreed < shorter else 1.0))
    events.append(("cover.longer", agreed / longer if agreed < longer else 1.0))
    events.append(("rarity", min(agreed, 4.0)))
    events.append(("spelling", fuzz.ratio(left.sorted_text, right.sorted_text) / 100))
    _counts(left, right, alignment, events)
    if person:
        _order(left, right, alignment, events)
        _person_aside(left, right, events)
    else:
        _form(left, right, events)
    return events


def _agreements(left: ParsedName, right: ParsedName, alignment: Alignment, events: Events) -> float:
    """Add what the paired parts say; the information they share, doubtful pairs counted by their chance."""
    agreed = 0.0
    for place, there, found in alignment.pairs:
        one, other = left.core[place], right.core[there]
        weight = min(other.weight, one.weight)
        agreed += weight * found.chance
        likeness = found.likeness
        if likeness == "same":
            continue
        if likeness in _SETTLED:
            events.append((likeness, 1.0))
        else:
            _doubt(one, found, events)
    for lefts, rights in alignment.joined:
        side, places = (left, lefts) if len(lefts) > 1 else (right, rights)
        agreed += sum(side.core[place].weight for place in places)
        events.append(("joined", 1.0))
    return agreed


_SETTLED = frozenset({"variant", "nickname", "initial", "gendered"})


def _doubt(part: Part, found: Pairing, events: Events) -> None:
    """Two unequal spellings: how doubtful it is that they are one part, and what it would mean if they are not."""
    events.append(("doubt", 1.0 - found.chance))
    events.append((f"differs.{part.role}", against_one(found)))


def against_one(found: Pairing) -> float:
    """How much a pairing speaks against one part, in log-odds: near 0 for likely spellings, 5 at most."""
    return min(5.0, -math.log(max(found.chance, 1e-3)))


def _leftovers(left: ParsedName, right: ParsedName, alignment: Alignment, events: Events) -> None:
    """What has no counterpart: a contradiction where both sides have something over, else an omission."""
    one = [left.core[place] for place in alignment.left_over]
    other = [right.core[place] for place in alignment.right_over]
    if one and other:
        _contradictions(one, other, events)
    over = one or other
    for part in over[:4]:
        events.append((f"missing.{part.role}", part.weight))


def _contradictions(one: list[Part], other: list[Part], events: Events) -> None:
    events.append(("contradiction", 1.0))
    for part, against, role in set_against(one, other):
        found = pairing(part, against)
        events.append(("doubt", 1.0 - found.chance))
        events.append((f"differs.{role}", against_one(found)))


def set_against(one: list[Part], other: list[Part]) -> list[tuple[Part, Part, str]]:
    """Set leftover parts of both sides against each other, those of one role first, and take them off the lists."""
    found: list[tuple[Part, Part, str]] = []
    shared = {part.role for part in one} & {part.role for part in other}
    for role in _ROLES if shared else ():
        if role not in shared:
            continue
        for part in [part for part in one if part.role == role]:
            against = next((rival for rival in other if rival.role == role), None)
            if against is not None:
                found.append((part, against, role))
                one.remove(part)
                other.remove(against)
    while one and other:
        found.append((one.pop(0), other.pop(0), "mixed"))
    return found


def _counts(left: ParsedName, right: ParsedName, alignment: Alignment, events: Events) -> None:
    """How many parts stand behind the agreement: one shared part says little, however rare."""
    whole = sum(1 for _, _, found in alignment.pairs if found.likeness != "initial") + len(alignment.joined)
    if whole == 0:
        events.append(("nothing shared", 1.0))
    elif whole == 1:
        events.append(("one part shared", 1.0))
    fewer, more = sorted((len(left.core), len(right.core)))
    if fewer == 1:
        events.append(("single part", 1.0))
        if more > 1 and not alignment.joined:
            events.append(("single part against several", 1.0))
    if alignment.left_over or alignment.right_over:
        return
    if all(found.likeness in ("same", "variant") for _, _, found in alignment.pairs):
        events.append(("all parts equal", 1.0))


def _order(left: ParsedName, right: ParsedName, alignment: Alignment, events: Events) -> None:
    """Whether paired parts stand in the same order; turned round as a whole is usual, a father before his child is
    not."""
    if len(alignment.pairs) < 2:
        return
    there = {place: other for place, other, _ in alignment.pairs}
    sequence = [there[place] for place in sorted(there)]
    descents = sum(1 for first, second in pairwise(sequence) if first > second)
    if descents:
        rotated = descents == 1 and sequence[-1] < sequence[0]
        marked = left.marked or right.marked
        events.append((("swapped.marked" if marked else "swapped") if rotated else "shuffled", 1.0))
    for names, turned in ((left, there), (right, {other: place for place, other in there.items()})):
        for child, parent in names.fathers:
            if child in turned and parent in turned and turned[child] > turned[parent]:
                events.append(("father and child reversed", 1.0))
                return


def _person_aside(left: ParsedName, right: ParsedName, events: Events) -> None:
    one = {part.text for part in left.aside if part.role == "generation"}
    other = {part.text for part in right.aside if part.role == "generation"}
    if one != other:
        events.append(("generation.conflict" if one and other else "generation.missing", 1.0))
    if _genders(left) * _genders(right) < 0:
        events.append(("gender.conflict", 1.0))


def _genders(name: ParsedName) -> int:
    """1 where the endings of the name say a woman, -1 a man, 0 nothing: the father's name first, then the family
    name."""
    for part in name.core:
        if part.role == "patronymic":
            if part.folded.endswith(("vna", "ichna", "inichna", "kyzy", "qizi")):
                return 1
            if part.folded.endswith(("ich", "ych", "ogly", "oglu")):
                return -1
    return 1 if any(part.role == "family" and part.stem != part.folded for part in name.core) else 0


def _form(left: ParsedName, right: ParsedName, events: Events) -> None:
    one = Counter(part.text for part in left.aside if part.role == "form")
    other = Counter(part.text for part in right.aside if part.role == "form")
    if one and other:
        events.append(("form.agree" if one == other else "form.conflict", 1.0))
