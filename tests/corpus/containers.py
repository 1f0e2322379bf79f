"""Workbooks whose container lies, hides, runs or bursts: refused at the gate, before any value is looked at."""

import io
import struct
import tarfile
import zipfile
import zlib
from functools import partial

from corpus.books import (
    HEAD,
    MAIN,
    MARK,
    ONE,
    RELATIONS,
    SHEET,
    TWO,
    Raw,
    book,
    packed,
    parts,
    relation,
    rels,
    row,
    rows,
    sheet,
)
from corpus.cases import OK, REFUSE, WARN, Case
from corpus.zipbytes import Member, archive

_KIND = "application/vnd.ms-excel"


def good() -> bytes:
    return book(ONE, TWO)


def _members(**more: bytes) -> list[Member]:
    return [Member(name, data) for name, data in {**parts(sheet(rows(ONE, TWO))), **more}.items()]


def _with(**more: bytes) -> bytes:
    return archive(_members(**{name.replace("__", "/"): data for name, data in more.items()}))


def _sheet(xml: str | bytes) -> bytes:
    contents = parts("")
    return packed({**contents, SHEET: xml.encode() if isinstance(xml, str) else xml})


def _plus(name: str, data: bytes = b"<a/>", **more: str) -> bytes:
    return packed({**parts(sheet(rows(ONE, TWO)), **more), name: data})


def _lie(place: int = -1, **fields: object) -> bytes:
    """The good workbook with fields of one member replaced."""
    members = _members()
    for field, value in fields.items():
        setattr(members[place], field, value)
    return archive(members)


def _xml(text: str) -> bytes:
    return text.encode()


def _defined(before: str, entity: str = "") -> bytes:
    xml = sheet(rows((*ONE[:2], f"Ivana{entity}", *ONE[3:]))).replace("?>\n", f"?>\n{before}", 1)
    return _sheet(xml.replace("&amp;e;", "&e;"))


def _described(*values: int, form: str = "<4s3L") -> bytes:
    """The sheet's sizes stand behind it, as streaming writers do, true unless given."""
    members = _members()
    member = members[-1]
    true = (zlib.crc32(member.data), len(member.body()), len(member.data))
    member.flags = 8
    member.local = {"crc": 0, "packed": 0, "size": 0}
    member.descriptor = struct.pack(form, b"PK\x07\x08", *(values or true))
    return archive(members)


def _bitflip() -> bytes:
    members = _members()
    body = bytearray(members[-1].body())
    body[len(body) // 2] ^= 0x10
    members[-1].packed = bytes(body)
    return archive(members)


def _twice() -> bytes:
    members = _members()
    return archive([*members, Member(SHEET, sheet(rows(TWO)).encode())])


def _truncated_sheet_bytes() -> bytes:
    """The sheet goes on beyond the size and check sum that both headers state."""
    members = _members()
    member = members[-1]
    short = member.data[:-40]
    told: dict[str, int | str] = {"crc": zlib.crc32(short), "size": len(short)}
    member.local, member.central = dict(told), dict(told)
    return archive(members)


def _many_rows(number: int) -> bytes:
    return _sheet(sheet([*rows(ONE), *(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(4, number))]))


def _blank(name: str, before: bytes, after: bytes, mebibytes: int) -> Member:
    """A member that unpacks to as much blank, packed without being there whole."""
    packer, check, size, out = zlib.compressobj(9, zlib.DEFLATED, -15), 0, 0, bytearray()
    for piece in (before, *[b" " * (1 << 20)] * mebibytes, after):
        check, size = zlib.crc32(piece, check), size + len(piece)
        out += packer.compress(piece)
    told: dict[str, int | str] = {"crc": check, "size": size}
    return Member(name, b"", packed=bytes(out + packer.flush()), local=dict(told), central=dict(told))


def _big_sheet() -> bytes:
    head, end = sheet(rows(ONE)).encode().split(b"</sheetData>")
    return archive([*_members()[:-1], _blank(SHEET, head + b"</sheetData><!--", b"-->" + end, 300)])


def _shared_text_bomb() -> bytes:
    texts = f'<sst xmlns="{MAIN}"><si><t>{"x" * 19_000}</t></si></sst>'
    cells = "".join(row(n, [Raw('<c r="{r}" t="s"><v>0</v></c>')] * 9) for n in range(4, 20_000))
    contents = parts(sheet([*rows(ONE), cells]), relations=relation("rId9", "sharedStrings", "sharedStrings.xml"))
    return packed({**contents, "xl/sharedStrings.xml": texts.encode()})


def _utf_16() -> bytes:
    text = sheet(rows(ONE, TWO)).replace("UTF-8", "UTF-16")
    return _sheet(text.encode("utf-16"))


def _utf_16_twice() -> bytes:
    xml = sheet([*rows(ONE), row(3, TWO)]).replace("UTF-8", "UTF-16")
    return _sheet(xml.encode("utf-16"))


def _stock(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, data in parts(sheet(rows(ONE, TWO))).items():
            made.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, method)
    return buffer.getvalue()


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as made:
        made.addfile(tarfile.TarInfo("x"), io.BytesIO())
    return buffer.getvalue()


def _zip(**members: bytes) -> bytes:
    return archive([Member(name.replace("__", "/"), data) for name, data in members.items()])


def _far(address: str) -> bytes:
    number = int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return _sheet(sheet([*rows(ONE), f'<row r="{number}"><c r="{address}"><v>1</v></c></row>']))


def _sst(index: int) -> bytes:
    contents = parts(
        sheet(rows((*ONE[:2], Raw(f'<c r="{{r}}" t="s"><v>{index}</v></c>'), *ONE[3:]))),
        relations=relation("rId9", "sharedStrings", "sharedStrings.xml"),
    )
    texts = f'<sst xmlns="{MAIN}"><si><t>Ivana</t></si></sst>'
    return packed({**contents, "xl/sharedStrings.xml": texts.encode()})


def _single_quoted_twice() -> bytes:
    return _sheet(sheet([*rows(ONE), "<row r='3'><c r='A3'><v>5</v></c></row>"]))


def _prefixed(rows_xml: list[str]) -> bytes:
    xml = sheet(rows_xml)
    for name in ("worksheet", "dimension", "sheetData", "row", "c", "is", "t", "v"):
        xml = xml.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        xml = xml.replace(f"</{name}>", f"</x:{name}>")
    return _sheet(xml.replace("xmlns=", "xmlns:x="))


def _nested(depth: int) -> bytes:
    return _sheet(sheet(rows(ONE), tail=f"<extLst>{'<a>' * depth}{'</a>' * depth}</extLst>"))


_EXTERNAL = relation("rId7", "externalLink", "externalLinks/externalLink1.xml")
_DTD = '<!DOCTYPE worksheet [<!ENTITY e "x">]>'
_LAUGHS = (
    "<!DOCTYPE w [<!ENTITY a 'ha'>"
    + "".join(
        f"<!ENTITY {one} '{'&' + other + ';'}{'&' + other + ';'}'>"
        for one, other in zip("bcdefghije", "abcdefghij", strict=True)
    )
    + "]>"
)
_BOOK_XXE = "<!DOCTYPE w [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"


def _workbook_xxe() -> bytes:
    contents = parts(sheet(rows(ONE)))
    xml = contents["xl/workbook.xml"].decode().replace("?>\n", f"?>\n{_BOOK_XXE}", 1)
    return packed({**contents, "xl/workbook.xml": xml.encode()})


CASES: tuple[Case, ...] = (
    Case(1, "macro.xlsm", REFUSE, good, "programs"),
    Case(2, "absolute_member.xlsx", REFUSE, partial(_plus, "/etc/evil.xml"), "outside itself"),
    Case(3, "billion_laughs_sheet.xlsx", REFUSE, partial(_defined, _LAUGHS, "&e;"), "document type definition"),
    Case(4, "bitflip_member.xlsx", REFUSE, _bitflip, "damaged"),
    Case(
        6,
        "bomb_extra_member.xlsx",
        REFUSE,
        lambda: archive([*_members(), _blank("xl/extra.bin", b"", b"", 60)]),
        "times its size",
        bomb=True,
    ),
    Case(7, "bomb_rows_xml.xlsx", REFUSE, partial(_many_rows, 1_200_000), "rows", bomb=True),
    Case(8, "bomb_sheet_300MB.xlsx", REFUSE, _big_sheet, "unpacks to", bomb=True),
    Case(9, "bzip2_members.xlsx", REFUSE, partial(_stock, zipfile.ZIP_BZIP2), "unusual way"),
    Case(
        11,
        "cell_bad_ref_path.xlsx",
        REFUSE,
        lambda: _sheet(sheet([*rows(ONE), row(4, [Raw('<c r="../A1"><v>1</v></c>')])])),
        "another row",
        at=("Listings", 4, None),
    ),
    Case(12, "cell_bad_sst_index.xlsx", REFUSE, partial(_sst, 99), "cannot be read", at=("Listings", None, None)),
    Case(
        28,
        "cell_error_cell.xlsx",
        REFUSE,
        lambda: book((*ONE[:2], Raw('<c r="{r}" t="e"><v>#REF!</v></c>'), *ONE[3:])),
        "error",
        at=("Listings", 3, "C"),
    ),
    Case(
        29,
        "cell_formula_cell.xlsx",
        REFUSE,
        lambda: book((*ONE[:2], Raw('<c r="{r}" t="str"><f>A1</f><v>Ivana</v></c>'), *ONE[3:])),
        "formula",
        at=("Listings", 3, "C"),
    ),
    Case(
        33,
        "cell_huge_reason.xlsx",
        REFUSE,
        lambda: book((*ONE[:8], "x" * 20_001)),
        "20,001 characters",
        at=("Listings", 3, "I"),
    ),
    Case(
        38,
        "cell_long_name_32k.xlsx",
        REFUSE,
        lambda: book((*ONE[:2], "x" * 32_767, *ONE[3:])),
        "characters",
        at=("Listings", 3, "C"),
    ),
    Case(52, "csv_named.xlsx", REFUSE, lambda: b"Reference,Name\r\nA-1,Ivana\r\n", "named .xlsx"),
    Case(55, "docx_as.xlsx", REFUSE, lambda: _zip(word__document=b"x"), "not a workbook"),
    Case(56, "dtd_only_sheet.xlsx", REFUSE, partial(_defined, "<!DOCTYPE worksheet>"), "document type definition"),
    Case(60, "dup_sheet_member.xlsx", REFUSE, _twice, "twice"),
    Case(61, "empty.xlsx", REFUSE, lambda: b"", "empty"),
    Case(62, "encrypted_flag.xlsx", REFUSE, partial(_lie, flags=1), "encrypted"),
    Case(
        63,
        "external_link.xlsx",
        REFUSE,
        lambda: _plus("xl/externalLinks/externalLink1.xml", relations=_EXTERNAL),
        "links",
    ),
    Case(64, "fake_dimension.xlsx", OK, lambda: book(ONE, TWO, dimension="A1:XFD1048576")),
    Case(65, "far_cell.xlsx", REFUSE, partial(_far, "XFD1048576"), "rows", at=("Listings", 1_048_576, None)),
    Case(
        66,
        "formula_no_cached_value.xlsx",
        REFUSE,
        lambda: book((*ONE[:2], Raw('<c r="{r}"><f>A1</f></c>'), *ONE[3:])),
        "formula",
        at=("Listings", 3, "C"),
    ),
    Case(67, "good.xlsx", OK, good),
    Case(71, "html_named.xlsx", REFUSE, lambda: b"<html><body>Sign in</body></html>", "web page"),
    Case(72, "lying_sizes.xlsx", REFUSE, partial(_lie, central={"size": 10}), "sizes"),
    Case(73, "macro_vba.xlsx", REFUSE, lambda: _plus("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"), "macros"),
    Case(
        74,
        "many_members_20k.xlsx",
        REFUSE,
        lambda: archive([*_members(), *(Member(f"xl/m{n}", b"") for n in range(20_000))]),
        "members",
    ),
    Case(77, "nested_zip.xlsx", REFUSE, lambda: _plus("xl/inner.zip", good()), "another archive"),
    Case(
        79,
        "ods_named.xlsx",
        REFUSE,
        lambda: _zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<a/>"}),
        "named .xlsx",
    ),
    Case(80, "ole_xls_named.xlsx", REFUSE, lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "damaged"),
    Case(83, "path_traversal_member.xlsx", REFUSE, partial(_plus, "xl/../../evil.xml"), "outside itself"),
    Case(84, "pdf_named.xlsx", REFUSE, lambda: b"%PDF-1.7\n", "PDF"),
    Case(85, "prefix_junk_polyglot.xlsx", REFUSE, lambda: b"MZ" + bytes(500) + good(), "NUL"),
    Case(
        86,
        "repeated_row_numbers.xlsx",
        REFUSE,
        lambda: _sheet(sheet([*rows(ONE), row(3, TWO)])),
        "row number 3",
        at=("Listings", 3, None),
    ),
    Case(87, "suffix_junk.xlsx", REFUSE, lambda: good() + b"<html>another</html>", "after the archive"),
    Case(88, "text_named.xlsx", REFUSE, lambda: b"Dear colleague, see below.", "named .xlsx"),
    Case(89, "truncated_half.xlsx", REFUSE, lambda: good()[: len(good()) // 2], "damaged"),
    Case(90, "truncated_tail.xlsx", REFUSE, lambda: good()[:-30], "damaged"),
    Case(92, "understated_cols.xlsx", OK, lambda: book(ONE, TWO, dimension="A1:B4")),
    Case(
        93,
        "understated_dimension.xlsx",
        OK,
        lambda: _sheet(sheet(rows(*_records(1000)), dimension="A1:C11")),
        records=1000,
    ),
    Case(
        95,
        "very_hidden_sheet.xlsx",
        REFUSE,
        lambda: _plus(
            "xl/worksheets/sheet2.xml",
            sheet(rows(TWO)).encode(),
            sheets='<sheet name="Listings" sheetId="1" r:id="rId1"/>'
            '<sheet name="Old" sheetId="2" state="veryHidden" r:id="rId2"/>',
            relations=relation("rId2", "worksheet", "worksheets/sheet2.xml"),
        ),
        "hidden",
        at=("Old", None, None),
    ),
    Case(96, "xml_deep_nest.xlsx", REFUSE, partial(_nested, 200_000), "levels deep"),
    Case(97, "xml_malformed.xlsx", REFUSE, lambda: _sheet(sheet(rows(ONE)).replace("</row>", "", 1)), "disagree"),
    Case(98, "xml_utf16_sheet.xlsx", OK, _utf_16),
    Case(
        99,
        "xxe_http_sheet.xlsx",
        REFUSE,
        partial(_defined, "<!DOCTYPE w SYSTEM 'http://127.0.0.1:9/x.dtd'>"),
        "document type",
    ),
    Case(100, "xxe_sheet.xlsx", REFUSE, partial(_defined, _BOOK_XXE, "&e;"), "document type"),
    Case(101, "xxe_workbook.xlsx", REFUSE, _workbook_xxe, "document type"),
    Case(102, "zip_no_workbook.xlsx", REFUSE, lambda: _zip(readme=b"x"), "not a workbook"),
    # Of our own.
    Case(0, "zip64_sizes.xlsx", REFUSE, partial(_lie, local={"packed": 0xFFFFFFFF, "size": 5}), "sizes"),
    Case(0, "descriptor_true.xlsx", OK, _described),
    Case(0, "descriptor_lies.xlsx", REFUSE, partial(_described, 1, 2, 3), "descriptor"),
    Case(0, "local_name_differs.xlsx", REFUSE, partial(_lie, local={"name": "xl/worksheets/sheet9.xml"}), "differs"),
    Case(0, "local_method_differs.xlsx", REFUSE, partial(_lie, local={"method": 0}), "differs"),
    Case(0, "goes_on_beyond_its_size.xlsx", REFUSE, _truncated_sheet_bytes, "more than it says"),
    Case(0, "bytes_between_members.xlsx", REFUSE, partial(_lie, 1, gap=b"hidden"), "between"),
    Case(0, "names_differ_in_case.xlsx", REFUSE, partial(_plus, "xl/Workbook.xml"), "twice"),
    Case(
        0,
        "symbolic_link.xlsx",
        REFUSE,
        lambda: archive([*_members(), Member("xl/l.xml", b"/etc", external=0o120777 << 16)]),
        "link",
    ),
    Case(0, "control_in_member_name.xlsx", REFUSE, partial(_plus, "xl/a\x1b.xml"), "odd name"),
    Case(0, "archive_comment.xlsx", REFUSE, lambda: archive(_members(), comment=b"PK\x05\x06"), "after the archive"),
    Case(0, "directory_elsewhere.xlsx", REFUSE, lambda: b"PK\x03\x04" + archive(_members(), shift=4), "bytes before"),
    Case(0, "entries_understated.xlsx", REFUSE, lambda: archive(_members(), entries=3), "members"),
    Case(0, "empty_archive.xlsx", REFUSE, lambda: archive([]), "NUL"),
    Case(0, "stored_members.xlsx", OK, partial(_stock, zipfile.ZIP_STORED)),
    Case(0, "lzma_members.xlsx", REFUSE, partial(_stock, zipfile.ZIP_LZMA), "unusual way"),
    Case(0, "tar_named.xlsx", REFUSE, _tar, "NUL"),
    Case(
        0,
        "xlsb_renamed.xlsx",
        REFUSE,
        lambda: _zip(**{"xl/workbook.bin": b"x", "[Content_Types].xml": b"<Types/>"}),
        "not a workbook",
    ),
    Case(
        0,
        "macro_content_type.xlsx",
        REFUSE,
        lambda: _plus(
            "xl/x.bin",
            b"x",
            types=f'<Override PartName="/xl/x.bin" ContentType="{_KIND}.sheet.macroEnabled.main+xml"/>',
        ),
        "more than cells",
    ),
    Case(
        0,
        "vba_by_another_name.xlsx",
        REFUSE,
        lambda: _plus("xl/x.bin", b"x", relations=relation("rId7", "vbaProject", "x.bin")),
        "outside it",
    ),
    Case(0, "ole_embedding.xlsx", REFUSE, lambda: _plus("xl/embeddings/oleObject1.bin", b"x"), "embedded"),
    Case(
        0,
        "data_connection.xlsx",
        REFUSE,
        lambda: _plus("xl/connections.xml", relations=relation("rId7", "connections", "connections.xml")),
        "outside it",
    ),
    Case(
        0,
        "dde_defined_name.xlsx",
        REFUSE,
        lambda: _plus(
            "docProps/app.xml",
            book="<definedNames><definedName name=\"n\">cmd|' /c calc'!A0</definedName></definedNames>",
        ),
        "reaches outside",
    ),
    Case(
        0,
        "auto_open_name.xlsx",
        REFUSE,
        lambda: _plus(
            "docProps/app.xml",
            book='<definedNames><definedName name="_xlnm.Auto_Open">Listings!A1</definedName></definedNames>',
        ),
        "reaches outside",
    ),
    Case(
        0,
        "external_image.xlsx",
        REFUSE,
        lambda: _plus(
            "xl/worksheets/_rels/sheet1.xml.rels",
            rels(relation("rId1", "image", "http://127.0.0.1:9/x.png", external=True)),
        ),
        "outside it",
    ),
    Case(
        0,
        "external_hyperlink.xlsx",
        OK,
        lambda: _plus(
            "xl/worksheets/_rels/sheet1.xml.rels",
            rels(relation("rId1", "hyperlink", "https://example.org/", external=True)),
        ),
    ),
    Case(
        0,
        "two_workbooks.xlsx",
        REFUSE,
        lambda: packed(
            {
                **parts(sheet(rows(ONE))),
                "xl/other.xml": b"<workbook/>",
                "_rels/.rels": rels(relation("rId1", "officeDocument", "xl/other.xml")),
            }
        ),
        "not where readers look",
    ),
    Case(
        0,
        "one_id_two_sheets.xlsx",
        REFUSE,
        lambda: _plus("xl/worksheets/sheet2.xml", relations=relation("rId1", "worksheet", "worksheets/sheet2.xml")),
        "one id",
    ),
    Case(
        0,
        "two_sheets_one_name.xlsx",
        REFUSE,
        lambda: _plus(
            "xl/worksheets/sheet2.xml",
            sheet(rows(TWO)).encode(),
            sheets='<sheet name="Listings" sheetId="1" r:id="rId1"/><sheet name="LISTINGS" sheetId="2" r:id="rId2"/>',
            relations=relation("rId2", "worksheet", "worksheets/sheet2.xml"),
        ),
        "same name",
    ),
    Case(
        0,
        "sheet_is_missing.xlsx",
        REFUSE,
        lambda: packed({n: d for n, d in parts(sheet(rows(ONE))).items() if n != SHEET}),
        "missing",
    ),
    Case(
        0,
        "custom_xml_and_pivot_cache.xlsx",
        OK,
        lambda: packed(
            {
                **parts(sheet(rows(ONE, TWO))),
                "customXml/item1.xml": b"<a/>",
                "xl/pivotCache/pivotCacheDefinition1.xml": b"<a/>",
                "xl/comments1.xml": b"<a/>",
            }
        ),
    ),
    Case(
        0,
        "sheet_in_latin_1.xlsx",
        REFUSE,
        lambda: _sheet(sheet(rows(ONE)).replace("UTF-8", "ISO-8859-1")),
        "encoded as",
    ),
    Case(0, "sheet_in_utf_7.xlsx", REFUSE, lambda: _sheet(sheet(rows(ONE)).replace("UTF-8", "UTF-7")), "encoded as"),
    Case(
        0,
        "sheet_not_utf_8.xlsx",
        REFUSE,
        lambda: _sheet(sheet(rows(ONE)).encode().replace(b"Ivana", b"Iv\xe1na")),
        "encoding",
    ),
    Case(0, "utf_16_repeated_row.xlsx", REFUSE, _utf_16_twice, "row number 3", at=("Listings", 3, None)),
    Case(0, "single_quoted_repeated_row.xlsx", REFUSE, _single_quoted_twice, "row number 3", at=("Listings", 3, None)),
    Case(0, "prefixed_good.xlsx", OK, lambda: _prefixed(rows(ONE, TWO))),
    Case(
        0,
        "prefixed_repeated_row.xlsx",
        REFUSE,
        lambda: _prefixed([*rows(ONE), row(3, TWO)]),
        "row number 3",
        at=("Listings", 3, None),
    ),
    Case(
        0,
        "row_number_as_entity.xlsx",
        REFUSE,
        lambda: _sheet(sheet([*rows(ONE), row(9, TWO).replace('r="9"', 'r="&#51;"')])),
        "another row",
    ),
    Case(0, "row_in_a_comment.xlsx", OK, lambda: _sheet(sheet([*rows(ONE, TWO), '<!-- <row r="3"> -->']))),
    Case(
        0,
        "second_sheet_data.xlsx",
        REFUSE,
        lambda: _sheet(sheet(rows(ONE), tail=f"<sheetData>{row(9, TWO)}</sheetData>")),
        "disagree",
    ),
    Case(
        0,
        "row_of_another_namespace.xlsx",
        REFUSE,
        lambda: _sheet(sheet([*rows(ONE), '<row xmlns="urn:x" r="4"><c r="A4"><v>1</v></c></row>'])),
        "disagree",
    ),
    Case(
        0,
        "cells_out_of_order.xlsx",
        REFUSE,
        lambda: _sheet(sheet([*rows(ONE), '<row r="4"><c r="B4"><v>1</v></c><c r="A4"><v>1</v></c></row>'])),
        "out of order",
        at=("Listings", 4, None),
    ),
    Case(
        0,
        "lower_case_address.xlsx",
        REFUSE,
        lambda: _sheet(sheet([*rows(ONE), '<row r="4"><c r="a4"><v>1</v></c></row>'])),
        "out of order",
    ),
    Case(0, "wide_and_tall.xlsx", REFUSE, partial(_far, "CV99999"), "spans", at=("Listings", 99_999, None)),
    Case(0, "wide.xlsx", REFUSE, partial(_far, "XFD4"), "columns", at=("Listings", 4, "XFD")),
    Case(
        0,
        "coloured_far_cell.xlsx",
        OK,
        lambda: _sheet(sheet([*rows(ONE, TWO), '<row r="1048576"><c r="XFD1048576" s="0"/></row>'])),
    ),
    Case(0, "shared_text_bomb.xlsx", REFUSE, _shared_text_bomb, "characters", bomb=True, at=("Listings", None, None)),
    Case(0, "styles_deep.xlsx", REFUSE, lambda: _plus("xl/styles.xml", b"<a>" * 500 + b"</a>" * 500), "levels deep"),
    Case(
        0,
        "styles_100k_attributes.xlsx",
        REFUSE,
        lambda: _plus("xl/styles.xml", b"<a " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"/>"),
        "attributes",
    ),
    Case(0, "late_definition.xlsx", REFUSE, lambda: _defined(f"<!--{'x' * 300_000}-->{_DTD}"), "document type"),
    Case(
        0,
        "rich_text.xlsx",
        OK,
        lambda: book(
            (
                *ONE[:2],
                Raw(
                    '<c r="{r}" t="inlineStr"><is><r><t xml:space="preserve">Ivana </t></r><r><t>Exemplarova</t></r>'
                    '<rPh sb="0" eb="1"><t>not hers</t></rPh></is></c>'
                ),
                *ONE[3:],
            ),
            TWO,
        ),
    ),
    Case(0, "protected_sheet.xlsx", OK, lambda: book(ONE, TWO, tail='<sheetProtection sheet="1" password="CC1A"/>')),
    Case(0, "not_a_number.xlsx", REFUSE, lambda: book((*ONE[:8], Raw('<c r="{r}"><v>NaN</v></c>'))), "no number"),
    Case(
        0,
        "unknown_cell_type.xlsx",
        REFUSE,
        lambda: book((*ONE[:8], Raw('<c r="{r}" t="zz"><v>1</v></c>'))),
        "cannot be read",
    ),
)


def _records(number: int) -> list[tuple[str, ...]]:
    return [(f"A-{n}", *ONE[1:]) for n in range(number)]


__all__ = ["CASES", "HEAD", "MARK", "RELATIONS", "WARN", "good"]
