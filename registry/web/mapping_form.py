"""A mapping as a form and back: a line for each column, a line for each wording, and what holds for the whole table.

The form changes a mapping that stands behind it (a suggestion or a saved one): what it cannot say, such as the parts of
a joined name, stays as long as the columns do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext

from importers.anytable import Sheet
from importers.headers import Found, find
from importers.layout import Profile
from importers.mapping import ENUMERATION, Column, Grouping, Mapping, MappingError, Use
from importers.suggest import Suggestion, suggest
from importers.suggest_values import translations
from importers.tabular_cells import DateOrder
from importers.template_fields import BY_KEY, Reads
from registry.errors import Invalid
from registry.web.forms import Form

MARKS = {"semicolon": ";", "comma": ",", "bar": "|", "line": "\n", "list": ENUMERATION}
_WORDINGS = 40
"""So many unknown wordings of a column are asked for; the others are told by the check."""


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column in the form: what it is now, and why that was suggested."""

    column: Column
    field: str
    slot: int
    split: str
    reason: str
    confidence: float
    samples: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class WordLine:
    """A wording of the source and the registry's term for it; `terms` are the choices."""

    column: Column
    wording: str
    term: str
    terms: tuple[str, ...]


def behind(sheet: Sheet, list_key: str, header: int | None, saved: Mapping | None) -> tuple[Suggestion | None, Mapping]:
    """The suggestion for a table and the mapping the form begins with: the saved one as far as its columns are there.

    Raises `Invalid` where nothing can be suggested.
    """
    found = find(sheet, saved) if saved is not None else None
    try:
        suggested = suggest(sheet, list_key, header)
    except MappingError as error:
        if saved is None or found is None:
            raise Invalid(str(error)) from error
        suggested = None
    if saved is not None and found is not None:
        carried = _carried(sheet, saved, found)
        if carried is not None:
            return suggested, carried
    if suggested is None:
        raise Invalid(gettext("Nothing in this table is known from the saved mapping."))
    return suggested, suggested.mapping


def _carried(sheet: Sheet, saved: Mapping, found: Found) -> Mapping | None:
    """A saved mapping over the columns of this table; None where its name or reference is gone."""
    now = {old: Column(place, found.headers[place]) for old, place in found.places.items()}
    uses = [
        replace(use, columns=tuple(now[column] for column in use.columns if column in now))
        for use in saved.uses
        if any(column in now for column in use.columns)
    ]
    used = {column for use in uses for column in use.columns}
    left = [Column(i, header) for i, header in enumerate(found.headers) if header]
    try:
        return replace(
            saved, sheet=sheet.name, header_row=found.header.number, headers=found.headers, uses=tuple(uses),
            left_out=tuple(column for column in left if column not in used), form=saved.form and sheet.form,
        )  # fmt: skip
    except MappingError:
        return None


def asks(suggested: Suggestion) -> Iterator[str]:
    """What only the sender can answer, a sentence each that says where on the page."""
    made = suggested.mapping
    said = {use.field for use in made.uses} | set(made.defaults)
    if "measure" not in said:
        yield gettext("No column says what is imposed: tick below what holds for the whole table.")
    if not said & {"programme", "programme_written"}:
        yield gettext("No column says the programme: choose below the one that holds for the whole table.")
    if "kind" not in said:
        yield gettext("No column says whether persons, organisations, vessels or aircraft are listed: choose below.")
    either = sum(profile.either for profile in suggested.profiles)
    if either and made.date_order is DateOrder.UNDECLARED:
        yield gettext("%(count)s dates could have the day or the month first: say below which it is.", count=either)
    if made.form is not None and not made.form.confirmed:
        yield gettext("How the file is written is a guess: look at the words with accents, then confirm it.")
    if made.grouping is not Grouping.ROW:
        yield gettext("Several rows seem to be one listing: look at the preview whether that is right.")
    if any(ENUMERATION in use.split for use in made.uses):
        yield gettext("Cells such as (1) ... (2) ... are read as several values: look at the preview.")


def column_lines(base: Mapping, suggested: Suggestion | None) -> list[ColumnLine]:
    """Every column of the table with what fills it now."""
    profiles = {item.column.index: item for item in suggested.profiles} if suggested else {}
    why = {choice.column.index: choice for choice in suggested.choices} if suggested else {}
    uses = {column: use for use in reversed(base.uses) for column in use.columns}
    columns = {column.index: column for column in (*uses, *base.left_out)}
    lines = []
    for index in sorted(columns):
        column, profile, choice = columns[index], profiles.get(index), why.get(index)
        use = uses.get(column)
        said = choice is not None and (choice.field or "") == (use.field if use else "")
        lines.append(
            ColumnLine(
                column, use.field if use else "", use.slot if use else 1, marks_of(use.split) if use else "",
                choice.reason if choice and said else "", choice.confidence if choice and said else 0.0,
                profile.samples if profile else (), profile.sentence() if profile else "",
            )
        )  # fmt: skip
    return lines


def word_lines(made: Mapping, profiles: Sequence[Profile]) -> list[WordLine]:
    """The wordings of columns of terms: those that are translated, and those that are not understood yet."""
    by_index = {item.column.index: item for item in profiles}
    lines = []
    for use in made.uses:
        if BY_KEY[use.field].reads is not Reads.TERM or not use.columns:
            continue
        column, terms = use.columns[0], tuple(term.value for term in BY_KEY[use.field].terms or ())
        words = dict(use.translate)
        if column.index in by_index:
            known, unknown = translations(use.field, by_index[column.index])
            words = dict(known) | dict.fromkeys(unknown[:_WORDINGS], "") | words
        lines += [WordLine(column, wording, term, terms) for wording, term in words.items()]
    return lines


def marks_of(split: Sequence[str]) -> str:
    """The marks of a split as one choice of the form."""
    named = {mark: name for name, mark in MARKS.items()}
    return "+".join(named[mark] for mark in split if mark in named)


def split_of(text: str) -> tuple[str, ...]:
    """The marks behind a choice of the form. Raises `Invalid`."""
    names = [name for name in text.split("+") if name]
    if set(names) - set(MARKS):
        raise Invalid(gettext("Choose one of the marks that part several values."))
    return tuple(MARKS[name] for name in names)


def made_of(form: Form, base: Mapping) -> Mapping:
    """The mapping that the form says, on the one behind it. Raises `Invalid` with what to mend."""
    columns = sorted({*base.columns, *base.left_out}, key=lambda column: column.index)
    fields, slots, splits = form["field"], form["slot"], form["split"]
    if not len(columns) == len(fields) == len(slots) == len(splits):
        raise Invalid(gettext("The table has other columns than the form."), gettext("Load the page again."))
    chosen: dict[tuple[str, int], list[Column]] = {}
    marks: dict[Column, tuple[str, ...]] = {}
    for column, key, slot, split in zip(columns, fields, slots, splits, strict=True):
        marks[column] = split_of(split)
        if key:
            chosen.setdefault((key, slot), []).append(column)
    words = _words(form)
    uses = [_use(base, key, slot, held, marks, words) for (key, slot), held in chosen.items()]
    # A cell that holds records fills several fields; the form shows the first of them.
    shown = {column: use for use in reversed(base.uses) for column in use.columns}
    more = [use for use in base.uses if use.pick and all(shown[column] in uses for column in use.columns)]
    uses += [use for use in more if use not in uses]
    used = {column for use in uses for column in use.columns}
    if not any(use.field == "measure" for use in uses) and not form["measure"] and form["do"] == "save":
        raise Invalid(
            gettext("Nothing says what is imposed."),
            gettext("Tick what holds for the whole table, or say which column it is."),
        )  # fmt: skip
    try:
        return replace(
            base, uses=tuple(uses), left_out=tuple(column for column in columns if column not in used),
            constants=_constants(base, uses), defaults=_defaults(form, uses), form=_text_form(form, base),
            grouping=Grouping(form["grouping"]), date_order=DateOrder(form["date_order"]),
        )  # fmt: skip
    except MappingError as error:
        raise Invalid(str(error)) from error


def _use(
    base: Mapping, key: str, slot: int, held: list[Column], marks: dict[Column, tuple[str, ...]],
    words: dict[int, dict[str, str]],
) -> Use:  # fmt: skip
    if key not in BY_KEY:
        raise Invalid(gettext("There is no such field: %(field)s.", field=key[:40]))
    same = [use for use in base.uses if (use.field, use.slot, set(use.columns)) == (key, slot, set(held))]
    use = same[0] if same else Use(key, tuple(held), slot=slot)
    translate = dict(use.translate) | words.get(held[0].index, {})
    # A wording that the registry knows by itself needs no translation, and an empty one leaves the cell blank.
    return replace(use, split=marks[held[0]], translate=tuple(translate.items()))


def _words(form: Form) -> dict[int, dict[str, str]]:
    places, wordings, terms = form["word_column"], form["word"], form["term"]
    if not len(places) == len(wordings) == len(terms):
        raise Invalid(gettext("The table has other words than the form."), gettext("Load the page again."))
    found: dict[int, dict[str, str]] = {}
    for place, wording, term in zip(places, wordings, terms, strict=True):
        # Nothing chosen: the word stays unknown, and the check says so.
        if term:
            found.setdefault(place, {})[wording] = "" if term == "-" else term
    return found


def _constants(base: Mapping, uses: Sequence[Use]) -> tuple[Any, ...]:
    """The constants whose slot is still filled by what they were meant for."""
    filled = {(BY_KEY[use.field].block, use.slot) for use in uses}
    own = {(use.field, use.slot) for use in uses}
    return tuple(
        item for item in base.constants
        if (BY_KEY[item.field].block, item.slot) in filled and (item.field, item.slot) not in own
    )  # fmt: skip


def _defaults(form: Form, uses: Sequence[Use]) -> dict[str, str]:
    """What holds for the whole table where no column says it."""
    said = {"measure": "; ".join(form["measure"]), "programme": form["programme"] or "", "kind": form["kind"] or ""}
    used = {use.field for use in uses}
    return {key: value for key, value in said.items() if value and key not in used}


def _text_form(form: Form, base: Mapping) -> Any:
    if base.form is None:
        return None
    return replace(
        base.form, encoding=form["encoding"] or base.form.encoding, confirmed=base.form.confirmed or form["confirmed"]
    )
