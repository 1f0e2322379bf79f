"""Who finds what: every route asked by everybody there is, for what is one's own and what is another partner's.

What somebody may not see answers exactly like what is not there. No GET changes a row, whoever asks.
"""

import re
from hashlib import sha256

import people
import pytest
import world
from flask.testing import FlaskClient
from people import Somebody
from sqlalchemy import Engine
from sqlmodel import SQLModel, select
from test_web_edge import ROUTES
from world import World

from registry import db
from registry.app import create_app
from registry.config import Settings
from registry.models import Comparison, Judgement, Standing, Submission
from registry.services import intake, permission, tokens
from registry.services.actors import PUBLIC, Role
from registry.services.permission import Action

# Everybody there is: signed out, each role alone, those of a partner for GB and for EU.
EVERYBODY: dict[str, tuple[str | None, Role] | None] = {
    "nobody": None,
    "viewer": (None, Role.VIEWER),
    "officer-gb": ("GB", Role.OFFICER),
    "officer-eu": ("EU", Role.OFFICER),
    "uploader-gb": ("GB", Role.UPLOADER),
    "uploader-eu": ("EU", Role.UPLOADER),
    "approver-gb": ("GB", Role.APPROVER),
    "approver-eu": ("EU", Role.APPROVER),
    "auditor": (None, Role.AUDITOR),
    "admin": (None, Role.ADMIN),
}
# What stands for the parts of an address that name one thing; the things are GB's. A new part must be written here.
THINGS = {
    "public_id": "P000001", "list_key": "w_gb", "reference": "1", "key": "GB-GHR", "filename": "registry.css",
    "number": "{proposal}", "judgement_id": "{judgement}", "account_id": "{account}", "token_id": "{token}",
    "partner": "GB", "measure": "travel_ban", "submission_id": "{applied}",
}  # fmt: skip
# The parts whose things here are somebody else's: a token, a word that only who said it takes back.
ANOTHERS = {"token_id", "judgement_id"}
# Routes whose things belong to one partner, here GB: its own people find them, others do not.
OWNED = "/submissions/<"
# Routes of work under way, asked by each sort of person in the tests of those pages.
ELSEWHERE = {
    "/certificates/<public_id>": "test_web_certificates",
    "/certificates/<public_id>/certificate.pdf": "test_web_certificates",
    "/certificates/<public_id>/verify": "test_web_certificates",
    "/jobs/<int:job_id>/cancel": "test_web_submissions",
    "/jobs/<int:job_id>/events": "test_web_submissions",
    "/reports/<public_id>": "test_web_reports",
    "/reports/<public_id>/<name>": "test_web_reports",
    "/reports/<public_id>/build": "test_web_reports",
    "/reports/<public_id>/verify": "test_web_reports",
    "/submissions/<int:number>/annotated": "test_web_submissions",
    "/submissions/<int:number>/changes": "test_web_submissions",
    "/submissions/<int:number>/issues": "test_web_submissions",
    "/submissions/<int:number>/mapping": "test_web_submissions",
    "/submissions/<int:number>/roll-back": "test_web_submissions",
    "/template/<list_key>": "test_web_submissions",
}
CODES = {"/language/<code>": "fr", "/partner/<code>": "GB"}
ABSENT = {
    "public_id": "P999999", "list_key": "nowhere", "reference": "999", "key": "XX-NOTHING", "filename": "none.css",
    "number": "999999", "judgement_id": "999999", "account_id": "999999", "token_id": "999999", "code": "xx",
    "partner": "XX", "measure": "nothing", "submission_id": "999999",
}  # fmt: skip
_PART = re.compile(r"<(?:\w+:)?(\w+)>")
# Addresses that answer 404 to everybody here, for what they stand on was not set up.
NOT_SET_UP = {"/sign-in/oidc", "/sign-in/oidc/back"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    people.quick_hashes(monkeypatch)


@pytest.fixture
def things(filled: World) -> dict[str, str]:
    """One of everything that an address can name."""
    filled.take("w_us", {"ref": "8", "name": "Marija Probnich", "born": "1970"}, day="2025-01-02")
    filled.link()
    victim = people.make(filled.store, "victim", "GB", Role.OFFICER)
    token = tokens.issue(filled.store.engine, victim.actor(filled.store), "of the victim", [Role.OFFICER], 9)
    filled.judge("w_gb:1", "w_us:5", "different")
    with db.read(filled.store.engine) as session:
        proposal = session.exec(select(Comparison.id).where(Comparison.standing == Standing.PROPOSED)).first()
        judgement = session.exec(select(Judgement.id)).first()
        applied = session.exec(select(Submission.id).where(Submission.list_key == "w_gb")).first()
    sent = intake.receive(filled.store, "w_gb", [filled.write([], "2025-02-01")], world.ANA, "test")
    numbers = {
        "submission": sent.id,
        "applied": applied,
        "proposal": proposal,
        "judgement": judgement,
        "account": victim.account_id,
        "token": token.token_id,
    }
    assert all(numbers.values()), numbers
    return {name: str(number) for name, number in numbers.items()}


def address(rule: str, things: dict[str, str]) -> str:
    """A route's address of a thing that is there."""

    def fill(part: re.Match[str]) -> str:
        name = part[1]
        if rule.startswith(OWNED):
            return things["submission"]
        if rule in CODES:
            return CODES[rule]
        assert name in THINGS, f"say in THINGS what <{name}> of {rule} is in this test"
        return THINGS[name].format(**things)

    return _PART.sub(fill, rule)


def absent(rule: str) -> str:
    """A route's address of a thing that is not there."""
    return _PART.sub(lambda part: ABSENT[part[1]], rule)


def snapshot(engine: Engine) -> str:
    """A hash of everything that the database holds."""
    found = sha256()
    with engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            rows = sorted(repr(tuple(row)) for row in connection.execute(table.select()))
            found.update(f"{table.name} {rows}".encode())
    return found.hexdigest()


def enter(here: World, who: str) -> tuple[FlaskClient, Somebody | None]:
    """Somebody's browser, signed in where it is anybody's."""
    settings = Settings(data_dir=here.folder, database_url=None, secret=None)
    client = create_app(here.store, settings, demo=True).test_client()
    wanted = EVERYBODY[who]
    if wanted is None:
        return client, None
    somebody = people.make(here.store, who, *wanted)
    return people.enter(client, somebody), somebody


def allowed(somebody: Somebody | None, here: World, rule: str, wanted: str | Action) -> bool:
    """What the table of permissions says, for a thing of GB's."""
    if not isinstance(wanted, Action):
        return True
    actor = somebody.actor(here.store) if somebody else PUBLIC
    return permission.may(actor, wanted, "GB" if rule.startswith(OWNED) else actor.partner)


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_finds_what_the_table_grants_and_nothing_changes_by_looking(
    filled: World, things: dict[str, str], who: str
) -> None:
    client, somebody = enter(filled, who)
    before = snapshot(filled.store.engine)
    for (rule, method), wanted in ROUTES.items():
        if method != "GET" or rule in NOT_SET_UP or rule in ELSEWHERE or rule.startswith("/bootstrap"):
            continue
        where = address(rule, things)
        answer = client.get(where, buffered=True)
        assert (answer.status_code != 404) is allowed(somebody, filled, rule, wanted), (who, where, answer.status_code)
        assert snapshot(filled.store.engine) == before, f"{who} changed something by looking at {where}"
        if answer.status_code == 404 and where != rule:
            gone = client.get(absent(rule))
            assert gone.status_code == 404
            assert _without_words(gone.text) == _without_words(answer.text), f"{where} tells that it is there"


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_changes_what_the_table_grants(filled: World, things: dict[str, str], who: str) -> None:
    client, somebody = enter(filled, who)
    for rule in _posts():
        wanted = ROUTES[rule, "POST"]
        where = address(rule, things)
        before = snapshot(filled.store.engine)
        answer = client.post(where, data={"csrf_token": people.token(client, "/account" if somebody else "/sign-in")})
        assert answer.status_code not in (400, 403, 500), (who, where, answer.text)
        # An administrator may end anybody's token, and nothing else of somebody else's.
        anothers = not ANOTHERS.isdisjoint(_PART.findall(rule)) and who != "admin"
        if anothers or not allowed(somebody, filled, rule, wanted):
            assert answer.status_code == 404, (who, where, answer.status_code)
            assert snapshot(filled.store.engine) == before, f"{who} changed something by {where}"
        elif wanted not in ("public", "signing in"):
            assert answer.status_code in (200, 303, 409, 422), (who, where, answer.status_code)


def _posts() -> list[str]:
    return [
        rule
        for rule, method in ROUTES
        if method == "POST" and rule not in ("/sign-in", "/sign-out") and rule not in ELSEWHERE
    ]


FORGED = {
    "no token": ({}, {}),
    "a wrong token": ({"csrf_token": "wrong"}, {}),
    "another session's token": ({"csrf_token": "other"}, {}),
    "another site, in the browser's word": ({"csrf_token": "own"}, {"Sec-Fetch-Site": "cross-site"}),
    "another site of the same owner": ({"csrf_token": "own"}, {"Sec-Fetch-Site": "same-site"}),
    "no origin": ({"csrf_token": "own"}, {"Origin": "null"}),
    "another port": ({"csrf_token": "own"}, {"Origin": "http://localhost:9999"}),
    "another scheme": ({"csrf_token": "own"}, {"Origin": "https://localhost"}),
    "another host": ({"csrf_token": "own"}, {"Origin": "http://evil.example"}),
}


@pytest.mark.parametrize("how", FORGED)
def test_no_forged_form_is_taken(filled: World, things: dict[str, str], how: str) -> None:
    """Every address that takes a form, whoever may use it: an administrator and an officer together may use all."""
    fields, headers = FORGED[how]
    for who in ("admin", "officer-gb"):
        client, somebody = enter(filled, who)
        assert somebody
        other = people.token(client.application.test_client(), "/sign-in")
        tokens_ = {"other": other, "own": people.token(client, "/account")}
        data = {name: tokens_.get(value, value) for name, value in fields.items()}
        before = snapshot(filled.store.engine)
        for rule in [*_posts(), "/sign-out", "/sign-in"]:
            answer = client.post(address(rule, things), data=data, headers=headers)
            # Files of somebody who may not send any are not read as far as the token: such an address does not exist.
            refused = (400, 403, 404) if rule == "/submissions/new" else (400, 403)
            assert answer.status_code in refused, (who, rule, how, answer.status_code)
        assert snapshot(filled.store.engine) == before


def test_the_honest_form_is_taken_with_every_mark_of_its_origin(filled: World) -> None:
    client, somebody = enter(filled, "viewer")
    assert somebody
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = client.post("/sign-out", data={"csrf_token": people.token(client, "/account")}, headers=headers)
    assert answer.status_code == 303
    assert client.get("/account").status_code == 404


def _without_words(page: str) -> str:
    """An error page without the addresses and numbers that it repeats and its tokens, which differ each time."""
    return re.sub(r'value="[^"]*"|href="[^"]*"|next=[^"& ]*|\d+', "", page)
