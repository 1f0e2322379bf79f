"""What a workbook's parts are and how they are connected: its tables of contents, read before any sheet.

Readers find a sheet by different ways (by fixed names, by content types, by relations). Only a workbook in which all of
them lead to the same parts, and in which nothing runs, fetches or is embedded, passes.
"""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath

from lxml import etree

from importers.limits import Limits, refuse

_SAVE_AGAIN = "Open it in a spreadsheet program, save it as XLSX and send it again."
_WITHOUT = "Save it as XLSX without macros, links to other files, data connections and embedded objects."
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ACTIVE = re.compile(
    r"macro|vba|activex|oleobject|externallink|attachedtoolbars|sheet\.binary|dialogsheet|^package$|connections|querytable"
    r"|webextension|attachedtemplate|subdocument|aflchunk|customui|userform",
    re.IGNORECASE,
)
# Kinds of relation whose last word says that something else is loaded or run.
_HARMLESS_EXTERNAL = frozenset({"hyperlink"})
_DDE = re.compile(r"\|.*!|auto_?open|auto_?close|\[\d+\]", re.IGNORECASE | re.DOTALL)
_FIXED = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of an XLSX workbook: its name, the member that holds it, and whether a person sees it."""

    name: str
    member: str
    state: str  # visible, hidden, veryHidden


def check(path: Path, limits: Limits) -> str:
    """`xlsx` or `ods`. Raises `FileRefused` for any other archive and for a workbook that is more than cells."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        try:
            if "xl/workbook.xml" in names:
                _check_types(path, archive)
                _check_relations(path, archive)
                _check_book(path, archive, limits)
                return "xlsx"
            if "content.xml" in names and "mimetype" in names:
                _check_ods(path, archive)
                return "ods"
        except (etree.XMLSyntaxError, KeyError) as error:
            raise refuse(path, f"The workbook's table of contents is damaged ({error}).", _SAVE_AGAIN) from error
    mend = "Send an XLSX or ODS workbook, a CSV, or the publisher's XML."
    raise refuse(path, "This archive is not a workbook.", mend)


def sheet_parts(archive: zipfile.ZipFile) -> list[SheetPart]:
    """The sheets in the order of the workbook. Raises `KeyError` or lxml's error when its contents do not say."""
    relations = {
        relation.get("Id", ""): _target("xl/workbook.xml", relation)
        for relation in _xml(archive, "xl/_rels/workbook.xml.rels").iter("{*}Relationship")
    }
    return [
        SheetPart(item.get("name", ""), relations[item.get(_RELATION, "")], item.get("state", "visible"))
        for item in _xml(archive, "xl/workbook.xml").iter("{*}sheet")
    ]


def _xml(archive: zipfile.ZipFile, member: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(member), parser)


def _target(source: str, relation: etree._Element) -> str:
    target = relation.get("Target", "")
    return normpath(target.lstrip("/") if target.startswith("/") else join(dirname(source), target))


def _check_types(path: Path, archive: zipfile.ZipFile) -> None:
    for item in _xml(archive, "[Content_Types].xml"):
        kind = item.get("ContentType", "") if isinstance(item.tag, str) else ""
        if _ACTIVE.search(kind):
            raise refuse(path, f"The workbook holds more than cells ({kind[:100]}).", _WITHOUT)


def _check_relations(path: Path, archive: zipfile.ZipFile) -> None:
    names = {name.casefold() for name in archive.namelist()}
    for member in archive.namelist():
        if not member.endswith(".rels"):
            continue
        source = member.replace("_rels/", "").removesuffix(".rels")
        seen: set[str] = set()
        for relation in _xml(archive, member).iter("{*}Relationship"):
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            if relation.get("Id", "") in seen:
                raise refuse(path, f"Two parts go by one id in {member!r}.", _SAVE_AGAIN)
            seen.add(relation.get("Id", ""))
            external = relation.get("TargetMode", "").lower() == "external"
            if (external and kind not in _HARMLESS_EXTERNAL) or _ACTIVE.search(kind):
                raise refuse(path, f"The workbook is connected with something outside it ({kind!r}).", _WITHOUT)
            target = _target(source, relation)
            if kind == "officeDocument" and target != "xl/workbook.xml":
                raise refuse(path, f"The workbook is not where readers look for it ({target!r}).", _SAVE_AGAIN)
            if source == "xl/workbook.xml" and target.casefold() != _FIXED.get(kind, target).casefold():
                raise refuse(path, f"The part {kind!r} is not where readers look for it ({target!r}).", _SAVE_AGAIN)
            if not external and kind in ("worksheet", "sharedStrings") and target.casefold() not in names:
                raise refuse(path, f"The part {target!r} is missing.", _SAVE_AGAIN)


def _check_book(path: Path, archive: zipfile.ZipFile, limits: Limits) -> None:
    for item in _xml(archive, "xl/workbook.xml").iter("{*}definedName"):
        if _DDE.search(f"{item.get('name', '')} {item.text or ''}") and not limits.publisher:
            raise refuse(path, f"The defined name {item.get('name')!r} reaches outside the workbook.", _WITHOUT)
    names: set[str] = set()
    for part in sheet_parts(archive):
        if part.name.casefold() in names:
            raise refuse(path, "Two sheets have the same name.", _SAVE_AGAIN, sheet=part.name)
        names.add(part.name.casefold())
        if part.state.lower() == "veryhidden" and not limits.publisher:
            mend = "Delete that sheet, or make it visible, and send it again."
            raise refuse(path, "The sheet is hidden so that no menu shows it.", mend, sheet=part.name)


def _check_ods(path: Path, archive: zipfile.ZipFile) -> None:
    kind = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
    if kind not in (
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet-template",
    ):
        raise refuse(path, f"The archive says that it is {kind!r}, not a spreadsheet.", _SAVE_AGAIN)
    if "META-INF/manifest.xml" in archive.namelist() and any(
        True for _ in _xml(archive, "META-INF/manifest.xml").iter("{*}encryption-data")
    ):
        raise refuse(path, "The workbook is encrypted.", "Remove the password and send it again.")
