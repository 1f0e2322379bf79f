"""Signing in with one's organisation, against a real provider in a process of its own, and every lie it may tell."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import identity_provider
import people
import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from people import Somebody
from sqlmodel import select
from werkzeug.test import TestResponse
from world import World

from registry import db
from registry.app import create_app
from registry.config import Settings
from registry.errors import Invalid
from registry.models import Account, AuditEvent, WebSession
from registry.services import accounts
from registry.services.actors import Role

ANA = {"sub": "ana-1", "email": "ana@example.org", "email_verified": True}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    people.quick_hashes(monkeypatch)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider in a process of its own."""
    command = [sys.executable, str(Path(identity_provider.__file__)), "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    process.terminate()
    process.wait()
    process.stdout.close()


@pytest.fixture
def issuer(provider: str) -> str:
    """The provider's address; whatever it was told to do wrong by another test is over."""
    requests.post(f"{provider}/next", json={}, timeout=10).raise_for_status()
    return provider


@dataclass
class There:
    """The provider and a browser at the registry."""

    issuer: str
    app: Flask
    client: FlaskClient
    ana: Somebody

    def tell(self, **what: Any) -> None:
        """What the provider does next."""
        requests.post(f"{self.issuer}/next", json=what, timeout=10).raise_for_status()

    def leave(self, onward: str = "") -> str:
        """Begin at our page; gives the address at the provider."""
        answer = self.client.get("/sign-in/oidc", query_string={"next": onward} if onward else {})
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def come_back(self, address: str) -> TestResponse:
        """Follow to the provider and back."""
        sent = requests.get(address, allow_redirects=False, timeout=10)
        assert sent.status_code == 302
        back = urlsplit(sent.headers["Location"])
        assert back.path == "/sign-in/oidc/back"
        return self.client.get(f"{back.path}?{back.query}")

    def sign_in(self) -> TestResponse:
        """All of it."""
        return self.come_back(self.leave())

    def signed_in(self) -> bool:
        """Whether the browser is somebody."""
        return self.client.get("/account").status_code == 200

    def account(self) -> Account:
        """Ana's account as it stands."""
        with db.read(self.app.extensions["registry"].store.engine) as session:
            return accounts.find(session, self.ana.account_id)


@pytest.fixture
def there(here: World, issuer: str) -> There:
    """A registry whose people sign in with the provider; Ana has an account there."""
    app = _app(here, issuer)
    return There(issuer, app, app.test_client(), people.make(here.store, "ana", "GB", Role.OFFICER))


def _app(here: World, issuer: str | None, secret: str | None = identity_provider.SECRET) -> Flask:
    given = {"oidc_issuer": issuer, "oidc_client_id": identity_provider.CLIENT, "oidc_client_secret": secret}
    return create_app(here.store, Settings(data_dir=here.folder, database_url=None, secret=None, **given))


def test_the_account_of_a_checked_address_is_bound_once_and_found_again(there: There) -> None:
    assert "Sign in with your organisation" in there.client.get("/sign-in").text
    there.tell(claims=ANA)
    answer = there.come_back(there.leave("/lists"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/lists")
    # No second factor is asked for: that is the provider's.
    assert there.signed_in()
    account = there.account()
    assert account.oidc_subject == f"{there.issuer} ana-1"
    assert account.password_hash is None
    # From then on the provider's own name for her counts, whatever address it writes.
    there.client = there.app.test_client()
    there.tell(claims={"sub": "ana-1", "email": "married@example.org", "email_verified": True})
    assert there.sign_in().status_code == 303
    assert there.signed_in()
    with db.read(there.app.extensions["registry"].store.engine) as session:
        acts = [event.action for event in session.exec(select(AuditEvent))]
    assert acts.count("account.provider_bound") == 1
    assert acts.count("account.signed_in") == 2


NOW = time.time()
LIES: dict[str, dict[str, Any]] = {
    "state of another browser": {"claims": ANA, "state": "x" * 43},
    "nonce of another sign-in": {"claims": ANA | {"nonce": "x" * 43}},
    "no nonce": {"claims": ANA | {"nonce": None}},
    "another issuer": {"claims": ANA | {"iss": "https://elsewhere.example"}},
    "another issuer in discovery": {"claims": ANA, "discovery_issuer": "https://elsewhere.example"},
    "for another client": {"claims": ANA | {"aud": "another"}},
    "for another party": {"claims": ANA | {"azp": "another"}},
    "expired": {"claims": ANA | {"exp": NOW - 3600}},
    "never expires": {"claims": ANA | {"exp": None}},
    "of tomorrow": {"claims": ANA | {"iat": NOW + 86_400}},
    "of yesterday": {"claims": ANA | {"iat": NOW - 86_400}},
    "nobody": {"claims": ANA | {"sub": None}},
    "not signed": {"claims": ANA, "signed": "none"},
    "signed by a stranger": {"claims": ANA, "signed": "strangers"},
    "signed with the public key": {"claims": ANA, "signed": "public key as secret"},
    "address not checked": {"claims": ANA | {"email_verified": False}},
    "address checked in words": {"claims": ANA | {"email_verified": "true"}},
    "address without a word": {"claims": ANA | {"email_verified": None}},
    "nobody we know": {"claims": {"sub": "eve", "email": "eve@example.org", "email_verified": True}},
    "denied": {"claims": ANA, "denied": True},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_signs_nobody_in(there: There, lie: str) -> None:
    there.tell(claims=ANA)
    address = there.leave()
    there.tell(**LIES[lie])
    answer = there.come_back(address)
    assert answer.status_code == 422, lie
    assert 'role="alert"' in answer.text
    assert "Traceback" not in answer.text
    assert not there.signed_in()
    with db.read(there.app.extensions["registry"].store.engine) as session:
        assert session.exec(select(WebSession)).all() == []
        assert len(session.exec(select(Account)).all()) == 1
    assert there.account().oidc_subject is None


def test_the_truth_after_all_these_lies_is_believed(there: There) -> None:
    there.tell(claims=ANA)
    assert there.sign_in().status_code == 303
    assert there.signed_in()


def test_an_address_that_is_bound_is_nobody_elses(there: There) -> None:
    there.tell(claims=ANA)
    there.sign_in()
    there.client = there.app.test_client()
    there.tell(claims=ANA | {"sub": "impostor"})
    assert there.sign_in().status_code == 422
    assert not there.signed_in()


def test_a_shut_account_stays_shut(there: There, here: World) -> None:
    there.tell(claims=ANA)
    there.sign_in()
    accounts.disable(here.store.engine, people.ADMIN, there.ana.account_id, "left")
    assert not there.signed_in()
    there.client = there.app.test_client()
    assert there.sign_in().status_code == 422
    assert not there.signed_in()


def test_a_code_works_once_and_in_one_browser(there: There) -> None:
    there.tell(claims=ANA)
    address = there.leave()
    sent = requests.get(address, allow_redirects=False, timeout=10).headers["Location"]
    back = f"/sign-in/oidc/back?{urlsplit(sent).query}"
    stranger = there.app.test_client()
    assert stranger.get(back).status_code == 422
    assert stranger.get("/account").status_code == 404
    assert there.client.get(back).status_code == 303
    assert there.client.get(back).status_code == 422


def test_what_is_asked_of_the_provider_cannot_be_guessed(there: There) -> None:
    first, second = (parse_qs(urlsplit(there.leave()).query) for _ in range(2))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name][0]) >= 43
    assert first["code_challenge_method"] == ["S256"]


def test_nobody_is_sent_elsewhere_afterwards(there: There) -> None:
    there.tell(claims=ANA)
    assert there.come_back(there.leave("//evil.example")).headers["Location"] == "/account"


def test_a_provider_that_is_away_is_said(here: World) -> None:
    answer = _app(here, "http://127.0.0.1:9").test_client().get("/sign-in/oidc")
    assert answer.status_code == 422
    assert "does not answer" in answer.text


def test_without_a_provider_there_is_no_such_page(client: FlaskClient) -> None:
    assert client.get("/sign-in/oidc").status_code == client.get("/sign-in/oidc/back").status_code == 404
    assert "organisation" not in client.get("/sign-in").text


@pytest.mark.parametrize("issuer", ["http://provider.example", "ftp://127.0.0.1", "provider.example"])
def test_a_provider_in_the_clear_is_refused(here: World, issuer: str) -> None:
    with pytest.raises(Invalid, match="https://"):
        _app(here, issuer)


def test_settings_in_part_are_refused(here: World) -> None:
    with pytest.raises(Invalid, match="three settings"):
        _app(here, "https://provider.example", secret=None)


def test_the_way_back_is_under_the_public_address(here: World, issuer: str) -> None:
    given = {"oidc_issuer": issuer, "oidc_client_id": "c", "oidc_client_secret": "s"}
    settings = Settings(data_dir=here.folder, database_url=None, public_url="https://registry.example", **given)
    client = create_app(here.store, settings).test_client()
    answer = client.get("/sign-in/oidc", base_url="https://evil.example/")
    back = parse_qs(urlsplit(answer.headers["Location"]).query)["redirect_uri"]
    assert back == ["https://registry.example/sign-in/oidc/back"]
