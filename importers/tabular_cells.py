"""One cell of a partner's sheet -> one value, by the rules of its field; anything doubtful is refused with a sentence.

Cells come as spreadsheets store them (text, number, date, yes/no) or as CSV text. Nothing is guessed: a number is no
date, `03/04/1970` is nobody's certain date until the sender declares the order, and no date lies ahead.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from importers.draft import PartialDate
from importers.fields import country_code, exact_date, partial_date, squeeze
from importers.frozen import frozen
from importers.tabular_text import CellProblem, name_text, running_text
from importers.template_fields import Field, Reads, term
from importers.vocabulary import IssueCode, MeasureCode, PartyKind


class DateOrder(StrEnum):
    """How all-digit dates such as 03/04/1970 are meant."""

    UNDECLARED = "undeclared"  # refused unless only one reading is possible
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def _utc_today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Options:
    """What the sender declared about a table once, for all its cells.

    `separators` (field key -> characters, each of which parts values) holds for fields whose cells hold several values.
    `defaults` (field key -> cell) fill in what a row leaves blank: kind, programme and measure where no row of the
    listing states them, any other field where the rest of its block is there. `today` bounds dates.
    """

    date_order: DateOrder = DateOrder.UNDECLARED
    separators: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, object] = field(default_factory=dict)
    today: date = field(default_factory=_utc_today)


# An act may say from when it has effect, and a document until when it is good. All else has happened.
_MAY_LIE_AHEAD = frozenset({"effective_from", "identifier_expires"})
# Spreadsheets hold 29 February 1900 for a day, so that what they store for days before March 1900 is not certain.
FIRST_CERTAIN_CELL = date(1900, 3, 1)
_EXACT_INTEGERS = 10**15  # a spreadsheet keeps 15 digits of a number
_YEARS = range(1800, 2101)
_DIGITS = re.compile(r"(?<!\d)(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4})(?!\d)")
_ISO_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]{1,15}(?:Z|[+-]\d{2}:?\d{2})?)?$")
_ISO = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_ISO_WHEN = re.compile(rf"^({_ISO})(?:/({_ISO}))?$")
_CIRCA = re.compile(r"^(?:circa|c\.|ca\.?)\s+", re.IGNORECASE)
_YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_CODES: Mapping[type[StrEnum], IssueCode] = {
    MeasureCode: IssueCode.UNKNOWN_MEASURE, PartyKind: IssueCode.UNKNOWN_KIND,
}  # fmt: skip
_MEND_DATE = "Write the date as 1970-04-03 (year, month, day), or with the month in words."


def read_cell(of: Field, value: object, options: Options, notes: list[str]) -> object:
    """The value of a cell: str, bool, date, `PartialDate` or a term; None for a blank one.

    A country is read to (code, text). Sentences about what was tidied up go to `notes`. Raises `CellProblem`.
    """
    if value is None or value == "":
        return None
    return _READERS[of.reads](_Cell(of, value, options, notes))


@frozen
class _Cell:
    """A cell that is not blank, with what is known of its field and table."""

    of: Field
    value: object
    options: Options
    notes: list[str]

    def text(self, *, dates: bool = False) -> str:
        """The cell's text, cleaned; a whole number is its digits in fields of text. Raises `CellProblem`."""
        return running_text(_string(self.of, self.value, dates=dates), self.notes)


def _text(cell: _Cell) -> str | None:
    return cell.text() or None


def _name(cell: _Cell) -> str | None:
    if not isinstance(cell.value, str):
        raise CellProblem(
            IssueCode.BAD_VALUE, f"The cell holds {_what(cell.value)}, not a name.", "Write the name as text."
        )
    return name_text(cell.value, cell.notes) or None


def _code(cell: _Cell) -> str | None:
    text = cell.text()
    if cell.of.key == "identifier" and not isinstance(cell.value, str):
        cell.notes.append("The number is stored as a number: zeros in front of it, if there were any, are lost.")
    if "\n" in text:
        raise CellProblem(IssueCode.BAD_VALUE, "The cell holds several lines.", "Write one value a row.")
    return " ".join(text.split()) or None


def _term(cell: _Cell) -> StrEnum | None:
    if cell.of.terms is None:
        raise ValueError(f"The field {cell.of.key} has no terms.")
    text = cell.text()
    found = term(cell.of.terms, text)
    if found is None and text:
        raise CellProblem(
            _CODES.get(cell.of.terms, IssueCode.UNKNOWN_TERM),
            f"“{text[:60]}” is none of the terms of {cell.of.title}.",
            f"Write one of: {', '.join(item.value for item in cell.of.terms)}.",
        )
    return found


def _country(cell: _Cell) -> tuple[str, str] | None:
    text = cell.text()
    if not text:
        return None
    code = country_code(text)
    if code is None:
        raise CellProblem(
            IssueCode.UNKNOWN_COUNTRY,
            f"“{text[:60]}” is not understood as a country.",
            "Write its two capital letters (ISO 3166-1), or its usual name in English.",
        )
    return code, text


def _yes(cell: _Cell) -> bool | None:
    if isinstance(cell.value, bool):
        return cell.value
    text = cell.text()
    if text and text.casefold() not in _YES:
        raise CellProblem(IssueCode.UNKNOWN_TERM, f"“{text[:60]}” is neither yes nor no.", "Write yes or no.")
    return _YES[text.casefold()] if text else None


def _day(cell: _Cell) -> date | None:
    if (stored := _stored_day(cell.value)) is not None:
        return _not_ahead(cell.of, stored, cell.options)
    text = squeeze(cell.text(dates=True))
    if not text:
        return None
    iso = _ISO_DAY.match(text)
    found = exact_date(_ordered(iso[1] if iso else text, cell.options.date_order))
    if found is None:
        raise CellProblem(IssueCode.BAD_DATE, f"“{text[:60]}” is not a full date.", _MEND_DATE)
    return _not_ahead(cell.of, found, cell.options)


def _when(cell: _Cell) -> PartialDate | None:
    if (stored := _stored_day(cell.value)) is not None:
        return PartialDate(_not_ahead(cell.of, stored, cell.options).isoformat(), stored.isoformat())
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and cell.value in _YEARS:
        written = str(int(cell.value))  # a year, which is a date as far as known
    else:
        written = cell.text(dates=True)
    if not written:
        return None
    text = squeeze(written)
    bare = _CIRCA.sub("", text)
    found = PartialDate(bare, written, circa=bare != text) if _is_iso(bare) else None
    if found is None and (iso := _ISO_DAY.match(text)) and _is_iso(iso[1]):
        found = PartialDate(iso[1], written)
    if found is None and (read := partial_date(_ordered(text, cell.options.date_order))) is not None:
        found = PartialDate(read.text, written, read.circa)
    if found is None or found.text is None:
        mend = "Write it as far as known: 1962-03-04, 1962-03, 1962, 1960/1963, circa 1960."
        raise CellProblem(IssueCode.BAD_DATE, f"“{text[:60]}” is not understood as a date.", mend)
    start = found.text.split("/")[0]
    _check_ahead(cell.of, start, start > (cell.options.today + timedelta(days=1)).isoformat()[: len(start)])
    return found


def _is_iso(text: str) -> bool:
    """Whether a text is `1962`, `1962-03`, `1962-03-04`, or a span of two such with `/` between, earlier one first."""
    if not (match := _ISO_WHEN.match(text)):
        return False
    ends = [end for end in match.groups() if end]
    for end in ends:
        try:
            date.fromisoformat(f"{end}-01-01"[:10] if len(end) < 10 else end)
        except ValueError:
            return False
        if not 1000 <= int(end[:4]) <= 2100:
            return False
    return len(ends) == 1 or ends[0][: len(ends[1])] <= ends[1][: len(ends[0])]


def _ordered(text: str, order: DateOrder) -> str:
    """The text with all-digit dates in ISO 8601. Raises `CellProblem` where two readings are possible."""

    def iso(hit: re.Match[str]) -> str:
        first, second = int(hit[1]), int(hit[3])
        if order is DateOrder.UNDECLARED and first != second and first <= 12 and second <= 12:
            mend = "Write it as 1970-04-03 (year, month, day), or declare for the whole table which comes first."
            raise CellProblem(IssueCode.BAD_DATE, f"“{hit[0]}” could be two days: day or month first?", mend)
        month_first = order is DateOrder.MONTH_FIRST or (order is DateOrder.UNDECLARED and second > 12)
        day, month = (second, first) if month_first else (first, second)
        if month > 12 or day > 31:
            raise CellProblem(IssueCode.BAD_DATE, f"“{hit[0]}” is no day of the calendar.", _MEND_DATE)
        return f"{hit[4]}-{month:02}-{day:02}"

    return _DIGITS.sub(iso, text[:200])


def _stored_day(value: object) -> date | None:
    """The day of a date cell; a time of day in it is left out, whatever the server's time zone. None for all else."""
    if not isinstance(value, date):
        return None
    day = value.date() if isinstance(value, datetime) else value
    if day < FIRST_CERTAIN_CELL:
        raise CellProblem(
            IssueCode.BAD_DATE,
            f"The cell holds a stored date before {FIRST_CERTAIN_CELL}, which spreadsheets do not count alike.",
            "Write the date as text: 1890-05-06.",
        )
    return day


def _not_ahead(of: Field, day: date, options: Options) -> date:
    # One day of grace: it is tomorrow already in Wellington.
    _check_ahead(of, day.isoformat(), day > options.today + timedelta(days=1))
    return day


def _check_ahead(of: Field, text: str, ahead: bool) -> None:
    if ahead and of.key not in _MAY_LIE_AHEAD:
        raise CellProblem(
            IssueCode.BAD_DATE, f"{of.title} is {text}, which is yet to come.", "Correct the date, or send it then."
        )


def _string(of: Field, value: object, *, dates: bool) -> str:
    """The text of a cell; a whole number is its digits where the field is not about dates."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if dates:
            message = f"The cell holds the bare number {value:g}, which may be a date or anything else."
            raise CellProblem(IssueCode.BAD_DATE, message, _MEND_DATE)
        if value == value // 1 and abs(value) < _EXACT_INTEGERS and of.reads in (Reads.CODE, Reads.TEXT):
            return str(int(value))
    raise CellProblem(
        IssueCode.BAD_VALUE,
        f"The cell holds {_what(value)}, where text belongs.",
        "Set the cell's format to text and type the value again.",
    )


def _what(value: object) -> str:
    if isinstance(value, bool):
        return f"the truth value {value}".upper().replace("THE TRUTH VALUE", "the truth value")
    if isinstance(value, int | float):
        return f"the number {value:g}"
    return "a date" if isinstance(value, date) else "a time" if isinstance(value, time | timedelta) else "no text"


_READERS: Mapping[Reads, Callable[[_Cell], object]] = {
    Reads.NAME: _name,
    Reads.CODE: _code,
    Reads.TEXT: _text,
    Reads.TERM: _term,
    Reads.COUNTRY: _country,
    Reads.PROGRAMME: _text,
    Reads.DAY: _day,
    Reads.WHEN: _when,
    Reads.YES: _yes,
}
