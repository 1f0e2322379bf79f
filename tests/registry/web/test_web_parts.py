"""The parts behind the pages: words, contradictions, timelines, the cache, and the service that serves."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from world import World

from registry import db
from registry.services import clock, conflicts, divergence, dossier, strips
from registry.services.cells import State
from registry.services.divergence import Request
from registry.web import terms, words
from registry.web.comparing import Compared


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2022, 3, 6), "6 March 2022"),
        (datetime(2022, 3, 6, 14, 5, tzinfo=UTC), "6 March 2022, 14:05 UTC"),
        ("1962", "1962"),
        ("1962-03", "March 1962"),
        ("1962-03-04", "4 March 1962"),
        ("1960/1963", "1960 to 1963"),
        ("1960-02-30", "1960-02-30"),
        ("1960-13", "1960-13"),
        (None, ""),
    ],
)
def test_dates_cannot_be_misread(value: date | str | None, expected: str) -> None:
    assert words.long_date(value) == expected


def test_every_state_has_its_sign() -> None:
    assert set(terms.SIGNS) == set(State)
    assert len({sign.mark for sign in terms.SIGNS.values()}) == len(State)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({"births": [{"text": "1961-04-07"}]}, {"births": [{"text": "1963"}]}, True),
        ({"births": [{"text": "1961-04-07"}]}, {"births": [{"text": "1961"}]}, False),
        ({"births": [{"text": "1961-04-07"}, {"text": "1963"}]}, {"births": [{"text": "1963-01-02"}]}, False),
        ({"births": [{"text": "1961-04-07"}]}, {"births": [{"text": "1963", "circa": True}]}, False),
        ({"births": [{"text": "1961-04-07"}]}, {}, False),
        ({"nationalities": [{"code": "SY"}]}, {"nationalities": [{"code": "IQ"}, {"code": "SY"}]}, False),
        ({"nationalities": [{"code": "SY"}]}, {"nationalities": [{"code": "IQ"}]}, True),
        ({"genders": ["male"]}, {"genders": ["female"]}, True),
        ({"kind": "vessel"}, {"kind": "unknown"}, False),
    ],
)
def test_contradictions(one: dict[str, object], other: dict[str, object], apart: bool) -> None:
    found = conflicts.find([("a:1", {"kind": "person"} | one), ("b:2", {"kind": one.get("kind", "person")} | other)])
    assert bool(found) == apart


def test_a_few_parties_are_compared_like_all(filled: World) -> None:
    everything = filled.divergence()
    for party in everything.compared:
        alone = filled.divergence(parties=(party.public_id,))
        assert alone.compared == (party,)
        assert alone.lines == tuple(line for line in everything.lines if line.party == party)


def test_strips_hold_every_line_of_the_divergence(filled: World) -> None:
    everything = filled.divergence()
    with db.read(filled.store.engine) as session:
        ids = tuple(party.public_id for party in everything.compared)
        found = strips.load(session, Request(date(2025, 6, 30), clock.latest(session), parties=ids))
        assert strips.load(session, Request(date(2025, 6, 30), clock.latest(session))).by_party == {}
    lines = [line for strip in found.by_party.values() for line in strip.lines]
    assert [line for line in lines if line.imposing] == list(everything.lines)
    assert len(lines) == 2 * len(ids)


def test_the_cache_gives_what_computing_gives(filled: World) -> None:
    kept = Compared()
    with db.read(filled.store.engine) as session:
        at = clock.latest(session)
        for day in [date(2019, 1, 1), date(2020, 9, 30), date(2025, 6, 30)] * 3:
            for partners in ((), ("EU", "GB")):
                request = Request(day, at, partners)
                assert kept.compute(session, request) == divergence.compute(session, request)
        assert kept.compute(session, request) is kept.compute(session, request)


def test_an_id_that_forwards_today_is_a_party_of_its_own_then(filled: World) -> None:
    kept, joined = sorted([filled.party("w_gb:2"), filled.party("w_us:5")])
    before = filled.now()
    filled.judge("w_gb:2", "w_us:5", "same")
    with db.read(filled.store.engine) as session:
        assert dossier.find_party(session, joined, before) == joined
        assert dossier.find_party(session, joined, clock.latest(session)) == kept


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("server", ["gunicorn", "threads"])
def test_serve_says_where_to_go_and_answers(tmp_path: Path, server: str) -> None:
    if server == "gunicorn":
        pytest.importorskip("gunicorn", reason="the extra `server` is not installed")
    port = _free_port()
    without = "import sys; sys.modules['gunicorn'] = None; import importlib.util as u; u.find_spec = lambda _: None\n"
    code = f"{without if server == 'threads' else ''}from registry.cli import main; main()"
    arguments = ["--data", str(tmp_path / "data"), "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert process.stdout
        assert process.stdout.readline() == f"The registry is at http://127.0.0.1:{port}/ - stop it with Ctrl+C.\n"
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                    assert b"holds no list yet" in answer.read()
                    assert "Werkzeug" not in answer.headers["Server"]
                    assert "Python" not in answer.headers["Server"]
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        else:
            pytest.fail("nobody answered")
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def test_serve_refuses_a_debugger(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from registry.cli import main; main()", "--data", str(tmp_path), "serve"],
        capture_output=True, text=True, check=False, timeout=60, env={"FLASK_DEBUG": "1"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "does not run with a debugger" in done.stderr
