"""Signing in through the pages: cookies, forms that cannot be forged, and who finds what."""

import re
from collections.abc import Callable

import people
import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pagecheck import dangers, flaws, parsed
from people import PASSWORD, Somebody, enter, token
from world import World

from registry.config import Settings
from registry.errors import Invalid
from registry.services import accounts
from registry.services.accounts import Person
from registry.services.actors import Role
from registry.web import secret

PAGES = ("/sign-in", "/account", "/account/password", "/accounts", "/accounts/1")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    people.quick_hashes(monkeypatch)


@pytest.fixture
def admin(here: World) -> Somebody:
    """An administrator, the first account of all."""
    return people.make(here.store, "boss", None, Role.ADMIN, factor=True)


@pytest.fixture
def officer(here: World) -> Somebody:
    """An officer of GB."""
    return people.make(here.store, "ana", "GB", Role.OFFICER, factor=True)


def test_the_pages_are_sound(here: World, admin: Somebody, client: FlaskClient) -> None:
    enter(client, admin)
    for address in ("/accounts", f"/accounts/{admin.account_id}", "/account", "/account/password"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert flaws(parsed(answer.text)) == [], address
        assert dangers(parsed(answer.text)) == [], address
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_hard_to_steal(here: World, officer: Somebody, client: FlaskClient) -> None:
    enter(client, officer)
    client.post("/sign-out", data={"csrf_token": token(client, "/account")})
    again = client.get("/sign-in").headers.getlist("Set-Cookie")
    assert again
    for cookie in again:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_over_tls_the_cookie_stays_with_this_host(here: World) -> None:
    from registry.app import create_app

    settings = Settings(data_dir=here.folder, database_url=None, secret=None, public_url="https://registry.example")
    client = create_app(here.store, settings).test_client()
    cookie = client.get("/sign-in", base_url="https://registry.example/").headers["Set-Cookie"]
    assert cookie.startswith("__Host-registry=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    with pytest.raises(Invalid, match="https://"):
        create_app(here.store, Settings(data_dir=here.folder, public_url="http://registry.example"))


@pytest.mark.parametrize("weak", ["short", "a" * 64, "changeme" * 4])
def test_a_weak_secret_is_refused(here: World, weak: str) -> None:
    with pytest.raises(Invalid, match="weak"):
        secret.load(Settings(data_dir=here.folder, secret=weak))


def test_a_secret_is_made_once(here: World) -> None:
    settings = Settings(data_dir=here.folder, secret=None)
    made = secret.load(settings)
    assert secret.load(settings) == made
    assert (here.folder / "secret").stat().st_mode & 0o777 == 0o600
    (here.folder / "secret").write_text("x")
    with pytest.raises(Invalid, match="damaged"):
        secret.load(settings)


def test_signing_out_ends_the_session_for_good(
    here: World, officer: Somebody, application: Callable[..., Flask]
) -> None:
    app = application()
    client = enter(app.test_client(), officer)
    held = client.get_cookie("registry")
    assert held
    client.post("/sign-out", data={"csrf_token": token(client, "/account")})
    thief = app.test_client()
    thief.set_cookie("registry", held.value)
    assert thief.get("/account").status_code == 404
    assert client.get("/account").status_code == 404


def test_signing_in_changes_the_session(here: World, officer: Somebody, client: FlaskClient) -> None:
    token(client, "/sign-in")
    before = client.get_cookie("registry")
    enter(client, officer)
    after = client.get_cookie("registry")
    assert before
    assert after
    assert before.value != after.value


def test_an_idle_session_ends(
    here: World, officer: Somebody, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from registry.web import who

    enter(client, officer)
    now = who._now()
    monkeypatch.setattr(who, "_now", lambda: now + 29 * 60)
    assert client.get("/account").status_code == 200
    monkeypatch.setattr(who, "_now", lambda: now + 58 * 60)
    assert client.get("/account").status_code == 200
    monkeypatch.setattr(who, "_now", lambda: now + 90 * 60)
    assert client.get("/account").status_code == 404


def test_a_role_taken_away_is_gone_at_once(here: World, admin: Somebody, client: FlaskClient) -> None:
    people.make(here.store, "other", None, Role.ADMIN)
    enter(client, admin)
    assert client.get("/accounts").status_code == 200
    person = Person("", "Boss", None, frozenset({Role.VIEWER}))
    accounts.change(here.store.engine, people.ADMIN, admin.account_id, person)
    assert client.get("/accounts").status_code == 404


def test_what_is_not_for_you_is_as_if_it_were_not(here: World, officer: Somebody, client: FlaskClient) -> None:
    enter(client, officer)
    nothing = _without_tokens(client.get("/nothing/here").text)
    for address in ("/accounts", "/accounts/1", "/accounts/99"):
        answer = client.get(address)
        assert answer.status_code == 404
        # The address itself stands in the links to the other language.
        assert _without_tokens(answer.text.replace(address, "/nothing/here")) == nothing


def _without_tokens(page: str) -> str:
    """The tokens of forms are signed anew by the second."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"},
     {"Origin": "http://evil.example"}, {"Origin": "https://localhost"}, {"Origin": "http://localhost:81"}],
)  # fmt: skip
def test_a_form_of_another_site_is_refused(
    here: World, officer: Somebody, client: FlaskClient, headers: dict[str, str]
) -> None:
    enter(client, officer)
    form = {"csrf_token": token(client, "/account")}
    assert client.post("/sign-out", data=form, headers=headers).status_code == 403
    assert client.get("/account").status_code == 200


def test_a_form_needs_its_own_token(here: World, officer: Somebody, application: Callable[..., Flask]) -> None:
    app = application()
    client = enter(app.test_client(), officer)
    stranger = token(app.test_client(), "/sign-in")
    for wrong in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": stranger}):
        assert client.post("/sign-out", data=wrong).status_code == 400
    assert client.get("/account").status_code == 200


def test_every_post_needs_a_token(here: World, admin: Somebody, application: Callable[..., Flask]) -> None:
    app = application()
    client = enter(app.test_client(), admin)
    rules = [
        rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()) and rule.endpoint[:4] == "web."
    ]
    assert len(rules) > 8
    for rule in rules:
        address = re.sub(r"<(?:\w+:)?\w+>", "1", rule.rule)
        # Files of somebody who may not send any are not read as far as the token.
        refused = 404 if address == "/submissions/new" else 400
        assert client.post(address, data={}).status_code == refused, address


def test_after_signing_in_the_wanted_page_of_ours_follows(here: World, application: Callable[..., Flask]) -> None:
    ana = people.make(here.store, "ana", "GB", Role.OFFICER, factor=True)
    for wanted, reached in (
        ("/lists", "/lists"), ("//evil.example", "/account"), ("https://evil.example/", "/account"),
        ("/\\evil.example", "/account"), ("javascript:alert(1)", "/account"),
    ):  # fmt: skip
        client = application().test_client()
        form = {"csrf_token": token(client, "/sign-in"), "name": ana.name, "password": PASSWORD, "next": wanted}
        step = client.post("/sign-in", data=form)
        assert step.headers["Location"].startswith("/sign-in/code")
        from registry import db

        with db.write(here.store.engine) as session:
            accounts.find(session, ana.account_id).totp_step = None
        code = {"csrf_token": token(client, "/sign-in/code"), "code": ana.code(), "next": wanted}
        assert client.post("/sign-in/code", data=code).headers["Location"] == reached


def test_the_first_sign_in_sets_password_and_second_factor(here: World, client: FlaskClient) -> None:
    made = accounts.add(here.store.engine, people.ADMIN, Person("n@example.org", "N", "GB", frozenset({Role.OFFICER})))
    form = {"csrf_token": token(client, "/sign-in"), "name": made.name, "password": made.password}
    assert client.post("/sign-in", data=form).headers["Location"] == "/account/password"
    assert client.get("/account").status_code == 404
    change = {"csrf_token": token(client, "/account/password"), "old": made.password, "new": PASSWORD, "again": "x"}
    assert "This is not the same as above." in client.post("/account/password", data=change).text
    assert client.post("/account/password", data=change | {"again": PASSWORD}).headers["Location"] == (
        "/account/second-factor"
    )
    page = client.get("/account/second-factor").text
    assert dangers(parsed(page)) == []
    key = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert key
    code = {"csrf_token": token(client, "/account/second-factor"), "code": pyotp.TOTP(key[1]).now()}
    assert client.post("/account/second-factor", data=code).headers["Location"] == "/account"
    assert "officer" in client.get("/account").text


def test_an_administrator_makes_an_account(here: World, admin: Somebody, client: FlaskClient) -> None:
    enter(client, admin)
    form = {"csrf_token": token(client, "/accounts"), "name": "new@example.org", "shown_name": "<b>New</b>",
            "partner": "CA", "role": ["officer", "uploader"]}  # fmt: skip
    said = client.post("/accounts", data=form).text
    assert "The first password of new@example.org" in said
    assert "&lt;b&gt;New" in client.get("/accounts").text
    wrong = client.post("/accounts", data=form)
    assert wrong.status_code == 422
    assert "already" in wrong.text
    empty = client.post("/accounts", data={"csrf_token": form["csrf_token"], "name": "kept@example.org"})
    assert empty.status_code == 422
    assert "kept@example.org" in empty.text
    assert client.post("/accounts", data=form | {"is_god": "1"}).status_code == 400


def test_a_token_is_shown_once(here: World, officer: Somebody, client: FlaskClient) -> None:
    enter(client, officer)
    form = {"csrf_token": token(client, "/account"), "name": "script", "role": "officer", "days": "30"}
    made = client.post("/account/tokens", data=form)
    text = re.search(r"reg_[\w-]{40,}", made.text)
    assert text
    assert made.headers["Cache-Control"] == "no-store"
    assert text[0] not in client.get("/account").text
    assert client.post("/account/tokens", data=form | {"days": "x"}).status_code == 422


def test_the_language_is_the_readers(client: FlaskClient) -> None:
    assert 'lang="en"' in client.get("/help").text
    assert 'lang="fr"' in client.get("/help", headers={"Accept-Language": "fr-CA,fr;q=0.9"}).text
    assert client.get("/language/fr", query_string={"next": "//evil.example"}).headers["Location"] == "/"
    assert '<html lang="fr">' in client.get("/help").text
    assert client.get("/language/xx").status_code == 404
