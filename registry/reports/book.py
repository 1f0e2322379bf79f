"""The reports that were asked for: built once, kept with their files and manifest, fetched and verified any time later.

Two who ask for the same get the same report. Building may be stopped and begun again; a report is there whole or not.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from registry import db
from registry.errors import Invalid, NotFound, RegistryError, WrongState
from registry.models import Report, ReportState
from registry.models.content import canonical, hash_of
from registry.reports import manifest
from registry.reports.manifest import Finding
from registry.reports.writers import WRITERS
from registry.services import audit, clock, divergence, jobs, settled
from registry.services.actors import Actor
from registry.services.divergence import Request
from registry.services.permission import Action, require
from registry.services.spool import Progress, silent
from registry.services.storage import Kept, Store

JOB = "report"
"""The kind of job that builds a report."""
_PACKAGES, _CODE = ("registry", "importers", "matching"), (".py", ".toml", ".typ", ".css")


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file of a report: its name, its place in the storage by SHA-256, its bytes, its lines (None: the manifest)."""

    name: str
    sha256: str
    size: int
    lines: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A report as it stands; `error` says why it failed. The manifest is the last of its files."""

    public_id: str
    state: ReportState
    actor: str
    asked_at: datetime
    ended_at: datetime | None
    request: Request
    formats: tuple[str, ...]
    software: str
    files: tuple[ReportFile, ...]
    error: str | None


def ask(store: Store, actor: Actor, request: Request, formats: Sequence[str], by_job: bool = False) -> Entry:
    """Note that a report is wanted, or give the one that answers to the same request already; nothing is built yet.

    `by_job`: a worker is told to build it, in the same transaction.

    `formats` are endings such as `.csv`. A `known_at` later than all that is known becomes the last instant at which
    anything changed. Raises `Invalid` for a format or partner that is not there.
    """
    require(actor, Action.BUILD_REPORT)
    wanted = tuple(ending for ending in WRITERS if ending in formats)
    if not wanted or set(formats) - set(wanted):
        raise Invalid("A report has at least one format.", f"The formats are {', '.join(WRITERS)}.")
    with db.write(store.engine, lock="reports") as session:
        request = replace(request, known_at=min(request.known_at, settled.instant(session)))
        if not divergence.scopes_of(session, request)[0]:
            raise Invalid("The registry held no list at that instant.", "Ask for a later one.")
        fingerprint = hash_of(canonical([manifest.plain_request(request), list(wanted), _code()]))
        row = session.execute(select(Report).where(col(Report.fingerprint) == fingerprint)).scalar_one_or_none()
        if row is None:
            numbers = clock.Numbers(session, "report")
            number = numbers.take()
            numbers.save()
            row = Report(
                id=number, public_id=f"R{number:06}", fingerprint=fingerprint, state=ReportState.ASKED.value,
                actor=actor.name, partner=actor.partner, asked_at=clock.tick(session), as_of=request.as_of,
                known_at=request.known_at, request=manifest.plain_request(request), formats=list(wanted),
                software=f"sanctions-registry {version('sanctions-registry')}",
            )  # fmt: skip
            session.add(row)
            session.flush()
            detail = {"request": row.request, "formats": row.formats}
            audit.record(session, actor, "report.asked", f"report:{row.public_id}", detail)
        job = _job(session, actor, row) if by_job and row.state != ReportState.WRITTEN else None
        entry = _entry(row)
    if job is not None:
        store.wake(job)
    return entry


def build(store: Store, actor: Actor, public_id: str, progress: Progress = silent) -> Entry:
    """Write the files of a report and keep them; one that is written already stays as it is.

    What fails is noted with the report and raised.
    """
    require(actor, Action.BUILD_REPORT)
    with db.read(store.engine) as session:
        entry = _entry(_row(session, public_id))
    if entry.state is ReportState.WRITTEN:
        return entry
    try:
        made = _write(store, entry, progress)
    except RegistryError as error:
        _end(store, actor, public_id, ReportState.FAILED, error=str(error))
        raise
    return _end(store, actor, public_id, ReportState.WRITTEN, made)


def entries(session: Session, actor: Actor, begin: int = 0, limit: int = 50) -> tuple[int, list[Entry]]:
    """How many reports there are, and `limit` of them from `begin`, the latest first."""
    require(actor, Action.BUILD_REPORT)
    total = session.execute(select(func.count()).select_from(Report)).scalar_one()
    rows = session.execute(select(Report).order_by(col(Report.id).desc()).offset(begin).limit(limit)).scalars()
    return total, [_entry(row) for row in rows]


def one(session: Session, actor: Actor, public_id: str) -> Entry:
    """A report. Raises `NotFound`."""
    require(actor, Action.BUILD_REPORT, missing=_missing(public_id))
    return _entry(_row(session, public_id))


def fetch(store: Store, actor: Actor, public_id: str, name: str) -> Path:
    """Where a file of a report lies, unchanged since it was written. Raises `NotFound`."""
    with db.read(store.engine) as session:
        entry = one(session, actor, public_id)
    for item in entry.files:
        if item.name == name:
            with store.files.delivered([Kept(item.sha256, item.size, item.name)]):
                return store.files.path(item.sha256)
    raise NotFound(f"The report {entry.public_id} has no file “{name[:80]}”.")


def verify(store: Store, actor: Actor, public_id: str) -> list[Finding]:
    """Make a report again and compare it byte for byte. Raises `WrongState` where it is not written yet."""
    with db.read(store.engine) as session:
        entry = one(session, actor, public_id)
    if entry.state is not ReportState.WRITTEN:
        raise WrongState(f"The report {entry.public_id} is not written yet.", "Build it first.")
    with _files(store, entry) as paths:
        return manifest.verify(store.engine, paths[-1])


@contextmanager
def _files(store: Store, entry: Entry) -> Iterator[list[Path]]:
    with store.files.delivered([Kept(item.sha256, item.size, item.name) for item in entry.files]) as paths:
        yield paths


def _job(session: Session, actor: Actor, row: Report) -> int | None:
    """The number of a new job that builds the report; None where one is at it already."""
    subject = f"report:{row.public_id}"
    if jobs.unfinished(session, JOB, subject) is not None:
        return None
    return jobs.put(session, actor, jobs.Order(JOB, subject, {"report": row.public_id}))


def _write(store: Store, entry: Entry, progress: Progress) -> list[dict[str, Any]]:
    stem = f"divergence-{entry.request.as_of.isoformat()}-{entry.public_id}"
    steps = len(entry.formats) + 1
    with tempfile.TemporaryDirectory(prefix="registry-") as folder, db.read(store.engine) as session:
        progress("comparing all parties", 0, steps)
        answer = divergence.compute(session, entry.request)

        def step(number: int, path: Path) -> None:
            progress(f"writing {path.suffix[1:].upper()}", number + 1, steps)

        paths = [Path(folder) / f"{stem}{ending}" for ending in entry.formats]
        written, proof = manifest.write(session, answer, paths, store.key_file, step)
        lines: dict[str, int | None] = {item.path.name: item.lines for item in written}
        kept = [store.files.keep(path) for path in [*(item.path for item in written), proof]]
    return [
        {"name": item.name, "sha256": item.sha256, "size": item.size, "lines": lines.get(item.name)} for item in kept
    ]


def _end(
    store: Store, actor: Actor, public_id: str, state: ReportState, made: Sequence[dict[str, Any]] = (), error: str = ""
) -> Entry:
    with db.write(store.engine, lock="reports") as session:
        row = _row(session, public_id)
        if row.state != ReportState.WRITTEN:
            row.state, row.files, row.error = state.value, list(made), error or None
            row.ended_at = clock.tick(session)
            session.add(row)
            session.flush()
            detail = {"files": {item["name"]: item["sha256"] for item in made}, "error": row.error}
            audit.record(session, actor, f"report.{state.value}", f"report:{public_id}", detail)
        return _entry(row)


def _row(session: Session, public_id: str) -> Report:
    row: Report | None = session.execute(select(Report).where(col(Report.public_id) == public_id)).scalar_one_or_none()
    if row is None:
        raise _missing(public_id)
    return row


def _missing(public_id: str) -> NotFound:
    return NotFound(f"There is no report “{public_id[:40]}”.")


def _entry(row: Report) -> Entry:
    return Entry(
        row.public_id, ReportState(row.state), row.actor, row.asked_at, row.ended_at,
        manifest.request_of(row.request), tuple(row.formats), row.software,
        tuple(ReportFile(**item) for item in row.files), row.error,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _code() -> str:
    """A hash over the program's own text: another program may write other bytes."""
    digest = sha256()
    for package in _PACKAGES:
        root = Path(str(files(package)))
        for path in sorted(path for path in root.rglob("*") if path.suffix in _CODE):
            digest.update(json.dumps([str(path.relative_to(root)), sha256(path.read_bytes()).hexdigest()]).encode())
    return digest.hexdigest()


def plain(entry: Entry) -> Mapping[str, Any]:
    """A report as JSON values."""
    return {
        "report": entry.public_id, "state": entry.state.value, "actor": entry.actor, "asked_at": entry.asked_at,
        "ended_at": entry.ended_at, "request": manifest.plain_request(entry.request), "formats": list(entry.formats),
        "software": entry.software, "error": entry.error,
        "files": [{"name": f.name, "sha256": f.sha256, "bytes": f.size, "lines": f.lines} for f in entry.files],
    }  # fmt: skip
