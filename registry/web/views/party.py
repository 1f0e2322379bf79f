"""A party's page: who imposes what and why, and everything the lists say, each value with its source."""

import re
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from importers import programmes
from registry import db
from registry.errors import NotFound
from registry.services import conflicts, dossier, grounds, permission, review, strips, urgent
from registry.services.divergence import Request
from registry.services.permission import Action
from registry.services.review import Ground, Waiting
from registry.web import portrait, timeline, who
from registry.web import query as queries
from registry.web.pages import clocks, page, registry

_ID = re.compile(r"[Pp]\d{1,12}")


@page("/party/<public_id>", queries.Times)
def party(public_id: str, query: dict[str, Any]) -> ResponseReturnValue:
    """The party of that id, as of a day and as known at an instant; an id that was joined with another forwards."""
    if not _ID.fullmatch(public_id):
        raise NotFound(f"There is no party “{public_id[:40]}”.")
    with db.read(registry().store.engine) as session:
        when = clocks(session, query)
        standing = dossier.find_party(session, public_id, when.known_at)
        if standing != public_id:
            return redirect(url_for("web.party", public_id=standing, **dict[str, Any](when.chosen)), 308)
        scopes = registry().compared.scopes(session, when.as_of, when.known_at)
        strip = strips.load(session, Request(when.as_of, when.known_at, parties=(public_id,)), scopes)
        if public_id not in strip.by_party:
            raise NotFound(f"The party {public_id} was not known at that time.")
        listings = dossier.pages(session, public_id, when.known_at)
        why = grounds.load(session, public_id, when.known_at)
        behind, open_ = _work(session, [one.key for one in listings])
    lines = strip.by_party[public_id].lines
    keys = dict.fromkeys(item["programme"] for one in listings for item in one.content.get("designations", ()))
    return render_template(
        "party.html",
        party=strip.by_party[public_id].party,
        when=when,
        partners=strip.partners,
        lines=lines,
        listings=listings,
        urgent={line.measure: found for line in lines if (found := urgent.note(line))},
        why=why,
        behind=behind,
        proposals=open_,
        conflicts=conflicts.find([(one.key, one.content) for one in listings]),
        timeline=timeline.draw(listings, when.as_of),
        names=portrait.names(listings),
        facts=portrait.facts(listings),
        reasons=portrait.reasons(listings),
        relations=[(one, item) for one in listings for item in one.content.get("relations", ())],
        programmes=[programmes.lookup(key) for key in keys if key != programmes.UNKNOWN],
    )


def _work(session: Session, keys: list[str]) -> tuple[list[Ground], list[Waiting]]:
    """What people said about these listings and what waits, for those who may see it."""
    actor = who.actor()
    if not permission.may(actor, Action.SEE_PROPOSALS):
        return [], []
    return review.behind(session, actor, keys), review.about(session, actor, keys)
