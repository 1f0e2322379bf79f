"""Certificates through the pages: asked for under a search, read, taken away on paper, made again."""

from collections.abc import Callable

import people
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pagecheck import dangers, flaws, parsed
from people import enter, token
from world import World

from registry.services.actors import Role


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    people.quick_hashes(monkeypatch)


def pressed(client: FlaskClient, address: str) -> str:
    """Press the button under a search as a browser does; gives the address of the certificate."""
    page = parsed(client.get(address).text)
    fields = page.xpath("//form[@action='/certificates']//input")
    data: dict[str, list[str]] = {}
    for field in fields:
        data.setdefault(field.get("name"), []).append(field.get("value"))
    answer = client.post("/certificates", data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_a_search_is_certified_taken_away_and_made_again(filled: World, client: FlaskClient) -> None:
    enter(client, people.make(filled.store, "ana", "GB", Role.OFFICER, factor=True))
    assert "None yet." in client.get("/certificates").text
    address = pressed(client, "/?q=karem+testun&partner=GB&partner=EU&weak=no&as_of=2025-06-30")
    page = client.get(address)
    assert (flaws(parsed(page.text)), dangers(parsed(page.text))) == ([], [])
    for text in ("karem testun", "30 June 2025", "ana@example.org", "EU, GB", "left out", "w_gb:1"):
        assert text in page.text, text
    paper = client.get(f"{address}/certificate.pdf")
    assert paper.data.startswith(b"%PDF-")
    assert paper.headers["Cache-Control"] == "no-store"
    assert paper.headers["Content-Disposition"] == f'attachment; filename="certificate-{address.split("/")[-1]}.pdf"'
    filled.take("w_ch", {"ref": "77", "name": "Karem Testun"})
    checked = client.post(f"{address}/verify", data={"csrf_token": token(client, address)})
    assert "the same came out" in checked.text
    assert address in client.get("/certificates").text


def test_that_nothing_answered_is_certified_too(filled: World, client: FlaskClient) -> None:
    enter(client, people.make(filled.store, "ana", "GB", Role.OFFICER, factor=True))
    assert "No party answered." in client.get(pressed(client, "/?q=zzzyqx+wvvkpt")).text
    assert "No party passed the filters." in client.get(pressed(client, "/?q=karem&kind=vessel")).text


def test_what_cannot_be_certified_is_refused_with_a_sentence(filled: World, client: FlaskClient) -> None:
    enter(client, people.make(filled.store, "ana", "GB", Role.OFFICER, factor=True))
    form = {"csrf_token": token(client, "/certificates")}
    empty = client.post("/certificates", data=form)
    assert (empty.status_code, "A search has 1 to 200 characters." in empty.text) == (422, True)
    assert client.post("/certificates", data=form | {"q": "a", "known_at": "2025-01-01"}).status_code == 400
    assert client.post("/certificates", data=form | {"q": "a", "partner": "XX"}).status_code == 422
    assert "Certify this search" not in client.get("/?q=karem&known_at=2025-01-01").text


def test_others_find_nothing(filled: World, application: Callable[..., Flask], client: FlaskClient) -> None:
    enter(client, people.make(filled.store, "ana", "GB", Role.OFFICER, factor=True))
    address = pressed(client, "/?q=karem")
    app = application()
    for name, role, code in (("ben", Role.OFFICER, 404), ("aud", Role.AUDITOR, 200), ("adm", Role.ADMIN, 404)):
        other = enter(app.test_client(), people.make(filled.store, name, "GB", role, factor=True))
        for part in ("", "/certificate.pdf"):
            assert other.get(address + part).status_code == code, (name, part)
        form = {"csrf_token": token(other, "/account")}
        assert other.post(f"{address}/verify", data=form).status_code == code, name
        assert (address in other.get("/certificates").text) is (code == 200)
    assert "Certify this search" not in app.test_client().get("/?q=karem").text
    for part in ("", "/certificate.pdf"):
        assert app.test_client().get(address + part).status_code == 404
