"""Every name and alias of every published list, in every script, finds its own listing first."""

import os
from pathlib import Path

import pytest

from tests.benchmarks.matching.lists import READERS
from tests.benchmarks.matching.own_names import lost_names

LISTS = os.environ.get("REGISTRY_LISTS_DIR")


@pytest.mark.lists
@pytest.mark.long
@pytest.mark.skipif(LISTS is None, reason="REGISTRY_LISTS_DIR is not set")
@pytest.mark.parametrize("source", READERS)
def test_every_name_finds_its_own_listing_first(source: str) -> None:
    asked, lost = lost_names(Path(str(LISTS)), source)
    assert asked > 1_000
    assert not lost
