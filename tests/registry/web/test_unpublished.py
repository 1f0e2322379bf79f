"""What a partner has sent and nobody has approved is on no page of the public: the paired run."""

import re

import pytest
from flask.testing import FlaskClient
from persons import UMA
from test_web_pages import PAGES
from world import World

from registry.models import SubmissionState
from registry.services import approval, intake
from registry.services.storage import Store

CANARY = "Zanarey Unpublishedov"
# The last instant of recorded time is on the pages; that something happened somewhere is no secret, but the rest is.
_INSTANT = re.compile(rb"\d{4}-\d{2}-\d{2}T[\d:.%A-F+]+|\d{1,2}:\d{2}(:\d{2})?")


def _pages(client: FlaskClient) -> dict[str, bytes]:
    addresses = (*PAGES, "/list/w_us", f"/?q={CANARY.replace(' ', '+')}")
    return {address: _INSTANT.sub(b"", client.get(address).data) for address in addresses}


@pytest.mark.parametrize("state", ["received", "checked", "held", "refused"])
def test_pages_are_the_same_bytes_with_and_without_it(filled: World, client: FlaskClient, state: str) -> None:
    before = _pages(client)
    _send(filled.store, filled, state)
    assert _pages(client) == before


def _send(store: Store, world: World, state: str) -> None:
    there = {"ref": "5", "name": "Quite Another", "born": "1950-01-01"}
    rows = [there, {"ref": "6", "name": CANARY, "born": "1951-01-01"}]
    day = "1999-01-01" if state == "held" else "2025-06-01"
    sender = type(UMA)("uma", "US", UMA.roles, account_id=1)
    sent = intake.receive(store, "w_us", [world.write(rows, day)], sender, "upload")
    if state != "received":
        sent = intake.check(store, sent.id, sender)
    if state == "refused":
        sent = approval.withdraw(store, sent.id, sender)
    assert sent.state == SubmissionState(state)
