"""Learns the weights of `matching/ranking.toml`: how candidates are ranked, and how rivals and third lists are weighed.

Run `REGISTRY_LISTS_DIR=... python -m tests.benchmarks.matching.fit_ranking [--write]`. The three lists are taken four
times: with all names, with the primary name alone, and twice with one Latin name drawn at random for each listing.
Candidates are ranked by what makes the open gold pairs likely. Rivals are weighed on more than gold, because gold knows
nothing of the many listings without a partner: a pair that all names together make nearly certain, or nearly
impossible, counts as known when only one name of each is given.
"""

import argparse
import math
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matching import ranking
from matching.candidates import CandidateReport, Scope, find_candidates, met_pairs
from matching.columns import columns_of
from matching.compare import prepare, score
from matching.standing import _UNCOMPARED, RIVALS, Standing, features, leads, own_evidence, supported
from matching.subject import Subject
from matching.weights import Context
from tests.benchmarks.matching.figures import Key, Variant, gold_pairs, variants

Floats = npt.NDArray[np.float64]
Table = dict[str, float]

BY_HAND = {"same number": 6.0}
_RIDGE = 1.0
_SURE = 2.0


def logistic(columns: Floats, same: npt.NDArray[np.bool_]) -> Floats:
    """Ridge logistic regression by Newton iteration; the first column is the constant and is not shrunk."""
    weights = np.zeros(columns.shape[1])
    penalty = np.r_[1e-6, np.full(columns.shape[1] - 1, _RIDGE)]
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        slope = np.maximum(chance * (1 - chance), 1e-9)
        step = np.linalg.solve(
            (columns * slope[:, None]).T @ columns + np.diag(penalty), columns.T @ (same - chance) - penalty * weights
        )
        weights += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-6:
            break
    return weights


def table_of(looks: list[dict[str, npt.NDArray[np.float32]]], same: list[npt.NDArray[np.bool_]]) -> Table:
    """The weights of one stage of the ranking over several variants of the lists."""
    names = [name for name in looks[0] if name not in BY_HAND]
    columns = [np.stack([np.ones(len(look[names[0]])), *(look[name] for name in names)], 1) for look in looks]
    found = logistic(np.concatenate(columns).astype(np.float64), np.concatenate(same))
    table = dict(zip(["constant", *names], (round(float(weight), 2) for weight in found), strict=True))
    return table | {name: weight for name, weight in BY_HAND.items() if name in looks[0]}


def odds(table: Table, looks: dict[str, npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """The log odds of one stage by its table."""
    total = sum(weight * looks[name] for name, weight in table.items() if name in looks) + table["constant"]
    return np.asarray(total, np.float32)


def fit_ranking(all_variants: list[Variant], gold: set[frozenset[Key]]) -> dict[str, Table]:
    """The tables `keys`, `spelling` and `standing`, each on what the one before left."""
    stages = []
    for variant in all_variants:
        columns = columns_of(variant.subjects)
        met, _ = met_pairs(columns, Scope(variant.group, np.ones(len(variant.subjects), np.bool_)))
        stages.append([met, ranking.evidence(met, columns), variant.same(met.left, met.right, gold), columns])
    tables = {"keys": table_of([stage[1] for stage in stages], [stage[2] for stage in stages])}
    for stage in stages:
        met, looks, same, columns = stage
        limit = 9 * len(columns.kinds)
        best = np.argsort(-odds(tables["keys"], looks), kind="stable")[:limit]
        looks = {name: values[best] for name, values in looks.items()} | ranking.spelling(met.only(best), columns)
        stage[:3] = met.only(best), looks, same[best]
    tables["spelling"] = table_of([stage[1] for stage in stages], [stage[2] for stage in stages])
    for stage, variant in zip(stages, all_variants, strict=True):
        stage[1] = stage[1] | ranking.standing(stage[0], variant.group, odds(tables["spelling"], stage[1]))
    tables["standing"] = table_of([stage[1] for stage in stages], [stage[2] for stage in stages])
    return tables


@dataclass(frozen=True, slots=True)
class Compared:
    """The candidates of one variant: pairs, their cheap odds and those of the full comparison."""

    variant: Variant
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    cheap: Floats
    exact: Floats
    report: CandidateReport


def compared(variant: Variant) -> Compared:
    """Compare every candidate of a variant in full."""
    everything = Scope(variant.group, np.ones(len(variant.subjects), np.bool_))
    candidates, report = find_candidates(columns_of(variant.subjects), everything)
    known: dict[int, object] = {}

    def ready(place: int) -> Subject:
        if place not in known:
            known[place] = prepare(variant.subjects[place])
        return known[place]  # type: ignore[return-value]

    exact = []
    for left, right in zip(candidates.left.tolist(), candidates.right.tolist(), strict=True):
        chance = min(max(score(ready(left), ready(right), Context.LISTINGS), 1e-9), 1 - 1e-9)
        exact.append(max(-12.0, min(12.0, math.log(chance / (1 - chance)))))
    cheap = candidates.odds.astype(np.float64)
    return Compared(variant, candidates.left, candidates.right, cheap, np.array(exact), report)


def fit_own(found: list[Compared], gold: set[frozenset[Key]]) -> Table:
    """How far the comparison and the cheap odds speak, on pairs that gold can judge."""
    columns, same = [], []
    for one in found:
        true = one.variant.same(one.left, one.right, gold)
        judged = true | one.variant.judged(one.left, one.right, gold)
        columns.append(np.stack([np.ones(len(true)), one.exact, one.cheap], 1)[judged])
        same.append(true[judged])
    weights = logistic(np.concatenate(columns), np.concatenate(same))
    return dict(
        zip(("constant", "comparison", "ranking"), (round(float(weight), 2) for weight in weights), strict=True)
    )


def stood(one: Compared, own: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """All pairs of a variant, those a third list vouches for included, with the features of the table `rivals`."""
    pairs = dict(zip(zip(one.left.tolist(), one.right.tolist(), strict=True), own.tolist(), strict=True))
    support = supported(pairs, one.variant.group)
    for missed in sorted(support.keys() - pairs.keys()):
        pairs[missed] = _UNCOMPARED
    ends = np.array(list(pairs), np.int64)
    values = np.array(list(pairs.values()))
    lead = leads(ends, values, one.variant.group)
    rows = [
        features(value, Standing(ahead, *(support.get(pair) or (None, None))))
        for pair, value, ahead in zip(pairs, values.tolist(), lead.tolist(), strict=True)
    ]
    return ends, np.array(rows)


def fit_rivals(found: list[Compared], gold: set[frozenset[Key]], own: Table) -> Table:
    """The table `rivals`: first on gold with all names, then on what all names together make sure."""
    gathered = []
    for one in found:
        base = np.array([own_evidence(exact, cheap) for exact, cheap in zip(one.exact, one.cheap, strict=True)])
        ends, rows = stood(one, base)
        true = one.variant.same(ends[:, 0], ends[:, 1], gold)
        gathered.append((one.variant, ends, rows, true, true | one.variant.judged(ends[:, 0], ends[:, 1], gold)))
    columns = np.concatenate([rows[judged] for _, _, rows, _, judged in gathered])
    first = logistic(columns, np.concatenate([true[judged] for _, _, _, true, judged in gathered]))
    whole, ends, rows, _, _ = gathered[0]
    sure = dict(zip(whole.codes(ends[:, 0], ends[:, 1]), (rows @ first).tolist(), strict=True))
    columns_known, same = [], []
    for variant, ends, rows, true, judged in gathered[1:]:
        believed = np.array([sure.get(code, -10.0) for code in variant.codes(ends[:, 0], ends[:, 1])])
        known = judged | (np.abs(believed) > _SURE)
        columns_known.append(rows[known])
        same.append((true | (~judged & (believed > 0)))[known])
    weights = logistic(np.concatenate(columns_known), np.concatenate(same))
    return dict(zip(RIVALS, (round(float(weight), 2) for weight in weights), strict=True))


def toml(tables: dict[str, Table], pairs: int) -> str:
    """The text of `ranking.toml`."""
    lines = [
        "# Weights of matching.ranking and matching.standing: log odds, natural logarithm.",
        f"# Learned on {datetime.now(UTC):%Y-%m-%d} by `python -m tests.benchmarks.matching.fit_ranking`",
        f"# from {pairs} open gold pairs of the UK (2025-04), UN (2025-04) and US SDN (2023-01) lists: with all names,",
        "# once with the primary name, twice with one name drawn at random. `same number` is set by hand: identifiers",
        "# were hidden in that data, and a number in common is always worth comparing.",
    ]
    for name, table in tables.items():
        lines += ["", f"[{name}]"]
        lines += [
            f"{f'{key!r}'.replace(chr(39), chr(34)) if ' ' in key else key} = {value}" for key, value in table.items()
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit everything and print the table, or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace matching/ranking.toml")
    asked = parser.parse_args()
    lists_dir = Path(os.environ["REGISTRY_LISTS_DIR"])
    drawn = variants(lists_dir, ("all", "primary", "random 1", "random 2"))
    gold = gold_pairs(lists_dir)
    path = Path(ranking.__file__).with_name("ranking.toml")
    tables = fit_ranking(drawn, gold)
    path_text = path.read_text(encoding="utf-8")
    rest = path_text[path_text.index("[own]") :]
    try:
        path.write_text(toml(tables, len(gold)) + "\n" + rest, encoding="utf-8")
        ranking.weights_of.cache_clear()
        found = [compared(variant) for variant in drawn]
        own = fit_own(found, gold)
        path.write_text(
            toml(tables | {"own": own}, len(gold)) + "\n" + rest[rest.index("[rivals]") :], encoding="utf-8"
        )
        ranking.weights_of.cache_clear()
        text = toml(tables | {"own": own, "rivals": fit_rivals(found, gold, own)}, len(gold))
    finally:
        path.write_text(path_text, encoding="utf-8")
    if asked.write:
        path.write_text(text + "\n" + path_text[path_text.index("[screening]") :], encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
