"""Every broken file of an official list, taken in after a whole one: applied, held or refused, and nobody delisted."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from corpus import listxml
from corpus.cases import HOLD, OK, REFUSE, WARN, Case
from registry import db
from registry.config import Settings
from registry.models import ListingVersion, SubmissionIssue, SubmissionState
from registry.services import intake
from registry.services.actors import operator
from registry.services.storage import Store, open_store

ANA = operator("ana")
_STATES = {
    OK: SubmissionState.APPLIED,
    WARN: SubmissionState.APPLIED,
    HOLD: SubmissionState.HELD,
    REFUSE: SubmissionState.REFUSED,
}


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a registry that has the whole list."""
    folder = tmp_path_factory.mktemp("whole")
    store = open_store(Settings(data_dir=folder / "data", database_url=None, storage_dir=None))
    db.upgrade(store.engine)
    path = folder / "whole.xml"
    path.write_bytes(listxml.whole())
    submission = intake.receive(store, listxml.LIST, [path], ANA, "test")
    assert intake.apply(store, submission.id, ANA).state == SubmissionState.APPLIED
    store.engine.dispose()
    return folder / "data"


@pytest.fixture
def store(applied: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(applied, tmp_path / "data")
    store = open_store(Settings(data_dir=tmp_path / "data", database_url=None, storage_dir=None))
    yield store
    store.engine.dispose()


@pytest.mark.parametrize("case", listxml.CASES, ids=lambda case: case.name)
def test_becomes_what_it_must(store: Store, tmp_path: Path, case: Case) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.build())
    begin = time.process_time()
    submission = intake.receive(store, listxml.LIST, [path], ANA, "test")
    found = intake.apply(store, submission.id, ANA)
    assert time.process_time() - begin < 5
    said = " ".join([*(hold.text for hold in found.holds), found.note or ""])
    assert (found.state, case.words in said or case.outcome in (OK, WARN)) == (_STATES[case.outcome], True), said
    with db.read(store.engine) as session:
        open_ = select(ListingVersion.status).where(col(ListingVersion.recorded_to).is_(None))
        assert set(session.exec(open_)) == {"listed"}
        if case.outcome == WARN:
            told = session.exec(select(SubmissionIssue).where(SubmissionIssue.submission_id == found.id)).all()
            assert any(case.words in issue.message for issue in told)
    if case.outcome in (OK, WARN):
        assert found.counts is not None
        assert found.counts.drafts == case.records
    if case.outcome == REFUSE:
        assert said.startswith(case.name)
