"""The designations of a party on one line of time: measured here, drawn by the template, told again by its table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from registry.services.dossier import ListingPage
from registry.web.terms import term

LANE = 40  # pixels from lane to lane
_TOP = 24
_TICKS = 6
_ENDED = {"dropped": _("dropped from the file"), "delisted": _("delisted by the publisher")}
_DATES = {
    "listed_on": "listed", "effective_from": "took effect", "amended_on": "amended", "delisted_on": "delisted",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One designation: from its first typed date (None: the source gives none) to its end (None: still in force)."""

    partner: str
    listing: str
    programme: str
    measures: tuple[str, ...]
    dates: tuple[tuple[str, date], ...]
    begins: date | None
    ends: date | None
    end_how: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A bar with its place in the drawing: percent across, pixels down."""

    bar: Bar
    y: int
    x: float
    width: float
    points: tuple[tuple[float, str, date], ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing: its height in pixels, the years marked (percent across, year), the day of the page, the lanes."""

    height: int
    ticks: tuple[tuple[float, int], ...]
    today: float
    lanes: tuple[Lane, ...]

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What the table beside the drawing says."""
        return tuple(lane.bar for lane in self.lanes)


def draw(listings: Iterable[ListingPage], as_of: date) -> Timeline | None:
    """The timeline of these listings; None when there is no designation at all."""
    bars = sorted(
        (bar for page in listings for bar in _bars(page)),
        key=lambda bar: (bar.begins or date.max, bar.partner, bar.listing),
    )
    if not bars:
        return None
    days = [day for bar in bars for _, day in bar.dates] + [bar.ends for bar in bars if bar.ends] + [as_of]
    first, last = min(days).year, max(days).year + 1
    return Timeline(
        _TOP + LANE * len(bars) + 6,
        tuple((_across(date(year, 1, 1), first, last), year) for year in _years(first, last)),
        _across(as_of, first, last),
        tuple(_lane(bar, number, first, last, as_of) for number, bar in enumerate(bars)),
    )


def _bars(page: ListingPage) -> Iterator[Bar]:
    for item in page.content.get("designations", ()):
        typed = {name: date.fromisoformat(item[name]) for name in _DATES if item.get(name)}
        dates = tuple((term(_DATES[name]), day) for name, day in typed.items())
        begun = [typed[name] for name in ("listed_on", "effective_from") if name in typed]
        ended = typed.get("delisted_on") or (page.status_on if page.status in _ENDED else None)
        how = str(_ENDED.get("delisted" if "delisted_on" in typed else page.status, ""))
        measures = tuple(_measure(measure) for measure in item.get("measures", ()))
        programme = item["programme"]
        yield Bar(page.partner, page.key, programme, measures, dates, min(begun, default=None), ended, how)


def _measure(item: dict[str, Any]) -> str:
    implied = item["basis"].startswith("implied")
    measure = term(item["code"])
    return str(gettext("%(measure)s (implied)", measure=measure)) if implied else measure


def _lane(bar: Bar, number: int, first: int, last: int, as_of: date) -> Lane:
    begin = _across(bar.begins, first, last) if bar.begins else 0.0
    end = _across(bar.ends or max(as_of, bar.begins or as_of), first, last)
    points = tuple((_across(day, first, last), label, day) for label, day in bar.dates)
    return Lane(bar, _TOP + LANE * number, begin, max(end - begin, 0.4), points)


def _across(day: date, first: int, last: int) -> float:
    """Percent of the drawing's width; the years `first` to `last` fill it."""
    begin, end = date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal()
    return round(100 * (day.toordinal() - begin) / (end - begin), 2)


def _years(first: int, last: int) -> Iterator[int]:
    step = max(1, -(-(last - first) // _TICKS))
    return iter(range(first, last, step))
