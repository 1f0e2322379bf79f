"""What is known about single name parts: titles, particles, short forms, spellings of one name, fathers' names.

The knowledge lies in `tables/`, one readable file per subject; this module only turns it into dictionaries. All parts
are in the folded form. How much a table's answer weighs is learned from data and decided elsewhere.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from matching.tables import read_rows, read_toml

_VARIANT_FILES = ("variants_arabic.csv", "variants_slavic.csv", "variants_asian.csv", "variants_western.csv")
_MIN_ROOT = 3
_MIN_NEIGHBOUR = 4
_MIN_AFTER_AN = 5  # "an" is also a Korean and Chinese name; an Arabic part after it is longer than their syllables


class Role(StrEnum):
    """What a word does in a person's name when it is not part of the name itself."""

    TITLE = "title"
    PARTICLE = "particle"
    GENERATION = "generation"


def _words(section: dict[str, str]) -> frozenset[str]:
    return frozenset(word for lines in section.values() for word in lines.split())


_ROLES = read_toml("roles.toml")
_FRONT_TITLES = _words(_ROLES["title_in_front"])
_BETWEEN = _words(_ROLES["particle_between"])
_ASSIMILATED: dict[str, str] = _ROLES["assimilated"]
_ROLE_OF: dict[str, Role] = (
    dict.fromkeys(_words(_ROLES["title"]) - _FRONT_TITLES, Role.TITLE)
    | dict.fromkeys(_words(_ROLES["particle"]) - _BETWEEN, Role.PARTICLE)
    | dict.fromkeys(_words(_ROLES["generation"]), Role.GENERATION)
)


def roles_of(parts: Sequence[str]) -> tuple[Role | None, ...]:
    """The role of every part of one name, doubtful words (`Prince`, `Amir`, `as`, `la`) judged by where they stand.

    At least one part always keeps the role None, so that a name never vanishes.
    """
    roles: list[Role | None] = []
    in_front = True
    for at, part in enumerate(parts):
        role = _ROLE_OF.get(part)
        if role is None and in_front and part in _FRONT_TITLES and len(parts) - at > 2:
            role = Role.TITLE
        if role is None and _is_particle_here(parts, at):
            role = Role.PARTICLE
        if role is Role.GENERATION and at == 0:
            role = None
        in_front = in_front and role is Role.TITLE
        roles.append(role)
    if roles and None not in roles:
        roles[-1] = None
    return tuple(roles)


def _is_particle_here(parts: Sequence[str], at: int) -> bool:
    part = parts[at]
    if at + 1 == len(parts):
        return False
    after = parts[at + 1]
    opening = _ASSIMILATED.get(part)
    if opening is not None and after.startswith(opening):
        return len(after) >= (_MIN_AFTER_AN if part == "an" else _MIN_NEIGHBOUR)
    if part not in _BETWEEN:
        return False
    before = parts[at - 1] if at else ""
    return len(after) >= _MIN_NEIGHBOUR and (not before or len(before) >= _MIN_NEIGHBOUR or before in _ROLE_OF)


def _read_variants() -> tuple[dict[str, int], dict[int, tuple[str, ...]]]:
    group_of: dict[str, int] = {}
    groups: dict[int, tuple[str, ...]] = {}
    for file in _VARIANT_FILES:
        for row in read_rows(file):
            number = len(groups)
            groups[number] = tuple(row)
            for spelling in row:
                if spelling in group_of:
                    raise ValueError(f"{file}: {spelling!r} stands in two groups of spellings")
                group_of[spelling] = number
    return group_of, groups


_VARIANT_OF, _SPELLINGS = _read_variants()


def variant_group(part: str) -> int | None:
    """The number of the group of spellings `part` belongs to: equal numbers mean spellings of one name."""
    return _VARIANT_OF.get(part)


def spellings_of(part: str) -> tuple[str, ...]:
    """All known spellings of the name `part` is a spelling of, its scholarly one first; only itself if unknown."""
    group = _VARIANT_OF.get(part)
    return (part,) if group is None else _SPELLINGS[group]


def canonical_spelling(part: str) -> str:
    """The scholarly spelling of the name `part` is a known spelling of, or `part` itself."""
    group = _VARIANT_OF.get(part)
    return part if group is None else _SPELLINGS[group][0]


_NO_GROUPS: frozenset[int] = frozenset()


def _read_nicknames() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, row in enumerate(read_rows("nicknames.csv")):
        formal, *short = row
        for form in {*spellings_of(formal), *short}:
            groups.setdefault(form, set()).add(number)
    return {form: frozenset(numbers) for form, numbers in groups.items()}


_NICKNAMES = _read_nicknames()


def nickname_group(part: str) -> frozenset[int]:
    """The numbers of the given names `part` is a formal, short, pet or foreign form of; empty if none is known.

    Two parts that share a number may be one given name (Aleksandr and Sasha).
    """
    return _NICKNAMES.get(part, _NO_GROUPS)


_FATHER_ENDINGS = tuple(
    sorted(
        (ending for kind in ("male", "female", "turkic") for ending in _ROLES["patronymic"][kind].split()),
        key=len,
        reverse=True,
    )
)
_SHORT_FATHER_ENDINGS = tuple(_ROLES["patronymic"]["male_short"].split())
_SHORT_FATHERS = frozenset({"il", "kuzm", "nikit", "fom", "luk", "savv", "foma", "mikit", "sav", "illy"})


@lru_cache(maxsize=100_000)
def patronymic_root(part: str) -> str | None:
    """The father's name inside a Slavic or Turkic father's name (`vladimirovich` gives `vladimir`); None if it is none.

    A root is only as exact as its ending: `sergeevich` gives `serge`. Serbian family names in -ovic look the same, so
    the caller decides by position whether the part is a father's name.
    """
    for ending in _FATHER_ENDINGS:
        if part.endswith(ending):
            root = part[: -len(ending)]
            return root if len(root) >= _MIN_ROOT else None
    for ending in _SHORT_FATHER_ENDINGS:
        root = part.removesuffix(ending)
        if root != part and root in _SHORT_FATHERS:
            return root
    return None


_FAMILY: dict[str, str] = _ROLES["family"]
_FAMILY_ENDINGS = tuple(sorted(_FAMILY.items(), key=lambda pair: len(pair[0]), reverse=True))


@lru_cache(maxsize=100_000)
def family_root(part: str) -> str:
    """A Slavic family name in its male form, so that Ivanov and Ivanova, -skiy and -skaya fall together.

    Equal roots say one family, not one person: the gender still differs. For family names only: given names such as
    Marina end alike.
    """
    for female, male in _FAMILY_ENDINGS:
        if part.endswith(female) and len(part) - len(female) >= _MIN_ROOT:
            return part[: -len(female)] + male
    return part
