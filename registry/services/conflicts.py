"""Where partners contradict each other about who a party is: shown, never resolved.

Pure functions. Saying nothing contradicts nothing, and a date known to the year agrees with any day in it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field on which listings disagree, with what each of them (`list:reference`) says."""

    field: str
    said: tuple[tuple[str, tuple[str, ...]], ...]


def find(listings: Sequence[tuple[str, Content]]) -> list[Conflict]:
    """The fields on which at least two of the listings (key, content) have nothing in common."""
    return [conflict for name, read, agree in _FIELDS if (conflict := _conflict(listings, name, read, agree))]


def _conflict(
    listings: Sequence[tuple[str, Content]],
    name: str,
    read: Callable[[Content], Iterator[str]],
    agree: Callable[[str, str], bool],
) -> Conflict | None:
    said = [(key, tuple(dict.fromkeys(read(content)))) for key, content in listings]
    said = [(key, values) for key, values in said if values]
    apart = any(
        not any(agree(one, other) for one in values for other in others)
        for i, (_, values) in enumerate(said)
        for _, others in said[i + 1 :]
    )
    return Conflict(name, tuple(said)) if apart else None


def _births(content: Content) -> Iterator[str]:
    # An approximate date, or one of another calendar, is not held against anybody.
    return (
        str(birth["text"])
        for birth in content.get("births", ())
        if birth.get("text") and not birth.get("circa") and "/" not in birth["text"]
    )


def _same_day(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _nationalities(content: Content) -> Iterator[str]:
    return (item["code"] for item in content.get("nationalities", ()) if item.get("code"))


def _equal(one: str, other: str) -> bool:
    return one == other


_FIELDS: tuple[tuple[str, Callable[[Content], Iterator[str]], Callable[[str, str], bool]], ...] = (
    ("date of birth", _births, _same_day),
    ("nationality", _nationalities, _equal),
    ("gender", lambda content: iter(content.get("genders", ())), _equal),
    ("kind", lambda content: iter([content["kind"]] if content["kind"] != "unknown" else []), _equal),
)
