"""Learns the table `screening` of `matching/ranking.toml`, and measures it.

Run `REGISTRY_LISTS_DIR=... python -m tests.benchmarks.matching.fit_screening [--write]`. Names of listed people are
altered as other sources write them (`variations`); strangers are invented (`strangers`). Half of both teaches, the
other half sets the constant, so that at 0.5 fewer than one invented person in a thousand raises an alert.
"""

import argparse
import os
import re
from pathlib import Path

import numpy as np

from matching import ranking
from matching.alerts import FEATURES
from matching.screen import Screen
from matching.subject import Kind, Subject, SubjectName
from tests.benchmarks.matching.figures import variants
from tests.benchmarks.matching.fit_ranking import logistic
from tests.benchmarks.matching.screening import Question, questions, strangers

STRANGERS_WEIGH = 5
"""A false alert costs more than one missed: each compared pair of a stranger counts this often."""
ALERTS_ALLOWED = 0.0003


def rows_of(screen: Screen, asked: list[Question]) -> tuple[list[tuple[float, ...]], list[bool], list[int]]:
    """The features of every listing compared, whether it is the right one, and which question it belongs to."""
    rows, right, of = [], [], []
    for number, question in enumerate(asked):
        subject = Subject(Kind.PERSON, (SubjectName(question.name),))
        for found, weighed in screen.weighed(subject):
            rows.append(weighed)
            right.append(screen.id_of(found) in question.answers)
            of.append(number)
    return rows, right, of


def main() -> None:
    """Fit, set the constant, print the table or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the table in matching/ranking.toml")
    asked = parser.parse_args()
    lists_dir = Path(os.environ["REGISTRY_LISTS_DIR"])
    variant = variants(lists_dir, ("all",), ("ofac2023",))[0]
    screen = Screen(
        (reference, subject) for (_, reference), subject in zip(variant.keys, variant.subjects, strict=True)
    )
    altered = questions(variant, each=300, seed=11)
    nobody = [question for question in strangers(variant, 20_000, seed=11) if question.how == "invented"]
    rows, right, _ = rows_of(screen, altered)
    others, _, _ = rows_of(screen, nobody[::2])
    columns = np.array(rows + others * STRANGERS_WEIGH)
    weights = logistic(columns, np.array(right + [False] * (len(others) * STRANGERS_WEIGH)))
    control, _, of = rows_of(screen, nobody[1::2])
    best = np.full(len(nobody[1::2]), -99.0)
    np.maximum.at(best, np.array(of), np.array(control) @ weights)
    weights[0] -= np.quantile(best, 1 - ALERTS_ALLOWED)
    table = "\n".join(
        f'"{name}" = {weight:.2f}' if " " in name else f"{name} = {weight:.2f}"
        for name, weight in zip(FEATURES, weights, strict=True)
    )
    print(f"[screening]\n{table}")
    if asked.write:
        path = Path(ranking.__file__).with_name("ranking.toml")
        text = re.sub(r"\n\[screening\]\n[^\[]*", "", path.read_text(encoding="utf-8")).rstrip()
        path.write_text(f"{text}\n\n[screening]\n{table}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
