"""One served demo and one browser for all journeys; each journey has a fresh profile of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

pytest.importorskip("playwright", reason="the extra `browser` is not installed; nothing is said about real browsers")

import browsing
import served
from browsing import Visit
from playwright.sync_api import Browser
from served import Served


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo, served for the whole run."""
    folder = tmp_path_factory.mktemp("journeys") / "demo"
    served.make(folder)
    with served.serve(folder) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not browsing.CHROMIUM:
        pytest.skip(browsing.MISSING)
    with browsing.chromium() as found:
        yield found


@pytest.fixture
def visit(browser: Browser, demo: Served) -> Iterator[Callable[..., Visit]]:
    """Opens a fresh browser profile; afterwards no page may have complained or asked anything of another host."""
    visits: list[Visit] = []
    with ExitStack() as stack:

        def begin(**more: Any) -> Visit:
            visits.append(stack.enter_context(browsing.visit(browser, demo, **more)))
            return visits[-1]

        yield begin
    assert [complaint for somebody in visits for complaint in somebody.complaints] == []
