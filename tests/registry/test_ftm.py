"""FollowTheMoney: valid names of schemata and properties, nothing claimed that a list does not say."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import world
from world import World

from registry import db
from registry.services import ftm
from registry.services.storage import Store

DAY = date(2025, 6, 30)
# The public model (https://followthemoney.tech/explorer/), as far as this program writes it: schema -> (the schemata
# it extends, its own properties). Written down by hand and apart from the writer.
MODEL: dict[str, tuple[tuple[str, ...], str]] = {
    "Thing": ((), "name alias weakAlias previousName country address notes topics summary sourceUrl wikidataId"),
    "LegalEntity": (
        ("Thing",),
        (
            "email phone website legalForm incorporationDate dissolutionDate status sector taxNumber vatCode "
            "registrationNumber idNumber jurisdiction leiCode dunsCode swiftBic innCode ogrnCode npiCode"
        ),
    ),
    "Person": (
        ("LegalEntity",),
        (
            "title firstName lastName birthDate birthPlace deathDate position nationality gender passportNumber "
            "citizenship religion ethnicity education"
        ),
    ),
    "Organization": (("LegalEntity",), "cageCode permId imoNumber giiNumber"),
    "Vehicle": (("Thing",), "registrationNumber type model owner operator buildDate registrationDate"),
    "Vessel": (("Vehicle",), "imoNumber mmsi callSign flag tonnage crsNumber pastFlags registrationPort"),
    "Airplane": (("Vehicle",), "serialNumber icaoCode manufacturer"),
    "Interval": ((), "startDate endDate date summary description recordId sourceUrl publisher modifiedAt"),
    "Sanction": (
        ("Interval",),
        (
            "entity authority authorityId unscId country program programId programUrl provisions status duration "
            "reason listingDate"
        ),
    ),
    "Identification": (("Interval",), "holder type country number authority"),
    "Passport": (("Identification",), "passportNumber type country givenName surname birthDate gender"),
}


def properties(schema: str) -> set[str]:
    extends, own = MODEL[schema]
    return set(own.split()).union(*(properties(other) for other in extends))


def test_every_property_is_one_of_the_model() -> None:
    for schema, names in ftm.SCHEMATA.items():
        assert names - properties(schema) == set(), schema


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world.register(monkeypatch)
    made = World(store, tmp_path)
    person = {"name": "Karem Abu Testun", "born": "1961-04-07", "ids": ["P1234567"]}
    made.take("w_gb", person | {"ref": "1", "aliases": ["كريم"], "listed": "2020-09-29"})
    made.take(
        "w_eu",
        person | {"ref": "9", "listed": "2021-01-05", "delisted": "2024-01-01"},
        {"ref": "10", "name": "MV Nowhere", "kind": "vessel"},
        {"ref": "11", "name": "Nothing Known", "kind": "unknown"},
    )
    made.link()
    return made


def written(here: World, as_of: date = DAY, parties: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    stream = io.StringIO()
    with db.read(here.store.engine) as session:
        count = ftm.write(session, stream, as_of, here.now(), parties)
    lines = stream.getvalue().splitlines()
    assert len(lines) == count
    return [json.loads(line) for line in lines]


def test_each_line_is_an_entity_of_the_model(here: World) -> None:
    found = written(here)
    ids = [entity["id"] for entity in found]
    assert len(set(ids)) == len(ids)
    for entity in found:
        assert set(entity["properties"]) <= properties(entity["schema"])
        assert all(isinstance(v, str) and v for values in entity["properties"].values() for v in values)
        for name in ("entity", "holder"):
            assert set(entity["properties"].get(name, ())) <= set(ids)
    assert written(here) == found


def test_a_party_with_its_sanctions_and_documents(here: World) -> None:
    party = here.party("w_gb:1")
    person, *others = written(here, parties=(party,))
    assert (person["id"], person["schema"], person["caption"]) == (f"csr-{party}", "Person", "Karem Abu Testun")
    assert person["properties"]["birthDate"] == ["1961-04-07"]
    assert person["properties"]["passportNumber"] == ["P1234567"]
    assert "كريم" in str(person["properties"])
    assert person["properties"]["topics"] == ["sanction"]
    assert person["referents"] == ["w_eu:9", "w_gb:1"]
    sanctions = {entity["properties"]["recordId"][0]: entity["properties"] for entity in others[1:]}
    assert others[0]["schema"] == "Passport"
    assert sanctions["1"]["status"] == ["active"]
    assert sanctions["1"]["listingDate"] == ["2020-09-29"]
    assert sanctions["1"]["provisions"] == ["asset freeze (explicit)"]
    assert sanctions["1"]["programId"] == ["GB-GHR"]
    assert sanctions["9"]["status"] == ["ended"]
    assert sanctions["9"]["endDate"] == ["2024-01-01"]


def test_nobody_is_called_sanctioned_before_a_measure_stands(here: World) -> None:
    party = here.party("w_gb:1")
    assert "topics" not in written(here, date(2020, 1, 1), (party,))[0]["properties"]


def test_kinds_are_not_guessed(here: World) -> None:
    schemata = {entity["caption"]: entity["schema"] for entity in written(here) if "caption" in entity}
    assert schemata["MV Nowhere"] == "Vessel"
    assert schemata["Nothing Known"] == "LegalEntity"
