"""What the columns of a partner's own table mean, said once and kept: fields, splits, date order, defaults.

A mapping is plain data and goes to JSON and back unchanged. Every column of the table is either used or left out by
name, so that a column that appears later is noticed and never read or dropped in silence.
"""

import json
from collections.abc import Mapping as Readable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from importers.frozen import frozen
from importers.sheetxml_rules import column_letters, column_number
from importers.tabular_cells import DateOrder
from importers.template_fields import BY_KEY
from importers.textform import TextForm

VERSION = 1
ENUMERATION = "(1)"  # a separator that means lists such as `(1) ... (2) ...` or `a) ... b) ...`


class MappingError(ValueError):
    """A mapping that cannot be used; the sentence says which part of it, and what belongs there."""


class Grouping(StrEnum):
    """How rows belong to a listing."""

    ROW = "row"  # each row is a listing
    REFERENCE = "reference"  # rows of one reference are one listing, wherever they stand
    NUMBER = "number"  # the same by the number at the reference's start: 101, 101a, 101b


@frozen
class Column:
    """A column by its heading; `index` (from 0) tells apart columns of one heading, and shows when one has moved."""

    index: int
    header: str

    def __str__(self) -> str:
        return f"{column_letters(self.index + 1)} ({self.header})" if self.header else column_letters(self.index + 1)


@frozen
class Use:
    """The column that fills a field; several are joined in this order with `join`.

    Uses of one block of fields and one `slot` belong together on a row: a second slot is a second name or number of
    the same row. `split` are the marks that part several values in a cell, one of which may be `ENUMERATION`.
    `translate` turns the source's wordings into terms ("" leaves the cell blank); case and spacing do not count.
    `parts` names the part of a name that each joined column holds. `fill_down`: a blank cell repeats the one above.
    `pick` takes the values under this key from cells that hold records, as programs write them.
    """

    field: str
    columns: tuple[Column, ...]
    join: str = " "
    slot: int = 1
    split: tuple[str, ...] = ()
    translate: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()
    fill_down: bool = False
    pick: str = ""


@frozen
class Constant:
    """A value for a slot where the slot's columns say something: the kind of number of a column of passports."""

    field: str
    value: str
    slot: int = 1


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one partner's table is read. `defaults` (field -> value) stand where the table has no column.

    `blanks` are the source's words for nothing, such as NA. `headers` are all headings of the table it was made for.
    """

    sheet: str | None
    header_row: int
    headers: tuple[str, ...]
    uses: tuple[Use, ...]
    left_out: tuple[Column, ...] = ()
    constants: tuple[Constant, ...] = ()
    defaults: Readable[str, str] = field(default_factory=dict)
    grouping: Grouping = Grouping.ROW
    date_order: DateOrder = DateOrder.UNDECLARED
    blanks: tuple[str, ...] = ()
    form: TextForm | None = None
    version: int = VERSION

    def __post_init__(self) -> None:
        for key in (*(use.field for use in self.uses), *(item.field for item in self.constants), *self.defaults):
            if key not in BY_KEY:
                raise MappingError(f"There is no field {key!r}. The fields are: {', '.join(BY_KEY)}.")
        twice = {(use.field, use.slot) for use in self.uses if self._count(use) > 1}
        if twice:
            key, slot = min(twice)
            raise MappingError(f"The field {key!r} is filled twice in slot {slot}: join the columns, or use two slots.")
        if not any(use.field == "reference" for use in self.uses):
            raise MappingError("No column is the reference, by which a listing is known from one file to the next.")
        if not any(use.field == "name" for use in self.uses):
            raise MappingError("No column is the name.")

    def _count(self, of: Use) -> int:
        return sum((use.field, use.slot) == (of.field, of.slot) for use in self.uses)

    @property
    def columns(self) -> list[Column]:
        """Every column that is used, each once."""
        return list(dict.fromkeys(column for use in self.uses for column in use.columns))

    def to_json(self) -> str:
        """The mapping as JSON that a person can read and change."""
        plain = asdict(self) | {"defaults": dict(self.defaults)}
        plain["uses"] = [_shown(use) for use in plain["uses"]]
        plain["left_out"] = [_column(column) for column in plain["left_out"]]
        return json.dumps({"version": plain.pop("version"), **plain}, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str) -> Mapping:
    """The mapping that `Mapping.to_json` wrote. Raises `MappingError`."""
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise MappingError(f"This is not JSON ({error}).") from error
    if not isinstance(plain, dict) or plain.get("version") != VERSION:
        found = plain.get("version") if isinstance(plain, dict) else None
        raise MappingError(f"This is a mapping of version {found!r}; version {VERSION} is read.")
    try:
        return _mapping(plain)
    except MappingError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MappingError(f"A part of the mapping is missing or of another form ({error!r}).") from error


def _mapping(plain: dict[str, Any]) -> Mapping:
    unknown = set(plain) - set(Mapping.__slots__)
    if unknown:
        raise MappingError(f"The mapping holds {min(unknown)!r}, which is not known.")
    return Mapping(
        **plain
        | {
            "headers": tuple(map(str, plain["headers"])),
            "uses": tuple(_use(use) for use in plain["uses"]),
            "left_out": tuple(_read_column(column) for column in plain.get("left_out", ())),
            "constants": tuple(Constant(**item) for item in plain.get("constants", ())),
            "defaults": {str(key): str(value) for key, value in plain.get("defaults", {}).items()},
            "grouping": Grouping(plain.get("grouping", Grouping.ROW)),
            "date_order": DateOrder(plain.get("date_order", DateOrder.UNDECLARED)),
            "blanks": tuple(plain.get("blanks", ())),
            "form": TextForm(**plain["form"]) if plain.get("form") else None,
        }
    )


def _use(plain: dict[str, Any]) -> Use:
    more: dict[str, Any] = {
        "columns": tuple(_read_column(column) for column in plain["columns"]),
        "split": tuple(plain.get("split", ())),
        "translate": tuple(plain.get("translate", {}).items()),
        "parts": tuple(plain.get("parts", ())),
    }
    return Use(**plain | more)


def _shown(use: dict[str, Any]) -> dict[str, Any]:
    """A use without what says nothing."""
    shown = {key: value for key, value in use.items() if value not in ((), False, "") and (key, value) != ("slot", 1)}
    if len(use["columns"]) < 2:
        shown.pop("join", None)
    if use["translate"]:
        shown["translate"] = dict(use["translate"])
    return shown | {"columns": [_column(column) for column in use["columns"]]}


def _column(plain: dict[str, Any]) -> dict[str, str]:
    return {"column": column_letters(plain["index"] + 1), "header": plain["header"]}


def _read_column(plain: dict[str, str]) -> Column:
    letters = plain["column"]
    if not (letters.isascii() and letters.isupper() and letters.isalpha() and len(letters) <= 3):
        raise MappingError(f"{letters!r} is no column: columns are A, B ... AA.")
    return Column(column_number(letters) - 1, str(plain["header"]))
