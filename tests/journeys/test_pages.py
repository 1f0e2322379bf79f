"""Every page in a real browser: no barrier that axe-core knows, nothing cut off, nothing asked of another host."""

from collections.abc import Callable
from typing import Any

import browsing
import pytest
from browsing import Visit

START = ("/", "/?q=Безбородников", "/?q=zzzz", "/sign-in", "/help")
WIDTHS = (360, 768, 1280)


@pytest.fixture(scope="session")
def axe() -> str:
    """The program that looks for barriers."""
    file = browsing.axe()
    if file is None:
        pytest.skip("axe-core is not here and npm cannot bring it; nothing is said about barriers")
    return file.read_text(encoding="utf-8")


def barriers(somebody: Visit, axe: str) -> list[str]:
    """What axe-core holds against the page as it stands: WCAG 2.2 at level AA and good practice."""
    somebody.page.evaluate(axe)
    found: list[dict[str, Any]] = somebody.page.evaluate("axe.run().then(found => found.violations)")
    return [f"{item['id']}: {node['html'][:200]}" for item in found for node in item["nodes"]]


def _pages(somebody: Visit, role: str) -> list[str]:
    """The pages of a role; of what everybody sees too, only those that show more to that role."""
    mine = browsing.crawl(somebody, START)
    if role == "":
        return list(mine.values())
    everybodys = ("/help", "/list", "/programme", "/sign-in", "/divergence?")
    return [address for sort, address in mine.items() if not sort.startswith(everybodys)]


@pytest.mark.parametrize("role", ["", "officer", "uploader", "approver", "auditor", "viewer", "admin"])
def test_no_page_has_a_barrier(visit: Callable[..., Visit], axe: str, role: str) -> None:
    found: dict[str, list[str]] = {}
    looked_at: list[str] = []
    for scheme in ("light", "dark"):
        somebody = visit(color_scheme=scheme)
        if role:
            somebody.sign_in(somebody.served.guest(role))
        looked_at = _pages(somebody, role)
        for language in ("en", "fr"):
            somebody.go(f"/language/{language}")
            for address in looked_at:
                somebody.go(address)
                if here := barriers(somebody, axe):
                    found[f"{scheme} {language} {address}"] = here
    assert found == {}
    assert len(looked_at) >= (8 if role == "" else 3)


@pytest.mark.parametrize("role", ["", "officer", "uploader", "auditor", "admin"])
def test_no_page_is_wider_than_the_screen(visit: Callable[..., Visit], role: str) -> None:
    somebody = visit()
    if role:
        somebody.sign_in(somebody.served.guest(role))
    wide = []
    for address in _pages(somebody, role):
        for width in WIDTHS:
            somebody.page.set_viewport_size({"width": width, "height": 900})
            somebody.go(address)
            if (reached := somebody.page.evaluate("document.documentElement.scrollWidth")) > width:
                wide.append(f"{address} reaches {reached} of {width}")
    assert wide == []


def test_what_is_looked_for_is_found(visit: Callable[..., Visit], axe: str) -> None:
    somebody = visit()
    somebody.go("/help")
    somebody.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\">')")
    assert any(item.startswith("image-alt") for item in barriers(somebody, axe))
    somebody.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
    complaints, somebody.complaints = somebody.complaints, []
    assert any("Security Policy" in complaint for complaint in complaints)
