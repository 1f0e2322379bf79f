"""The few figures that every test run measures again, so that a change that makes the matcher worse is seen at once."""

from pathlib import Path

from tests.benchmarks.matching.measures import labelled_names, link_figures, name_figures, ours, screen_figures

FROZEN = Path(__file__).with_name("baseline.json")


def fast_figures(lists_dir: Path) -> dict[str, float]:
    """Quality only, no times: those depend on what else the machine does. Takes about 20 seconds."""
    linked = link_figures(lists_dir, ("random 1",))[0]
    names = name_figures("ours", labelled_names(lists_dir, 40), 0.5, ours)
    screened = screen_figures(lists_dir, each=40, nobody=2000)[0]
    figures = {
        "link, one name: F1": linked.f1,
        "link, one name: candidate recall": linked.candidate_recall,
        "names: F1": names.f1,
        "names: average precision": names.average_precision,
        "screening: recall at 5": screened.recall_at_5,
        "screening: invented people without an alert": 1 - screened.false_alerts["invented"],
    }
    return {name: round(value, 4) for name, value in figures.items()}
