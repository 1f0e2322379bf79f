"""The commands for a partner's own table: what they print, what they write, and how they end."""

import io
import json

import openpyxl
import pytest
import sheets as made

from importers.__main__ import main

ROWS = [
    ["Reference", "Full name", "Type", "Date of birth", "Regime", "Measures"],
    ["X1", "Ivana Exemplarova", "Individual", "13/02/1961", "Syria", "Asset freeze"],
    ["X2", "Petr Příklad", "Individual", "unheard of", "Syria", "Asset freeze"],
]


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    return main(list(map(str, words)), out, err), out.getvalue(), err.getvalue()


@pytest.fixture
def table(tmp_path):
    return made.write_csv(tmp_path / "t.csv", ROWS)


def test_map_then_read_then_annotate(table, tmp_path):
    mapping, marked = tmp_path / "m.json", tmp_path / "marked.xlsx"
    code, _, said = run("map", table, "--list", "gb_uksl", "--out", mapping)
    assert code == 0
    assert "headings: row 1" in said
    assert "D (Date of birth)" in said
    code, printed, said = run("gb_uksl", table, "--mapping", mapping)
    assert code == 0
    kinds = [next(iter(json.loads(line))) for line in printed.splitlines()]
    assert sorted(kinds) == ["draft", "draft", "issue"]
    assert "records:           2 in 2 rows" in said
    code, _, said = run("annotate", "gb_uksl", table, "--mapping", mapping, "--out", marked)
    assert code == 0
    assert "quality" in said
    assert openpyxl.load_workbook(marked).worksheets[0]["D3"].comment is not None


def test_map_prints_the_mapping(table):
    code, printed, _ = run("map", table)
    assert code == 0
    assert json.loads(printed)["version"] == 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("map", "missing.csv"), 1, "REFUSED"),
        (("gb_uksl", "t.csv", "--mapping", "missing.json"), 2, "cannot be read"),
        (("annotate", "gb_uksl", "t.csv", "--mapping", "missing.json", "--out", "o.xlsx"), 2, "cannot be read"),
    ],
)
def test_how_they_end(words, code, says):
    ended, _, said = run(*words)
    assert ended == code
    assert says in said


def test_a_sheet_that_is_not_there(table):
    assert run("map", table, "--sheet", "Second")[0] == 2


@pytest.mark.parametrize("command", ["map", "annotate"])
def test_help_teaches(command, capsys):
    with pytest.raises(SystemExit):
        run(command, "--help")
    assert "mapping" in capsys.readouterr().out.lower()
