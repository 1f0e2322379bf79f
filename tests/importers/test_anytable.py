"""Any table, opened: values keep their type and place, what a screen hides is noticed, nothing unsafe is read."""

from datetime import date, datetime

import hostile
import oldxls
import pytest
import sheets as made
import xlsxwriter

from importers import anytable
from importers.anytable import cell_text, read_sheet
from importers.errors import FileRefused
from importers.gate import UPLOAD
from importers.textform import TextForm


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("List")
        sheet.write_row(0, 0, ["Reference", "Name", "Born", "Known", "Sum"])
        sheet.write_row(1, 0, [7, " Остап\xa0Вельмарин "])
        sheet.write_datetime(1, 2, datetime(1962, 3, 4), workbook.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
        sheet.write_boolean(1, 3, True)
        sheet.write_formula(2, 4, "=1+2", None, 3)
        sheet.merge_range(4, 0, 6, 0, "merged")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})
    return path


def test_values_keep_their_type(book):
    sheet = read_sheet(book)
    assert sheet.rows[1].number == 2
    assert sheet.rows[1].values[:4] == (7, "Остап Вельмарин", date(1962, 3, 4), True)
    assert type(sheet.rows[1].value(0)) is int
    assert sheet.rows[1].value(99) == ""


def test_what_a_screen_hides_is_noticed(book):
    (shown,) = anytable.sheets(book)
    facts = shown.facts
    assert (facts.hidden_rows, facts.hidden_columns, facts.merged) == ((3,), ("D",), ("A5:A7",))
    assert facts.has_formula(3, 4)
    assert not facts.has_formula(2, 4)
    said = " ".join(shown.noticed())
    assert all(word in said for word in ("Hidden rows", ": 3.", ": D.", "A5:A7", "the first at E3"))


@pytest.mark.parametrize(
    ("cell", "row", "words"),
    [("A1048576", 1_048_576, "over 100,000 rows"), ("XFD2", 2, "16,384 columns"), ("CW2", 2, "101 columns")],
)
def test_a_cell_far_away_is_refused_before_a_reader_asks_for_the_memory(tmp_path, cell, row, words):
    rows = [hostile.row(1, hostile.cell("A1", "Reference")), hostile.row(row, hostile.cell(cell, "x"))]
    with pytest.raises(FileRefused, match=words):
        read_sheet(hostile.workbook(tmp_path / "far.xlsx", rows))


def test_an_empty_cell_far_away_does_no_harm(tmp_path):
    rows = [hostile.row(1, hostile.cell("A1", "Reference")), hostile.row(2, '<c r="XFD2" s="0"/>')]
    assert len(read_sheet(hostile.workbook(tmp_path / "far.xlsx", rows)).rows) == 1


def ods_row(*cells, more=""):
    return f"<table:table-row{more}>" + "".join(cells) + "</table:table-row>"


def ods_cell(text, more=""):
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def test_ods_hidden_merged_and_formula(tmp_path):
    path = hostile.ods(
        tmp_path / "t.ods",
        "<table:table-column/><table:table-column table:visibility='collapse'/>"
        + ods_row(ods_cell("Reference"), ods_cell("Name"))
        + ods_row(
            ods_cell("A1", " table:number-rows-spanned='2'"),
            ods_cell("3", " table:formula='of:=1+2'"),
            more=" table:visibility='collapse'",
        ),
    )
    facts = read_sheet(path).facts
    assert (facts.hidden_rows, facts.hidden_columns, facts.merged) == ((2,), ("B",), ("A2",))
    assert facts.has_formula(2, 1)


def test_ods_content_far_away_is_refused(tmp_path):
    far = "<table:table-row table:number-rows-repeated='1000000'><table:table-cell/></table:table-row>"
    path = hostile.ods(tmp_path / "t.ods", ods_row(ods_cell("Reference")) + far + ods_row(ods_cell("x")))
    with pytest.raises(FileRefused, match="1,000,002 rows"):
        read_sheet(path)


def test_xls_is_read_and_looked_at(tmp_path):
    path = oldxls.workbook(
        tmp_path / "t.xls",
        [
            oldxls.text(0, 0, "Reference"), oldxls.text(0, 1, "Name"), oldxls.hidden_row(1),
            oldxls.number(1, 0, 12), oldxls.text(1, 1, "Ивана"), oldxls.formula(2, 0, 3.0),
        ],
    )  # fmt: skip
    sheet = read_sheet(path)
    assert [row.values[:2] for row in sheet.rows[:2]] == [("Reference", "Name"), (12, "Ивана")]
    assert sheet.facts.hidden_rows == (2,)
    assert sheet.facts.has_formula(3, 0)


@pytest.mark.parametrize(
    ("records", "streams", "words"),
    [
        ([oldxls.text(65_000, 200, "x")], ("Workbook",), "201 columns"),
        ([], ("Workbook", "_VBA_PROJECT_CUR"), "macros"),
        ([], ("EncryptedPackage",), "encrypted"),
        ([], ("WordDocument",), "no workbook"),
    ],
)
def test_xls_that_is_not_safe_is_refused(tmp_path, records, streams, words):
    with pytest.raises(FileRefused, match=words):
        read_sheet(oldxls.workbook(tmp_path / "t.xls", records, streams=streams))


def test_xls_whose_chain_never_ends_is_refused(tmp_path):
    path = oldxls.workbook(tmp_path / "t.xls", [])
    data = bytearray(path.read_bytes())
    data[-512:-508] = (0).to_bytes(4, "little")  # the first sector follows itself
    path.write_bytes(data)
    with pytest.raises(FileRefused, match="never ends"):
        read_sheet(path)


@pytest.mark.parametrize("cut", range(0, 5_000, 450))
def test_a_cut_xls_is_refused_or_read_as_it_is(tmp_path, cut):
    path = oldxls.workbook(tmp_path / "t.xls", [oldxls.text(0, 0, "Reference")])
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(FileRefused):
        read_sheet(path)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, mark):
    path = tmp_path / "t.csv"
    path.write_text("".join(mark.join((f"A{n}", "Doe, Jane", "x")) + "\n" for n in range(5)).replace(
        "Doe, Jane", '"Doe, Jane"'), encoding="utf-8")  # fmt: skip
    sheet = read_sheet(path)
    assert sheet.form == TextForm("utf-8", mark)
    assert sheet.rows[0].values == ("A0", "Doe, Jane", "x")


def test_another_encoding_is_a_guess_that_shows_itself(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("Référence;Nom\n1;Zoé Exemplière\n2;Noël Différent\n".encode("cp1252"))
    sheet = read_sheet(path)
    assert not sheet.form.confirmed
    assert "Référence" in dict(sheet.guess.readings)["cp1252"]
    assert read_sheet(path, form=TextForm("cp1252", ";")).rows[1].values == ("1", "Zoé Exemplière")
    with pytest.raises(FileRefused, match="There is no encoding"):
        read_sheet(path, form=TextForm("cp0", ";"))


def test_utf_16_with_its_mark_needs_no_guess(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_bytes("Reference\tName\n1\tИвана\n".encode("utf-16"))
    assert read_sheet(path).form == TextForm("utf-16", "\t")


def test_lines_quoted_as_a_whole_are_noticed(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('"Reference;Name\t\t"\n"1;Ivana\t\t"\n"2;Petr\t\t"\n', encoding="utf-8")
    sheet = read_sheet(path)
    assert (sheet.form.wrapped, sheet.form.confirmed) == (True, False)
    assert sheet.rows[1].values == ("1", "Ivana")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Reference,Name\n1," + "a" * 20_001 + "\n", "20,000 characters"),
        ("Reference," * 101 + "\n", "101 columns|102 columns"),
        ("Reference,Name\n" + "1,a\n" * UPLOAD.rows, "over 100,000 rows"),
    ],
    ids=["cell", "columns", "rows"],
)
def test_limits_of_text(tmp_path, text, words):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match=words):
        read_sheet(path)


def test_limits_of_workbooks(tmp_path):
    with pytest.raises(FileRefused, match=r"row 2.*20,001 characters"):
        read_sheet(made.write_xlsx(tmp_path / "t.xlsx", [["Name"], ["a" * 20_001]]))


def test_one_table_in_every_form_gives_the_same_cells(tmp_path):
    rows = [["Reference", "Name"], ["0012", "Ивана Примерова"], ["0013", "عمر"]]
    records = [oldxls.text(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    files = (
        made.write_xlsx(tmp_path / "t.xlsx", rows),
        made.write_ods(tmp_path / "t.ods", rows),
        made.write_csv(tmp_path / "t.csv", rows),
        oldxls.workbook(tmp_path / "t.xls", records),
    )
    for path in files:
        assert [[cell_text(value) for value in row.values] for row in read_sheet(path).rows] == rows
