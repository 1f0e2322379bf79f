"""A comparison as it is shown: every piece of evidence with its weight, in plain English.

How alike the names are and how much speaks for one party are told apart: the same name with nothing to contradict it is
not a confirmed identity, and the words must not say so.
"""

from dataclasses import dataclass

from matching.align import Alignment
from matching.evidence import Events, against_one, set_against
from matching.likeness import Pairing, pairing
from matching.names import ParsedName, Part
from matching.vocabulary import NAME, Likeness, Outcome, Role, Verdict


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: which field, what it says (agree, close, missing, conflict), its weight in natural log-odds, in
    words."""

    field: str
    outcome: Outcome
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class AlignedPart:
    """A part of one name beside its counterpart in the other; "" where it has none."""

    left: str
    right: str
    role: Role
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found out about two subjects.

    `probability` (0 to 1) that they are one party; `similarity` (0 to 1), how alike the two names in `names` are;
    `evidence`, natural log-odds from everything but these two names, above 0 where it speaks for one party. The weights
    of `reasons` add up to the whole but for the starting point of the context the pair comes from.
    """

    probability: float
    similarity: float
    evidence: float
    verdict: Verdict
    names: tuple[str, str]
    parts: tuple[AlignedPart, ...]
    reasons: tuple[Evidence, ...]

    @property
    def reason(self) -> str:
        """The whole in one sentence without its full stop, as one would read it to a colleague."""
        if not any(self.names):
            return "there is no name to compare on one side"
        said = "; ".join(reason.text for reason in self.reasons)
        return f"\u201c{self.names[0]}\u201d and \u201c{self.names[1]}\u201d: {said}; {self._standing()}"

    def _standing(self) -> str:
        fields = [reason for reason in self.reasons if reason.field != NAME]
        if not fields:
            return "nothing but the names to go by"
        if self.evidence >= _STRONG:
            return "strong evidence beyond the names"
        if self.evidence > 0:
            return "some evidence beyond the names"
        return "nothing beyond the names speaks for one party"


_STRONG = 3.0


def aligned_parts(left: ParsedName, right: ParsedName, alignment: Alignment) -> tuple[AlignedPart, ...]:
    """Every core part of both names once, paired ones first, in the order of the left name."""
    found = []
    for place, there, how in sorted(alignment.pairs, key=lambda pair: pair[:2]):
        one = left.core[place]
        found.append(AlignedPart(one.shown, right.core[there].shown, one.role, how.likeness))
    for lefts, rights in alignment.joined:
        role = left.core[lefts[0]].role
        found.append(AlignedPart(_written(left, lefts), _written(right, rights), role, "joined"))
    found += [AlignedPart(left.core[place].shown, "", left.core[place].role, "unlike") for place in alignment.left_over]
    found += [
        AlignedPart("", right.core[place].shown, right.core[place].role, "unlike") for place in alignment.right_over
    ]
    return tuple(found)


def _written(name: ParsedName, places: tuple[int, ...]) -> str:
    return " ".join(name.core[place].shown for place in places)


def name_reasons(
    names: tuple[ParsedName, ParsedName], alignment: Alignment, events: Events, table: dict[str, float], log_odds: float
) -> list[Evidence]:
    """The names in words: what agrees first, with all that no other reason carries, then every difference."""
    left, right = names
    said = [
        *_paired(left, right, alignment, table),
        *_left_over(left, right, alignment, table),
        *_structure(events, table),
    ]
    rest = log_odds - sum(reason.weight for reason in said)
    equal = [left.core[place].shown for place, _, how in alignment.pairs if how.likeness == "same"]
    if alignment.left_over or alignment.right_over or len(equal) < len(left.core):
        text = f"{_listed(equal)} {'agree' if len(equal) > 1 else 'agrees'}" if equal else "no part is spelt alike"
    else:
        text = "all parts of the names agree"
    outcome: Outcome = "agree" if equal else "close" if alignment.pairs or alignment.joined else "conflict"
    return [Evidence(NAME, outcome, round(rest, 3), text), *said]


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


_SETTLED: dict[str, tuple[Outcome, str]] = {
    "variant": ("agree", "{0} and {1} are spellings of one name"),
    "nickname": ("close", "{0} and {1} can be forms of one given name"),
    "initial": ("close", "{0} and {1} share the initial"),
    "gendered": ("conflict", "{0} and {1} are a man's and a woman's form"),
}


def _paired(left: ParsedName, right: ParsedName, alignment: Alignment, table: dict[str, float]) -> list[Evidence]:
    said = []
    for place, there, how in sorted(alignment.pairs, key=lambda pair: pair[:2]):
        one, other = left.core[place], right.core[there]
        if how.likeness == "same":
            continue
        if how.likeness in _SETTLED:
            outcome, text = _SETTLED[how.likeness]
            said.append(Evidence(NAME, outcome, table.get(how.likeness, 0.0), text.format(one.shown, other.shown)))
        else:
            said.append(_respelt(one, other, how, one.role, table))
    for lefts, rights in alignment.joined:
        text = (
            f"{_written(left, lefts)} and {_written(right, rights)} are the same written together, apart or in initials"
        )
        said.append(Evidence(NAME, "agree", table.get("joined", 0.0), text))
    return said


def _respelt(one: Part, other: Part, how: Pairing, role: str, table: dict[str, float]) -> Evidence:
    weight = round(table.get("doubt", 0.0) * (1 - how.chance) + table.get(f"differs.{role}", 0.0) * against_one(how), 3)
    if how.chance >= 0.75:
        return Evidence(
            NAME, "close", weight, f"{one.shown} and {other.shown} are likely two spellings of one {_CALLED[one.role]}"
        )
    if how.chance >= 0.35:
        return Evidence(NAME, "close", weight, f"{one.shown} and {other.shown} may be one {_CALLED[one.role]} or two")
    what = _SEVERAL_CALLED.get(one.role, f"{_CALLED[one.role]}s") if one.role == other.role else "parts"
    return Evidence(NAME, "conflict", weight, f"the {what} {one.shown} and {other.shown} differ")


_SEVERAL_CALLED = {"patronymic": "fathers' names", "nisba": "names of origin"}
_CALLED: dict[str, str] = {
    "given": "given name",
    "family": "family name",
    "patronymic": "father's name",
    "nisba": "name of origin",
    "kunya": "byname",
    "other": "middle part",
    "word": "word",
    "generic": "general word",
    "numeral": "number",
    "country": "country word",
    "branch": "direction",
}


def _left_over(left: ParsedName, right: ParsedName, alignment: Alignment, table: dict[str, float]) -> list[Evidence]:
    one = [left.core[place] for place in alignment.left_over]
    other = [right.core[place] for place in alignment.right_over]
    said = []
    for part, against, role in set_against(one, other):
        said.append(_respelt(part, against, pairing(part, against), role, table))
    for parts, which in ((one, "first"), (other, "second")):
        for part in parts[:4]:
            weight = round(table.get(f"missing.{part.role}", 0.0) * part.weight, 3)
            said.append(
                Evidence(
                    NAME, "missing", weight, f"{part.shown} ({_CALLED[part.role]}) stands in the {which} name only"
                )
            )
    return said


def _structure(events: Events, table: dict[str, float]) -> list[Evidence]:
    """What is true of the names as a whole."""
    said = []
    for event, amount in events:
        if event in _STRUCTURE:
            outcome, text = _STRUCTURE[event]
            said.append(Evidence(NAME, outcome, round(table.get(event, 0.0) * amount, 3), text))
    return said


_STRUCTURE: dict[str, tuple[Outcome, str]] = {
    "swapped": ("close", "given and family names stand the other way round"),
    "shuffled": ("conflict", "the parts stand in another order"),
    "father and child reversed": ("conflict", "who is whose child is the other way round"),
    "generation.conflict": ("conflict", "they are marked as different generations"),
    "generation.missing": ("missing", "only one is marked as junior, senior or numbered"),
    "gender.conflict": ("conflict", "the name endings say a man and a woman"),
    "single part against several": ("missing", "one side is a single part of the other"),
    "form.agree": ("agree", "the legal form agrees"),
    "form.conflict": ("conflict", "the legal forms differ"),
}
