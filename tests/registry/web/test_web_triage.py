"""Gaps answered by the partner concerned, and the audit record, through the pages."""

import json

import people
import pytest
from flask.testing import FlaskClient
from pagecheck import dangers, flaws, parsed
from people import enter, token
from sqlalchemy import text as sql
from world import World

from registry import db
from registry.services.actors import Role


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    people.quick_hashes(monkeypatch)


def _party(world: World) -> str:
    return world.party("w_gb:2")


def test_an_officer_answers_a_gap_of_the_own_partner(filled: World, client: FlaskClient) -> None:
    eu = people.make(filled.store, "eve", "EU", Role.OFFICER, factor=True)
    enter(client, eu)
    address = f"/gap/{_party(filled)}/EU/asset_freeze"
    assert address in client.get("/divergence").text
    page = client.get(address)
    assert flaws(parsed(page.text)) == []
    assert dangers(parsed(page.text)) == []
    assert "Silence is not a refusal" in page.text
    form = {"csrf_token": token(client, address), "seen": "", "status": "declined"}
    wrong = client.post(address, data=form)
    assert wrong.status_code == 422
    assert "needs a reason" in wrong.text
    assert client.post(address, data=form | {"note": "<b>no</b>", "owner": "Desk 4"}).status_code == 303
    assert "&lt;b&gt;no" in client.get(address).text
    late = client.post(address, data=form | {"note": "again"})
    assert late.status_code == 409
    listed = client.get("/triage?partner=EU&status=declined")
    assert _party(filled) in listed.text
    assert flaws(parsed(listed.text)) == []
    assert _party(filled) not in client.get("/triage?partner=GB").text


def test_nobody_answers_for_another_partner(filled: World, client: FlaskClient) -> None:
    enter(client, people.make(filled.store, "ana", "GB", Role.OFFICER, factor=True))
    address = f"/gap/{_party(filled)}/EU/asset_freeze"
    page = client.get(address)
    assert page.status_code == 200
    assert "<textarea" not in page.text
    form = {"csrf_token": token(client, "/account"), "seen": "", "status": "open"}
    assert client.post(address, data=form).status_code == 404
    assert "Nothing was said yet." in client.get("/triage").text


def test_what_is_no_gap_is_not_found(filled: World, client: FlaskClient) -> None:
    assert client.get(f"/gap/{_party(filled)}/EU/asset_freeze").status_code == 404
    enter(client, people.make(filled.store, "ana", "GB", Role.OFFICER, factor=True))
    for wrong in ("P999999/EU/asset_freeze", f"{_party(filled)}/XX/asset_freeze", f"{_party(filled)}/EU/nonsense"):
        assert client.get(f"/gap/{wrong}").status_code == 404, wrong


def test_an_auditor_reads_verifies_and_takes_the_record(filled: World, client: FlaskClient) -> None:
    enter(client, people.make(filled.store, "aud", None, Role.AUDITOR, factor=True))
    page = client.get("/audit")
    assert flaws(parsed(page.text)) == []
    assert dangers(parsed(page.text)) == []
    assert "submission.applied" in page.text
    assert "account.added" not in client.get("/audit?action=submission.applied").text.split("<tbody>")[1]
    head = json.loads(client.get("/audit/head.json").text)
    lines = client.get("/audit/export.ndjson").text.splitlines()
    assert len(lines) == head["events"]
    form = {"csrf_token": token(client, "/audit"), "head": json.dumps(head)}
    assert "nothing was cut off or rewritten" in client.post("/audit/verify", data=form).text
    forged = json.dumps(head | {"hash": "0" * 64})
    assert "does not fit" in client.post("/audit/verify", data=form | {"head": forged}).text
    assert "does not fit" in client.post("/audit/verify", data=form | {"head": "{"}).text
    with db.write(filled.store.engine) as session:
        session.execute(sql("UPDATE audit_event SET actor = 'mallory' WHERE id = 2"))
    assert "breaks at event 2" in client.post("/audit/verify", data=form).text


def test_the_record_is_for_auditors(filled: World, client: FlaskClient) -> None:
    enter(client, people.make(filled.store, "ana", "GB", Role.OFFICER, Role.UPLOADER, factor=True))
    for address in ("/audit", "/audit/head.json", "/audit/export.ndjson"):
        assert client.get(address).status_code == 404
