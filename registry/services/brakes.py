"""What stops a file from being applied until a person has looked at it.

A cut or damaged file reads like a mass delisting. Each brake is one rule over one `Situation`; the figures come from
trials in which official files were cut, thinned out and blanked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from registry.models import ListingStatus
from registry.services.changes import OpenVersion

REMOVED_SHARE, REMOVED_COUNT = 0.02, 20
"""Up to the larger of 2 % and 20 listings may go missing in one file without a question."""
SENTINELS, SENTINELS_FROM = 20, 100
"""The longest-standing listings, which hardly ever go; watched on lists of at least that many listings."""
LOST_SHARE, LOST_COUNT = 0.05, 5
"""Up to the larger of 5 % and 5 listings may lose what they said in a field."""
RENAMED_SHARE, RENAMED_COUNT = 0.10, 20
"""Up to the larger of 10 % and 20 listings may be called or dated otherwise than before; between real editions of the
UN, UK, US and Canadian lists, days to five years apart, it was below 1 %."""
REPLACED_FROM = 5
"""Lists with fewer listings may exchange most of them without a question."""
REFUSED_SHARE, REFUSED_COUNT = 0.05, 5
"""More refused records than the larger of 5 % and 5 hold the file: of real editions the worst, with another list
appended, had 4 %; a file with every record twice has a half."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a submission waits for a person, or (as a notice) what a person should know."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What the brakes judge: the file's facts, the counts of its change set, and what was there before.

    `current` counts the listings in force before; `gone` those of them, still listed, that the file lacks; `lost`
    counts for each field the changed listings that no longer say anything in it, `filled` all that did before;
    `contradicted` counts for each field the listings that now say something else of who they are; `unread` are
    listings in force whose record is there but was refused; `reused` are references that now describe another party;
    `hidden_rows` are rows of the sheet that the sender may not have seen.
    """

    published_on: date | None
    last_published_on: date | None
    today: date
    records: int
    publisher_count: int | None
    drafts: int
    refused: int
    added: int
    current: int
    gone: int
    unread: int
    contradicted: Mapping[str, int]
    reused: Sequence[str]
    sentinels_gone: Sequence[str]
    lost: Mapping[str, int]
    filled: Mapping[str, int]
    expected: tuple[int, int]
    hidden_rows: Sequence[int] = ()


def sentinels(versions: Sequence[OpenVersion]) -> list[OpenVersion]:
    """The listings whose absence is never taken at face value; none on a short list."""
    if sum(version.in_force for version in versions) < SENTINELS_FROM:
        return []
    listed = [version for version in versions if version.status == ListingStatus.LISTED]
    return sorted(listed, key=lambda version: (version.listed_on or date.max, version.reference))[:SENTINELS]


def holds(situation: Situation) -> list[Hold]:
    """Every reason to wait for a person."""
    found = (brake(situation) for brake in _BRAKES)
    return [hold for hold in found if hold is not None]


def notices(situation: Situation) -> list[Hold]:
    """What does not stop the file but should be seen."""
    found = (notice(situation) for notice in _NOTICES)
    return [hold for hold in found if hold is not None]


def _older(it: Situation) -> Hold | None:
    if it.published_on is None or it.last_published_on is None or it.published_on >= it.last_published_on:
        return None
    return Hold(
        "older",
        f"The file is of {it.published_on}, but one of {it.last_published_on} was already applied.",
    )


def _future(it: Situation) -> Hold | None:
    # One day of grace: it is tomorrow already in Canberra.
    if it.published_on is None or (it.published_on - it.today).days <= 1:
        return None
    return Hold("future", f"The file says that it is of {it.published_on}, which is yet to come.")


def _emptied(it: Situation) -> Hold | None:
    if it.drafts or not it.current:
        return None
    return Hold("emptied", f"The file has no listings at all; until now there were {it.current}.")


def _count(it: Situation) -> Hold | None:
    if it.publisher_count is None or it.publisher_count == it.records:
        return None
    return Hold("count_differs", f"The publisher counts {it.publisher_count} records, the file has {it.records}.")


def _removals(it: Situation) -> Hold | None:
    bound = max(REMOVED_SHARE * it.current, REMOVED_COUNT)
    if it.gone <= bound:
        return None
    return Hold(
        "removals",
        f"{it.gone} of {it.current} listings are not in this file any more; up to {int(bound)} go without a question.",
    )


def _replaced(it: Situation) -> Hold | None:
    if it.current < REPLACED_FROM or 2 * it.gone <= it.current or 2 * it.added <= it.current:
        return None
    return Hold(
        "references_replaced",
        f"{it.gone} of {it.current} references are gone and {it.added} are new: "
        "the list was renumbered, or this is another list.",
    )


def _sentinel(it: Situation) -> Hold | None:
    if not it.sentinels_gone:
        return None
    names = ", ".join(it.sentinels_gone)
    return Hold("sentinel_missing", f"Of the {SENTINELS} longest-standing listings, the file lacks: {names}.")


def _lost(it: Situation) -> Hold | None:
    worst = [
        f"{name} in {count} of {it.filled.get(name, 0)}"
        for name, count in sorted(it.lost.items())
        if count > max(LOST_SHARE * it.filled.get(name, 0), LOST_COUNT)
    ]
    if not worst:
        return None
    return Hold("fields_lost", f"Listings that said something before say nothing now: {'; '.join(worst)}.")


def _unread(it: Situation) -> Hold | None:
    bound = max(REMOVED_SHARE * it.current, REMOVED_COUNT)
    if it.unread <= bound:
        return None
    return Hold(
        "unread",
        f"The records of {it.unread} of {it.current} listings could not be read this time; "
        f"up to {int(bound)} pass without a question.",
    )


def _renamed(it: Situation) -> Hold | None:
    bound = max(RENAMED_SHARE * it.current, RENAMED_COUNT)
    worst = [f"{name} of {count}" for name, count in sorted(it.contradicted.items()) if count > bound]
    if not worst:
        return None
    return Hold("identity_changed", f"Of {it.current} listings, many are described otherwise: {', '.join(worst)}.")


def _reused(it: Situation) -> Hold | None:
    if not it.reused:
        return None
    some = ", ".join(it.reused[:SENTINELS])
    return Hold("reference_reused", f"References that stood for one party now describe another one: {some}.")


def _size(it: Situation) -> Hold | None:
    low, high = it.expected
    if low <= it.drafts <= high:
        return None
    return Hold(
        "unusual_size",
        f"The file has {it.drafts:,} listings; the complete official list is expected to have {low:,} to {high:,}.",
    )


def _refused(it: Situation) -> Hold | None:
    if it.refused <= max(REFUSED_SHARE * it.records, REFUSED_COUNT):
        return None
    return Hold(
        "many_refused", f"{it.refused} of {it.records} records were refused: they could not be read, or came twice."
    )


def _hidden(it: Situation) -> Hold | None:
    if not it.hidden_rows:
        return None
    some, more = ", ".join(map(str, it.hidden_rows[:SENTINELS])), len(it.hidden_rows) - SENTINELS
    rest = f" and {more} more" if more > 0 else ""
    return Hold("hidden_rows", f"The sheet has hidden rows, which are read like any other: {some}{rest}.")


_BRAKES: tuple[Callable[[Situation], Hold | None], ...] = (
    _older,
    _future,
    _emptied,
    _count,
    _removals,
    _replaced,
    _sentinel,
    _lost,
    _unread,
    _renamed,
    _reused,
    _refused,
    _hidden,
)
_NOTICES: tuple[Callable[[Situation], Hold | None], ...] = (_size,)
