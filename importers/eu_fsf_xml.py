"""The EU's XML 1.1 (`export` of `sanctionEntity`), for the freeze list and the travel-ban list alike."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from importers import xmlfile
from importers.eu_fsf_published import IGNORED, IGNORED_ELEMENTS, READ, Published
from importers.fields import exact_date
from importers.gate import refuse
from importers.reading import Facts

_ROOT, _LISTING = "export", "sanctionEntity"
_BLOCKS = {
    "regulation": "regulations",
    "nameAlias": "names",
    "birthdate": "births",
    "address": "addresses",
    "identification": "identifications",
    "citizenship": "citizenships",
}


def read_published(path: Path, facts: Facts) -> Iterator[Published]:
    """Each listing of an XML 1.1 file; sets the date of the file. Raises `FileRefused` for another root."""
    root, attributes = xmlfile.root_of(path)
    if root != _ROOT:
        raise refuse(
            path,
            f"The root element is “{root}”, not “{_ROOT}”: this is not an EU list.",
            "Send the file xmlFullSanctionsList_1_1 or the travel-ban XML as it was downloaded.",
            row=1,
        )
    facts.published_on = exact_date(attributes.get("generationDate", "").split("T")[0])
    for element in xmlfile.elements(path, _LISTING, depth=1):
        facts.rows += 1
        yield _published(path, element)


def _published(path: Path, element: etree._Element) -> Published:
    """A listing from its raw form: the document is gone through once."""
    raw = xmlfile.raw(element)
    found = Published(xmlfile.position(path, element), graded=True, raw=raw)
    found.about = _attributes(raw, _LISTING, found)
    for name, value in raw.items():
        items = value if isinstance(value, list) else [value]
        if name == "remark":
            found.remarks = [remark for item in items if (remark := _text(item))]
        elif name == "subjectType":
            for item in items:
                found.subject |= _attributes(item, name, found)
        elif name in _BLOCKS:
            getattr(found, _BLOCKS[name]).extend(_block(item, name, found) for item in items)
        elif not name.startswith(("@", "#")):
            found.unknown += [(name, str(item)) for item in items]
    return found


def _block(item: object, name: str, found: Published) -> dict[str, str]:
    """One detail with its remarks, its address of publication and, on an address, its contacts."""
    block = _attributes(item, name, found)
    for inner, value in item.items() if isinstance(item, dict) else ():
        if inner.startswith("@") or inner in IGNORED_ELEMENTS:
            continue
        items = value if isinstance(value, list) else [value]
        if inner == "remark":
            if remark := "; ".join(text for each in items if (text := _text(each))):
                block["remark"] = remark
        elif inner == "publicationUrl" and name == "regulation":
            block["publicationUrl"] = _text(items[0])
        elif inner == "contactInfo" and name == "address":
            contacts = (_attributes(each, inner, found) for each in items)
            found.contacts += [(contact.get("key", ""), contact.get("value", "")) for contact in contacts]
        else:
            found.unknown += [(f"{name}/{inner}", str(each)) for each in items]
    return block


def _text(item: object) -> str:
    """The text of an element in its raw form, where one without attributes is its text."""
    return str(item.get("#text", "")) if isinstance(item, dict) else str(item)


_KNOWN = {name: {f"@{attribute}": attribute for attribute in attributes} for name, attributes in READ.items()}
_PASSED_OVER = frozenset(f"@{name}" for name in IGNORED) | {"@schemaLocation"}


def _attributes(item: object, name: str, found: Published) -> dict[str, str]:
    """The attributes that hold something; those that no table names are noted as unknown."""
    block: dict[str, str] = {}
    if not isinstance(item, dict):
        return block
    known = _KNOWN[name]
    for key, value in item.items():
        if not value or not key.startswith("@"):
            continue
        if key in known:
            if text := value.strip():
                block[known[key]] = text
        elif key not in _PASSED_OVER and value.strip():
            found.unknown.append((f"{name}/{key}", value))
    return block
