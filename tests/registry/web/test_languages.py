"""Every text of the pages in every language: complete, with the same gaps to fill, and really what a reader gets."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from pagecheck import dangers, flaws, parsed, spoken
from test_web_pages import PAGES, main
from world import World

from importers import programmes
from importers.vocabulary import ContactKind, IdentifierKind, IssueCode, MeasureCode, NameKind, PartyKind, Strength
from registry.models import ListingStatus, SubmissionState
from registry.services.cells import words as plain
from registry.web import languages, terms, words

ROOT = Path(__file__).parents[3]
FRENCH = ROOT / "registry/web/translations/fr/LC_MESSAGES/messages.po"
# As CONTRIBUTING.md gives it.
EXTRACT = "extract -F pyproject.toml -k lazy_gettext --no-location --sort-output --omit-header -o"
_FILLED = re.compile(r"%(?:\(\w+\)s|%)|</?\w+>|https?://\S+")


def catalogue(path: Path) -> Catalog:
    """A file of texts, read."""
    with path.open("rb") as file:
        return read_po(file, locale="fr")


def messages() -> list[Message]:
    """All texts in French."""
    return [message for message in catalogue(FRENCH) if message.id]


def forms(text: str | Iterable[str]) -> list[str]:
    """The singular and the plural, or the one text there is."""
    return [text] if isinstance(text, str) else list(text)


def test_the_translation_has_exactly_the_texts_of_the_pages(tmp_path: Path) -> None:
    found = tmp_path / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", *EXTRACT.split(), str(found), "registry/web"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    ours = {message.id for message in messages()}
    used = {message.id for message in catalogue(found) if message.id}
    assert (used - ours, ours - used) == (set(), set()), "update the translations as CONTRIBUTING.md says"
    assert len(used) > 800


def test_no_template_gives_the_mark_of_texts_another_meaning() -> None:
    shadowed = re.compile(r"{%-?\s*(?:for|set)\s+(?:[\w, ]*,\s*)?_\s*(?:,|\bin\b|=)")
    assert shadowed.search("{% for _, texts in reasons %}")
    found = [
        path.name for path in (ROOT / "registry/web/templates").glob("*.html") if shadowed.search(path.read_text())
    ]
    assert found == []


def test_the_command_is_the_one_that_contributors_read() -> None:
    assert EXTRACT in (ROOT / "CONTRIBUTING.md").read_text()


def test_every_text_is_translated_and_keeps_what_is_filled_in() -> None:
    for message in messages():
        assert not message.fuzzy, message.id
        given, french = forms(message.id), forms(message.string)
        assert len(given) == len(french), message.id
        for one, other in zip(given, french, strict=True):
            assert other.strip(), one
            assert sorted(_FILLED.findall(one)) == sorted(_FILLED.findall(other)), one


@pytest.mark.parametrize(
    "vocabulary",
    [
        MeasureCode,
        PartyKind,
        IdentifierKind,
        ContactKind,
        IssueCode,
        NameKind,
        Strength,
        ListingStatus,
        SubmissionState,
    ],
)
def test_every_term_of_a_vocabulary_is_translated(vocabulary: type[StrEnum]) -> None:
    assert {plain(term.value) for term in vocabulary} <= terms.TERMS


def test_every_theme_of_a_programme_is_translated() -> None:
    assert {plain(theme) for item in programmes.all_programmes() for theme in item.themes} <= terms.TERMS


def test_every_page_speaks_french_and_nothing_else_in_its_own_voice(filled: World, client: FlaskClient) -> None:
    differ = {
        one for message in messages() for one, other in zip(forms(message.id), forms(message.string), strict=True)
        if one != other and len(one) > 3
    } - {forms(message.string)[0] for message in messages()}  # fmt: skip
    for address in (*PAGES, "/nothing", "/sign-in", "/divergence?page=0"):
        page = parsed(client.get(address, headers={"Accept-Language": "fr"}).text)
        assert flaws(page, "fr") == [], address
        assert dangers(page) == [], address
        assert [text for text in spoken(page) if text.strip(" .,:;()") in differ] == [], address


def test_a_party_in_french(filled: World, client: FlaskClient) -> None:
    answer = client.get(f"/party/{filled.party('w_gb:1')}", headers={"Accept-Language": "fr-CH, en;q=0.5"})
    said = main(answer.text).replace("\xa0", " ")
    assert "première date : 29 septembre 2020, Royaume-Uni (date d’inscription)" in said
    assert "Gel des avoirs" in said
    assert "Interdiction de voyager" in said
    assert "États-Unis non inscrite" in said
    assert "3 jours" in said
    english = parsed(answer.text).xpath("//td[@data-label='Pourquoi']/span/@lang")
    assert english
    assert set(english) == {"en"}
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_wrong_choice_is_answered_in_french(filled: World, client: FlaskClient) -> None:
    said = main(client.get("/divergence?page=0&kind=x&what=1", headers={"Accept-Language": "fr"}).text)
    assert "Les pages sont numérotées à partir de 1." in said
    assert "Ce n’est pas l’un des choix." in said
    assert "Cette page ne connaît pas ce choix." in said


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2022, 3, 6), "6 mars 2022"),
        (date(2022, 3, 1), "1er mars 2022"),
        (datetime(2022, 3, 6, 14, 5, tzinfo=UTC), "6 mars 2022, 14:05 UTC"),
        ("1962-03", "mars 1962"),
        ("1960/1963", "de 1960 à 1963"),
    ],
)
def test_dates_and_numbers_in_french(application: Callable[..., Flask], value: date | str, expected: str) -> None:
    with application().test_request_context(headers={"Accept-Language": "fr"}):
        assert languages.current() == "fr"
        assert words.long_date(value) == expected
        assert words.number(1_234_567) == "1\u202f234\u202f567"
        assert words.decimals(12.34, 1, signed=True) == "+12,3"
        assert words.country("SY") == "Syrie"
        assert words.partner("US") == "États-Unis"
    assert words.number(1_234_567) == "1,234,567"
