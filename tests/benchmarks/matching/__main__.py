"""`REGISTRY_LISTS_DIR=... python -m tests.benchmarks.matching`: figures, printed and in `registry/docs/matching.md`.

Ours stands beside rapidfuzz and, each in its own environment, nomenklatura and Splink (not `--without-comparators`).
`--freeze` writes the figures that `test_baseline.py` holds the matcher to.
"""

import argparse
import json
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.matching.baseline import FROZEN, fast_figures
from tests.benchmarks.matching.comparators import UnavailableError, nomenklatura_names, splink_figures
from tests.benchmarks.matching.measures import (
    NAME_SYSTEMS,
    LabelledName,
    LinkFigures,
    NameFigures,
    ScreenFigures,
    labelled_names,
    link_figures,
    name_figures,
    screen_figures,
)

DOC = Path(__file__).parents[3] / "registry" / "docs" / "matching.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def link_table(figures: Iterable[LinkFigures]) -> str:
    """Linking the three lists."""
    return table(
        ("system", "names", "F1 (95 % interval)", "precision", "recall", "candidate recall", "pairs shown", "seconds"),
        (
            (f.system, f.variant, f"{f.f1:.3f} ({f.f1_interval[0]:.3f}-{f.f1_interval[1]:.3f})", f"{f.precision:.3f}",
             f"{f.recall:.3f}", f"{f.candidate_recall:.3f}", f"{f.pairs:,}", f"{f.seconds:.1f}")
            for f in figures
        ),
    )  # fmt: skip


def name_tables(figures: Sequence[NameFigures]) -> str:
    """Labelled names: all together, and by class."""
    whole = table(
        ("system", "F1 (95 % interval)", "precision", "recall", "average precision", "microseconds, median / p95"),
        (
            (f.system, f"{f.f1:.3f} ({f.f1_interval[0]:.3f}-{f.f1_interval[1]:.3f})", f"{f.precision:.3f}",
             f"{f.recall:.3f}", f"{f.average_precision:.3f}", f"{f.microseconds[0]:.0f} / {f.microseconds[1]:.0f}")
            for f in figures
        ),
    )  # fmt: skip
    worst_first = sorted(figures[0].right, key=lambda label: figures[0].right[label])
    classes = table(
        ("told rightly, our worst class first", *(f.system for f in figures)),
        ((label, *(f"{f.right[label]:.2f}" for f in figures)) for label in worst_first),
    )
    return f"{whole}\n\n{classes}"


def screen_table(figures: Sequence[ScreenFigures]) -> str:
    """Screening the SDN list."""
    rows = [("recall at 5, all alterations", *(f"{f.recall_at_5:.3f}" for f in figures))]
    rows += [(f"recall at 5: {how}", *(f"{f.recall[how]:.3f}" for f in figures)) for how in figures[0].recall]
    rows += [
        (f"false alerts: {how}", *(f"{f.false_alerts[how]:.4f}" for f in figures)) for how in figures[0].false_alerts
    ]
    rows.append(("queries per second", *(f"{f.queries_per_second:,.0f}" for f in figures)))
    return table(("", *(f.system for f in figures)), rows)


def _with_comparators(
    lists_dir: Path, names: Sequence[LabelledName], told_apart: list[NameFigures], linked: list[LinkFigures]
) -> str:
    """Add the figures of public matchers; what could not be run, in words."""
    skipped = ""
    with TemporaryDirectory() as folder:
        try:
            told_apart.append(nomenklatura_names(names, Path(folder)))
        except UnavailableError as why:
            skipped += f"\n\nnomenklatura was skipped: {why}"
        try:
            linked += [splink_figures(lists_dir, name, Path(folder)) for name in ("random 1", "random 2")]
        except UnavailableError as why:
            skipped += f"\n\nSplink was skipped: {why}"
    return skipped


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without-comparators", action="store_true", help="leave nomenklatura out")
    parser.add_argument(
        "--freeze", action="store_true", help="write the baseline that the test run holds the matcher to"
    )
    asked = parser.parse_args()
    lists_dir = Path(os.environ["REGISTRY_LISTS_DIR"])
    names = labelled_names(lists_dir, 150)
    told_apart = [name_figures(system, names, *how) for system, how in NAME_SYSTEMS.items()]
    linked = link_figures(lists_dir, ("all", "primary", "random 1", "random 2", "random 3"))
    skipped = "" if asked.without_comparators else _with_comparators(lists_dir, names, told_apart, linked)
    screened = screen_figures(lists_dir, each=150, nobody=8000)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    text = "\n\n".join(
        (
            f"Measured on {datetime.now(UTC):%Y-%m-%d}, {machine}, by `python -m tests.benchmarks.matching`.",
            "**Linking three lists** (UK, UN, US SDN; identifiers hidden; open gold pairs)",
            link_table(linked),
            f"**Telling names apart** ({len(names):,} variations of listed names)",
            name_tables(told_apart) + skipped,
            "**Screening** (US SDN list; altered names of its people, and strangers)",
            screen_table(screened),
        )
    )
    print(text)
    doc = DOC.read_text(encoding="utf-8")
    before, after = doc[: doc.index(BEGIN) + len(BEGIN)], doc[doc.index(END) :]
    DOC.write_text(f"{before}\n{text}\n{after}", encoding="utf-8")
    if asked.freeze:
        FROZEN.write_text(json.dumps(fast_figures(lists_dir), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
