"""How well a delivery can be compared with other lists: a few shares, and what would raise each.

The shares speak of the table, not of the parties: a listing without a number is harder to match, not less true.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from importers.draft import ListingDraft
from importers.programmes import UNKNOWN
from importers.vocabulary import PartyKind

T = TypeVar("T")


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


def quality(drafts: Iterable[ListingDraft]) -> Quality:
    """The shares of these drafts."""
    found = list(drafts)
    acts = [act for draft in found for act in draft.designations]
    persons = [draft for draft in found if draft.kind is PartyKind.PERSON]
    return Quality(len(found), (
        _share("identifiers", "Listings with a number", found, lambda d: bool(d.identifiers),
               "Add passport, national or registration numbers: {left} listings have none."),
        _share("births", "Persons with a full date of birth", persons, _full_birth,
               "Add day and month of birth where known: {left} persons lack a full date."),
        _share("scripts", "Listings with a name in its own script", found, _own_script,
               "Add the name as it is written at home: {left} listings have Latin letters only."),
        _share("measures", "Designations that say what is imposed", acts, lambda a: bool(a.measures),
               "State the measures: {left} designations have none."),
        _share("programmes", "Designations under a known programme", acts, lambda a: a.programme != UNKNOWN,
               "Name the programme by its key or usual wording: {left} are not recognised."),
        _share("dates", "Designations with the day of listing", acts, lambda a: a.listed_on is not None,
               "Add the day of the designation, without which no delay can be told: {left} have none."),
        _share("reasons", "Designations with reasons", acts, lambda a: bool(a.reasons),
               "Add the statement of reasons: {left} designations have none."),
        _distinct(found),
    ))  # fmt: skip


def _share(key: str, title: str, items: Sequence[T], holds: Callable[[T], bool], raises: str) -> Share:
    count = sum(map(bool, map(holds, items)))
    left = len(items) - count
    return Share(key, title, count, len(items), raises.format(left=f"{left:,}") if left else "")


def _full_birth(draft: ListingDraft) -> bool:
    return any(birth.text is not None and len(birth.text) == 10 for birth in draft.births)


def _own_script(draft: ListingDraft) -> bool:
    return any(name.script not in (None, "Latn") for name in draft.names)


def _distinct(found: Sequence[ListingDraft]) -> Share:
    """Listings that no other one in the file equals in primary name and births."""
    keys = [(draft.names[0].text.casefold(), tuple(birth.text for birth in draft.births)) for draft in found]
    times = Counter(keys)
    count = sum(times[key] == 1 for key in keys)
    left = len(found) - count
    first = next((draft for draft, key in zip(found, keys, strict=True) if times[key] > 1), None)
    raises = f"Look whether {left:,} listings are the same twice, such as {first.reference}." if first else ""
    return Share("distinct", "Listings that stand once", count, len(found), raises)
