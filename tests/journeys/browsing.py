"""A real browser over a served registry: Debian's Chromium, kept from the network, with its complaints collected."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from served import Served

from registry.services.guests import Guest

CHROMIUM = os.environ.get("REGISTRY_TEST_CHROMIUM") or shutil.which("chromium") or ""
MISSING = "no Chromium on this machine (Debian: apt-get install chromium); nothing is said about real browsers"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window; whoever opens it looks at `CHROMIUM` first."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """Somebody at a browser. `complaints` is what a page must never cause: outside requests, errors, blocked parts."""

    served: Served
    context: BrowserContext
    page: Page
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)

    def go(self, address: str) -> Page:
        """Open an address of the registry."""
        self.page.goto(self.served.url + address)
        return self.page

    def sign_in(self, guest: Guest) -> Page:
        """Sign in as one of the demo's accounts, by typing as anybody would."""
        page = self.go("/sign-in")
        page.get_by_label("E-mail address").fill(guest.name)
        page.get_by_label("Password").fill(guest.password)
        page.get_by_role("button", name="Sign in", exact=True).last.click()
        page.get_by_role("button", name="Sign out").wait_for()
        return page


@contextmanager
def visit(browser: Browser, served: Served, *, scripts: bool = True, **more: Any) -> Iterator[Visit]:
    """A fresh browser profile; `scripts` off is a browser without JavaScript, `more` goes to Playwright's context."""
    context = browser.new_context(java_script_enabled=scripts, locale="en-GB", timezone_id="UTC", **more)
    page = context.new_page()
    somebody = Visit(served, context, page, scripts)

    def ask(request: Request) -> None:
        if not request.url.startswith((served.url + "/", "data:", "blob:")):
            somebody.complaints.append(f"asked {request.url}")

    context.on("request", ask)
    context.on("weberror", lambda error: somebody.complaints.append(f"error {error.error}"))
    context.on("dialog", lambda dialog: somebody.complaints.append(f"dialog {dialog.message}") or dialog.dismiss())
    context.on(
        "console",
        lambda said: somebody.complaints.append(f"console {said.text}") if "Security Policy" in said.text else None,
    )
    page.set_default_timeout(20_000)
    try:
        yield somebody
    finally:
        context.close()


def crawl(visit: Visit, start: tuple[str, ...] = ("/",)) -> dict[str, str]:
    """One address for each sort of page that links lead to, begun with `start`: {sort: address}.

    The sort of a page is its path with everything that names one thing left out, and the choices in its query. Files
    to take away are no pages.
    """
    found: dict[str, str] = {}
    waiting, seen = list(start), set(start)
    while waiting:
        address = waiting.pop(0)
        sort = sort_of(address)
        if sort in found:
            continue
        answer = visit.context.request.get(visit.served.url + address)
        assert answer.ok, f"{address} answers {answer.status}"
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        found[sort] = address
        for link in html.document_fromstring(answer.text()).xpath("//main//a/@href | //header//a/@href"):
            target = urlsplit(urljoin(answer.url, link))
            inside = f"{target.scheme}://{target.netloc}" == visit.served.url
            onward = target.path + (f"?{target.query}" if target.query else "")
            if inside and onward not in seen and not target.path.startswith("/language/"):
                seen.add(onward)
                waiting.append(onward)
    return found


def sort_of(address: str) -> str:
    """What sort of page an address shows, e.g. `/list/*`: names of single things are left out."""
    parts = urlsplit(address)
    path = parts.path.strip("/").split("/")
    if path[0] == "listing":
        path = ["listing", "*"]
    elif path[0] in ("list", "programme"):
        path = [path[0], "*", *path[2:]]
    else:
        path = ["*" if any(letter.isdigit() for letter in part) else part for part in path]
    # Of a page with many filters two looks are enough: as it comes, and with something asked.
    asked = "?" if any(name in ("q", "page", "as_of") for name, _ in parse_qsl(parts.query)) else ""
    return "/" + "/".join(path) + asked


def axe() -> Path | None:
    """The file of axe-core, installed by npm into a folder of its own the first time; none where npm cannot."""
    given = os.environ.get("REGISTRY_TEST_AXE")
    if given:
        return Path(given)
    folder = Path(tempfile.gettempdir()) / f"registry-axe-{os.getuid()}"
    file = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not file.exists() and shutil.which("npm"):
        folder.mkdir(mode=0o700, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "axe-core@4"],
            check=False,
            capture_output=True,
            timeout=120,
        )
    return file if file.exists() else None
