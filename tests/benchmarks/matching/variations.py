"""Labelled variations of listed names by class, so that every change of the matcher can be seen class by class.

Each class takes a name from a LISTINGS.csv and writes it as another source might (the same party), or changes the one
part that makes it somebody else's name (a different party). The spelling rules here are written apart from the
matcher's own tables on purpose: a table must not be its own test. Same seed, same pairs.
Run `python tests/benchmarks/matching/variations.py LISTINGS.csv OUT.csv [--each 150] [--seed 1]`.
"""

import argparse
import csv
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

PATRONYMIC = r"(?i)(ovich|evich|ovna|evna|ovych)$"
HEADER = ("kind", "name_a", "name_b", "same", "class")
PARTICLES = frozenset("abu al ben bin bint da de del der di dos el ibn la ould van von".split())  # noqa: SIM905 - one line beats eighteen


def _rules(text: str) -> tuple[tuple[str, str], ...]:
    """Read "old>new old>new"; an underscore stands for a space."""
    pairs = (rule.replace("_", " ").split(">") for rule in text.split())
    return tuple((old, new) for old, new in pairs)


ARABIC = _rules(
    "muhammad>mohammed muhammad>mohamed mohammad>muhammad ahmad>ahmed husayn>hussein hussein>husain hassan>hasan "
    "yusuf>youssef abdul_>abd_al- abd_al->abdul al->el- al->al_ khalid>khaled ibrahim>ebrahim sulayman>suleiman "
    "umar>omar uthman>othman q>k oo>u ou>u sh>ch ay>ei iyy>i ee>i dh>d aa>a '> mahmud>mahmoud mustafa>moustafa "
    "sayyid>seyed j>dj"
)
SLAVIC = _rules(
    "iy_>y_ ey_>ei_ ii_>y_ yev>ev ye>e ks>x aleksandr>alexander shch>sch kh>h ya>ia yu>iu ov_>off_ ts>tz zh>j "
    "iya>ia sergey>sergei dmitriy>dmitry yuriy>yuri vyacheslav>viacheslav nikolay>nikolai vladimir>volodymyr "
    "aleksey>oleksii mikhail>mykhailo ovich>ovych evich>eevich"
)
KOREAN = _rules(
    "kim_>gim_ ri_>lee_ pak_>park_ choe_>choi_ chol>cheol chong>jong song>sung yong>young kwang>gwang ->_ -> "
    "jo>cho hyok>hyuk"
)
NICKNAMES = _rules(
    "william>bill robert>bob aleksandr>sasha mikhail>misha jose>pepe francisco>paco vladimir>volodya michael>mike "
    "dmitry>dima sergei>seryozha nikolai>kolya ivan>vanya jesus>chucho james>jim thomas>tom joseph>joe victor>vic"
)
GENDERS = _rules(
    "alexander>alexandra aleksandr>aleksandra viktor>viktoria evgeny>evgenia evgeniy>evgeniya mario>maria jamil>jamila "
    "khalid>khalida karim>karima valentin>valentina julio>julia daniel>daniela carlos>carla angel>angela "
    "francisco>francisca roman>romana rashid>rashida amir>amira nikolai>nikola samir>samira antonio>antonia ivan>ivana"
)
TITLES = ("Dr.", "General", "Colonel", "Haji", "Sheikh", "Mullah", "Prof.", "Sayyid", "Mr")
COUNTRIES = (
    "Iran",
    "Iraq",
    "Syria",
    "Sudan",
    "Somalia",
    "Pakistan",
    "Russia",
    "Belarus",
    "Libya",
    "Yemen",
    "Kenya",
    "Panama",
)
FORMS = _rules(
    "llc>limited_liability_company llc>ooo ltd.>limited co.,>company jsc>joint_stock_company ojsc>oao pjsc>pao "
    "s.a.>sociedad_anonima gmbh>g.m.b.h. corp>corporation inc>incorporated"
)
WORDS = _rules(
    "bank>banco company>compania trading>comercio foundation>fondation industries>industrias "
    "organization>organisation centre>center institute>institut university>universidad ministry>ministerio and>& "
    "international>intl transport>transporte group>gruppa"
)
DIFFERENT_WORDS = _rules(
    "defence>finance steel>sugar shipping>mining trading>construction bank>insurance north>south east>west "
    "northern>southern air>naval physics>chemistry oil>gas army>navy import>export first>second "
    "research>production foundation>party"
)


@dataclass(frozen=True, slots=True)
class Pool:
    """The parts other parties bear, by place in the name, to put in another's stead."""

    firsts: list[str]
    lasts: list[str]
    patronymics: list[str]
    nisbas: list[str]
    words: list[str]
    lookalikes: dict[str, list[str]]

    @classmethod
    def of(cls, people: list[list[str]], organisations: list[list[str]], spellings: set[frozenset[str]]) -> "Pool":
        """Collect the parts of the given names; `spellings` are pairs of parts seen to be one name spelt twice."""
        whole = [part for parts in people for part in parts]
        return cls(
            firsts=[parts[0] for parts in people],
            lasts=[parts[-1] for parts in people if not parts[-1].lower().startswith("al-")],
            patronymics=[part for part in whole if re.search(PATRONYMIC, part)],
            nisbas=[part for part in whole if part.lower().startswith("al-")],
            words=[words[0] for words in organisations if len(words[0]) > 4],
            lookalikes=_lookalikes(whole, spellings),
        )


def _lookalikes(whole: list[str], spellings: set[frozenset[str]]) -> dict[str, list[str]]:
    """Parts borne by several people that are one letter apart and never seen as two spellings of one name."""
    counts = Counter(part.lower() for part in whole if part.isalpha())
    usual = sorted(part for part, count in counts.items() if count > 1 and len(part) > 3)
    found: dict[str, list[str]] = {}
    for part in usual:
        near = process.extract(part, usual, scorer=OSA.distance, score_cutoff=1, limit=None)
        others = [other for other, gap, _ in near if gap and frozenset((part, other)) not in spellings]
        if others:
            found[part] = others
    return found


def seen_spellings(listings: Path) -> set[frozenset[str]]:
    """Pairs of parts at most two letters apart in two names of one listing: two spellings of one name."""
    names: dict[tuple[str, str], list[list[str]]] = {}
    with listings.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] == "person":
                names.setdefault((row["list"], row["reference"]), []).append(
                    row["name"].lower().replace(",", "").split()
                )
    found: set[frozenset[str]] = set()
    for own in names.values():
        parts = sorted({part for name in own[:30] for part in name})
        found |= {frozenset((a, b)) for a in parts for b in parts if a < b and OSA.distance(a, b, score_cutoff=2) <= 2}
    return found


Change = Callable[[list[str], Pool, random.Random], str | None]


def _swap(parts: list[str], _: Pool, __: random.Random) -> str | None:
    return " ".join([parts[-1], *parts[:-1]]) if parts[-2].lower() not in PARTICLES else None


def _comma(parts: list[str], _: Pool, __: random.Random) -> str | None:
    return f"{parts[-1].upper()}, {' '.join(parts[:-1])}" if parts[-2].lower() not in PARTICLES else None


def _omit(parts: list[str], _: Pool, __: random.Random) -> str | None:
    return (
        " ".join([parts[0], *parts[2:]])
        if len(parts) > 2 and not PARTICLES & {part.lower() for part in parts}
        else None
    )


def _typo(parts: list[str], _: Pool, chance: random.Random) -> str | None:
    long = [place for place, part in enumerate(parts) if len(part) >= 6 and part.isalpha()]
    if not long:
        return None
    place = chance.choice(long)
    part, at = parts[place], chance.randrange(1, len(parts[place]) - 2)
    changed = (
        part[:at] + part[at + 1 :],
        part[:at] + part[at + 1] + part[at] + part[at + 2 :],
        part[:at] + part[at] + part[at:],
    )
    return " ".join([*parts[:place], chance.choice(changed), *parts[place + 1 :]])


def _join(parts: list[str], _: Pool, chance: random.Random) -> str | None:
    if len(parts) < 3:
        return None
    place = chance.randrange(len(parts) - 1)
    return " ".join([*parts[:place], parts[place] + parts[place + 1].lower(), *parts[place + 2 :]])


def _initial(parts: list[str], _: Pool, __: random.Random) -> str | None:
    return " ".join([parts[0][0] + ".", *parts[1:]]) if len(parts) > 1 and len(parts[0]) > 2 else None


def _initials(parts: list[str], _: Pool, __: random.Random) -> str | None:
    if len(parts) != 3 or PARTICLES & {part.lower() for part in parts}:
        return None
    return f"{parts[0][0]}. {parts[1][0]}. {parts[2]}"


def _title(parts: list[str], _: Pool, chance: random.Random) -> str | None:
    return " ".join([chance.choice(TITLES), *parts])


def _respelt(rules: tuple[tuple[str, str], ...], times: int) -> Change:
    def change(parts: list[str], _: Pool, chance: random.Random) -> str | None:
        text = " ".join(parts).lower() + " "
        fitting = [rule for rule in rules if rule[0] in text]
        for old, new in chance.sample(fitting, min(times, len(fitting))):
            text = text.replace(old, new)
        return text.strip().title() if fitting else None

    return change


def _reworded(rules: tuple[tuple[str, str], ...]) -> Change:
    def change(parts: list[str], _: Pool, chance: random.Random) -> str | None:
        words = [part.lower() for part in parts]
        fitting = [
            (one, other) for pair in rules for one, other in (pair, pair[::-1]) if f" {one} " in f" {' '.join(words)} "
        ]
        if not fitting:
            return None
        old, new = chance.choice(fitting)
        return f" {' '.join(words)} ".replace(f" {old} ", f" {new} ").strip().title()

    return change


def _replace(place: Callable[[list[str]], int | None], pool: Callable[[Pool], list[str]]) -> Change:
    def change(parts: list[str], others: Pool, chance: random.Random) -> str | None:
        at = place(parts)
        new = chance.choice(pool(others)) if at is not None and pool(others) else None
        if at is None or new is None or _opening(new) == _opening(parts[at]):
            return None
        return " ".join([*parts[:at], new, *parts[at + 1 :]])

    return change


def _opening(part: str) -> str:
    return part.lower().removeprefix("al-")[:3]


def _first(parts: list[str]) -> int | None:
    return 0 if parts[0].lower() not in PARTICLES and len(parts[0]) > 2 else None


def _last(parts: list[str]) -> int | None:
    return len(parts) - 1 if not parts[-1].lower().startswith("al-") and parts[-2].lower() not in PARTICLES else None


def _middle(parts: list[str]) -> int | None:
    return 1 if len(parts) > 2 and not PARTICLES & {part.lower() for part in parts} else None


def _ending(pattern: str) -> Callable[[list[str]], int | None]:
    return lambda parts: next((place for place, part in enumerate(parts) if re.search(pattern, part)), None)


def _bin_reversed(parts: list[str], _: Pool, __: random.Random) -> str | None:
    low = [part.lower() for part in parts]
    at = next((low.index(word) for word in ("bin", "ibn", "ben") if word in low[1:-1]), 0)
    if at < 1 or low[at - 1] == low[at + 1] or low[at + 1] in PARTICLES:
        return None
    return " ".join([*parts[: at - 1], parts[at + 1], parts[at], parts[at - 1], *parts[at + 2 :]])


def _other_gender(parts: list[str], _: Pool, __: random.Random) -> str | None:
    text = " ".join(parts)
    changed = re.sub(r"(?i)(ov|ev|in)\b", r"\1a", re.sub(r"(?i)([oe]v)ich\b", r"\1na", text))
    return changed if changed.count("a") - text.count("a") >= 2 else None


def _generation(parts: list[str], _: Pool, chance: random.Random) -> str | None:
    pair = {"Jr.": "Sr.", "Jr": "Sr", "II": "III", "III": "IV"}
    at = next((place for place, part in enumerate(parts) if part in pair), None)
    return None if at is None else " ".join([*parts[:at], pair[parts[at]], *parts[at + 1 :]])


def _one_letter_off(parts: list[str], others: Pool, chance: random.Random) -> str | None:
    fitting = [(place, other) for place, part in enumerate(parts) for other in others.lookalikes.get(part.lower(), ())]
    if not fitting:
        return None
    place, other = chance.choice(fitting)
    return " ".join([*parts[:place], other.title(), *parts[place + 1 :]])


def _renumbered(parts: list[str], _: Pool, chance: random.Random) -> str | None:
    text = " ".join(parts)
    number = re.search(r"\d+", text)
    return (
        None
        if number is None
        else text[: number.start()] + str(int(number[0]) + chance.randint(1, 8)) + text[number.end() :]
    )


def _other_country(parts: list[str], _: Pool, chance: random.Random) -> str | None:
    at = next((place for place, part in enumerate(parts) if part.title() in COUNTRIES), None)
    if at is None:
        return None
    other = chance.choice([country for country in COUNTRIES if country != parts[at].title()])
    return " ".join([*parts[:at], other, *parts[at + 1 :]])


def _to_roman(parts: list[str], _: Pool, __: random.Random) -> str | None:
    numerals = {"2": "II", "3": "III", "4": "IV", "6": "VI", "7": "VII", "8": "VIII", "9": "IX"}
    changed = [numerals.get(part, part) for part in parts]
    return " ".join(changed) if changed != parts else None


PERSON: dict[str, tuple[bool, Change]] = {
    "given and family swapped": (True, _swap),
    "SURNAME, Given": (True, _comma),
    "middle part left out": (True, _omit),
    "typo": (True, _typo),
    "parts joined": (True, _join),
    "first part an initial": (True, _initial),
    "initials": (True, _initials),
    "title added": (True, _title),
    "Arabic spelling": (True, _respelt(ARABIC, 2)),
    "Slavic spelling": (True, _respelt(SLAVIC, 2)),
    "Korean spelling": (True, _respelt(KOREAN, 1)),
    "nickname": (True, _reworded(NICKNAMES)),
    "another given name": (False, _replace(_first, lambda pool: pool.firsts)),
    "another family name": (False, _replace(_last, lambda pool: pool.lasts)),
    "another patronymic": (False, _replace(_ending(PATRONYMIC), lambda pool: pool.patronymics)),
    "another nisba": (False, _replace(_ending(r"(?i)^al-"), lambda pool: pool.nisbas)),
    "another middle part": (False, _replace(_middle, lambda pool: pool.firsts)),
    "bin reversed": (False, _bin_reversed),
    "the other gender": (False, _other_gender),
    "the other gender's given name": (False, _reworded(GENDERS)),
    "another generation": (False, _generation),
    "another name one letter off": (False, _one_letter_off),
}
ORGANISATION: dict[str, tuple[bool, Change]] = {
    "typo": (True, _typo),
    "legal form respelt": (True, _reworded(FORMS)),
    "generic word translated": (True, _reworded(WORDS)),
    "words joined": (True, _join),
    "numeral in Roman": (True, _to_roman),
    "another first word": (False, _replace(_first, lambda pool: pool.words)),
    "another generic word": (False, _reworded(DIFFERENT_WORDS)),
    "another numeral": (False, _renumbered),
    "another country": (False, _other_country),
}


def variations(
    names: dict[str, list[str]], spellings: set[frozenset[str]], each: int, seed: int
) -> Iterator[tuple[str, str, str, int, str]]:
    """Yield (kind, name, variation, same, class), up to `each` per class, from Latin `names` by kind."""
    chance = random.Random(seed)  # noqa: S311 - a fixed sequence is the point
    split = {kind: [parts for parts in map(str.split, listed) if len(parts) > 1] for kind, listed in names.items()}
    pool = Pool.of(split["person"], split["organisation"], spellings)
    for kind, classes in (("person", PERSON), ("organisation", ORGANISATION)):
        for label, (same, change) in classes.items():
            found = 0
            for parts in chance.sample(split[kind], len(split[kind])):
                other = change(parts, pool, chance)
                if other is not None and other.lower() != " ".join(parts).lower():
                    found += 1
                    yield kind, " ".join(parts), other, int(same), label
                if found == each:
                    break


def latin_names(listings: Path) -> dict[str, list[str]]:
    """The first Latin name of every listing, by kind; "SURNAME, Given" of persons is turned round."""
    names: dict[str, list[str]] = {"person": [], "organisation": []}
    seen = set()
    with listings.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            key = (row["list"], row["reference"])
            if row["name"].isascii() and row["kind"] in names and key not in seen:
                seen.add(key)
                family, comma, given = row["name"].partition(", ")
                turned = f"{given} {family}" if comma and row["kind"] == "person" else row["name"]
                names[row["kind"]].append(turned)
    return names


def main() -> None:
    """Write the labelled pairs from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("listings", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with asked.out.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEADER)
        rows.writerows(variations(latin_names(asked.listings), seen_spellings(asked.listings), asked.each, asked.seed))


if __name__ == "__main__":
    main()
