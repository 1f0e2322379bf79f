"""The template's CSV twin, hostile or broken in its bytes: encodings, quotes, line ends, delimiters."""

from functools import partial

from corpus.books import ONE, TWO, table
from corpus.cases import OK, REFUSE, Case


def _text(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def _good(*, end: str = "\r\n", delimiter: str = ",") -> str:
    return table(ONE, TWO, end=end, delimiter=delimiter)


_CYRILLIC = _good().replace("Ivana", "Иванна")

CASES: tuple[Case, ...] = (
    Case(103, "cp1251.csv", REFUSE, partial(_text, _CYRILLIC, "cp1251"), "is not utf-8"),
    Case(104, "cr_only.csv", OK, partial(_text, _good(end="\r"))),
    Case(107, "field_200k.csv", REFUSE, lambda: _text(table((*ONE[:8], "x" * 200_000))), "20,000 characters"),
    Case(109, "good_bom.csv", OK, partial(_text, _good(), "utf-8-sig")),
    Case(110, "latin1.csv", REFUSE, lambda: _text(_good().replace("Ivana", "Ivána"), "latin-1"), "is not utf-8"),
    Case(111, "mixed_enc.csv", REFUSE, lambda: _text(_CYRILLIC) + _CYRILLIC.encode("cp1251"), "is not utf-8"),
    Case(112, "nul.csv", REFUSE, lambda: _text(_good().replace("Maro", "Ma\x00ro")), "NUL"),
    Case(113, "one_line_10mb.csv", REFUSE, lambda: b"x" * (10 << 20), "damaged"),
    Case(114, "overlong_utf8.csv", REFUSE, lambda: _text(_good()).replace(b"Maro", b"M\xc0\xafro"), "is not utf-8"),
    Case(115, "quoted_newline.csv", OK, lambda: _text(table((*ONE[:8], "Gave\norders."), TWO))),
    Case(119, "too_many_rows.csv", REFUSE, lambda: _text(table(ONE) + "A,b\r\n" * 100_001), "rows"),
    Case(120, "unclosed_quote.csv", REFUSE,
         lambda: _text(_good().replace("Maro", '"Maro', 1) + "A-9\r\n" * 9), "damaged"),
    Case(0, "lone_surrogate.csv", REFUSE, lambda: _text(_good()).replace(b"Maro", b"\xed\xa0\x80"), "is not utf-8"),
    Case(0, "gzip_named.csv", REFUSE, lambda: b"\x1f\x8b" + bytes(50), "named .csv"),
    Case(0, "html_cell.csv", OK, lambda: _text(table((*ONE[:8], "<html><script>x</script>"), TWO))),
)  # fmt: skip
