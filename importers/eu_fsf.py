"""The EU's two lists: the consolidated financial sanctions list (XML 1.1, CSV 1.1, CSV 1.0) and the travel bans (XML).

The freeze list says nothing about entry and the travel-ban list nothing about assets; they are joined on the EU
reference number, which each listing carries.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from importers import eu_fsf_csv, eu_fsf_xml, eu_travel_remarks
from importers.draft import Issue, ListingDraft
from importers.errors import FileRefused
from importers.eu_fsf_acts import BAN_LIST, FREEZE_LIST
from importers.eu_fsf_draft import draft_of
from importers.eu_fsf_published import Published
from importers.gate import kind_of, refuse
from importers.reading import Facts
from importers.vocabulary import IssueCode

_ONE_FILE = "Send one XML or CSV file of the list."


def read_eu_fsf(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Read the freeze list. Raises `FileRefused` for another list, a reworked copy, a cut file."""
    path = _only(paths)
    kind = kind_of(path)
    if kind == "xml":
        facts.shape = "XML 1.1"
        listings = eu_fsf_xml.read_published(path, facts)
    elif kind in ("text", "gzip"):
        listings = eu_fsf_csv.read_published(path, facts)
    else:
        raise refuse(path, f"The freeze list is XML or CSV; this is a file of kind {kind}.", _ONE_FILE)
    yield from _read(path, listings, FREEZE_LIST, facts)


def read_eu_travel_bans(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Read the travel-ban list. Raises `FileRefused` for another list, a file that is not XML, a cut file."""
    path = _only(paths)
    if kind_of(path) != "xml":
        raise refuse(path, "The travel-ban list is published as XML; this is not XML.", _ONE_FILE)
    facts.shape = "XML"
    yield from _read(path, eu_fsf_xml.read_published(path, facts), BAN_LIST, facts)


def _only(paths: Sequence[Path]) -> Path:
    if len(paths) != 1:
        raise refuse(paths[0] if paths else Path("(no file)"), f"{len(paths)} files were given.", _ONE_FILE)
    return paths[0]


def _read(path: Path, listings: Iterator[Published], list_key: str, facts: Facts) -> Iterator[ListingDraft | Issue]:
    seen: set[str] = set()
    wrong: FileRefused | None = None
    told = False
    for published in listings:
        if not told and published.regulations:
            told = True
            wrong = _other_list(path, published, list_key)
            if wrong is not None:
                raise wrong
        facts.records += 1
        if list_key == BAN_LIST and eu_travel_remarks.is_remarks_only(published):
            published = eu_travel_remarks.with_fields(published)
            yield _remarks_only(published)
        outcome = draft_of(published, list_key)
        yield from outcome.issues
        if outcome.draft is None:
            continue
        if outcome.draft.reference in seen:
            yield _repeated(outcome.draft)
            continue
        seen.add(outcome.draft.reference)
        yield outcome.draft
    if not facts.records:
        raise refuse(path, "The file holds no listing.", "The download failed; fetch the file again.")


def _other_list(path: Path, published: Published, list_key: str) -> FileRefused | None:
    """The freeze list gives every act a programme code, the travel-ban list gives the titles of decisions only."""
    first = published.regulations[0]
    row = published.position.row
    if list_key == FREEZE_LIST and not first.get("programme") and "decision" in first.get("regulationType", "").lower():
        return refuse(
            path, "This is the EU's travel-ban list, not its freeze list.", "Import it as eu_travel_bans.", row=row
        )
    if list_key == BAN_LIST and first.get("programme") and "decision" not in first.get("regulationType", "").lower():
        return refuse(path, "This is the EU's freeze list, not its travel-ban list.", "Import it as eu_fsf.", row=row)
    return None


def _remarks_only(published: Published) -> Issue:
    return Issue(
        IssueCode.NO_REFERENCE,
        "The person is published as remarks only, without fields or a number; taken from the remarks, under the name.",
        published.position,
        reference=published.reference,
    )


def _repeated(draft: ListingDraft) -> Issue:
    return Issue(
        IssueCode.DUPLICATE_REFERENCE,
        f"The reference {draft.reference} stands in the file before; this second listing was left out.",
        draft.position,
        reference=draft.reference,
        mend="Compare the two; the publisher has to say which holds.",
        refuses=True,
    )
