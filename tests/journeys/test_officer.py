"""An officer's day in a browser, with scripts and without: a name in another script, a gap answered, pairs decided."""

from collections.abc import Callable

import pytest
from browsing import Visit

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@SCRIPTS
def test_from_a_cyrillic_spelling_to_an_answered_gap(visit: Callable[..., Visit], scripts: bool) -> None:
    somebody = visit(scripts=scripts)
    somebody.sign_in(somebody.served.guest("officer", "GB"))
    page = somebody.go("/")
    page.get_by_role("searchbox").fill("Безбородников")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="BEZBORODNIKOV").first.click()
    assert "BEZBORODNIKOV" in page.get_by_role("heading", level=1).inner_text().upper()
    # What GB lacks is GB's to answer.
    somebody.go("/divergence?lacking=GB")
    page.locator(".gaps tbody th a").first.click()
    page.locator("a[href*='/gap/'][href*='/GB/']").first.click()
    page.get_by_label("Answer").select_option("under_consideration")
    page.get_by_label("Note").fill(f"Asked the desk, scripts {scripts}.")
    page.get_by_label("Look again on").fill("2030-01-31")
    page.get_by_role("button", name="Record it").click()
    # Among what was said, not in the form: that stands there only once it was recorded.
    page.locator("main p, main td", has_text=f"Asked the desk, scripts {scripts}.").first.wait_for()


@SCRIPTS
def test_three_pairs_are_decided_one_after_the_other(visit: Callable[..., Visit], scripts: bool) -> None:
    somebody = visit(scripts=scripts)
    somebody.sign_in(somebody.served.guest("officer", "GB"))
    page = somebody.go("/review")
    page.locator("main table a[href^='/review/']").first.click()
    seen = []
    for number in range(3):
        seen.append(page.url.split("?")[0])
        page.get_by_label("Reason", exact=True).fill(f"Nothing but the name, {number}.")
        page.get_by_role("button", name="Different").click()
    assert len({*seen, page.url.split("?")[0]}) == 4
