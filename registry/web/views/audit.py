"""The audit record: every act, filtered, verified, signed and taken away."""

import json
from collections.abc import Iterator
from typing import Any

from flask import render_template, stream_with_context
from flask.typing import ResponseReturnValue

from registry import db
from registry.audit_verifier import Verification
from registry.services import audit as trail
from registry.services import heads
from registry.services.audit import Choice
from registry.services.permission import Action
from registry.web import forms, who
from registry.web import query as queries
from registry.web.downloads import handed_out
from registry.web.forms import Form
from registry.web.pages import act, page, registry

ROWS = 50


@page("/audit", queries.Audit, Action.READ_AUDIT)
def audit(query: dict[str, Any]) -> ResponseReturnValue:
    """The acts, the latest first."""
    return _audit(Form(), query)


def _audit(form: Form, query: dict[str, Any] | None = None, verdict: Verification | None = None,
           fault: str | None = None) -> ResponseReturnValue:  # fmt: skip
    query = query or {"page": 1}
    choice = Choice(query.get("actor", ""), query.get("action", ""), query.get("subject", ""), query.get("since"),
                    query.get("until"))  # fmt: skip
    with db.read(registry().store.engine) as session:
        shown = trail.page(session, who.actor(), choice, query["page"], ROWS)
        head = heads.head(session, registry().store.key_file)
    kept = {name: value.isoformat() if name in ("since", "until") else value
            for name, value in query.items() if name != "page" and value}  # fmt: skip
    return render_template(
        "audit.html", form=form, shown=shown, head=head, query=query, kept=kept, verdict=verdict, fault=fault,
        number=query["page"], pages=max(1, -(-shown.total // ROWS)),
    )  # fmt: skip


@act("/audit/verify", forms.Head, Action.READ_AUDIT, _audit)
def audit_verify(form: Form) -> ResponseReturnValue:
    """Recompute the chain, and hold it against a head that somebody kept."""
    with db.read(registry().store.engine) as session:
        verdict = trail.verify(session)
        fault = heads.fault(session, _json(form["head"])) if form["head"] else None
    return _audit(form, None, verdict, fault)


@page("/audit/head.json", permission=Action.READ_AUDIT)
def audit_head() -> ResponseReturnValue:
    """The signed head, to be kept elsewhere."""
    with db.read(registry().store.engine) as session:
        head = heads.head(session, registry().store.key_file)
    return handed_out(json.dumps(head, indent=2) + "\n", f"audit-head-{head['events']}.json", "application/json")


@page("/audit/export.ndjson", permission=Action.READ_AUDIT)
def audit_export() -> ResponseReturnValue:
    """The whole trail, for the verifier that runs without this program."""
    actor = who.actor()

    def lines() -> Iterator[str]:
        with db.read(registry().store.engine) as session:
            yield from trail.export(session, actor)

    return handed_out(stream_with_context(lines()), "audit.ndjson", "application/x-ndjson")


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
