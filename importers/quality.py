"""How well a delivery can be compared with other lists: a few shares, and what would raise each.

The shares speak of the table, not of the parties: a listing without a number is harder to match, not less true.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from importers.draft import ListingDraft
from importers.programmes import UNKNOWN
from importers.vocabulary import PartyKind


@dataclass(frozen=True, slots=True)
class Share:
    """One share: `count` of `of`, and the sentence that says what would raise it ("" where nothing is left)."""

    key: str
    title: str
    count: int
    of: int
    raises: str

    @property
    def percent(self) -> float:
        """From 0 to 100, one decimal; 100 where there is nothing to count."""
        return round(100 * self.count / self.of, 1) if self.of else 100.0


@dataclass(frozen=True, slots=True)
class Quality:
    """The shares of a delivery and their mean."""

    listings: int
    shares: tuple[Share, ...]

    @property
    def score(self) -> int:
        """The mean of the shares that have something to count, from 0 to 100."""
        counted = [share.percent for share in self.shares if share.of]
        return round(sum(counted) / len(counted)) if counted else 0


class Tally:
    """The shares of drafts that come one after the other; nothing of a draft is kept but its names and births."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._of: Counter[str] = Counter()
        self._alike: dict[tuple[str, tuple[str | None, ...]], list[str]] = {}
        self._listings = 0

    def add(self, draft: ListingDraft) -> None:
        """Count one draft."""
        self._listings += 1
        for key, _, items, holds, _ in _SHARES:
            for item in items(draft):
                self._of[key] += 1
                self._count[key] += holds(item)
        name = draft.names[0].text.casefold() if draft.names else draft.reference
        alike = self._alike.setdefault((name, tuple(birth.text for birth in draft.births)), [])
        alike.append(draft.reference)

    def quality(self) -> Quality:
        """The shares so far."""
        shares = [_share(key, title, self._count[key], self._of[key], raises) for key, title, _, _, raises in _SHARES]
        twice = [alike for alike in self._alike.values() if len(alike) > 1]
        left = sum(map(len, twice))
        raises = f"Look whether {left:,} listings are the same twice, such as {twice[0][0]}." if twice else ""
        once = Share("distinct", "Listings that stand once", self._listings - left, self._listings, raises)
        return Quality(self._listings, (*shares, once))


def quality(drafts: Iterable[ListingDraft]) -> Quality:
    """The shares of these drafts."""
    tally = Tally()
    for draft in drafts:
        tally.add(draft)
    return tally.quality()


def _share(key: str, title: str, count: int, of: int, raises: str) -> Share:
    left = of - count
    return Share(key, title, count, of, raises.format(left=f"{left:,}") if left else "")


def _full_birth(draft: ListingDraft) -> bool:
    return any(birth.text is not None and len(birth.text) == 10 for birth in draft.births)


def _own_script(draft: ListingDraft) -> bool:
    return any(name.script not in (None, "Latn") for name in draft.names)


def _listing(draft: ListingDraft) -> Sequence[Any]:
    return (draft,)


def _person(draft: ListingDraft) -> Sequence[Any]:
    return (draft,) if draft.kind is PartyKind.PERSON else ()


def _acts(draft: ListingDraft) -> Sequence[Any]:
    return draft.designations


# Key, title, what of a draft is counted, whether it holds, and what would raise the share.
_SHARES: tuple[tuple[str, str, Callable[[ListingDraft], Sequence[Any]], Callable[[Any], bool], str], ...] = (
    ("identifiers", "Listings with a number", _listing, lambda d: bool(d.identifiers),
     "Add passport, national or registration numbers: {left} listings have none."),
    ("births", "Persons with a full date of birth", _person, _full_birth,
     "Add day and month of birth where known: {left} persons lack a full date."),
    ("scripts", "Listings with a name in its own script", _listing, _own_script,
     "Add the name as it is written at home: {left} listings have Latin letters only."),
    ("measures", "Designations that say what is imposed", _acts, lambda a: bool(a.measures),
     "State the measures: {left} designations have none."),
    ("programmes", "Designations under a known programme", _acts, lambda a: a.programme != UNKNOWN,
     "Name the programme by its key or usual wording: {left} are not recognised."),
    ("dates", "Designations with the day of listing", _acts, lambda a: a.listed_on is not None,
     "Add the day of the designation, without which no delay can be told: {left} have none."),
    ("reasons", "Designations with reasons", _acts, lambda a: bool(a.reasons),
     "Add the statement of reasons: {left} designations have none."),
)  # fmt: skip
