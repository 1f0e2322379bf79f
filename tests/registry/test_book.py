"""Past reports: asked for once, built whole, fetched unchanged, verified later."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import world
from sqlmodel import select
from world import World

from registry import db
from registry.errors import Invalid, NotFound, RegistryError, WrongState
from registry.models import AuditEvent, ReportState
from registry.reports import book
from registry.services.actors import PUBLIC, Actor, Role
from registry.services.divergence import Request
from registry.services.storage import Store

EVA = Actor("eva", "EU", frozenset({Role.OFFICER}), 1)
BEN = Actor("ben", "GB", frozenset({Role.AUDITOR}), 2)
DAY = date(2025, 6, 30)
LATER = datetime(2200, 1, 1, tzinfo=UTC)


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world.register(monkeypatch)
    made = World(store, tmp_path)
    made.take("w_gb", {"ref": "1", "name": "Nobody Known", "listed": "2020-01-01"})
    made.take("w_eu", {"ref": "9", "name": "Somebody Else"})
    made.link()
    return made


def test_a_report_is_asked_for_built_fetched_and_verified(here: World) -> None:
    entry = book.ask(here.store, EVA, Request(DAY, LATER), [".json", ".csv"])
    assert (entry.public_id, entry.state, entry.formats) == ("R000001", ReportState.ASKED, (".csv", ".json"))
    with pytest.raises(WrongState):
        book.verify(here.store, EVA, entry.public_id)
    steps: list[tuple[str, int, int | None]] = []
    made = book.build(here.store, EVA, entry.public_id, lambda *step: steps.append(step))
    assert [step[1:] for step in steps] == [(0, 3), (1, 3), (2, 3)]
    assert made.state is ReportState.WRITTEN
    assert [item.lines for item in made.files] == [2, 2, None]
    path = book.fetch(here.store, BEN, entry.public_id, made.files[0].name)
    assert path.stat().st_size == made.files[0].size
    assert b"Nobody Known" in path.read_bytes()
    here.take("w_us", {"ref": "7", "name": "New Person"})
    here.link()
    assert [f.why for f in book.verify(here.store, BEN, entry.public_id)] == ["", ""]
    with db.read(here.store.engine) as session:
        assert book.entries(session, BEN) == (1, [made])
        actions = [e.action for e in session.exec(select(AuditEvent)) if e.action.startswith("report.")]
    assert actions == ["report.asked", "report.written"]


def test_who_asks_for_the_same_gets_the_same(here: World) -> None:
    first = book.ask(here.store, EVA, Request(DAY, LATER), [".csv"])
    assert book.ask(here.store, BEN, Request(DAY, LATER), [".csv"]) == first
    built = book.build(here.store, BEN, first.public_id)
    assert book.build(here.store, EVA, first.public_id) == built
    assert book.ask(here.store, EVA, Request(DAY, LATER), [".csv"]) == built
    others = [
        book.ask(here.store, EVA, Request(date(2025, 7, 1), LATER), [".csv"]),
        book.ask(here.store, EVA, Request(DAY, LATER, ("GB",)), [".csv"]),
        book.ask(here.store, EVA, Request(DAY, LATER), [".csv", ".html"]),
    ]
    here.take("w_us", {"ref": "7", "name": "New Person"})
    others.append(book.ask(here.store, EVA, Request(DAY, LATER), [".csv"]))
    assert len({first.public_id, *(other.public_id for other in others)}) == 5


def test_what_cannot_be_asked_for(here: World) -> None:
    for formats in ([], [".doc"], [".csv", ".doc"]):
        with pytest.raises(Invalid, match="format"):
            book.ask(here.store, EVA, Request(DAY, LATER), formats)
    with pytest.raises(Invalid):
        book.ask(here.store, EVA, Request(DAY, LATER, ("CA",)), [".csv"])
    with pytest.raises(NotFound):
        book.ask(here.store, PUBLIC, Request(DAY, LATER), [".csv"])
    with pytest.raises(NotFound, match="no report"):
        book.build(here.store, EVA, "R999999")


def test_nobody_else_learns_that_there_is_one(here: World) -> None:
    entry = book.ask(here.store, EVA, Request(DAY, LATER), [".csv"])
    built = book.build(here.store, EVA, entry.public_id)
    admin = Actor("root", None, frozenset({Role.ADMIN}), 9)
    for stranger in (PUBLIC, admin):
        with pytest.raises(NotFound) as there:
            book.fetch(here.store, stranger, entry.public_id, built.files[0].name)
        with pytest.raises(NotFound) as nothing:
            book.fetch(here.store, stranger, "R999999", "x")
        assert str(there.value).replace(entry.public_id, "R999999") == str(nothing.value)
    with pytest.raises(NotFound, match="no file"):
        book.fetch(here.store, EVA, entry.public_id, "../../etc/passwd")


def test_a_failure_is_noted_and_can_be_mended(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = book.ask(here.store, EVA, Request(DAY, LATER), [".csv"])

    def full(_source: Path) -> None:
        raise RegistryError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(here.store.files, "keep", full)
        with pytest.raises(RegistryError, match="full"):
            book.build(here.store, EVA, entry.public_id)
    with db.read(here.store.engine) as session:
        failed = book.one(session, EVA, entry.public_id)
    assert (failed.state, failed.error, failed.files) == (ReportState.FAILED, "The disk is full.", ())
    assert book.build(here.store, EVA, entry.public_id).state is ReportState.WRITTEN


def test_a_file_that_was_changed_is_not_handed_out(here: World) -> None:
    built = book.build(here.store, EVA, book.ask(here.store, EVA, Request(DAY, LATER), [".csv"]).public_id)
    path = book.fetch(here.store, EVA, built.public_id, built.files[0].name)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(RegistryError, match="not what was received"):
        book.fetch(here.store, EVA, built.public_id, built.files[0].name)
