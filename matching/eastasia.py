"""Chinese, Japanese and Korean writing read in Latin letters.

These scripts leave no spaces: a family name is told from a given name by a table of family names, the words of a
company by a table of words. Characters are read in Mandarin, family and given names in Cantonese too, Hangul as North
and South Korea write it.
"""

import re
from collections.abc import Iterable

from anyascii import anyascii

from matching.tables import read_toml

_TABLE = read_toml("eastasia.toml")
_HAN = _TABLE["han"]


def _pairs(name: str) -> dict[str, str]:
    """A table written as `character=reading` words."""
    return dict(pair.split("=") for pair in _HAN[name].split())


_DOUBLE_SURNAMES: dict[str, str] = _pairs("double_surnames")
_SURNAME_READINGS: dict[str, str] = _pairs("surname_readings")
_SURNAMES = frozenset(_HAN["surnames"])
_CANTONESE_SURNAMES: dict[str, str] = _pairs("cantonese_surnames")
_CANTONESE_GIVEN: dict[str, str] = _pairs("cantonese_given")
_WORDS: dict[str, str] = _TABLE["words"]
_HANGUL_WORDS: tuple[str, ...] = tuple(_TABLE["hangul"]["words"].split())
_HANGUL_SURNAMES: dict[str, str] = _TABLE["hangul"]["surnames"]
_LONGEST_PERSON = 4
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
_VOWELS, _FINALS = 21, 28


def _longest_first(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("(" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")")


_WORD_PATTERN = _longest_first(_WORDS)
_HANGUL_PATTERN = _longest_first(_HANGUL_WORDS)


def readings(word: str) -> tuple[str, ...]:
    """Latin readings of one word in Han, kana or Hangul (no spaces), likeliest first."""
    if any(_is_hangul(letter) for letter in word):
        return _korean(word)
    if _WORD_PATTERN.search(word) and not _is_person(word):
        return (" ".join(_WORDS.get(piece) or _joined(piece) for piece in _WORD_PATTERN.split(word) if piece),)
    if _is_person(word):
        return _chinese_person(word)
    return (_joined(word), " ".join(map(_syllable, word)))


def _syllable(letter: str) -> str:
    return anyascii(letter).lower()


def _joined(word: str) -> str:
    return "".join(map(_syllable, word))


def _is_person(word: str) -> bool:
    """Whether the word looks like a whole Chinese name: two to four characters, opened by a family name."""
    if not 2 <= len(word) <= _LONGEST_PERSON or word in _WORDS:
        return False
    double = word[:2] in _DOUBLE_SURNAMES and len(word) > 2
    married = len(word) == _LONGEST_PERSON and word[0] in _SURNAMES and word[1] in _SURNAMES
    return double or married or (word[0] in _SURNAMES and len(word) < _LONGEST_PERSON and word[1:] not in _WORDS)


def _chinese_person(word: str) -> tuple[str, ...]:
    if len(word) == _LONGEST_PERSON and word[:2] not in _DOUBLE_SURNAMES:  # a wife's name after her husband's
        own = _chinese_person(word[1:])
        return (f"{_joined(word[0])} {own[0]}", f"{_CANTONESE_SURNAMES.get(word[0]) or _joined(word[0])} {own[-1]}")
    cut = 2 if word[:2] in _DOUBLE_SURNAMES and len(word) > 2 else 1
    surname, given = word[:cut], word[cut:]
    family = _DOUBLE_SURNAMES.get(surname) or _SURNAME_READINGS.get(surname) or _joined(surname)
    found = [f"{family} {_joined(given)}", f"{family} {' '.join(map(_syllable, given))}"]
    if surname in _CANTONESE_SURNAMES and all(letter in _CANTONESE_GIVEN for letter in given):
        found.append(f"{_CANTONESE_SURNAMES[surname]} {' '.join(_CANTONESE_GIVEN[letter] for letter in given)}")
    return tuple(dict.fromkeys(found))


def _is_hangul(letter: str) -> bool:
    return _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE


def _letters_of(system: str) -> tuple[list[str], list[str], list[str]]:
    table = _TABLE["hangul"][system]
    initials, vowels, finals = (
        ["" if letter == "-" else letter for letter in table[kind].split()] for kind in ("initials", "vowels", "finals")
    )
    return initials, vowels, finals


_NORTH, _SOUTH = _letters_of("north"), _letters_of("south")


def _spelled(letter: str, system: tuple[list[str], list[str], list[str]]) -> str:
    """One Hangul syllable by its letters; Unicode numbers them initial x 588 + vowel x 28 + final."""
    if not _is_hangul(letter):
        return _syllable(letter)
    initials, vowels, finals = system
    rest, final = divmod(ord(letter) - _FIRST_SYLLABLE, _FINALS)
    initial, vowel = divmod(rest, _VOWELS)
    return initials[initial] + vowels[vowel] + finals[final]


def _korean(word: str) -> tuple[str, ...]:
    cut = 2 if word[:2] in _HANGUL_SURNAMES and len(word) > 2 else 1
    is_name = 2 <= len(word) <= _LONGEST_PERSON and word[:cut] in _HANGUL_SURNAMES and not _HANGUL_PATTERN.search(word)
    if is_name:
        syllables = [_spelled(letter, _NORTH) for letter in word]
        given = [_spelled(letter, _SOUTH) for letter in word[cut:]]
        family = _HANGUL_SURNAMES[word[:cut]]
        return (" ".join(syllables), f"{family} {' '.join(given)}", f"{family} {''.join(given)}")
    pieces = [piece for piece in _HANGUL_PATTERN.split(word) if piece]
    return tuple(
        " ".join("".join(_spelled(letter, system) for letter in piece) for piece in pieces)
        for system in (_NORTH, _SOUTH)
    )
