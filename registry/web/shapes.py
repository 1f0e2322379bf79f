"""What a file is that somebody sent: a format that its importer reads, or a table whose columns must be mapped.

Only the head of a table is looked at here, after the gate; a worker reads all of it.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from importers import anytable, reading
from importers.draft import ListingDraft
from importers.errors import FileRefused
from importers.gate import kind_of
from importers.headers import Kind, find
from importers.limits import TABLE
from importers.mapping import Mapping
from importers.template_mark import is_template
from importers.workbook import WORKBOOKS, Book
from registry import db
from registry.services import mappings, readings
from registry.services.actors import Actor
from registry.services.readings import How
from registry.services.storage import Store

_HEAD_ROWS, _HEAD_BYTES = 200, 256 * 1024


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is read; `ready` when nobody must be asked first."""

    ready: bool
    reading: How = None


def recognise(store: Store, actor: Actor, list_key: str, paths: Sequence[Path], *, own_table: bool) -> Shape:
    """How these files are read: as their importer reads them, else by what is known of the partner's own tables.

    `own_table`: the sender says that it is one, whatever it looks like.
    """
    if not own_table and _is_official(list_key, paths):
        return Shape(True)
    with db.read(store.engine) as session:
        known = mappings.known(session, actor, list_key)
    fitting = next((item.mapping for item in known if _fits(paths[0], item.mapping)), None)
    return Shape(fitting is not None, {"mapping": readings.plain(fitting)} if fitting else None)


def _fits(path: Path, mapping: Mapping) -> bool:
    """Whether the header is the one that the mapping was made for; columns may have moved."""
    try:
        names, sheet = anytable.head(path, mapping.sheet, mapping.form, _HEAD_ROWS)
    except FileRefused:
        return False
    found = find(sheet, mapping) if mapping.sheet in (*names, None) else None
    return found is not None and all(change.kind is Kind.MOVED for change in found.changes)


def _is_official(list_key: str, paths: Sequence[Path]) -> bool:
    """Whether the list's importer takes the file: tried on its head, so that a large one costs little."""
    kind = kind_of(paths[0], TABLE)
    if len(paths) > 1 or kind in ("xml", "gzip") or is_template(paths[0]):
        return True
    with tempfile.TemporaryDirectory(prefix="registry-head-") as folder:
        head = Path(folder) / paths[0].name
        if kind in WORKBOOKS:
            _copy_sheets(paths[0], head)
        else:
            with paths[0].open("rb") as stream:
                data = stream.read(_HEAD_BYTES)
            head.write_bytes(data[: data.rfind(b"\n") + 1] if len(data) == _HEAD_BYTES else data)
        try:
            return any(isinstance(item, ListingDraft) for item in islice(reading.read(list_key, head), _HEAD_ROWS))
        except FileRefused:
            return False


def _copy_sheets(path: Path, head: Path) -> None:
    """The first rows of every sheet in their places, as a workbook."""
    source, copy = Book(path, TABLE), Workbook(write_only=True)
    for name in source.names:
        sheet, last = copy.create_sheet(name), 0
        for number, values in source.rows(name):
            if number > _HEAD_ROWS:
                break
            for _ in range(number - last - 1):
                sheet.append([])
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", v) if isinstance(v, str) else v for v in values])
            last = number
    copy.save(head)
