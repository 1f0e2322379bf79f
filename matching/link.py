"""Links the listings of several lists: every pair across lists worth showing, with its score, verdict and reason.

Candidates come from `matching.candidates`, each is compared in full, and then the pairs are weighed against each other:
being the best for one another speaks for a pair, having a much better rival speaks against it, and a listing on a third
list that is linked to both vouches for them. These are evidence with learned weights, never a rule: a list may hold one
person twice.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from matching.candidates import CandidateReport, Candidates, Scope, find_candidates, shared_words
from matching.columns import Columns, columns_of
from matching.compare import Prepared, compare, prepare, score
from matching.explain import Comparison
from matching.keys import Rows
from matching.sharing import Piece, shared, without_collecting
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
    known = sorted(listings, key=lambda listing: (listing.list_key, listing.reference))
    keys = [(listing.list_key, listing.reference) for listing in known]
    for one, other in pairwise(keys):
        if one == other:
            raise ValueError(f"list {one[0]} has reference {one[1]} twice")
    with without_collecting():
        started = time.perf_counter()
        columns = columns_of([listing.subject for listing in known])
        return link_lists(Lists(known, keys, columns), settings or LinkSettings(), time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class Lists:
    """All listings that take part, in one order: themselves, their (list key, reference) and their columns."""

    listings: Sequence[Listing]
    keys: Sequence[tuple[str, str]]
    columns: Columns


def link_lists(lists: Lists, settings: LinkSettings, spent: float = 0.0) -> LinkResult:
    """As `link`, where the columns are at hand; making them took `spent` seconds."""
    clock = _Clock({"columns": spent})
    scope = _scope(lists.keys, settings)
    candidates, report = find_candidates(lists.columns, scope, settings.limit)
    clock.lap("candidates")
    known = _Read(lists.listings)
    compared = _compared(known, candidates, settings.progress)
    clock.lap("prepare and compare")
    pairs = _weighed_pairs(known, scope, candidates, compared)
    clock.lap("weigh and explain")
    return LinkResult(pairs, LinkReport(report, clock.seconds))


def _scope(keys: Sequence[tuple[str, str]], settings: LinkSettings) -> Scope:
    numbers: dict[str, int] = {}
    group = np.array([numbers.setdefault(list_key, len(numbers)) for list_key, _ in keys], np.int32)
    new = settings.new_only
    fresh = np.array([new is None or key in new for key in keys], np.bool_)
    return Scope(group, fresh, settings.within)


COMPARED_FROM = -5.0
"""Cheap log odds from which a candidate is compared in full. Of 900 open gold pairs the comparison brought none of
those below it over the threshold, and they would take most of the time; they are shown with their cheap odds as the
score."""
EXPLAINED_FROM = -2.5
"""Cheap log odds from which most pairs are worth explaining, so that score and reasons are worked out in one go."""
SHARED_FROM = 10_000
"""Pairs to compare in full from which several processes share them: some four seconds of work for one."""
_STEP = 1_000


@dataclass(frozen=True, slots=True)
class _Compared:
    """The log odds of every candidate, and the comparisons with reasons so far."""

    log_odds: list[float]
    explained: dict[tuple[int, int], Comparison]


def _compared(known: "_Read", candidates: Candidates, progress: Progress | None) -> _Compared:
    log_odds = candidates.odds.tolist()
    worth = int(np.searchsorted(-candidates.odds, -COMPARED_FROM, side="right"))
    left, right = candidates.left[:worth], candidates.right[:worth]
    order = _by_party(left, right).tolist()
    ends = list(zip(left.tolist(), right.tolist(), strict=True))

    def work(piece: Piece) -> tuple[Piece, list[float], list[Comparison]]:
        chances, reasons = [], []
        for done in range(*piece):
            place = order[done]
            one, other = map(known.prepared, ends[place])
            if log_odds[place] >= EXPLAINED_FROM:
                reasons.append(compare(one, other, Context.LISTINGS))
                chances.append(reasons[-1].probability)
            else:
                chances.append(score(one, other, Context.LISTINGS))
            if progress is not None and done % _STEP == 0:
                progress("compare", done, worth)
        return piece, chances, reasons

    explained: dict[tuple[int, int], Comparison] = {}
    owned = list(log_odds)
    for piece, chances, reasons in shared(work, worth, SHARED_FROM):
        places = order[slice(*piece)]
        for place, chance in zip(places, chances, strict=True):
            owned[place] = own_evidence(_logit(chance), log_odds[place])
        with_reasons = (ends[place] for place in places if log_odds[place] >= EXPLAINED_FROM)
        explained.update(zip(with_reasons, reasons, strict=True))
        if progress is not None:
            progress("compare", piece[1], worth)
    return _Compared(owned, explained)


def _by_party(left: Rows, right: Rows) -> npt.NDArray[np.int64]:
    """An order of pairs in which those of one party stand together, so that each listing is prepared in one process."""
    smallest = np.arange(max(left.max(initial=0), right.max(initial=0)) + 1)
    for _ in range(_ROUNDS):
        lower = np.minimum(smallest[left], smallest[right])
        np.minimum.at(smallest, left, lower)
        np.minimum.at(smallest, right, lower)
    return np.lexsort((right, left, smallest[left]))


_ROUNDS = 6
"""Steps over which listings are seen to hang together; those further apart may be prepared twice."""


class _Read(dict[int, Listing]):
    """The listings asked for so far, by place: reading and preparing one takes a while, and most stand in several
    pairs.
    """

    def __init__(self, listings: Sequence[Listing]) -> None:
        super().__init__()
        self._listings = listings
        self._prepared: dict[int, Prepared] = {}

    def prepared(self, place: int) -> Prepared:
        """The listing at `place`, ready to be compared."""
        found = self._prepared.get(place)
        if found is None:
            found = self._prepared[place] = prepare(self[place].subject)
        return found

    def __missing__(self, place: int) -> Listing:
        found = self[place] = self._listings[place]
        return found


def _logit(probability: float) -> float:
    held = min(max(probability, _TINY), 1 - _TINY)
    return math.log(held / (1 - held))


_TINY = 1e-9


def _weighed_pairs(known: "_Read", scope: Scope, candidates: Candidates, compared: _Compared) -> tuple[LinkedPair, ...]:
    frame = shipped_weights().frames[Context.LISTINGS]
    ends = zip(candidates.left.tolist(), candidates.right.tolist(), strict=True)
    met = dict(zip(ends, candidates.by.tolist(), strict=True))
    pairs = list(weighed(candidates.left, candidates.right, np.array(compared.log_odds), scope.group, scope.fresh))
    explained = compared.explained
    shown = [(pair.left, pair.right) for pair in pairs if pair.score >= frame.possible]
    explained.update(_explained(known, [both for both in shown if both not in explained]))
    found = []
    for pair in pairs:
        both = (pair.left, pair.right)
        verdict: Verdict = "same" if pair.score >= frame.same else "possible"
        if pair.score < frame.possible:
            verdict = "different"
        comparison = None if verdict == "different" else explained[both]
        shared_keys = shared_words(met.get(both, 0))
        found.append(
            LinkedPair(known[pair.left], known[pair.right], pair.score, verdict, pair.standing, shared_keys, comparison)
        )
    found.sort(key=_likeliest_first)
    return tuple(found)


def _explained(known: "_Read", pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Comparison]]:
    """The comparisons of pairs that only the others brought up."""

    def work(piece: Piece) -> list[Comparison]:
        return [
            compare(known.prepared(one), known.prepared(other), Context.LISTINGS) for one, other in pairs[slice(*piece)]
        ]

    return zip(pairs, chain.from_iterable(shared(work, len(pairs), SHARED_FROM)), strict=True)


def _likeliest_first(pair: LinkedPair) -> tuple[float, str, str, str, str]:
    left, right = pair.left, pair.right
    return (-pair.score, left.list_key, left.reference, right.list_key, right.reference)
