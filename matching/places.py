"""Countries as comparable codes, however a list writes them."""

from functools import lru_cache

from matching.normalise import MAX_NAME, fold
from matching.tables import read_rows

_SHORTEST_WORD = 4
_SHORT_WORDS = frozenset({"usa", "uae", "uk", "drc", "lao", "prc"})


def _read_countries() -> tuple[dict[str, str], dict[str, str]]:
    codes: dict[str, str] = {}
    words: dict[str, str] = {}
    doubtful: set[str] = set()
    for code, alpha3, *names in read_rows("countries.csv"):
        code = alpha3 if len(code) != 2 else code
        for name in (code, alpha3, *names):
            key = fold(name.lstrip("*"))
            other = codes.setdefault(key, code)
            if other != code:
                raise ValueError(f"countries.csv: {name!r} stands for {other} and {code}")
        for name in names:
            key = fold(name)
            if " " not in key and (len(key) >= _SHORTEST_WORD or key in _SHORT_WORDS):
                words[key] = code
            if name.startswith("*"):
                doubtful.add(key)
    for key in doubtful:
        words.pop(key, None)
    return codes, words


_CODES, _WORDS = _read_countries()
COUNTRY_NUMBERS = {code: number for number, code in enumerate(sorted(set(_CODES.values())))}
"""A number for every code that `country_code` gives; there are fewer than 256."""


@lru_cache(maxsize=20_000)
def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country, people or territory named in `text`; None where it names none.

    Codes, English, French, Spanish, German and native names, adjectives and list spellings ("Korea, North") are known.
    Former states give the code of the state that took their seat; Czechoslovakia, which has two, gives `CSK`.
    """
    key = fold(text[:MAX_NAME])
    return _CODES.get(key) or _CODES.get(key.removeprefix("the ")) or _CODES.get(key.removeprefix("republic of "))


def country_word(part: str) -> str | None:
    """The country (alpha-2) that a single folded word of an organisation's name points to; None for any other word."""
    return _WORDS.get(part)
