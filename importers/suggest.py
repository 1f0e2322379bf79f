"""A first mapping of a partner's table, to be looked at by a person: which column fills which field, how sure, and why.

Headings speak first (`lookups/columns.toml`); content decides where they say nothing. What cannot be known from the
table (what is imposed, when no column says it) is asked, never supposed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from importers import column_words
from importers.anytable import Sheet, TableRow
from importers.catalogue import LISTS
from importers.column_words import Words
from importers.headers import headings
from importers.layout import Profile, date_order, header_row, profiles
from importers.mapping import ENUMERATION, Column, Constant, Grouping, Mapping, MappingError, Use
from importers.suggest_values import blank_words, grouping, splits, translations, understood
from importers.template_fields import BY_KEY, Reads

_TELLING = 8  # letters of a single word that speaks for itself within a heading
SURE, LIKELY, MAYBE = 0.95, 0.7, 0.4  # the heading word for word; words of it; the content alone


@dataclass(frozen=True, slots=True)
class Choice:
    """Why a column fills a field, or is left out (`field` None). Confidence from 0 to 1."""

    column: Column
    field: str | None
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mapping with the reason for each column, and what only the sender can answer."""

    mapping: Mapping
    choices: tuple[Choice, ...]
    questions: tuple[str, ...]
    above: tuple[TableRow, ...]
    profiles: tuple[Profile, ...]


def suggest(sheet: Sheet, list_key: str | None = None, header: int | None = None) -> Suggestion:
    """The mapping that a table most likely needs; `header` names the row of headings where the guess was wrong.

    `list_key` says whose list it is: one that publishes a single measure needs no column of measures. Raises
    `MappingError` where no column can be the reference or the name.
    """
    row = next((r for r in sheet.rows if r.number == header), None) if header is not None else header_row(sheet)
    if row is None:
        raise MappingError(f"Row {header} holds no headings." if header else "The sheet holds no row of headings.")
    blanks = blank_words(sheet, row)
    found = profiles(sheet, row, blanks)
    draft = _Draft(found)
    draft.take_joined()
    draft.take_flags()
    draft.take_headings()
    draft.take_content()
    draft.take_records()
    draft.leave_the_rest()
    defaults = _defaults(draft, list_key)
    reference = next((use for use in draft.uses if use.field == "reference"), None)
    if reference is None or not any(use.field == "name" for use in draft.uses):
        missing = "name" if reference else "reference"
        raise MappingError(
            f"No column of row {row.number} could be the {missing}: its headings are {', '.join(headings(row)[:12])}."
            " Name the row of headings, or write the mapping by hand."
        )
    mapping = Mapping(
        sheet.name, row.number, headings(row), tuple(draft.uses), tuple(draft.left_out), tuple(draft.constants),
        defaults, grouping(sheet, row, reference), date_order(found), blanks, sheet.form,
    )  # fmt: skip
    above = tuple(r for r in sheet.rows if r.number < row.number)
    return Suggestion(mapping, tuple(draft.choices), tuple(_questions(draft, mapping)), above, tuple(found))


class _Draft:
    """The columns that are still free, and what was chosen so far."""

    def __init__(self, found: list[Profile]) -> None:
        self.found = found
        self.free = {profile.column: profile for profile in found if profile.column.header or profile.filled}
        self.uses: list[Use] = []
        self.constants: list[Constant] = []
        self.choices: list[Choice] = []
        self.unknown: dict[str, list[str]] = {}

    @property
    def left_out(self) -> list[Column]:
        return list(self.free)

    def take(self, use: Use, profile: Profile, confidence: float, reason: str) -> None:
        """Let columns fill a field."""
        table, unknown = translations(use.field, profile)
        if unknown:
            self.unknown[use.field] = unknown
        use = replace(use, split=use.split or splits(use.field, profile), translate=use.translate or table)
        self.uses.append(use)
        for column in use.columns:
            self.free.pop(column, None)
            self.choices.append(Choice(column, use.field, confidence, reason))

    def take_joined(self) -> None:
        """Columns that are one value in pieces, such as Name 1 to Name 6."""
        for joined in column_words.joins():
            pieces = [
                (profile, part)
                for wanted, part in zip(joined.columns, joined.parts or ("",) * len(joined.columns), strict=True)
                for profile in self.free.values()
                if column_words.key(profile.column.header) == wanted
            ]
            if len(pieces) > 1:
                columns = tuple(profile.column for profile, _ in pieces)
                parts = tuple(part for _, part in pieces) if joined.parts else ()
                use = Use(joined.field, columns, joined.join, parts=parts)
                self.take(use, pieces[0][0], SURE, f"{len(columns)} columns hold the pieces of one value")

    def take_flags(self) -> None:
        """Columns of yes and no, one for each measure; a slot for each."""
        flags = column_words.flags()
        for slot, profile in enumerate(
            [p for p in self.free.values() if column_words.key(p.column.header) in flags], 2
        ):
            measure = flags[column_words.key(profile.column.header)]
            said = [text for text, _ in profile.values]
            table = tuple((text, measure if text.casefold() in _YES else "") for text in said)
            if profile.filled and set(map(str.casefold, said)) <= _YES | _NO:
                use = Use("measure", (profile.column,), slot=slot, translate=table)
                self.take(use, profile, SURE, "the heading is a measure, the cells say yes or no")

    def take_headings(self) -> None:
        """Columns whose headings are known, word for word first."""
        for exact in (True, False):
            for words in column_words.table():
                if self._is_taken(words) or not (fit := self._fitting(words, exact=exact)):
                    continue
                rank, profile = min(fit, key=lambda item: (-round(item[1].fill, 1), item[0]))
                quoted = words.headers[rank]
                reason = f"the heading is known as “{quoted}”" if exact else f"the heading holds “{quoted}”"
                use = Use(words.field, (profile.column,), slot=words.slot)
                self.take(use, profile, SURE if exact else LIKELY, reason)
                self.constants += [Constant(key, value, words.slot) for key, value in words.constants.items()]

    def _is_taken(self, words: Words) -> bool:
        if any((use.field, use.slot) == (words.field, words.slot) for use in self.uses):
            return True
        # A note or a kind alone says nothing: it needs what it is about.
        about = {"identifier_note": "identifier"}.get(words.field)
        return about is not None and not any((use.field, use.slot) == (about, words.slot) for use in self.uses)

    def _fitting(self, words: Words, *, exact: bool) -> list[tuple[int, Profile]]:
        """The free columns that hold something and whose heading says this, with the rank of the wording."""
        fit = []
        for profile in self.free.values():
            heading = column_words.key(profile.column.header)
            for rank, wanted in enumerate(words.headers):
                said = heading == wanted if exact else _tells(wanted) and f" {wanted} " in f" {heading} "
                if said and profile.filled and not profile.records and _could_be(words.field, profile):
                    fit.append((rank, profile))
                    break
        return fit

    def take_content(self) -> None:
        """A name and a reference by their content alone, where no heading says them."""
        for key in ("name", "reference"):
            if any(use.field == key for use in self.uses):
                continue
            score, best = max(
                ((_looks(key, profile), profile) for profile in self.free.values()),
                key=lambda pair: pair[0],
                default=(0.0, None),
            )
            if best is not None and score >= 0.6:
                reason = f"no heading says {key}; the content looks like it ({best.sentence()})"
                self.take(Use(key, (best.column,)), best, MAYBE, reason)

    def take_records(self) -> None:
        """Columns whose cells hold records, as programs write them: what their keys are known to mean."""
        for profile in list(self.free.values()):
            if profile.records:
                for words in column_words.table():
                    wanted = [key for key in profile.records if self._says(words, profile.column.header, key)]
                    if wanted and words.slot == 1 and words.field in _PICKED:
                        slot = 1 + max((use.slot for use in self.uses if use.field == words.field), default=0)
                        use = Use(words.field, (profile.column,), slot=max(slot, 2), pick=wanted[0])
                        self.take(use, profile, LIKELY, f"the cells hold records with “{wanted[0]}”")

    @staticmethod
    def _says(words: Words, header: str, key: str) -> bool:
        return column_words.key(f"{header}.{key}") in words.headers

    def leave_the_rest(self) -> None:
        """Leave out, by name and with a word about its content, every column that fills nothing."""
        for profile in self.free.values():
            reason = "empty" if not profile.filled else f"no field is known for this heading; {profile.sentence()}"
            self.choices.append(Choice(profile.column, None, 1.0 if not profile.filled else MAYBE, reason))


_PICKED = ("name", "birth", "nationality")  # what such records repeat, and one value each tells all of
_YES = frozenset({"true", "yes", "y", "1", "x", "oui"})
_NO = frozenset({"false", "no", "n", "0", "non", ""})


def _tells(wanted: str) -> bool:
    """Whether a wording says enough as a part of a heading; `type` and `title` do not."""
    return " " in wanted or len(wanted) >= _TELLING


def _looks(key: str, profile: Profile) -> float:
    """How much a column looks like names, or like a reference: a code in every row, and another in each."""
    variety = profile.distinct / profile.filled if profile.filled else 0.0
    return profile.names if key == "name" else profile.codes * profile.fill * variety


def _could_be(key: str, profile: Profile) -> bool:
    """Whether the content speaks against a field that the heading suggests."""
    reads = BY_KEY[key].reads
    if reads in (Reads.DAY, Reads.WHEN):
        return profile.dates >= 0.5 or profile.enumerated >= 0.3
    if reads is Reads.TERM:
        return understood(key, profile) >= 0.5
    if key == "programme":
        return profile.longest <= 300
    if reads is Reads.COUNTRY:
        return profile.countries >= 0.3 or profile.enumerated >= 0.1
    if key == "reference":
        return profile.fill >= 0.5 and profile.longest <= 60
    return True


def _defaults(draft: _Draft, list_key: str | None) -> dict[str, str]:
    """The one measure that a list publishes, where no column says measures."""
    if list_key is None or any(use.field == "measure" for use in draft.uses):
        return {}
    publishes = LISTS[list_key].publishes if list_key in LISTS else ()
    return {"measure": publishes[0].value} if len(publishes) == 1 else {}


def _questions(draft: _Draft, mapping: Mapping) -> Iterator[str]:
    fields = {use.field for use in mapping.uses} | set(mapping.defaults)
    asked = (
        ("measure", "No column says what is imposed. Set `defaults.measure` to what holds for the whole table."),
        ("programme", "No column says the programme. Set `defaults.programme` to a key such as XX-EXAMPLE."),
        ("kind", "No column says what is listed. Set `defaults.kind` to person, organisation, vessel or aircraft."),
    )
    yield from (question for key, question in asked if key not in fields)
    for key, words in draft.unknown.items():
        yield f"{BY_KEY[key].title}: what do these mean? {'; '.join(words[:12])}. Add them to `translate`."
    ambiguous = sum(profile.either for profile in draft.found)
    if ambiguous and mapping.date_order.value == "undeclared":
        yield f"{ambiguous} dates could be day-first or month-first: set `date_order`."
    if mapping.form is not None and not mapping.form.confirmed:
        yield "How the file is written is a guess: confirm `form`."
    if mapping.grouping is not Grouping.ROW:
        yield f"Rows of one reference are read as one listing ({mapping.grouping.value}): is that right?"
    if any(ENUMERATION in use.split for use in mapping.uses):
        yield "Cells such as “(1) ... (2) ...” are read as several values: look at the preview."
