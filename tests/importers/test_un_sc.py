"""The UN list: its empty placeholders, its joined aliases, its typed dates, its committees."""

import os
import time
from collections import Counter
from datetime import date
from pathlib import Path

import golden
import pytest

from importers import Issue, ListingDraft, read
from importers.errors import FileRefused
from importers.un_sc_details import alias_names
from importers.vocabulary import IssueCode, MeasureCode, NameKind, PartyKind, Strength

FIXTURES = Path(__file__).parent / "fixtures"
FIXTURE = FIXTURES / "un_sc" / "consolidated.xml"
OTHER_LIST = FIXTURES / "ca_sema" / "bilingual.xml"


@pytest.fixture(scope="module")
def items():
    reading = read("un_sc", FIXTURE)
    found = list(reading)
    refused = sum(isinstance(item, Issue) and item.refuses for item in found)
    drafts = sum(isinstance(item, ListingDraft) for item in found)
    assert reading.facts.records == drafts + refused == 8
    assert reading.facts.published_on == date(2026, 2, 27)
    return found


@pytest.fixture(scope="module")
def drafts(items):
    return {item.reference: item for item in items if isinstance(item, ListingDraft)}


def test_golden(items):
    golden.compare(items, FIXTURE.with_suffix(".golden.jsonl"))


def test_the_reference_is_stripped_and_the_committee_is_its_programme(drafts):
    assert sorted(drafts) == ["ATi.904", "CDi.901", "GBi.903", "QDe.902"]
    assert drafts["CDi.901"].designations[0].programme == "UN-DRC"
    guinea_bissau = drafts["GBi.903"].designations[0]
    assert guinea_bissau.programme == "UN-GUINEA-BISSAU"
    assert [measure.code for measure in guinea_bissau.measures] == [MeasureCode.TRAVEL_BAN]
    assert guinea_bissau.listed_on == date(2015, 4, 7)
    assert guinea_bissau.amended_on is None


def test_no_travel_ban_on_an_organisation(drafts):
    front = drafts["QDe.902"]
    assert front.kind is PartyKind.ORGANISATION
    codes = [measure.code for measure in front.designations[0].measures]
    assert codes == [MeasureCode.ASSET_FREEZE, MeasureCode.ARMS_RESTRICTION]


def test_only_a_confirmed_death_counts(drafts):
    assert {reference for reference, draft in drafts.items() if draft.deceased} == {"GBi.903"}


def test_names_by_quality(drafts):
    names = {(name.text, name.kind, name.strength) for name in drafts["CDi.901"].names}
    assert ("Ostap Velmaryn", NameKind.ALIAS, Strength.STRONG) in names
    assert ("Абу Карст", NameKind.ALIAS, Strength.WEAK) in names
    assert ("The Ferryman", NameKind.ALIAS, Strength.WEAK) in names
    assert ("Osman Velmar", NameKind.FORMER, Strength.STRONG) in names
    assert ("Остап Велмарин", NameKind.PRIMARY, Strength.UNSTATED) in names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Maro Tessan", ["Maro Tessan"]),
        ("Maro Tesan; Maru Tessan", ["Maro Tesan", "Maru Tessan"]),
        ("Maro b) Maru Tessan", ["Maro", "Maru Tessan"]),
        ("Jin Karst (金铁)", ["Jin Karst", "金铁"]),
        ("金铁 (Jin Karst", ["金铁", "Jin Karst"]),
        ("Abu Karst (original script: Абу Карст)", ["Abu Karst", "Абу Карст"]),
        ("Maro Tessan (birth name)", ["Maro Tessan"]),
        ("EL KARST (COMBAT NAME)", ["EL KARST"]),
        ("Maro Tessan, born 1 Jan. 1953 (Oman passport no.000)", ["Maro Tessan"]),
        ("Karst Front (KF)", ["Karst Front (KF)"]),
        ("Tessan, Maro", ["Tessan, Maro"]),
        ("", []),
    ],
)
def test_the_names_in_one_alias(text, names):
    assert alias_names(text) == names


@pytest.mark.parametrize(
    "hostile",
    [" " * 200_000, "x (" * 60_000, "Review pursuant to " * 9_000, "number 1 " * 20_000, "; " * 90_000],
    ids=["spaces", "brackets", "reviews", "numbers", "semicolons"],
)
def test_a_hostile_text_costs_little(tmp_path, hostile):
    text = FIXTURE.read_text(encoding="utf-8")
    for published in ("The Ferryman (combat name)", "OB 0000318", "Confirmed to have died on 30 Sep. 2021."):
        assert published in text
        text = text.replace(published, hostile)
    path = tmp_path / "hostile.xml"
    path.write_text(text, encoding="utf-8")
    began = time.perf_counter()
    assert len(list(read("un_sc", path))) > 8
    assert time.perf_counter() - began < 5.0


def test_what_could_not_be_taken_is_said(items):
    codes = Counter((item.code, item.refuses) for item in items if isinstance(item, Issue))
    assert codes == {
        (IssueCode.BAD_DATE, False): 2,
        (IssueCode.BAD_VALUE, False): 1,
        (IssueCode.UNKNOWN_FIELD, False): 1,
        (IssueCode.UNKNOWN_PROGRAMME, False): 1,
        (IssueCode.UNKNOWN_COUNTRY, False): 1,
        (IssueCode.UNKNOWN_TERM, False): 1,
        (IssueCode.NO_REFERENCE, True): 1,
        (IssueCode.DUPLICATE_REFERENCE, True): 1,
        (IssueCode.NO_NAME, True): 1,
        (IssueCode.UNKNOWN_KIND, True): 1,
    }


@pytest.mark.parametrize("cut", [200, 3_000, -40])
def test_a_cut_file_is_refused(tmp_path, cut):
    path = tmp_path / "cut.xml"
    path.write_bytes(FIXTURE.read_bytes()[:cut])
    with pytest.raises(FileRefused, match="damaged"):
        list(read("un_sc", path))


def test_other_files_are_refused(tmp_path):
    with pytest.raises(FileRefused, match="<data-set>"):
        list(read("un_sc", OTHER_LIST))
    with pytest.raises(FileRefused, match="exactly one"):
        list(read("un_sc", FIXTURE, FIXTURE))
    nobody = tmp_path / "nobody.xml"
    nobody.write_text('<CONSOLIDATED_LIST dateGenerated="2026-01-01T00:00:00Z"><INDIVIDUALS/></CONSOLIDATED_LIST>')
    with pytest.raises(FileRefused, match="nobody"):
        list(read("un_sc", nobody))
    undated = tmp_path / "undated.xml"
    undated.write_text("<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>")
    with pytest.raises(FileRefused, match="generated"):
        list(read("un_sc", undated))


@pytest.mark.lists
@pytest.mark.skipif("REGISTRY_LISTS_DIR" not in os.environ, reason="REGISTRY_LISTS_DIR is not set")
@pytest.mark.parametrize(
    ("file", "published_on", "persons", "organisations"),
    [
        ("UN_consolidated_2025-04-19.xml", date(2025, 4, 19), 684, 193),
        ("UN_consolidated_2026-02.xml", date(2026, 2, 27), 730, 273),
    ],
)
def test_the_real_list_is_accounted_for(file, published_on, persons, organisations):
    reading = read("un_sc", Path(os.environ["REGISTRY_LISTS_DIR"]) / "un" / file)
    items = list(reading)
    drafts = [item for item in items if isinstance(item, ListingDraft)]
    assert reading.facts.published_on == published_on
    assert reading.facts.records == len(drafts) == persons + organisations
    assert Counter(draft.kind for draft in drafts) == {PartyKind.PERSON: persons, PartyKind.ORGANISATION: organisations}
    assert all(draft.designations[0].listed_on and draft.designations[0].measures for draft in drafts)
    issues = Counter((item.code, item.reference, item.value) for item in items if isinstance(item, Issue))
    assert Counter(code for code, _, _ in issues) == {
        IssueCode.BAD_DATE: 2,  # "30-35 years old", "Between Aug. and Sep. 1977"
        IssueCode.BAD_VALUE: 2,  # a birth certificate and a passport without a number
    }
