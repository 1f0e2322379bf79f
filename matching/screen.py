"""Screening: asks for each name of a stream whether a list holds that party, thousands of times a second.

The list is kept in one process as a searchable block; a query meets the listings that share its rarest keys, and the
best of them are compared in full. Only alerts are returned: hits at or above the threshold, which
`registry/docs/matching.md` sets out with the recall and the false positives measured at it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz, process

from matching.alerts import alert_score, features, one_slip
from matching.compare import Prepared, compare, prepare, score
from matching.explain import Comparison
from matching.normalise import fold, name_parts
from matching.segment import NAMES_OF_QUERY, Found, Segment, build_segment
from matching.subject import Subject
from matching.weights import Context

THRESHOLD = 0.5
"""Hits at or above this score are alerts."""

_LOOKED_AT = 8
_WINDOW = 0.12
"""Listings that look this much less alike than the best are not compared: 99 in 100 altered names are nearer."""
_LEAST_LIKENESS = 0.55
"""What looks less alike is not compared: no hit below was above the threshold."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A listing that may be the one asked for; `comparison` tells why, `score` is the probability among strangers."""

    id: str
    score: float
    comparison: Comparison

    @property
    def verdict(self) -> str:
        """`same` for an alert; `possible` for what only a lower threshold than the default let through."""
        return "same" if self.score >= THRESHOLD else "possible"


class Screen:
    """A list, ready to be asked. Building takes about 0.2 milliseconds a listing; asking takes half of one."""

    def __init__(self, listings: Iterable[tuple[str, Subject]]) -> None:
        pairs = list(listings)
        self._segment: Segment = build_segment(pairs)
        self._prepared: list[Prepared] = [prepare(subject) for _, subject in pairs]
        self._written = [[" ".join(name_parts(name.text)) for name in subject.names] for _, subject in pairs]

    def __len__(self) -> int:
        return len(self._prepared)

    def ask(self, query: Subject, limit: int = 5, threshold: float = THRESHOLD) -> list[Hit]:
        """The at most `limit` best hits at or above `threshold`, best first; equals in the order of the list.

        A listing that bears the very name asked for is always an alert and stands first, even where the name is weak;
        one that bears it but for one letter is an alert where the name is long.
        """
        scored = []
        names = [fold(name.text) for name in query.names]
        for found, weighed in self.weighed(query):
            exact = found.ratio == 1.0
            sure = exact or any(one_slip(found.ratio, name) for name in names)
            value = max(alert_score(weighed), THRESHOLD) if sure else alert_score(weighed)
            if value >= threshold:
                scored.append((not exact, -value, -found.likeness, found.place))
        scored.sort()
        return [
            Hit(self._segment.id_at(place), -value, compare(query, self._prepared[place], Context.LISTINGS))
            for _, value, _, place in scored[:limit]
        ]

    def id_of(self, found: Found) -> str:
        """The id of a listing that was found."""
        return self._segment.id_at(found.place)

    def weighed(self, query: Subject) -> Iterator[tuple[Found, tuple[float, ...]]]:
        """The listings compared for one query, with what `alert_score` weighs."""
        looked_at = self._segment.find(query, _LOOKED_AT)
        if not looked_at or looked_at[0].likeness < _LEAST_LIKENESS:
            return
        asked = prepare(query)
        least = max(_LEAST_LIKENESS, looked_at[0].likeness - _WINDOW)
        length = max(len(name.text) for name in query.names) if query.names else 0
        orders = [text for name in query.names[:NAMES_OF_QUERY] for text in _orders(name_parts(name.text))]
        for found in looked_at:
            if found.likeness < least:
                break
            written = process.cdist(orders, self._written[found.place], scorer=fuzz.ratio, dtype=np.float32).max() / 100
            found = replace(found, ratio=max(found.ratio, float(written)))
            compared = score(asked, self._prepared[found.place], Context.LISTINGS)
            yield found, features(compared, found.likeness, found.ratio, length)


def _orders(parts: tuple[str, ...]) -> set[str]:
    """A name as it is written, turned round, and with its last or first part at the other end.

    Parts in alphabetical order, by which names are found, move when a slip changes the first letter of one.
    """
    ways = (parts, parts[::-1], parts[-1:] + parts[:-1], parts[1:] + parts[:1])
    return {" ".join(way) for way in ways}
