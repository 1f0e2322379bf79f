"""The first page: one box that searches names, numbers and references, and what is held at all."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from importers.vocabulary import PartyKind
from registry import db
from registry.services import answers, settled
from registry.services.answers import Answers, Asked
from registry.services.facets import Filters
from registry.services.search import Sought
from registry.web import query as queries
from registry.web.pages import Clocks, clocks, page, registry

# Below this, names have little in common; such answers stand apart under a heading that says so.
LIKELY = 0.3


@page("/", queries.Search)
def home(query: dict[str, Any]) -> ResponseReturnValue:
    """Search, or say what can be searched."""
    here = registry()
    with db.read(here.store.engine) as session:
        latest = settled.instant(session)
        when = None if latest.year == 1970 else clocks(session, query)
        held = [item for item in here.compared.held(session, latest) if item.last]
    text = " ".join(query.get("q", "").split())
    found = _search(text, query, when) if text and when else None
    likely = [answer for answer in found.answers if answer.hit.score >= LIKELY] if found else []
    return render_template(
        "home.html",
        text=text,
        query=query,
        when=when,
        held=held,
        choices=_choices(query, found, sorted({item.spec.partner for item in held})),
        filters=filters(query),
        found=found,
        # A search as it was sent can be certified, unless it is about what was known earlier.
        certifiable=[] if "known_at" in query else [item for item in request.args.items(multi=True) if item[1].strip()],
        likely=likely,
        distant=[answer for answer in found.answers if answer.hit.score < LIKELY] if found else [],
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter as the page offers it: (value, how many answers it would show or None, whether it is chosen)."""

    name: str
    label: str
    values: tuple[tuple[str, int | None, bool], ...]


# The address's name of each filter, its field in `Filters`, and its heading.
_CHOICES = (
    ("kind", "kinds", _("Kind")),
    ("partner", "partners", _("Listed by")),
    ("status", "statuses", _("Where it stands on the list")),
    ("measure", "measures", _("Measure in force")),
    ("country", "countries", _("Country")),
    ("programme", "programmes", _("Programme")),
)


def _choices(query: dict[str, Any], found: Answers | None, partners: list[str]) -> list[Choice]:
    """With answers the choices that they have, counted; without, the few that are known beforehand."""
    before = {"kind": [kind.value for kind in PartyKind], "partner": partners}
    offered = []
    for name, field, label in _CHOICES:
        counted = found.facets.choices[field] if found else tuple((value, None) for value in before.get(name, ()))
        chosen = query.get(name, ())
        if values := tuple((value, count, value in chosen) for value, count in counted):
            offered.append(Choice(name, str(label), values))
    return offered


def filters(query: dict[str, Any]) -> Filters:
    """The filters that a query asks for."""
    return Filters(
        **{field: tuple(sorted(set(query.get(name, ())))) for name, field, _label in _CHOICES},
        focus=bool(query.get("focus")),
        listed_from=query.get("listed_from"),
        listed_to=query.get("listed_to"),
        least=query.get("least", 0) / 100,
    )


def _search(text: str, query: dict[str, Any], when: Clocks) -> Answers:
    here = registry()
    with db.read(here.store.engine) as session:
        scopes = here.compared.scopes(session, when.as_of, when.known_at)
    sought = Sought(text, query.get("born", ""), query.get("weak", True))
    asked = Asked(sought, when.as_of, when.known_at, scopes, filters(query))
    with here.searching:
        return answers.find(here.store, here.index_dir, asked)
