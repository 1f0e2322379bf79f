"""Golden drafts: what an importer made of a fixture once a person had looked at it, compared exactly.

`REGISTRY_WRITE_GOLDEN=1 pytest tests/importers` writes them anew; read the difference before committing it.
"""

import dataclasses
import json
import os
from collections.abc import Iterable
from pathlib import Path

from importers.draft import Issue, ListingDraft

_EMPTY: tuple[object, ...] = (None, (), [], {}, "", False)


def compare(found: Iterable[ListingDraft | Issue], golden: Path) -> None:
    """Fail where the drafts and issues differ from the JSON lines kept in `golden`."""
    text = as_json_lines(found)
    if os.environ.get("REGISTRY_WRITE_GOLDEN") == "1":
        golden.write_text(text, encoding="utf-8")
    kept = golden.read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.splitlines()] == [json.loads(line) for line in kept.splitlines()]


def as_json_lines(found: Iterable[ListingDraft | Issue]) -> str:
    """One JSON object for each draft or issue, in order; empty fields left out, `of` saying which it is."""
    lines = [json.dumps({"of": type(item).__name__} | _filled(item), ensure_ascii=False, default=str) for item in found]
    return "\n".join(lines) + "\n"


def _filled(item: ListingDraft | Issue) -> dict[str, object]:
    pruned = _pruned(dataclasses.asdict(item))
    assert isinstance(pruned, dict)
    return pruned


def _pruned(value: object) -> object:
    if isinstance(value, dict):
        # `valid` keeps False: a number that fails its check digit is not one without check digits.
        return {
            key: _pruned(inner)
            for key, inner in value.items()
            if inner not in _EMPTY or (key == "valid" and inner is False)
        }
    if isinstance(value, list | tuple):
        return [_pruned(inner) for inner in value]
    return value
