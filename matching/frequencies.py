"""How rare a name part is on real lists: two parties that share "Muhammad" share little, "Habyarimana" a lot.

The shipped table holds counts of single parts only, never of whole names: for persons by sound (so that all spellings
of Muhammad count together), for other parties by word. `matching.train` computes it; parts that are not in it are rare.
"""

import math
from functools import lru_cache

from matching.tables import read_rows

PERSONS, OTHERS = "person", "organisation"
TABLE = "frequencies.csv"
HEADING = (
    "# How many listed parties bear a name part: persons by sound (matching.phonetics), others by word. Counts of\n"
    "# single parts only. Computed by `python -m matching train` from public sanctions lists.\n"
)


@lru_cache(maxsize=1)
def _counts() -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {PERSONS: {}, OTHERS: {}}
    for column, part, count in read_rows(TABLE):
        counts[column][part] = int(count)
    return counts


@lru_cache(maxsize=2)
def _ceiling(column: str) -> float:
    return math.log(1 + sum(_counts()[column].values()))


def information(column: str, part: str) -> float:
    """How much sharing `part` tells, from 0 (everybody bears it) to 1 (no listed party does).

    It is the information content -log(count / all) as a share of that of a part never seen.
    """
    seen = _counts()[column].get(part, 0)
    return 1.0 if seen == 0 else 1.0 - math.log(1 + seen) / _ceiling(column)


def known(column: str, part: str) -> bool:
    """Whether `part` is a common one; a slip that turns one common part into another is rarely a slip."""
    return part in _counts()[column]


def forget() -> None:
    """Read the table anew when next asked; training has just written it."""
    _counts.cache_clear()
    _ceiling.cache_clear()
