"""What every text goes through before its letters are looked at: caps, invisible characters, one form per character.

No string of any length or make may take long, so the caps stand here, in front of everything else.
"""

import unicodedata
from functools import lru_cache

MAX_NAME = 300
"""Characters of a name that are looked at; the longest name on a list of 52,000 has about 250."""
MAX_COMBINING = 8
"""Combining marks in a row that are kept; no writing system in use stacks more."""
SPACED_CONTROLS = frozenset("\t\n\r\v\f\x85")
"""Control characters that part words."""

_APOSTROPHES = frozenset("'`´ʼʻʿʾʹʺ’‘‛′ˈ՚׳״″\"“”„«»")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@lru_cache(maxsize=20_000)
def _kept(letter: str) -> str:
    """What one character of a raw text becomes before its script is looked at."""
    if letter in SPACED_CONTROLS:
        return " "
    if letter in _APOSTROPHES:
        return ""
    category = unicodedata.category(letter)
    if category in _DROPPED_CATEGORIES:
        return ""
    if category[0] == "Z":
        return " "
    if category == "Pd":
        return "-"
    return letter


def plain(text: str) -> str:
    """At most `MAX_NAME` characters of `text`, in NFKC and casefolded, without characters that carry nothing.

    The caps stand before and after each step, because normalisation is slow on stacked marks and makes some characters
    18 times longer.
    """
    text = _marks_capped("".join(map(_kept, text[:MAX_NAME])))
    return unicodedata.normalize("NFKC", text)[:MAX_NAME].casefold()[:MAX_NAME]


def _marks_capped(text: str) -> str:
    out: list[str] = []
    run = 0
    for letter in text:
        run = run + 1 if unicodedata.category(letter)[0] == "M" else 0
        if run <= MAX_COMBINING:
            out.append(letter)
    return "".join(out)
