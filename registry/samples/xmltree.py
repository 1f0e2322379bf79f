"""XML for the sample files, written the same way every time."""

import re
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from registry.samples.cast import NOTICE

Node: TypeAlias = etree._Element


def node(tag: str, *content: Node | str | None, **attributes: str) -> Node:
    """An element with text and children; None is left out. In names `__` stands for a hyphen."""
    made = etree.Element(tag.replace("__", "-"), {name.replace("__", "-"): value for name, value in attributes.items()})
    for item in content:
        if isinstance(item, str):
            made.text = (made.text or "") + item
        elif item is not None:
            made.append(item)
    return made


def texts(**values: str) -> list[Node]:
    """An element with text for each value that is not empty."""
    return [node(name, value) for name, value in values.items() if value]


def write(root: Node, path: Path, namespace: str = "") -> None:
    """Write a document that says in its first lines that it is fictional; `namespace` becomes its default one."""
    etree.indent(root, "  ")
    text = etree.tostring(root, encoding="unicode")
    if namespace:
        # The tree itself has no namespace, so that `node` needs none; in the file it holds for all elements.
        text = re.sub(r"^<\w+", rf'\g<0> xmlns="{namespace}"', text)
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<!--{NOTICE}-->\n{text}\n', encoding="utf-8")
