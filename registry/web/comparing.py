"""Divergences and counts that were computed already, kept for the next page that asks for the same.

Recorded time only grows and nothing recorded changes, so an answer as known at an instant never becomes wrong; a new
import makes a new instant, and the answers of the old one fall out by themselves.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, datetime
from threading import Lock
from typing import TypeVar

from sqlmodel import Session

from registry.services import divergence, holdings, scorecards
from registry.services.cells import PartnerScope
from registry.services.divergence import Divergence, Known, Request
from registry.services.holdings import Held
from registry.services.scorecards import Quality

# All parties of ten lists take about 60 MB, each answer about as much again.
_INSTANTS, _ANSWERS, _DAYS = 2, 4, 32

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Compared:
    """A small cache in this process; one computation at a time, so that many readers wait for it together."""

    def __init__(self) -> None:
        self._lock = Lock()
        # What is quick to make does not wait for a comparison of everything.
        self._quick = Lock()
        self._known: OrderedDict[datetime, Known] = OrderedDict()
        self._answers: OrderedDict[Request, Divergence] = OrderedDict()
        self._scopes: OrderedDict[Request, list[PartnerScope]] = OrderedDict()
        self._quality: OrderedDict[tuple[datetime, str], Quality] = OrderedDict()
        self._held: OrderedDict[datetime, list[Held]] = OrderedDict()
        self._listed: OrderedDict[datetime, dict[str, dict[str, int]]] = OrderedDict()

    def compute(self, session: Session, request: Request) -> Divergence:
        """What `divergence.compute` gives for the request."""
        with self._lock:
            return _kept(self._answers, request, _ANSWERS, lambda: self._compute(session, request))

    def scopes(self, session: Session, as_of: date, known_at: datetime) -> list[PartnerScope]:
        """What can be known of every partner of whom a list is held, as `divergence.scopes_of` gives it."""
        request = Request(as_of, known_at)
        with self._quick:
            return _kept(self._scopes, request, _DAYS, lambda: divergence.scopes_of(session, request)[1])

    def held(self, session: Session, at: datetime) -> list[Held]:
        """What `holdings.overview` gives, at the last instant there is."""
        with self._quick:
            return _kept(self._held, at, 1, lambda: holdings.overview(session))

    def by_programme(self, session: Session, at: datetime) -> dict[str, dict[str, int]]:
        """What `holdings.by_programme` gives, at the last instant there is."""
        with self._quick:
            return _kept(self._listed, at, 1, lambda: holdings.by_programme(session))

    def quality(self, session: Session, at: datetime, partner: str) -> Quality:
        """What `scorecards.quality` gives, at the last instant there is."""
        with self._quick:
            return _kept(self._quality, (at, partner), _DAYS, lambda: scorecards.quality(session, partner))

    def _compute(self, session: Session, request: Request) -> Divergence:
        at = request.known_at
        known = _kept(self._known, at, _INSTANTS, lambda: divergence.load_known(session, at))
        return divergence.compute(session, request, known)


def _kept(cache: OrderedDict[K, V], key: K, size: int, make: Callable[[], V]) -> V:
    """The value of a key, made where it is missing; the one not used for longest goes."""
    if key not in cache:
        cache[key] = make()
        while len(cache) > size:
            cache.popitem(last=False)
    cache.move_to_end(key)
    return cache[key]
