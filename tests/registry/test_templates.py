"""The template by command: empty, sent in, taken out filled, sent back unedited and edited."""

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from registry.cli import main

ROWS = [
    {"Reference": "N-1", "Kind": "person", "Name": "Ivana Exemplarova", "Birth date": "circa 1960", "Nationality": "SY",
     "Number: kind": "passport", "Number": "0012345", "Programme": "Example Regulations", "Measure": "asset_freeze"},
    {"Reference": "N-1", "Name": "Ивана", "Measure": "travel_ban"},
    {"Reference": "N-2", "Kind": "organisation", "Name": "Example Guard", "Programme": "Example Regulations",
     "Measure": "asset_freeze"},
]  # fmt: skip


class Shell:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, exits: int = 0) -> Result:
        result = CliRunner().invoke(main, ["--data", str(self.folder / "data"), *arguments])
        assert result.exit_code == exits, result.output
        return result


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.delenv("REGISTRY_DATABASE_URL", raising=False)
    return Shell(tmp_path)


def filled_in(path: Path) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book["Listings"]
    columns = {cell.value: cell.column for cell in sheet[2]}
    for number, row in enumerate(ROWS, start=3):
        for title, value in row.items():
            sheet.cell(number, columns[title], value)
    book.save(path)
    return path


@pytest.mark.parametrize("shape", ["xlsx", "csv"])
def test_out_and_back(shell: Shell, tmp_path: Path, shape: str) -> None:
    form = tmp_path / "form.xlsx"
    assert "0 listings" in shell("template", "--list", "nz_own", "--out", str(form)).output
    assert "2 records = 2 read + 0 refused" in shell("import", "nz_own", str(filled_in(form))).output
    held = tmp_path / f"held.{shape}"
    assert "2 listings in 3 rows" in shell("template", "--list", "nz_own", "--out", str(held), "--filled").output
    unedited = shell("import", "nz_own", str(held)).output
    assert "2 unchanged" in unedited
    assert not list(tmp_path.glob(".held*"))


def test_an_edit_changes_what_was_edited(shell: Shell, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    shell("template", "--list", "nz_own", "--out", str(form))
    shell("import", "nz_own", str(filled_in(form)))
    held = tmp_path / "held.xlsx"
    shell("template", "--list", "nz_own", "--out", str(held), "--filled")
    book = openpyxl.load_workbook(held)
    book["Listings"]["C3"] = "Ivana Novakova"
    book.save(held)
    output = shell("import", "nz_own", str(held)).output
    assert "1 changed" in output
    assert "1 unchanged" in output


def test_one_bad_listing_refuses_the_file(shell: Shell, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    shell("template", "--list", "nz_own", "--out", str(form))
    book = openpyxl.load_workbook(filled_in(form))
    book["Listings"]["B5"] = "robot"
    book.save(form)
    output = shell("import", "nz_own", str(form), exits=1).output
    assert "1 of 2 listings cannot be taken as they stand, so nothing was" in output
    assert "row 5, column Kind" in output


def test_another_lists_template_is_refused(shell: Shell, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    shell("template", "--list", "nz_own", "--out", str(form))
    assert "template of the list “nz_own”, not of gb_own" in shell("import", "gb_own", str(form), exits=1).output


def test_sentences_for_wrong_commands(shell: Shell, tmp_path: Path) -> None:
    assert "no list 'xx'" in shell("template", "--list", "xx", "--out", str(tmp_path / "a.xlsx"), exits=1).output
    assert "not as .pdf" in shell("template", "--list", "nz_own", "--out", str(tmp_path / "a.pdf"), exits=1).output
