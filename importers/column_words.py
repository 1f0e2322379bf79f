"""The wordings of `lookups/columns.toml`: which field a heading speaks of."""

import dataclasses
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Words:
    """One entry of the table: a field, its slot, and what else holds where the column says something."""

    field: str
    slot: int = 1
    headers: tuple[str, ...] = ()
    constants: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joined:
    """Columns that are one value in pieces."""

    field: str
    columns: tuple[str, ...]
    join: str = " "
    parts: tuple[str, ...] = ()


def key(heading: str) -> str:
    """A heading without case, accents and punctuation; `camelCase` is parted.

    >>> key("nameAlias.wholeName"), key("Numéro d’identité")
    ('name alias whole name', 'numero d identite')
    """
    text = unicodedata.normalize("NFKD", _CAMEL.sub(" ", heading[:200])).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c)).split())


def known_heading(heading: str) -> bool:
    """Whether a heading is one of the known ones, word for word."""
    return key(heading) in _known()


@lru_cache(maxsize=1)
def table() -> tuple[Words, ...]:
    """Every entry, in the order of the file."""
    return tuple(Words(**item | {"headers": tuple(item["headers"])}) for item in _file()["column"])


@lru_cache(maxsize=1)
def joins() -> tuple[Joined, ...]:
    """The groups of columns that are one value."""
    return tuple(
        Joined(**item | {"columns": tuple(item["columns"]), "parts": tuple(item.get("parts", ()))})
        for item in _file()["join"]
    )


@lru_cache(maxsize=1)
def flags() -> dict[str, str]:
    """Heading -> the measure of which the column says yes or no."""
    return {header: measure for measure, headers in _file()["flags"].items() for header in headers}


def wordings(field_key: str) -> dict[str, str]:
    """The wordings of lists for the terms of a field, beside those that every sheet may use."""
    found: dict[str, str] = _file()["terms"].get(field_key, {})
    return {wording.casefold(): meant for wording, meant in found.items()}


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    plain = {header for words in table() for header in words.headers}
    return frozenset(plain | {column for joined in joins() for column in joined.columns} | set(flags()))


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return tomllib.loads((files("importers") / "lookups" / "columns.toml").read_text(encoding="utf-8"))
