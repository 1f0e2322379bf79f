"""Two real editions one after the other: what happened between them is understood, and nothing is held for it."""

import os
from pathlib import Path

import pytest

from registry import db
from registry.config import Settings
from registry.models import SubmissionState
from registry.services import intake
from registry.services.actors import operator
from registry.services.storage import open_store

_FOLDER = os.environ.get("REGISTRY_LISTS_DIR")
_HISTORIES = {
    "gb_ofsi": ("uk/OFSI_ConList_2025-04-10.xlsx", "uk/OFSI_ConList_2025-04-14.xlsx"),
    "un_sc": ("un/UN_consolidated_2025-04-19.xml", "un/UN_consolidated_2026-02.xml"),
}
pytestmark = [
    pytest.mark.lists,
    pytest.mark.slow,
    pytest.mark.skipif(_FOLDER is None, reason="REGISTRY_LISTS_DIR is not set"),
]


@pytest.mark.parametrize("list_key", list(_HISTORIES))
def test_no_false_hold(tmp_path: Path, list_key: str) -> None:
    store = open_store(Settings(data_dir=tmp_path / "data", database_url=None, storage_dir=None))
    db.upgrade(store.engine)
    for name in _HISTORIES[list_key]:
        received = intake.receive(store, list_key, [Path(_FOLDER or ".") / name], operator("ana"), "test")
        taken = intake.apply(store, received.id, operator("ana"))
        assert (taken.state, taken.holds) == (SubmissionState.APPLIED, ())
    assert taken.counts is not None
    assert taken.counts.added > 0
    store.engine.dispose()
