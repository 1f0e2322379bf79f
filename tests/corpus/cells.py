"""Values that a strict template must refuse, keep as text, or take with a word: in an otherwise sound file."""

from corpus.books import HEAD, MARK, ONE, TWO, Raw, book, packed, parts, relation, row, rows, sheet, table
from corpus.cases import HOLD, OK, REFUSE, WARN, Case

_PLACES = {title: place for place, title in enumerate(HEAD)}


def _one(title: str, value: str, *more: tuple[str, ...]) -> bytes:
    """The workbook with that value in the column of its first listing."""
    place = _PLACES[title]
    return book((*ONE[:place], value, *ONE[place + 1 :]), *more)


def _name(number: int, name: str, outcome: str, value: str, words: str = "") -> Case:
    at = ("Listings", 3, "Name") if outcome == REFUSE else (None, None, None)
    return Case(number, f"cell_{name}.xlsx", outcome, lambda: _one("Name", value), words, 1, at=at)


def _in(number: int, name: str, outcome: str, title: str, value: str, words: str = "") -> Case:
    at = ("Listings", 3, title) if outcome == REFUSE else (None, None, None)
    return Case(number, f"cell_{name}.xlsx", outcome, lambda: _one(title, value), words, 1, at=at)


def _dated(serial: int, book_: str = "") -> bytes:
    """A birth date stored as Excel stores dates: a number, in a cell whose style says date."""
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    xml = sheet(rows((*ONE[:3], Raw(f'<c r="{{r}}" s="1"><v>{serial}</v></c>'), *ONE[4:])))
    contents = parts(xml, book=book_, relations=relation("rId9", "styles", "styles.xml"))
    return packed({**contents, "xl/styles.xml": styles.encode()})


def _thousand() -> bytes:
    records = [(f"A-{n}", *ONE[1:]) for n in range(1, 1001)]
    records[998] = (*records[998][:3], "31 February 1970", *ONE[4:])
    return book(*records)


def _second_sheet() -> bytes:
    sheets = '<sheet name="Listings" sheetId="1" r:id="rId1"/><sheet name="More" sheetId="2" r:id="rId2"/>'
    relations = relation("rId2", "worksheet", "worksheets/sheet2.xml")
    contents = parts(sheet(rows(ONE)), sheets=sheets, relations=relations)
    return packed({**contents, "xl/worksheets/sheet2.xml": sheet(rows(TWO)).encode()})


def _lone_surrogate() -> bytes:
    """Half a character, as UTF-8 must not have it."""
    contents = parts(sheet(rows((*ONE[:2], "Iva@na", *ONE[3:]))))
    name = "xl/worksheets/sheet1.xml"
    return packed({**contents, name: contents[name].replace(b"Iva@na", b"Iva\xed\xa0\x80na")})


def _hidden_row() -> bytes:
    return packed(parts(sheet([*rows(ONE), row(4, TWO, ' hidden="1"')])))


def _chart_alone() -> bytes:
    """A workbook whose only sheet is a chart."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.chartsheet+xml"
    contents = parts(
        "", types=f'<Override PartName="/xl/chartsheets/sheet1.xml" ContentType="{kind}"/>',
        relations=relation("rId2", "chartsheet", "chartsheets/sheet1.xml"),
        sheets='<sheet name="Chart" sheetId="1" r:id="rId2"/>',
    )  # fmt: skip
    chart = '<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return packed(
        {**contents, "xl/worksheets/sheet1.xml": sheet([]).encode(), "xl/chartsheets/sheet1.xml": chart.encode()}
    )


CASES: tuple[Case, ...] = (
    Case(5, "blank_rows_between.xlsx", WARN, lambda: book(ONE, (), (), TWO), "blank rows"),
    _name(10, "at_plus_minus", OK, "@ +Ivana -Exemplarova"),
    _name(13, "bidi_override", REFUSE, "Ivana \u202evorplmexE", "reverse"),
    _name(14, "bool_name", REFUSE, Raw('<c r="{r}" t="b"><v>1</v></c>')),
    _name(15, "combining_zalgo", REFUSE, "I" + "\u0301" * 40 + "vana", "marks"),
    _in(16, "country_reserved_su", OK, "Nationality", "SU"),
    _in(17, "country_unknown", REFUSE, "Nationality", "Erewhon"),
    _name(18, "ctrl_chars", REFUSE, "Iv\x85ana", "control"),
    _name(19, "dde_cell", REFUSE, "=cmd|' /c calc'!A0", "formula"),
    _in(20, "dob_1900_02_29", REFUSE, "Birth date", "1900-02-29"),
    _in(21, "dob_ambiguous", REFUSE, "Birth date", "03/04/1962"),
    _in(22, "dob_circa", OK, "Birth date", "circa 1960"),
    _in(23, "dob_excel_serial", REFUSE, "Birth date", Raw('<c r="{r}"><v>25570</v></c>')),
    _in(24, "dob_future", REFUSE, "Birth date", "2962-01-01"),
    _in(25, "dob_partial", OK, "Birth date", "1962"),
    _in(26, "dob_year0", REFUSE, "Birth date", "0000-01-01"),
    _name(27, "emoji_name", REFUSE, "Ivana \U0001f600", "pictogram"),
    _name(30, "fullwidth", OK, "Ｉｖａｎａ Ｅｘ"),
    _name(31, "homoglyph_cyr", WARN, "Ivаna Exemplarova", "mixes letters"),
    _name(32, "html_name", OK, "<b>Ivana</b>"),
    _name(34, "jinja_name", OK, "{{ config }} Ivana"),
    _name(35, "ligature_expand", REFUSE, "ﷺ", "phrases"),
    _in(36, "listed_future", REFUSE, "Listed on", "2962-01-01"),
    _in(39, "measure_unknown", REFUSE, "Measure", "scolding"),
    _name(40, "name_10k_tokens", REFUSE, "a " * 9_000, "words"),
    _name(41, "nbsp_name", OK, "Ivana\u00a0Exemplarova"),
    _name(42, "number_name", REFUSE, Raw('<c r="{r}"><v>42</v></c>')),
    _name(43, "only_punct", REFUSE, "...", "no letter"),
    _name(44, "only_spaces", REFUSE, "   "),
    _name(46, "private_use", REFUSE, "Ivana \ue000", "private use"),
    _in(47, "ref_empty", REFUSE, "Reference", ""),
    _name(48, "rtl_real_arabic", OK, "إيفانا اكزمبلاروفا"),
    _name(49, "sql_name", OK, "Ivana'); DROP TABLE listing;--"),
    _in(50, "svg_reason", OK, "Reasons", "<svg onload=alert(1)>"),
    _name(51, "zero_width", WARN, "Iva\u200bna", "Invisible"),
    Case(53, "date1904.xlsx", OK, lambda: _dated(24_108, '<workbookPr date1904="1"/>'), "1970-01-02", 1),
    Case(54, "date_with_time_tz.xlsx", OK, lambda: _dated(25_570), "1970-01-02", 1),
    Case(37, "cell_lone_surrogate.xlsx", REFUSE, _lone_surrogate, "", 1),
    Case(
        45,
        "cell_other_partner_ref.xlsx",
        REFUSE,
        lambda: packed(parts(sheet(rows(ONE, mark=(MARK[0], "gb_own"))))),
        "template of the list “gb_own”",
    ),
    Case(70, "hidden_row.xlsx", HOLD, _hidden_row, "hidden rows, which are read like any other: 4."),
    Case(82, "only_chartsheet.xlsx", REFUSE, _chart_alone),
    Case(57, "dup_header.xlsx", REFUSE, lambda: packed(parts(sheet(rows(ONE, head=(*HEAD[:8], "Name"))))), "twice"),
    Case(58, "dup_refs_conflict.xlsx", REFUSE, lambda: book(ONE, TWO, (*TWO[:2], "Another Person", *TWO[3:])), ""),
    Case(59, "dup_refs_in_file.xlsx", REFUSE, lambda: book(ONE, TWO, ONE), "stands above already"),
    Case(
        68,
        "header_homoglyph.xlsx",
        REFUSE,
        lambda: packed(parts(sheet(rows(ONE, head=(*HEAD[:2], "Nаme", *HEAD[3:]))))),
        "column",
    ),
    Case(69, "header_only.xlsx", REFUSE, lambda: book(), "no listing"),
    Case(
        75,
        "merged_cells.xlsx",
        REFUSE,
        lambda: book(ONE, tail='<mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>'),
        "merged",
    ),
    Case(
        76,
        "missing_col.xlsx",
        REFUSE,
        lambda: packed(parts(sheet(rows(ONE[:2] + ONE[3:], head=HEAD[:2] + HEAD[3:])))),
        "missing",
    ),
    Case(78, "no_header.xlsx", REFUSE, lambda: packed(parts(sheet([row(1, ONE), row(2, TWO)]))), "first row"),
    Case(81, "one_bad_row_of_1000.xlsx", REFUSE, _thousand, "", at=("Listings", 1001, None)),
    Case(91, "two_sheets.xlsx", REFUSE, _second_sheet, "does not belong"),
    Case(
        94,
        "unknown_col.xlsx",
        REFUSE,
        lambda: packed(parts(sheet(rows((*ONE, "x"), head=(*HEAD, "Shoe size"))))),
        "Shoe size",
    ),
    Case(105, "csv_reordered_cols.csv", OK, lambda: table(ONE[::-1], TWO[::-1], head=HEAD[::-1]).encode()),
    Case(106, "cut_mid_row.csv", REFUSE, lambda: table(ONE, TWO).encode()[:-60], ""),
    Case(108, "formula.csv", REFUSE, lambda: table((*ONE[:2], "=1+1", *ONE[3:])).encode(), "formula"),
    Case(116, "ragged_long.csv", REFUSE, lambda: table((*ONE, "x"), TWO).encode(), "cells"),
    Case(117, "ragged_short.csv", REFUSE, lambda: table(ONE[:7], TWO).encode(), "cells"),
    Case(118, "semicolon.csv", REFUSE, lambda: table(ONE, TWO, delimiter=";").encode(), "semicolon"),
    Case(121, "utf16.csv", REFUSE, lambda: table(ONE, TWO).encode("utf-16"), "UTF-16"),
)
