"""The content of a version: a draft as canonical JSON, and back again without loss.

Canonical means: keys sorted, no blanks, fields that hold their default left out. So a field that a later version
of the importers adds to the drafts does not change the hash of listings that do not have it.
"""

import json
import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from hashlib import sha256
from operator import attrgetter
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from importers.draft import ListingDraft, Position

_APART = frozenset({"raw", "position"})  # Columns of their own: neither is part of what is said about the party.
_IDENTITY = ("kind", "names", "births", "nationalities", "identifiers")
_NO_DEFAULT = object()


def to_content(draft: ListingDraft) -> str:
    """The canonical JSON of everything in the draft except `raw` and `position`."""
    return canonical(plain(draft))


def from_content(content: str, position: Position, raw: Mapping[str, Any]) -> ListingDraft:
    """The draft that `to_content` was given; raises `ValueError` or `TypeError` for any other text."""
    values = json.loads(content)
    build = _builder(ListingDraft)
    return cast(ListingDraft, build(values, position=position, raw=raw))


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value. Text that UTF-8 cannot carry is escaped."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    if text.isascii() or _encodable(text):
        return text
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def as_published(raw: Mapping[str, Any]) -> str:
    """The raw record as JSON in the publisher's order of fields; what is not text (a date cell) is kept as text."""
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"), default=str)
    return text if text.isascii() or _encodable(text) else json.dumps(raw, separators=(",", ":"), default=str)


def hash_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def identity_hash(content: Mapping[str, Any]) -> str:
    """A hash over what a judgement about identity rests on: kind, names, births, nationalities, identifiers."""
    return hash_of(canonical({field: content[field] for field in _IDENTITY if field in content}))


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True


@cache
def _shape(kind: type) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[str, Any], ...]]:
    kept = _kept(kind)
    return attrgetter(*(field.name for field in kept)), tuple((field.name, _default(field)) for field in kept)


def _kept(kind: type) -> list[Field[Any]]:
    return [field for field in fields(kind) if not (kind is ListingDraft and field.name in _APART)]


def _default(field: Field[Any]) -> Any:
    return _NO_DEFAULT if field.default is MISSING else field.default


def plain(value: Any) -> Any:
    """Plain JSON values (dict, list, str ...) of a draft or any part of it; raises `TypeError` for anything else."""
    kind = type(value)
    if kind is str or value is None or kind is bool or kind is int:
        return value
    if kind is tuple or kind is list:
        return [plain(item) for item in value]
    if is_dataclass(value):
        getter, names = _shape(cast(Hashable, kind))
        return {
            name: plain(item)
            for (name, default), item in zip(names, getter(value), strict=True)
            if item is not default and item != default
        }
    if kind is date:
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    raise TypeError(f"A draft cannot hold {value!r} of type {kind.__name__}.")


@cache
def _builder(kind: type) -> Callable[..., Any]:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in _kept(kind)}

    def build(values: Mapping[str, Any], **apart: Any) -> Any:
        return kind(**{name: readers[name](value) for name, value in values.items()}, **apart)

    return build


def _reader(hint: Any) -> Callable[[Any], Any]:
    """How to read a JSON value back as a value of that type."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [part for part in get_args(hint) if part is not type(None)]
        read = _reader(inner[0])
        return lambda value: None if value is None else read(value)
    if get_origin(hint) is tuple:
        return _tuple_reader(get_args(hint))
    if hint is date:
        return date.fromisoformat
    if is_dataclass(hint):
        return _builder(cast(type, hint))
    return cast(Callable[[Any], Any], hint if issubclass(hint, StrEnum) else _same)


def _tuple_reader(parts: tuple[Any, ...]) -> Callable[[Any], Any]:
    if parts[-1] is Ellipsis:
        each = _reader(parts[0])
        return lambda value: tuple(each(item) for item in value)
    readers = [_reader(part) for part in parts]
    return lambda value: tuple(read(item) for read, item in zip(readers, value, strict=True))


def _same(value: Any) -> Any:
    return value
