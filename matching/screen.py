"""Screening: asks for each name of a stream whether a list holds that party, thousands of times a second.

The list is kept in one process as a searchable block; a query meets the listings that share its rarest keys, and the
best of them are compared in full. Only alerts are returned: hits at or above the threshold, which
`registry/docs/matching.md` sets out with the recall and the false positives measured at it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from matching.compare import Prepared, compare, prepare, score
from matching.explain import Comparison
from matching.segment import Segment, build_segment
from matching.subject import Subject
from matching.weights import Context

THRESHOLD = 0.5
"""Hits at or above this score are alerts."""

_COMPARED = 12
"""Listings compared in full for one query; what looks less alike than the twelfth is not the one asked for."""
_LEAST_LIKENESS = 0.45


@dataclass(frozen=True, slots=True)
class Hit:
    """A listing that may be the one asked for."""

    id: str
    score: float
    comparison: Comparison


class Screen:
    """A list, ready to be asked. Building takes about 60 microseconds a name; asking, well under a millisecond."""

    def __init__(self, listings: Iterable[tuple[str, Subject]]) -> None:
        pairs = list(listings)
        self._segment: Segment = build_segment(pairs)
        self._subjects = [subject for _, subject in pairs]
        self._prepared: list[Prepared | None] = [None] * len(pairs)

    def __len__(self) -> int:
        return len(self._subjects)

    def ask(self, query: Subject, limit: int = 5, threshold: float = THRESHOLD) -> list[Hit]:
        """The at most `limit` best hits at or above `threshold`, best first; equals in the order of the list."""
        asked = prepare(query)
        scored = []
        for found in self._segment.find(query, _COMPARED):
            if found.likeness < _LEAST_LIKENESS:
                break
            value = score(asked, self._listing(found.place), Context.NAMES)
            if value >= threshold:
                scored.append((-value, -found.likeness, found.place))
        scored.sort()
        return [
            Hit(self._segment.id_at(place), -value, compare(asked, self._listing(place), Context.NAMES))
            for value, _, place in scored[:limit]
        ]

    def _listing(self, place: int) -> Prepared:
        known = self._prepared[place]
        if known is None:
            known = self._prepared[place] = prepare(self._subjects[place])
        return known
