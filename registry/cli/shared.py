"""What the commands share: the opened store, who is acting, tables and progress on a terminal."""

import getpass
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from registry import config, db
from registry.errors import Invalid
from registry.services import clock
from registry.services.actors import Actor, operator
from registry.services.guests import Guest
from registry.services.storage import Store, open_store

DEMO_MARK = "DEMO"
"""The file that marks a data folder as a demo's, which holds invented people; the pages then say so."""
_BAR_AFTER_SECONDS = 1.0


@dataclass
class Context:
    """The settings of this run; the store is opened, and its tables made, when a command first needs it."""

    data: Path | None

    @cached_property
    def settings(self) -> config.Settings:
        """The settings of this process."""
        return config.load(self.data)

    @cached_property
    def opened(self) -> Store:
        """The database and the files, whatever state the tables are in."""
        return open_store(self.settings)

    @cached_property
    def store(self) -> Store:
        """The database and the files, with the tables that this version works with; an empty database gets them."""
        if db.revision(self.opened.engine) is None:
            db.upgrade(self.opened.engine)
        db.require_current(self.opened.engine)
        return self.opened

    @property
    def actor(self) -> Actor:
        """On whose behalf the commands act: the operator, by the account on this machine."""
        return operator(f"cli:{getpass.getuser()}")


def known_at(session: Session, asked: datetime | None) -> datetime:
    """The instant asked for, or the last one there is. Raises `Invalid` while the registry is empty."""
    latest = clock.latest(session)
    if latest.year == 1970:
        raise Invalid("The registry holds no list yet.", "Import one with `registry import LIST FILE`.")
    return min(asked, latest) if asked else latest


def as_date(value: datetime | None) -> date:
    """The day of an option, or today."""
    return value.date() if value else date.today()  # noqa: DTZ011 - a legal day is a day where the reader is


def print_guests(everybody: Sequence[Guest]) -> None:
    """The accounts of a demo with their passwords; anything else keeps its passwords to itself."""
    rows = [(guest.role, guest.partner, guest.name, guest.password) for guest in everybody]
    print_table(("Role", "Partner", "E-mail address", "Password"), rows)


def print_json(value: object) -> None:
    """A value as JSON on stdout, for scripts."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A plain table: columns as wide as their longest value."""
    texts = [["" if value is None else str(value) for value in row] for row in rows]
    widths = [
        max(len(title), *(len(row[i]) for row in texts)) if texts else len(title) for i, title in enumerate(titles)
    ]
    for row in (titles, ["-" * width for width in widths], *texts):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


Progress = Callable[[str, int, int | None], None]


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A line on stderr that follows long work; shown on a terminal only, and only after a second."""
    started, shown = time.monotonic(), False

    def follow(stage: str, done: int, total: int | None) -> None:
        nonlocal shown
        if not sys.stderr.isatty() or time.monotonic() - started < _BAR_AFTER_SECONDS:
            return
        shown = True
        share = f"{done / total:4.0%} [{'#' * int(20 * done / total):20}]" if total else f"{done:,}"
        click.echo(f"\r{label}: {stage} {share} {time.monotonic() - started:5.0f} s ", nl=False, err=True)

    try:
        yield follow
    finally:
        if shown:
            click.echo("\r" + " " * 78 + "\r", nl=False, err=True)
