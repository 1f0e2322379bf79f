"""What may be opened at all: hostile, damaged and mistaken files are refused with one error, in one sentence."""

import gzip

import hostile
import openpyxl
import pytest

from importers import gate, textfile, workbook, xmlfile
from importers.errors import FileRefused
from importers.gate import OFFICIAL, UPLOAD, Limits, gunzip, kind_of

SMALL = Limits(file_bytes=1_000_000, unpacked_bytes=4_000_000, ratio_from_bytes=100_000)
ROWS = [hostile.row(1, hostile.cell("A1", "Reference"), hostile.cell("B1", "Name"))]


def names(value):
    """Test names that do not hold the bytes: an archive's differ from one collection to the next."""
    return "file" if isinstance(value, bytes) else None


def book(rows=ROWS, dimension="A1:B2"):
    return hostile.members(hostile.sheet(rows, dimension))


def written(tmp_path, data, name="file.bin"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'<?xml version="1.0"?><a/>', "xml"),
        (b"\xef\xbb\xbf<a/>", "xml"),
        ("<a/>".encode("utf-16"), "xml"),
        (b"Reference,Name\n1,Maro\n", "text"),
        ("Reference,Name\n".encode("utf-16"), "text"),
        (gzip.compress(b"a,b\n"), "gzip"),
        (hostile.zipped(book()), "xlsx"),
    ],
    ids=names,
)
def test_the_bytes_say_what_a_file_is_whatever_its_name(tmp_path, data, kind):
    assert kind_of(written(tmp_path, data, "list.pdf")) == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<!DOCTYPE html><html><body>502 Bad gateway", "web page"),
        (b"\n\n  <HTML><head>", "web page"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "web page"),
        (b"a,b\x00c\n", "NUL"),
        ("<a/>".encode("utf-32-be"), "UTF-32"),
        ("<a/>".encode("utf-32-le"), "UTF-32"),
        (hostile.zipped({"readme.txt": "hello"}), "not a workbook"),
        (hostile.zipped({**book(), "xl/vbaProject.bin": b"x"}), "macros"),
        (hostile.zipped({**book(), "xl/externalLinks/externalLink1.xml": "<a/>"}), "macros, links"),
        (hostile.zipped({**book(), "../evil.xml": "<a/>"}), "outside"),
        (hostile.zipped({**book(), "/etc/evil.xml": "<a/>"}), "outside"),
        (hostile.zipped({**book(), "c:evil.xml": "<a/>"}), "outside"),
        (hostile.zipped({**book(), "inner.zip": b"PK"}), "another archive"),
        (hostile.zipped({**book(), "xl/styles.xml": '<!DOCTYPE s [<!ENTITY e "x">]><s>&e;</s>'}), "document type"),
        (hostile.zipped({**book(), "xl/big.xml": b"0" * 2_000_000}), "times its size"),
        (hostile.zipped({**book(), **{f"xl/{n}.xml": "<a/>" for n in range(220)}}), "members"),
        (hostile.zipped(book()) + b"<html>another file</html>", "after the archive"),
        (b"MZ another file" + hostile.zipped(book()), "NUL"),
        (hostile.zipped(book())[:400], "damaged"),
        (b"x" * 1_000_001, "bytes"),
    ],
    ids=names,
)
def test_refused_with_a_sentence(tmp_path, data, words):
    path = written(tmp_path, data)
    with pytest.raises(FileRefused, match=words) as refused:
        kind_of(path, SMALL)
    assert refused.value.position.file == "file.bin"


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    with pytest.raises(FileRefused, match="folder"):
        kind_of(tmp_path)
    with pytest.raises(FileRefused, match="cannot be opened"):
        kind_of(tmp_path / "nothing.xml")


def test_members_of_one_name_or_that_overlap_are_refused(tmp_path):
    twice = hostile.zipped({**book(), "xl/workbooX.xml": "<other/>"}).replace(b"workbooX", b"workbook")
    with pytest.raises(FileRefused, match="twice"):
        kind_of(written(tmp_path, twice))
    data = bytearray(hostile.zipped(book()))
    central = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[central + 42 : central + 46] = (4).to_bytes(4, "little")  # the second member is said to begin in the first
    with pytest.raises(FileRefused, match="overlap"):
        kind_of(written(tmp_path, bytes(data), "overlap.xlsx"))


def test_a_member_that_holds_more_than_it_says_is_refused(tmp_path):
    data = bytearray(hostile.zipped({**book(), "xl/z.xml": b"<a>" + b"0" * 90_000 + b"</a>"}))
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    with pytest.raises(FileRefused, match="its sizes differs"):
        kind_of(written(tmp_path, bytes(data), "lying.xlsx"))


def test_an_encrypted_member_is_refused(tmp_path):
    data = bytearray(hostile.zipped(book()))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    with pytest.raises(FileRefused, match="encrypted"):
        kind_of(written(tmp_path, bytes(data)))


def test_gzip_is_unpacked_within_the_limit_only(tmp_path):
    assert gunzip(written(tmp_path, gzip.compress(b"a,b\n"))) == b"a,b\n"
    with pytest.raises(FileRefused, match="unpacks to more"):
        gunzip(written(tmp_path, gzip.compress(b"0" * 5_000_000), "bomb.gz"), SMALL)
    with pytest.raises(FileRefused, match="damaged"):
        gunzip(written(tmp_path, gzip.compress(b"a,b\n" * 1000)[:-9], "cut.gz"))


def test_xml_disguised_by_gzip_is_not_opened_as_xml(tmp_path):
    path = written(tmp_path, gzip.compress(b"<list/>"), "list.xml")
    with pytest.raises(FileRefused, match="not an XML file"):
        xmlfile.root_of(path)


def test_t1_an_understated_dimension_hides_no_row(tmp_path):
    rows = [hostile.row(n, hostile.cell(f"A{n}", str(n)), hostile.cell(f"C{n}", "x")) for n in range(1, 1001)]
    for dimension in ("A1", "A1:C11"):
        path = hostile.workbook(tmp_path / f"{len(dimension)}.xlsx", rows, dimension)
        found = list(workbook.rows(path))
        assert len(found) == 1000
        assert found[999].cells == ("1000", "", "x")
        trap = openpyxl.load_workbook(path, read_only=True)
        assert len(list(trap["Data"].iter_rows())) < 1000, "the trap this guards against is gone"
        trap.close()


def test_t2_row_numbers_must_rise(tmp_path):
    rows = [hostile.row(n, hostile.cell(f"A{n}", str(n))) for n in (1, 2, 2, 3)]
    with pytest.raises(FileRefused, match="row number 2 follows row 2"):
        list(workbook.rows(hostile.workbook(tmp_path / "twice.xlsx", rows)))
    backwards = [hostile.row(n, hostile.cell(f"A{n}", str(n))) for n in (1, 3, 2)]
    with pytest.raises(FileRefused, match="follows row 3"):
        list(workbook.rows(hostile.workbook(tmp_path / "back.xlsx", backwards)))


@pytest.mark.parametrize("cells", [("A2", "A2"), ("A2", "B9"), ("A9",)])
def test_t2_cells_must_stand_in_their_own_row_once(tmp_path, cells):
    rows = [*ROWS, hostile.row(2, *(hostile.cell(place, "x") for place in cells))]
    with pytest.raises(FileRefused, match="Row 2 holds") as refused:
        list(workbook.rows(hostile.workbook(tmp_path / "cells.xlsx", rows)))
    assert (refused.value.position.sheet, refused.value.position.row) == ("Data", 2)


@pytest.mark.parametrize(
    ("formula", "official", "upload"),
    [
        ('<c r="B2"><f>1+1</f></c>', False, False),
        ('<c r="B2"><f>1+1</f><v></v></c>', False, False),
        ('<c r="B2"><f>1+1</f><v/></c>', False, False),
        ('<c r="B2"><f t="shared" si="0"/><v>2</v></c>', True, False),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', True, False),
        ('<c r="B2" t="str"><f>IF(A2="","","x")</f><v></v></c>', True, False),
        ('<c r="B2"><v>2</v></c>', True, True),
    ],
)
def test_t3_a_formula_is_never_read_as_blank(tmp_path, formula, official, upload):
    rows = [*ROWS, f'<row r="2">{hostile.cell("A2", "7")}{formula}</row>']
    path = hostile.workbook(tmp_path / "formula.xlsx", rows)
    for limits, accepted in ((OFFICIAL, official), (UPLOAD, upload)):
        if accepted:
            assert [row.cells[0] for row in workbook.rows(path, limits=limits)] == ["Reference", "7"]
            continue
        with pytest.raises(FileRefused, match="formula") as refused:
            list(workbook.rows(path, limits=limits))
        assert refused.value.position.column == "B"


def test_t4_an_over_long_cell_is_refused_not_cut(tmp_path):
    path = written(tmp_path, b"Reference,Name\n1," + b"a" * 40_000 + b"\n")
    with pytest.raises(FileRefused, match="20,000"):
        list(textfile.rows(path, limits=UPLOAD))
    assert len(list(textfile.rows(path))) == 2


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE a><a/>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "1"><!ENTITY y "&x;&x;">]><a>&y;</a>',
        b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>',
        b"<?xml version='1.0'?><!--"
        + b"x" * 100_000
        + b"--><!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'.encode("utf-16"),
    ],
    ids=names,
)
def test_t16_no_document_type_definition(tmp_path, data):
    with pytest.raises(FileRefused, match="document type definition"):
        list(xmlfile.elements(written(tmp_path, data), "a"))


@pytest.mark.parametrize("encoding", ["utf-7", "UTF-7", "ebcdic-cp-us", "iso-8859-1", "big5", "ucs-4"])
@pytest.mark.parametrize("form", ['encoding="{}"', "encoding = '{}'"])
def test_t16_only_utf_8_and_utf_16(tmp_path, encoding, form):
    head = '<?xml version="1.0" ' + form.format(encoding) + "?><a/>"
    with pytest.raises(FileRefused, match="Only UTF-8 and UTF-16"):
        xmlfile.root_of(written(tmp_path, head.encode()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_t16_both_common_encodings_are_read(tmp_path, encoding):
    path = written(tmp_path, f'<?xml version="1.0" encoding="{encoding}"?><a n="é">Ж</a>'.encode(encoding))
    assert xmlfile.root_of(path) == ("a", {"n": "é"})


def test_t16_depth_and_attributes_are_bounded(tmp_path):
    deep = b"<a>" * 65 + b"</a>" * 65
    with pytest.raises(FileRefused, match="64 levels"):
        list(xmlfile.elements(written(tmp_path, deep), "a"))
    very_deep = b"<a>" * 200_000 + b"</a>" * 200_000
    with pytest.raises(FileRefused):
        list(xmlfile.elements(written(tmp_path, very_deep, "very.xml"), "a"))
    wide = b"<a " + b" ".join(b'x%d="1"' % n for n in range(300)) + b"/>"
    with pytest.raises(FileRefused, match="attributes"):
        list(xmlfile.elements(written(tmp_path, wide, "wide.xml"), "a"))


def test_t16_nothing_is_included(tmp_path):
    data = b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="other.xml"/></a>'
    with pytest.raises(FileRefused, match="includes"):
        list(xmlfile.elements(written(tmp_path, data), "a"))


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_xml_is_refused_where_it_breaks_off(tmp_path, cut):
    whole = b"<list>" + b"<item><name>Maro Tessan</name></item>\n" * 50 + b"</list>"
    with pytest.raises(FileRefused, match="damaged"):
        list(xmlfile.elements(written(tmp_path, whole[: int(len(whole) * cut)]), "item"))


def test_an_ods_with_repeated_content_is_refused(tmp_path):
    text = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    blank = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    fine = hostile.ods(tmp_path / "fine.ods", f"<table:table-row>{text}</table:table-row>{blank}")
    assert [row.cells for row in workbook.rows(fine)] == [("x",)]
    bomb = f'<table:table-row table:number-rows-repeated="1000000">{text}</table:table-row>'
    with pytest.raises(FileRefused, match="repeated"):
        list(workbook.rows(hostile.ods(tmp_path / "bomb.ods", bomb)))


def test_the_gate_is_passed_once_for_each_state_of_a_file(tmp_path):
    path = written(tmp_path, hostile.zipped(book()), "book.xlsx")
    assert kind_of(path) == "xlsx"
    path.write_bytes(hostile.zipped({"readme.txt": "now another file altogether"}))
    with pytest.raises(FileRefused):
        gate.kind_of(path)
