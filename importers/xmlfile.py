"""Streaming an XML list element by element, safely and with line numbers.

Namespaces are dropped (publishers change them: OFAC did in May 2024), comments and processing instructions ignored.
No document type definition, no entities, no network; depth, attributes and encodings are bounded.
"""

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from pathlib import Path

from lxml import etree

from importers.draft import Position
from importers.errors import FileRefused
from importers.gate import OFFICIAL, Limits, kind_of, refuse

_XINCLUDE = "{http://www.w3.org/2001/XInclude}"
_ENCODING = re.compile(rb"^<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})")


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first direct child of that local name."""
    return next(element.iterchildren(f"{{*}}{name}"), None)  # `{*}`: of any namespace or none


def children(element: etree._Element | None, name: str) -> list[etree._Element]:
    """The direct children of that local name; none of None."""
    return [] if element is None else list(element.iterchildren(f"{{*}}{name}"))


def text(element: etree._Element | None, name: str | None = None) -> str:
    """The trimmed text of an element, or of its first child of that name; "" when absent."""
    if element is not None and name is not None:
        element = child(element, name)
    return "" if element is None or element.text is None else element.text.strip()


def root_of(path: Path, limits: Limits = OFFICIAL) -> tuple[str, dict[str, str]]:
    """The root element's local name and attributes, having passed the gate. Raises `FileRefused`."""
    for event, element in _events(path, limits):
        if event == "start":
            return local(element), {_bare(key): value for key, value in element.attrib.items()}
    raise refuse(path, "The file holds no XML element.")


def elements(path: Path, *names: str, depth: int | None = None, limits: Limits = OFFICIAL) -> Iterator[etree._Element]:
    """Each complete element with one of these local names, in document order, freed once the caller moves on.

    `depth` (root = 0) takes only elements at that level; with a depth and no names, every element there.
    `element.sourceline` is the line it begins at.
    Raises `FileRefused` at the first damage: what was yielded before must then be thrown away.
    """
    if not names and depth is None:
        raise ValueError("Name the elements, or the depth they stand at.")
    wanted, level, inside = set(names), 0, 0
    for event, element in _events(path, limits):
        if event == "end":
            level -= 1
        taken = (depth is None or level == depth) and (not wanted or local(element) in wanted)
        if event == "start":
            level += 1
            inside += taken
            continue
        inside -= taken
        if taken:
            yield element
        # What is further below goes with its parent.
        if not inside and (depth is None or level <= depth + 1):
            _free(element)


def raw(element: etree._Element) -> dict[str, object]:
    """An element as published: attributes as `@name`, text as `#text`, children by name (a list where repeated)."""
    found: dict[str, object] = {_at(key): value for key, value in element.attrib.items()}
    for item in element:
        name = local(item)
        if not name:
            continue
        value = raw(item) if len(item) or item.attrib else (item.text or "").strip()
        earlier = found.get(name)
        if name not in found:
            found[name] = value
        elif isinstance(earlier, list):
            earlier.append(value)
        else:
            found[name] = [earlier, value]
    if element.text and element.text.strip():
        found["#text"] = element.text.strip()
    return found


def unknown(element: etree._Element, known: Container[str], prefix: str = "") -> Iterator[tuple[str, str]]:
    """What an element holds that is not in `known`, as (path, text): children as `A/B`, attributes as `A/@b`.

    Nothing below an unknown child is reported again.
    """
    for key, value in element.attrib.items():
        if (path := f"{prefix}@{_bare(key)}") not in known:
            yield path, str(value)
    for item in element:
        path = f"{prefix}{local(item)}"
        if path not in known:
            yield path, " ".join("".join(item.itertext()).split())[:200]
        elif len(item) or item.attrib:
            yield from unknown(item, known, f"{path}/")


def position(path: Path, element: etree._Element, column: str | None = None) -> Position:
    """Where an element begins: the line in the file, and a path below it.

    libxml2 counts element lines to 65,535 only; beyond, the line is that of the first text inside.
    """
    return Position(path.name, row=element.sourceline, column=column)


@lru_cache(maxsize=4096)
def _at(key: str | bytes) -> str:
    return f"@{_bare(key)}"


def _bare(key: str | bytes) -> str:
    name = key.decode() if isinstance(key, bytes) else key
    return name.rsplit("}", 1)[-1]


def _free(element: etree._Element) -> None:
    """Forget a finished element and its finished elder siblings, so that memory stays flat."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _events(path: Path, limits: Limits) -> Iterator[tuple[str, etree._Element]]:
    if kind_of(path, limits) != "xml":
        raise refuse(path, "This is not an XML file.", "Send the publisher's XML as it was downloaded.")
    _check_prolog(path)
    depth, tags = 0, set[object]()
    try:
        with path.open("rb") as stream:
            # huge_tree stays off: libxml2's own bounds (256 levels, 10 MB a text) hold beneath ours.
            parser = etree.iterparse(
                stream,
                events=("start", "end"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
            for event, element in parser:
                if event == "start":
                    if depth == 0 and element.getroottree().docinfo.internalDTD is not None:
                        raise _definition(path)  # one that stands behind a long comment
                    depth += 1
                    tag = element.tag
                    # Most elements are like one seen before, and this runs for every element of a list.
                    if depth > limits.xml_depth or len(element.attrib) > limits.xml_attributes or tag not in tags:
                        _check_element(path, element, depth, limits)
                        tags.add(tag)
                else:
                    depth -= 1
                yield event, element
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise refuse(
            path, f"The XML is damaged ({error.msg}).", "The file is cut or broken: fetch it again.", row=line
        ) from error


def _check_element(path: Path, element: etree._Element, depth: int, limits: Limits) -> None:
    if depth > limits.xml_depth:
        raise refuse(path, f"The XML is over {limits.xml_depth} levels deep.", row=element.sourceline)
    if len(element.attrib) > limits.xml_attributes:
        raise refuse(path, f"An element has over {limits.xml_attributes} attributes.", row=element.sourceline)
    if isinstance(element.tag, str) and element.tag.startswith(_XINCLUDE):
        raise refuse(path, "The XML includes other files.", "Send the publisher's own file.", row=element.sourceline)


def _check_prolog(path: Path) -> None:
    """Refuse what the first bytes show: a type definition, or an encoding in which markup can hide from a reader."""
    with path.open("rb") as stream:
        head = stream.read(65_536)
    plain = head.replace(b"\x00", b"").lower()
    if b"<!doctype" in plain or b"<!entity" in plain:
        raise _definition(path)
    if b"\x00\x00" in head[:8]:
        raise refuse(path, "The XML is encoded in UTF-32.", "Only UTF-8 and UTF-16 are read.")
    declared = _ENCODING.search(plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n"))
    if declared and declared[1] not in (b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"ascii"):
        name = declared[1].decode("ascii", "replace")
        raise refuse(path, f"The XML says it is encoded as {name!r}.", "Only UTF-8 and UTF-16 are read.")


def _definition(path: Path) -> FileRefused:
    return refuse(path, "The XML holds a document type definition.", "Lists need none; send the publisher's own file.")
