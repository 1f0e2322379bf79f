"""The edge of the API: who may come, what is refused and how, and that the OpenAPI document is true."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from world import World

from registry.app import create_app
from registry.config import Settings
from registry.services.actors import Role
from registry.services.permission import Action
from registry.web.pages import PERMISSIONS

Token = Callable[..., dict[str, str]]
# Every address of the API with its method and who may ask. A new one must be written here, or this fails.
ROUTES: dict[tuple[str, str], str | Action] = {
    ("/api/v1/audit/events", "GET"): Action.READ_AUDIT,
    ("/api/v1/audit/head", "GET"): "public",
    ("/api/v1/audit/trail.ndjson", "GET"): Action.READ_AUDIT,
    ("/api/v1/changes", "GET"): "public",
    ("/api/v1/divergence", "GET"): "public",
    ("/api/v1/gaps", "GET"): "public",
    ("/api/v1/gaps.csv", "GET"): "public",
    ("/api/v1/gaps.ndjson", "GET"): "public",
    ("/api/v1/judgements", "POST"): Action.JUDGE,
    ("/api/v1/listings/<list_key>/<path:reference>", "GET"): "public",
    ("/api/v1/lists", "GET"): "public",
    ("/api/v1/lists/<list_key>", "GET"): "public",
    ("/api/v1/lists/<list_key>/listings", "GET"): "public",
    ("/api/v1/lists/<list_key>/submissions", "GET"): "public",
    ("/api/v1/match", "POST"): "public",
    ("/api/v1/openapi.json", "GET"): "public",
    ("/api/v1/parties", "GET"): "public",
    ("/api/v1/parties/<path:party_id>", "GET"): "public",
    ("/api/v1/programmes", "GET"): "public",
    ("/api/v1/programmes/<key>", "GET"): "public",
    ("/api/v1/proposals", "GET"): Action.SEE_PROPOSALS,
    ("/api/v1/search", "GET"): "public",
    ("/api/v1/submissions/<int(max=2147483647):number>", "GET"): "public",
}
WRONG = {
    "/nothing": 404,
    "": 404,
    "/parties/P999999": 404,
    "/parties/%00": 404,
    "/submissions/99999999999999999999": 404,
    "/search": 422,
    "/search?q=a&q=b": 422,
    "/search?q=a&unheard=1": 422,
    "/search?q=%00": 422,
    "/search?q=a&least=1_0": 422,
    "/search?q=a&focus=maybe": 422,
    "/lists?as_of=2024-01-01": 422,
    "/gaps?page=0": 422,
    "/gaps?size=1001": 422,
    "/gaps?as_of=2024-13-01": 422,
    "/divergence?programme=XX-NO": 422,
    "/changes?after=-1": 422,
}


def is_problem(answer: Any, status: int) -> bool:
    """Whether an answer is a problem in the one shape, and shows nothing of the program."""
    told = answer.json
    return (
        answer.status_code == status == told["status"]
        and answer.content_type == "application/problem+json"
        and set(told) <= {"type", "title", "status", "detail", "errors"}
        and "Traceback" not in answer.text
        and answer.headers["Cache-Control"] == "no-store"
    )


def test_the_table_of_routes(app: Flask) -> None:
    found = {
        (rule.rule, method): PERMISSIONS.get(rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
        if rule.rule.startswith("/api/")
    }
    assert found == ROUTES


@pytest.mark.parametrize("address", WRONG)
def test_what_is_wrong_is_a_problem(client: FlaskClient, address: str) -> None:
    assert is_problem(client.get(f"/api/v1{address}"), WRONG[address])


def test_who_may_ask(client: FlaskClient, token: Token) -> None:
    """Every address with every role: a refusal reads like an address that is not there, whatever is sent along."""
    granted = {
        Action.READ_AUDIT: {Role.AUDITOR},
        Action.JUDGE: {Role.OFFICER},
        Action.SEE_PROPOSALS: {Role.OFFICER, Role.AUDITOR},
    }
    nothing = client.get("/api/v1/nothing").json
    number = str(client.get("/api/v1/lists/w_gb").json["last"]["id"])
    headers = {role: token(role) for role in Role if role is not Role.ADMIN} | {None: {}}
    for (rule, method), wanted in ROUTES.items():
        address = (
            rule.replace("<list_key>", "w_gb").replace("<path:reference>", "1").replace("<path:party_id>", "w_gb:1")
        )
        address = address.replace("<int(max=2147483647):number>", number).replace("<key>", "GB-GHR")
        for role, header in headers.items():
            answer = client.open(address, method=method, headers=header)
            may = wanted == "public" or role in granted[wanted]
            assert (answer.status_code == 404) is (not may), (address, role, answer.text)
            assert may or answer.json == nothing


def test_a_token_that_is_not_good(client: FlaskClient) -> None:
    for given_ in ("Bearer nothing", "Bearer ", "Basic YTpi", "Bearer \u00e4", "bearer"):
        answer = client.get("/api/v1/lists", headers={"Authorization": given_})
        assert is_problem(answer, 401)
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_what_a_token_was_shown_stays_in_no_cache(client: FlaskClient, token: Token) -> None:
    assert client.get("/api/v1/lists", headers=token(Role.VIEWER)).headers["Cache-Control"] == "no-store"
    assert client.get("/api/v1/lists").headers["Cache-Control"] == "no-cache"


def test_who_has_an_answer_is_not_sent_it_again(client: FlaskClient, here: World) -> None:
    first = client.get("/api/v1/lists/w_gb")
    again = client.get("/api/v1/lists/w_gb", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    here.take("w_gb", {"ref": "1", "name": "Changed"}, {"ref": "2", "name": "Marija Probnić"}, day="2025-03-01")
    fresh = client.get("/api/v1/lists/w_gb", headers={"If-None-Match": first.headers["ETag"]})
    assert (fresh.status_code, fresh.headers["ETag"] != first.headers["ETag"]) == (200, True)


BODIES = {
    b"": 422, b"{": 400, b"[" * 100_000: 400, b"\xff\xfe": 400, b"[]": 422, b"null": 422, b'{"subjects": []}': 422,
    b'{"subjects": [{"names": ["\\ud800"]}]}': 422, b'{"subjects": [{"names": ["a"]}], "least": NaN}': 422,
    b'{"subjects": [{"names": ["a"]}], "limit": 1e400}': 422, b'{"subjects": [{"names": ["a"]}], "x": 1}': 422,
    b'{"subjects": [{"names": ["a"], "born": ["12"]}]}': 422,
    b'{"subjects": [{"names": ["' + b"a" * 201 + b'"]}]}': 422,
    b'{"subjects": [{"names": ["a"]}], "limit": 99999999999999999999999}': 422, b" " * (1024 * 1024 + 1): 413,
}  # fmt: skip


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_what_is_no_body_is_a_problem(client: FlaskClient, number: int) -> None:
    body, status = list(BODIES.items())[number]
    assert is_problem(client.post("/api/v1/match", data=body, content_type="application/json"), status)


def test_methods(client: FlaskClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        answer = client.open("/api/v1/lists", method=method)
        assert is_problem(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD"
    assert client.get("/api/v1/match").headers["Allow"] == "POST"


def test_who_asks_too_often_is_asked_to_wait(here: World) -> None:
    made = create_app(here.store, Settings(data_dir=here.folder, database_url=None, secret=None, redis_url=None))
    client = made.test_client()
    body = {"subjects": [{"names": ["Nobody"]}]}
    answers = [client.post("/api/v1/match", json=body) for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {200}
    assert is_problem(answers[60], 429)
    assert answers[60].headers["Retry-After"]


JUNK = st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(ROUTES)), JUNK, JUNK, JUNK)
def test_junk_is_answered(client: FlaskClient, route: tuple[str, str], path: bytes, query: bytes, body: bytes) -> None:
    rule, method = route
    address = rule.partition("<")[0] + quote_from_bytes(path, safe="") if "<" in rule else rule
    answer = client.open(
        address, method=method, query_string="q=" + quote_from_bytes(query), data=body, content_type="application/json"
    )
    assert answer.status_code < 500, answer.text


load_all_checks()
_LEFT_OUT = {
    # A query of the right type can still ask for what there is not: a partner of whom no list is held.
    "positive_data_acceptance",
    # The document says that most addresses take a token but need none; what does need one answers 404 without.
    "ignored_auth",
    "missing_required_header",
}
_CHECKS = [check for name, check in zip(CHECKS.get_all_names(), CHECKS.get_all(), strict=True) if name not in _LEFT_OUT]


def _walk(app: Flask, headers: dict[str, str], examples: int) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def walk(case: Any) -> None:
            case.call_and_validate(headers=headers, checks=_CHECKS)

        walk()


def test_the_document_is_true(app: Flask) -> None:
    _walk(app, {}, 8)


@pytest.mark.long
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_the_document_is_true_for_every_role(app: Flask, token: Token, role: Role) -> None:
    _walk(app, token(role), 150)
