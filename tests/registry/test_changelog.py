"""The change log of a submission is what the versions say, whoever asks."""

from pathlib import Path

import pytest
import world
from world import World

from registry import db
from registry.errors import NotFound
from registry.services import changelog
from registry.services.actors import PUBLIC
from registry.services.storage import Store


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A registry whose catalogue has the lists of the tests."""
    world.register(monkeypatch)
    return World(store, tmp_path)


def many(changed: int = 0, count: int = 30) -> list[dict[str, str]]:
    """Listings of which the first `changed` have another date of birth."""
    return [
        {"ref": f"{n:02}", "name": f"Person Nummer {n:02}", "born": "1971" if n < changed else "1970"}
        for n in range(count)
    ]


def log(here: World, number: int, begin: int = 0, limit: int = 100) -> changelog.Log:
    """The log of a submission as the public reads it."""
    with db.read(here.store.engine) as session:
        return changelog.load(session, PUBLIC, "w_gb", number, begin, limit)


def test_new_changed_and_gone(here: World) -> None:
    first = here.take("w_gb", *many())
    second = here.take("w_gb", *many(changed=2)[:-1], {"ref": "99", "name": "Quite New"}, day="2025-01-02")
    assert log(here, first).counts == {"new": 30, "changed": 0, "restated": 0}
    found = log(here, second)
    assert found.counts == {"new": 1, "changed": 2, "restated": 1}
    told = {entry.reference: (entry.what, entry.fields, entry.status_before, entry.status) for entry in found.entries}
    assert told == {
        "00": ("changed", ("births",), "listed", "listed"),
        "01": ("changed", ("births",), "listed", "listed"),
        "29": ("restated", (), "listed", "missing"),
        "99": ("new", (), None, "listed"),
    }
    # The log of the first one stays what it was.
    assert log(here, first).counts["new"] == 30
    assert [entry.reference for entry in log(here, first, 28, 5).entries] == ["28", "29"]


def test_another_lists_number_is_nothing(here: World) -> None:
    other = here.take("w_eu", *many())
    with pytest.raises(NotFound):
        log(here, other)
    with pytest.raises(NotFound):
        log(here, other + 999)
