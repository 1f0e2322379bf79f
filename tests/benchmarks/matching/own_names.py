"""`REGISTRY_LISTS_DIR=... python -m tests.benchmarks.matching.own_names`: each name finds its own listing first.

Every name and alias of every list that can be read here, in whatever script, is asked for on its own list, as a query
and on screening. First means: nothing stands before the listing that does not bear the very name asked for; where two
listings of one list bear one name, either may come first.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from matching.index import Index
from matching.normalise import name_parts
from matching.screen import Screen
from matching.subject import Subject
from tests.benchmarks.matching.figures import variants
from tests.benchmarks.matching.lists import READERS


def lost_names(lists_dir: Path, source: str) -> tuple[int, list[str]]:
    """How many names one list has, and those that do not find their own listing first, each with what came instead."""
    variant = variants(lists_dir, ("all",), (source,))[0]
    listings = [(reference, subject) for (_, reference), subject in zip(variant.keys, variant.subjects, strict=True)]
    bearers: dict[str, set[str]] = {}
    for reference, subject in listings:
        for name in subject.names:
            bearers.setdefault(_bare(name.text), set()).add(reference)
    lost = []
    asked = 0
    with TemporaryDirectory() as folder:
        index, screen = Index.build(Path(folder), listings), Screen(listings)
        for reference, query in _queries(listings):
            asked += 1
            text = query.names[0].text
            own = bearers[_bare(text)]
            found = {
                "search": [hit.id for hit in index.search(query, 1)],
                "screening": [hit.id for hit in screen.ask(query, 1)],
            }
            lost += [
                f"{source} {reference}: {text!r} {how} gives {ids}" for how, ids in found.items() if not own & {*ids}
            ]
    return asked, lost


def _queries(listings: list[tuple[str, Subject]]) -> Iterator[tuple[str, Subject]]:
    for reference, subject in listings:
        for name in subject.names:
            if name_parts(name.text):
                yield reference, Subject(subject.kind, (name,))


def _bare(text: str) -> str:
    return " ".join(sorted(name_parts(text)))


def main() -> None:
    """Ask for all names of all lists."""
    whole = gone = 0
    for source in READERS:
        asked, lost = lost_names(Path(os.environ["REGISTRY_LISTS_DIR"]), source)
        whole, gone = whole + asked, gone + len(lost)
        print(f"{source}: {asked:,} names, {len(lost)} lost", *lost, sep="\n  ", flush=True)
    print(f"all lists: {whole:,} names, {gone} lost")


if __name__ == "__main__":
    main()
