"""The UK Sanctions List (FCDO), since 28 January 2026 the only UK list: XML, CSV, and the same table as XLSX or ODS.

The reference is the Unique ID (`GHR0086`): one designation under one regime. A person under two regimes has two
references and, as a rule, one historic OFSI Group ID; references to the UN list and to OFSI are kept beside.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from importers import gb_measures, programmes
from importers.draft import CrossReference, DesignationDraft, Issue, ListingDraft, MeasureDraft
from importers.fields import exact_date
from importers.gate import kind_of, refuse
from importers.gb_common import describe
from importers.gb_published import Act, Published, plain_text
from importers.gb_terms import KINDS
from importers.gb_uksl_table import read_table_file
from importers.gb_uksl_xml import read_xml_file
from importers.id_wordings import several
from importers.reading import Facts
from importers.vocabulary import IssueCode, MeasureCode, PartyKind

_SOURCES = frozenset({"uk", "un"})
_UN_REFERENCE = re.compile(r"([A-Z]{2})([ie])\. ?(\d{3})", re.IGNORECASE)


def read_gb_uksl(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Drafts and issues of one UK Sanctions List file in any of its formats. Raises `FileRefused` for all else."""
    if len(paths) != 1:
        raise refuse(paths[0] if paths else Path("gb_uksl"), "The list is one file.", "Give exactly one file.")
    reader = read_xml_file if kind_of(paths[0]) == "xml" else read_table_file
    for found in reader(paths[0], facts):
        if isinstance(found, Issue):
            yield found
        else:
            yield from _listing(*found)


def _listing(item: Published, act: Act) -> Iterator[ListingDraft | Issue]:
    kind = KINDS.get(item.kind.casefold(), PartyKind.UNKNOWN)
    references = [
        *(CrossReference("un_sc", reference) for reference in _un_references(item, act)),
        *(CrossReference("gb_ofsi", group) for cell in act.ofsi_groups for group in several(cell)),
    ]
    draft = describe(item, _designations(item, act, kind), references)
    if not isinstance(draft, Issue):
        yield from item.issues
    yield draft


def _un_references(item: Published, act: Act) -> list[str]:
    found: list[str] = []
    for cell in act.un_references:
        parts = _UN_REFERENCE.findall(cell)
        found += [f"{letters.upper()}{letter.lower()}.{number}" for letters, letter, number in parts]
        if not parts and cell.casefold() not in ("-", "n/a", "na"):
            item.doubt(IssueCode.BAD_VALUE, "This is not a UN reference.", "UN Reference Number", cell)
    return found


def _designations(item: Published, act: Act, kind: PartyKind) -> tuple[DesignationDraft, ...]:
    """One for each regime, which is one by the list's own rule; more are taken too and reported."""
    if not act.regimes:
        item.doubt(IssueCode.MISSING_FIELD, "The designation names no regime.", "Regime Name")
    elif len(act.regimes) > 1:
        item.doubt(IssueCode.CONFLICT, "One Unique ID stands under several regimes.", "Regime Name", str(act.regimes))
    for source in act.sources:
        if source.casefold() not in _SOURCES:
            item.doubt(IssueCode.UNKNOWN_TERM, "This designation source is not known.", "Designation source", source)
        item.attributes.append(("designation_source", source))
    designated, updated = _dates(item, act.designated, "Date Designated"), _dates(item, act.updated, "Last Updated")
    if len(designated) > 1:
        item.doubt(IssueCode.CONFLICT, "The rows differ; the first day counts.", "Date Designated", str(act.designated))
    measures = _measures(item, act, kind)
    return tuple(
        _designation(item, regime, measures, (designated, updated), act.reasons) for regime in act.regimes or [""]
    )


def _designation(
    item: Published,
    regime: str,
    measures: tuple[MeasureDraft, ...],
    dates: tuple[list[date], list[date]],
    reasons: list[str],
) -> DesignationDraft:
    programme = programmes.find("GB", regime) if regime else None
    if regime and programme is None:
        item.doubt(IssueCode.UNKNOWN_PROGRAMME, "This regime is not known.", "Regime Name", regime)
    designated, updated = dates
    return DesignationDraft(
        programme.key if programme else programmes.UNKNOWN,
        regime,
        measures,
        authority=programme.authority if programme else None,
        legal_act=programme.legal_act if programme else None,
        listed_on=min(designated, default=None),
        amended_on=max(updated, default=None),
        reasons="\n\n".join(filter(None, map(plain_text, reasons))) or None,
    )


def _measures(item: Published, act: Act, kind: PartyKind) -> tuple[MeasureDraft, ...]:
    """What the pipe list and, in the XML, the flags say; both are explicit and both count, their differences too."""
    texts = list(dict.fromkeys(part.strip() for cell in act.imposed for part in cell.split("|") if part.strip()))
    said = {gb_measures.key_of(text) for text in texts}
    flagged = {gb_measures.key_of(flag): flag for flag in act.flags or ()}
    if act.flags is not None and texts:
        differing = said.symmetric_difference(flagged) & gb_measures.INDICATORS
        for key in sorted(differing):
            item.doubt(IssueCode.CONFLICT, "Flag and text differ; the measure is taken.", "Sanctions Imposed", key)
    wordings = [*texts, *(flag for key, flag in flagged.items() if key not in said)]
    if not wordings:
        item.doubt(IssueCode.MISSING_FIELD, "The designation states no measure.", "Sanctions Imposed")
    for wording in wordings:
        if not gb_measures.known(wording):
            message = "This measure is not known; it is kept as “other”."
            item.doubt(IssueCode.UNKNOWN_MEASURE, message, "Sanctions Imposed", wording)
    measures = gb_measures.explicit(wordings, kind)
    banned = any(gb_measures.key_of(wording) == "travelban" for wording in wordings)
    if banned and not any(measure.code is MeasureCode.TRAVEL_BAN for measure in measures):
        item.doubt(IssueCode.CONFLICT, "A travel ban is for persons only; left out.", "Sanctions Imposed", item.kind)
    return measures


def _dates(item: Published, texts: list[str], column: str) -> list[date]:
    found = []
    for text in texts:
        if (day := exact_date(text)) is None:
            item.doubt(IssueCode.BAD_DATE, "This date is not understood.", column, text)
        else:
            found.append(day)
    return found
