"""Scripts of names: which one a text is written in, and how it is read in Latin letters.

A list gives the same person in Arabic, Cyrillic or Chinese on one side and in somebody's Latin spelling on the other.
`romanise` gives the likeliest Latin reading and a few others per language; `skeleton` gives the sound of one part,
under which the usual spellings of one name fall together.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii

from matching import abjad, burmese, eastasia
from matching.cleaning import MAX_NAME, plain
from matching.phonetics import skeleton
from matching.tables import read_toml

__all__ = ["MAX_READINGS", "homoglyphs_repaired", "romanise", "script_of", "skeleton"]

MAX_READINGS = 4

_RANGES = (  # (first code point, last code point, ISO 15924 code) of the scripts that appear on lists
    (0x0041, 0x024F, "Latn"),
    (0x0250, 0x02AF, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0530, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0700, 0x074F, "Syrc"),
    (0x0750, 0x077F, "Arab"),
    (0x08A0, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Laoo"),
    (0x0F00, 0x0FFF, "Tibt"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x137F, "Ethi"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1800, 0x18AF, "Mong"),
    (0x1C90, 0x1CBF, "Geor"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x3040, 0x30FF, "Jpan"),
    (0x3130, 0x318F, "Hang"),
    (0x31F0, 0x31FF, "Jpan"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Hang"),
    (0xF900, 0xFAFF, "Hani"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFF, "Arab"),
    (0x20000, 0x2FA1F, "Hani"),
)
_NO_SCRIPT = "Zyyy"
_NO_LETTERS = re.compile(r"[\W_]+")
_TABLE = read_toml("romanisation.toml")
_HOMOGLYPHS = read_toml("homoglyphs.toml")
_CYRILLIC_VOWELS = frozenset("аеёиоуыэюяіїєўъь")
_LANGUAGE_READINGS = {
    "russian": ("russian", "plain", "ukrainian", "bulgarian"),
    "ukrainian": ("ukrainian", "russian", "plain"),
    "belarusian": ("belarusian", "russian", "plain"),
    "serbian": ("serbian", "serbian_plain", "russian"),
}


@lru_cache(maxsize=20_000)
def _script_of_letter(letter: str) -> str:
    code = ord(letter)
    for first, last, script in _RANGES:
        if first <= code <= last:
            return script if unicodedata.category(letter)[0] in "LM" else _NO_SCRIPT
    return _NO_SCRIPT


def script_of(text: str) -> str:
    """The ISO 15924 code of the script most letters of `text` are in; `Zyyy` where it has no letters.

    Any kana makes the text Japanese (`Jpan`), since Japanese mixes kana with Han.
    """
    if text.isascii():
        return "Latn" if any(letter.isalpha() for letter in text) else _NO_SCRIPT
    counts: dict[str, int] = {}
    for letter in text:
        script = _script_of_letter(letter)
        if script != _NO_SCRIPT:
            counts[script] = counts.get(script, 0) + 1
    if "Jpan" in counts:
        return "Jpan"
    return max(counts, key=lambda script: counts[script]) if counts else _NO_SCRIPT


@lru_cache(maxsize=50_000)
def homoglyphs_repaired(word: str) -> str:
    """One casefolded word with look-alike letters of a second script turned into the script it is mostly written in."""
    scripts = {_script_of_letter(letter) for letter in word} - {_NO_SCRIPT}
    if len(scripts) < 2 or "Latn" not in scripts:
        return word
    foreign = [letter for letter in word if _script_of_letter(letter) in {"Cyrl", "Grek"}]
    latin = [letter for letter in word if _script_of_letter(letter) == "Latn"]
    for table in ("cyrillic_to_latin", "greek_to_latin"):
        if foreign and all(letter in _HOMOGLYPHS[table] for letter in foreign) and len(latin) >= len(foreign):
            return word.translate(str.maketrans(_HOMOGLYPHS[table]))
    to_cyrillic = _HOMOGLYPHS["latin_to_cyrillic"]
    if scripts == {"Latn", "Cyrl"} and all(letter in to_cyrillic for letter in latin):
        return word.translate(str.maketrans(to_cyrillic))
    if scripts == {"Latn", "Cyrl"} and all(letter in _HOMOGLYPHS["cyrillic_to_latin"] for letter in foreign):
        return word.translate(str.maketrans(_HOMOGLYPHS["cyrillic_to_latin"]))
    return word


@lru_cache(maxsize=50_000)
def romanise(text: str) -> tuple[str, ...]:
    """Latin readings of `text`, likeliest first, at most `MAX_READINGS`, each in ASCII lower case.

    A text without letters of other scripts has one reading. Words of one text are read in the same language: the
    second reading of the text is made of the second readings of its words. At most `MAX_NAME` characters are read and
    given. Pass each reading through `normalise.fold` before comparing.
    """
    latin = text[:MAX_NAME].translate(_LATIN_LETTERS)
    if latin.isascii():
        return (latin[:MAX_NAME],)
    cleaned = plain(text)
    words_read = [homoglyphs_repaired(word) for word in cleaned.split()]
    language = _cyrillic_language("".join(words_read))
    words = [_readings_of_word(word, language) for word in words_read]
    deepest = max((len(readings) for readings in words), default=1)
    texts = (" ".join(readings[min(rank, len(readings) - 1)] for readings in words) for rank in range(deepest))
    return tuple(dict.fromkeys(text.replace("'", "")[:MAX_NAME] for text in texts))[:MAX_READINGS] or ("",)


@lru_cache(maxsize=50_000)
def _readings_of_word(word: str, language: str) -> tuple[str, ...]:
    if word.isascii():
        return (word,)
    script = script_of(word)
    if script == "Cyrl":
        return tuple(_cyrillic(word, reading) for reading in _LANGUAGE_READINGS[language])
    if script in {"Arab", "Hebr"}:
        return _piecewise(abjad.without_marks(word), lambda piece: abjad.readings(piece, script))
    if script in {"Hani", "Jpan", "Hang"}:
        return _piecewise(word, eastasia.readings)
    if script == "Mymr":
        return burmese.readings(word)
    if script == "Grek":
        return (_read(word, _GREEK),)
    return (_latin(word),)


def _piecewise(word: str, read: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """The readings of a word whose letters are parted by points or brackets, piece by piece."""
    pieces = [piece for piece in _NO_LETTERS.split(word) if piece]
    readings = [(piece,) if piece.isascii() else read(piece) for piece in pieces]
    deepest = max(map(len, readings), default=0)
    return tuple(" ".join(found[min(rank, len(found) - 1)] for found in readings) for rank in range(deepest)) or ("",)


def _latin(word: str) -> str:
    special = _TABLE["latin"]
    return anyascii("".join(special.get(letter, letter) for letter in word)).lower()


class _LatinLetters(dict[int, str]):
    """Code point to plain lower-case letters for Latin letters and their marks; letters of other scripts stay as are.

    Filled as characters come, so at most one item for each character of Unicode.
    """

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        cleaned = plain(letter)
        if unicodedata.category(letter) == "Mn" and unicodedata.name(letter, "").startswith("COMBINING"):
            cleaned = ""
        is_latin = cleaned.isascii() or _script_of_letter(cleaned[0]) == "Latn"
        self[code] = read = _latin(cleaned) if is_latin else letter
        return read


_LATIN_LETTERS = _LatinLetters()


def _cyrillic_language(text: str) -> str:
    letters = set(text)
    if letters & set("јљњћђџѓќѕ"):
        return "serbian"
    if "ў" in letters or ("і" in letters and letters & set("ыэё")):
        return "belarusian"
    return "ukrainian" if letters & set("іїєґ") else "russian"


_Reader = tuple[tuple[tuple[str, str], ...], dict[int, str]]
"""Groups of letters that are read together, and what each single letter gives."""


def _reader(table: dict[str, str]) -> _Reader:
    groups = tuple((letters, read) for letters, read in table.items() if len(letters) > 1)
    return groups, {ord(letter): read for letter, read in table.items() if len(letter) == 1}


def _read(word: str, reader: _Reader) -> str:
    groups, letters = reader
    for group, read in groups:
        if group in word:
            word = word.replace(group, read)
    return anyascii(word.translate(letters)).lower()


_GREEK = _reader(_TABLE["greek"])
_CYRILLIC = {name: _reader(_TABLE["cyrillic"]["russian"] | table) for name, table in _TABLE["cyrillic"].items()}


def _cyrillic(word: str, reading: str) -> str:
    if reading == "russian":  # BGN/PCGN: a bare e opens a syllable as "ye"
        word = "".join(
            "йе" if letter == "е" and (at == 0 or word[at - 1] in _CYRILLIC_VOWELS) else letter
            for at, letter in enumerate(word)
        )
    return _read(word, _CYRILLIC[reading])
