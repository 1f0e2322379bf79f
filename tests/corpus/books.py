"""The registry's template as a workbook or a CSV, cell by cell."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from corpus.zipbytes import Member, archive

LIST = "us_own"
MARK = ("Registry template 1", LIST)
HEAD = ("Reference", "Kind", "Name", "Birth date", "Nationality", "Programme", "Measure", "Listed on", "Reasons")
ONE = (
    "A-1",
    "person",
    "Ivana Exemplarova",
    "1970-01-02",
    "SY",
    "US-GLOMAG",
    "travel_ban",
    "2024-02-01",
    "Gave orders.",
)
TWO = ("A-2", "person", "Maro Tessan", "1962", "SD", "US-GLOMAG", "asset_freeze", "2024-02-01", "Held others captive.")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Raw(str):
    """The XML of a whole cell (`{r}` for its address), instead of a text."""


def letters(place: int) -> str:
    return chr(65 + place) if place < 26 else chr(64 + place // 26) + chr(65 + place % 26)


def cell(address: str, value: str) -> str:
    if isinstance(value, Raw):
        return value.replace("{r}", address)
    if value == "":
        return ""
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def row(number: int, values: Sequence[str], attributes: str = "") -> str:
    cells = "".join(cell(f"{letters(place)}{number}", value) for place, value in enumerate(values))
    return f'<row r="{number}"{attributes}>{cells}</row>'


def sheet(rows: Sequence[str], *, dimension: str = "A1:I4", head: str = "", tail: str = "") -> str:
    return (
        f'{_DECLARED}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><dimension ref="{dimension}"/>{head}'
        f"<sheetData>{''.join(rows)}</sheetData>{tail}</worksheet>"
    )


def rows(*records: Sequence[str], head: Sequence[str] = HEAD, mark: Sequence[str] = MARK) -> list[str]:
    return [row(number, values) for number, values in enumerate([mark, head, *records], start=1)]


def parts(
    xml: str, *, book: str = "", types: str = "", relations: str = "", sheets: str | None = None
) -> dict[str, bytes]:
    """The members of a workbook whose sheet `Listings` has that XML; the rest is added to its tables of contents."""
    sheets = sheets if sheets is not None else '<sheet name="Listings" sheetId="1" r:id="rId1"/>'
    made = {
        "[Content_Types].xml": f'{_DECLARED}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{_KIND}.worksheet+xml"/>{types}</Types>',
        "_rels/.rels": _relations(_relation("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{_DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{book}'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(_relation("rId1", "worksheet", "worksheets/sheet1.xml") + relations),
        SHEET: xml,
    }
    return {name: text.encode() for name, text in made.items()}


def _relation(name: str, kind: str, target: str, mode: str = "") -> str:
    return f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'


def relation(name: str, kind: str, target: str, *, external: bool = False) -> str:
    return _relation(name, kind, target, ' TargetMode="External"' if external else "")


def _relations(inner: str) -> str:
    return f'{_DECLARED}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def rels(inner: str) -> bytes:
    return _relations(inner).encode()


def packed(contents: dict[str, bytes]) -> bytes:
    return archive([Member(name, data) for name, data in contents.items()])


def book(*records: Sequence[str], **more: str) -> bytes:
    """A workbook of the template with these records."""
    return packed(parts(sheet(rows(*records), **more)))


def table(*records: Sequence[str], delimiter: str = ",", end: str = "\r\n", head: Sequence[str] = HEAD) -> str:
    """The CSV twin, with quotes where they are needed."""
    return "".join(
        delimiter.join(_quoted(value, delimiter) for value in values) + end
        for values in [(*MARK, *[""] * (len(head) - len(MARK))), head, *records]
    )


def _quoted(value: str, delimiter: str) -> str:
    return (
        '"' + value.replace('"', '""') + '"' if any(mark in value for mark in (delimiter, '"', "\n", "\r")) else value
    )
