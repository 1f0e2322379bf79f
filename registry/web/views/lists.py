"""The lists: what is held of each, how old it is, what could not be read, and every delivery."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from registry import db
from registry.services import changelog, holdings, settled
from registry.web import query as queries
from registry.web import who
from registry.web.pages import clocks, page, registry

ROWS = 100


@page("/lists")
def lists() -> ResponseReturnValue:
    """Every list that the registry can read."""
    with db.read(registry().store.engine) as session:
        held = registry().compared.held(session, settled.instant(session))
        when = clocks(session, {}) if any(item.last for item in held) else None
    return render_template("lists.html", held=held, when=when)


@page("/list/<list_key>", queries.Paged)
def list_(list_key: str, query: dict[str, Any]) -> ResponseReturnValue:
    """One list, with its listings page by page."""
    number = query["page"]
    with db.read(registry().store.engine) as session:
        held = holdings.one(session, list_key)
        when = clocks(session, query) if held.last else None
        issues = holdings.issues(session, held.last.id) if held.last else []
        deliveries = holdings.deliveries(session, list_key)
        total, rows = holdings.listings(session, list_key, (number - 1) * ROWS, ROWS)
    return render_template(
        "list.html", held=held, when=when, issues=issues, deliveries=deliveries, total=total, rows=rows,
        number=number, pages=max(1, -(-total // ROWS)), begin=(number - 1) * ROWS,
    )  # fmt: skip


@page("/list/<list_key>/changes/<int:submission_id>", queries.Paged)
def list_changes(list_key: str, submission_id: int, query: dict[str, Any]) -> ResponseReturnValue:
    """What one submission changed, listing by listing."""
    number = query["page"]
    with db.read(registry().store.engine) as session:
        held = holdings.one(session, list_key)
        log = changelog.load(session, who.actor(), list_key, submission_id, (number - 1) * ROWS, ROWS)
    pages = max(1, -(-sum(log.counts.values()) // ROWS))
    return render_template("list_changes.html", held=held, log=log, number=number, pages=pages)
