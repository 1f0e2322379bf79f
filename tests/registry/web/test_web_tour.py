"""The tour: offered until it was seen, each role its own part, always reachable from the help."""

import people
import pytest
from flask.testing import FlaskClient
from pagecheck import dangers, flaws, parsed
from world import World

from registry.services.actors import Role
from registry.web.views.tour import EVERYBODY, OF_ROLE


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    people.quick_hashes(monkeypatch)


def test_it_is_offered_at_the_first_sign_in_until_it_was_seen(here: World, client: FlaskClient) -> None:
    people.enter(client, people.make(here.store, "ana", "GB", Role.OFFICER, factor=True))
    assert "/tour" in client.get("/account").text
    answer = client.post("/tour", data={"csrf_token": people.token(client, "/tour")})
    assert answer.status_code == 303
    assert "/tour" not in client.get("/account").text
    assert "I have seen it" not in client.get("/tour").text
    assert 'href="/tour"' in client.get("/help").text


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_own_part(here: World, client: FlaskClient, role: Role) -> None:
    people.enter(client, people.make(here.store, "ana", "GB", role, factor=True))
    page = parsed(client.get("/tour").text)
    assert (flaws(page), dangers(page)) == ([], [])
    shown = [item.text_content() for item in page.xpath("//ol[@class='stops']/li/h3")]
    assert shown == [str(stop.title) for stop in (*EVERYBODY, *OF_ROLE.get(role, ()))]
    # Where it says to go, one gets.
    for address in page.xpath("//ol[@class='stops']//a/@href"):
        assert client.get(address).status_code == 200, address


def test_everybody_may_take_it(client: FlaskClient) -> None:
    assert client.get("/tour").status_code == 200
    assert client.post("/tour", data={"csrf_token": people.token(client, "/sign-in")}).status_code == 404
