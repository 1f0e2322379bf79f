"""What was recorded: the change feed, and the audit trail with its signed head."""

from collections.abc import Iterator
from typing import Any

from flask import Response

from registry import db
from registry.api import asked, given, shapes
from registry.api.doors import Door, api_actor, door
from registry.services import audit, feed, heads
from registry.services.permission import Action
from registry.web.opened import registry


@door("/changes", Door(given.Changes, asked.Changes))
def changes(query: dict[str, Any]) -> dict[str, Any]:
    """What changed on the lists since an instant, in the order it was recorded. Ask on with `next`."""
    begin, after, size = query.get("since") or feed.BEGINNING, query["after"], query["size"]
    with db.read(registry().store.engine) as session:
        found = feed.since(session, begin, after, size + 1)
    items = found[:size]
    last = (items[-1].at, items[-1].number) if items else (begin, after)
    return {"items": items, "more": len(found) > size, "next": {"since": last[0], "after": last[1]}}


@door("/audit/head", Door(given.Head))
def audit_head(query: dict[str, Any]) -> heads.Head:  # noqa: ARG001 - takes no choices
    """The signed head of the audit trail: keep it, and nobody can rewrite what came before it unseen."""
    store = registry().store
    with db.read(store.engine) as session:
        return heads.head(session, store.key_file)


@door("/audit/events", Door(given.many(given.Event), asked.Events, permission=Action.READ_AUDIT))
def audit_events(query: dict[str, Any]) -> dict[str, Any]:
    """Who did what, the latest first."""
    names = ("actor", "action", "subject", "since", "until")
    choice = audit.Choice(**{name: query[name] for name in names if name in query})
    with db.read(registry().store.engine) as session:
        found = audit.page(session, api_actor(), choice, query["page"], query["size"])
    return shapes.page(found.events, found.total, query)


@door("/audit/trail.ndjson", Door(None, content_type="application/x-ndjson", permission=Action.READ_AUDIT))
def audit_trail(query: dict[str, Any]) -> Response:  # noqa: ARG001 - takes no choices
    """The whole trail, one event a line, for the stand-alone verifier."""
    return Response(_trail(), content_type="application/x-ndjson")


def _trail() -> Iterator[str]:
    store, actor = registry().store, api_actor()

    def lines() -> Iterator[str]:
        with db.read(store.engine) as session:
            yield from audit.export(session, actor)

    return lines()
