"""The Swiss list: history kept out, status by the latest modification, sets of measures, shared places, spellings."""

import os
from datetime import date
from pathlib import Path

import golden
import pytest

from importers.ch_seco import read_ch_seco, read_listings
from importers.draft import Issue, ListingDraft
from importers.errors import FileRefused
from importers.reading import Facts
from importers.vocabulary import Basis, IssueCode, MeasureCode, PartyKind

WHOLE = Path(__file__).parent / "fixtures" / "ch_seco" / "whole_list.xml"


def read(path=WHOLE):
    facts = Facts()
    found = list(read_ch_seco([path], facts))
    drafts = {item.reference: item for item in found if isinstance(item, ListingDraft)}
    issues = [item for item in found if isinstance(item, Issue)]
    assert facts.records == len(drafts) + sum(issue.refuses for issue in issues)
    return drafts, issues, facts


def test_drafts_are_the_golden_ones():
    golden.compare(read_ch_seco([WHOLE], Facts()), WHOLE.with_suffix(".golden.jsonl"))


def test_facts():
    facts = read()[2]
    assert (facts.published_on, facts.shape, facts.records) == (date(2026, 10, 1), "XML whole-list", 8)


def test_the_past_in_modifications_is_never_read():
    draft = read()[0]["5001"]
    assert "A NAME OF THE PAST" not in repr(draft)


def test_names_follow_the_order_of_their_parts_and_repeat_in_each_spelling():
    names = read()[0]["5001"].names
    assert [(name.text, name.script, name.language, name.kind.value, name.strength.value) for name in names] == [
        ("Drazdouski Mikalai", "Latn", None, "primary", "strong"),
        ("Драздоўскі Мікалай", "Cyrl", "be", "alias", "strong"),
        ("Дроздовский Николай", "Cyrl", "ru", "alias", "strong"),
        ("Drazdouski Nikolai", "Latn", "en", "alias", "strong"),
        ("Kolya", "Latn", None, "alias", "weak"),
        ("Anton Nikto", "Latn", None, "alias", "strong"),
    ]
    assert read()[0]["5001"].titles == ("Colonel",)


def test_dates_have_their_type():
    designation = read()[0]["5001"].designations[0]
    assert designation.listed_on == date(2021, 12, 11)
    assert designation.effective_from == date(2021, 12, 13)
    assert designation.amended_on == date(2025, 3, 1)
    assert designation.delisted_on is None


def test_a_delisted_party_comes_as_a_delisting():
    designation = read()[0]["5200"].designations[0]
    assert designation.delisted_on == date(2024, 6, 3)
    assert designation.listed_on == date(2018, 10, 17)


def test_a_party_listed_again_is_in_force_since_the_second_time():
    designation = read()[0]["5300"].designations[0]
    assert (designation.listed_on, designation.delisted_on) == (date(2020, 2, 2), None)


def test_measures_are_explicit_where_the_set_names_them_and_implied_elsewhere():
    drafts = read()[0]
    explicit = {(item.code, item.basis) for item in drafts["5200"].designations[0].measures}
    implied = {(item.code, item.basis) for item in drafts["5001"].designations[0].measures}
    assert explicit == {(MeasureCode.ASSET_FREEZE, Basis.EXPLICIT), (MeasureCode.TRAVEL_BAN, Basis.EXPLICIT)}
    assert implied == {
        (MeasureCode.ASSET_FREEZE, Basis.IMPLIED_PROGRAMME),
        (MeasureCode.TRAVEL_BAN, Basis.IMPLIED_PROGRAMME),
    }
    assert drafts["5001"].designations[0].programme == "CH-BELARUS"


def test_only_persons_are_barred_from_entry():
    measures = read()[0]["5100"].designations[0].measures
    assert [item.code for item in measures] == [MeasureCode.ASSET_FREEZE]


def test_an_exception_to_the_ban_is_noted_on_it():
    notes = {item.code: item.note for item in read()[0]["5001"].designations[0].measures}
    assert notes[MeasureCode.ASSET_FREEZE] is None
    assert "does not apply until 1 January 2027" in notes[MeasureCode.TRAVEL_BAN]


def test_places_are_shared_and_numbers_in_the_text_are_found():
    drafts = read()[0]
    assert [(place.city, place.country) for place in drafts["5001"].birth_places] == [("Minsk", "BY")]
    assert drafts["5001"].addresses[0].raw == "1 Example Street, 220000, Minsk, Minsk Region, Belarus"
    assert {(item.kind.value, item.value) for item in drafts["5001"].identifiers} == {
        ("passport", "MP1234567"),
        ("tax", "770708389312"),
    }
    assert {(item.kind.value, item.value, item.valid) for item in drafts["5300"].identifiers} == {
        ("imo", "9074729", True),
        ("swift_bic", "ABCDBY2X", None),
    }
    assert drafts["5300"].kind is PartyKind.VESSEL


def test_the_founding_of_an_organisation_is_no_birth():
    draft = read()[0]["5100"]
    assert draft.births == ()
    assert ("founded_on", "1999") in draft.attributes


def test_what_cannot_be_taken_is_refused_once_and_what_is_new_is_reported():
    issues = read()[1]
    assert {issue.reference: issue.code for issue in issues if issue.refuses} == {
        "5400": IssueCode.UNKNOWN_KIND,
        "5500": IssueCode.NO_NAME,
        "5600": IssueCode.MISSING_FIELD,
        "5100": IssueCode.DUPLICATE_REFERENCE,
    }
    assert {(issue.reference, issue.code, issue.field) for issue in issues if not issue.refuses} == {
        ("5300", IssueCode.UNKNOWN_PROGRAMME, "sanctions-program"),
        ("5300", IssueCode.UNKNOWN_MEASURE, "sanctions-set"),
        ("5300", IssueCode.UNKNOWN_FIELD, "object/hull-number"),
        ("5100", IssueCode.BAD_VALUE, "address/@place-id"),
    }


def test_a_delisting_on_the_day_of_an_amendment_is_reported(tmp_path):
    path = tmp_path / "conflict.xml"
    path.write_text(WHOLE.read_text(encoding="utf-8").replace("2024-06-03", "2018-10-17"), encoding="utf-8")
    drafts, issues, _ = read(path)
    assert [issue.reference for issue in issues if issue.code is IssueCode.CONFLICT] == ["5200"]
    assert drafts["5200"].designations[0].delisted_on is None


def test_an_amendment_is_refused_but_has_the_same_shape(tmp_path):
    path = tmp_path / "amendment.xml"
    path.write_text(WHOLE.read_text(encoding="utf-8").replace('"whole-list"', '"amendment"'), encoding="utf-8")
    with pytest.raises(FileRefused, match="not the whole list"):
        list(read_ch_seco([path], Facts()))
    assert sum(isinstance(item, ListingDraft) for item in read_listings(path, Facts())) == 4


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_refused(keep, tmp_path):
    data = WHOLE.read_bytes()
    path = tmp_path / "cut.xml"
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(FileRefused):
        list(read_ch_seco([path], Facts()))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<CONSOLIDATED_LIST/>", "not SECO's list"),
        ('<swiss-sanctions-list list-type="whole-list" date="2026-10-01"/>', "holds no listing"),
        ('<swiss-sanctions-list date="2026-10-01"/>', "not the whole list"),
        ("ssid;name\n1;Nobody\n", "not an XML file"),
    ],
)
def test_what_is_not_the_list_is_refused(content, says, tmp_path):
    path = tmp_path / "upload.xml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefused, match=says):
        list(read_ch_seco([path], Facts()))


@pytest.mark.lists
@pytest.mark.skipif("REGISTRY_LISTS_DIR" not in os.environ, reason="REGISTRY_LISTS_DIR is not set")
def test_the_official_example_is_an_amendment_of_the_known_shape():
    path = Path(os.environ["REGISTRY_LISTS_DIR"]) / "ch" / "seco_delta_example_2024-01-17.xml"
    with pytest.raises(FileRefused, match="“amendment”"):
        list(read_ch_seco([path], Facts()))
    facts = Facts()
    found = list(read_listings(path, facts))
    assert (facts.records, facts.published_on) == (3, date(2024, 1, 17))
    measures = {item.reference: [m.code.value for d in item.designations for m in d.measures] for item in found}
    assert measures == {"64398": ["asset_freeze"], "64403": ["travel_ban"], "64393": ["asset_freeze", "travel_ban"]}
