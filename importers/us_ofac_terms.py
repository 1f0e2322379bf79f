"""OFAC's own words: labels, sublists, directives, menus and relations, and what each of them is to the registry.

The tables are `lookups/us_ofac.toml`. OFAC uses one vocabulary of labels in all its files, so one table serves the
remarks of the CSV, the idList of the classic XML, the features of the advanced XML and the screening list.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from importers.vocabulary import ContactKind, IdentifierKind, MeasureCode, RelationKind

_CLOSING = " :#-."


@dataclass(frozen=True, slots=True)
class Term:
    """What a label stands for. `family` is identifier, contact, attribute or role; `name` says which of them."""

    family: str
    name: str
    label: str

    @property
    def identifier(self) -> IdentifierKind:
        """The kind of number; a vessel's registration is an IMO number unless its value says otherwise."""
        return IdentifierKind.IMO if self.name == "vessel_registration" else IdentifierKind(self.name)

    @property
    def contact(self) -> ContactKind:
        return ContactKind(self.name)


@dataclass(frozen=True, slots=True)
class Sublist:
    """One of OFAC's lists: what being on it means by itself, and the programme tags that only stand on it."""

    key: str
    title: str
    names: tuple[str, ...]
    tags: tuple[str, ...]
    measures: tuple[MeasureCode, ...]


@cache
def table() -> Mapping[str, Any]:
    """The whole table as it stands in the file."""
    return tomllib.loads((files("importers") / "lookups" / "us_ofac.toml").read_text(encoding="utf-8"))


def key_of(wording: str) -> str:
    """A label as it is compared: lower case, without a leading `alt.` and closing marks."""
    return " ".join(wording.casefold().split()).removeprefix("alt. ").strip(_CLOSING)


@lru_cache(maxsize=65_536)
def split_label(text: str) -> tuple[Term, str] | None:
    """The label that a statement begins with and what follows it; None when no known label does.

    >>> split_label("alt. Passport L 191609 (Tunisia)")[1]
    'L 191609 (Tunisia)'
    """
    bare = text[5:] if text[:5].lower() == "alt. " else text
    folded = bare.casefold()
    for known, term in _by_first_word().get(_first_word(folded), ()):
        if folded.startswith(known) and not folded[len(known) : len(known) + 1].isalnum():
            return term, bare[len(known) :].lstrip(".:# ").removeprefix("- ").strip()
    return None


@cache
def sublists() -> tuple[Sublist, ...]:
    """Every list of OFAC."""
    return tuple(
        Sublist(
            key,
            entry["title"],
            tuple(entry["names"]),
            tuple(entry["tags"]),
            tuple(MeasureCode(code) for code in entry["measures"]),
        )
        for key, entry in table()["sublist"].items()
    )


@cache
def sublist_named(name: str) -> Sublist | None:
    """The list that a file calls so; None when it is not known."""
    wanted = name.casefold()
    return next((item for item in sublists() if wanted in (known.casefold() for known in item.names)), None)


@cache
def sublist_of_tag(tag: str) -> Sublist | None:
    """The list that a programme tag can only stand on; None for tags of the SDN list, or of several lists."""
    return next((item for item in sublists() if tag in item.tags), None)


def directive(order: str, number: str) -> MeasureCode | None:
    """What a directive under an executive order imposes."""
    code = table()["directive"].get(order, {}).get(number)
    return None if code is None else MeasureCode(code)


def menu(wording: str) -> MeasureCode | None:
    """What an item of a menu of sanctions imposes."""
    folded = wording.casefold()
    return next((MeasureCode(code) for known, code in table()["menu"].items() if known in folded), None)


def sanctions_type(wording: str) -> MeasureCode | None:
    """What the advanced file's name of a measure means."""
    code = table()["sanctions_type"].get(key_of(wording))
    return None if code is None else MeasureCode(code)


def relation(wording: str) -> RelationKind | None:
    """What sort of connection a relation's wording is; a closing full stop or `of` apart makes no difference."""
    code = table()["relation"].get(key_of(wording))
    return None if code is None else RelationKind(code)


def script(wording: str) -> str | None:
    """The ISO 15924 code of a script that the advanced file names."""
    code: str | None = table()["script"].get(key_of(wording))
    return code


@cache
def honorifics() -> frozenset[str]:
    """The titles that are a form of address, in lower case."""
    return frozenset(word.casefold() for word in table()["honorifics"]["wordings"])


@cache
def no_country() -> frozenset[str]:
    """Wordings in a country field that name none, in lower case."""
    return frozenset(word.casefold() for word in table()["no_country"]["wordings"])


def _first_word(folded: str) -> str:
    return folded.split(" ", 1)[0].split(":", 1)[0].rstrip(_CLOSING)


@cache
def _by_first_word() -> Mapping[str, tuple[tuple[str, Term], ...]]:
    found: dict[str, dict[str, Term]] = {}
    for family in ("identifier", "contact", "attribute", "role"):
        for name, labels in table()[family].items():
            for label in labels:
                known = key_of(label)
                found.setdefault(_first_word(known), {})[known] = Term(family, name, label)
    return {word: tuple(sorted(terms.items(), key=lambda item: -len(item[0]))) for word, terms in found.items()}
