"""What is collected about one listing of the UN list, and how its elements are read."""

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from importers import xmlfile
from importers.draft import CountryDraft, IdentifierDraft, Issue, NameDraft, PartialDate, PlaceDraft, Position
from importers.fields import country_code, squeeze
from importers.vocabulary import IssueCode

# What the list writes for "nothing". A country of that name is written out ("Namibia").
_NULL = frozenset({"na", "n/a", "none", "-"})


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


def texts(element: etree._Element) -> defaultdict[str, str]:
    """The texts of an element's children on one line by name, the first of each; "" for what is absent or null."""
    found: defaultdict[str, str] = defaultdict(str)
    for child in element:
        if child.text and (text := squeeze(child.text)) and text.casefold() not in _NULL:
            found.setdefault(xmlfile.local(child), text)
    return found


def values(element: etree._Element, name: str) -> list[str]:
    """The texts of `name/VALUE`, without blanks and null tokens."""
    found = (
        squeeze(xmlfile.text(item))
        for parent in xmlfile.children(element, name)
        for item in xmlfile.children(parent, "VALUE")
    )
    return [text for text in found if text and text.casefold() not in _NULL]


def code_of(text: str, details: Details) -> str | None:
    """The code of a published country; one that is not understood is noted."""
    code = country_code(text) if text else None
    if text and code is None:
        details.issue(IssueCode.UNKNOWN_COUNTRY, f"The country {text!r} is not understood.", "COUNTRY", text)
    return code
