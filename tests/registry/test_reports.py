"""Reports: every format says the same, nothing executes, and a manifest proves each byte."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
import world
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from world import World

from importers.vocabulary import PartyKind
from registry import db
from registry.audit_verifier import fault_of_head
from registry.errors import Invalid, NotFound
from registry.reports import manifest, safe
from registry.reports.columns import line_columns
from registry.services.storage import Store

HOSTILE = [
    '=HYPERLINK("http://example.org","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "'quoted",
    "<script>alert(1)</script>",
    'a"b,c;d\ne',
    "{{ 7*7 }}",
    "محمد التجربة",
]


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world.register(monkeypatch)
    made = World(store, tmp_path)
    made.take("w_gb", *({"ref": str(i), "name": name, "listed": "2021-03-04"} for i, name in enumerate(HOSTILE)))
    made.take("w_eu", {"ref": "other", "name": "Somebody Else", "born": "1950-05-05"})
    made.link()
    return made


def write(here: World, folder: Path, *names: str) -> Path:
    answer = here.divergence()
    with db.read(here.store.engine) as session:
        _, proof = manifest.write(session, answer, [folder / name for name in names], here.store.key_file)
    return proof


def test_all_formats_hold_the_same_lines(here: World, tmp_path: Path) -> None:
    write(here, tmp_path, "r.csv", "r.xlsx", "r.json", "r.html")
    keys = [column.key for column in line_columns(here.divergence())]
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Gaps"]
    found = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    page = html.parse(tmp_path / "r.html")
    names = {safe.restore(row["name"]) for row in rows}
    assert names == set(HOSTILE) | {"Somebody Else"}
    assert list(rows[0]) == keys
    assert {sheet.cell(row, 2).value for row in range(2, sheet.max_row + 1)} == names
    assert {line["name"] for line in found["gaps"]} == names
    assert {" ".join(e.text_content().split()) for e in page.findall(".//table[@class='gaps']/tbody/tr/td/strong")} == {
        " ".join(name.split()) for name in names
    }
    assert "measure_basis" in " ".join(keys)


def test_no_cell_is_a_formula_and_no_name_is_markup(here: World, tmp_path: Path) -> None:
    write(here, tmp_path, "r.csv", "r.xlsx", "r.html")
    for sheet in openpyxl.load_workbook(tmp_path / "r.xlsx"):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for row in csv.reader(stream) for cell in row)
    page = html.parse(tmp_path / "r.html")
    assert page.findall(".//script") == []


@given(st.text())
def test_guarded_text_comes_back(text: str) -> None:
    assert safe.restore(safe.guard(text)) == text
    assert not safe.guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_a_report_verifies_and_any_change_is_found(here: World, tmp_path: Path) -> None:
    proof = write(here, tmp_path, "r.csv", "r.xlsx", "r.json", "r.html")
    assert [f.why for f in manifest.verify(here.store.engine, proof)] == [""] * 4
    (tmp_path / "r.csv").write_bytes((tmp_path / "r.csv").read_bytes().replace(b"Somebody", b"Anybody!"))
    (tmp_path / "r.json").unlink()
    why = {f.file: f.why for f in manifest.verify(here.store.engine, proof)}
    assert "changed" in why["r.csv"]
    assert "not beside" in why["r.json"]
    assert why["r.xlsx"] == ""


def test_the_paper_holds_every_line_as_text(here: World, tmp_path: Path) -> None:
    """Markup of typst and turning signs in a name are letters; the same report gives the same bytes."""
    name = '#eval("1") $x$ *b* _c_ <a> @b \\ \u202edrahcir محمد'
    here.take("w_ch", {"ref": "t", "name": name, "kind": "organisation"})
    here.link()
    answer = here.divergence(kinds=(PartyKind.ORGANISATION,))
    with db.read(here.store.engine) as session:
        written, proof = manifest.write(
            session, answer, [tmp_path / "r.pdf", tmp_path / "again.pdf"], here.store.key_file
        )
    first = (tmp_path / "r.pdf").read_bytes()
    assert first == (tmp_path / "again.pdf").read_bytes()
    assert b"pdfuaid" in first
    assert [item.lines for item in written] == [len(answer.gap_lines)] * 2 == [1, 1]
    assert [f.why for f in manifest.verify(here.store.engine, proof)] == ["", ""]


def test_signs_without_a_font_cost_the_name_of_pdf_ua_and_nothing_else(here: World, tmp_path: Path) -> None:
    here.take("w_ch", {"ref": "t", "name": "\U00012000 Cuneiform", "born": "1901-01-01"})
    here.link()
    proof = write(here, tmp_path, "r.pdf")
    assert b"pdfuaid" not in (tmp_path / "r.pdf").read_bytes()
    assert [f.why for f in manifest.verify(here.store.engine, proof)] == [""]


def test_another_typesetter_is_not_taken_for_a_forgery(here: World, tmp_path: Path) -> None:
    proof = write(here, tmp_path, "r.pdf", "r.csv")
    claimed = json.loads(proof.read_text())
    claimed["typesetting"]["fonts"] = "0" * 64
    proof.write_text(json.dumps(claimed))
    found = {f.file: f.why for f in manifest.verify(here.store.engine, proof)}
    assert "other fonts" in found["r.pdf"]
    assert found["r.csv"] == ""


def test_a_report_verifies_after_more_is_known(here: World, tmp_path: Path) -> None:
    proof = write(here, tmp_path, "r.csv")
    here.take("w_us", {"ref": "late", "name": "Late Comer"})
    here.link()
    here.judge("w_gb:1", "w_eu:other", "same")
    assert [f.why for f in manifest.verify(here.store.engine, proof)] == [""]


def test_a_forged_manifest_is_found(here: World, tmp_path: Path) -> None:
    proof = write(here, tmp_path, "r.csv")
    claimed = json.loads(proof.read_text())
    claimed["sources"][0]["sha256"] = "0" * 64
    claimed["outputs"][0]["sha256"] = "0" * 64
    proof.write_text(json.dumps(claimed))
    assert {f.file for f in manifest.verify(here.store.engine, proof) if f.why} == {"sources", "r.csv"}


def test_a_report_says_how_far_the_trail_went(here: World, tmp_path: Path) -> None:
    """The manifest's signed head is checked when the report is; the report names the trail at the instant known."""
    proof = write(here, tmp_path, "r.json", "r.html")
    claimed = json.loads(proof.read_text())
    assert fault_of_head(claimed["audit_head"]) == ""
    about = json.loads((tmp_path / "r.json").read_text())["about"]["Audit trail at that instant"]
    assert about == f"{claimed['audit_head']['events']} events, last hash {claimed['audit_head']['hash']}"
    assert about in (tmp_path / "r.html").read_text()
    here.take("w_us", {"ref": "late", "name": "Late Comer"})
    here.store.key_file.unlink()  # A new key later does not make an old report another.
    assert [f.why for f in manifest.verify(here.store.engine, proof)] == ["", ""]
    for head in (None, {}, claimed["audit_head"] | {"events": 1}, claimed["audit_head"] | {"signature": "00" * 64}):
        proof.write_text(json.dumps(claimed | {"audit_head": head}))
        assert [f.file for f in manifest.verify(here.store.engine, proof) if f.why] == ["audit head"]


def test_what_is_no_manifest_is_refused(here: World, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(Invalid, match="not the manifest"):
        manifest.verify(here.store.engine, tmp_path / "x.json")
    with pytest.raises(NotFound):
        manifest.verify(here.store.engine, tmp_path / "none.json")
    with pytest.raises(Invalid, match="no report format"):
        write(here, tmp_path, "r.doc")
    assert not (tmp_path / "r.doc").exists()
