"""The review queue: pairs that wait for a person, one at a time, with what each answer would do."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from importers.vocabulary import PartyKind
from registry import db
from registry.models import Verdict
from registry.services import review
from registry.services.permission import Action
from registry.services.review import Case, Effect, Filters
from registry.web import forms, portrait, who
from registry.web import query as queries
from registry.web.forms import Form
from registry.web.pages import act, clocks, page, registry

ROWS = 50
_KEPT = ("partner", "kind", "least", "most")


@page("/review", queries.Review, Action.SEE_PROPOSALS)
def review_queue(query: dict[str, Any]) -> ResponseReturnValue:
    """What waits, the likeliest first, and how much of it between which partners."""
    number, filters = query["page"], _filters(query)
    with db.read(registry().store.engine) as session:
        total, rows = review.queue(session, who.actor(), filters, (number - 1) * ROWS, ROWS)
        pairs = review.pairs_of_partners(session, who.actor())
    return render_template(
        "review.html", rows=rows, total=total, pairs=pairs, number=number, pages=max(1, -(-total // ROWS)),
        query=query, kept=_kept(query), kinds=list(PartyKind), partners=sorted({p for pair in pairs for p in pair[:2]}),
    )  # fmt: skip


@page("/review/<int:number>", queries.Review, Action.SEE_PROPOSALS)
def review_case(number: int, query: dict[str, Any]) -> ResponseReturnValue:
    """One pair side by side."""
    return _case(Form(), number, query)


def _again(form: Form, number: int) -> ResponseReturnValue:
    return _case(form, number, form.values)


def _case(form: Form, number: int, query: dict[str, Any]) -> ResponseReturnValue:
    here = registry()
    with db.read(here.store.engine) as session:
        found = review.case(session, who.actor(), number, _filters(query))
        when = clocks(session, {})
        effects: tuple[Effect, ...] = ()
        if found.open:
            scopes = here.compared.scopes(session, when.as_of, when.known_at)
            effects = review.effects(session, who.actor(), found, scopes, when.as_of)
    return render_template(
        "review_case.html", case=found, form=form, effects={effect.verdict.value: effect for effect in effects},
        kept=_kept(query), rows=_beside(found), when=when,
    )  # fmt: skip


@act("/review/<int:number>", forms.Verdict, Action.JUDGE, _again)
def review_judge(form: Form, number: int) -> ResponseReturnValue:
    """Record the answer and go on to the next pair."""
    engine, actor = registry().store.engine, who.actor()
    with db.read(engine) as session:
        found = review.case(session, actor, number, _filters(form.values))
    review.judge(engine, actor, found.waiting, Verdict(form["verdict"]), form["because"])
    kept = _kept(form.values) | {"done": str(number)}
    if found.following is None:
        return redirect(url_for("web.review_queue", **_kept(form.values)), 303)
    return redirect(url_for("web.review_case", number=found.following, **kept), 303)


def _again_undo(form: Form, judgement_id: int) -> ResponseReturnValue:  # noqa: ARG001
    return _case(form, int(form.given.get("number") or 0), {})


@act("/review/judgements/<int:judgement_id>/undo", forms.Undo, Action.JUDGE, _again_undo)
def review_undo(form: Form, judgement_id: int) -> ResponseReturnValue:
    """Take an answer back and look at the pair again."""
    review.undo(registry().store.engine, who.actor(), judgement_id, form["because"])
    return redirect(url_for("web.review_case", number=form["number"]), 303)


def _filters(query: dict[str, Any]) -> Filters:
    least, most = query.get("least") or 0, query.get("most")
    most = 100 if most is None else most
    return Filters(tuple(query.get("partner") or ()), query.get("kind"), least / 100, most / 100)


def _kept(query: dict[str, Any]) -> dict[str, Any]:
    """The filters as parts of an address, so that the queue goes on where it was."""
    return {name: query[name] for name in _KEPT if query.get(name) not in (None, "", [])}


def _beside(found: Case) -> list[tuple[str, list[list[str]], bool]]:
    """(field, what each list says, whether both say the same) for the fields either list fills."""
    both = [portrait.facts([page]) for page in found.listings]
    labels = list(dict.fromkeys(fact.label for facts in both for fact in facts))
    rows = []
    for label in labels:
        said = [
            [f"{value.text} ({value.note})" if value.note else value.text for fact in facts if fact.label == label
             for value in fact.values]
            for facts in both
        ]  # fmt: skip
        folded = [{text.casefold() for text in side} for side in said]
        rows.append((label, said, bool(folded[0] & folded[1])))
    return rows
