"""Reads files in a process of bounded means and says for each what became of it, as one line of JSON.

`python child.py gate|read LIST FILE...`: `gate` takes a workbook's cells or a text's rows, `read` the whole way of
reading a list. Memory is bounded before the first byte is read; the parent bounds the time.
"""

import json
import resource
import sys
import time
from pathlib import Path

from importers import reading, textfile, workbook
from importers.draft import Issue, ListingDraft
from importers.errors import FileRefused
from importers.gate import UPLOAD, kind_of

MEMORY = 512 * 1024 * 1024


def gate(path: Path) -> dict[str, object]:
    """How many rows there are behind the two of the template's head."""
    if kind_of(path, UPLOAD) in workbook.WORKBOOKS:
        return {"records": sum(1 for _ in workbook.values(path, None, UPLOAD)) - 2}
    return {"records": sum(1 for _ in textfile.rows(path, limits=UPLOAD)) - 2}


def whole(list_key: str, path: Path) -> dict[str, object]:
    """Drafts, refusals and remarks of a reading."""
    items = list(reading.read(list_key, path))
    issues = [item for item in items if isinstance(item, Issue)]
    first = next((issue for issue in issues if issue.refuses), None)
    return {
        "records": sum(isinstance(item, ListingDraft) for item in items),
        "remarks": [issue.message for issue in issues if not issue.refuses],
        "refused": first
        and [first.message, first.mend or "", first.position.sheet, first.position.row, first.position.column],
    }


def _peak() -> int:
    """The most memory in bytes that this process has used; `getrusage` would tell its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def main(how: str, list_key: str, *files: str) -> None:
    # Address space is bounded above what Python maps without using; what it uses is measured.
    resource.setrlimit(resource.RLIMIT_AS, (3 * MEMORY, 3 * MEMORY))
    for name in files:
        path, begin = Path(name), time.process_time()
        try:
            found = gate(path) if how == "gate" else whole(list_key, path)
        except FileRefused as error:
            place = error.position
            found = {"refused": [error.message, error.mend, place.sheet, place.row, place.column], "file": place.file}
        found |= {
            "path": name, "cpu": time.process_time() - begin,
            "memory": _peak(),
        }  # fmt: skip
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
