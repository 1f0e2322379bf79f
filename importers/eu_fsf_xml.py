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
    found = Published(xmlfile.position(path, element), graded=True, raw=xmlfile.raw(element))
    found.about = _attributes(element, _LISTING, found)
    for item in element:
        name = xmlfile.local(item)
        if name == "remark":
            if remark := xmlfile.text(item):
                found.remarks.append(remark)
        elif name == "subjectType":
            found.subject = _attributes(item, name, found)
        elif name in _BLOCKS:
            getattr(found, _BLOCKS[name]).append(_block(item, name, found))
        elif name:
            found.unknown.append((name, etree.tostring(item, encoding="unicode", with_tail=False)))
    return found


def _block(element: etree._Element, name: str, found: Published) -> dict[str, str]:
    """One detail with its remarks, its address of publication and, on an address, its contacts."""
    block = _attributes(element, name, found)
    remarks = []
    for item in element:
        inner = xmlfile.local(item)
        if inner == "remark":
            remarks.append(xmlfile.text(item))
        elif inner == "publicationUrl" and name == "regulation":
            block["publicationUrl"] = xmlfile.text(item)
        elif inner == "contactInfo" and name == "address":
            contact = _attributes(item, inner, found)
            found.contacts.append((contact.get("key", ""), contact.get("value", "")))
        elif inner and inner not in IGNORED_ELEMENTS:
            found.unknown.append((f"{name}/{inner}", xmlfile.text(item) or "(an element)"))
    if remarks := [remark for remark in remarks if remark]:
        block["remark"] = "; ".join(remarks)
    return block


def _attributes(element: etree._Element, name: str, found: Published) -> dict[str, str]:
    """The attributes that hold something; those that no table names are noted as unknown."""
    known = READ[name]
    block = {}
    for key, value in element.attrib.items():
        text = str(value).strip()
        if not text:
            continue
        if key in known:
            block[str(key)] = text
        elif key not in IGNORED and not str(key).startswith("{"):
            found.unknown.append((f"{name}/@{key}", text))
    return block
