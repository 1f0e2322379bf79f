"""The figures of the main job are kept: measured on the real lists by the command that anybody can run."""

import os

import pytest

from tests.benchmarks import automatic_links, main_job

pytestmark = [
    pytest.mark.long,
    pytest.mark.lists,
    pytest.mark.skipif("REGISTRY_LISTS_DIR" not in os.environ, reason="REGISTRY_LISTS_DIR is not set"),
]

# Four times the bare reader is not reached by every list yet (see registry/docs/performance.md); this holds the gain.
REACHED = {"largest parse / bare reader": 12.0}


def test_the_main_job_keeps_its_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    figures = main_job.measure()
    # A machine that runs tests may be busy: seconds are held to twice the bound, which the command itself prints.
    bounds = {name: bound * (1 if "MB" in name else 2) for name, bound in main_job.BOUNDS.items()} | REACHED
    missed = {name: figures[name] for name, bound in bounds.items() if figures[name] > bound}
    assert missed == {}, capsys.readouterr().out


def test_a_link_without_a_person_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert automatic_links.main() == 0, capsys.readouterr().out
