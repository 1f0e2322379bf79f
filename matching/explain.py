"""A comparison as it is shown: every piece of evidence with its weight, in plain English.

How alike the names are and how much speaks for one party are told apart: the same name with nothing to contradict it is
not a confirmed identity, and the words must not say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.vocabulary import Likeness, Outcome, Role, Verdict
from matching.weights import Context, Weights, probability

if TYPE_CHECKING:
    from matching.compare import NameFinding


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: which field, what it says (agree, close, missing, conflict), its weight in natural log-odds, in words."""

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
    `evidence`, natural log-odds from everything else, above 0 where it speaks for one party.
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
        """The whole in one sentence."""
        return "; ".join(reason.text for reason in self.reasons)


def explained(
    finding: NameFinding | None, found: list[str], total: float, weights: Weights, context: Context
) -> Comparison:
    """Put a finding into words."""
    frame = weights.frames[context]
    value = probability(total)
    verdict: Verdict = "same" if value >= frame.same else "possible" if value >= frame.possible else "different"
    reasons = [Evidence(event.partition(".")[0], "agree", weights.fields[event], event) for event in found]
    if finding is None:
        return Comparison(value, 0.0, 0.0, verdict, ("", ""), (), tuple(reasons))
    left, right = finding.left.name, finding.right.name
    parts = []
    for place, there, pairing in finding.alignment.pairs:
        parts.append(AlignedPart(left.core[place].shown, right.core[there].shown, left.core[place].role, pairing.likeness))
    similarity = dict(finding.events)["cover.longer"]
    evidence = sum(weights.fields[event] for event in found)
    return Comparison(value, similarity, evidence, verdict, (left.text, right.text), tuple(parts), tuple(reasons))
