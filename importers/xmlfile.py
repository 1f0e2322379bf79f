"""Streaming an XML list element by element, safely and with line numbers.

Namespaces are dropped (publishers change them: OFAC did in May 2024), comments and processing instructions ignored.
No document type definition, no entities, no network; depth, attributes and encodings are bounded.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from importers.draft import Position
from importers.errors import FileRefused
from importers.gate import OFFICIAL, Limits, kind_of, refuse

_XINCLUDE = "{http://www.w3.org/2001/XInclude}*"
# huge_tree stays off: libxml2's own bounds (256 levels, 10 MB a text) hold beneath ours.
_SAFE: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False,
    "remove_comments": True, "remove_pis": True,
}  # fmt: skip
_PIECE = 1 << 16
Members = dict[str, "Members"]
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
    root = _root(path, limits)
    return local(root), {_bare(key): value for key, value in root.items()}


def namespace_of(path: Path, limits: Limits = OFFICIAL) -> str:
    """The root element's namespace, "" where it has none. Raises `FileRefused`."""
    return etree.QName(_root(path, limits)).namespace or ""


def elements(path: Path, *names: str, depth: int | None = None, limits: Limits = OFFICIAL) -> Iterator[etree._Element]:
    """Each complete element with one of these local names, in the order they end; freed once the caller moves on.

    `depth` (root = 0) takes only elements at that level; with a depth and no names, every element there.
    `element.sourceline` is the line it begins at.
    Raises `FileRefused` at the first damage: what was yielded before must then be thrown away.
    """
    if not names and depth is None:
        raise ValueError("Name the elements, or the depth they stand at.")
    wanted = _Wanted(path, limits, frozenset(names), depth)
    for root, done in _growing(path, limits):
        if done:
            _check(path, root, 0, limits)
        yield from wanted.within(root, 0, done=done)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which elements are taken from a tree that grows."""

    path: Path
    limits: Limits
    names: frozenset[str]
    depth: int | None

    def within(self, element: etree._Element, level: int, *, done: bool) -> Iterator[etree._Element]:
        """The wanted elements that are complete, at or below one of that level, itself complete when `done`."""
        named = not self.names or local(element) in self.names
        if level == self.depth or (self.depth is None and named and not done):
            if done and named:
                yield element
        elif self.depth is None and done:
            yield from (item for _, item in etree.iterwalk(element, tag=[f"{{*}}{name}" for name in self.names]))
        else:
            yield from self._below(element, level, done=done)

    def _below(self, element: etree._Element, level: int, *, done: bool) -> Iterator[etree._Element]:
        children = list(element)
        if len(children) > 1:
            _check(self.path, element, level, self.limits)
        # Whatever has a younger sibling is complete.
        for child in children[:-1]:
            yield from self.within(child, level + 1, done=True)
            child.clear()
            element.remove(child)
        for child in children[-1:]:
            yield from self.within(child, level + 1, done=done)
            if done:
                child.clear()


def raw(element: etree._Element) -> dict[str, Any]:
    """An element as published: attributes as `@name`, text as `#text`, children by name (a list where repeated)."""
    found: dict[str, Any] = {_at(key): value for key, value in element.items()}
    for item in element:
        tag = item.tag
        if not isinstance(tag, str):
            continue
        name = _local(tag)
        value: Any = raw(item) if len(item) or item.keys() else (item.text or "").strip()
        if name not in found:
            found[name] = value
        elif isinstance(earlier := found[name], list):
            earlier.append(value)
        else:
            found[name] = [earlier, value]
    if element.text and (own := element.text.strip()):
        found["#text"] = own
    return found


def unknown(element: etree._Element, known: Container[str], prefix: str = "") -> Iterator[tuple[str, str]]:
    """What an element holds that is not in `known`, as (path, text): children as `A/B`, attributes as `A/@b`.

    Nothing below an unknown child is reported again.
    """
    for key, value in element.items():
        if (path := f"{prefix}@{_bare(key)}") not in known:
            yield path, str(value)
    for item in element:
        path = f"{prefix}{local(item)}"
        if path not in known:
            yield path, " ".join("".join(item.itertext()).split())[:200]
        elif len(item) or item.keys():
            yield from unknown(item, known, f"{path}/")


def members(known: Iterable[str]) -> Members:
    """The paths of `unknown` as a tree: `A`, `A/B` becomes `{"A": {"B": {}}}`."""
    tree: Members = {}
    for path in known:
        place = tree
        for name in path.split("/"):
            place = place.setdefault(name, {})
    return tree


def all_known(value: Any, tree: Members) -> bool:
    """Whether a `raw` value surely holds nothing that `unknown` would report: a quick look for the many that do not."""
    if isinstance(value, dict):
        return value.keys() <= tree.keys() and all(
            all_known(item, tree[name]) for name, item in value.items() if not isinstance(item, str)
        )
    return isinstance(value, str) or all(all_known(item, tree) for item in value)


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


def _root(path: Path, limits: Limits) -> etree._Element:
    """The root element as it begins, having looked at what stands before it."""
    if kind_of(path, limits) != "xml":
        raise refuse(path, "This is not an XML file.", "Send the publisher's XML as it was downloaded.")
    _check_prolog(path)
    root: etree._Element
    try:
        with path.open("rb") as stream:
            for _, root in etree.iterparse(stream, events=("start",), **_SAFE):
                if root.getroottree().docinfo.internalDTD is not None:
                    raise _definition(path)  # one that stands behind a long comment
                _check(path, root, 0, limits)
                return root
    except etree.XMLSyntaxError as error:
        raise _damaged(path, error) from error
    raise refuse(path, "The file holds no XML element.")


def _growing(path: Path, limits: Limits) -> Iterator[tuple[etree._Element, bool]]:
    """The root again after each piece of the file, and whether it is complete.

    The parser tells Python of no element but the root: a call for each of a list's elements costs more than the parse.
    """
    parser = etree.XMLPullParser(events=("start",), tag=str(_root(path, limits).tag), **_SAFE)
    roots: list[etree._Element] = []
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                parser.feed(piece)
                roots = [*roots, *(element for _, element in parser.read_events())][:1]
                for root in roots:
                    yield root, False
            yield parser.close(), True
    except etree.XMLSyntaxError as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: etree.XMLSyntaxError) -> FileRefused:
    mend = "The file is cut or broken: fetch it again."
    return refuse(path, f"The XML is damaged ({error.msg}).", mend, row=error.lineno or 0)


def _check(path: Path, element: etree._Element, level: int, limits: Limits) -> None:
    """Refuse an element of that level (root = 0) that holds too deep or too many things, or includes other files."""
    for deep in _levels_below(limits.xml_depth - level)(element):
        raise refuse(path, f"The XML is over {limits.xml_depth} levels deep.", row=deep.sourceline)
    for attribute in _attribute(limits.xml_attributes + 1)(element):
        row = attribute.getparent().sourceline
        raise refuse(path, f"An element has over {limits.xml_attributes} attributes.", row=row)
    for include in element.iter(_XINCLUDE):
        raise refuse(path, "The XML includes other files.", "Send the publisher's own file.", row=include.sourceline)


@lru_cache(maxsize=256)
def _levels_below(levels: int) -> etree.XPath:
    return etree.XPath(f"({'/'.join('*' * levels)})[1]")


@lru_cache(maxsize=16)
def _attribute(number: int) -> etree.XPath:
    return etree.XPath(f"(descendant-or-self::*/@*[{number}])[1]")


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
