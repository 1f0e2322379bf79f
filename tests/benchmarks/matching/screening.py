"""Questions to a list: altered names of people who are on it, and names of strangers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from matching.normalise import name_parts
from matching.subject import Kind
from tests.benchmarks.matching.figures import Variant
from tests.benchmarks.matching.strangers import invented, recombined, unlisted
from tests.benchmarks.matching.variations import latin_names, seen_spellings, variations

Ask = Callable[[str], list[tuple[str, float]]]
"""Names the listings found for a name, best first, with a score."""


@dataclass(frozen=True, slots=True)
class Question:
    """A name asked for, the ids of the listings that are right (none for a stranger), and how the name was altered."""

    name: str
    answers: frozenset[str]
    how: str


def questions(variant: Variant, each: int, seed: int) -> list[Question]:
    """Altered names of the people of one list, at most `each` of every class of alteration."""
    owners: dict[frozenset[str], set[str]] = {}
    for (_, reference), subject in zip(variant.keys, variant.subjects, strict=True):
        for name in subject.names:
            owners.setdefault(frozenset(name_parts(name.text)), set()).add(reference)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        _write_people(variant, path)
        names, spellings = latin_names(path), seen_spellings(path)
    made = list(variations(names, spellings, each, seed))
    return [
        Question(pair[2], frozenset(owners[frozenset(name_parts(pair[1]))]), pair[4])
        for pair in made
        if pair[3] and pair[0] == Kind.PERSON and frozenset(name_parts(pair[1])) in owners
    ]


def _write_people(variant: Variant, path: Path) -> None:
    lines = ["list,reference,kind,name"]
    for (list_key, reference), subject in zip(variant.keys, variant.subjects, strict=True):
        if subject.kind is Kind.PERSON:
            lines += [
                f'{list_key},{reference},person,"{name.text.replace(chr(34), chr(39))}"' for name in subject.names
            ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def strangers(variant: Variant, count: int, seed: int) -> list[Question]:
    """People who are not on the list: three in four invented, one in four recombined from parts of listed names."""
    listed = [name.text for subject in variant.subjects for name in subject.names]
    people = [
        subject.names[0].text
        for subject in variant.subjects
        if subject.kind is Kind.PERSON and subject.names[0].text.isascii()
    ]
    made = unlisted(invented(count * 3 // 4, seed), listed)
    mixed = unlisted(recombined(people, count - count * 3 // 4, seed), listed)
    return [Question(name, frozenset(), "invented") for name in made] + [
        Question(name, frozenset(), "recombined") for name in mixed
    ]
