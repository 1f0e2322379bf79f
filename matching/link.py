"""Links the listings of several lists: every pair across lists worth showing, with its score, verdict and reason.

Candidates come from `matching.candidates`, each is compared in full, and then the pairs are weighed against each other:
being the best for one another speaks for a pair, having a much better rival speaks against it, and a listing on a third
list that is linked to both vouches for them. These are evidence with learned weights, never a rule: a list may hold one
person twice.
"""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from matching.candidates import CandidateReport, Candidates, Scope, find_candidates
from matching.compare import Prepared, compare, prepare, score
from matching.explain import Comparison
from matching.standing import Standing, weighed
from matching.subject import Subject
from matching.vocabulary import Verdict
from matching.weights import Context, shipped_weights

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing to link: one party as one list describes it."""

    list_key: str
    reference: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class LinkedPair:
    """A pair worth showing. `comparison` is there where the verdict is same or possible, and tells why.

    `score` is the probability with everything weighed; the comparison's own knows nothing of rivals and of third lists,
    which `standing` puts into words.
    """

    left: Listing
    right: Listing
    score: float
    verdict: Verdict
    standing: Standing
    comparison: Comparison | None

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        compared = [self.comparison.reason] if self.comparison else ["too little in common"]
        return "; ".join(compared + self.standing.words())


@dataclass(frozen=True, slots=True)
class LinkReport:
    """How the pairs were found: what was compared with what, and the seconds each stage took."""

    candidates: CandidateReport
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class LinkResult:
    """The pairs, likeliest first (equals by list and reference), and how they were found."""

    pairs: tuple[LinkedPair, ...]
    report: LinkReport


@dataclass(slots=True)
class _Clock:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self.started
        self.started = now


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """What to link: `new_only` holds the (list key, reference) of the listings to link with all others (None: all).

    `limit` bounds the pairs compared (None: `PAIRS_PER_LISTING` for each listing to link); `within` also compares
    listings of one list; `progress` is told how far the work is.
    """

    new_only: frozenset[tuple[str, str]] | None = None
    limit: int | None = None
    within: bool = False
    progress: Progress | None = None


def link(listings: Iterable[Listing], settings: LinkSettings | None = None) -> LinkResult:
    """Every pair of listings across lists that is worth showing.

    Pairs within one list are compared only when asked for. Raises ValueError when a list has a reference twice.
    """
    settings = settings or LinkSettings()
    clock = _Clock()
    known = sorted(listings, key=lambda listing: (listing.list_key, listing.reference))
    scope = _scope(known, settings)
    candidates, report = find_candidates([listing.subject for listing in known], scope, settings.limit)
    clock.lap("candidates")
    prepared = _prepared(known, candidates)
    clock.lap("prepare")
    log_odds = _compared(prepared, candidates, settings.progress)
    clock.lap("compare")
    pairs = _weighed_pairs(known, prepared, scope, (candidates, log_odds))
    clock.lap("weigh and explain")
    return LinkResult(pairs, LinkReport(report, clock.seconds))


def _scope(known: Sequence[Listing], settings: LinkSettings) -> Scope:
    numbers: dict[str, int] = {}
    group = np.array([numbers.setdefault(listing.list_key, len(numbers)) for listing in known], np.int32)
    for one, other in pairwise(known):
        if (one.list_key, one.reference) == (other.list_key, other.reference):
            raise ValueError(f"list {one.list_key} has reference {one.reference} twice")
    new = settings.new_only
    fresh = np.array([new is None or (listing.list_key, listing.reference) in new for listing in known], np.bool_)
    return Scope(group, fresh, settings.within)


def _prepared(known: Sequence[Listing], candidates: Candidates) -> dict[int, Prepared]:
    """Every listing that occurs in a candidate, prepared."""
    needed = np.unique(np.concatenate((candidates.left, candidates.right)))
    return {place: prepare(known[place].subject) for place in needed.tolist()}


_STEP = 2_000


def _compared(prepared: dict[int, Prepared], candidates: Candidates, progress: Progress | None) -> list[float]:
    """The log odds of every candidate."""
    log_odds: list[float] = []
    pairs = list(zip(candidates.left.tolist(), candidates.right.tolist(), strict=True))
    for begin in range(0, len(pairs), _STEP):
        for left, right in pairs[begin : begin + _STEP]:
            log_odds.append(_logit(score(prepared[left], prepared[right], Context.LISTINGS)))
        if progress is not None:
            progress("compare", min(begin + _STEP, len(pairs)), len(pairs))
    return log_odds


def _logit(probability: float) -> float:
    held = min(max(probability, _TINY), 1 - _TINY)
    return math.log(held / (1 - held))


_TINY = 1e-9


def _weighed_pairs(
    known: Sequence[Listing],
    prepared: dict[int, Prepared],
    scope: Scope,
    compared: tuple[Candidates, list[float]],
) -> tuple[LinkedPair, ...]:
    candidates, log_odds = compared
    frame = shipped_weights().frames[Context.LISTINGS]
    shown = []
    for pair in weighed(candidates.left, candidates.right, np.array(log_odds), scope.group):
        left, right = known[pair.left], known[pair.right]
        verdict: Verdict = (
            "same" if pair.score >= frame.same else "possible" if pair.score >= frame.possible else "different"
        )
        comparison = None
        if verdict != "different":
            comparison = compare(
                prepared.get(pair.left) or left.subject, prepared.get(pair.right) or right.subject, Context.LISTINGS
            )
        shown.append(LinkedPair(left, right, pair.score, verdict, pair.standing, comparison))
    shown.sort(key=_likeliest_first)
    return tuple(shown)


def _likeliest_first(pair: LinkedPair) -> tuple[float, str, str, str, str]:
    left, right = pair.left, pair.right
    return (-pair.score, left.list_key, left.reference, right.list_key, right.reference)
