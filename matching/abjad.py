"""Arabic, Persian, Pashto, Urdu and Hebrew writing read in Latin letters.

These scripts leave short vowels out. Common names are read from a table; any other word gets a plain `a` where a vowel
must stand, which is enough for keys made of consonants.
"""

import unicodedata

from matching.tables import read_rows, read_toml

_LETTERS = read_toml("romanisation.toml")
_ARABIC: dict[str, str] = _LETTERS["arabic"]["letters"]
_PERSIAN: dict[str, str] = _ARABIC | _LETTERS["arabic"]["persian"]
_HEBREW: dict[str, str] = _LETTERS["hebrew"]["letters"]
_HEBREW_SOFT: dict[str, str] = _HEBREW | _LETTERS["hebrew"]["soft"]
_SAME_LETTER = str.maketrans(
    dict.fromkeys("أإآٱ", "ا")
    | dict.fromkeys("ىیېێے", "ي")
    | dict.fromkeys("ۀہھە", "ه")
    | {"ک": "ك", "ۆ": "و", "ڕ": "ر", "ڵ": "ل", "ـ": None}
)
_VOWELS = frozenset("aeiou'")
_LONG_VOWELS = ("a", "i", "u")
_HALF_VOWELS = frozenset("wyv")
_ARTICLE = "ال"
_SERVANT = "عبدال"
_ABDALLAH = "عبدالله"
_ENDINGS = (  # (ending, its Arabic reading, its Persian reading) of names written as one word
    ("الله", "ullah", "ollah"),
    ("اللهي", "ullahi", "ollahi"),
    ("اللهيان", "ullahian", "ollahian"),
    ("الدين", "uddin", "oddin"),
    ("نژاد", "nejad", "nejad"),
    ("زاده", "zadah", "zadeh"),
    ("پور", "pur", "pour"),
)


def _read_words() -> dict[str, tuple[str, str]]:
    rows = read_rows("arabic_words.csv")
    return {row[0].translate(_SAME_LETTER): (row[1], row[-1]) for row in rows}


_WORDS = _read_words()


def readings(word: str, script: str) -> tuple[str, ...]:
    """Latin readings of one word (letters only) in Arabic (`Arab`) or Hebrew (`Hebr`) writing, likeliest first."""
    if script == "Hebr":
        return tuple(dict.fromkeys(_voiced(word, letters) for letters in (_HEBREW, _HEBREW_SOFT)))
    bare = word.translate(_SAME_LETTER)
    if bare in _WORDS:
        return tuple(dict.fromkeys(_WORDS[bare]))
    if _opens(bare, _SERVANT) and not bare.startswith(_ABDALLAH):
        arabic, persian = _arabic(bare.removeprefix(_SERVANT))[:2]
        return (f"abd al {arabic}", f"abdul {arabic}", f"abdul{arabic}", f"abdol{persian}")
    for ending, arabic_ending, persian_ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) > len(ending) + 1:
            arabic, persian = _arabic(bare.removesuffix(ending))[:2]
            return (arabic + arabic_ending, persian + persian_ending)
    if _opens(bare, _ARTICLE):
        return tuple(dict.fromkeys(f"al {reading}" for reading in _arabic(bare.removeprefix(_ARTICLE))))
    return tuple(dict.fromkeys(_arabic(bare)))


def _opens(word: str, opening: str) -> bool:
    return word.startswith(opening) and len(word) > len(opening) + 1


def without_marks(word: str) -> str:
    """The word without vowel points and other combining marks, which most texts leave out anyway."""
    return "".join(letter for letter in unicodedata.normalize("NFC", word) if unicodedata.category(letter) != "Mn")


def _arabic(word: str) -> tuple[str, ...]:
    """The Arabic and the Persian reading of one word without its article; of an unknown word also with i and u."""
    known = _WORDS.get(word)
    if known is not None:
        return known
    return (_voiced(word, _ARABIC), _voiced(word, _PERSIAN), _voiced(word, _ARABIC, "i"), _voiced(word, _ARABIC, "u"))


def _voiced(word: str, letters: dict[str, str], first: str = "a") -> str:
    """The word letter by letter, w and y as u and i where they stand for vowels, and vowels where none is written.

    `first` is the vowel put between the first consonants; later ones are always `a`.
    """
    sounds = [sound for letter in word if (sound := letters.get(letter, ""))]
    out = ""
    missing = first
    for at, sound in enumerate(sounds):
        after = sounds[at + 1][0] if at + 1 < len(sounds) else ""
        if sound in _HALF_VOWELS and at and after not in _VOWELS and out[-1:] not in _LONG_VOWELS:
            out += "i" if sound == "y" else "u"
            missing = "a"
        elif sound == "'":
            out += "" if out[-1:] in _LONG_VOWELS else "a"
        elif out and sound[0] not in _VOWELS and out[-1] not in _VOWELS:
            out += missing + sound
            missing = "a"
        else:
            out += sound
            missing = "a" if at and sound[0] in _VOWELS else missing
    return out
