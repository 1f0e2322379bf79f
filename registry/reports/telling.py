"""The gaps that a reader should see first, each in a sentence: one of each sort, chosen by a rule and not by hand."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from registry.reports.page import long_date, ranked
from registry.services.cells import Cell, Line, State, words
from registry.services.divergence import Divergence


def telling(divergence: Divergence) -> list[Line]:
    """Up to five gap lines, no party twice: for each sort of gap the line that shows it best.

    The sorts: all but one partner act; a partner lists without the measure; a partner took the party off; the longest
    time between the first and the last to act; one partner acts alone, for the longest time. Lines on which a decision
    of a person is still awaited are passed over.
    """
    lines = [line for line in ranked(divergence.gap_lines) if not _undecided(line)]
    chosen: list[Line] = []
    for tale in (_one_missing, _measure_missing, _taken_off, _longest_wait, _alone):
        seen = {line.party.public_id for line in chosen}
        found = tale([line for line in lines if line.party.public_id not in seen])
        chosen += [found] if found else []
    return chosen


def sentence(line: Line, as_of: date) -> str:
    """A gap in words: who imposes the measure, who does not and how, who was first, and how long it has been open."""
    text = (
        f"{line.party.name} ({line.party.public_id}): {words(line.measure)} by {_imposing(line)}; not by {_gaps(line)}."
    )
    if line.first_mover is None:
        return f"{text} No list gives a typed date."
    partner, since, _ = line.first_mover
    text += f" First {partner} on {long_date(since)}"
    lags = [(lag, other) for other in line.imposing if other != partner and (lag := line.lag_days(other)) is not None]
    if lags:
        latest, last = max(lags)
        text += f", last {last} {_days(latest)} later" if latest else ", the others the same day"
    if line.undated:  # They may have been first.
        text += f". {_listed(line.undated)} {'gives' if len(line.undated) == 1 else 'give'} no typed date"
    return f"{text}. Open for {_days((as_of - since).days)}."


def _imposing(line: Line) -> str:
    """The partners that impose; those of whom it is concluded and not stated are marked."""
    return _listed([f"{p} (implied)" if line.cells[p].state is State.IMPOSED_IMPLIED else p for p in line.imposing])


def _gaps(line: Line) -> str:
    """The partners that do not, by what they do instead."""
    instead: dict[str, list[str]] = {}
    for partner, _ in line.gaps:
        instead.setdefault(_instead(line.cells[partner]), []).append(partner)
    return _listed([f"{_listed(partners)} ({what})" for what, partners in instead.items()])


def _instead(cell: Cell) -> str:
    match cell.state:
        case State.NOT_IMPOSED:
            return "listed there, without it"
        case State.DELISTED:
            return f"{cell.why[0].lower()}{cell.why[1:].rstrip('.')}"
        case _:
            return "not listed there"


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"


def _first(lines: Iterable[Line], holds: Callable[[Line], bool]) -> Line | None:
    return next((line for line in lines if holds(line)), None)


def _undecided(line: Line) -> bool:
    return any(cell.state is State.UNRESOLVED for cell in line.cells.values())


def _one_missing(lines: Sequence[Line]) -> Line | None:
    return _first(lines, lambda line: [kind for _, kind in line.gaps] == ["not_listed"] and len(line.imposing) > 1)


def _measure_missing(lines: Sequence[Line]) -> Line | None:
    return _first(lines, lambda line: any(kind == "measure_missing" for _, kind in line.gaps))


def _taken_off(lines: Sequence[Line]) -> Line | None:
    return _first(lines, lambda line: any(kind == "delisted_elsewhere" for _, kind in line.gaps))


def _longest_wait(lines: Sequence[Line]) -> Line | None:
    """`max` keeps the first of equals, which is the one that more partners impose."""
    return max(lines, key=_latest, default=None)


def _latest(line: Line) -> int:
    return max((lag for partner in line.imposing if (lag := line.lag_days(partner)) is not None), default=0)


def _alone(lines: Sequence[Line]) -> Line | None:
    single = [line for line in lines if len(line.imposing) == 1 and line.first_mover]
    return min(single, key=lambda line: line.first_mover[1] if line.first_mover else date.max, default=None)
