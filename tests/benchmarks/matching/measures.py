"""The figures of the matcher: linking lists, telling names apart by class, screening; ours and simple baselines."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rapidfuzz import fuzz, process

from matching.compare import score
from matching.evaluate import KnownPairs, average_precision
from matching.link import Listing, link
from matching.normalise import name_parts
from matching.screen import Screen
from matching.subject import Kind, Subject, SubjectName
from tests.benchmarks.matching.figures import Key, Variant, gold_pairs, interval, variants
from tests.benchmarks.matching.lists import listings_csv
from tests.benchmarks.matching.screening import Question, questions, strangers
from tests.benchmarks.matching.variations import latin_names, seen_spellings, variations

Scorer = Callable[[str, str, str], float]
"""A score from 0 to 1 for two names of a kind."""


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """Linking one variant of the lists: quality on the open gold pairs, and what it took."""

    system: str
    variant: str
    f1: float
    f1_interval: tuple[float, float]
    precision: float
    recall: float
    candidate_recall: float
    pairs: int
    seconds: float


def link_figures(lists_dir: Path, names: Sequence[str]) -> list[LinkFigures]:
    """Ours and the rapidfuzz baseline on the three lists, in each variant."""
    known = KnownPairs([(one, other) for one, other in map(tuple, gold_pairs(lists_dir))])
    figures = []
    for variant in variants(lists_dir, names):
        for system, linked in (("ours", _linked), ("rapidfuzz ratio + birth veto + mutual best", _baseline_linked)):
            started = time.perf_counter()
            same, shown = linked(variant)
            spent = time.perf_counter() - started
            figures.append(link_quality(system, variant.name, known, (same, shown), spent))
    return figures


def link_quality(
    system: str, variant: str, known: KnownPairs, found: tuple[set[frozenset[Key]], set[frozenset[Key]]], spent: float
) -> LinkFigures:
    """Figures of the pairs accepted and of all pairs shown (`found`)."""
    same, shown = found
    judged = [(known.judge(*pair), pair) for pair in (tuple(sorted(pair)) for pair in same)]
    outcomes = [verdict for verdict, _ in judged if verdict is not None]
    outcomes_all = [("tp" if verdict else "fp") for verdict in outcomes] + ["fn"] * (
        len(known.pairs) - outcomes.count(True)
    )

    def f1(drawn: Sequence[str]) -> float:
        hit, false, missed = drawn.count("tp"), drawn.count("fp"), drawn.count("fn")
        return 2 * hit / max(1, 2 * hit + false + missed)

    hit = outcomes.count(True)
    return LinkFigures(
        system,
        variant,
        f1(outcomes_all),
        interval(outcomes_all, f1),
        hit / max(1, len(outcomes)),
        hit / len(known.pairs),
        len(known.pairs & shown) / len(known.pairs),
        len(shown),
        spent,
    )


def _linked(variant: Variant) -> tuple[set[frozenset[Key]], set[frozenset[Key]]]:
    listings = [Listing(key[0], key[1], subject) for key, subject in zip(variant.keys, variant.subjects, strict=True)]
    pairs = [
        (frozenset(((p.left.list_key, p.left.reference), (p.right.list_key, p.right.reference))), p.verdict)
        for p in link(listings).pairs
    ]
    return {pair for pair, verdict in pairs if verdict == "same"}, {pair for pair, _ in pairs}


def _baseline_linked(variant: Variant) -> tuple[set[frozenset[Key]], set[frozenset[Key]]]:
    """Sorted parts alike by 85, no birth years that contradict, each the other's best: a strong simple rule."""
    by_list: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for place, subject in enumerate(variant.subjects):
        for name in subject.names[:6]:
            by_list[int(variant.group[place])].append((place, " ".join(sorted(name_parts(name.text)))))
    years = [{born.lstrip("~")[:4] for born in subject.births} for subject in variant.subjects]
    same: set[frozenset[Key]] = set()
    shown: set[frozenset[Key]] = set()
    lists = sorted(by_list)
    for one, other in [(a, b) for a in lists for b in lists if a < b]:
        best: dict[tuple[int, int], float] = {}
        for begin in range(0, len(by_list[one]), 2000):
            part = by_list[one][begin : begin + 2000]
            ratios = process.cdist(
                [text for _, text in part], [text for _, text in by_list[other]], scorer=fuzz.ratio, score_cutoff=68,
                dtype=np.uint8,
            )  # fmt: skip
            for row, column in zip(*np.nonzero(ratios), strict=True):
                left, right = part[row][0], by_list[other][column][0]
                if not years[left] or not years[right] or years[left] & years[right]:
                    pair = (left, right)
                    best[pair] = max(best.get(pair, 0.0), float(ratios[row, column]))
        top: dict[int, float] = {}
        for (left, right), value in best.items():
            top[left], top[~right] = max(top.get(left, 0), value), max(top.get(~right, 0), value)
        for (left, right), value in best.items():
            pair_keys = frozenset((variant.keys[left], variant.keys[right]))
            shown.add(pair_keys)
            if value >= 85 and value == top[left] == top[~right]:
                same.add(pair_keys)
    return same, shown


@dataclass(frozen=True, slots=True)
class LabelledName:
    """Two names of a kind, whether they name one party, and the class of the difference."""

    kind: str
    left: str
    right: str
    same: bool
    label: str


def labelled_names(lists_dir: Path, each: int, seed: int = 1) -> list[LabelledName]:
    """Variations by class of names of the three lists."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "listings.csv"
        listings_csv(lists_dir, path, ("uk2025", "un2025", "ofac2023"), sparse=True)
        made = variations(latin_names(path), seen_spellings(path), each, seed)
        return [LabelledName(kind, left, right, bool(same), label) for kind, left, right, same, label in made]


def ours(kind: str, left: str, right: str) -> float:
    """Our probability for two names."""
    one, other = (Subject(Kind(kind), (SubjectName(name),)) for name in (left, right))
    return score(one, other)


NAME_SYSTEMS: dict[str, tuple[float, Scorer]] = {
    "ours": (0.5, ours),
    "rapidfuzz WRatio": (0.85, lambda _, left, right: fuzz.WRatio(left.lower(), right.lower()) / 100),
    "rapidfuzz token_set": (0.85, lambda _, left, right: fuzz.token_set_ratio(left.lower(), right.lower()) / 100),
    "rapidfuzz token_sort": (0.85, lambda _, left, right: fuzz.token_sort_ratio(left.lower(), right.lower()) / 100),
}


@dataclass(frozen=True, slots=True)
class NameFigures:
    """Telling labelled names apart at the system's own threshold; `right` is the share of each class told rightly."""

    system: str
    f1: float
    f1_interval: tuple[float, float]
    precision: float
    recall: float
    average_precision: float
    microseconds: tuple[float, float]
    right: dict[str, float]


def name_figures(system: str, names: Sequence[LabelledName], threshold: float, scorer: Scorer) -> NameFigures:
    """The figures of one system on labelled names; microseconds are the median and the 95th percentile of a pair."""
    scores, times = [], []
    for name in names:
        started = time.perf_counter()
        scores.append(scorer(name.kind, name.left, name.right))
        times.append((time.perf_counter() - started) * 1e6)
    return judged_names(system, names, scores, threshold, (float(np.median(times)), float(np.quantile(times, 0.95))))


def judged_names(
    system: str, names: Sequence[LabelledName], scores: Sequence[float], threshold: float, times: tuple[float, float]
) -> NameFigures:
    """The figures of scores that were computed elsewhere."""
    outcomes = [(name.same, value >= threshold) for name, value in zip(names, scores, strict=True)]
    classes: dict[str, list[bool]] = defaultdict(list)
    for name, (same, said) in zip(names, outcomes, strict=True):
        classes[f"{'same' if same else 'different'}: {name.label}"].append(same == said)

    def counts(drawn: Sequence[tuple[bool, bool]]) -> tuple[int, int, int]:
        return drawn.count((True, True)), drawn.count((False, True)), drawn.count((True, False))

    def f1(drawn: Sequence[tuple[bool, bool]]) -> float:
        hit, false, missed = counts(drawn)
        return 2 * hit / max(1, 2 * hit + false + missed)

    hit, false, missed = counts(outcomes)
    return NameFigures(
        system,
        f1(outcomes),
        interval(outcomes, f1),
        hit / max(1, hit + false),
        hit / max(1, hit + missed),
        average_precision(np.array([name.same for name in names], float), np.array(scores)),
        times,
        {label: sum(right) / len(right) for label, right in sorted(classes.items())},
    )


@dataclass(frozen=True, slots=True)
class ScreenFigures:
    """Asking a list for altered names of its people and for strangers."""

    system: str
    recall: dict[str, float]
    recall_at_5: float
    false_alerts: dict[str, float]
    queries_per_second: float


def screen_figures(lists_dir: Path, each: int, nobody: int) -> list[ScreenFigures]:
    """Ours and rapidfuzz's token_sort on the SDN list."""
    variant = variants(lists_dir, ("all",), ("ofac2023",))[0]
    altered, unknown = questions(variant, each, seed=1), strangers(variant, nobody, seed=1)
    screen = Screen((key[1], subject) for key, subject in zip(variant.keys, variant.subjects, strict=True))
    for question in altered:
        screen.ask(_person(question.name))  # the list is prepared as it is asked; a second pass is what a service sees

    def ask(name: str) -> list[str]:
        return [hit.id for hit in screen.ask(_person(name))]

    names = [
        (key[1], " ".join(sorted(name_parts(name.text))))
        for key, subject in zip(variant.keys, variant.subjects, strict=True)
        for name in subject.names
    ]
    texts = [text for _, text in names]

    def sorted_ratio(name: str) -> list[str]:
        found = process.extract(" ".join(sorted(name_parts(name))), texts, scorer=fuzz.ratio, limit=5, score_cutoff=88)
        return [names[place][0] for _, _, place in found]

    few = slice(None, None, max(1, (len(altered) + len(unknown)) // 1500))
    return [
        _screened("ours", altered, unknown, ask),
        _screened("rapidfuzz token_sort >= 88", altered[few], unknown[few], sorted_ratio),
    ]


def _person(name: str) -> Subject:
    return Subject(Kind.PERSON, (SubjectName(name),))


def _screened(
    system: str, altered: Sequence[Question], unknown: Sequence[Question], ask: Callable[[str], list[str]]
) -> ScreenFigures:
    started = time.perf_counter()
    found = [ask(question.name) for question in altered]
    alerts = [bool(ask(question.name)) for question in unknown]
    spent = time.perf_counter() - started
    recall: dict[str, list[bool]] = defaultdict(list)
    for question, hits in zip(altered, found, strict=True):
        recall[question.how].append(bool(question.answers & set(hits)))
    false: dict[str, list[bool]] = defaultdict(list)
    for question, alert in zip(unknown, alerts, strict=True):
        false[question.how].append(alert)
    every = [right for some in recall.values() for right in some]
    return ScreenFigures(
        system,
        {how: sum(right) / len(right) for how, right in sorted(recall.items())},
        sum(every) / len(every),
        {how: sum(some) / len(some) for how, some in sorted(false.items())},
        (len(altered) + len(unknown)) / spent,
    )
