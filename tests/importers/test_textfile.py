"""CSV files: encodings, line ends, quotes, and the row that each begins at."""

import gzip

import oldxls
import pytest

from importers import textfile
from importers.errors import FileRefused
from importers.gate import Limits


def written(tmp_path, data):
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,\xc3\xa9\n",
        b"\xef\xbb\xbfa,b\r\n1,\xc3\xa9\r\n",
        b"a,b\r1,\xc3\xa9",
        "a,b\n1,é\n".encode("utf-16"),
        b"a,b\n1,\xc3\xa9\n\x1a",
        b"a,b\n\n,\n1,\xc3\xa9\n\n",
        gzip.compress(b"a,b\n1,\xc3\xa9\n"),
    ],
    ids=["plain", "BOM and CRLF", "CR", "UTF-16", "Ctrl-Z", "blank rows", "gzip"],
)
def test_the_same_rows_however_written(tmp_path, data):
    assert [row.cells for row in textfile.rows(written(tmp_path, data))] == [("a", "b"), ("1", "é")]


def test_rows_know_the_line_they_begin_at(tmp_path):
    path = written(tmp_path, b'a,b\n"two\nlines",x\n\nlast,y\n')
    assert [row.number for row in textfile.rows(path)] == [1, 2, 5]


def test_lenient_quotes_inside_unquoted_fields(tmp_path):
    path = written(tmp_path, b'id;name\n1;The "Karst" Group\n')
    assert [row.cells for row in textfile.rows(path, ";", lenient=True)][1] == ("1", 'The "Karst" Group')


@pytest.mark.parametrize(
    ("data", "words", "line"),
    [
        (b"a,b\n1,\xe9\n", "0xe9", 2),
        (b'a,b\n1,"never closed\n2,x\n', "damaged", 2),
        (b'a,b\n1,"closed" too soon\n', "damaged", 2),
        (b"a,b\n" + b"x\n" * 3_000 + b"1,\x00\n", "NUL", 3_002),
        (b"a,b\n" + b"," * 300 + b"x\n", "301 columns", 2),
    ],
    ids=["encoding", "open quote", "quote closed too soon", "NUL", "columns"],
)
def test_damage_is_refused_with_its_line(tmp_path, data, words, line):
    path = written(tmp_path, data)
    with pytest.raises(FileRefused, match=words) as refused:
        list(textfile.rows(path))
    assert refused.value.position.row == line


def test_a_workbook_is_no_text(tmp_path):
    with pytest.raises(FileRefused, match="kind xls"):
        list(textfile.rows(oldxls.workbook(tmp_path / "list.csv", [oldxls.text(0, 0, "Reference")])))


def test_rows_and_cells_are_bounded(tmp_path):
    limits = Limits(file_bytes=10_000, unpacked_bytes=10_000, rows=3, cell_characters=10)
    with pytest.raises(FileRefused, match="over 3 rows"):
        list(textfile.rows(written(tmp_path, b"a\n" * 4), limits=limits))
    with pytest.raises(FileRefused, match="over 10 characters"):
        list(textfile.rows(written(tmp_path, b"a\n" + b"b" * 11), limits=limits))
