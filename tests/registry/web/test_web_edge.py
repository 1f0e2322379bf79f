"""The edge of the pages: which requests are taken, what every answer carries, errors without traces."""

from collections.abc import Callable
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pagecheck import dangers, flaws, parsed
from world import World

from registry.services.permission import Action
from registry.web import pages
from registry.web.edge import CSP, LONGEST_ADDRESS

# Every route there is, with its method and who may ask for it. A new route must be written here, or this fails.
ROUTES = {
    ("/", "GET"): "public",
    ("/account", "GET"): Action.MANAGE_OWN,
    ("/account/password", "GET"): "signing in",
    ("/account/password", "POST"): "signing in",
    ("/account/second-factor", "GET"): "signing in",
    ("/account/second-factor", "POST"): "signing in",
    ("/account/tokens", "POST"): Action.MANAGE_OWN,
    ("/account/tokens/<int:token_id>/revoke", "POST"): Action.MANAGE_OWN,
    ("/accounts", "GET"): Action.MANAGE_ACCOUNTS,
    ("/accounts", "POST"): Action.MANAGE_ACCOUNTS,
    ("/accounts/<int:account_id>", "GET"): Action.MANAGE_ACCOUNTS,
    ("/accounts/<int:account_id>", "POST"): Action.MANAGE_ACCOUNTS,
    ("/accounts/<int:account_id>/disable", "POST"): Action.MANAGE_ACCOUNTS,
    ("/accounts/<int:account_id>/enable", "POST"): Action.MANAGE_ACCOUNTS,
    ("/accounts/<int:account_id>/reset", "POST"): Action.MANAGE_ACCOUNTS,
    ("/api", "GET"): "public",
    ("/audit", "GET"): Action.READ_AUDIT,
    ("/audit/export.ndjson", "GET"): Action.READ_AUDIT,
    ("/audit/head.json", "GET"): Action.READ_AUDIT,
    ("/audit/verify", "POST"): Action.READ_AUDIT,
    ("/bootstrap/static/<path:filename>", "GET"): "public",
    ("/certificates", "GET"): Action.CERTIFY_SEARCH,
    ("/certificates", "POST"): Action.CERTIFY_SEARCH,
    ("/certificates/<public_id>", "GET"): Action.CERTIFY_SEARCH,
    ("/certificates/<public_id>/certificate.pdf", "GET"): Action.CERTIFY_SEARCH,
    ("/certificates/<public_id>/verify", "POST"): Action.CERTIFY_SEARCH,
    ("/divergence", "GET"): "public",
    ("/divergence/gaps.csv", "GET"): "public",
    ("/gap/<public_id>/<partner>/<measure>", "GET"): Action.SEE_TRIAGE,
    ("/gap/<public_id>/<partner>/<measure>", "POST"): Action.TRIAGE,
    ("/healthz", "GET"): "public",
    ("/help", "GET"): "public",
    ("/jobs/<int:job_id>/cancel", "POST"): Action.SEE_SUBMISSION,
    ("/jobs/<int:job_id>/events", "GET"): Action.SEE_SUBMISSION,
    ("/language/<code>", "GET"): "public",
    ("/list/<list_key>", "GET"): "public",
    ("/list/<list_key>/changes/<int:submission_id>", "GET"): "public",
    ("/listing/<list_key>/<path:reference>", "GET"): "public",
    ("/lists", "GET"): "public",
    ("/metrics", "GET"): "public",
    ("/partner/<code>", "GET"): "public",
    ("/party/<public_id>", "GET"): "public",
    ("/programme/<key>", "GET"): "public",
    ("/programmes", "GET"): "public",
    ("/readyz", "GET"): "public",
    ("/reports", "GET"): Action.BUILD_REPORT,
    ("/reports", "POST"): Action.BUILD_REPORT,
    ("/reports/<public_id>", "GET"): Action.BUILD_REPORT,
    ("/reports/<public_id>/<name>", "GET"): Action.BUILD_REPORT,
    ("/reports/<public_id>/build", "POST"): Action.BUILD_REPORT,
    ("/reports/<public_id>/verify", "POST"): Action.BUILD_REPORT,
    ("/review", "GET"): Action.SEE_PROPOSALS,
    ("/review/<int:number>", "GET"): Action.SEE_PROPOSALS,
    ("/review/<int:number>", "POST"): Action.JUDGE,
    ("/review/judgements/<int:judgement_id>/undo", "POST"): Action.JUDGE,
    ("/sign-in", "GET"): "public",
    ("/sign-in", "POST"): "public",
    ("/sign-in/code", "GET"): "signing in",
    ("/sign-in/code", "POST"): "signing in",
    ("/sign-in/oidc", "GET"): "public",
    ("/sign-in/oidc/back", "GET"): "public",
    ("/sign-out", "POST"): "public",
    ("/triage", "GET"): Action.SEE_TRIAGE,
    ("/static/<path:filename>", "GET"): "public",
    ("/submissions", "GET"): Action.SEE_SUBMISSION,
    ("/submissions/<int:number>", "GET"): Action.SEE_SUBMISSION,
    ("/submissions/<int:number>/annotate", "POST"): Action.SEE_SUBMISSION,
    ("/submissions/<int:number>/annotated", "GET"): Action.SEE_SUBMISSION,
    ("/submissions/<int:number>/approve", "POST"): Action.APPROVE,
    ("/submissions/<int:number>/changes", "GET"): Action.SEE_SUBMISSION,
    ("/submissions/<int:number>/issues", "GET"): Action.SEE_SUBMISSION,
    ("/submissions/<int:number>/mapping", "GET"): Action.SEND,
    ("/submissions/<int:number>/mapping", "POST"): Action.SEND,
    ("/submissions/<int:number>/refuse", "POST"): Action.APPROVE,
    ("/submissions/<int:number>/roll-back", "POST"): Action.APPROVE,
    ("/submissions/<int:number>/withdraw", "POST"): Action.SEE_SUBMISSION,
    ("/submissions/new", "GET"): Action.SEND,
    ("/submissions/new", "POST"): Action.SEND,
    ("/template", "GET"): Action.SEND,
    ("/template/<list_key>", "GET"): Action.SEND,
    ("/tour", "GET"): "public",
    ("/tour", "POST"): Action.MANAGE_OWN,
}
ADDRESSES = (
    "/", "/?q=karim", "/party/P000001", "/listing/w_gb/1", "/lists", "/list/w_gb", "/divergence",
    "/divergence/gaps.csv", "/programmes", "/programme/GB-GHR", "/help", "/static/registry.css",
    "/bootstrap/static/css/bootstrap.min.css",
)  # fmt: skip
WRONG = {
    "/nothing": 404,
    "/party/P999999": 404,
    "/party/Robert'); DROP TABLE party;--": 404,
    "/party/%00": 404,
    "/listing/w_gb/999": 404,
    "/listing/nowhere/1": 404,
    "/listing/w_gb/%FF%FE": 404,
    "/list/nowhere": 404,
    "/partner/XX": 404,
    "/partner/gb?q=1": 422,
    "/programme/XX-NOTHING": 404,
    "/list/w_gb/changes/99999999999999999999": 404,
    "/static/../edge.py": 404,
    "/static/%2e%2e/edge.py": 404,
    "/?unheard=1": 422,
    "/help?as_of=2024-01-01": 422,
    "/?q=%00": 422,
    "/?q=" + "a" * 201: 422,
    "/?q=a&q=b": 422,
    "/?partner=XX": 422,
    "/?q=a&least=101": 422,
    "/?q=a&least=x": 422,
    "/?q=a&country=Sudan": 422,
    "/?q=a&status=gone": 422,
    "/?q=a&born=7.4.1961": 422,
    "/?q=a&born=1961%0a": 422,
    "/?q=a&listed_from=yesterday": 422,
    "/?as_of=6.3.2022": 422,
    "/?as_of=20220306": 422,
    "/?as_of=0001-01-01": 422,
    "/?as_of=9999-12-31": 422,
    "/?known_at=yesterday": 422,
    "/?known_at=0001-01-01T00:00%2B23:59": 422,
    "/divergence?page=0": 422,
    "/divergence?page=99999999999999999999": 422,
    "/divergence?page=x": 422,
    "/divergence?partner=CA": 422,
    "/divergence?lacking=CA": 422,
    "/divergence?programme=XX-NOTHING": 422,
    "/divergence?sort=luck": 422,
    "/divergence?focus=perhaps": 422,
    "/divergence/gaps.csv?unheard=1": 422,
    "/?q=" + "a" * LONGEST_ADDRESS: 414,
    "/" + "a" * LONGEST_ADDRESS: 414,
}


def test_every_route_is_listed_with_its_permission(application: Callable[..., Flask]) -> None:
    found = {
        (rule.rule, method): pages.PERMISSIONS.get(rule.endpoint)
        for rule in application().url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if not rule.rule.startswith("/api/v1/")  # The API's own tests list them.
    }
    assert found == ROUTES


def test_pages_are_for_reading_only(filled: World, client: FlaskClient) -> None:
    methods = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
    for address, method in product((*ADDRESSES, "/nothing"), methods):
        answer = client.open(address, method=method, data=b"x" * 100)
        code = 404 if (address, method) == ("/nothing", "POST") else 405
        assert answer.status_code == code, (method, address)
        assert code == 404 or answer.headers["Allow"] == "GET, HEAD"


def test_every_answer_carries_the_headers(filled: World, client: FlaskClient) -> None:
    for address in (*ADDRESSES, *WRONG):
        for method in ("GET", "HEAD"):
            answer = client.open(address, method=method, buffered=True)
            assert answer.headers["Content-Security-Policy"] == CSP, address
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert "Set-Cookie" not in answer.headers
            assert method == "GET" or answer.data == b""
    assert "unsafe" not in CSP


def test_transport_security_only_where_there_is_any(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/help").headers
    assert "max-age" in client.get("/help", base_url="https://registry.example/").headers["Strict-Transport-Security"]


def test_a_wrong_address_gets_a_page_with_a_sentence(filled: World, client: FlaskClient) -> None:
    for address, code in WRONG.items():
        answer = client.get(address)
        assert answer.status_code == code, address
        page = parsed(answer.text)
        assert dangers(page) == []
        assert flaws(page) == []
        assert "Traceback" not in answer.text
        assert "/registry/" not in answer.text
        assert any(len(item.text_content()) > 15 for item in page.xpath("//main//p|//main//li")), address


def test_an_unknown_choice_is_named(filled: World, client: FlaskClient) -> None:
    assert "<code>unheard</code>: This page has no such choice." in client.get("/?unheard=1").text


def test_a_failure_shows_nothing_of_the_inside(
    filled: World, application: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = application()

    def broken() -> None:
        raise ZeroDivisionError("secret /srv/registry")

    monkeypatch.setattr(pages, "registry", broken)
    for name in list(app.view_functions):
        if name not in ("static", "bootstrap.static", "web.help_"):
            monkeypatch.setitem(app.view_functions, name, lambda *_, **__: broken())
    for address in ADDRESSES[:9]:
        answer = app.test_client().get(address)
        assert answer.status_code == 500, address
        assert "secret" not in answer.text
        assert "ZeroDivision" not in answer.text
        assert "Something went wrong here" in answer.text
    assert "secret" in caplog.text


def test_the_design_comes_from_here(client: FlaskClient) -> None:
    for address in parsed(client.get("/help").text).xpath("//link/@href"):
        assert client.get(address, buffered=True).status_code == 200, address


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.binary(max_size=60), path=st.sampled_from(["/", "/divergence", "/party/P000001", "/list/w_gb"]))
def test_junk_never_breaks_a_page(client: FlaskClient, filled_once: None, query: bytes, path: str) -> None:
    answer = client.get(path, environ_overrides={"QUERY_STRING": query.decode("latin-1")})
    assert answer.status_code in (200, 404, 422)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_can_be_searched(client: FlaskClient, filled_once: None, text: str) -> None:
    assert client.get("/", query_string={"q": text}).status_code in (200, 422)


@pytest.fixture
def filled_once(filled: World) -> None:
    """The same registry for all examples: pages never change it."""
