"""The words of a raw name, put together where they belong together, before anybody asks what each one does.

"Abd al-Rahman" is one name in three words, "S.V." two initials in one, "DOE, John" a family name in front. These are
habits of writing; what the words do in the name is decided in `matching.names`.
"""

import re
from dataclasses import dataclass

from matching.normalise import MAX_PARTS, fold
from matching.vocabulary import Role

_ARTICLES = frozenset({"al", "el", "ul"})
_SUN_ARTICLES = {"as": "s", "ad": "d", "ar": "r", "an": "n", "at": "t", "az": "z", "ash": "sh"}
_SERVANT = re.compile(r"(?:abd|abed|abid)(?:ou|[uoea])?(?:l|(?=([rnsdtz])\1)[rnsdtz])?(?P<rest>.{3,})")
_SERVANT_ALONE = frozenset(
    {"abd", "abdul", "abdel", "abdal", "abdol", "abdoul", "abdu", "abdou", "abed", "abdur", "abdus"}
)
_FATHER_OF = frozenset({"abu", "abou", "abi", "aboo", "abo", "ebu"})
_MOTHER_OF = frozenset({"umm", "um", "oum"})
_OF_FAITH = frozenset({"din", "deen", "dine", "dien", "eddine", "eddin", "uddin", "aldin", "addin", "ddin", "udin"})
CHILD_OF = frozenset({"bin", "ben", "ibn", "bint", "binti", "ould", "wuld"})
_SPACED_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}|\b[^\W\d_]\.[^\W\d_]\b\.?")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
LINKING_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "in",
        "on",
        "to",
        "a",
        "an",
        "de",
        "la",
        "el",
        "los",
        "las",
        "del",
        "des",
        "du",
        "le",
        "les",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "y",
        "e",
        "et",
        "und",
        "der",
        "die",
        "das",
        "fur",
        "i",
        "w",
        "al",
        "no",
        "number",
        "nr",
        "num",
    ]
)


@dataclass(slots=True)
class Word:
    """A folded word on its way to become a part."""

    text: str
    shown: str
    family: bool = False
    role: Role | None = None
    article: bool = False
    lead: str = ""


def turned(text: str) -> tuple[str, int]:
    """`SURNAME, Given` with the given name first, and how many words at its end are the marked family name."""
    family, comma, given = text.partition(",")
    if comma and "," not in given and family.strip() and given.strip() and fold(given) not in {"jr", "sr", "ii", "iii"}:
        return f"{given} {family}", len(family.split())
    return text, 0


def person_words(text: str) -> tuple[list[Word], bool]:
    """The folded words of a person's name, given names first where the family name is marked, and whether it is."""
    if "." in text:
        text = _SPACED_INITIALS.sub(lambda found: found.group().replace(".", " "), text)
    text = _IN_BRACKETS.sub(" ", text) if _IN_BRACKETS.sub("", text).strip() else text
    text, at_end = turned(text)
    raw = text.split()[:MAX_PARTS]
    loud = [len(word) > 2 and word.isupper() and word.isalpha() for word in raw]
    by_case = not at_end and any(loud) and any(word[1:].islower() for word in raw)
    words = []
    for place, word in enumerate(raw):
        family = place >= len(raw) - at_end or (by_case and loud[place])
        words += [Word(folded, folded, family) for folded in fold(word).split()]
    return words[:MAX_PARTS], bool(at_end) or by_case


def put_together(words: list[Word]) -> list[Word]:
    """Words with their articles and binding words put together: "abd al rahman", "abu omar", "nur al din"."""
    made: list[Word] = []
    place = 0
    while place < len(words):
        word = words[place]
        rest = words[place + 1 :]
        following = 1 if len(rest) > 1 and _is_article(rest[0].text, rest[1].text) else 0
        if word.text in _SERVANT_ALONE and len(rest) > following:
            other = rest[following]
            made.append(Word("abd" + _squeezed(other.text), f"{word.shown} {other.shown}", other.family))
            place += 2 + following
        elif word.text in _FATHER_OF or word.text in _MOTHER_OF:
            bound = "abu" if word.text in _FATHER_OF else "umm"
            if len(rest) <= following:
                made.append(word)
                place += 1
                continue
            other = rest[following]
            made.append(Word(bound + " " + other.text, f"{word.shown} {other.shown}", other.family, "kunya"))
            place += 2 + following
        elif word.text in _OF_FAITH and made and made[-1].role is None:
            made[-1].text, made[-1].shown = made[-1].text + "din", f"{made[-1].shown} {word.shown}"
            place += 1
        elif rest and _is_article(word.text, rest[0].text):
            if rest[0].text in _OF_FAITH and made:
                place += 1
                continue
            rest[0].article, rest[0].role, rest[0].lead = True, "nisba" if made else None, word.text
            place += 1
        else:
            servant = _SERVANT.fullmatch(word.text)
            word.text = "abd" + _squeezed(servant["rest"]) if servant else word.text
            made.append(word)
            place += 1
    return made


def _is_article(word: str, following: str) -> bool:
    return word in _ARTICLES or following.startswith(_SUN_ARTICLES.get(word, " "))


def _squeezed(text: str) -> str:
    return text[1:] if text[:1] == text[1:2] else text


def without_acronym(text: str) -> str:
    """The name without its own initials in brackets: "Tariq Gidar Group (TGG)"."""
    found = _IN_BRACKETS.search(text)
    if found is None:
        return text
    before = fold(text[: found.start()]).split()
    said = fold(found.group(1)).replace(" ", "")
    initials = "".join(word[0] for word in before)
    telling = "".join(word[0] for word in before if word not in LINKING_WORDS)
    kept = "" if said and said in (initials, telling, initials[-len(said) :]) else f" {found.group(1)} "
    return text[: found.start()] + kept + text[found.end() :]
