"""The change set of a submission as data for pages: kept when it was checked, by the code that applies.

What an approver sees is what is applied: `digest` is a hash over all of it, and applying compares it again.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, insert
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from registry.models import ChangeKind, ListingVersion, Submission, SubmissionChange, SubmissionIssue
from registry.models.base import table_of
from registry.models.content import canonical
from registry.services import submissions
from registry.services.actors import Actor
from registry.services.application import Evaluation
from registry.services.changes import ChangeSet, Difference, differences
from registry.services.versions import chunks, storable

_LIMIT = 500
"""At most so many rows a page."""


@dataclass(frozen=True, slots=True)
class Change:
    """One listing of a change set. For a removed one, `fields` says what becomes of its status."""

    ordinal: int
    kind: ChangeKind
    reference: str
    name: str
    listing_id: int | None
    fields: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of a submission, with its place in the file and how to mend it; `refuses`: its record is left out."""

    ordinal: int
    code: str
    message: str
    refuses: bool
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    reference: str | None
    field: str | None
    value: str | None
    mend: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: from `begin` (0), at most `limit` (500); `text` is looked for in name and reference, or in message,
    value and reference of an issue. `kinds` and `field` choose changes, `codes`, `refuses` and `sort` choose issues.
    """

    begin: int = 0
    limit: int = 100
    text: str = ""
    kinds: tuple[ChangeKind, ...] = ()
    field: str = ""
    codes: tuple[str, ...] = ()
    refuses: bool | None = None
    sort: str = "place"


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changes; `total` counts all that are wanted, `counts` all there are by kind."""

    total: int
    counts: Mapping[ChangeKind, int]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class IssuePage:
    """Some issues; `total` counts all that are wanted, `counts` all there are by code."""

    total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


SORTS = ("place", "code", "reference")
"""By what issues can be sorted: their place in the file, or their code or reference and then their place."""


def changes(session: Session, submission_id: int, actor: Actor, wanted: Wanted) -> ChangePage:
    """The changes of a submission that was checked, in the order of the file, removed listings last.

    Raises `NotFound`, also where the actor may not see it.
    """
    submissions.visible(session, submission_id, actor)
    here = col(SubmissionChange.submission_id) == submission_id
    counted = session.execute(
        sa_select(col(SubmissionChange.kind), func.count()).where(here).group_by(col(SubmissionChange.kind))
    )
    chosen: list[ColumnElement[bool]] = [here]
    if wanted.kinds:
        chosen.append(col(SubmissionChange.kind).in_([kind.value for kind in wanted.kinds]))
    if wanted.text:
        chosen.append(col(SubmissionChange.text).contains(wanted.text.casefold(), autoescape=True))
    if wanted.field:
        # The JSON text of a list of lists: [["births", ...]]; names of fields hold no quotes.
        marked = func.lower(cast(col(SubmissionChange.fields), Text))
        chosen.append(marked.contains(f'["{wanted.field.casefold()}"', autoescape=True))
    total = session.execute(sa_select(func.count()).select_from(SubmissionChange).where(*chosen)).scalar_one()
    rows = session.exec(
        select(SubmissionChange)
        .where(*chosen)
        .order_by(col(SubmissionChange.ordinal))
        .offset(wanted.begin)
        .limit(min(wanted.limit, _LIMIT))
    )
    return ChangePage(total, {ChangeKind(kind): count for kind, count in counted}, tuple(_change(row) for row in rows))


def issues(session: Session, submission_id: int, actor: Actor, wanted: Wanted) -> IssuePage:
    """The issues of a submission. Raises `NotFound`, also where the actor may not see it."""
    submissions.visible(session, submission_id, actor)
    row = SubmissionIssue
    here = col(row.submission_id) == submission_id
    counted = session.execute(sa_select(col(row.code), func.count()).where(here).group_by(col(row.code)))
    chosen: list[ColumnElement[bool]] = [here]
    if wanted.codes:
        chosen.append(col(row.code).in_(wanted.codes))
    if wanted.refuses is not None:
        chosen.append(col(row.refuses).is_(wanted.refuses))
    if wanted.text:
        columns = (col(row.message), col(row.value), col(row.reference))
        found = [column.icontains(wanted.text, autoescape=True) for column in columns]
        chosen.append(found[0] | found[1] | found[2])
    total = session.execute(sa_select(func.count()).select_from(row).where(*chosen)).scalar_one()
    by: dict[str, list[Any]] = {"place": [], "code": [col(row.code)], "reference": [col(row.reference)]}
    rows = session.exec(
        select(row)
        .where(*chosen)
        .order_by(*by[wanted.sort], col(row.ordinal))
        .offset(wanted.begin)
        .limit(min(wanted.limit, _LIMIT))
    )
    found_issues = tuple(Issue(**one.model_dump(exclude={"submission_id"})) for one in rows)
    return IssuePage(total, {str(code): int(count) for code, count in counted}, found_issues)


def write(session: Session, submission: Submission, evaluation: Evaluation) -> None:
    """Keep the change set in place of that of an earlier check."""
    table, connection = table_of(SubmissionChange), session.connection()
    connection.execute(delete(table).where(table.c.submission_id == submission.id))
    rows = (
        row | {"submission_id": submission.id, "ordinal": ordinal}
        for ordinal, row in enumerate(_rows(session, evaluation))
    )
    for chunk in chunks(rows):
        connection.execute(insert(table), chunk)


def digest(evaluation: Evaluation) -> str:
    """A hash over everything that an approver agrees to: which listing becomes what, and what brakes say."""
    it: ChangeSet = evaluation.changes
    said = [
        sorted([entry.reference, entry.content_hash] for entry in it.added),
        sorted([version.version_id, entry.content_hash, entry.status] for entry, version in it.changed),
        sorted(version.version_id for version in it.absent),
        sorted(hold.code for hold in evaluation.holds),
        len(it.unchanged),
        evaluation.spool.refused,
    ]
    return sha256(canonical(said).encode()).hexdigest()


def _rows(session: Session, evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    it, spool = evaluation.changes, evaluation.spool
    for entry in it.added:
        content = json.loads(spool.draft(entry).content)
        yield _row(ChangeKind.ADDED, entry.reference, entry.name, None, differences({}, content))
    for pairs in chunks(it.changed):
        before = _contents(session, [version.version_id for _, version in pairs])
        for entry, version in pairs:
            content = json.loads(spool.draft(entry).content)
            fields = differences(before[version.version_id][1], content)
            if version.status != entry.status:
                fields.append(Difference("status", version.status.value, entry.status.value))
            yield _row(ChangeKind.CHANGED, entry.reference, entry.name, version.listing_id, fields)
    for entry in it.unchanged:
        yield _row(ChangeKind.UNCHANGED, entry.reference, entry.name, None, [])
    for removals in chunks(evaluation.removals):
        before = _contents(session, [version.version_id for version, _, _ in removals])
        for version, status, _ in removals:
            fields = [Difference("status", version.status.value, status.value)]
            yield _row(ChangeKind.REMOVED, version.reference, before[version.version_id][0], version.listing_id, fields)


def _contents(session: Session, versions: list[int]) -> dict[int, tuple[str, Any]]:
    table = table_of(ListingVersion)
    columns = table.c.id, table.c.primary_name, table.c.content
    found = session.connection().execute(sa_select(*columns).where(table.c.id.in_(versions)))
    return {row.id: (row.primary_name, json.loads(row.content)) for row in found}


def _row(
    kind: ChangeKind, reference: str, name: str, listing_id: int | None, fields: list[Difference]
) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "reference": storable(reference),
        "name": storable(name),
        "text": storable(f"{name} {reference}".casefold()),
        "listing_id": listing_id,
        "fields": [[item.field, item.before, item.after] for item in fields],
    }


def _change(row: SubmissionChange) -> Change:
    fields = tuple(Difference(*item) for item in row.fields)
    return Change(row.ordinal, ChangeKind(row.kind), row.reference, row.name, row.listing_id, fields)
