"""Very many listings: the published lists, and as many invented ones as a figure of size needs.

Invented people are put together from parts of listed names, so that rare and common parts are as rare and as common as
they are on real lists, and each stands on three invented lists in other spellings, as real people do.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from matching.link import Listing
from matching.subject import Kind, Subject, SubjectName
from tests.benchmarks.matching.figures import variants
from tests.benchmarks.matching.lists import READERS
from tests.benchmarks.matching.strangers import recombined
from tests.benchmarks.matching.variations import PERSON, Pool

INVENTED_LISTS = ("one", "two", "three")
_CHANGES = ("given and family swapped", "typo", "parts joined", "Arabic spelling", "Slavic spelling", "SURNAME, Given")
_BIRTHS_KNOWN = 0.7
_COUNTRIES = "AF BY CU IR IQ KP LY ML MM NI RU SD SO SS SY UA VE YE ZW CD".split()  # noqa: SIM905 - codes read better so


def many_listings(lists_dir: Path, listings: int, names: int, seed: int = 1) -> list[Listing]:
    """`listings` listings with `names` names: every published list that can be read here, and invented ones."""
    real = variants(lists_dir, ("all",), tuple(READERS))[0]
    known = [Listing(key[0], key[1], subject) for key, subject in zip(real.keys, real.subjects, strict=True)]
    count = listings - len(known)
    held = names - sum(len(listing.subject.names) for listing in known)
    if count <= 0 or held < count:
        raise ValueError(f"the published lists alone have {len(known):,} listings; ask for more, with a name each")
    people = [item.subject.names[0].text for item in known if item.subject.kind is Kind.PERSON]
    return [*known, *_invented(people, count, held, seed)]


def _invented(people: list[str], count: int, names: int, seed: int) -> Iterator[Listing]:
    """`count` listings of invented people with `names` names in all; a person stands on each of the invented lists."""
    chance = random.Random(seed)  # noqa: S311 - the same people every time
    pool = Pool([], [], [], [], [], {})
    persons = recombined(people, -(-count // len(INVENTED_LISTS)), seed)
    spare = names - count
    for number in range(count):
        place, which = divmod(number, len(INVENTED_LISTS))
        if which == 0:
            born = f"{chance.randrange(1935, 2000)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
            country = chance.choice(_COUNTRIES)
            said = persons[place]
            by_names = [chance.choice(persons).split()[0] for _ in range(4)]
        more = spare // (count - number)
        spare -= more
        yield Listing(
            INVENTED_LISTS[which],
            f"{place}",
            Subject(
                Kind.PERSON,
                tuple(SubjectName(text) for text in _spellings(said, 1 + more, (pool, by_names), chance)),
                births=(born if chance.random() < _BIRTHS_KNOWN else born[:4],),
                countries=(country,),
            ),
        )


def _spellings(name: str, count: int, others: tuple[Pool, list[str]], chance: random.Random) -> list[str]:
    """`count` spellings of a name, all different; the first is the name itself half the time."""
    pool, names = others
    made: dict[str, None] = {name: None} if chance.random() < 1 / 2 else {}
    while len(made) < count:
        text = name
        for _ in range(chance.randrange(1, 4)):
            parts = text.replace(",", "").title().split()
            text = PERSON[chance.choice(_CHANGES)][1](parts, pool, chance) or text
        if text in made:  # few ways to write a short name are left: it gets one more part, as by-names do
            name = f"{name} {chance.choice(names)}"
        made.setdefault(text)
    return list(made)
