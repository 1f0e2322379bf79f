"""A name taken apart: its parts, what each one does in the name, and how much it tells.

Names are compared part by part, and what a difference means depends on the part: another father's name is another
person, a missing title is nothing. So parts that belong together are put together first ("Abd al-Rahman", "Abu Omar",
"Nur al-Din"), articles are taken off, and every part gets a role and an information weight from how rare it is on
lists.
"""

from dataclasses import dataclass
from functools import lru_cache

from matching.frequencies import OTHERS, PERSONS, information, known
from matching.name_words import CHILD_OF, LINKING_WORDS, Word, person_words, put_together, turned, without_acronym
from matching.normalise import MAX_NAME, MAX_PARTS, fold
from matching.organisations import country_word, generic, numeral, split_form
from matching.parts_tables import (
    canonical_spelling,
    family_root,
    nickname_group,
    patronymic_root,
    roles_of,
    variant_group,
)
from matching.scripts import romanise, script_of, skeleton
from matching.subject import Kind
from matching.vocabulary import Role

MAX_COMPARED_PARTS = 16
"""Parts of one name that are aligned; a longer name is a description, told apart well before its seventeenth part."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of a name, made once for all names it stands in.

    `text` is what is compared: the scholarly spelling of a known name, the father's own name of a patronymic.
    `folded` is the source's spelling, `stem` a Slavic family name in its male form, `nicknames` its groups of short
    forms; `weight` is the information sharing it gives, 0 to 1, and `known` says that it is a common one.
    `unvowelled` says that its script leaves short vowels out, so that those read here are guesses. `spelling` numbers
    the known name it spells.
    """

    text: str
    folded: str
    stem: str
    role: Role
    sound: str
    weight: float
    known: bool
    article: bool
    nicknames: frozenset[int]
    person: bool
    unvowelled: bool
    spelling: int | None

    @property
    def shown(self) -> str:
        """The part as a reviewer may read it."""
        return self.folded.title()


@dataclass(frozen=True, slots=True, eq=False)
class ParsedName:
    """One name of a subject, ready to be aligned.

    `core` are the parts that must be accounted for, in written order with given names first where the source marks the
    family name; `aside` are particles, titles, generations and legal forms. `fathers` are (child, parent) positions in
    `core` said by bin or ibn. `sorted_text` is the core in alphabetical order, `joined` the core without spaces.
    `marked` says that the source itself told the family name apart. `leads` are the particles written before each core
    part, as one word; empty where no part has any.
    """

    text: str
    kind: Kind
    core: tuple[Part, ...]
    aside: tuple[Part, ...]
    fathers: tuple[tuple[int, int], ...]
    marked: bool
    sorted_text: str
    joined: str
    sounds: frozenset[str]
    weight: float
    leads: tuple[str, ...]

    @property
    def initials(self) -> str:
        """The first letters of the core."""
        return "".join(part.text[0] for part in self.core)


@lru_cache(maxsize=1 << 16)
def parse_name(text: str, kind: Kind) -> tuple[ParsedName, ...]:
    """The readings of one name, likeliest first: one for Latin names, up to four for other scripts, none without
    letters."""
    text = text[:MAX_NAME]
    readings = (text,) if _is_latin(text) else romanise(turned(text)[0])
    parse = _parse_person if kind is Kind.PERSON else _parse_other
    parsed: dict[str, ParsedName] = {}
    for reading in readings:
        name = parse(reading, text, kind)
        if name.core:
            parsed.setdefault(" ".join(part.text for part in name.core), name)
    return tuple(parsed.values())


def _is_latin(text: str) -> bool:
    return text.isascii() or all(letter < "\u0250" or "\u1e00" <= letter < "\u2070" for letter in text)


def _parse_person(reading: str, shown: str, kind: Kind) -> ParsedName:
    words, marked = person_words(reading)
    words = put_together(words)
    core: list[Word] = []
    aside: list[Word] = []
    fathers: list[tuple[int, int]] = []
    child_of, lead = False, ""
    for word, role in zip(words, roles_of([word.text for word in words]), strict=True):
        if role is not None and word.role is None:
            word.role = role.value
            aside.append(word)
            lead += word.lead + word.text
            child_of = child_of or (word.text in CHILD_OF and bool(core))
            continue
        if child_of:
            fathers.append((len(core) - 1, len(core)))
            word.role = word.role or "patronymic"
            child_of = False
        word.lead, lead = lead + word.lead, ""
        core.append(word)
    if len(core) == 1 and aside and aside[-1].role == "title" and words[-1] is aside[-1]:
        core.append(aside.pop())  # a title does not follow the only name: it is the family name Cheikh, Hoca or King
        core[-1].role = None
    _give_roles(core)
    return _finished(shown, kind, core, aside, tuple(fathers), marked)


def _give_roles(core: list[Word]) -> None:
    """Fill in the roles that binding words and articles left open, from the marks of the source and the place in the
    name."""
    last = len(core) - 1
    marked = any(word.family for word in core)
    first = next((place for place, word in enumerate(core) if word.role is None and not word.family), None)
    for place, word in enumerate(core):
        if word.role is not None:
            continue
        if word.family:
            word.role = "family"
        elif last > 1 and place and patronymic_root(word.text) is not None:
            word.role = "patronymic"
        elif place == (first if marked else 0):
            word.role = "given"
        else:
            word.role = "family" if place == last and not marked else "other"


def _parse_other(reading: str, shown: str, kind: Kind) -> ParsedName:
    """A name of an organisation, vessel or aircraft: legal form aside, numerals, countries and generic words apart."""
    parts = fold(without_acronym(reading)).split()[:MAX_PARTS]
    words, form = split_form(parts) if kind is Kind.ORGANISATION else (_without_prefix(parts), "")
    core: list[Word] = []
    aside = [Word(form, form, role="form")] if form else []
    lead = ""
    for text in words:
        word = Word(text, text, lead=lead)
        lead = ""
        number, country, plain = numeral(text), country_word(text), generic(text)
        if number is not None:
            word.text, word.role = f"#{number}", "numeral"
        elif country:
            word.text, word.role = f"@{country}", "country"
        elif plain:
            word.text, word.role = plain, "branch" if plain in _DIRECTIONS else "generic"
        elif text in LINKING_WORDS:
            word.role, lead = "particle", word.lead + text
            aside.append(word)
            continue
        else:
            word.role = "word"
        core.append(word)
    if not core:
        core, aside = [Word(text, text, role="word") for text in words], []
    return _finished(shown, kind, core, aside, (), False)


def _without_prefix(parts: list[str]) -> list[str]:
    """A vessel's name without the letters that only say that it is one."""
    return parts[1:] if len(parts) > 1 and parts[0] in _VESSEL_PREFIXES else parts


_VESSEL_PREFIXES = frozenset({"mv", "mt", "ms", "ss", "fv", "lpg", "mtv", "motor"})


_DIRECTIONS = frozenset(
    ["north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "branch"]
)


def _finished(
    shown: str, kind: Kind, words: list[Word], aside: list[Word], fathers: tuple[tuple[int, int], ...], marked: bool
) -> ParsedName:
    bare = not shown.isascii() and script_of(shown) in _UNVOWELLED_SCRIPTS
    core = tuple(_part(word, kind, bare) for word in words[:MAX_COMPARED_PARTS])
    return ParsedName(
        shown,
        kind,
        core,
        tuple(_part(word, kind, bare) for word in aside),
        tuple(pair for pair in fathers if pair[1] < len(core)),
        marked,
        " ".join(sorted(part.text for part in core)),
        "".join(part.text for part in core),
        frozenset(part.sound for part in core),
        sum(part.weight for part in core),
        tuple(word.lead for word in words[: len(core)]) if any(word.lead for word in words) else (),
    )


_UNVOWELLED_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc"})


def _part(word: Word, kind: Kind, bare: bool) -> Part:
    return _shared_part(word.text, word.shown, word.role or "other", word.article, kind is Kind.PERSON, bare)


@lru_cache(maxsize=1 << 16)
def _shared_part(text: str, shown: str, role: Role, article: bool, person: bool, bare: bool) -> Part:
    if not person:
        return Part(
            text,
            shown,
            text,
            role,
            skeleton(text),
            information(OTHERS, text),
            known(OTHERS, text),
            article,
            _NONE,
            False,
            bare,
            None,
        )
    nicknames, stem, spelling = nickname_group(text), family_root(text), variant_group(text)
    if role == "generation":
        text = _SENIORITY.get(text, text)
    elif role == "patronymic" and (root := patronymic_root(text)):
        text, spelling = canonical_spelling(root) + "'", variant_group(root)
        stem = text
    else:
        text = canonical_spelling(text)
    sound = skeleton(text.replace(" ", "").rstrip("'"))
    weight = information(PERSONS, sound) if len(text) > 1 else _INITIAL_WEIGHT
    return Part(text, shown, stem, role, sound, weight, known(PERSONS, sound), article, nicknames, True, bare, spelling)


_NONE: frozenset[int] = frozenset()
_INITIAL_WEIGHT = 0.1
_SENIORITY = {"junior": "jr", "hijo": "jr", "filho": "jr", "jnr": "jr", "senior": "sr", "padre": "sr", "snr": "sr"}


def forget() -> None:
    """Forget the parsed names; training has just changed how much their parts tell."""
    parse_name.cache_clear()
    _shared_part.cache_clear()


def looks_like_organisation(text: str) -> bool:
    """Whether a name of unstated kind carries a legal form or the generic word of an organisation."""
    words, form = split_form(fold(text).split()[:MAX_PARTS])
    return bool(form) or any(generic(word) for word in words)
