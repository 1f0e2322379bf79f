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

from matching.candidates import CandidateReport, Candidates, Scope, find_candidates, shared_words
from matching.compare import Prepared, compare, prepare, score
from matching.explain import Comparison
from matching.standing import Standing, own_evidence, weighed
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
    which `standing` puts into words. `shared` says which keys brought the two together.
    """

    left: Listing
    right: Listing
    score: float
    verdict: Verdict
    standing: Standing
    shared: str
    comparison: Comparison | None

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        if self.comparison is None:
            return f"little in common but {self.shared}" if self.shared else "little in common"
        return "; ".join([self.comparison.reason, *self.standing.words()])


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
    compared = _compared(known, candidates, settings.progress)
    clock.lap("prepare and compare")
    pairs = _weighed_pairs(known, scope, candidates, compared)
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


COMPARED_FROM = -5.0
"""Cheap log odds from which a candidate is compared in full. Of 900 open gold pairs the comparison brought none of
those below it over the threshold, and they would take most of the time; they are shown with their cheap odds as the
score."""
EXPLAINED_FROM = -2.5
"""Cheap log odds from which most pairs are worth explaining, so that score and reasons are worked out in one go."""
_STEP = 1_000


@dataclass(frozen=True, slots=True)
class _Compared:
    """The log odds of every candidate, the listings prepared by number, and the comparisons with reasons so far."""

    log_odds: list[float]
    prepared: dict[int, Prepared]
    explained: dict[tuple[int, int], Comparison]


def _compared(known: Sequence[Listing], candidates: Candidates, progress: Progress | None) -> _Compared:
    log_odds = candidates.odds.tolist()
    worth = int(np.searchsorted(-candidates.odds, -COMPARED_FROM, side="right"))
    left, right = candidates.left[:worth].tolist(), candidates.right[:worth].tolist()
    prepared = {place: prepare(known[place].subject) for place in sorted({*left, *right})}
    explained: dict[tuple[int, int], Comparison] = {}
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        if log_odds[place] >= EXPLAINED_FROM:
            explained[one, other] = compare(prepared[one], prepared[other], Context.LISTINGS)
            chance = explained[one, other].probability
        else:
            chance = score(prepared[one], prepared[other], Context.LISTINGS)
        log_odds[place] = own_evidence(_logit(chance), log_odds[place])
        if progress is not None and place % _STEP == 0:
            progress("compare", place, worth)
    return _Compared(log_odds, prepared, explained)


def _logit(probability: float) -> float:
    held = min(max(probability, _TINY), 1 - _TINY)
    return math.log(held / (1 - held))


_TINY = 1e-9


def _weighed_pairs(
    known: Sequence[Listing], scope: Scope, candidates: Candidates, compared: _Compared
) -> tuple[LinkedPair, ...]:
    frame = shipped_weights().frames[Context.LISTINGS]
    ends = zip(candidates.left.tolist(), candidates.right.tolist(), strict=True)
    met = dict(zip(ends, candidates.by.tolist(), strict=True))
    shown = []
    for pair in weighed(candidates.left, candidates.right, np.array(compared.log_odds), scope.group):
        both = (pair.left, pair.right)
        verdict: Verdict = "different"
        comparison = None
        if pair.score >= frame.possible:
            verdict = "same" if pair.score >= frame.same else "possible"
            one, other = (compared.prepared.get(place) or known[place].subject for place in both)
            comparison = compared.explained.get(both) or compare(one, other, Context.LISTINGS)
        shared = shared_words(met.get(both, 0))
        shown.append(
            LinkedPair(known[pair.left], known[pair.right], pair.score, verdict, pair.standing, shared, comparison)
        )
    shown.sort(key=_likeliest_first)
    return tuple(shown)


def _likeliest_first(pair: LinkedPair) -> tuple[float, str, str, str, str]:
    left, right = pair.left, pair.right
    return (-pair.score, left.list_key, left.reference, right.list_key, right.reference)
