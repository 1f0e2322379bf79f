"""A look at an ODS workbook's content before a reader trusts it.

A row or cell may say "repeat me", so that a small file becomes a huge table; formulas keep a result that may not be
what the sender sees; links to other files are written into the table itself.
"""

import re
import zipfile
from pathlib import Path

from lxml import etree

from importers.limits import Limits, refuse
from importers.sheetxml_exact import SAFE
from importers.sheetxml_rules import SheetFacts, column_letters

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_LINKED = frozenset({
    f"{_TABLE}table-source", f"{_TABLE}cell-range-source", f"{_TABLE}dde-link", f"{_OFFICE}dde-source",
    f"{_OFFICE}script", f"{_OFFICE}event-listeners", "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}object",
    "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}object-ole",
})  # fmt: skip
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_MEND = "Save it as XLSX, pasted as values, and send that."
_SAME_ROWS = 100
_REPEATS = re.compile(r"[1-9]\d{0,6}")


class _Content:
    """Walks the tables; keeps for each what a reader of cells does not see."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits = path, limits
        self.facts: dict[str, SheetFacts] = {}
        self.sheet = ""
        self.number = self.width = self.characters = 0
        self.merged: list[str] = []
        self.hidden: list[int] = []
        self.hidden_columns: list[str] = []
        self.formulas: dict[int, int] = {}
        self.column = 0

    def walk(self, events: "etree.iterparse[tuple[str, etree._Element]]") -> None:
        depth = 0
        for event, element in events:
            depth += 1 if event == "start" else -1
            if depth > self.limits.xml_depth:
                raise self.refusal(f"The content is over {self.limits.xml_depth} levels deep.")
            if event == "start" and element.tag in _LINKED:
                raise self.refusal("The workbook is connected with other files, or holds programs.")
            if event == "start" and element.tag == f"{_TABLE}table":
                self.sheet, self.number, self.width = element.get(f"{_TABLE}name", ""), 0, 0
                self.merged, self.hidden, self.hidden_columns, self.formulas, self.column = [], [], [], {}, 0
            elif event == "end" and element.tag == f"{_TABLE}table-column":
                times = self.repeats(element, "columns")
                if element.get(f"{_TABLE}visibility", "visible") != "visible":
                    last = min(self.column + times, self.limits.columns)
                    self.hidden_columns += [column_letters(number + 1) for number in range(self.column, last)]
                self.column += times
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                self.row(element)
                element.clear()
            elif event == "end" and element.tag == f"{_TABLE}table":
                self.facts[self.sheet] = SheetFacts(
                    tuple(self.merged), tuple(self.hidden), tuple(self.hidden_columns), self.formulas
                )
                element.clear()

    def row(self, element: etree._Element) -> None:
        times, column = self.repeats(element, "rows"), 0
        width = characters = 0
        first = self.number + 1
        for cell in (cell for cell in element if cell.tag in _CELLS):
            again = self.repeats(cell, "columns")
            if cell.get(f"{_TABLE}formula") is not None and self.limits.own_table:
                self.formulas[first] = self.formulas.get(first, 0) | 1 << min(column, self.limits.columns)
            elif cell.get(f"{_TABLE}formula") is not None and not self.limits.publisher:
                raise self.refusal("The cell holds a formula.", column_letters(min(column + 1, 99_999)))
            if len(text := "".join(cell.itertext())) or cell.get(f"{_OFFICE}value-type"):
                width = column + again
                characters += again * (len(text) + 8)
            if (
                int(cell.get(f"{_TABLE}number-columns-spanned", "1") or 1) > 1
                or int(cell.get(f"{_TABLE}number-rows-spanned", "1") or 1) > 1
            ):
                self.merged.append(f"{column_letters(column + 1)}{first}")
            column += again
        self.number += times
        if not width:
            return
        if times > _SAME_ROWS:
            raise self.refusal(f"A row with content is repeated {times:,} times.")
        self.width = max(self.width, width)
        self.characters += times * characters
        if self.number > self.limits.rows or self.width > self.limits.columns:
            raise self.refusal(f"The sheet has {self.number:,} rows and {self.width:,} columns, some of them repeated.")
        if self.number * self.width > self.limits.cells or self.characters > self.limits.unpacked_bytes // 2:
            raise self.refusal("The sheet holds too much; rows or cells with content are repeated.")
        if element.get(f"{_TABLE}visibility", "visible") != "visible":
            self.hidden.extend(range(first, self.number + 1))

    def repeats(self, element: etree._Element, what: str) -> int:
        said = element.get(f"{_TABLE}number-{what}-repeated", "1")
        if not _REPEATS.fullmatch(said):
            raise self.refusal(f"A row or cell is repeated {said[:20]!r} times.")
        return int(said)

    def refusal(self, message: str, column: str | None = None) -> Exception:
        return refuse(self.path, message, _MEND, sheet=self.sheet or None, row=self.number + 1, column=column)


def check_ods(path: Path, archive: zipfile.ZipFile, limits: Limits) -> dict[str, SheetFacts]:
    """Refuse an ODS workbook that unfolds into too much, holds formulas or reaches outside; facts by sheet."""
    content = _Content(path, limits)
    try:
        with archive.open("content.xml") as stream:
            content.walk(
                etree.iterparse(stream, events=("start", "end"), **SAFE, remove_comments=True, remove_pis=True)
            )
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse(path, f"The workbook's content is damaged ({error}).", _MEND, row=content.number + 1) from error
    return content.facts
