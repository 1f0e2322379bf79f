"""The Security Council Consolidated List (XML): who is listed by which committee.

The file says no measures: they follow from the committee's resolution. Its reference number is the key by which other
partners quote the UN. Half of its elements are empty placeholders, and many values carry stray line breaks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from lxml import etree

from importers import programmes, un_sc_details, xmlfile
from importers.draft import DesignationDraft, Issue, ListingDraft, Position, RelationDraft
from importers.fields import exact_date
from importers.gate import refuse
from importers.reading import Facts
from importers.un_sc_parts import Details, Fields, texts, values
from importers.vocabulary import IssueCode, PartyKind, RelationKind

LIST = "un_sc"
_KINDS = {"INDIVIDUAL": PartyKind.PERSON, "ENTITY": PartyKind.ORGANISATION}
_SHARED = (
    *("DATAID", "VERSIONNUM", "FIRST_NAME", "UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON", "NAME_ORIGINAL_SCRIPT"),
    *("COMMENTS1", "LIST_TYPE", "LIST_TYPE/VALUE", "LAST_DAY_UPDATED", "LAST_DAY_UPDATED/VALUE"),
    *("SORT_KEY", "SORT_KEY_LAST_MOD", "SUBMITTED_ON", "DELISTED_ON"),
)
_PLACE = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")


def _paths(parent: str, *children: str) -> list[str]:
    return [parent, *(f"{parent}/{name}" for name in children)]


# Every element the list is known to hold; anything else becomes an issue.
_KNOWN = {
    "INDIVIDUAL": frozenset(
        chain(
            _SHARED,
            ("SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "GENDER"),
            _paths("TITLE", "VALUE"),
            _paths("DESIGNATION", "VALUE"),
            _paths("NATIONALITY", "VALUE"),
            _paths(
                "INDIVIDUAL_ALIAS",
                *("QUALITY", "ALIAS_NAME", "DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "NOTE"),
            ),
            _paths("INDIVIDUAL_ADDRESS", *_PLACE),
            _paths("INDIVIDUAL_PLACE_OF_BIRTH", *_PLACE),
            _paths("INDIVIDUAL_DATE_OF_BIRTH", "TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE"),
            _paths(
                "INDIVIDUAL_DOCUMENT",
                *("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"),
                *("CITY_OF_ISSUE", "DATE_OF_ISSUE", "NOTE"),
            ),
        )
    ),
    "ENTITY": frozenset(
        chain(
            _SHARED,
            _paths("ENTITY_ALIAS", "QUALITY", "ALIAS_NAME", "NOTE"),
            _paths("ENTITY_ADDRESS", *_PLACE),
        )
    ),
}

_MEMBERS = {kind: xmlfile.members(known) for kind, known in _KNOWN.items()}

# Patterns whose alternatives begin with a letter each are searched for several times faster.
_REFERENCE = re.compile(r"[A-Z][A-Z][ie]\.\d{3,4}")
_LINK = r":?\s*https?://\S+"
_NOTICE = re.compile(
    rf"INTERPOL[-\s]UN Security Council Special Notice (?:web ?link|link){_LINK}|web ?link{_LINK}|link{_LINK}"
    r"|Click here\s*$|click here\s*$"
)
_REVIEW_SAYS = "eview pursuant to "
_REVIEW = re.compile(
    r"(?:The )?[Rr]eview pursuant to .{1,160}?(?:concluded|completed) on \d{1,2}\s\w{3,9}\.?\s\d{4}\.?"
)
# Most deaths are only "reported" or "believed", and many sentences speak of somebody else's.
_DECEASED = re.compile(r"\bconfirmed (?:deceased|dead|killed|to have (?:died|been killed))\b", re.IGNORECASE)


def read_un_sc(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Read the consolidated list XML. Raises `FileRefused` for anything else and for a cut file."""
    path = _one(paths)
    root, attributes = xmlfile.root_of(path)
    if root != "CONSOLIDATED_LIST":
        raise refuse(path, f"The root element is <{root}>, not <CONSOLIDATED_LIST>.", "This is another list's file.")
    if namespace := xmlfile.namespace_of(path):
        # The list has never had one: whatever this is, its elements may mean something else.
        raise refuse(path, f"The elements are of the namespace {namespace!r}.", "Fetch the publisher's own XML.")
    facts.shape = "UN consolidated XML"
    facts.published_on = exact_date(attributes.get("dateGenerated", "")[:10])
    if facts.published_on is None:
        raise refuse(path, "The file does not say when it was generated.", "Fetch the publisher's own XML.")
    seen: set[str] = set()
    for element in xmlfile.elements(path, depth=2):
        facts.records += 1
        facts.rows += 1
        yield from _listing(element, xmlfile.position(path, element), seen)
    if not facts.records:
        raise refuse(path, "The list holds nobody.", "The download is incomplete; fetch it again.")


def _one(paths: Sequence[Path]) -> Path:
    if len(paths) != 1:
        raise refuse(paths[0] if paths else Path("-"), "This list is one XML file.", "Send exactly one file.")
    return paths[0]


def _listing(element: etree._Element, position: Position, seen: set[str]) -> Iterator[ListingDraft | Issue]:
    tag, fields = xmlfile.local(element), xmlfile.raw(element)
    said = texts(fields)
    reference = said["REFERENCE_NUMBER"]
    if tag not in _KINDS:
        yield _refused(IssueCode.UNKNOWN_KIND, f"<{tag}> is neither INDIVIDUAL nor ENTITY.", position, reference)
        return
    if not reference:
        yield _refused(IssueCode.NO_REFERENCE, "The listing has no REFERENCE_NUMBER.", position, None)
        return
    if reference in seen:
        yield _refused(IssueCode.DUPLICATE_REFERENCE, "The reference stands twice in the file.", position, reference)
        return
    seen.add(reference)
    details = un_sc_details.read(tag, fields, said, position)
    if not details.names:
        yield _refused(IssueCode.NO_NAME, "The listing has no name.", position, reference)
        return
    for path, text in _unknown(tag, fields, element):
        yield Issue(
            IssueCode.UNKNOWN_FIELD,
            f"<{path}> is not known for this list; it was kept as published but not read.",
            position, reference, path, text, "Tell the maintainers, so that the importer learns it.",
        )  # fmt: skip
    yield from details.issues
    yield from _draft(fields, said, _KINDS[tag], details)


def _unknown(tag: str, fields: Fields, element: etree._Element) -> Iterator[tuple[str, str]]:
    """What the list is not known to hold; hardly any listing has it, so that few elements are walked for it."""
    return iter(()) if xmlfile.all_known(fields, _MEMBERS[tag]) else xmlfile.unknown(element, _KNOWN[tag])


def _refused(code: IssueCode, message: str, position: Position, reference: str | None) -> Issue:
    return Issue(code, message, position, reference or None, mend="Report it to the publisher.", refuses=True)


def _draft(
    fields: Fields, said: Mapping[str, str], kind: PartyKind, details: Details
) -> Iterator[ListingDraft | Issue]:
    comments = said["COMMENTS1"]
    updates = values(fields, "LAST_DAY_UPDATED")
    designation, issues = _designation(said, updates, kind, details)
    yield from issues
    yield ListingDraft(
        list_key=LIST,
        reference=details.reference,
        kind=kind,
        names=tuple(details.names),
        position=details.position,
        designations=(designation,),
        births=tuple(details.births),
        birth_places=tuple(details.birth_places),
        nationalities=tuple(details.nationalities),
        addresses=tuple(details.addresses),
        identifiers=tuple(details.identifiers),
        relations=tuple(_relations(comments, details.reference)),
        genders=tuple(details.genders),
        titles=tuple(values(fields, "TITLE")),
        positions=tuple(values(fields, "DESIGNATION")),
        attributes=tuple((name.lower(), said[name]) for name in ("DATAID", "VERSIONNUM") if said[name]),
        remarks=" ".join(_administrative(comments)) or None,
        deceased=kind is PartyKind.PERSON and "confirmed" in comments.lower() and bool(_DECEASED.search(comments)),
        raw=fields,
    )


def _designation(
    said: Mapping[str, str], updates: Sequence[str], kind: PartyKind, details: Details
) -> tuple[DesignationDraft, list[Issue]]:
    issues: list[Issue] = []
    wording, comments = said["UN_LIST_TYPE"], said["COMMENTS1"]
    programme = programmes.find("UN", wording)
    if programme is None:
        message = f"The committee {wording!r} is not known; no measures were taken from it."
        mend = "Add it to lookups/programmes.toml."
        issues.append(
            Issue(
                IssueCode.UNKNOWN_PROGRAMME, message, details.position, details.reference, "UN_LIST_TYPE", wording, mend
            )
        )
    listed_on = _date("LISTED_ON", said["LISTED_ON"], details, issues)
    amended = [_date("LAST_DAY_UPDATED", text, details, issues) for text in updates]
    designation = DesignationDraft(
        programme=programme.key if programme else programmes.UNKNOWN,
        programme_raw=wording,
        measures=programme.measures(kind, wording) if programme else (),
        authority=programme.authority if programme else "UN Security Council",
        legal_act=programme.legal_act if programme else None,
        listed_on=listed_on,
        amended_on=max((day for day in amended if day), default=None),
        reasons=_narrative(comments) or None,
    )
    return designation, issues


def _date(name: str, text: str, details: Details, issues: list[Issue]) -> date | None:
    found = exact_date(text)
    if text and found is None:
        message = f"{name} is no date."
        issues.append(Issue(IssueCode.BAD_DATE, message, details.position, details.reference, name, text))
    return found


def _relations(comments: str, own: str) -> Iterator[RelationDraft]:
    """Other listings that the comments name by reference. How they are connected is for a reader of the text."""
    for other in dict.fromkeys(_REFERENCE.findall(comments)):
        if other != own:
            yield RelationDraft(RelationKind.LINKED, "named in the comments", other_reference=other)


def _administrative(comments: str) -> list[str]:
    reviews = _REVIEW.finditer(comments) if _REVIEW_SAYS in comments else ()
    return [hit[0].strip() for hit in chain(reviews, _NOTICE.finditer(comments))]


def _narrative(comments: str) -> str:
    """What the comments say of the party itself, without review dates and the link to the INTERPOL notice."""
    own = _REVIEW.sub(" ", comments) if _REVIEW_SAYS in comments else comments
    return " ".join(_NOTICE.sub(" ", own).split())
