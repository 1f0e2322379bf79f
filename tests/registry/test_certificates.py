"""Certificates of searches: what they hold, who may see them, and that a search can be made again."""

from datetime import date
from pathlib import Path

import pytest
import world
from sqlmodel import select
from world import World

from registry import db
from registry.errors import Invalid, NotFound
from registry.models import AuditEvent, SearchCertificate
from registry.services import audit, certificates, settled
from registry.services.actors import PUBLIC, Actor, Role
from registry.services.answers import Asked
from registry.services.certificates import Certificate
from registry.services.facets import Filters
from registry.services.search import Sought
from registry.services.storage import Store

EVA = Actor("eva", "EU", frozenset({Role.OFFICER}), 1)
AUDITOR = Actor("aud", None, frozenset({Role.AUDITOR}), 3)
DAY = date(2025, 6, 30)


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world.register(monkeypatch)
    made = World(store, tmp_path)
    made.take("w_gb", {"ref": "1", "name": "Karem Abu Testun", "born": "1961-04-07", "listed": "2020-01-01"})
    made.take("w_eu", {"ref": "9", "name": "Somebody Else"})
    made.link()
    return made


def certify(here: World, text: str, actor: Actor = EVA, **filters: object) -> Certificate:
    asked = Asked(Sought(text), DAY, here.now(), filters=Filters(**filters))  # type: ignore[arg-type]
    return certificates.certify(here.store, here.folder / "index", actor, asked)


def test_a_certificate_names_what_was_asked_and_what_it_rests_on(here: World) -> None:
    made = certify(here, "Karem  Abu Testun", partners=("GB",), listed_from=date(2019, 1, 1))
    assert made.query["sought"]["text"] == "Karem Abu Testun"
    assert made.query["filters"]["partners"] == ["GB"]
    assert [answer["name"] for answer in made.result["answers"]][:1] == ["Karem Abu Testun"]
    assert {item["list"] for item in made.lists} == {"w_gb", "w_eu"}
    assert all(len(item["sha256"]) == 64 and item["published_on"] == "2025-01-01" for item in made.lists)
    with db.read(here.store.engine) as session:
        assert certificates.load(session, EVA, made.public_id) == made
        events = [e for e in session.exec(select(AuditEvent)) if e.action == "certificate.issued"]
        assert audit.verify(session).broken_at is None
    assert [(e.subject, e.detail["result"]) for e in events] == [(f"certificate:{made.public_id}", made.result_hash)]
    assert "Karem" not in str(events[0].detail)


def test_nobody_is_a_result_too(here: World) -> None:
    made = certify(here, "Xqwzzk 9913", least=0.9)
    assert (made.result["kept"], made.result["answers"]) == (0, [])
    assert len(made.lists) == 2
    assert certificates.verify(here.store, EVA, made.public_id).equal


def test_it_verifies_after_everything_changed(here: World) -> None:
    made = certify(here, "Karem Abu Testun")
    here.take("w_gb", {"ref": "1", "name": "Renamed Person", "born": "1961-04-07"}, day="2025-02-01")
    here.take("w_us", {"ref": "7", "name": "Karem Abu Testun", "born": "1990-01-01"})
    here.link()
    here.judge("w_gb:1", "w_us:7", "same")
    checked = certificates.verify(here.store, EVA, made.public_id)
    assert checked.differences == ()
    assert checked.equal
    later = certify(here, "Karem Abu Testun")
    assert later.result != made.result
    assert certificates.verify(here.store, AUDITOR, later.public_id).equal


def test_a_forged_certificate_does_not_verify(here: World) -> None:
    made = certify(here, "Karem Abu Testun")
    with db.write(here.store.engine) as session:
        row = session.exec(select(SearchCertificate)).one()
        row.result = row.result | {"kept": 0, "answers": []}
        session.add(row)
    checked = certificates.verify(here.store, EVA, made.public_id)
    assert not checked.equal
    assert "not the one that was issued" in checked.differences[0]
    assert "1 answer that did not" in " ".join(checked.differences)


def test_who_may_see_it(here: World) -> None:
    made = certify(here, "Karem Abu Testun")
    other = Actor("ben", "EU", frozenset({Role.OFFICER}), 2)
    with db.read(here.store.engine) as session:
        for stranger in (other, PUBLIC, Actor("eva", "EU", frozenset({Role.OFFICER}), 99)):
            with pytest.raises(NotFound, match="no certificate"):
                certificates.load(session, stranger, made.public_id)
        with pytest.raises(NotFound, match="no certificate"):
            certificates.load(session, EVA, "C0000")
        assert certificates.load(session, AUDITOR, made.public_id) == made
        assert certificates.issued(session, EVA) == [made]
        assert certificates.issued(session, other) == []
        assert certificates.issued(session, AUDITOR) == [made]
    with pytest.raises(NotFound):
        certify(here, "x", PUBLIC)
    with pytest.raises(Invalid):
        certify(here, "   ")


def test_what_is_settled_moves_only_with_what_is_published(here: World) -> None:
    def now() -> object:
        with db.read(here.store.engine) as session:
            return settled.instant(session)

    before = now()
    certify(here, "Karem Abu Testun")
    first = now()
    certify(here, "Somebody Else")
    assert now() == first
    assert before <= first  # type: ignore[operator]
    here.take("w_us", {"ref": "7", "name": "New Person"})
    assert now() > first  # type: ignore[operator]
    assert here.divergence(known_at=now()).lines == here.divergence().lines  # type: ignore[arg-type]
