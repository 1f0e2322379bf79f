"""`python -m importers`: JSON lines out, a summary beside, exit codes that a script can use."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from importers.__main__ import main

FIXTURES = Path(__file__).parent / "fixtures"
UN = FIXTURES / "un_sc" / "consolidated.xml"
CANADA = FIXTURES / "ca_sema" / "english_2020.xml"


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    code = main([str(argument) for argument in arguments], out, err)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_every_record_taken():
    code, lines, summary = run("ca_sema", CANADA)
    assert code == 0
    assert [line["draft"]["reference"] for line in lines] == ["myanmar-1-1", "iran-2-1", "zimbabwe-181"]
    assert lines[1]["draft"]["births"][0] == {"text": "1972-08-10", "raw": "1972-08-10"}
    assert "drafts:            3\n" in summary
    assert "not said in the file" in summary
    assert "ADD UP" not in summary


def test_refused_records_give_exit_code_1_and_are_counted():
    code, lines, summary = run("un_sc", UN)
    assert code == 1
    assert sum("draft" in line for line in lines) == 4
    assert sum(line.get("issue", {}).get("refuses", False) for line in lines) == 4
    assert "records:           8 in 8 rows or elements\n" in summary
    assert "unknown_kind 1" in summary
    assert "published on:      2026-02-27\n" in summary


def test_only_the_issues():
    _, lines, _ = run("un_sc", UN, "--issues")
    assert {key for line in lines for key in line} == {"issue"}


def test_a_refused_file_says_why_and_prints_nothing_to_use():
    code, lines, summary = run("ca_sema", UN)
    assert (code, lines) == (1, [])
    assert summary.startswith("REFUSED consolidated.xml: The root element is <CONSOLIDATED_LIST>")


def test_the_command_line_is_checked(capsys):
    with pytest.raises(SystemExit, match="2"):
        run("nowhere", UN)
    assert "'un_sc'" in capsys.readouterr().err


def test_help_teaches(capsys):
    with pytest.raises(SystemExit, match="0"):
        run("--help")
    text = capsys.readouterr().out
    for words in ("un_sc", "exit codes:", "examples:", "Security Council Consolidated List"):
        assert words in text


def test_a_reader_that_has_seen_enough_is_no_error():
    command = (
        f"{sys.executable} -m importers un_sc {UN} 2>&1 >&- | cat; {sys.executable} -m importers un_sc {UN} | head -1"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
