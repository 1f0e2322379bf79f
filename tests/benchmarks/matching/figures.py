"""The data and the arithmetic that all figures of the matcher share: variants of the lists, gold pairs, confidence."""

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.csvfiles import Reader, gathered
from matching.subject import Subject, SubjectName
from tests.benchmarks.matching.lists import THREE_LISTS, _is_latin, listings_csv

Key = tuple[str, str]
"""A listing: its list and its reference."""
Numbers = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Variant:
    """The listings of several lists, with all names or with fewer: `keys`, `subjects` and `group` row by row."""

    name: str
    keys: list[Key]
    subjects: list[Subject]
    group: npt.NDArray[np.int32]

    def same(self, left: Numbers, right: Numbers, gold: set[frozenset[Key]]) -> npt.NDArray[np.bool_]:
        """Whether each pair of rows is a gold pair."""
        return np.array([frozenset(code) in gold for code in self.codes(left, right)], np.bool_)

    def judged(self, left: Numbers, right: Numbers, gold: set[frozenset[Key]]) -> npt.NDArray[np.bool_]:
        """Whether a side of each pair of rows has a known partner on the other's list: then any other pair is false."""
        partnered = {(one, other[0]) for pair in gold for one, other in (tuple(pair), tuple(pair)[::-1])}
        return np.array(
            [(one, other[0]) in partnered or (other, one[0]) in partnered for one, other in self.codes(left, right)],
            np.bool_,
        )

    def codes(self, left: Numbers, right: Numbers) -> list[tuple[Key, Key]]:
        """The listings of each pair of rows, the smaller first."""
        pairs = ((self.keys[one], self.keys[other]) for one, other in zip(left.tolist(), right.tolist(), strict=True))
        return [(one, other) if one < other else (other, one) for one, other in pairs]


def variants(lists_dir: Path, names: Sequence[str], sources: Sequence[str] = THREE_LISTS) -> list[Variant]:
    """The lists as `all`, `primary` (the first Latin name alone) or `random N` (one Latin name drawn with seed N)."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "listings.csv"
        listings_csv(lists_dir, path, sources, sparse=False)
        whole = {
            (key[0], key[1]): each.subject() for key, each in gathered(Reader(path, ()), ("list", "reference")).items()
        }
    numbers = {source: number for number, source in enumerate(sources)}
    group = np.array([numbers[list_key] for list_key, _ in whole], np.int32)
    return [Variant(name, list(whole), _thinned(list(whole.values()), name), group) for name in names]


def _thinned(subjects: list[Subject], name: str) -> list[Subject]:
    if name == "all":
        return subjects
    draw: Callable[[Sequence[SubjectName]], SubjectName] = _first if name == "primary" else random.Random(name).choice  # noqa: S311
    return [_with_name(subject, draw) for subject in subjects]


def _first(names: Sequence[SubjectName]) -> SubjectName:
    return names[0]


def _with_name(subject: Subject, draw: Callable[[Sequence[SubjectName]], SubjectName]) -> Subject:
    names = [name for name in subject.names if _is_latin(name.text)] or list(subject.names)
    return Subject(subject.kind, (draw(names),), births=subject.births, countries=subject.countries)


def gold_pairs(lists_dir: Path, sources: Sequence[str] = THREE_LISTS) -> set[frozenset[Key]]:
    """The open gold pairs between any two of `sources`."""
    gold = set()
    for path in sorted((lists_dir / "gold").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["a_source"] in sources and row["b_source"] in sources:
                    gold.add(frozenset(((row["a_source"], row["a_id"]), (row["b_source"], row["b_id"]))))
    return gold


def interval(values: Sequence[Any], figure: Callable[[Sequence[Any]], float], rounds: int = 300) -> tuple[float, float]:
    """The 95 % bootstrap interval of `figure` over `values`, drawn with a fixed seed."""
    chance = random.Random(1)  # noqa: S311 - the same interval every time
    drawn = [figure(chance.choices(values, k=len(values))) for _ in range(rounds)]
    cuts = quantiles(drawn, n=40, method="inclusive")
    return cuts[0], cuts[-1]
