"""The API over the small registry that the pages' tests use too."""

from collections.abc import Callable
from pathlib import Path

import pytest
import world
from flask import Flask
from flask.testing import FlaskClient
from world import ANA, World

from registry import db
from registry.app import create_app
from registry.config import Settings
from registry.services import accounts, tokens
from registry.services.accounts import Person
from registry.services.actors import Role
from registry.services.storage import Store

KAREM = {"ref": "1", "name": "Karem Abu Testun al-Nahri", "born": "1961-04-07", "aliases": ["كريم أبو تستون النهري"]}


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Karem is listed by GB, EU and UN; Marija by GB, and a namesake by the US waits for a decision."""
    world.register(monkeypatch)
    made = World(store, tmp_path)
    made.take("w_gb", KAREM | {"listed": "2020-09-29", "un": "QDi.777"}, {"ref": "2", "name": "Marija Probnić"})
    made.take("w_eu", KAREM | {"ref": "9", "listed": "2020-10-02", "un": "QDi.777", "measures": ["travel_ban"]})
    made.take("w_un", {"ref": "QDi.777", "un": "QDi.777", "name": "Karim Abu Testun", "born": "1963-05-01"})
    made.take("w_us", {"ref": "5/a", "name": "Marija Probnic", "born": "1970-01-02"})
    made.link()
    return made


@pytest.fixture
def app(here: World) -> Flask:
    """The application over it, without limits."""
    made = create_app(here.store, Settings(data_dir=here.folder, database_url=None, secret=None, redis_url=None))
    made.config["RATELIMIT_ENABLED"] = False
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A program that asks."""
    return app.test_client()


Header = Callable[..., dict[str, str]]


@pytest.fixture
def token(here: World) -> Header:
    """Gives the header of a token with these roles, for an account of GB (an auditor or viewer has no partner)."""

    def make(*roles: Role) -> dict[str, str]:
        name = "-".join(role.value for role in roles) + "@example.org"
        partner = "GB" if set(roles) & {Role.OFFICER, Role.UPLOADER, Role.APPROVER} else None
        engine = here.store.engine
        account = accounts.add(engine, ANA, Person(name, name, partner, frozenset(roles))).account_id
        with db.read(engine) as session:
            actor = accounts.actor_of(accounts.find(session, account))
        text = tokens.issue(engine, actor, "test", set(roles), 10).text
        return {"Authorization": f"Bearer {text}"}

    return make
