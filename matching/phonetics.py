"""The sound of one name part, so that spellings of one name from different romanisations share a key.

The key keeps the consonants in broad classes and the class of the first vowel only: later vowels are what transcribers
disagree about (Mohamed, Muhammad), while the first one tells Hasan from Husayn and Mahmud from Muhammad.
It is coarse on purpose: equal keys are a reason to compare two parts, not proof that they are one name.
"""

import re
from functools import lru_cache

_ENDINGS = (  # spelling of a Slavic ending -> the ending it stands for; the longest come first
    ("yeff", "ev"),
    ("ieff", "ev"),
    ("jeff", "ev"),
    ("off", "ov"),
    ("nof", "nov"),
    ("rof", "rov"),
    ("eff", "ev"),
    ("itj", "ich"),
    ("ow", "ov"),
    ("ew", "ev"),
    ("kou", "kov"),
    ("nou", "nov"),
    ("rou", "rov"),
    ("lou", "lov"),
    ("auna", "ovna"),
    ("owna", "ovna"),
    ("euna", "evna"),
    ("awna", "ovna"),
    ("ouna", "ovna"),
    ("eu", "ev"),
    ("cs", "ch"),
    ("ic", "ich"),
    ("yc", "ych"),
)
_SOUNDS = {  # letters -> the class of their sound; the longest spelling wins
    "shch": "X", "schtsch": "X", "tsch": "X", "tch": "X", "sch": "X", "sh": "X", "ch": "X", "hs": "X", "cz": "X",
    "sz": "X", "dzh": "J", "dsch": "J", "dj": "J", "dz": "J", "zh": "J", "j": "J",
    "ts": "C", "tz": "C", "tc": "C", "ce": "Ce", "ci": "Ci", "cy": "Ci",
    "kh": "H", "gh": "K", "ck": "K", "cq": "K", "qu": "K", "gue": "Ke", "gui": "Ki", "ks": "KS", "x": "KS", "c": "K",
    "g": "K", "k": "K", "q": "K", "dh": "T", "th": "T", "d": "T", "t": "T", "ph": "F", "f": "F", "bh": "P", "b": "P",
    "p": "P", "v": "V", "w": "W", "l": "L", "m": "M", "n": "N", "r": "R", "rh": "R", "s": "S", "z": "Z", "h": "H",
}  # fmt: skip
_SOUND_PATTERN = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_OPENINGS = (  # spelling at the start of a part -> the one it is read as
    ("ye", "e"),
    ("je", "e"),
    ("iu", "yu"),
    ("io", "yo"),
    ("ia", "ya"),
    ("x", "sh"),
    ("sj", "sh"),
)
_SERVANT = re.compile(r"^abd(?:[aeiou]l|[aeu](?=[rsznt])|ou(?=[rsznt]))(?=[a-z]{4}|$)|^abd[aeu][rszn]$")
_Y_LIKE_J = re.compile(r"(?<=[bfghklmnprstvz])j(?=[aeiou])|(?<=[aeiou])j(?=[bcdfghklmnpqrstvz]|$|e[uv])")
_VOWELS = frozenset("aeiouy")
_BACK = frozenset("uo")


@lru_cache(maxsize=200_000)
def skeleton(part: str) -> str:
    """The sound key of one folded part (`fold` made it: a-z and 0-9); parts with digits are their own key.

    Consonants are capital classes (K is k, g, gh, q; T is t, d, th, dh; X is sh, ch, sch; J is j, dj, zh); the class of
    the first vowel (a, i, u) stands where it is heard. A part with one consonant keeps its last vowel too.
    """
    if not part.isalpha():
        return part
    word = part
    if len(word) > 2 and word[-1] == "h" and word[-2] in _VOWELS:
        word = word[:-1]  # a last h after a vowel is only a way of writing the vowel
    word = _SERVANT.sub("abd", word)
    for opening, read_as in _OPENINGS:
        if word.startswith(opening):
            word = read_as + word[len(opening) :]
            break
    for ending, read_as in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            word = word[: -len(ending)] + read_as
            break
    word = _Y_LIKE_J.sub("y", word)
    return _assemble(_SOUND_PATTERN.sub(lambda found: _SOUNDS[found.group()], word))


def _assemble(sounds: str) -> str:
    """Capital consonants and lower-case vowels in; the key out."""
    key: list[str] = []
    vowels = ""
    first_vowel_done = False
    for at, letter in enumerate(sounds):
        if letter in _VOWELS or (letter == "W" and at and _beside_back_vowel(sounds, at)):
            if letter == "y" and at == 0 and len(sounds) > 1 and sounds[1] in _VOWELS:
                key.append("Y")
                continue
            vowels += "u" if letter == "W" else letter
            continue
        if vowels and not first_vowel_done:
            key.append(_vowel_class(vowels))
            first_vowel_done = True
        before, vowels = vowels, ""
        if letter == "W":
            letter = "V"
        if not key or key[-1] != letter or before:
            key.append(letter)
    if vowels and (not first_vowel_done or sum(map(str.isupper, key)) < 2):
        key.append(_vowel_class(vowels))
    return "".join(key)


def _beside_back_vowel(sounds: str, at: int) -> bool:
    before, after = sounds[at - 1], sounds[at + 1 : at + 2]
    return before in _BACK or after in _BACK or (before == "a" and after not in _VOWELS)


def _vowel_class(run: str) -> str:
    """The class of a run of vowels: a, i or u. `au` and `ou` sound as u, `ai` and `ei` as i."""
    first, rest = run[0], run[1:]
    if first == "a":
        if rest and rest[0] in "uo":
            return "u"
        return "i" if rest and rest[0] in "iye" else "a"
    if first in "uo":
        return "u"
    if "a" in rest:
        return "a"
    return "u" if rest and ("u" in rest or "o" in rest) else "i"
