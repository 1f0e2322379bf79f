"""The programmes: the legal regimes behind designations, and which partners have one about the same situation."""

from flask import render_template
from flask.typing import ResponseReturnValue

from importers import programmes
from importers.programmes import Programme
from registry import db
from registry.errors import NotFound
from registry.services import settled
from registry.web.pages import page, registry


@page("/programmes")
def programmes_() -> ResponseReturnValue:
    """Every programme, by partner."""
    counts = _counts()
    by_partner: dict[str, list[Programme]] = {}
    for item in programmes.all_programmes():
        by_partner.setdefault(item.partner, []).append(item)
    return render_template("programmes.html", by_partner=dict(sorted(by_partner.items())), counts=counts)


@page("/programme/<key>")
def programme(key: str) -> ResponseReturnValue:
    """One programme: what it rests on, what it implies, who is listed under it, and the like of other partners."""
    try:
        found = programmes.lookup(key)
    except KeyError as error:
        raise NotFound(f"There is no programme “{key[:40]}”.") from error
    alike = [
        other for other in programmes.all_programmes() if other.partner != found.partner and other.themes & found.themes
    ]
    counts = _counts()
    return render_template("programme.html", programme=found, alike=alike, counts=counts, held=counts.get(key, {}))


def _counts() -> dict[str, dict[str, int]]:
    here = registry()
    with db.read(here.store.engine) as session:
        return here.compared.by_programme(session, settled.instant(session))
