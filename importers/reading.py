"""Reading one list's files: which importer, what it yields, and the facts it learned about the file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from importers import catalogue
from importers.draft import Issue, ListingDraft
from importers.template_mark import is_template

if TYPE_CHECKING:
    from importers.mapping import Mapping


@dataclass(slots=True)
class Facts:
    """What a file says about itself, filled in while it is read.

    `records` counts the records (one for each listing) met so far; once a reading is exhausted,
    records = drafts + issues that refuse. `rows` counts the physical rows or elements behind them.
    """

    published_on: date | None = None
    publisher_count: int | None = None
    records: int = 0
    rows: int = 0
    shape: str = ""  # which of a list's formats this was, e.g. "SDN.XML"
    notes: list[str] = field(default_factory=list)
    hidden_rows: tuple[int, ...] = ()  # rows of the sheet that its sender may not have seen
    whole: bool = False  # one refused record refuses the file: its sender can mend it, unlike a publisher's


Importer = Callable[[Sequence[Path], Facts], Iterator[ListingDraft | Issue]]


class Reading:
    """A stream of drafts and issues; `facts` is complete once the stream is exhausted.

    Iterating raises `importers.errors.FileRefused` when the file cannot be used at all.
    """

    def __init__(self, list_key: str, paths: Sequence[Path], importer: Importer) -> None:
        self.list_key = list_key
        self.paths = tuple(paths)
        self.facts = Facts()
        self._importer = importer

    def __iter__(self) -> Iterator[ListingDraft | Issue]:
        return self._importer(self.paths, self.facts)


def read(list_key: str, *paths: Path | str, mapping: "Mapping | None" = None) -> Reading:
    """Read the file or files of one list, e.g. `read("un_sc", "consolidated.xml")`.

    Any list may come in the registry's template instead of its publisher's format; the file itself says so. With a
    `mapping` it is a partner's own table and is read by that. Raises `KeyError` for a list that the catalogue does not
    know.
    """
    spec = catalogue.lookup(list_key)
    importer: Importer = partial(_as_it_says, list_key, spec.importer())
    if mapping is not None:
        from importers.mapped import read_mapped  # it reads with the facts of this module

        importer = partial(read_mapped, list_key, mapping)
    return Reading(list_key, [Path(p) for p in paths], importer)


def _as_it_says(
    list_key: str, importer: Importer, paths: Sequence[Path], facts: Facts
) -> Iterator[ListingDraft | Issue]:
    if len(paths) == 1 and is_template(paths[0]):
        from importers.template import read_template  # it reads with the facts of this module

        return read_template(list_key, paths[0], facts)
    return importer(paths, facts)
