"""Signing in and out as a newcomer does, in a browser with scripts and in one without."""

from collections.abc import Callable

import pytest
from browsing import Visit

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@SCRIPTS
def test_a_newcomer_signs_in_by_one_button_and_out_again(visit: Callable[..., Visit], scripts: bool) -> None:
    somebody = visit(scripts=scripts)
    page = somebody.go("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in auditor").click()

    page.get_by_role("link", name="Auda Specimen").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").wait_for()
    assert page.get_by_role("link", name="Auda Specimen").count() == 0


@SCRIPTS
def test_a_wrong_password_is_said_in_words_and_nothing_is_lost(visit: Callable[..., Visit], scripts: bool) -> None:
    somebody = visit(scripts=scripts)
    page = somebody.go("/sign-in")
    page.get_by_label("E-mail address").fill("officer@gb.example")
    page.get_by_label("Password").fill("not the password at all")
    page.get_by_role("button", name="Sign in", exact=True).last.click()
    assert "do not fit together" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("E-mail address").input_value() == "officer@gb.example"
    assert page.get_by_label("Password").input_value() == ""
