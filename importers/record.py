"""A published record that is emptied field by field, so that nothing in it is overlooked.

An importer takes each field once or ignores it by name; what is left over becomes an issue.
"""

from collections.abc import Iterator
from typing import Any

from importers.draft import Issue, Position
from importers.vocabulary import IssueCode


class Record:
    """One row or element as (field -> text), consumed by `take`.

    `raw` stays whole for the draft: the fields, unless the record as published is another mapping. Null tokens are
    what the publisher writes for "nothing here".
    """

    def __init__(
        self,
        fields: dict[str, Any],
        position: Position,
        null_tokens: frozenset[str] = frozenset(),
        raw: dict[str, Any] | None = None,
    ) -> None:
        self.raw = fields if raw is None else raw
        self.position = position
        self._left = dict(fields)
        self._null_tokens = null_tokens

    def take(self, field: str) -> str:
        """The trimmed text of a field, "" when it is absent, blank or a null token. A second take gives ""."""
        value = self._left.pop(field, "")
        text = value.strip() if isinstance(value, str) else "" if value is None else str(value)
        return "" if text in self._null_tokens else text

    def ignore(self, *fields: str) -> None:
        """Name the fields that are deliberately not read."""
        for field in fields:
            self._left.pop(field, None)

    def leftovers(self, reference: str | None) -> Iterator[Issue]:
        """One issue for each field that holds a value and was neither taken nor ignored."""
        for field, value in self._left.items():
            if value in (None, "") or str(value).strip() in self._null_tokens:
                continue
            yield Issue(
                IssueCode.UNKNOWN_FIELD,
                f"The field “{field}” is not known for this list; its value was kept as published but not read.",
                self.position,
                reference=reference,
                field=field,
                value=str(value)[:200],
                mend="Tell the maintainers, so that the importer learns the new field.",
            )
