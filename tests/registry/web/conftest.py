"""A small registry with pages over it: three partners, a party they disagree on, and its history."""

from collections.abc import Callable
from pathlib import Path

import pytest
import world
from described import KAREM, MARIJA
from flask import Flask
from flask.testing import FlaskClient
from world import World

from registry.app import create_app
from registry.config import Settings
from registry.services.storage import Store


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A registry without lists, in whose catalogue are the lists of the tests."""
    world.register(monkeypatch)
    return World(store, tmp_path)


@pytest.fixture
def filled(here: World) -> World:
    """Karem is listed by GB, EU and UN with dates of birth that differ; Marija by GB alone."""
    here.take("w_gb", KAREM | {"listed": "2020-09-29", "un": "QDi.777"}, MARIJA | {"listed": "2019-01-05"})
    here.take(
        "w_eu",
        KAREM | {"ref": "9", "listed": "2020-10-02", "un": "QDi.777", "measures": ["asset_freeze", "travel_ban"]},
    )
    here.take("w_un", {"ref": "QDi.777", "un": "QDi.777", "name": "Karim Abu Testun", "born": "1963-05-01"})
    here.take("w_us", {"ref": "5", "name": "Quite Another", "born": "1950-01-01"})
    here.link()
    return here


@pytest.fixture
def application(here: World) -> Callable[..., Flask]:
    """Makes an application over the registry of the test."""

    def make(demo: bool = False) -> Flask:
        settings = Settings(data_dir=here.folder, database_url=None, secret=None)
        return create_app(here.store, settings, demo)

    return make


@pytest.fixture
def client(application: Callable[..., Flask]) -> FlaskClient:
    """Somebody who asks for pages."""
    return application().test_client()
