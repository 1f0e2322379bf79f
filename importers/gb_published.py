"""One UK listing as published, whatever format it came in: texts only, nothing interpreted yet.

The three shapes of the UK Sanctions List and the legacy OFSI list say the same things under different headings.
"""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from importers.draft import Issue, Position
from importers.vocabulary import IssueCode


@dataclass(slots=True)
class Published:
    """The texts of one listing. Pairs and longer tuples belong together as they stood in one row or element.

    `names`: (Name 1 ... Name 6, name type, alias strength). `scripts`: (name, script, language). `birth_places`:
    (town, country). `passports`, `national_ids`: (number, wording). `addresses`: (line 1 ... 6, postal code, country).
    """

    list_key: str
    reference: str
    kind: str
    position: Position
    raw: dict[str, Any]
    names: list[tuple[str, ...]]
    scripts: list[tuple[str, ...]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    births: list[str] = field(default_factory=list)
    birth_places: list[tuple[str, ...]] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    passports: list[tuple[str, ...]] = field(default_factory=list)
    national_ids: list[tuple[str, ...]] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    addresses: list[tuple[str, ...]] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    faxes: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    websites: list[str] = field(default_factory=list)
    genders: list[str] = field(default_factory=list)
    company_numbers: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    subsidiaries: list[str] = field(default_factory=list)
    imo_numbers: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    former_owners: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    remarks: str = ""
    issues: list[Issue] = field(default_factory=list)

    def doubt(self, code: IssueCode, message: str, about: str, value: str = "", *, mend: str | None = None) -> None:
        """Note something that was not taken at face value; the listing itself is still taken."""
        self.issues.append(Issue(code, message, self.position, self.reference, about, value[:200] or None, mend))

    def refusal(self, code: IssueCode, message: str, about: str, value: str = "") -> Issue:
        """The issue for which this listing is left out."""
        mend = "Correct the value, or tell the maintainers when it is the publisher's own new wording."
        return Issue(code, message, self.position, self.reference, about, value[:200] or None, mend, refuses=True)


@dataclass(slots=True)
class Act:
    """The designation in the UK Sanctions List's own words; several values of a column are all kept.

    `flags` are the measure indicators of the XML that are true, None where the format has none.
    """

    regimes: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    imposed: list[str] = field(default_factory=list)
    flags: list[str] | None = None
    designated: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    un_references: list[str] = field(default_factory=list)
    ofsi_groups: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div)\b[^<>]{0,80}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


def plain_text(text: str) -> str:
    """Text without the HTML that the UK puts into its statements: entities resolved, tags dropped."""
    bare = html.unescape(html.unescape(text))
    if "<" in bare:
        bare = _TAG.sub("", _BREAK.sub("\n", bare))
    return bare.strip()
