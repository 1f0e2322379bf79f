"""What was read from a submission's files, laid aside on disk until it is decided what becomes of it.

Reading takes seconds and may fail at the last byte, so it happens before the database is locked. Only what is needed
to tell added, changed and unchanged listings apart stays in memory.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from importers.draft import Issue, ListingDraft, Position
from importers.quality import Tally
from importers.reading import Facts, Reading
from registry.errors import Invalid
from registry.models import ListingStatus
from registry.models.content import as_published, canonical, hash_of, plain

Progress = Callable[[str, int, int | None], None]
"""Called now and then with the stage (`reading`, `writing`), how many listings are done, and of how many if known."""

_REPORT_EVERY = 200


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """The progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft in the spool: what is needed to compare it with the open version, and where the rest lies."""

    reference: str
    content_hash: str
    status: ListingStatus
    status_on: date | None
    identity: str
    offset: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class SpooledDraft:
    """A draft read back from the spool: its content and raw record as JSON text, and its position."""

    content: str
    raw: str
    position: Position


@dataclass(slots=True)
class Spool:
    """All drafts and issues of one reading. `filled` counts the listings in which a field says something."""

    drafts: IO[bytes]
    issues: IO[bytes]
    facts: Facts = field(default_factory=Facts)
    entries: list[Entry] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)
    issue_codes: Counter[str] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)
    refused: int = 0
    refused_references: set[str] = field(default_factory=set)

    def draft(self, entry: Entry) -> SpooledDraft:
        """The whole draft behind an entry."""
        self.drafts.seek(entry.offset)
        content, raw, *place = json.loads(self.drafts.readline())
        return SpooledDraft(content, raw, Position(*place))

    def read_issues(self) -> Iterator[dict[str, Any]]:
        """The issues in the order of reading, as columns of `SubmissionIssue`."""
        self.issues.seek(0)
        for line in self.issues:
            yield json.loads(line)


def filled_fields(content: Mapping[str, Any]) -> frozenset[str]:
    """The fields whose loss would show that a file is damaged or was not understood, as far as they are filled."""
    designations = content.get("designations", ())
    present = {
        "kind": content["kind"] != "unknown",
        "further names": len(content["names"]) > 1,
        "programme": any(item["programme"] != "unknown" for item in designations),
        "listing date": any("listed_on" in item for item in designations),
        "measures": any(item.get("measures") for item in designations),
        "reasons": any(item.get("reasons") for item in designations),
    }
    simple = ("births", "nationalities", "addresses", "identifiers", "cross_references", "remarks")
    return frozenset([name for name, there in present.items() if there] + [name for name in simple if name in content])


def identity_of(content: Mapping[str, Any]) -> str:
    """What a listing is recognised by on a list whose references move: kind, words of the first name, births."""
    names = content["names"]
    words = sorted(names[0]["text"].casefold().split()) if names else []
    births = sorted(item["text"] or item["raw"] for item in content.get("births", ()))
    return canonical([content["kind"], words, births])


@contextmanager
def spool(reading: Reading, progress: Progress = silent) -> Iterator[Spool]:
    """Read everything. Raises `importers.errors.FileRefused`, and `Invalid` when the drafts contradict each other."""
    with tempfile.TemporaryFile() as drafts, tempfile.TemporaryFile() as issues:
        result = Spool(drafts, issues)
        seen: set[str] = set()
        for item in reading:
            if isinstance(item, Issue):
                _add_issue(result, item)
            else:
                _refuse_contradiction(reading.list_key, item, seen)
                _add_draft(result, item)
                result.tally.add(item)
                if len(seen) % _REPORT_EVERY == 0:
                    progress("reading", len(seen), reading.facts.publisher_count)
        progress("reading", len(seen), len(seen))
        result.facts = reading.facts
        yield result


def _refuse_contradiction(list_key: str, draft: ListingDraft, seen: set[str]) -> None:
    if draft.list_key != list_key:
        raise Invalid(f"{draft.position}: the reader of {list_key} gave a listing of {draft.list_key}.")
    if draft.reference in seen:
        raise Invalid(f"{draft.position}: the reference {draft.reference} was given to two listings of this file.")
    seen.add(draft.reference)


def _add_draft(result: Spool, draft: ListingDraft) -> None:
    content = plain(draft)
    text = canonical(content)
    status, status_on = _status(draft)
    name = draft.names[0].text if draft.names else ""
    place = result.drafts.tell()
    result.entries.append(Entry(draft.reference, hash_of(text), status, status_on, identity_of(content), place, name))
    at = draft.position
    line = json.dumps([text, as_published(draft.raw), at.file, at.sheet, at.row, at.column])
    result.drafts.write(line.encode() + b"\n")
    result.filled.update(filled_fields(content))


def _status(draft: ListingDraft) -> tuple[ListingStatus, date | None]:
    """Delisted when the publisher says so of every designation, since the last of them."""
    ends = [designation.delisted_on for designation in draft.designations]
    if not ends or None in ends:
        return ListingStatus.LISTED, None
    return ListingStatus.DELISTED, max(end for end in ends if end is not None)


def _add_issue(result: Spool, issue: Issue) -> None:
    place = issue.position
    columns = {name: getattr(issue, name) for name in ("message", "refuses", "reference", "field", "value", "mend")}
    columns |= {"file": place.file, "sheet": place.sheet, "row": place.row, "column": place.column}
    columns["code"] = issue.code.value
    result.issues.write(json.dumps(columns).encode() + b"\n")
    result.issue_codes[issue.code.value] += 1
    if issue.refuses:
        result.refused += 1
        if issue.reference is not None:
            result.refused_references.add(issue.reference)
