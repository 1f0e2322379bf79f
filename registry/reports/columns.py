"""The one definition of what a divergence report says, line by line; every format writes these columns.

A line is one party and measure with the cells of all partners side by side. Three tables stand beside the lines:
the sources with their age and hash, the sums by partner, and the overlap of each two partners.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from registry import samples
from registry.services.cells import IMPOSED, Cell, Line, State, words
from registry.services.divergence import Divergence

Value = str | int | float | date | None
Columns = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key machines use, the title people read, its width in characters, and its value on a line."""

    key: str
    title: str
    width: int
    value: Callable[[Line], Value]


@dataclass(frozen=True, slots=True)
class Table:
    """A named table with its header keys, titles, widths and rows, streamed once."""

    key: str
    title: str
    columns: Columns
    rows: Iterator[tuple[Value, ...]]


def line_columns(divergence: Divergence) -> tuple[Column, ...]:
    """The columns of a line: what is about the party and measure, then a block for each partner."""
    as_of, positions = divergence.request.as_of, divergence.positions
    fixed = (
        Column("party", "Party", 10, lambda line: line.party.public_id),
        Column("name", "Name", 36, lambda line: line.party.name),
        Column("kind", "Kind", 12, lambda line: line.party.kind.value),
        Column("measure", "Measure", 14, lambda line: line.measure.value),
        Column("imposing", "Imposed by", 16, lambda line: "; ".join(line.imposing)),
        Column("gaps", "Gaps", 30, lambda line: "; ".join(f"{p}:{kind}" for p, kind in line.gaps)),
        Column("first_mover", "First mover", 10, lambda line: line.first_mover[0] if line.first_mover else None),
        Column("since", "Since", 11, lambda line: line.first_mover[1] if line.first_mover else None),
        Column("date_type", "Date type", 12, lambda line: line.first_mover[2] if line.first_mover else None),
        Column("undated", "Imposed without a typed date", 14, lambda line: "; ".join(line.undated)),
        Column("days_open", "Days open", 9, lambda line: _days_open(line, as_of)),
        Column("confidence", "Confidence of the link", 9, lambda line: round(line.party.confidence, 4)),
        Column("programmes", "Programmes", 26, lambda line: "; ".join(_programmes(line))),
        Column("proof", "Listings: file, sheet, row", 60, lambda line: "; ".join(_proof(line, positions))),
    )
    return fixed + tuple(column for partner in divergence.partners for column in _partner_columns(partner))


def _partner_columns(partner: str) -> Iterator[Column]:
    def part(name: str, title: str, width: int, value: Callable[[Cell, Line], Value]) -> Column:
        return Column(f"{partner}_{name}", f"{partner} {title}", width, lambda line: value(line.cells[partner], line))

    yield part("state", "state", 17, lambda cell, _: cell.state.value)
    yield part("measure_basis", "basis", 17, lambda cell, _: cell.measure_basis or None)
    yield part("since", "since", 11, lambda cell, _: cell.since)
    yield part("date_type", "date type", 11, lambda cell, _: cell.date_type or None)
    yield part("lag_days", "lag in days", 8, lambda _, line: line.lag_days(partner))
    yield part("listings", "listings", 24, lambda cell, _: "; ".join(cell.proof) or None)


def _days_open(line: Line, as_of: date) -> int | None:
    return (as_of - line.first_mover[1]).days if line.first_mover and line.gaps else None


def _programmes(line: Line) -> list[str]:
    return sorted({key for item in line.party.listings for key in item.programmes})


def _proof(line: Line, positions: dict[str, str]) -> list[str]:
    keys = [key for cell in line.cells.values() if cell.state in IMPOSED for key in cell.proof]
    return [f"{key} ({positions[key]})" for key in keys]


def line_table(divergence: Divergence, lines: Sequence[Line] | None = None) -> Table:
    """The gap lines (or those given) as a table."""
    columns = line_columns(divergence)
    chosen = divergence.gap_lines if lines is None else lines
    rows = (tuple(column.value(line) for column in columns) for line in chosen)
    return Table("gaps", "Gaps", tuple((c.key, c.title, c.width) for c in columns), rows)


def source_table(divergence: Divergence) -> Table:
    """The files that the report rests on."""
    columns = (
        ("list", "List", 16), ("partner", "Partner", 8), ("title", "Title", 40), ("file", "File", 36),
        ("published_on", "Published on", 12), ("age_days", "Age in days", 10), ("listings", "Listings", 10),
        ("bytes", "Bytes", 12), ("sha256", "SHA-256", 66), ("note", "Note", 50),
    )  # fmt: skip
    rows = (
        (s.list_key, s.partner, s.title, s.file, s.published_on, s.age_days, s.listings, s.size, s.sha256, s.note)
        for s in divergence.sources
    )
    return Table("sources", "Sources", columns, iter(rows))


def tally_table(divergence: Divergence) -> Table:
    """How often each partner stands in each state, measure by measure, over all lines (with and without gaps)."""
    seen = {state for tally in divergence.tallies for state in tally.states}
    states = [state for state in State if state in seen]
    measures = divergence.request.measures
    # `sorted` keeps the partners' order within a measure.
    tallies = sorted(divergence.tallies, key=lambda tally: measures.index(tally.measure))
    head: Columns = (("measure", "Measure", 14), ("partner", "Partner", 8))
    columns = head + tuple((state.value, words(state).capitalize(), 14) for state in states)
    rows = (
        (tally.measure.value, tally.partner, *(tally.states.get(state, 0) for state in states)) for tally in tallies
    )
    return Table("states", "States by partner", columns, rows)


def overlap_table(divergence: Divergence) -> Table:
    """For each two partners and measure: the parties that both impose it on."""
    head: Columns = (("measure", "Measure", 14), ("partner", "Partner", 8))
    columns = head + tuple((partner, partner, 9) for partner in divergence.partners)
    rows = (
        (overlap.measure.value, a, *(overlap.shared[a, b] for b in divergence.partners))
        for overlap in divergence.overlaps
        for a in divergence.partners
    )
    return Table("overlap", "Overlap of partners", columns, rows)


def tables(divergence: Divergence) -> tuple[Table, ...]:
    """All tables of the report, the gaps first."""
    return line_table(divergence), tally_table(divergence), overlap_table(divergence), source_table(divergence)


FICTIONAL = "FICTIONAL: made from the demo's lists; nobody in them exists"


def is_fictional(divergence: Divergence) -> bool:
    """Whether a file that the report rests on is one of the shipped samples."""
    return any(source.sha256 in samples.hashes() for source in divergence.sources)


def heading(divergence: Divergence) -> list[tuple[str, str]]:
    """What the report is about, as (label, value) pairs, alike in every format."""
    request = divergence.request
    fictional = [("Data", FICTIONAL)] if is_fictional(divergence) else []
    return [
        *fictional,
        ("In force as of", request.as_of.isoformat()),
        ("As known at", request.known_at.isoformat()),
        ("Partners", ", ".join(divergence.partners)),
        ("Measures", ", ".join(words(measure) for measure in request.measures)),
        ("Kinds of party", ", ".join(kind.value for kind in request.kinds) or "all"),
        ("Programmes", ", ".join(request.programmes) or "all"),
        ("Only programmes about mass atrocities", "yes" if request.atrocity_focus else "no"),
        ("Parties compared", str(len(divergence.compared))),
        ("Lines with a gap", str(len(divergence.gap_lines))),
        ("Lines in all", str(len(divergence.lines))),
        ("Audit trail at that instant", f"{divergence.trail.events} events, last hash {divergence.trail.hash}"),
    ]
