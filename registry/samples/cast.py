"""The cast of the demo: reads `cast.toml` into one entry for each party and partner that lists it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

FICTIONAL = "Fictional entry of a demonstration file; nobody of this name is meant."
NOTICE = " Fictional demonstration data: nobody in this file exists, and no authority published it. "

_PARTNERS = ("US", "EU", "GB", "UN", "CA", "CH", "AU")
_BORN = re.compile(r"(~?)(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:/(\d{4}))?")


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as far as known: `month` and `day` are 0 where unknown, `until` is the last year of a span or 0."""

    year: int
    month: int = 0
    day: int = 0
    until: int = 0
    about: bool = False

    @property
    def numbers(self) -> tuple[str, str, str]:
        """Day, month and year as text, "" for what is unknown."""
        return (f"{self.day:02}" if self.day else "", f"{self.month:02}" if self.month else "", f"{self.year}")

    @property
    def iso(self) -> str:
        """`1962-03-04`, `1962-03` or `1962`."""
        return "-".join(part for part in reversed(self.numbers) if part)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one partner says of one party; the fields are explained at the head of `cast.toml`.

    `number` is the party's place in the cast; the references are made from it. `words` are the partner's words for
    the regime, `others` the entries by which the same partner lists related parties.
    """

    number: int
    key: str
    partner: str
    kind: str
    on: date
    words: Any
    sex: str = ""
    name: str = ""
    family: str = ""
    given: str = ""
    script: str = ""
    language: str = ""
    aka: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    born: tuple[Birth, ...] = ()
    born_in: tuple[str, ...] = ()
    nationality: str = ""
    title: str = ""
    position: str = ""
    passport: str = ""
    national_id: str = ""
    address: tuple[str, ...] = ()
    registration: str = ""
    lei: str = ""
    imo: str = ""
    tail: str = ""
    msn: str = ""
    model: str = ""
    flag: str = ""
    vessel_type: str = ""
    tonnage: str = ""
    built: str = ""
    un: str = ""
    why: str = ""
    owned_by: str = ""
    acts_for: str = ""
    family_of: str = ""
    freeze: bool = True
    ban: bool = True
    imposed: tuple[str, ...] = ()
    visa_only: bool = False
    category: str = ""
    delisted: date | None = None

    @property
    def is_person(self) -> bool:
        """Whether this is a human being, to whom alone bans, birth dates and the like apply."""
        return self.kind == "person"

    @property
    def whole(self) -> str:
        """The name in the order in which it is spoken."""
        return self.name or f"{self.given} {self.family}"

    @property
    def parts(self) -> tuple[str, str]:
        """(family, given); of a name that is one whole, its last word stands for the family name."""
        if self.family:
            return self.family, self.given
        given, _, family = self.name.rpartition(" ")
        return family, given

    @property
    def remark(self) -> str:
        """Why the party is listed, and that none of it is true."""
        return f"{self.why} {FICTIONAL}".strip()


@dataclass(frozen=True, slots=True)
class Cast:
    """All entries, in the order of the cast."""

    entries: tuple[Entry, ...]

    def of(self, partner: str) -> tuple[Entry, ...]:
        """The entries of one partner."""
        return tuple(entry for entry in self.entries if entry.partner == partner)

    def other(self, entry: Entry, key: str) -> Entry | None:
        """The entry by which the same partner lists the party of that key; None where it does not."""
        return next((item for item in self.entries if (item.partner, item.key) == (entry.partner, key)), None)

    def name(self, key: str) -> str:
        """The name of the party of that key, as the first partner writes it."""
        return next(item.whole for item in self.entries if item.key == key)


def read(path: Path) -> Cast:
    """The cast in a file. Raises `ValueError` for a field that does not exist or a regime that a partner lacks."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Cast(tuple(_entries(table["party"], table["regime"])))


def _entries(parties: list[dict[str, Any]], regimes: Mapping[str, Mapping[str, Any]]) -> Iterator[Entry]:
    known = {field.name for field in fields(Entry)} | {"regime", "hide", *_PARTNERS}
    for number, party in enumerate(parties, start=1):
        common = {name: value for name, value in party.items() if name not in _PARTNERS}
        for partner in _PARTNERS:
            if partner not in party:
                continue
            said = common | party[partner]
            if strange := said.keys() - known:
                raise ValueError(f"{party['key']}, {partner}: there is no field {', '.join(sorted(strange))}.")
            for hidden in said.pop("hide", ()):
                del said[hidden]
            regime = said.pop("regime")
            if partner not in regimes[regime]:
                raise ValueError(f"{party['key']}: {partner} has no regime {regime}.")
            values: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
            }
            values["born"] = _births(values.pop("born", ()))
            yield Entry(number=number, partner=partner, words=regimes[regime][partner], **values)


def _births(said: str | tuple[str, ...]) -> tuple[Birth, ...]:
    found = []
    for text in (said,) if isinstance(said, str) else said:
        hit = _BORN.fullmatch(text)
        if hit is None:
            raise ValueError(f"{text!r} is no birth date.")
        about, year, month, day, until = hit.groups()
        found.append(Birth(int(year), int(month or 0), int(day or 0), int(until or 0), bool(about)))
    return tuple(found)
