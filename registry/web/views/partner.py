"""A partner: its lists and what they say, whom it shares with the others, who acted first."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from registry import db
from registry.services import scorecards, settled
from registry.services.divergence import Request
from registry.web import query as queries
from registry.web.pages import clocks, page, registry


@page("/partner/<code>", queries.Times)
def partner(code: str, query: dict[str, Any]) -> ResponseReturnValue:
    """One partner's scorecard; what is compared is as of a day, what its lists say is as known now."""
    here = registry()
    with db.read(here.store.engine) as session:
        now = settled.instant(session)
        lists = scorecards.lists_of(here.compared.held(session, now), code)
        when = clocks(session, query)
        quality = here.compared.quality(session, now, code)
        answer = here.compared.compute(session, Request(when.as_of, when.known_at))
    return render_template(
        "partner.html", code=code, lists=lists, when=when, quality=quality, cards=scorecards.cards(answer, code)
    )
