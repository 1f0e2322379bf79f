"""The command line as people type it: sentences, exit codes, and the same services behind it."""

import csv
import json
import sqlite3
from pathlib import Path

import pytest
import world
from click.testing import CliRunner, Result

from registry import audit_verifier
from registry.cli import main

KAREM = {"ref": "1", "name": "Karem Abu Testun al-Nahri", "born": "1961-04-07", "listed": "2021-03-04"}
OTHER = {"ref": "2", "name": "Marija Probnić", "born": "1970-01-02"}


class Shell:
    """Runs commands on a registry in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, exits: int = 0) -> Result:
        result = CliRunner().invoke(main, ["--data", str(self.folder / "data"), *arguments])
        assert result.exit_code == exits, result.output
        return result

    def file(self, name: str, *listings: dict[str, str], day: str = "2025-01-01") -> str:
        path = self.folder / name
        path.write_text(json.dumps({"date": day, "listings": listings}), encoding="utf-8")
        return str(path)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.delenv("REGISTRY_DATABASE_URL", raising=False)
    world.register(monkeypatch)
    return Shell(tmp_path)


def test_the_main_job(shell: Shell) -> None:
    assert "Nothing is held yet" in shell("lists").output
    assert "2 records = 2 read + 0 refused" in shell("import", "w_gb", shell.file("gb.json", KAREM, OTHER)).output
    assert "1 links stand on strong evidence" in shell("import", "w_eu", shell.file("eu.json", KAREM)).output
    assert "w_eu:1, w_gb:1" in shell("search", "karim", "abu", "testun", "nahri").output
    shown = shell("show", "w_gb:1").output
    assert "P000001" in shown
    assert "gb.json, row 2" in shown
    assert "There is no party" in shell("show", "P999999", exits=1).output
    out = shell.folder / "r.csv"
    assert "1 lines" in shell("report", "divergence", "--out", str(out)).output
    assert "Verified." in shell("report", "verify", f"{out}.manifest.json").output


def test_a_programme_that_does_not_exist_is_no_empty_report(shell: Shell) -> None:
    shell("import", "w_gb", shell.file("gb.json", KAREM))
    out = shell.folder / "r.csv"
    said = shell("report", "divergence", "--programme", "gb-xyz", "--out", str(out), exits=1).output
    assert "There is no programme GB-XYZ." in said
    assert not out.exists()


def test_the_same_bytes_twice_say_so(shell: Shell) -> None:
    path = shell.file("gb.json", KAREM)
    shell("import", "w_gb", path)
    assert "nothing was done" in shell("import", "w_gb", path).output


def test_a_dry_run_changes_nothing(shell: Shell) -> None:
    assert "nothing was changed" in shell("import", "w_gb", shell.file("gb.json", KAREM), "--dry-run").output
    assert "Nothing is held yet" in shell("lists").output


def test_an_older_file_is_held_and_released_or_refused(shell: Shell) -> None:
    shell("import", "w_gb", shell.file("new.json", KAREM, OTHER, day="2025-02-01"))
    held = shell("import", "w_gb", shell.file("old.json", KAREM, day="2025-01-01"), exits=3).output
    assert "HELD" in held
    assert "registry release 2" in held
    assert "nothing was changed" in shell("refuse", "2", "--because", "yesterday's file").output
    shell("import", "w_gb", shell.file("older.json", KAREM, day="2024-12-01"), exits=3)
    assert "Applied." in shell("release", "3", "--because", "the publisher took it back").output


def test_exports(shell: Shell) -> None:
    shell("import", "w_gb", shell.file("gb.json", KAREM | {"name": "=Karem"}, OTHER))
    shell("import", "w_eu", shell.file("eu.json", KAREM))
    tables = {}
    for table in ("links", "listings", "names"):
        out = shell.folder / f"{table}.csv"
        shell("export", table, "--out", str(out))
        with out.open(encoding="utf-8", newline="") as stream:
            tables[table] = list(csv.DictReader(stream))
    assert list(tables["links"][0]) == ["party", "list", "reference", "partner", "kind", "name", "how", "score"]
    assert list(tables["listings"][0])[:6] == ["list", "reference", "partner", "kind", "name", "status"]
    assert len(tables["listings"]) == len(tables["links"]) == 3
    assert {row["name"] for row in tables["names"]} == {"'=Karem", "Marija Probnić", "Karem Abu Testun al-Nahri"}


def test_review_and_judge(shell: Shell) -> None:
    shell("import", "w_gb", shell.file("gb.json", KAREM | {"born": ""}))
    shell("import", "w_eu", shell.file("eu.json", KAREM | {"born": ""}))
    assert "registry judge w_gb:1 w_eu:1 same|different|unsure" in shell("review").output
    assert json.loads(shell("review", "--json").output)["waiting"] == 1
    assert "judged same" in shell("judge", "w_gb:1", "w_eu:1", "same", "--because", "same photograph").output
    assert "No proposal waits" in shell("review").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import", "no_such_list", "x"), "no list"),
        (("import", "w_gb", "missing.json"), "missing.json"),
        (("show", "P999999"), "holds no list yet"),
        (("release", "99", "--because", "x"), "There is no submission 99"),
        (("search", "nobody"), ""),
        (("report", "divergence", "--out", "r.csv"), "holds no list yet"),
    ],
)
def test_errors_are_sentences(shell: Shell, arguments: tuple[str, ...], sentence: str) -> None:
    result = shell(*arguments, exits=0 if arguments[0] == "search" else 1)
    assert sentence in result.output
    assert "Traceback" not in result.output


def test_a_report_of_a_time_before_any_list_is_an_error(shell: Shell) -> None:
    shell("import", "w_gb", shell.file("gb.json", KAREM))
    out = str(shell.folder / "r.csv")
    assert "held no list" in shell("report", "divergence", "--out", out, "--known-at", "2001-01-01", exits=1).output
    assert not Path(out).exists()


def test_the_sender_may_date_a_file_that_carries_no_date(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "undated.json"
    path.write_text(json.dumps({"date": None, "listings": [KAREM]}), encoding="utf-8")
    shell("import", "w_gb", str(path), "--published-on", "2024-05-06")
    dates = {row["list"]: row["published_on"] for row in json.loads(shell("lists", "--json").output)}
    assert dates["w_gb"] == "2024-05-06"


def test_the_audit_trail_is_handed_out_and_proves_itself(shell: Shell) -> None:
    shell("import", "w_gb", shell.file("gb.json", KAREM))
    head, trail = str(shell.folder / "head.json"), str(shell.folder / "trail.ndjson")
    shell("audit", "head", "--out", head)
    assert json.loads(shell("audit", "head").output) == json.loads(Path(head).read_text())
    assert "Whole: 3 events" in shell("audit", "verify").output
    assert "agrees with every head" in shell("audit", "verify", "--head", head).output
    assert "3 events" in shell("audit", "export", "--out", trail).output
    key = shell("audit", "key").output.strip()
    assert audit_verifier.main([trail, "--head", head, "--head", f"{trail}.head.json", "--key", key]) == 0
    out = shell.folder / "r.csv"
    shell("report", "divergence", "--out", str(out))
    shell("audit", "verify", "--head", f"{out}.manifest.json")
    with sqlite3.connect(shell.folder / "data" / "registry.db") as database:
        database.execute("DELETE FROM audit_event WHERE id = 3")
    assert "event 3: The trail ends" in shell("audit", "verify", "--head", head, exits=1).output
    Path(head).write_text("{}")
    assert "is not a signed head" in shell("audit", "verify", "--head", head, exits=1).output
