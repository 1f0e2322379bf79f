"""Where partners differ: the sums, who acts together, and every gap, filtered, sorted, paged and to take away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from importers import programmes
from importers.vocabulary import MeasureCode, PartyKind
from registry import db
from registry.errors import Invalid
from registry.reports.columns import line_table
from registry.reports.page import ranked
from registry.services.cells import Line, State
from registry.services.divergence import CORE_MEASURES, Divergence, Overlap, Request
from registry.web import query as queries
from registry.web.downloads import csv_file
from registry.web.pages import Clocks, clocks, page, registry

ROWS = 50
_LAST = date.max
_SORTS: dict[str, Callable[[list[Line]], list[Line]]] = {
    "partners": ranked,
    "since": lambda lines: sorted(lines, key=lambda line: line.first_mover[1] if line.first_mover else _LAST),
    "name": lambda lines: sorted(lines, key=lambda line: line.party.name.casefold()),
    "party": lambda lines: sorted(lines, key=lambda line: line.party.public_id),
    "confidence": lambda lines: sorted(lines, key=lambda line: line.party.confidence),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader asked for: the answer, the gap lines that pass the filters, in the order asked for.

    `partners` are all of whom a list is held, whether compared or not.
    """

    when: Clocks
    answer: Divergence
    lines: list[Line]
    partners: tuple[str, ...]


@page("/divergence", queries.Gaps)
def divergence(query: dict[str, Any]) -> ResponseReturnValue:
    """The page."""
    chosen = choose(query)
    number = query["page"]
    pages = max(1, -(-len(chosen.lines) // ROWS))
    begin = (min(number, pages) - 1) * ROWS
    return render_template(
        "divergence.html",
        when=chosen.when,
        answer=chosen.answer,
        all_partners=chosen.partners,
        lines=chosen.lines[begin : begin + ROWS],
        total=len(chosen.lines),
        begin=begin,
        number=min(number, pages),
        pages=pages,
        query=query,
        address={name: value for name, value in _address(query).items() if name != "page"},
        states=[state for state in State if any(state in tally.states for tally in chosen.answer.tallies)],
        heats=[(overlap.measure, _heat(overlap, chosen.answer.partners)) for overlap in chosen.answer.overlaps],
        core=CORE_MEASURES,
        kinds=list(PartyKind),
        sorts=list(_SORTS),
    )


@page("/divergence/gaps.csv", queries.Gaps)
def gaps_csv(query: dict[str, Any]) -> Response:
    """Exactly the gap lines that the page with the same choices counts, all of them, in the same order."""
    chosen = choose(query)
    return csv_file(line_table(chosen.answer, chosen.lines), f"gaps-{chosen.when.as_of.isoformat()}.csv")


def choose(query: dict[str, Any]) -> Chosen:
    """The answer for a query, and its gap lines in the order asked for. Raises `Invalid`."""
    here = registry()
    with db.read(here.store.engine) as session:
        when = clocks(session, query)
        answer = here.compared.compute(session, _request(query, when))
        scopes = here.compared.scopes(session, when.as_of, when.known_at)
    lacking, kind = query.get("lacking"), query.get("gap")
    if lacking and lacking not in answer.partners:
        raise Invalid(f"{lacking} is not among the partners compared.", "Add it to them, or ask for another one.")
    lines = list(answer.gap_lines)
    if lacking or kind:
        lines = [line for line in lines if any(_wanted(gap, lacking, kind) for gap in line.gaps)]
    return Chosen(when, answer, _SORTS[query["sort"]](lines), tuple(scope.partner for scope in scopes))


def _wanted(gap: tuple[str, str], lacking: str | None, kind: str | None) -> bool:
    return (not lacking or gap[0] == lacking) and (not kind or gap[1] == kind)


def _request(query: dict[str, Any], when: Clocks) -> Request:
    key = query.get("programme", "").strip().upper()
    if key and key not in {item.key for item in programmes.all_programmes()}:
        raise Invalid(f"There is no programme “{key}”.", "The page of all programmes names them.")
    return Request(
        when.as_of,
        when.known_at,
        tuple(sorted(set(query.get("partner", ())))),
        tuple(code for code in MeasureCode if code in query.get("measure", ())) or CORE_MEASURES,
        tuple(kind for kind in PartyKind if kind in query.get("kind", ())),
        (key,) if key else (),
        bool(query.get("focus")),
    )


def _address(query: dict[str, Any]) -> dict[str, Any]:
    """The choices as they stand in the address."""
    return {name: _as_text(value) for name, value in query.items()}


def _as_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else value


def _heat(overlap: Overlap, partners: tuple[str, ...]) -> list[tuple[str, list[tuple[int, float, int]]]]:
    """For each partner a row: (count, share of the row's partner, step 0 to 9) for each partner of the columns."""
    rows = []
    for a in partners:
        whole = overlap.shared[a, a]
        shares = [(overlap.shared[a, b], overlap.shared[a, b] / whole if whole else 0.0, b) for b in partners]
        rows.append((a, [(count, share, 0 if a == b else min(9, int(share * 10))) for count, share, b in shares]))
    return rows
