"""Switzerland's list (SECO): one XML whose history stays in the file, with shared places and sets of measures.

Only direct children are read: a `modification` repeats whole parties in its added and removed blocks, and those are
the past, not listings.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from importers import ch_seco_details as details
from importers import xmlfile
from importers.ch_seco_draft import draft_of
from importers.ch_seco_fields import unknown_fields
from importers.ch_seco_sets import Programmes, SanctionsSet
from importers.draft import Issue, ListingDraft, PlaceDraft
from importers.fields import exact_date, squeeze
from importers.gate import refuse
from importers.reading import Facts
from importers.vocabulary import IssueCode

_ROOT, _LISTING, _PROGRAMME, _PLACE = "swiss-sanctions-list", "target", "sanctions-program", "place"
_WHOLE = "whole-list"
_GET_IT = "Download the whole list (“Gesamtliste”, XML) from SECO."
_LANGUAGES = ("eng", "ger", "fre", "ita")
_SR_NUMBER = re.compile(r"\b946\.\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class _Shared:
    """What listings point to: sets of measures by number, and places by number."""

    sets: Programmes
    places: Mapping[str, PlaceDraft]


def read_ch_seco(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Read the whole list. Delisted parties come as drafts whose designations have `delisted_on`.

    Raises `FileRefused` for another root, for an amendment (it holds only what changed, so that everything else would
    look delisted), and for a cut file.
    """
    if len(paths) != 1:
        raise refuse(paths[0] if paths else Path("(no file)"), f"{len(paths)} files were given.", _GET_IT)
    path = paths[0]
    root, attributes = xmlfile.root_of(path)
    if root != _ROOT:
        raise refuse(path, f"The root element is “{root}”, not “{_ROOT}”: this is not SECO's list.", _GET_IT, row=1)
    list_type = attributes.get("list-type", "")
    if list_type != _WHOLE:
        raise refuse(
            path,
            f"This is not the whole list: its list-type is “{list_type}”, so it holds only what changed.",
            _GET_IT,
            row=1,
        )
    yield from read_listings(path, facts)


def read_listings(path: Path, facts: Facts) -> Iterator[ListingDraft | Issue]:
    """The listings of a file whatever its list-type; for a complete import use `read_ch_seco`."""
    _, attributes = xmlfile.root_of(path)
    facts.published_on = exact_date(attributes.get("date", ""))
    facts.shape = f"XML {attributes.get('list-type', '')}".strip()
    shared, issues = _shared(path)
    yield from issues
    seen: set[str] = set()
    for element in xmlfile.elements(path, _LISTING, depth=1):
        facts.records += 1
        facts.rows += 1
        outcome = draft_of(path, element, shared.sets, shared.places)
        yield from outcome.issues
        draft = outcome.draft
        if draft is None:
            continue
        if draft.reference in seen:
            yield Issue(
                IssueCode.DUPLICATE_REFERENCE,
                f"The number {draft.reference} stands in the file before; this second listing was left out.",
                draft.position,
                reference=draft.reference,
                mend="Compare the two; the publisher has to say which holds.",
                refuses=True,
            )
            continue
        seen.add(draft.reference)
        yield draft
    if not facts.records:
        raise refuse(path, "The file holds no listing.", _GET_IT)


def _shared(path: Path) -> tuple[_Shared, list[Issue]]:
    """What stands apart from the listings; places come last in the file, so it is gone through once for them."""
    sets: dict[str, SanctionsSet] = {}
    places: dict[str, PlaceDraft] = {}
    issues: list[Issue] = []
    for element in xmlfile.elements(path, _PROGRAMME, _PLACE, depth=1):
        if xmlfile.local(element) == _PLACE:
            place = details.place(element)
            places[element.get("ssid", "")] = place
            if place.country_raw and place.country is None:
                issues.append(_unknown_country(path, element, place.country_raw))
        else:
            _take_programme(element, sets)
        issues += [
            _unknown_field(path, element, *found)
            for found in unknown_fields(xmlfile.local(element), xmlfile.raw(element))
        ]
    return _Shared(sets, places), issues


def _take_programme(element: etree._Element, sets: dict[str, SanctionsSet]) -> None:
    """Note the sets of measures of a programme; one programme may stand in the file once for each of its sets."""
    key, name = _in_english(element, "program-key"), _in_english(element, "program-name")
    number = _SR_NUMBER.search(" ".join(xmlfile.text(item) for item in xmlfile.children(element, "program-name")))
    names: dict[str, dict[str, str]] = {}
    for item in xmlfile.children(element, "sanctions-set"):
        names.setdefault(item.get("ssid", ""), {})[item.get("lang", "")] = squeeze(xmlfile.text(item))
    for ssid, by_language in names.items():
        sets[ssid] = SanctionsSet(
            key,
            name,
            number[0] if number else "",
            tuple(by_language[lang] for lang in _LANGUAGES if lang in by_language),
        )


def _in_english(element: etree._Element, name: str) -> str:
    """The text in English, else in the first language given."""
    items = xmlfile.children(element, name)
    english = [item for item in items if item.get("lang") == "eng"]
    return squeeze(xmlfile.text((english or items)[0])) if items else ""


def _unknown_country(path: Path, element: etree._Element, wording: str) -> Issue:
    return Issue(
        IssueCode.UNKNOWN_COUNTRY,
        f"The country “{wording}” of a place is not understood; it was kept as published.",
        xmlfile.position(path, element),
        field="place/country",
        value=wording,
    )


def _unknown_field(path: Path, element: etree._Element, name: str, value: str) -> Issue:
    return Issue(
        IssueCode.UNKNOWN_FIELD,
        f"The field “{name}” is not known for this list; it was not read.",
        xmlfile.position(path, element),
        field=name,
        value=value[:200],
        mend="Tell the maintainers, so that the importer learns the new field.",
    )
