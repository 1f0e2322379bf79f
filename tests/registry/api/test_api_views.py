"""What each address of the API answers."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from world import ANA, World

from registry import audit_verifier
from registry.audit_verifier import Mark
from registry.services import intake
from registry.services.actors import Role

Token = Callable[..., dict[str, str]]


def get(client: FlaskClient, address: str, headers: dict[str, str] | None = None) -> Any:
    answer = client.get(f"/api/v1{address}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json


def post(client: FlaskClient, address: str, body: object, headers: dict[str, str] | None = None) -> Any:
    return client.post(f"/api/v1{address}", json=body, headers=headers)


def test_search(client: FlaskClient) -> None:
    found = get(client, "/search?q=karim+abu+testun+nahri")
    first = found["items"][0]
    assert (first["party"], first["listings"]) == ("P000001", ["w_eu:9", "w_gb:1", "w_un:QDi.777"])
    assert {line["measure"] for line in first["lines"]} == {"asset_freeze", "travel_ban"}
    assert get(client, "/search?q=كريم+أبو+تستون")["items"][0]["party"] == "P000001"
    assert get(client, "/search?q=karim&partner=US&kind=person&weak=false")["kept"] == 0
    assert get(client, "/search?q=w_gb:1")["items"][0]["exact"] is True


def test_a_batch_is_matched_with_reasons(client: FlaskClient) -> None:
    subjects = [
        {"id": "a", "names": ["Karim Abu Testun al Nahri"], "born": ["1961-04-07"], "kind": "person"},
        {"names": ["Somebody Quite Unheard Of"]},
    ]
    found = post(client, "/match", {"subjects": subjects}).json
    assert [item["id"] for item in found["items"]] == ["a", None]
    best = found["items"][0]["hits"][0]
    assert (best["party"], best["score"] > 0.9) == ("P000001", True)
    assert any("birth" in reason for reason in best["reasons"])
    assert found["items"][1]["hits"] == []
    assert post(client, "/match", {"subjects": subjects[:1] * 501}).status_code == 422


def test_parties(client: FlaskClient) -> None:
    rows = get(client, "/parties?size=1&page=2")
    assert (len(rows["items"]), rows["page"], rows["total"]) == (1, 2, rows["pages"])
    party = get(client, "/parties/P000001")
    assert [item["key"] for item in party["listings"]] == ["w_eu:9", "w_gb:1", "w_un:QDi.777"]
    assert party["listings"][0]["content"]["names"][0]["text"] == "Karem Abu Testun al-Nahri"
    assert get(client, "/parties/w_us:5/a")["asked"] == "w_us:5/a"
    assert client.get("/api/v1/parties/P999999").status_code == 404


def test_listings_and_lists(client: FlaskClient) -> None:
    history = get(client, "/listings/w_us/5/a")
    assert (history["reference"], history["versions"][0]["first"]) == ("5/a", True)
    lists = {item["key"]: item for item in get(client, "/lists")["items"]}
    assert (lists["w_gb"]["listings"], lists["un_sc"]["last"]) == (2, None)
    assert get(client, "/lists/w_gb") == lists["w_gb"]
    rows = get(client, "/lists/w_gb/listings?size=1")
    assert (rows["total"], rows["items"][0]["reference"]) == (2, "1")
    sent = get(client, "/lists/w_gb/submissions")["items"]
    assert (sent[0]["state"], sent[0]["counts"]["added"]) == ("applied", 2)
    assert get(client, f"/submissions/{sent[0]['id']}") == sent[0]


def test_a_submission_that_is_not_applied_is_its_partners_alone(client: FlaskClient, here: World, token: Token) -> None:
    path = here.folder / "draft.json"
    path.write_text(json.dumps({"date": "2025-02-01", "listings": [{"ref": "7", "name": "A Secret Draft"}]}))
    number = intake.receive(here.store, "w_gb", [path], ANA, "test").id
    other = intake.receive(here.store, "w_eu", [path], ANA, "test").id
    officer, auditor = token(Role.OFFICER), token(Role.AUDITOR)
    unknown = client.get("/api/v1/submissions/99999")
    for headers, hidden in ((None, number), (auditor, number), (officer, other)):
        answer = client.get(f"/api/v1/submissions/{hidden}", headers=headers)
        assert answer.status_code == 404
        assert answer.text.replace(str(hidden), "N") == unknown.text.replace("99999", "N")
        assert get(client, f"/lists/{'w_gb' if hidden == number else 'w_eu'}/submissions", headers)["total"] == 1
    assert get(client, f"/submissions/{number}", officer)["state"] == "received"
    assert get(client, "/lists/w_gb/submissions", officer)["total"] == 2


def test_programmes(client: FlaskClient) -> None:
    rows = {item["key"]: item for item in get(client, "/programmes")["items"]}
    assert rows["GB-GHR"]["listings"] == {"w_gb": 2}
    assert get(client, "/programmes/GB-GHR") == rows["GB-GHR"]
    assert client.get("/api/v1/programmes/XX-NO").status_code == 404


def test_divergence_and_gaps(client: FlaskClient) -> None:
    sums = get(client, "/divergence?partner=GB&partner=EU&measure=travel_ban")
    assert (sums["partners"], sums["measures"]) == (["EU", "GB"], ["travel_ban"])
    gaps = get(client, "/gaps?lacking=GB&measure=travel_ban&size=1")
    assert (gaps["total"], gaps["items"][0]["party"], gaps["items"][0]["imposed_by"]) == (1, "P000001", ["EU"])
    assert gaps["items"][0]["gaps"]["GB"] == "measure_missing"
    every = get(client, "/gaps")["total"]
    table = list(csv.DictReader(io.StringIO(client.get("/api/v1/gaps.csv").text)))
    lines = [json.loads(line) for line in client.get("/api/v1/gaps.ndjson").text.splitlines()]
    assert len(table) == len(lines) == every > 1
    assert lines[0]["party"] == table[0]["\ufeffparty"]


def test_proposals_and_judgements(client: FlaskClient, here: World, token: Token) -> None:
    officer = token(Role.OFFICER)
    found = get(client, "/proposals?list=w_us", officer)
    assert [(item["listing_a"], item["listing_b"]) for item in found["items"]] == [("w_gb:2", "w_us:5/a")]
    assert found["items"][0]["reasons"][0].keys() == {"field", "weight", "text"}
    word = {"listing_a": "w_gb:2", "listing_b": "w_us:5/a", "verdict": "same", "because": "one passport"}
    for headers in (None, token(Role.AUDITOR), token(Role.UPLOADER)):
        assert post(client, "/judgements", word, headers).status_code == 404
    done = post(client, "/judgements", word, officer)
    assert (done.status_code, done.json["moved"] > 0) == (201, True)
    assert get(client, "/proposals", officer)["total"] == 0
    assert here.party("w_gb:2") == here.party("w_us:5/a")
    assert post(client, "/judgements", word | {"listing_a": "w_gb:none"}, officer).status_code == 404
    assert post(client, "/judgements", word | {"because": " "}, officer).status_code == 422


def test_the_change_feed_misses_nothing(client: FlaskClient, here: World) -> None:
    seen, ask = [], "?size=2"
    while True:
        found = get(client, f"/changes{ask}")
        seen += found["items"]
        ask = f"?size=2&since={found['next']['since'].replace('+', '%2B')}&after={found['next']['after']}"
        if not found["more"]:
            break
    assert sorted(item["listing"] for item in seen) == ["w_eu:9", "w_gb:1", "w_gb:2", "w_un:QDi.777", "w_us:5/a"]
    assert get(client, f"/changes{ask}")["items"] == []
    here.take("w_us", {"ref": "5/a", "name": "Marija Probnic", "born": "1970-01-03"}, day="2025-02-02")
    later = get(client, f"/changes{ask}")["items"]
    assert [(item["listing"], item["new"]) for item in later] == [("w_us:5/a", False)]


def test_the_trail_and_its_head(client: FlaskClient, token: Token) -> None:
    auditor = token(Role.AUDITOR)
    head = get(client, "/audit/head")
    assert audit_verifier.fault_of_head(head) == ""
    lines = client.get("/api/v1/audit/trail.ndjson", headers=auditor).data.splitlines()
    assert audit_verifier.check(audit_verifier.read_events(lines), [Mark(head["events"], head["hash"])]).why is None
    events = get(client, "/audit/events?action=submission.applied&size=2", auditor)
    assert (len(events["items"]), events["total"]) == (2, 4)
    for address in ("/audit/events", "/audit/trail.ndjson"):
        assert client.get(f"/api/v1{address}").status_code == 404


def test_figures(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").status_code == 200
    client.get("/api/v1/search?q=hidden")
    told = client.get("/metrics").text
    assert 'registry_listings{list="w_gb"} 2.0' in told
    assert "registry_proposals 1.0" in told
    assert 'registry_request_seconds_count{method="GET",route="/api/v1/search",status="2xx"} 1.0' in told
    assert "hidden" not in told


def test_the_page_for_people_is_made_of_the_document(client: FlaskClient) -> None:
    told = client.get("/api").text
    for path in client.get("/api/v1/openapi.json").json["paths"]:
        assert path in told
