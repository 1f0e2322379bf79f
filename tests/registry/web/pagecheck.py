"""What every page must keep, whatever is on it: looked at as parsed HTML, not as text."""

from itertools import pairwise
from urllib.parse import urlsplit

from lxml import html

_FORBIDDEN = {"script", "style", "iframe", "object", "embed", "img", "base", "audio", "video", "marquee"}
_ADDRESSES = ("href", "src", "action", "formaction", "data", "xlink:href")
# Links (never parts of a page) that lead out of the registry: the publishers of the lists.
OUTSIDE = ("https://",)


def parsed(text: str) -> html.HtmlElement:
    """The page as a tree."""
    return html.document_fromstring(text)


def dangers(page: html.HtmlElement) -> list[str]:
    """Everything on a page that could run, restyle, or fetch from outside."""
    found = []
    for element in page.iter():
        if not isinstance(element.tag, str):
            found.append(f"comment or instruction {element.text!r}")
            continue
        if element.tag in _FORBIDDEN and not _own_script(element):
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name.startswith("on") or name in ("style", "srcdoc", "background"):
                found.append(f"<{element.tag} {name}>")
            if name in _ADDRESSES and not _inside(element, name, value):
                found.append(f"<{element.tag} {name}={value!r}>")
    return found


def _own_script(element: html.HtmlElement) -> bool:
    """A script of ours, from its own file: nothing that a name or a remark could have brought in."""
    own = element.tag == "script" and str(element.get("src", "")).startswith("/static/")
    return own and not (element.text or "").strip()


def _inside(element: html.HtmlElement, name: str, value: str) -> bool:
    if element.tag == "a" and name == "href" and value.startswith(OUTSIDE):
        return element.get("rel") == "noreferrer"
    parts = urlsplit(value)
    return not parts.scheme and not parts.netloc


def spoken(page: html.HtmlElement) -> list[str]:
    """Every text and spoken attribute that a page gives out as being in its own language."""
    found = []
    for element in page.iter():
        if isinstance(element.tag, str):
            own = element.xpath("ancestor-or-self::*[@lang][1]/@lang")[0] == page.get("lang")
            said = [element.text, *(element.get(name) for name in ("title", "aria-label", "data-label", "placeholder"))]
            found += said if own else []
        inherited = element.xpath("ancestor::*[@lang][1]/@lang")
        found += [element.tail] if inherited and inherited[0] == page.get("lang") else []
    return [text for part in found if part and (text := " ".join(part.split()))]


def flaws(page: html.HtmlElement, language: str = "en") -> list[str]:
    """What would keep somebody with a keyboard or a screen reader from using a page in that language."""
    found = []
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    if levels.count(1) != 1 or not levels or levels[0] != 1:
        found.append(f"headings begin {levels[:3]}")
    found += [f"h{a} is followed by h{b}" for a, b in pairwise(levels) if b > a + 1]
    found += [f"th without scope: {cell.text_content()!r}" for cell in page.xpath("//th[not(@scope)]")]
    ids = page.xpath("//@id")
    found += [f"id {name} twice" for name in set(ids) if ids.count(name) > 1]
    found += [f"no element {name}" for name in page.xpath("//@aria-labelledby") if name not in ids]
    for field in page.xpath("//input[not(@type='hidden')]|//select"):
        labelled = field.get("id") in page.xpath("//label/@for") or field.xpath("ancestor::label")
        found += [] if labelled else [f"no label: {field.get('name')}"]
    if page.get("lang") != language or not page.findtext(".//title"):
        found.append("no language or no title")
    first = page.xpath("//a")[0]
    if first.get("href") != "#main" or not page.xpath("//main[@id='main']"):
        found.append("no skip link to the content")
    return found
