"""Every container and text of the corpus: refused with place and mend or read whole, within bounds, by the gate."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from corpus import child, containers, csvfiles
from corpus.cases import OK, REFUSE, Case
from importers import workbook
from importers.gate import UPLOAD

CPU, PATIENCE = 5.0, 10  # seconds of one file: of work, and until the child is stopped
_ALL = (*containers.CASES, *csvfiles.CASES)
_CALM = [case for case in _ALL if not case.bomb]
_BOMBS = [case for case in _ALL if case.bomb]


def read(how: str, paths: list[Path], list_key: str = "-") -> list[dict[str, Any]]:
    """What a child says of the files."""
    done = subprocess.run(
        [sys.executable, child.__file__, how, list_key, *map(str, paths)],
        capture_output=True, text=True, timeout=PATIENCE if len(paths) == 1 else 60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def judge(case: Case, found: dict[str, Any]) -> list[str]:
    """What is wrong with how a case came out; nothing when all is as specified."""
    wrong = []
    refused = found.get("refused")
    if (case.outcome == REFUSE) != bool(refused):
        wrong.append(f"{case.outcome} expected, found {found}")
    if refused:
        message, mend, *place = refused
        if case.words not in message:
            wrong.append(f"{case.words!r} is not said in {message!r}")
        if not mend:
            wrong.append(f"no mend: {message!r}")
        if any(want is not None and want != got for want, got in zip(case.at, place, strict=True)):
            wrong.append(f"{case.at} expected, {place} named")
    elif case.outcome == OK and found["records"] != case.records:
        wrong.append(f"{case.records} records expected, {found['records']} read")
    if found["cpu"] > CPU or found["memory"] > child.MEMORY:
        wrong.append(f"{found['cpu']:.1f} s, {found['memory'] / 2**20:.0f} MiB")
    return [f"{case.name}: {one}" for one in wrong]


def test_no_two_cases_share_a_name() -> None:
    names = [case.name for case in _ALL]
    assert len(set(names)) == len(names)


def test_the_calm_ones(tmp_path: Path) -> None:
    paths = []
    for case in _CALM:
        paths.append(tmp_path / case.name)
        paths[-1].write_bytes(case.build())
    found = read("gate", paths)
    assert [one["path"] for one in found] == list(map(str, paths))
    assert [wrong for case, one in zip(_CALM, found, strict=True) for wrong in judge(case, one)] == []
    assert sorted(tmp_path.iterdir()) == sorted(paths)


@pytest.mark.parametrize("case", _BOMBS, ids=lambda case: case.name)
def test_a_bomb(tmp_path: Path, case: Case) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.build())
    assert judge(case, read("gate", [path])[0]) == []
    assert list(tmp_path.iterdir()) == [path]


def test_every_file_is_the_same_every_time() -> None:
    assert [case.name for case in _CALM if case.build() != case.build()] == []


_FAR = 5_000


@pytest.mark.parametrize("case", [case for case in containers.CASES if case.outcome == OK], ids=lambda case: case.name)
def test_two_readers_agree_cell_for_cell(tmp_path: Path, case: Case) -> None:
    """openpyxl reads the whole workbook, calamine what the registry sees.

    Coloured cells far away are rows to openpyxl, a million of them; a value beyond `_FAR` in ours alone would show.
    """
    path = tmp_path / case.name
    path.write_bytes(case.build())
    sheet = openpyxl.load_workbook(path)["Listings"]
    last = min(sheet.max_row, _FAR)
    other = [
        (number, ["" if cell is None else cell for cell in cells])
        for number, cells in enumerate(sheet.iter_rows(max_row=last, max_col=9, values_only=True), start=1)
    ]
    ours = [(number, cells[:9] + [""] * (9 - len(cells))) for number, cells in workbook.values(path, None, UPLOAD)]
    assert ours == [(number, cells) for number, cells in other if any(cell != "" for cell in cells)]
