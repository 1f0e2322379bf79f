"""Upload requests that no browser sends: refused with a sentence, and nothing is kept."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import people
import pytest
from corpus import requests
from corpus.requests import NAMES, Part, Request
from flask import Flask
from office import Desk, workbook
from pagecheck import parsed
from sqlmodel import select
from world import World

from registry import db
from registry.models import Submission, WebSession
from registry.services.actors import Role

BOOK = workbook()
REFUSED = [name for name in NAMES if not name.startswith("U20")]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    people.quick_hashes(monkeypatch)
    # What is laid aside goes where the tests can look.
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))


@pytest.fixture
def uma(here: World, application: Callable[..., Flask]) -> Desk:
    return Desk(application().test_client(), people.make(here.store, "uma", "AU", Role.UPLOADER, factor=True))


def parts(uma: Desk) -> list[Part]:
    """The fields of the form as a browser sends them."""
    page = parsed(uma.get("/submissions/new"))
    key, token = (page.xpath(f"//form//input[@name='{name}']/@value")[-1] for name in ("key", "csrf_token"))
    return [Part("csrf_token", token.encode()), Part("list", b"au_dfat"), Part("key", key.encode())]


def sent(uma: Desk, request: Request) -> int:
    """The status of an answer to a request."""
    answer = uma.client.post(
        "/submissions/new", input_stream=None, data=request.body, headers=list(request.headers.items())
    )
    assert b"Traceback" not in answer.data
    return answer.status_code


def untouched(here: World, tmp_path: Path) -> bool:
    """Whether no row, no stored file and nothing laid aside is there."""
    with db.read(here.store.engine) as session:
        rows = session.exec(select(Submission)).all()
    kept = (
        [path for path in here.store.files.root.rglob("*") if path.is_file()] if here.store.files.root.exists() else []
    )
    return not rows and not kept and not list((tmp_path / "aside").iterdir())


def test_hostile_names_are_refused(here: World, uma: Desk, tmp_path: Path) -> None:
    for name in REFUSED:
        request = requests.upload(*parts(uma), requests.file(BOOK, NAMES[name]))
        assert 400 <= sent(uma, request) < 500, name
        assert untouched(here, tmp_path), name


def test_markup_in_a_name_is_text(here: World, uma: Desk) -> None:
    assert sent(uma, requests.upload(*parts(uma), requests.file(BOOK, NAMES["U20 markup"]))) == 303
    page = uma.get("/submissions")
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;.xlsx" in page


def test_requests_of_a_wrong_shape_are_refused(here: World, uma: Desk, tmp_path: Path) -> None:
    own = parts(uma)
    whole = requests.upload(*own, requests.file(BOOK))
    cases = {
        "U9 no filename": requests.upload(*own, requests.file(BOOK, None)),
        "U10 five files": requests.upload(*own, *(requests.file(BOOK, f"{n}.xlsx") for n in range(5))),
        "U10 another field": requests.upload(*own, requests.file(BOOK, name="other")),
        "U11 a thousand fields": requests.upload(
            *own, *(Part(f"f{n}", b"x") for n in range(1001)), requests.file(BOOK)
        ),
        "U13 JSON": requests.content_type(whole, "application/json"),
        "U13 no boundary": requests.content_type(whole, "multipart/form-data"),
        "U14 cut": requests.cut(whole, 0.6),
        "no file": requests.upload(*own),
        "an empty file": requests.upload(*own, requests.file(b"")),
        "a web page": requests.upload(*own, requests.file(b"<html><body>404</body></html>", "x.xml")),
        "a PDF": requests.upload(*own, requests.file(b"%PDF-1.7", "x.xlsx")),
        "too large": requests.upload(*own, requests.file(b"a,b\n" * (6 * 1024 * 1024), "x.csv")),
        "U15 another partner's list": requests.upload(own[0], Part("list", b"gb_uksl"), own[2], requests.file(BOOK)),
        "a list that there is not": requests.upload(own[0], Part("list", b"zz"), own[2], requests.file(BOOK)),
        "no token": requests.upload(*own[1:], requests.file(BOOK)),
    }
    for name, request in cases.items():
        assert 400 <= sent(uma, request) < 500, name
        assert untouched(here, tmp_path), name


def test_a_list_of_somebody_else_is_as_one_that_there_is_not(uma: Desk) -> None:
    own = parts(uma)
    answers = []
    for key in (b"gb_uksl", b"zz"):
        request = requests.upload(own[0], Part("list", key), own[2], requests.file(BOOK))
        answer = uma.client.post("/submissions/new", data=request.body, headers=list(request.headers.items()))
        answers.append((answer.status_code, parsed(answer.text).xpath("string(//div[@class='problems'])")))
    assert answers[0] == answers[1]


def test_a_body_of_whoever_may_not_send_is_not_read(here: World, application: Callable[..., Flask]) -> None:
    client = application().test_client()
    whole = requests.upload(requests.file(BOOK))

    class Body:
        def read(self, _size: int = -1) -> bytes:
            raise AssertionError("The body was read.")

        readline = read

    given = {"wsgi.input": Body(), "CONTENT_TYPE": whole.headers["Content-Type"], "CONTENT_LENGTH": "1000"}
    answer = client.post("/submissions/new", environ_overrides=given)
    assert answer.status_code == 404


def test_a_session_that_ended_sends_nothing(here: World, uma: Desk, tmp_path: Path) -> None:
    request = requests.upload(*parts(uma), requests.file(BOOK))
    with db.write(here.store.engine) as session:
        for row in session.exec(select(WebSession)):
            session.delete(row)
    assert sent(uma, request) == 404
    assert untouched(here, tmp_path)
