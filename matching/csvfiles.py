"""Reads the CSV files of the command line into subjects, and says exactly which rows it could not take and why.

A bad row never stops a file: it is refused with its line and the reason, and the rest is processed. Cells that hold
several values part them with a semicolon.
"""

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from matching.normalise import name_parts
from matching.places import country_code
from matching.subject import Identifier, Kind, Strength, Subject, SubjectName

csv.field_size_limit(1 << 20)

LONGEST_CELL = 2_000
"""Characters of one cell; a name on a list has at most about 250, so a longer cell is a file gone wrong."""

_KINDS = {
    "": None,
    **dict.fromkeys(("person", "individual", "p", "natural person", "people", "human"), Kind.PERSON),
    **dict.fromkeys(
        ("organisation", "organization", "entity", "company", "e", "legal entity", "legalentity", "legal person",
         "enterprise", "publicbody", "group", "undertaking", "-0-"), Kind.ORGANISATION),
    **dict.fromkeys(("vessel", "ship", "boat"), Kind.VESSEL),
    **dict.fromkeys(("aircraft", "airplane", "aeroplane", "plane"), Kind.AIRCRAFT),
}  # fmt: skip
_STRENGTHS = {
    **dict.fromkeys(("", "unstated"), Strength.UNSTATED),
    **dict.fromkeys(("strong", "good", "good quality", "high", "primary"), Strength.STRONG),
    **dict.fromkeys(("weak", "low", "low quality", "poor"), Strength.WEAK),
}
_UN_REFERENCE = re.compile(r"[A-Z]{2}[ie]\.\d{3}")
_BORN = re.compile(r"~?\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that could not be taken: `line` is its first line in the file, counted from 1 with the header."""

    path: Path
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.why}"


class BadFileError(Exception):
    """A file that is no CSV of the kind asked for; the message says what is wrong with it."""


@dataclass(slots=True)
class Reader:
    """One CSV file. `refusals` grows while `rows` is read; `columns` are the names in the header, in their order."""

    path: Path
    needed: Sequence[str]
    columns: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each good row with its line; raises `BadFileError` where the file or its header cannot be used."""
        try:
            with self.path.open(encoding="utf-8-sig", errors="strict", newline="") as stream:
                cells = csv.reader(stream, strict=True)
                self._take_header(next(cells, []))
                while True:
                    line = cells.line_num + 1
                    try:
                        row = next(cells, None)
                    except csv.Error as wrong:
                        self.refuse(line, f"not a CSV row: {wrong}")
                        continue
                    if row is None:
                        return
                    why = self._wrong(row)
                    if why:
                        self.refuse(line, why)
                    elif row:
                        yield line, dict(zip(self.columns, row, strict=True))
        except (OSError, UnicodeDecodeError) as wrong:
            raise BadFileError(f"{self.path} cannot be read as UTF-8 text: {wrong}") from wrong

    def _take_header(self, cells: list[str]) -> None:
        self.columns = [name.strip().lower() for name in cells]
        missing = [name for name in self.needed if name not in self.columns]
        if missing:
            raise BadFileError(f"{self.path} has no column {', '.join(missing)}; its header must name them")
        if len(set(self.columns)) != len(self.columns):
            raise BadFileError(f"{self.path} names a column twice")

    def _wrong(self, row: list[str]) -> str | None:
        if not row:
            return None
        if len(row) != len(self.columns):
            return f"{len(row)} cells, but the header has {len(self.columns)}"
        longest = max(row, key=len)
        if len(longest) > LONGEST_CELL:
            return f"a cell of {len(longest):,} characters; at most {LONGEST_CELL:,} can be right"
        return None

    def refuse(self, line: int, why: str) -> None:
        """Leave out the row at `line`."""
        self.refusals.append(Refusal(self.path, line, why))


class CellError(ValueError):
    """A cell that cannot be understood; the message says why."""


def kind_of(cell: str) -> Kind | None:
    """The kind named in a cell; None for an empty one; `CellError` for an unknown word."""
    word = cell.strip().casefold()
    if word not in _KINDS:
        raise CellError(f"unknown kind {cell!r}; use person, organisation, vessel, aircraft or leave it empty")
    return _KINDS[word]


def strength_of(cell: str) -> Strength:
    """The strength named in a cell; `CellError` for an unknown word."""
    word = cell.strip().casefold()
    if word not in _STRENGTHS:
        raise CellError(f"unknown strength {cell!r}; use strong, weak or leave it empty")
    return _STRENGTHS[word]


def name_of(cell: str, strength: Strength = Strength.UNSTATED) -> SubjectName:
    """The name in a cell; `CellError` where it has no letter and no digit."""
    text = " ".join(cell.split())
    if not text:
        raise CellError("no name")
    if not name_parts(text):
        raise CellError(f"name {text!r} has no letter or digit")
    return SubjectName(text, strength)


def values_of(cell: str) -> tuple[str, ...]:
    """The values of a cell, parted by semicolons, each once."""
    return tuple(dict.fromkeys(value.strip() for value in cell.split(";") if value.strip()))


@lru_cache(maxsize=1 << 14)
def births_of(cell: str) -> tuple[str, ...]:
    """The birth dates of a cell; `CellError` for one that is no ISO date, year, range or "~year"."""
    births = values_of(cell)
    for born in births:
        if not _BORN.fullmatch(born):
            raise CellError(f"birth date {born!r} is not like 1962, 1962-03, 1962-03-04, 1960/1963 or ~1962")
    return births


def identifiers_of(cell: str) -> tuple[tuple[Identifier, ...], tuple[str, ...]]:
    """The identifiers of a cell ("AB123", or "passport:AB123"), and the UN references among them."""
    if not cell:
        return (), ()
    identifiers = []
    references = []
    for value in values_of(cell):
        kind, colon, number = value.partition(":")
        text = number.strip() if colon else value
        if _UN_REFERENCE.fullmatch(text):
            references.append(text)
        elif text:
            identifiers.append(Identifier(kind.strip().casefold() if colon else "", text))
    return tuple(identifiers), tuple(references)


@dataclass(slots=True)
class Gathered:
    """A subject gathered from many rows, one name each."""

    kind: Kind | None = None
    names: dict[SubjectName, None] = field(default_factory=dict)
    births: dict[str, None] = field(default_factory=dict)
    countries: dict[str, None] = field(default_factory=dict)
    identifiers: dict[Identifier, None] = field(default_factory=dict)
    references: dict[str, None] = field(default_factory=dict)

    def add(self, row: dict[str, str]) -> None:
        """Take in one row; `CellError` where a cell of it is wrong, and then nothing of the row is taken."""
        kind = kind_of(row.get("kind", ""))
        if kind is not None and self.kind is not None and kind is not self.kind:
            raise CellError(f"kind {kind} here, but {self.kind} in an earlier row of the same id")
        name = name_of(row["name"], strength_of(row.get("strength", "")))
        births = births_of(row.get("born", ""))
        identifiers, references = identifiers_of(row.get("identifiers", ""))
        self.kind = kind or self.kind
        self.names.setdefault(name)
        if births:
            self.births.update(dict.fromkeys(births))
        if row.get("country"):
            self.countries.update(dict.fromkeys(countries_of(row["country"])))
        if identifiers or references:
            self.identifiers.update(dict.fromkeys(identifiers))
            self.references.update(dict.fromkeys(references))

    def subject(self) -> Subject:
        """The subject of all rows taken in."""
        return Subject(
            self.kind,
            tuple(self.names),
            births=tuple(self.births),
            countries=tuple(self.countries),
            identifiers=tuple(self.identifiers),
            references=tuple(self.references),
        )


@lru_cache(maxsize=1 << 12)
def countries_of(cell: str) -> tuple[str, ...]:
    """The countries of a cell as ISO codes; wording that names no country is kept in capitals, to be compared whole."""
    return tuple(dict.fromkeys(country_code(value) or value.upper() for value in values_of(cell)))


def gathered(reader: Reader, key: Sequence[str]) -> dict[tuple[str, ...], Gathered]:
    """The subjects of a file with a row per name, by the cells of the columns `key`, in the order they first appear."""
    subjects: dict[tuple[str, ...], Gathered] = {}
    for line, row in reader.rows():
        of = tuple(row[column].strip() for column in key)
        if not all(of):
            reader.refuse(
                line, f"no {' or no '.join(column for column, cell in zip(key, of, strict=True) if not cell)}"
            )
            continue
        subject = subjects.get(of) or Gathered()
        try:
            subject.add(row)
        except CellError as wrong:
            reader.refuse(line, str(wrong))
        else:
            subjects[of] = subject
    return subjects


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a CSV in UTF-8 with `\\n` line ends and return its number of rows; "-" writes to standard output."""
    if str(path) == "-":
        return _write_rows(sys.stdout, header, rows)
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
        return _write_rows(stream, header, rows)


def _write_rows(stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count
