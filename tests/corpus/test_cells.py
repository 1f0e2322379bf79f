"""Every value of the corpus through the whole way of reading the registry's template."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from corpus import cells
from corpus.books import LIST
from corpus.cases import HOLD, OK, REFUSE, WARN, Case
from corpus.test_containers import judge, read
from registry import db
from registry.config import Settings
from registry.models import Listing, SubmissionState
from registry.services import intake
from registry.services.actors import operator
from registry.services.storage import Store, open_store

_STATES = {
    OK: SubmissionState.APPLIED, WARN: SubmissionState.APPLIED,
    HOLD: SubmissionState.HELD, REFUSE: SubmissionState.REFUSED,
}  # fmt: skip


def test_each_is_refused_or_read_as_it_must_be(tmp_path: Path) -> None:
    paths = [tmp_path / case.name for case in cells.CASES]
    for case, path in zip(cells.CASES, paths, strict=True):
        path.write_bytes(case.build())
    found = read("read", paths, LIST)
    wrong = [wrong for case, one in zip(cells.CASES, found, strict=True) for wrong in judge(case, one)]
    for case, one in zip(cells.CASES, found, strict=True):
        told = " ".join(one.get("remarks", ()))
        if case.outcome == WARN and (not told or case.words not in told):
            wrong.append(f"{case.name}: {case.words!r} is not told in {told!r}")
    assert wrong == []
    assert sorted(tmp_path.iterdir()) == sorted(paths)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a registry in which nothing is."""
    folder = tmp_path_factory.mktemp("empty")
    store = open_store(Settings(data_dir=folder, database_url=None, storage_dir=None))
    db.upgrade(store.engine)
    store.engine.dispose()
    return folder


@pytest.fixture
def store(empty: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(empty, tmp_path / "data")
    store = open_store(Settings(data_dir=tmp_path / "data", database_url=None, storage_dir=None))
    yield store
    store.engine.dispose()


@pytest.mark.parametrize("case", cells.CASES, ids=lambda case: case.name)
def test_the_intake_applies_holds_or_refuses_it_and_leaves_nothing_behind(
    store: Store, tmp_path: Path, case: Case
) -> None:
    path, ana = tmp_path / case.name, operator("ana")
    path.write_bytes(case.build())
    found = intake.apply(store, intake.receive(store, LIST, [path], ana, "test").id, ana)
    said = " ".join([*(hold.text for hold in found.holds), found.note or ""])
    assert found.state == _STATES[case.outcome], said
    with db.read(store.engine) as session:
        listings = session.exec(select(Listing)).all()
    if case.outcome in (OK, WARN):
        assert len(listings) == case.records if case.outcome == OK else listings
    else:
        assert listings == []
        assert case.words in said
        assert case.name in said or case.outcome == HOLD
    kept = [file for file in store.files.root.rglob("*") if file.is_file()]
    assert kept == [store.files.path(found.files[0].sha256)]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_a_day_is_that_day_wherever_the_server_stands(tmp_path: Path, zone: str) -> None:
    dated = [case for case in cells.CASES if case.number in (53, 54)]
    for case in dated:
        (tmp_path / case.name).write_bytes(case.build())
    code = (
        "import sys; from importers import reading\n"
        f"for path in sys.argv[1:]: print([b.text for d in reading.read({LIST!r}, path) for b in d.births])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *(str(tmp_path / case.name) for case in dated)],
        capture_output=True, text=True, timeout=60, check=True, env={"TZ": zone},
    )  # fmt: skip
    assert done.stdout.splitlines() == ["['1970-01-02']"] * 2
