"""How long a delivery takes through the pages: sent, mapped where it must be, checked, approved, applied and linked.

    python tests/benchmarks/uploads.py gb_uksl UK-list.xlsx
    python tests/benchmarks/uploads.py au_dfat table.xlsx --table --before gb_uksl UK-list.xlsx

Makes a registry in a folder of its own that goes away again. `--table` maps the file as if no importer existed. Seconds
are of the wall; the work of the worker is done in this process, one job after the other.
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import structlog
from lxml import html

from importers import catalogue
from registry import db
from registry.app import create_app
from registry.config import Settings
from registry.jobs import attempts
from registry.services import accounts, intake, jobs, linking, passwords
from registry.services.accounts import Person
from registry.services.actors import Role, operator
from registry.services.storage import Store, open_store

OPERATOR = operator("benchmark")
PASSWORD = "a quite long sentence of ours"  # noqa: S105 - of accounts that exist for a minute


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long something took, by the wall and of this process."""
    wall, spent = time.perf_counter(), time.process_time()
    yield
    print(f"  {what:<44} {time.perf_counter() - wall:7.1f} s  (CPU {time.process_time() - spent:6.1f} s)", flush=True)


class Browser:
    """Somebody at the pages."""

    def __init__(self, app, store: Store, name: str, partner: str, role: Role) -> None:  # type: ignore[no-untyped-def]
        self.client = app.test_client()
        made = accounts.add(store.engine, OPERATOR, Person(f"{name}@example.org", name, partner, frozenset({role})))
        with db.write(store.engine) as session:
            account = accounts.find(session, made.account_id)
            account.password_hash, account.password_is_own = passwords.hash_of(PASSWORD), True
        self.post("/sign-in", {"name": made.name, "password": PASSWORD})

    def page(self, address: str) -> html.HtmlElement:
        """A page that is there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        assert len(answer.data) < 300_000, (address, len(answer.data))
        return html.fromstring(answer.text)

    def post(self, address: str, fields: dict[str, object], on: str = "") -> str:
        """Send a form and give where it leads."""
        token = self.page(on or address).xpath("//input[@name='csrf_token']/@value")[-1]
        answer = self.client.post(address, data={"csrf_token": token, **fields})
        said = (
            html.fromstring(answer.text).xpath("string(//div[@class='problems'])") if answer.status_code != 303 else ""
        )
        assert answer.status_code == 303, (address, answer.status_code, said)
        return answer.headers["Location"]


def work(store: Store, settings: Settings) -> None:
    """Do every job that waits, and tell each one's time."""
    while True:
        with db.read(store.engine) as session:
            waiting = jobs.queued(session)
        if not waiting:
            return
        for job_id in waiting:
            with db.read(store.engine) as session:
                kind = jobs.show(session, job_id, OPERATOR).kind
            with timed(f"the worker's {kind}"):
                attempts.run(store, settings, job_id, Event())
            with db.read(store.engine) as session:
                view = jobs.show(session, job_id, OPERATOR)
            assert view.state == "done", (view.error, view.mend)


def mapped(browser: Browser, address: str, list_key: str) -> str:
    """Keep the mapping as it is suggested; what is imposed is all that the list publishes."""
    form = browser.page(address).forms[-1]
    fields: dict[str, object] = {}
    for name, value in form.form_values():
        if name != "csrf_token":
            fields.setdefault(name, []).append(value)  # type: ignore[attr-defined]
    publishes = [measure.value for measure in catalogue.lookup(list_key).publishes]
    asked = {"measure": publishes} if form.xpath(".//input[@name='measure']") else {}
    order = "day_first" if fields["date_order"] == ["undeclared"] else fields["date_order"]
    return browser.post(address, fields | asked | {"date_order": order, "do": "save", "confirmed": "yes"})


def main() -> None:
    """Run one delivery."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list")
    parser.add_argument("file", type=Path)
    parser.add_argument("--table", action="store_true", help="Map the file as a table of the partner's own.")
    parser.add_argument("--before", nargs=2, metavar=("LIST", "FILE"), help="A list that is there already.")
    parser.add_argument("--database", help="Address of the database; an SQLite file by default.")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="registry-benchmark-") as folder:
        settings = Settings(data_dir=Path(folder), database_url=given.database, storage_dir=Path(folder) / "files")
        store = open_store(settings)
        db.upgrade(store.engine)
        if given.before:
            with timed(f"{given.before[0]} was there before, linked"):
                there = intake.receive(store, given.before[0], [Path(given.before[1])], OPERATOR, "benchmark")
                intake.apply(store, there.id, OPERATOR)
                linking.propose(store.engine, OPERATOR, there.id, kept=settings.linking_dir)
        deliver(store, settings, given.list, given.file, given.table)
        store.engine.dispose()


def deliver(store: Store, settings: Settings, list_key: str, path: Path, table: bool) -> None:
    """One delivery from the form to what it caused."""
    app, partner = create_app(store, settings, demo=True), catalogue.lookup(list_key).partner
    uma, pat = (Browser(app, store, n, partner, r) for n, r in (("uma", Role.UPLOADER), ("pat", Role.APPROVER)))
    began = time.perf_counter()
    with timed("sent and recognised"), path.open("rb") as stream:
        key = uma.page("/submissions/new").xpath("//input[@name='key']/@value")[0]
        fields = {"list": list_key, "key": key, "shape": "table" if table else "", "file": (stream, path.name)}
        address = uma.post("/submissions/new", fields)
    if address.endswith("/mapping"):
        with timed("the page of the mapping"):
            uma.page(address)
        with timed("saved as suggested"):
            address = mapped(uma, address, list_key)
    work(store, settings)
    with timed("the pages of submission, issues and changes"):
        for end in ("", "/issues", "/changes"):
            uma.page(address + end)
    print(f"Sent to change set: {time.perf_counter() - began:.1f} s")
    page = pat.page(address)
    print("  " + " ".join(page.xpath("string(//section[@aria-labelledby='understood'])").split()))
    print("  " + " ".join(page.xpath("string(//section[@aria-labelledby='changes'])").split()))
    began = time.perf_counter()
    seen = page.xpath("//input[@name='seen']/@value")[0]
    pat.post(f"{address}/approve", {"seen": seen, "because": "measured"}, on=address)
    work(store, settings)
    print(f"Applied and linked: {time.perf_counter() - began:.1f} s")
    print("  " + " ".join(pat.page(address).xpath("string(//section[@aria-labelledby='after']/p)").split()))


if __name__ == "__main__":
    main()
