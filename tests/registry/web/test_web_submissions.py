"""A list sent through the pages: mapped, checked, approved by a second person, linked, taken back."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import people
import pytest
from flask import Flask
from office import HEADINGS, ROWS, Desk, work, workbook
from openpyxl import load_workbook
from pagecheck import dangers, flaws, parsed
from world import World

from registry.config import Settings
from registry.services.actors import Role

BOOK = workbook()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    people.quick_hashes(monkeypatch)


@pytest.fixture
def desk(here: World, application: Callable[..., Flask]) -> Callable[..., Desk]:
    """Puts somebody with roles at a browser of the same registry."""
    app = application()

    def sit(name: str, partner: str | None, *roles: Role) -> Desk:
        return Desk(app.test_client(), people.make(here.store, name, partner, *roles, factor=True))

    return sit


@pytest.fixture
def uma(desk: Callable[..., Desk]) -> Desk:
    return desk("uma", "AU", Role.UPLOADER)


@pytest.fixture
def pat(desk: Callable[..., Desk]) -> Desk:
    return desk("pat", "AU", Role.APPROVER)


@pytest.fixture
def done(here: World, settings: Settings) -> Callable[[], None]:
    """The worker does what waits."""
    return lambda: work(here.store, settings)


def mapped(uma: Desk, data: bytes = BOOK) -> str:
    """Send a table and save its mapping as suggested, with the answers that only the sender knows."""
    sent = uma.send(data)
    assert sent.status_code == 303, sent.text
    address = sent.headers["Location"]
    assert address.endswith("/mapping")
    form = uma.filled(address) | {"measure": ["asset_freeze"], "date_order": "day_first", "do": "save", "name": "desk"}
    saved = uma.client.post(address, data=form)
    assert saved.status_code == 303, saved.text
    return saved.headers["Location"]


def bare(text: str) -> str:
    """What a reader sees."""
    return re.sub(r"\s+", " ", parsed(text).text_content())


def approved(pat: Desk, address: str) -> Any:
    """Approve what the page shows."""
    seen = parsed(pat.get(address)).xpath("//input[@name='seen']/@value")[0]
    because = "the first file of our own"
    return pat.post(f"{address}/approve", address, seen=seen, because=because)


def test_the_whole_path(here: World, uma: Desk, pat: Desk, done: Callable[[], None]) -> None:
    here.take("w_gb", {"ref": "1", "name": "Karem Abu Testun", "born": "1961-04-07", "listed": "2020-01-01"})
    assert "Nothing has been sent yet" in uma.get("/submissions")
    address = mapped(uma)
    assert "waits for a worker" in uma.get(address)
    done()
    page = bare(uma.get(address))
    assert "4 records in the file: 4 listings were read, 0 were left out" in page
    assert "Who sent a submission cannot approve it" not in page  # she may not approve at all
    assert "An approver of your partner decides now" in page
    issues = bare(uma.get(f"{address}/issues"))
    assert "Atlantis" in issues
    assert "no date" in issues
    assert "Karem Abu Testun" in uma.get(f"{address}/changes?kind=added")
    assert "How well it can be compared" in bare(uma.get(address))
    assert uma.post(f"{address}/annotate", address).status_code == 303
    done()
    assert "Your file with a note at each cell in question" in bare(uma.get(address))
    given = uma.client.get(f"{address}/annotated", buffered=True)
    notes = {cell.coordinate: cell.comment.text for row in load_workbook(io.BytesIO(given.data)).worksheets[0].rows
             for cell in row if cell.comment}  # fmt: skip
    assert set(notes) == {"D7", "E7"}
    for here_too in (address, f"{address}/issues", f"{address}/changes", "/submissions", "/submissions/new"):
        assert flaws(parsed(uma.get(here_too))) == [], here_too
        assert [item for item in dangers(parsed(uma.page)) if "submission.js" not in item] == [], here_too
    assert approved(pat, address).status_code == 303
    done()
    page = bare(pat.get(address))
    assert "applied" in page
    assert "What came of it" in page
    assert "1 sure links to other lists" in page or "1 proposals" in page or "proposals for a person" in page
    assert here.party("au_dfat:7001") is not None


def test_a_list_beside_an_official_one_is_asked_what_is_imposed(uma: Desk) -> None:
    # It publishes nothing of its own as a rule, so that no measure can be left out of the question.
    address = uma.send(BOOK, list_key="au_own").headers["Location"]
    offered = parsed(uma.get(address)).xpath("//input[@name='measure']/@value")
    assert {"asset_freeze", "travel_ban"} <= set(offered)


def test_the_mapping_is_used_again_and_a_changed_header_is_noticed(
    here: World, uma: Desk, pat: Desk, done: Callable[[], None]
) -> None:
    first = mapped(uma)
    done()
    approved(pat, first)
    done()
    again = uma.send(workbook((*ROWS, ("7005", "Nova Testova", "Individual", "01/02/1980", "", ROWS[0][5], ""))))
    assert again.status_code == 303
    assert not again.headers["Location"].endswith("/mapping")
    done()
    page = bare(uma.get(again.headers["Location"]))
    assert "Added: 1" in page
    assert "Unchanged: 4" in page
    other = uma.send(workbook(ROWS, (*HEADINGS[:3], "Birthday", *HEADINGS[4:])))
    assert other.headers["Location"].endswith("/mapping")
    page = bare(uma.get(other.headers["Location"]))
    assert "The headings have changed since then" in page
    assert "The column “Date of Birth” is gone; in its place stands “Birthday”" in page


def test_a_preview_changes_nothing(uma: Desk, done: Callable[[], None]) -> None:
    address = uma.send(BOOK).headers["Location"]
    form = uma.filled(address)
    assert "Karem Abu Testun" in bare(uma.page)
    assert "Above the headings, not read" in bare(uma.page)
    assert "No column says what is imposed" in bare(uma.page)
    nothing = uma.client.post(address, data=form | {"do": "save", "date_order": "day_first"})
    assert nothing.status_code == 422
    assert "Nothing says what is imposed" in nothing.text
    form |= {"do": "preview", "measure": ["travel_ban"], "date_order": "day_first"}
    page = uma.client.post(address, data=form)
    assert page.status_code == 200
    assert "travel ban" in bare(page.text)
    assert "1961-04-07" in bare(page.text)
    assert flaws(parsed(page.text)) == []
    none = ["" if value == "name" else value for value in form["field"]]  # type: ignore[attr-defined]
    wrong = uma.client.post(address, data=form | {"field": none, "do": "save"})
    assert wrong.status_code == 422
    assert "No column is the name" in wrong.text
    assert uma.client.post(address, data=form | {"field": form["field"][1:]}).status_code == 200  # type: ignore[index]


def test_others_find_nothing(uma: Desk, desk: Callable[..., Desk], done: Callable[[], None]) -> None:
    address = mapped(uma)
    done()
    strangers = [
        desk("gb", "GB", Role.UPLOADER, Role.APPROVER, Role.OFFICER), desk("aud", None, Role.AUDITOR),
        desk("adm", None, Role.ADMIN), desk("view", "AU", Role.VIEWER),
    ]  # fmt: skip
    for stranger in strangers:
        for end in ("", "/issues", "/changes", "/mapping"):
            missing = stranger.client.get(f"/submissions/999{end}")
            found = stranger.client.get(f"{address}{end}")
            assert found.status_code == missing.status_code == 404
            number = address.rsplit("/", 1)[1]
            assert bare(found.text).replace(number, "#") == bare(missing.text).replace("999", "#")
        token = people.token(stranger.client, "/account")
        for act, more in (("approve", {"seen": "x"}), ("refuse", {"because": "x"}), ("withdraw", {})):
            form = {"csrf_token": token, **more}
            assert stranger.client.post(f"{address}/{act}", data=form).status_code == 404, act
        assert stranger.client.get("/jobs/1/events").status_code == 404
    assert "waits for approval" in bare(uma.get(address)) or "held" in bare(uma.get(address))


def test_nobody_approves_their_own(desk: Callable[..., Desk], done: Callable[[], None]) -> None:
    both = desk("both", "AU", Role.UPLOADER, Role.APPROVER)
    address = mapped(both)
    done()
    page = both.get(address)
    assert "Who sent a submission cannot approve it" in page
    token = people.token(both.client, address)
    answer = both.client.post(f"{address}/approve", data={"csrf_token": token, "seen": "x", "because": "y"})
    assert answer.status_code == 409


def test_two_approvers(uma: Desk, pat: Desk, desk: Callable[..., Desk], done: Callable[[], None]) -> None:
    address = mapped(uma)
    done()
    assert approved(pat, address).status_code == 303
    late = desk("late", "AU", Role.APPROVER)
    token = people.token(late.client, "/account")
    answer = late.client.post(f"{address}/approve", data={"csrf_token": token, "seen": "x", "because": "y"})
    assert answer.status_code == 409
    assert "pat@example.org" in answer.text


def test_taken_back_refused_and_withdrawn(
    uma: Desk, pat: Desk, desk: Callable[..., Desk], done: Callable[[], None]
) -> None:
    address = mapped(uma)
    done()
    assert pat.post(f"{address}/refuse", address, because="an old file").status_code == 303
    assert "an old file" in uma.get(address)
    second = uma.send(workbook(ROWS[:3])).headers["Location"]
    done()
    assert uma.post(f"{second}/withdraw", second).status_code == 303
    assert "Withdrawn by the sender" in uma.get(second)
    third = uma.send(workbook(ROWS[:2])).headers["Location"]
    done()
    approved(pat, third)
    done()
    eva = desk("eva", "AU", Role.APPROVER)
    assert eva.post(f"{third}/roll-back", third, because="wrong people").status_code == 303
    done()
    assert "taken back" in bare(eva.get(third))


def test_a_form_counts_once(uma: Desk, here: World) -> None:
    page = parsed(uma.get("/submissions/new"))
    form = {"key": page.xpath("//input[@name='key']/@value")[0]}
    first = uma.send(BOOK, **form)
    again = uma.send(BOOK, **form)
    assert first.headers["Location"] == again.headers["Location"]
    other = uma.send(workbook(ROWS[:2]), **form)
    assert other.status_code == 409
    assert len(_stored(here)) == 1


def test_too_many_at_once(uma: Desk, here: World) -> None:
    for number in range(10):
        assert uma.send(workbook((*ROWS[:1], (f"8{number}", *ROWS[1][1:])))).status_code == 303
    answer = uma.send(BOOK)
    assert answer.status_code == 429
    assert len(_stored(here)) == 10


def _stored(here: World) -> list[Path]:
    return [path for path in here.store.files.root.rglob("*") if path.is_file()]


def test_the_template_goes_out_and_comes_back(here: World, uma: Desk, pat: Desk, done: Callable[[], None]) -> None:
    address = mapped(uma)
    done()
    approved(pat, address)
    done()
    assert flaws(parsed(uma.get("/template"))) == []
    for form in ("xlsx", "csv"):
        filled = uma.client.get(f"/template/au_dfat?filled=yes&form={form}", buffered=True)
        assert filled.status_code == 200
        sent = uma.send(filled.data, f"back.{form}")
        assert sent.status_code == 303, sent.text
        assert not sent.headers["Location"].endswith("/mapping")
        done()
        page = bare(uma.get(sent.headers["Location"]))
        assert "Unchanged: 4" in page, page
        assert "Added: 0" in page
    assert uma.client.get("/template/au_dfat", buffered=True).data.startswith(b"PK")
    for other in ("gb_uksl", "nothing"):
        assert uma.client.get(f"/template/{other}").status_code == 404


def test_progress_is_told_and_work_is_stopped(uma: Desk, pat: Desk, here: World) -> None:
    address = mapped(uma)
    events = parsed(uma.get(address)).xpath("//@data-events")[0]
    answer = uma.client.get(events)  # The stream is not read to its end: nobody works here.
    assert answer.mimetype == "text/event-stream"
    assert b'"state": "queued"' in next(iter(answer.response))
    answer.close()
    stop = events.replace("events", "cancel")
    assert pat.post(stop, "/account").status_code == 409
    assert uma.post(stop, address).status_code == 303
    assert "stopped. Nothing was changed" in bare(uma.get(address))
