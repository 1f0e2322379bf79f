"""A partner's desk over HTTP: people who send and approve, a small table of invented people, jobs done when asked."""

import io
from dataclasses import dataclass, field
from threading import Event

from flask.testing import FlaskClient
from lxml import html
from openpyxl import Workbook
from people import Somebody, enter, token
from werkzeug.test import TestResponse

from registry import db
from registry.config import Settings
from registry.jobs import attempts
from registry.services import jobs
from registry.services.storage import Store

HEADINGS = ("Ref", "Name of Individual or Entity", "Type", "Date of Birth", "Citizenship", "Committees", "Born where")
ROWS = (
    ("7001", "Karem Abu Testun", "Individual", "07/04/1961", "Syria", "Autonomous (Syria)", "Exampleville"),
    ("7002", "Marija Probnić", "Individual", "25/12/1970", "Serbia", "Autonomous (Syria)", "Modelgrad"),
    ("7003", "Invented Trading Company", "Entity", "", "", "Autonomous (Syria)", ""),
    ("7004", "Ivan Primerov", "Individual", "no date", "Atlantis", "Autonomous (Syria)", ""),
)


def workbook(rows: tuple[tuple[str, ...], ...] = ROWS, headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A table of a desk's own making: a title, headings, rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Our list of the invented"])
    sheet.append([])
    for row in (headings, *rows):
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def work(store: Store, settings: Settings) -> None:
    """Do everything that waits."""
    for _ in range(10):
        with db.read(store.engine) as session:
            waiting = jobs.queued(session)
        if not waiting:
            return
        for job_id in waiting:
            attempts.run(store, settings, job_id, Event(), beat=0.05)
    raise AssertionError("There is always more to do.")


@dataclass
class Desk:
    """Somebody at a browser."""

    client: FlaskClient
    who: Somebody
    page: str = ""
    fields: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        enter(self.client, self.who)

    def get(self, address: str) -> str:
        """A page that is there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.text)
        self.page = answer.text
        return answer.text

    def post(self, address: str, on: str, **fields: object) -> TestResponse:
        """A form sent with the token of the page it stands on."""
        return self.client.post(address, data={"csrf_token": token(self.client, on), **fields})

    def send(self, data: bytes, name: str = "our list.xlsx", list_key: str = "au_dfat", **more: object) -> TestResponse:
        """The form that sends a list."""
        page = html.fromstring(self.get("/submissions/new"))
        key = page.xpath("//input[@name='key']/@value")[0]
        fields = {"list": list_key, "key": key, "file": (io.BytesIO(data), name), **more}
        return self.post("/submissions/new", "/submissions/new", **fields)

    def filled(self, address: str) -> dict[str, object]:
        """What the last form of a page would send if nobody changed it."""
        form = html.fromstring(self.get(address)).forms[-1]
        found: dict[str, object] = {}
        for name, value in form.form_values():
            held = found.setdefault(name, [])
            assert isinstance(held, list)
            held.append(value)
        return found
