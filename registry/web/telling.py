"""Contents of listings told in a few words: what a field said before a change, and what it says after it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from registry.services.cells import words
from registry.web.words import birth

_SHOWN, _LONGEST = 12, 400


def lines(field: str, value: Any) -> list[str]:
    """A value as lines of text, at most a dozen and one that says how many more there are."""
    if value in (None, "", [], {}):
        return []
    items = value if isinstance(value, list) else [value]
    shown = [_short(_one(field, item)) for item in items[:_SHOWN]]
    left = len(items) - _SHOWN
    return [*shown, gettext("and %(count)s more", count=left)] if left > 0 else shown


def _one(field: str, item: Any) -> str:
    if not isinstance(item, Mapping):
        return words(str(item)) if field in ("kind", "status") else str(item)
    if field == "births":
        return birth(item)
    if field == "designations":
        return _designation(item)
    if field == "names":
        notes = [str(item[key]) for key in ("kind", "strength") if item.get(key) not in (None, "unstated")]
        return f"{item['text']} ({', '.join(notes)})" if notes else str(item["text"])
    return ", ".join(_flat(item))


def _designation(item: Mapping[str, Any]) -> str:
    measures = ", ".join(words(one["code"]) for one in item.get("measures", ()) if "code" in one)
    rest = [f"{words(key)} {value}" for key, value in item.items()
            if isinstance(value, str) and key not in ("programme", "programme_source")]  # fmt: skip
    return "; ".join(filter(None, [str(item.get("programme", "")), measures, *rest]))


def _flat(item: Mapping[str, Any]) -> Sequence[str]:
    found: list[str] = []
    for value in item.values():
        if isinstance(value, Mapping):
            found += _flat(value)
        elif isinstance(value, list):
            found += [str(one) for one in value if not isinstance(one, Mapping)]
        elif value not in (None, "", False):
            found.append(str(value))
    return list(dict.fromkeys(found))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
