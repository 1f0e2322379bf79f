"""Divergences that were computed already, kept for the next page that asks for the same.

Recorded time only grows and nothing recorded changes, so an answer as known at an instant never becomes wrong; a new
import makes a new instant, and the answers of the old one fall out by themselves.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import TypeVar

from sqlmodel import Session

from registry.services import divergence
from registry.services.divergence import Divergence, Known, Request

# All parties of ten lists take about 60 MB, each answer about as much again.
_INSTANTS, _ANSWERS = 2, 4

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Compared:
    """A small cache in this process; one computation at a time, so that many readers wait for it together."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[datetime, Known] = OrderedDict()
        self._answers: OrderedDict[Request, Divergence] = OrderedDict()

    def compute(self, session: Session, request: Request) -> Divergence:
        """What `divergence.compute` gives for the request."""
        with self._lock:
            return _kept(self._answers, request, _ANSWERS, lambda: self._compute(session, request))

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
