"""The designations on an EU listing: programme, acts, measures, and dates by what they date.

Dates. `listed_on` comes from `designationDate`, or, where that is empty, from a remark “Date of listing: ...”; never
from the act shown, which is often a later amending one (a designation of 2022 would be dated 2024). Where the file
says that the date is the one of the UN designation it is kept as such and `listed_on` stays empty. An act published
within a month of the designation is the listing act, and its entry into force is `effective_from`. The publication of
a later act, or of one that calls itself an amendment, is `amended_on`. All other dates of acts are attributes.

The file has one designation date for a listing even where it is under several programmes. It then belongs to the
programme whose act was published with it; only where no act tells is it given to each of them.
"""

import re
from dataclasses import dataclass
from datetime import date

from importers.draft import DesignationDraft, Issue, MeasureDraft
from importers.eu_decisions import programme_code
from importers.eu_fsf_published import Block, Published
from importers.fields import exact_date
from importers.programmes import UNKNOWN, find
from importers.vocabulary import Basis, IssueCode, MeasureCode, PartyKind

FREEZE_LIST, BAN_LIST = "eu_fsf", "eu_travel_bans"
_AUTHORITIES = {"council": "Council of the EU", "commission": "European Commission"}
_DAY = r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4})"
_LISTED = re.compile(rf"Date of listing\s*:\s*{_DAY}", re.IGNORECASE)
_UN_LISTED = re.compile(rf"Date of UN (?:designation|listing)\s*:\s*{_DAY}", re.IGNORECASE)
# An act published this soon after the designation is the one that listed the party.
_LISTING_ACT_DAYS = 31


def designations(
    published: Published, list_key: str, kind: PartyKind, issues: list[Issue]
) -> tuple[tuple[DesignationDraft, ...], list[tuple[str, str]]]:
    """One designation for each programme, and the dates and addresses of the acts that have no field of their own."""
    listed_on, un_listed_on = _listing_dates(published, issues)
    delisted_on = _date(published, "delistingDate", published.about, issues)
    attributes = [("un_designated_on", un_listed_on.isoformat())] if un_listed_on else []
    grouped: dict[str, list[Block]] = {}
    keys: dict[str, str] = {}
    wordings: dict[str, dict[str, None]] = {}
    for block in published.regulations or [{}]:
        key, wording = _programme(published, block, list_key, issues)
        apart = wording if key == UNKNOWN else key
        grouped.setdefault(apart, []).append(block)
        wordings.setdefault(apart, {})[wording] = None
        keys[apart] = key
    by_programme = {apart: _acts(published, blocks, listed_on, issues) for apart, blocks in grouped.items()}
    told = any(acts.listing_act for acts in by_programme.values())
    found = []
    for apart, acts in by_programme.items():
        attributes += acts.attributes
        found.append(
            DesignationDraft(
                keys[apart],
                "; ".join(wordings[apart]),
                measures=_measures(list_key, kind, grouped[apart]),
                authority=acts.authority,
                legal_act=acts.titles,
                listed_on=listed_on if acts.listing_act or not told else None,
                effective_from=acts.effective_from,
                amended_on=acts.amended_on,
                delisted_on=delisted_on,
            )
        )
    if list_key == BAN_LIST and kind is not PartyKind.PERSON:
        issues.append(_note(published, IssueCode.CONFLICT, "subjectType", "An enterprise cannot be barred from entry."))
    return tuple(found), list(dict.fromkeys(attributes))


def _programme(published: Published, block: Block, list_key: str, issues: list[Issue]) -> tuple[str, str]:
    """(programme key, source wording) of an act; the ban list gives a decision's title instead of a code."""
    wording = block.get("programme", "")
    code: str | None = wording
    if list_key == BAN_LIST:
        wording = block.get("numberTitle", "")
        code = programme_code(wording) or wording
    if not wording:
        issues.append(
            _note(published, IssueCode.UNKNOWN_PROGRAMME, "regulation", "The listing names no act or programme.")
        )
        return UNKNOWN, ""
    programme = find("EU", code) if code else None
    if programme is None:
        message = f"The programme “{wording[:120]}” is not known."
        issues.append(_note(published, IssueCode.UNKNOWN_PROGRAMME, "regulation/@programme", message, wording))
        return UNKNOWN, wording
    return programme.key, wording


def _measures(list_key: str, kind: PartyKind, blocks: list[Block]) -> tuple[MeasureDraft, ...]:
    """The freeze list freezes assets and says nothing about entry; the ban list bars persons from entry."""
    if list_key == FREEZE_LIST:
        return (MeasureDraft(MeasureCode.ASSET_FREEZE, Basis.IMPLIED_LIST, "EU consolidated financial sanctions list"),)
    if kind is not PartyKind.PERSON:
        return ()
    titles = [block["numberTitle"] for block in blocks if "numberTitle" in block]
    wording = titles[0] if titles else "EU consolidated travel bans list"
    return (MeasureDraft(MeasureCode.TRAVEL_BAN, Basis.EXPLICIT, wording),)


@dataclass(slots=True)
class _Acts:
    titles: str | None
    authority: str | None
    effective_from: date | None
    amended_on: date | None
    listing_act: bool
    attributes: list[tuple[str, str]]


def _acts(published: Published, blocks: list[Block], listed_on: date | None, issues: list[Issue]) -> _Acts:
    """The acts of one programme: their titles, who adopted the first, and their dates by what they date."""
    titles: dict[str, None] = {}
    effective: list[date] = []
    amended: list[date] = []
    attributes: list[tuple[str, str]] = []
    listed_by_one = False
    for block in blocks:
        title, type_ = block.get("numberTitle", ""), block.get("regulationType", "")
        # Decisions are given by their title, which begins with the type; regulations by their number only.
        if title := title if type_.casefold() in title.casefold() else f"{type_} {title}".strip():
            titles[title] = None
        if "publicationUrl" in block:
            attributes.append(("legal_act_url", block["publicationUrl"]))
        if "remark" in block:
            attributes.append(("legal_act_remark", block["remark"]))
        printed = _date(published, "publicationDate", block, issues)
        in_force = _date(published, "entryIntoForceDate", block, issues)
        listing_act = bool(printed and listed_on and 0 <= (printed - listed_on).days <= _LISTING_ACT_DAYS)
        listed_by_one = listed_by_one or listing_act
        later = bool(printed and listed_on and printed > listed_on) or "amend" in type_.casefold()
        if in_force and listing_act:
            effective.append(in_force)
        elif in_force:
            attributes.append(("legal_act_in_force_on", f"{block.get('numberTitle', '')} {in_force}".strip()))
        if printed and later and not listing_act:
            amended.append(printed)
        elif printed:
            attributes.append(("legal_act_published_on", f"{block.get('numberTitle', '')} {printed}".strip()))
    body = next((block["organisationType"] for block in blocks if "organisationType" in block), "")
    return _Acts(
        "; ".join(titles) or None,
        _AUTHORITIES.get(body.casefold(), body) or None,
        min(effective, default=None),
        max(amended, default=None),
        listed_by_one,
        attributes,
    )


def _listing_dates(published: Published, issues: list[Issue]) -> tuple[date | None, date | None]:
    """(date of listing by the EU, date of designation by the UN), each only where the file says which it is."""
    text = "\n".join([published.about.get("designationDetails", ""), *published.remarks])
    stated = _date(published, "designationDate", published.about, issues)
    un_listed_on = _only_date(_UN_LISTED, text)
    if stated is None:
        return _only_date(_LISTED, text), un_listed_on
    return (None if stated == un_listed_on else stated), un_listed_on


def _only_date(pattern: re.Pattern[str], text: str) -> date | None:
    found = {exact_date(day) for day in pattern.findall(text)} - {None}
    return found.pop() if len(found) == 1 else None


def _date(published: Published, attribute: str, block: Block, issues: list[Issue]) -> date | None:
    text = block.get(attribute, "")
    found = exact_date(text) if text else None
    if text and found is None:
        issues.append(
            _note(published, IssueCode.BAD_DATE, attribute, f"The date “{text[:40]}” is not understood.", text)
        )
    return found


def _note(published: Published, code: IssueCode, name: str, message: str, value: str | None = None) -> Issue:
    return Issue(code, message, published.position, published.reference or None, name, value and value[:200])
