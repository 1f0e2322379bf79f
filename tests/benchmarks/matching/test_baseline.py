"""The matcher is as good as when its figures were frozen; `python -m tests.benchmarks.matching --freeze` does that."""

import json
import os
from pathlib import Path

import pytest

from tests.benchmarks.matching.baseline import FROZEN, fast_figures

LISTS = os.environ.get("REGISTRY_LISTS_DIR")

SLACK = 0.01
"""A figure may be this much lower: less is noise of a hundred names, more is a step back."""


@pytest.mark.lists
@pytest.mark.skipif(LISTS is None, reason="REGISTRY_LISTS_DIR is not set")
def test_no_figure_is_worse_than_when_it_was_frozen() -> None:
    frozen = json.loads(FROZEN.read_text(encoding="utf-8"))
    now = fast_figures(Path(str(LISTS)))
    worse = {name: (now[name], value) for name, value in frozen.items() if now[name] < value - SLACK}
    assert not worse, f"worse than frozen (now, then): {worse}"
    assert now.keys() == frozen.keys()
