"""Where a table begins and what its columns hold: the header row, and a profile of each column by its content.

Titles and dates above the header are skipped, and shown as skipped. A profile looks at every cell for fill and at a
spread of rows for what the content looks like; how many it looked at is part of it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from importers.anytable import Sheet, TableRow, Value, cell_text
from importers.column_words import known_heading
from importers.fields import country_code, lettered, partial_date, script_of
from importers.headers import HEADER_WITHIN, headings
from importers.id_wordings import numbered
from importers.mapping import Column
from importers.tabular_cells import DateOrder

_SPREAD = 1_000  # cells of a column whose content is looked at
_SAMPLES, _SAMPLE_CHARACTERS, _DISTINCT = 3, 80, 500
_HEADING_CHARACTERS = 80
_DIGIT_DATE = re.compile(r"^\s*'?(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*\d{4}\b")
_CODE = re.compile(r"^[A-Za-z]{0,6}[-./ ]?\d[\w./-]{0,20}$")
_KEY = re.compile(r"[{ ]'(\w{1,40})': ")
_MARKS = (";", "|", "\n")


@dataclass(frozen=True, slots=True)
class Profile:
    """What one column holds. Shares are of the filled cells that were looked at, from 0 to 1.

    `day_first` and `month_first` count all-digit dates that can only be meant so; `either` those that could be both.
    `values` are the different cells with their counts, where there are few enough to name. `records` are the keys of
    cells that hold records, as programs write them.
    """

    column: Column
    rows: int
    filled: int
    distinct: int
    looked_at: int
    samples: tuple[str, ...]
    dates: float
    countries: float
    numbers: float
    codes: float
    names: float
    longest: int
    enumerated: float
    marks: tuple[tuple[str, float], ...]
    day_first: int
    month_first: int
    either: int
    values: tuple[tuple[str, int], ...]
    records: tuple[str, ...] = ()

    @property
    def fill(self) -> float:
        return self.filled / self.rows if self.rows else 0.0

    def sentence(self) -> str:
        """What the content looks like, for a person."""
        if not self.filled:
            return "empty"
        shares = {"dates": self.dates, "countries": self.countries, "numbers": self.numbers, "names": self.names}
        look = max(shares, key=lambda key: shares[key])
        said = f"{round(100 * self.fill)} % filled, {self.distinct:,} different"
        return said + (f", looks like {look}" if shares[look] >= 0.6 else "")


def header_row(sheet: Sheet) -> TableRow | None:
    """The row that most likely holds the headings: the most different short texts, known headings counting three times.

    None for a sheet without any text near its top.
    """
    scored = [(_heading_score(row), row) for row in sheet.rows[:HEADER_WITHIN]]
    best = max((score for score, _ in scored), default=0.0)
    return next((row for score, row in scored if score == best), None) if best > 0 else None


def _heading_score(row: TableRow) -> float:
    texts = [text for text in headings(row) if text]
    fit = {text for text in texts if len(text) <= _HEADING_CHARACTERS and not text.isdigit() and not _is_date(text)}
    return len(fit) + 2 * sum(known_heading(text) for text in fit) - 2 * (len(texts) - len(fit))


def profiles(sheet: Sheet, header: TableRow, blanks: Sequence[str] = ()) -> list[Profile]:
    """A profile of every column below the header; `blanks` are the source's words for nothing."""
    below = [row for row in sheet.rows if row.number > header.number]
    names = headings(header) + ("",) * (sheet.width - len(header.values))
    columns = (Column(index, name) for index, name in enumerate(names))
    nothing = {"", *blanks}
    return [_profile(column, [row.value(column.index) for row in below], nothing) for column in columns]


def date_order(found: Sequence[Profile]) -> DateOrder:
    """Which comes first in all-digit dates, where the columns prove it; undeclared where nothing or both is proven."""
    day, month = sum(item.day_first for item in found), sum(item.month_first for item in found)
    if bool(day) == bool(month):
        return DateOrder.UNDECLARED
    return DateOrder.DAY_FIRST if day else DateOrder.MONTH_FIRST


def _profile(column: Column, values: list[Value], nothing: set[str]) -> Profile:
    filled = [value for value in values if not isinstance(value, str) or value.strip() not in nothing]
    counts = Counter(cell_text(value) for value in filled)
    spread = filled[:: max(1, len(filled) // _SPREAD)]
    texts = [cell_text(value) for value in spread]
    looked = max(1, len(spread))
    orders = Counter(_order(text) for text in counts if text[:1].isdigit() or text[:1] == "'")
    return Profile(
        column, len(values), len(filled), len(counts), len(spread),
        tuple(text[:_SAMPLE_CHARACTERS] for text in list(counts)[:_SAMPLES]),
        dates=sum(isinstance(value, date) or _is_date(cell_text(value)) for value in spread) / looked,
        countries=sum(country_code(text) is not None for text in texts) / looked,
        numbers=sum(text.replace(".", "", 1).isdigit() for text in texts) / looked,
        codes=sum(bool(_CODE.match(text)) for text in texts) / looked,
        names=sum(map(_is_name, texts)) / looked,
        longest=max(map(len, counts), default=0),
        enumerated=sum(_is_enumerated(text) for text in texts) / looked,
        marks=tuple((mark, sum(mark in text for text in texts) / looked) for mark in _MARKS),
        day_first=orders["day"], month_first=orders["month"], either=orders["either"],
        values=tuple(counts.most_common()) if len(counts) <= _DISTINCT else (),
        records=tuple(dict.fromkeys(hit for text in texts if text[:2] in ("[{", "{'") for hit in _KEY.findall(text))),
    )  # fmt: skip


def _is_date(text: str) -> bool:
    return any(map(str.isdigit, text)) and partial_date(text) is not None


def _is_name(text: str) -> bool:
    words = text.split()
    return 1 < len(words) <= 8 and len(text) <= 80 and not any(map(str.isdigit, text)) and script_of(text) is not None


def _is_enumerated(text: str) -> bool:
    items = (
        numbered(text) if text.startswith("(1") else lettered(text) if text[1:2] in ("", ")") or text[:1] == "(" else []
    )
    return len(items) > 1


def _order(text: str) -> str:
    hit = _DIGIT_DATE.match(text)
    if hit is None:
        return ""
    first, second = int(hit[1]), int(hit[2])
    return "day" if first > 12 >= second else "month" if second > 12 >= first else "either" if first != second else ""
