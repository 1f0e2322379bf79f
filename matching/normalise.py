"""One canonical Latin form for every name, whatever its script, case, punctuation or tricks.

Every other module of the matcher starts from `fold` or `name_parts`. All work here is linear in the length of the text,
and the length is capped before and after, because library calls further on cannot be interrupted.
"""

import re
from functools import lru_cache

from matching.cleaning import MAX_NAME, SPACED_CONTROLS
from matching.scripts import romanise
from matching.tables import read_rows, read_toml

MAX_PARTS = 40
"""Parts of a name that are looked at."""
__all__ = ["MAX_NAME", "MAX_PARTS", "fold", "name_parts"]


def _ascii_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in range(128):
        letter = chr(code)
        table[code] = letter.lower() if letter.isalnum() else " "
    for letter in SPACED_CONTROLS:
        table[ord(letter)] = " "
    for code in range(32):
        if chr(code) not in SPACED_CONTROLS:
            table[code] = None
    table[127] = None
    for letter in "'`\"":
        table[ord(letter)] = None
    table[ord("&")] = " and "
    table[ord("+")] = " plus "
    table[ord("@")] = " at "
    table[ord("%")] = " percent "
    return table


_ASCII = _ascii_table()
_INITIALS = re.compile(r"(?<![a-z0-9])[a-z](?:[./][a-z])+(?![a-z0-9])")


def fold(text: str) -> str:
    """The canonical Latin form of `text`: words of a-z and 0-9 with single spaces between them.

    Control, zero-width and direction characters go; look-alike letters of a second script inside a word are repaired;
    apostrophes, ayn and hamza go without a trace; hyphens and dots part words except in dotted abbreviations
    (`S.A.R.L.` is `sarl`); `&` is `and`. At most `MAX_NAME` characters are read and given.
    """
    text = text[:MAX_NAME]
    if not text.isascii():
        text = romanise(text)[0]
    # Names are legion, the words they are made of are not: the words are remembered.
    return " ".join(filter(None, map(_folded, text.split(" "))))[:MAX_NAME].rstrip()


@lru_cache(maxsize=1 << 18)
def _folded(word: str) -> str:
    if "." in word or "/" in word:
        word = _INITIALS.sub(_joined, word.lower())
    return " ".join(word.translate(_ASCII).split())


def _joined(found: re.Match[str]) -> str:
    return found.group().replace(".", "").replace("/", "") + " "


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _read_suffixes() -> frozenset[str]:
    """What stands behind a comma without being a given name: legal forms and marks of generation, letters only."""
    forms = (spelling for row in read_rows("legal_forms.csv") for spelling in row[2:])
    return frozenset(map(_letters, forms)) | frozenset(read_toml("roles.toml")["generation"]["words"].split())


_SUFFIXES = _read_suffixes()


@lru_cache(maxsize=200_000)
def name_parts(text: str) -> tuple[str, ...]:
    """The folded words of a name in their written order, `SURNAME, Given` turned to given name first.

    A comma before a legal form or a mark of generation ("Foo Co., Ltd.", "Smith, Jr.") turns nothing. At most
    `MAX_PARTS` words.
    """
    text = text[:MAX_NAME]
    if text.count(",") == 1:
        family, given = text.split(",")
        if given.strip() and family.strip() and _letters(given) not in _SUFFIXES:
            text = given + " " + family
    return tuple(fold(text).split()[:MAX_PARTS])
