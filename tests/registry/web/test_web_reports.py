"""Reports through the pages: asked for, built by a worker, taken away, made again."""

from pathlib import Path

import people
import pytest
from flask.testing import FlaskClient
from pagecheck import dangers, flaws, parsed
from people import enter, token
from world import World

from registry.config import Settings
from registry.jobs.kinds import KINDS, Work
from registry.services import jobs
from registry.services.actors import Role


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    people.quick_hashes(monkeypatch)


def work(here: World) -> None:
    """Do what waits, as a worker does it."""
    from registry import db

    with db.read(here.store.engine) as session:
        waiting = jobs.queued(session)
    for job_id in waiting:
        attempt = jobs.take(here.store.engine, job_id)
        assert attempt
        settings = Settings(data_dir=here.folder, database_url=None)
        told = KINDS[attempt.kind](Work(here.store, settings, attempt.params, attempt.actor, lambda *_: None))
        with db.write(here.store.engine) as session:
            jobs.finish(session, attempt, told)


def test_from_the_form_to_a_verified_file(filled: World, client: FlaskClient) -> None:
    enter(client, people.make(filled.store, "aud", None, Role.AUDITOR, factor=True))
    page = client.get("/reports")
    assert "None yet." in page.text
    assert flaws(parsed(page.text)) == []
    form = {"csrf_token": token(client, "/reports"), "as_of": "2025-06-30", "format": ["csv", "json"]}
    assert client.post("/reports", data=form | {"format": []}).status_code == 422
    assert client.post("/reports", data=form | {"programme": "XX-NO"}).status_code == 422
    asked = client.post("/reports", data=form)
    assert asked.status_code == 303
    address = asked.headers["Location"]
    assert client.post("/reports", data=form).headers["Location"] == address
    assert "It is being made." in client.get(address).text
    work(filled)
    done = client.get(address)
    assert flaws(parsed(done.text)) == []
    assert dangers(parsed(done.text)) == []
    links = [link for link in parsed(done.text).xpath("//main//tbody//a/@href") if link.startswith(address)]
    assert len(links) == 3
    for link in links:
        answer = client.get(link, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    said = client.post(f"{address}/verify", data={"csrf_token": token(client, address)})
    assert "the same, byte for byte" in said.text
    assert client.get(f"{address}/../../etc/passwd").status_code == 404
    assert client.get(f"{address}/nothing.csv").status_code == 404


def test_a_report_is_for_those_who_sign_in(filled: World, client: FlaskClient) -> None:
    for address in ("/reports", "/reports/R000001", "/reports/R000001/x.csv"):
        assert client.get(address).status_code == 404


def test_a_report_is_handed_out_of_a_folder_named_from_here(
    filled: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = filled.store.files.root
    monkeypatch.chdir(root.parent)
    monkeypatch.setattr(filled.store.files, "root", Path(root.name))
    enter(client, people.make(filled.store, "aud", None, Role.AUDITOR, factor=True))
    asked = client.post("/reports", data={"csrf_token": token(client, "/reports"), "format": "csv"})
    work(filled)
    address = asked.headers["Location"]
    links = [link for link in parsed(client.get(address).text).xpath("//main//tbody//a/@href") if address in link]
    assert [client.get(link, buffered=True).status_code for link in links] == [200, 200]
