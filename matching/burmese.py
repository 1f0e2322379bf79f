"""Burmese writing read in Latin letters, syllable by syllable, as names are spelled in English texts."""

import re

from matching.tables import read_toml

_TABLE = read_toml("romanisation.toml")["burmese"]
_OPENINGS: dict[str, str] = _TABLE["openings"]
_AROUND: dict[str, str] = _TABLE["around"]
_RHYMES: dict[str, str] = _TABLE["rhymes"]
_WHOLE_VOWELS = frozenset("ဥဦဧဩ")
_LOWER_TONE, _TONE, _UNDER_H, _KILLER = "့", "း", "ှ", "်"
_SYLLABLE = re.compile("(?P<opening>[က-အဥဦဧဩ])(?P<around>[ျြွှ]{0,4})(?P<vowel>[ာ-ဲံ]{0,4}်?)(?P<closing>(?:[ကငစညဉတနပမယ]်)?)")


def readings(word: str) -> tuple[str, ...]:
    """The Latin reading of one word in Burmese letters, its syllables apart."""
    bare = word.replace(_LOWER_TONE, "").replace(_TONE, "")
    return (" ".join(_syllable(found) for found in _SYLLABLE.finditer(bare)),)


def _syllable(found: re.Match[str]) -> str:
    opening, around = found["opening"], found["around"]
    whole = _OPENINGS.get(opening + around.replace("ွ", ""))
    if opening in _WHOLE_VOWELS and not found["vowel"]:
        return _OPENINGS[opening]
    if whole is not None:
        first = whole + ("w" if "ွ" in around else "")
    else:
        h = "h" if _UNDER_H in around else ""
        first = h + _OPENINGS[opening] + "".join(_AROUND.get(letter, "") for letter in around)
    rhyme = _RHYMES.get(found["vowel"] + found["closing"])
    if rhyme is None:
        rhyme = _RHYMES.get(found["vowel"], "") + _RHYMES.get(found["closing"], "")[1:]
    return _rounded(first, rhyme)


def _rounded(first: str, rhyme: str) -> str:
    """A w before a closed "a" is heard as u: Htun, Nyunt."""
    if first.endswith("w") and rhyme in {"an", "at"} and len(first) > 1:
        return first[:-1] + "u" + rhyme[1:]
    return first + rhyme
