"""The exact look at a sheet that is not written as spreadsheet programs write: every element is parsed."""

import re
import zipfile
from typing import Any

from lxml import etree

from importers.limits import refuse
from importers.sheetxml_rules import Rules, column_letters, column_number

_MAIN = frozenset({
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
})  # fmt: skip
_PARENTS = {"sheetData": "worksheet", "row": "sheetData", "c": "row", "v": "c", "f": "c", "is": "c"}
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_SAVE_AGAIN = "Open the workbook, save it again and send it again."
# libxml2's own bounds (256 levels, 10 MB a text) hold as well.
SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def parser() -> Any:
    """A parser that fetches and expands nothing."""
    return etree.XMLParser(**SAFE)


def check(archive: zipfile.ZipFile, member: str, rules: Rules) -> None:
    """Tell the rules of every row of a sheet. Raises `FileRefused`, also for a sheet that is damaged or too large."""
    if archive.getinfo(member).file_size > rules.limits.unpacked_bytes // 6:
        message = "The sheet is large and not written as spreadsheet programs do."
        raise refuse(rules.path, message, _SAVE_AGAIN, sheet=rules.sheet)
    try:
        with archive.open(member) as stream:
            _walk(etree.iterparse(stream, events=("start", "end"), **SAFE), rules)
    except etree.XMLSyntaxError as error:
        message = f"The sheet's XML is damaged ({error.msg})."
        raise refuse(rules.path, message, _SAVE_AGAIN, sheet=rules.sheet, row=rules.last + 1) from error


def _walk(events: Any, rules: Rules) -> None:
    depth, tables = 0, 0
    for event, element in events:
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element)
        if event == "start":
            depth += 1
            if depth > rules.limits.xml_depth:
                message = f"The sheet's XML is over {rules.limits.xml_depth} levels deep."
                raise refuse(rules.path, message, _SAVE_AGAIN, sheet=rules.sheet, row=rules.last + 1)
            tables += name.localname == "sheetData"
            if name.localname in _PARENTS and (tables > 1 or not _at_home(element, name)):
                message = f"The element <{name.localname}> stands where readers disagree about it."
                raise refuse(rules.path, message, _SAVE_AGAIN, sheet=rules.sheet, row=rules.last + 1)
            continue
        depth -= 1
        if name.localname == "row":
            _row(element, rules)
            element.clear()
            while element.getprevious() is not None:
                element.getparent().remove(element.getprevious())
        elif name.localname == "cols":
            rules.hide_columns(element)
        elif name.localname == "mergeCell":
            rules.merged.append(element.get("ref", ""))


def _at_home(element: etree._Element, name: etree.QName) -> bool:
    parent = element.getparent()
    return name.namespace in _MAIN and parent is not None and etree.QName(parent).localname == _PARENTS[name.localname]


def _row(element: etree._Element, rules: Rules) -> None:
    said = element.get("r")
    number = rules.last + 1 if said is None else int(said) if said.isascii() and said.isdigit() else 0
    column = width = 0
    for cell in element.iterchildren("{*}c"):
        rules.cells += 1
        place = cell.get("r")
        address = _ADDRESS.fullmatch(place or f"{column_letters(column + 1)}{number}")
        if address is None or int(address[2]) != number or column_number(address[1]) <= column:
            raise rules.misplaced(number)
        column = column_number(address[1])
        value = next((item for item in cell if etree.QName(item).localname in ("v", "is")), None)
        stored = value is not None and bool("".join(value.itertext()))
        if stored:
            width = column
        if cell.get("t") == "e":
            rules.error(number, address[1])
        if cell.find("{*}f") is not None:
            rules.formula(number, address[1], stored=stored or cell.get("t") == "str")
    rules.row(number, width, hidden=element.get("hidden") in ("1", "true"))
