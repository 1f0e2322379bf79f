"""Names of organisations: the legal form apart from the name, generic words and numerals known in many languages.

"SIS DOO" is "SIS d.o.o.": a legal form is recognised whatever its case, dots, spaces or script, by comparing the joined
letters of the last (or first) parts with the table. The form is weak evidence; what is left is the name.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from matching.normalise import fold
from matching.places import country_word
from matching.tables import read_rows, read_toml

__all__ = ["country_word", "generic", "is_legal_form", "legal_form_spellings", "numeral", "split_form"]

_WEAK_FAMILY = "company"
_LONGEST_IN_PARTS = 12
_MARKS = "^~"
_LONG_ENOUGH_IN_FRONT = 12
"""From this many letters on a form is written out in full: a form wherever it stands, an abbreviation where marked."""


class _Form(NamedTuple):
    family: str
    in_front: bool
    inside: bool


def _read_forms() -> dict[str, _Form]:
    forms: dict[str, _Form] = {}
    for family, _countries, *spellings in read_rows("legal_forms.csv"):
        for spelling in spellings:
            joined = fold(spelling.lstrip(_MARKS)).replace(" ", "")
            marks = spelling[: len(spelling) - len(spelling.lstrip(_MARKS))]
            known = forms.get(joined, _Form(family, in_front=False, inside=False))
            if known.family != family:
                raise ValueError(f"legal_forms.csv: {spelling!r} stands for {known.family} and {family}")
            in_front = "^" in marks or len(joined) >= _LONG_ENOUGH_IN_FRONT or known.in_front
            forms[joined] = _Form(family, in_front, "~" in marks or known.inside)
    return forms


_FORMS = _read_forms()
_LONGEST_FORM = max(map(len, _FORMS))


def legal_form_spellings() -> tuple[tuple[str, str], ...]:
    """Every (spelling as written, family) of the table of legal forms."""
    return tuple(
        (spelling.lstrip(_MARKS), family)
        for family, _countries, *spellings in read_rows("legal_forms.csv")
        for spelling in spellings
    )


def is_legal_form(part: str) -> bool:
    """Whether one folded part alone is a legal form."""
    return part in _FORMS


def split_form(parts: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The parts of an organisation's name without its legal form, and the family of the form ("" if none is found).

    Forms at the end are taken first, then in front, then the unmistakable ones inside ("Foo LLC Dubai Branch"). A bare
    "company" gives way to any other family. A name that is nothing but a form stays whole.
    """
    return _split_form(tuple(parts))


@lru_cache(maxsize=100_000)
def _split_form(parts: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    core, families = parts, []
    while (cut := _form_at_end(core)) is not None:
        core, family = cut
        families.append(family)
    while (cut := _form_in_front(core)) is not None:
        core, family = cut
        families.append(family)
    while (cut := _form_inside(core)) is not None:
        core, family = cut
        families.append(family)
    strong = [family for family in families if family != _WEAK_FAMILY]
    return core, (strong or families or [""])[0]


def _form_at_end(parts: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    """The longest form that the last parts spell, so that "Co Ltd" goes before "Ltd"; at least one part stays.

    What follows a bare "and" belongs to the name ("Resort & Spa"); "and Co" is a form of its own.
    """
    joined, found = "", None
    for count in range(1, min(len(parts), _LONGEST_IN_PARTS + 1)):
        joined = parts[-count] + joined
        if len(joined) > _LONGEST_FORM:
            break
        form = _FORMS.get(joined)
        if form is not None and parts[-count - 1] != "and":
            found = (parts[:-count], form.family)
    return found


def _form_in_front(parts: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    joined, found = "", None
    for count in range(1, min(len(parts), _LONGEST_IN_PARTS + 1)):
        joined += parts[count - 1]
        if len(joined) > _LONGEST_FORM:
            break
        form = _FORMS.get(joined)
        if form is not None and form.in_front:
            found = (parts[count:], form.family)
    return found


def _form_inside(parts: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    for at in range(1, len(parts) - 1):
        form = _FORMS.get(parts[at])
        if form is not None and form.inside:
            return parts[:at] + parts[at + 1 :], form.family
    return None


_GENERIC = {word: row[0] for row in read_rows("generic_words.csv") for word in row}
_NUMERALS = {word: value for value, words in read_toml("numerals.toml").items() for word in words.split()}
_ORDINAL = re.compile(r"(\d{1,9})(?:st|nd|rd|th|er|re|eme|ro|to|mo|vo|no|y|ya|oy|ti|go|ci|cu)?")


def generic(part: str) -> str | None:
    """The English key of a generic word of organisations' names (`banco` gives `bank`); None for any other word."""
    return _GENERIC.get(part)


@lru_cache(maxsize=20_000)
def numeral(part: str) -> str | None:
    """The number a folded part stands for, in digits ("33rd" gives "33", "first" "1", "iii" "3"); None if none."""
    value = _NUMERALS.get(part)
    if value is not None:
        return value
    if not part[:1].isdigit():
        return None
    found = _ORDINAL.fullmatch(part)
    return None if found is None else found.group(1).lstrip("0") or "0"
