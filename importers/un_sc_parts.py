"""What is collected about one listing of the UN list, and how its elements are read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from importers.draft import CountryDraft, IdentifierDraft, Issue, NameDraft, PartialDate, PlaceDraft, Position
from importers.fields import country_code, squeeze
from importers.vocabulary import IssueCode

# What the list writes for "nothing". A country of that name is written out ("Namibia").
_NULL = frozenset({"na", "n/a", "none", "-"})

Fields = Mapping[str, Any]  # an element as `xmlfile.raw` gives it


@dataclass(slots=True)
class Details:
    """What was read of one listing, and what could not be."""

    reference: str
    position: Position
    names: list[NameDraft] = field(default_factory=list)
    births: list[PartialDate] = field(default_factory=list)
    birth_places: list[PlaceDraft] = field(default_factory=list)
    nationalities: list[CountryDraft] = field(default_factory=list)
    addresses: list[PlaceDraft] = field(default_factory=list)
    identifiers: list[IdentifierDraft] = field(default_factory=list)
    genders: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def issue(self, code: IssueCode, message: str, name: str, text: str) -> None:
        """Note something that could not be taken at face value; the listing itself is still taken."""
        self.issues.append(Issue(code, message, self.position, self.reference, name, text[:200]))


def texts(element: Fields) -> defaultdict[str, str]:
    """The texts of an element's children on one line by name, the first of each; "" for what is absent or null."""
    found: defaultdict[str, str] = defaultdict(str)
    for name, value in element.items():
        # Half of the elements are empty, and nearly all others are plain text that stands once.
        if value and (text := _text(value) if isinstance(value, str) else next(filter(None, _texts(value)), "")):
            found[name] = text
    return found


def items(element: Fields, name: str) -> list[Fields]:
    """The children of that name that hold elements themselves."""
    return [item for item in _listed(element.get(name)) if isinstance(item, dict)]


def values(element: Fields, name: str) -> list[str]:
    """The texts of `name/VALUE`, without blanks and null tokens."""
    return [text for parent in items(element, name) for text in _texts(parent.get("VALUE")) if text]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _texts(value: Any) -> list[str]:
    plain = (item.get("#text", "") if isinstance(item, dict) else item for item in _listed(value))
    return [_text(item) for item in plain if item]


def _text(text: str) -> str:
    text = squeeze(text)
    return "" if text.casefold() in _NULL else text


def code_of(text: str, details: Details) -> str | None:
    """The code of a published country; one that is not understood is noted."""
    code = country_code(text) if text else None
    if text and code is None:
        details.issue(IssueCode.UNKNOWN_COUNTRY, f"The country {text!r} is not understood.", "COUNTRY", text)
    return code
