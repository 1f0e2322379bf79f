"""What the matcher compares: a party as one source describes it.

A `Subject` holds only what the source says, in the source's own spelling. Everything derived (folded parts, skeletons,
parsed dates) is made once by `matching.compare.prepare`, so that a caller never needs to know how comparison works.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of party a subject is; a source that does not say leaves it out (None)."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


class Strength(StrEnum):
    """How far the source itself trusts a name; `UNSTATED` is not `WEAK`."""

    STRONG = "strong"
    WEAK = "weak"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class SubjectName:
    """One name of a subject, in any script and order ("SURNAME, Given" included)."""

    text: str
    strength: Strength = Strength.UNSTATED


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number issued by someone: `kind` such as passport, national, tax, registration, imo; `country` ISO 3166-1."""

    kind: str
    value: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A party as one source describes it; every field may be empty, and empty never counts against anybody.

    `births` are ISO dates as far as known: "1962", "1962-03", "1962-03-04", a range "1960/1963" or circa "~1962"
    (for organisations: foundation). `countries` are ISO 3166-1 alpha-2 codes. `references` are the numbers by which
    lists cite each other, such as the UN's "QDi.001". `genders` are "male" or "female".
    """

    kind: Kind | None
    names: tuple[SubjectName, ...]
    births: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    references: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
