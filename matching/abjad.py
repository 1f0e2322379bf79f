"""Arabic, Persian, Pashto, Urdu and Hebrew writing read in Latin letters.

These scripts leave short vowels out. Common names are read from a table; any other word gets a plain `a` where a vowel
must stand, which is enough for keys made of consonants.
"""

import unicodedata

from matching.tables import read_toml

_LETTERS = read_toml("romanisation.toml")
_ARABIC: dict[str, str] = _LETTERS["arabic"]["letters"]
_PERSIAN: dict[str, str] = _ARABIC | _LETTERS["arabic"]["persian"]
_HEBREW: dict[str, str] = _LETTERS["hebrew"]["letters"]
_SAME_LETTER = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ۀ": "ه", "ہ": "ه", "ە": "ه", "ـ": None}
)
_VOWELS = frozenset("aeiou'")


def readings(word: str, script: str) -> tuple[str, ...]:
    """Latin readings of one word in Arabic (`Arab`) or Hebrew (`Hebr`) letters, likeliest first."""
    bare = "".join(letter for letter in word if unicodedata.category(letter) != "Mn")
    if script == "Hebr":
        return (_voiced(bare, _HEBREW),)
    bare = bare.translate(_SAME_LETTER)
    if bare.startswith("ال") and len(bare) > 4:
        rest = bare[2:]
        return ("al " + _voiced(rest, _ARABIC), "al" + _voiced(rest, _ARABIC), _voiced(bare, _PERSIAN))
    return tuple(dict.fromkeys((_voiced(bare, _ARABIC), _voiced(bare, _PERSIAN))))


def _voiced(word: str, letters: dict[str, str]) -> str:
    """The word letter by letter, with `a` between consonants and w, y read as u, i where they stand for vowels."""
    sounds = [letters.get(letter, "") for letter in word]
    sounds = [sound for sound in sounds if sound]
    out: list[str] = []
    for at, sound in enumerate(sounds):
        after = sounds[at + 1] if at + 1 < len(sounds) else ""
        if sound in {"w", "y", "v"} and at and (not after or after[0] not in _VOWELS) and not out[-1].endswith(("a", "i", "u")):
            out.append("i" if sound == "y" else "u")
            continue
        if sound == "'":
            out.append("" if out and out[-1][-1:] in {"a", "i", "u"} else "a")
            continue
        if out and sound[0] not in _VOWELS and out[-1] and out[-1][-1] not in _VOWELS:
            out.append("a")
        out.append(sound)
    return "".join(out).replace("'", "")
