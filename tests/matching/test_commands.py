"""The command line: what goes in and out, and that a bad row is named and never stops the rest."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matching.commands import main
from matching.csvfiles import CellError, births_of, identifiers_of, kind_of
from matching.subject import Identifier, Kind


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def written(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pairs.csv").write_text(
        "kind,name_a,name_b,born_a,born_b,note\n"
        'person,"TESK, Orlan Viktor",Orlan Viktor Tesk,1961,1961-02-03,kept\n'
        ",Орлан Теск,Bim Lundqvist,,,\n"
        "ghost,Orlan Tesk,Orlan Tesk,,,\n"
        "person,,Orlan Tesk,,,\n"
        "person,Orlan Tesk,Orlan Tesk,3 Feb,,\n"
        "person,one cell too few\n"
        "company,Norland Dredging LLC,NORLAND DREDGING L.L.C.,,,\n",
        encoding="utf-8",
    )
    (tmp_path / "names.csv").write_text(
        "id,kind,name,strength\n1,individual,Orlan Viktor Tesk,\n1,,Орлан Теск,weak\n2,ship,NORLAND STAR,\n3,,...,\n",
        encoding="utf-8-sig",
    )
    (tmp_path / "queries.csv").write_text(
        "id,kind,name\nq1,person,Orlan Viktor Teskk\nq2,person,Somebody Quite Different\n", encoding="utf-8"
    )
    (tmp_path / "listings.csv").write_text(
        "list,reference,kind,name,strength,born,country,identifiers\n"
        "xa,1,person,Orlan Viktor Tesk,,1961-02-03,SY;IQ,passport:X1234567\n"
        'xb,7,person,"TESK, Orlan Viktor",,1961,IQ,X1234567;QDi.900\n'
        "xb,8,person,Bim Lundqvist,,,,\n"
        "xb,,person,Nobody,,,,\n",
        encoding="utf-8",
    )
    return tmp_path


def test_compare_keeps_the_columns_and_adds_score_verdict_and_reason(folder: Path) -> None:
    result = run("compare", folder / "pairs.csv", "--out", folder / "scores.csv")
    rows = written(folder / "scores.csv")
    assert list(rows[0]) == ["kind", "name_a", "name_b", "born_a", "born_b", "note", "score", "verdict", "reason"]
    assert [row["verdict"] for row in rows] == ["same", "different", "same"]
    assert rows[0]["note"] == "kept"
    assert all(0 <= float(row["score"]) <= 1 and row["reason"] for row in rows)
    assert result.exit_code == 1


def test_bad_rows_are_named_with_line_and_reason(folder: Path) -> None:
    said = run("compare", folder / "pairs.csv", "--out", folder / "scores.csv").stderr
    for line, why in [
        (4, "unknown kind 'ghost'"),
        (5, "no name"),
        (6, "birth date '3 Feb' is not like 1962"),
        (7, "2 cells, but the header has 6"),
    ]:
        assert f"line {line}: {why}" in said
    assert "4 rows were refused, the rest was processed" in said


def test_screen_writes_alerts_only_and_prints_the_rate(folder: Path) -> None:
    result = run("screen", folder / "names.csv", folder / "queries.csv", "--out", folder / "hits.csv")
    rows = written(folder / "hits.csv")
    assert list(rows[0]) == ["query", "rank", "id", "score", "verdict", "name", "reason"]
    assert [(row["query"], row["rank"], row["id"]) for row in rows] == [("q1", "1", "1")]
    assert "queries per second" in result.stderr
    assert "line 5: name '...' has no letter or digit" in result.stderr


def test_link_writes_pairs_and_prints_how_they_were_found(folder: Path) -> None:
    result = run("link", folder / "listings.csv", "--out", folder / "links.csv")
    rows = written(folder / "links.csv")
    assert list(rows[0]) == ["list_a", "reference_a", "list_b", "reference_b", "score", "verdict", "reason"]
    assert [rows[0][column] for column in ("list_a", "reference_a", "list_b", "reference_b", "verdict")] == [
        "xa", "1", "xb", "7", "same",
    ]  # fmt: skip
    for words in ("compared 3 x 3 listings, 2 pairs; blocked by", "peak memory", "line 5: no reference"):
        assert words in result.stderr
    assert result.exit_code == 1


def test_the_same_input_gives_the_same_bytes(folder: Path) -> None:
    for out in ("one.csv", "two.csv"):
        run("link", folder / "listings.csv", "--out", folder / out)
    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()


def test_good_input_exits_with_zero_and_dash_is_standard_output(folder: Path) -> None:
    (folder / "good.csv").write_text("kind,name_a,name_b\nperson,Orlan Tesk,Tesk Orlan\n", encoding="utf-8")
    result = run("compare", folder / "good.csv")
    assert result.exit_code == 0
    assert result.stdout.startswith("kind,name_a,name_b,score,verdict,reason\nperson,Orlan Tesk,Tesk Orlan,")


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "has no column kind"), (b"kind,name_a\n", "has no column name_b"),
     (b"kind,name_a,name_b\n\xff,a,b\n", "UTF-8"),
     (b"kind,name_a,name_b,kind\n", "names a column twice")],
)  # fmt: skip
def test_a_file_of_another_shape_is_refused_whole(folder: Path, content: bytes, why: str) -> None:
    (folder / "odd.csv").write_bytes(content)
    result = run("compare", folder / "odd.csv", "--out", folder / "scores.csv")
    assert result.exit_code == 1
    assert why in result.stderr


def test_an_endless_cell_is_refused(folder: Path) -> None:
    (folder / "long.csv").write_text(f"kind,name_a,name_b\n,{'x' * 5000},b\n,a,a\n", encoding="utf-8")
    result = run("compare", folder / "long.csv", "--out", folder / "scores.csv")
    assert "a cell of 5,000 characters" in result.stderr
    assert len(written(folder / "scores.csv")) == 1


@pytest.mark.parametrize("command", ["compare", "screen", "link"])
def test_help_names_every_column(command: str) -> None:
    said = run(command, "--help").stdout
    assert {"compare": "born_a,born_b", "screen": "query,rank,id,score", "link": "list,reference,kind,name"}[
        command
    ] in said
    assert "refused" in said


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Individual", Kind.PERSON), ("ENTITY", Kind.ORGANISATION), ("organization", Kind.ORGANISATION),
     ("company", Kind.ORGANISATION), ("Ship", Kind.VESSEL), ("aircraft", Kind.AIRCRAFT), (" ", None)],
)  # fmt: skip
def test_kinds_in_the_words_of_the_lists(word: str, kind: Kind | None) -> None:
    assert kind_of(word) is kind


def test_dates_and_identifiers_as_lists_write_them() -> None:
    assert births_of("1962; ~1963;1960/1963") == ("1962", "~1963", "1960/1963")
    assert identifiers_of("passport: AB1;77;QDi.900") == (
        (Identifier("passport", "AB1"), Identifier("", "77")),
        ("QDi.900",),
    )
    with pytest.raises(CellError, match="birth date"):
        births_of("03/02/1961")
