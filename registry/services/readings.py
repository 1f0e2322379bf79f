"""How a submission's files are read: as the file itself says, or by a partner's mapping of its own table."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from importers import mapped, mapping, reading
from importers.draft import Issue, ListingDraft
from importers.reading import Facts, Reading
from registry.errors import Invalid

How = Mapping[str, Any] | None
"""None: the file says itself what it is (a published format, the registry's template). Else one key, the kind of
reading, with what it needs as JSON values, e.g. `{"mapping": {...}}` as `importers.mapping.Mapping` writes it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of reading: `parse` makes what it needs of JSON values or raises `Invalid`; `read` takes that."""

    parse: Callable[[Any], Any]
    read: Callable[[str, Any, Sequence[Path], Facts], Iterator[ListingDraft | Issue]]


def _mapping(plain: Any) -> mapping.Mapping:
    try:
        return mapping.from_json(json.dumps(plain))
    except mapping.MappingError as error:
        raise Invalid(f"The mapping cannot be used: {error}", "Map the table anew.") from error


WAYS: dict[str, Way] = {"mapping": Way(_mapping, mapped.read_mapped)}
"""The kinds of reading that the file does not name itself."""


def read(list_key: str, how: How, paths: Sequence[Path]) -> Reading:
    """The reading of these files. Raises `Invalid` for a way that there is not."""
    if how is None:
        return reading.read(list_key, *paths)
    way, needs = _way(how)
    return Reading(list_key, paths, lambda files, facts: way.read(list_key, needs, files, facts))


def plain(made: mapping.Mapping) -> Any:
    """A mapping as the JSON values that a way of reading holds."""
    return json.loads(made.to_json())


def require_way(how: How) -> None:
    """Pass where files can be read that way. Raises `Invalid`."""
    if how is not None:
        _way(how)


def _way(how: Mapping[str, Any]) -> tuple[Way, Any]:
    if len(how) != 1 or next(iter(how)) not in WAYS:
        raise Invalid("This is no way to read a file.", f"The ways are: {', '.join(sorted(WAYS))}.")
    kind, plain = next(iter(how.items()))
    return WAYS[kind], WAYS[kind].parse(plain)
