"""What the template tells the person who fills it in: the sheet of instructions, and the terms behind drop-downs."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from importers.catalogue import ListSpec
from importers.programmes import all_programmes
from importers.template_fields import FIELDS, Reads
from importers.template_mark import SHEET, TERMS

_RULES = """\
Fill in the sheet “Listings”, below its headings. Leave its first two rows as they are; D1 is the day of your list.
A listing is one party under one reference. It begins with a row that has a Kind.
A listing with two names, births, nationalities, numbers or measures has further rows directly below: repeat the \
Reference, leave Kind blank, and write what is added.
A row with a Programme begins a designation. Measures on its row and on the rows below belong to it.
The file is the whole list: a listing that it lacks is looked at as one that is no longer on your list.
Dates: 2024-02-01. A birth date as far as known: 1962, 1962-03, 1960/1963, circa 1960. 03/04/1970 is refused, \
because it could be two days.
Countries: two capital letters (SY), or the usual English name. Numbers of documents: as text, with their zeros.
No formulas, no merged cells, no hidden sheets, no sheets or columns of your own. Columns that you do not use may be \
deleted, except Reference, Kind, Name, Programme and Measure; columns of the table below may be added.
One cell that cannot be read refuses the file; you get every such cell with its row, column and what to do.
""".splitlines()
_EXAMPLE = (
    {"reference": "X-0001", "kind": "person", "name": "Ivana Exemplarova", "birth": "1962-03-04", "nationality": "SY",
     "identifier_kind": "passport", "identifier": "0012345", "programme": "(your programme)",
     "measure": "asset_freeze", "listed_on": "2024-02-01"},
    {"reference": "X-0001", "name": "Ивана Экземплярова", "name_strength": "weak", "birth": "circa 1960",
     "measure": "travel_ban"},
    {"reference": "X-0002", "kind": "organisation", "name": "Example Guard", "programme": "(your programme)",
     "measure": "asset_freeze", "listed_on": "2024-02-01"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """One vocabulary of the sheet of terms: the fields it serves, headings and rows; the first column is written."""

    keys: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def instructions(spec: ListSpec) -> list[tuple[str, ...]]:
    """The rows of the sheet of instructions: a style (`title`, `bold`, `wrapped`, `text`), then the cells."""
    rows: list[tuple[str, ...]] = [
        ("title", spec.title),
        ("text", f"Template of the list {spec.key} ({spec.authority}). It takes no other list."),
        ("text", ""),
        *(("text", f"{number}. {rule}") for number, rule in enumerate(_RULES, start=1)),
        ("text", ""),
        ("bold", f"Example: how two listings stand in the sheet “{SHEET}”"),
    ]
    keys = list(dict.fromkeys(key for row in _EXAMPLE for key in row))
    titles = {field.key: field.title for field in FIELDS}
    rows.append(("bold", *(titles[key] for key in keys)))
    rows += [("text", *(row.get(key, "") for key in keys)) for row in _EXAMPLE]
    rows += [("text", ""), ("bold", "Column", "What to write", "Example", "In the empty template")]
    for field in FIELDS:
        needed = " Every listing must state it." if field.required else ""
        shown = "yes" if field.common else "no; add the column to use it"
        offered = f" The terms are in the sheet {TERMS}." if field.reads is Reads.TERM else ""
        rows.append(("wrapped", field.title, f"{field.meaning}{needed}{offered}", field.example, shown))
    return rows


def terms_of(spec: ListSpec) -> list[Terms]:
    """Every vocabulary that a drop-down offers."""
    found: dict[type, list[str]] = {}
    for field in FIELDS:
        if field.terms is not None:
            found.setdefault(field.terms, []).append(field.key)
    titles = {field.key: field.title for field in FIELDS}
    tables = [
        Terms(tuple(keys), (titles[keys[0]],), tuple((term.value,) for term in terms))  # type: ignore[attr-defined]
        for terms, keys in found.items()
    ]
    mine = [one for one in all_programmes() if one.partner == spec.partner and one.status != "ended"]
    if mine:
        rows = tuple((one.key, one.title) for one in mine)
        tables.append(Terms(("programme",), ("Programme", "Title"), rows))
    countries = tuple(key.key for key in FIELDS if key.reads is Reads.COUNTRY)
    tables.append(Terms(countries, ("Country", "Name"), _countries()))
    yes = tuple(field.key for field in FIELDS if field.reads is Reads.YES)
    tables.append(Terms(yes, ("Yes or no",), (("yes",), ("no",))))
    return tables


@lru_cache(maxsize=1)
def _countries() -> tuple[tuple[str, str], ...]:
    """Every code with its usual name, which stands in the table behind the code of three letters."""
    table = tomllib.loads((files("importers") / "lookups" / "countries.toml").read_text(encoding="utf-8"))
    return tuple(
        (code, next((text for text in wordings if not text.isupper()), code)) for code, wordings in table.items()
    )
