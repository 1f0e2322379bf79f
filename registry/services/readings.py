"""How a submission's files are read: as the file itself says, by a partner's mapping, or as an announcement."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from importers import reading
from importers.draft import Issue, ListingDraft
from importers.reading import Facts, Reading
from registry.errors import Invalid

How = Mapping[str, Any] | None
"""None: the file says itself what it is (a published format, the registry's template). Else one key, the kind of
reading, with what that kind needs as JSON values."""
Reader = Callable[[str, Any, Sequence[Path], Facts], Iterator[ListingDraft | Issue]]

READERS: dict[str, Reader] = {}
"""The kinds of reading that the file does not name itself."""


def read(list_key: str, how: How, paths: Sequence[Path]) -> Reading:
    """The reading of these files. Raises `Invalid` for a kind of reading that there is not."""
    if how is None:
        return reading.read(list_key, *paths)
    kind, needs = one_kind(how)
    return Reading(list_key, paths, lambda files, facts: READERS[kind](list_key, needs, files, facts))


def one_kind(how: Mapping[str, Any]) -> tuple[str, Any]:
    """The kind of reading and what it needs. Raises `Invalid`."""
    if len(how) != 1 or next(iter(how)) not in READERS:
        raise Invalid("This is no way to read a file.", f"The ways are: {', '.join(sorted(READERS)) or 'none'}.")
    return next(iter(how.items()))
