"""The draft made of an EU listing: its reference, its kind, what refuses it, what it carries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from importers import eu_fsf_details as details
from importers.draft import (
    ContactDraft,
    CountryDraft,
    CrossReference,
    IdentifierDraft,
    Issue,
    ListingDraft,
    PartialDate,
    PlaceDraft,
)
from importers.eu_fsf_acts import BAN_LIST, FREEZE_LIST, designations
from importers.eu_fsf_published import Published
from importers.vocabulary import IssueCode, PartyKind

_KINDS = {
    "person": PartyKind.PERSON,
    "p": PartyKind.PERSON,
    "enterprise": PartyKind.ORGANISATION,
    "e": PartyKind.ORGANISATION,
}
_VESSEL = re.compile(r"\b(?:vessel|tanker|cargo ship|m/?v|flag state)\b", re.IGNORECASE)
_DEAD = re.compile(r"(?:^|[.;(\n]\s*)(?:confirmed (?:to be |as )?)?(?:deceased|died)\b", re.IGNORECASE)


@dataclass(slots=True)
class Outcome:
    """The draft made of a listing, None when it is refused, and what could not be taken at face value."""

    draft: ListingDraft | None = None
    issues: list[Issue] = field(default_factory=list)


def draft_of(published: Published, list_key: str) -> Outcome:
    """The draft of one listing of the freeze list or the travel-ban list; exactly one refusing issue if none."""
    outcome = Outcome()
    reference = published.reference
    kind = _kind(published, list_key)
    names = details.names(published)
    refusal = _refusal(published, reference, kind, has_names=bool(names))
    if refusal is not None or kind is None:
        outcome.issues = [refusal] if refusal is not None else []
        return outcome
    acts, dating = designations(published, list_key, kind, outcome.issues)
    genders = {details.GENDERS.get(block["gender"]) for block in published.names if "gender" in block}
    outcome.draft = ListingDraft(
        list_key,
        reference,
        kind,
        names,
        published.position,
        designations=acts,
        births=_kept(details.births(published), PartialDate, outcome),
        birth_places=_kept(details.places(published, published.births), PlaceDraft, outcome),
        nationalities=_kept(details.citizenships(published), CountryDraft, outcome),
        addresses=_kept(details.places(published, published.addresses), PlaceDraft, outcome),
        identifiers=_kept(details.identifiers(published), IdentifierDraft, outcome),
        contacts=_kept(details.contacts(published), ContactDraft, outcome),
        cross_references=_cross_references(published, list_key, reference, outcome),
        genders=tuple(sorted(gender for gender in genders if gender)),
        titles=details.each(published.names, "title"),
        positions=details.each(published.names, "function"),
        attributes=(*_attributes(published), *dating),
        remarks=_remarks(published),
        deceased=any(_DEAD.search(remark) for remark in published.remarks),
        raw=published.raw,
    )
    outcome.issues += _unknown_fields(published, reference)
    return outcome


def _kind(published: Published, list_key: str) -> PartyKind | None:
    """The kind of party. Either column may hold either form of the code; the ban list names persons only."""
    stated = {_KINDS.get(value.casefold()) for value in published.subject.values()}
    if not stated:
        return PartyKind.PERSON if list_key == BAN_LIST else None
    kind = stated.pop() if len(stated) == 1 else None
    codes = {block.get("identificationTypeCode", "").casefold() for block in published.identifications}
    words = " ".join(published.remarks + [block.get("function", "") for block in published.names])
    # The EU has no code for vessels and lists them as enterprises.
    if kind is PartyKind.ORGANISATION and "imo" in codes and _VESSEL.search(words):
        return PartyKind.VESSEL
    return kind


def _refusal(published: Published, reference: str, kind: PartyKind | None, *, has_names: bool) -> Issue | None:
    about = published.about
    if "ragged" in about:
        return _refused(published, IssueCode.RAGGED_ROW, f"A row is damaged: {about['ragged']}.", None)
    if not reference:
        return _refused(published, IssueCode.NO_REFERENCE, "The listing has no EU reference and no logical id.", None)
    if not has_names:
        return _refused(published, IssueCode.NO_NAME, "The listing has no name.", reference)
    if kind is None:
        subject = ", ".join(published.subject.values()) or "nothing"
        message = f"The listing's subject type is {subject}, neither a person nor an enterprise."
        return _refused(published, IssueCode.UNKNOWN_KIND, message, reference)
    return None


def _refused(published: Published, code: IssueCode, message: str, reference: str | None) -> Issue:
    mend = "Compare it with the publisher's own file; if it stands there, tell the maintainers."
    return Issue(code, message, published.position, reference=reference, mend=mend, refuses=True)


def _kept(found: Iterator[object], wanted: type, outcome: Outcome) -> tuple[Any, ...]:
    """The values of a stream in order; its issues go to the outcome."""
    kept = []
    for item in found:
        if isinstance(item, wanted):
            kept.append(item)
        elif isinstance(item, Issue):
            outcome.issues.append(item)
    return tuple(dict.fromkeys(kept))


def _cross_references(
    published: Published, list_key: str, reference: str, outcome: Outcome
) -> tuple[CrossReference, ...]:
    """The UN reference, and on the freeze list's numbering whatever is not this listing's own reference there."""
    number = published.about.get("logicalId", "")
    own = {published.about.get("euReferenceNumber", ""), f"logicalId-{number}" if number else ""} - {""}
    if list_key == FREEZE_LIST:
        own.discard(reference)
    un = _kept(details.un_reference(published), CrossReference, outcome)
    return (*un, *(CrossReference(FREEZE_LIST, value) for value in sorted(own)))


def _attributes(published: Published) -> Iterator[tuple[str, str]]:
    about = published.about
    for name, attribute in (
        ("logical_id", "logicalId"),
        ("designation_details", "designationDetails"),
        ("un_id_as_published", "unitedNationId"),
    ):
        if attribute in about:
            yield name, about[attribute]


def _remarks(published: Published) -> str | None:
    lines = [*published.remarks, *(f"{label}: {remark}" for label, remark in published.detail_remarks())]
    return "\n".join(dict.fromkeys(lines)) or None


def _unknown_fields(published: Published, reference: str) -> Iterator[Issue]:
    for name, value in published.unknown:
        yield Issue(
            IssueCode.UNKNOWN_FIELD,
            f"The field “{name}” is not known for this list; its value was kept as published but not read.",
            published.position,
            reference=reference,
            field=name,
            value=value[:200],
            mend="Tell the maintainers, so that the importer learns the new field.",
        )
