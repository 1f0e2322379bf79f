"""Pictures of every page, for people to look at: three widths, light and dark, signed out and as each role.

    python tests/journeys/screenshots.py FOLDER [--role officer] [--width 360] [--only party] [--data DEMO]

Makes a demo, serves it, follows its links and takes one picture of each sort of page. Writes PDFs of what is printed.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import browsing
import served
from browsing import Visit
from playwright.sync_api import Browser
from served import Served

WIDTHS = (360, 768, 1280)
START = ("/", "/?q=Безбородников", "/?q=zzzz", "/nothing")
PRINTED = ("/?q=Безбородников", "/party/P000001", "/divergence")
_TALLEST = 4_000


def main() -> None:
    """Take them."""
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.data or Path(scratch) / "demo"
        if options.data is None:
            served.make(folder)
        with served.serve(folder) as demo, browsing.chromium() as browser:
            for role in options.role or ["", *dict.fromkeys(guest.role for guest in demo.everybody)]:
                for address, name in _addresses(browser, demo, role, options.only):
                    _take(browser, demo, (role, address, name), options)
            _print(browser, demo, options.folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, help="a demo that is there already")
    parser.add_argument("--role", action="append", help="`public` is nobody in particular")
    parser.add_argument("--width", action="append", type=int)
    parser.add_argument("--scheme", action="append", choices=("light", "dark"))
    parser.add_argument("--only", default="", help="addresses that hold this")
    parser.add_argument("--language", default="en")
    return parser.parse_args()


def _addresses(browser: Browser, demo: Served, role: str, only: str) -> Iterator[tuple[str, str]]:
    with browsing.visit(browser, demo) as somebody:
        _enter(somebody, role)
        for sort, address in browsing.crawl(somebody, START[:-1]).items():
            if only in address:
                yield address, re.sub(r"[^a-z0-9]+", "-", sort.replace("?", "-asked").lower()).strip("-") or "home"


def _take(browser: Browser, demo: Served, what: tuple[str, str, str], options: argparse.Namespace) -> None:
    role, address, name = what
    for scheme in options.scheme or ("light", "dark"):
        with browsing.visit(browser, demo, color_scheme=scheme) as somebody:
            _enter(somebody, role)
            somebody.go(f"/language/{options.language}")
            for width in options.width or WIDTHS:
                somebody.page.set_viewport_size({"width": width, "height": 900})
                somebody.go(address)
                path = options.folder / f"{role or 'public'}-{name}-{width}-{scheme}.png"
                height = min(_TALLEST, int(somebody.page.evaluate("document.documentElement.scrollHeight")))
                wide = int(somebody.page.evaluate("document.documentElement.scrollWidth"))
                somebody.page.screenshot(
                    path=path, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
                )
                print(path, f"is {wide} pixels wide" if wide > width else "")


def _print(browser: Browser, demo: Served, folder: Path) -> None:
    with browsing.visit(browser, demo) as somebody:
        for number, address in enumerate(PRINTED):
            somebody.go(address)
            somebody.page.pdf(path=folder / f"print-{number}.pdf", format="A4", prefer_css_page_size=True)


def _enter(somebody: Visit, role: str) -> None:
    if role not in ("", "public"):
        somebody.sign_in(somebody.served.guest(role))


if __name__ == "__main__":
    main()
