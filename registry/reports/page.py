"""The report as one HTML page: no script, no outside part, readable by a screen reader and on paper."""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from importlib.resources import files
from typing import TextIO

from registry.reports.columns import FICTIONAL, Value, heading, is_fictional, source_table, tally_table
from registry.services.cells import IMPOSED, Cell, Line, State, words
from registry.services.divergence import Divergence, Overlap

# A browser becomes slow beyond this; the page says how many lines it leaves to the CSV.
LINES_ON_PAGE = 3_000

MARKS = {
    State.IMPOSED_EXPLICIT: ("●", "imposed, stated for this listing"),
    State.IMPOSED_IMPLIED: ("◐", "imposed, follows from the list or programme"),
    State.NOT_IMPOSED: ("○", "listed, without this measure"),
    State.NOT_LISTED: ("–", "no current listing known"),
    State.DELISTED: ("✕", "was listed, no longer is"),
    State.UNRESOLVED: ("?", "a possible listing waits for a decision"),
    State.NOT_APPLICABLE: ("n/a", "the measure cannot apply"),
    State.NOT_PUBLISHED: ("·", "not published: silence says nothing"),
    State.NO_REGIME: ("∅", "the partner has no such regime"),
}


def write(divergence: Divergence, stream: TextIO) -> int:
    """Write the page; gives the number of lines on it."""
    lines = ranked(divergence.gap_lines)
    shown = lines[:LINES_ON_PAGE]
    style = (files("registry") / "reports" / "report.css").read_text(encoding="utf-8")
    title = f"Divergence of sanctions and visa bans, {long_date(divergence.request.as_of)}"
    stream.write('<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n')
    stream.write('<meta name="viewport" content="width=device-width, initial-scale=1">\n')
    stream.write(f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n<main>\n<h1>{escape(title)}</h1>\n")
    for part in (_about(divergence), _legend(), _tallies(divergence), _overlaps(divergence)):
        stream.writelines(part)
    stream.writelines(_gaps(divergence, shown, len(lines)))
    stream.writelines(_sources(divergence))
    stream.write("</main>\n</html>\n")
    return len(shown)


def ranked(lines: Sequence[Line]) -> list[Line]:
    """The lines that matter most first: most partners imposing, then fewest doubts, then the longest open."""
    return sorted(
        lines,
        key=lambda line: (
            -len(line.imposing),
            -line.party.confidence,
            line.first_mover[1] if line.first_mover else date.max,
            line.party.public_id,
            line.measure,
        ),
    )


def long_date(day: date) -> str:
    """An unambiguous date: 6 March 2022."""
    return f"{day.day} {day:%B %Y}"


def _about(divergence: Divergence) -> Iterator[str]:
    if is_fictional(divergence):
        yield f'<p class="notice"><strong>{escape(FICTIONAL)}.</strong></p>\n'
    yield '<dl class="about">\n'
    for label, value in heading(divergence):
        yield f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>\n"
    yield "</dl>\n"
    yield (
        "<p>A gap is a measure that at least one partner imposes on a party and another, whose lists would show it, "
        "does not. It says nothing about why. Similar names are linked only on the evidence stated with each party; "
        "a link can be wrong, and a party that is missing from a list may be under review there.</p>\n"
    )


def _legend() -> Iterator[str]:
    yield '<h2>How to read the marks</h2>\n<ul class="legend">\n'
    for state, (mark, meaning) in MARKS.items():
        yield f'<li><span class="cell {state}">{mark}</span> <strong>{words(state)}</strong>: {meaning}</li>\n'
    yield "</ul>\n"


def _tallies(divergence: Divergence) -> Iterator[str]:
    table = tally_table(divergence)
    yield "<h2>What each partner does</h2>\n"
    yield "<p>Parties on which at least one partner imposes the measure, by what each partner does.</p>\n"
    rows = ((words(str(measure)).capitalize(), *rest) for measure, *rest in table.rows)
    yield from _table([title for _, title, _ in table.columns], rows, "numbers")


def _overlaps(divergence: Divergence) -> Iterator[str]:
    yield "<h2>Who acts together</h2>\n"
    yield (
        "<p>Each row reads: of the parties on which this partner imposes the measure, how many (and what share) does "
        "the partner of the column impose it on too.</p>\n"
    )
    yield '<div class="heats">\n'
    for overlap in divergence.overlaps:
        yield from _heat_map(overlap, divergence.partners)
    yield "</div>\n"


def _heat_map(overlap: Overlap, partners: Sequence[str]) -> Iterator[str]:
    caption = escape(words(overlap.measure).capitalize())
    yield f'<div class="scroll" tabindex="0"><table class="heat"><caption>{caption}</caption>\n<tr><td></td>'
    yield "".join(f'<th scope="col">{escape(partner)}</th>' for partner in partners) + "</tr>\n"
    for a in partners:
        whole = overlap.shared[a, a]
        yield f'<tr><th scope="row">{escape(a)}</th>'
        for b in partners:
            count = overlap.shared[a, b]
            share = count / whole if whole else 0.0
            label = f"{count:,}" if a == b else f"{count:,}<small>{share:.0%}</small>"
            # Ten steps of one colour; the number stands in the cell, so that colour is never the only sign.
            yield f'<td class="h{0 if a == b else min(9, int(share * 10))}">{label}</td>'
        yield "</tr>\n"
    yield "</table></div>\n"


def _gaps(divergence: Divergence, lines: Sequence[Line], total: int) -> Iterator[str]:
    yield "<h2>Gaps</h2>\n"
    if not lines:
        yield "<p>No gap: on every party compared, the partners whose lists would show it impose the same.</p>\n"
        return
    if len(lines) < total:
        yield (
            f"<p><strong>This page shows {len(lines):,} of {total:,} lines</strong>, those with the most partners "
            "first. The CSV, XLSX and JSON files hold them all.</p>\n"
        )
    titles = [
        "Party",
        "Measure",
        *divergence.partners,
        "First mover",
        "Programmes",
        "Proof: listing (file, sheet, row)",
    ]
    yield from _table(titles, (_gap_row(line, divergence) for line in lines), "gaps", raw=True)


def _gap_row(line: Line, divergence: Divergence) -> tuple[Value, ...]:
    party = line.party
    name = f'<strong>{escape(party.name)}</strong><br><span class="id">{party.public_id}, {party.kind}</span>'
    first = "no typed date"
    if line.first_mover:
        partner, since, kind = line.first_mover
        first = f"{partner}, {long_date(since)}<br><small>{words(kind)}</small>"
    proof = sorted({key for cell in line.cells.values() if cell.state in IMPOSED for key in cell.proof})
    places = "<br>".join(escape(f"{key} ({divergence.positions[key]})") for key in proof)
    regimes = ", ".join(sorted({key for item in party.listings for key in item.programmes}))
    cells = (_cell(line, partner, line.cells[partner]) for partner in divergence.partners)
    return (name, words(line.measure), *cells, first, escape(regimes), places)


def _cell(line: Line, partner: str, cell: Cell) -> str:
    mark, _ = MARKS[cell.state]
    lag = line.lag_days(partner)
    late = f"<small>+{lag:,} d</small>" if lag else ""
    label = f"{partner}: {words(cell.state)}. {cell.why}"
    return f'<span class="cell {cell.state}" title="{escape(label)}" aria-label="{escape(label)}">{mark}</span>{late}'


def _sources(divergence: Divergence) -> Iterator[str]:
    table = source_table(divergence)
    yield "<h2>Sources</h2>\n"
    yield "<p>The files that this report rests on, as received, with their age on the day compared.</p>\n"
    yield from _table([title for _, title, _ in table.columns], table.rows, "sources")


def _table(titles: Sequence[str], rows: Iterator[tuple[Value, ...]], name: str, *, raw: bool = False) -> Iterator[str]:
    yield f'<div class="scroll" tabindex="0"><table class="{name}">\n<thead><tr>'
    yield "".join(f'<th scope="col">{escape(title)}</th>' for title in titles) + "</tr></thead>\n<tbody>\n"
    for row in rows:
        texts = ("" if value is None else f"{value:,}" if isinstance(value, int) else str(value) for value in row)
        yield "<tr>" + "".join(f"<td>{text if raw else escape(text)}</td>" for text in texts) + "</tr>\n"
    yield "</tbody></table></div>\n"
