"""Canada's list: tags of two ages, schedules that mean different things, names packed into strings."""

import os
import time
from collections import Counter
from datetime import date
from pathlib import Path

import golden
import pytest

from importers import Issue, ListingDraft, read
from importers.ca_sema_names import names
from importers.errors import FileRefused
from importers.vocabulary import IssueCode, MeasureCode, NameKind, PartyKind

FIXTURES = Path(__file__).parent / "fixtures"
BILINGUAL = FIXTURES / "ca_sema" / "bilingual.xml"
ENGLISH = FIXTURES / "ca_sema" / "english_2020.xml"

FREEZE, BAN = MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN


def read_all(path):
    reading = read("ca_sema", path)
    items = list(reading)
    drafts = {item.reference: item for item in items if isinstance(item, ListingDraft)}
    issues = [item for item in items if isinstance(item, Issue)]
    assert reading.facts.records == len(drafts) + sum(issue.refuses for issue in issues)
    return reading.facts, drafts, issues, items


def codes(draft):
    return [measure.code for measure in draft.designations[0].measures]


@pytest.mark.parametrize("path", [BILINGUAL, ENGLISH], ids=["bilingual", "english"])
def test_golden(path):
    golden.compare(read("ca_sema", path), path.with_suffix(".golden.jsonl"))


def test_references_and_kinds():
    _, drafts, _, _ = read_all(BILINGUAL)
    assert {reference: draft.kind for reference, draft in drafts.items()} == {
        "russia-1-part-1-1": PartyKind.PERSON,
        "russia-1-part-2-12": PartyKind.ORGANISATION,
        "russia-1.1-3": PartyKind.VESSEL,
        "russia-2-4": PartyKind.ORGANISATION,
        "russia-9-1": PartyKind.ORGANISATION,
        "iran-1-part-1-7": PartyKind.ORGANISATION,
        "iran-1-part-1-7-2": PartyKind.PERSON,
        "jvcfor-36": PartyKind.PERSON,
        "atlantis-part-1-1": PartyKind.PERSON,
    }


def test_measures_follow_from_the_schedule():
    _, drafts, _, _ = read_all(BILINGUAL)
    assert codes(drafts["russia-1-part-1-1"]) == [FREEZE, BAN]
    assert codes(drafts["russia-1-part-2-12"]) == [FREEZE]
    assert codes(drafts["russia-1.1-3"]) == [MeasureCode.VESSEL_MEASURE]
    assert codes(drafts["russia-2-4"]) == [MeasureCode.DEBT_EQUITY]
    assert codes(drafts["russia-9-1"]) == []
    assert codes(drafts["jvcfor-36"]) == [FREEZE, BAN]
    assert codes(drafts["atlantis-part-1-1"]) == []


def test_before_june_2023_only_the_magnitsky_law_bars_entry(tmp_path):
    _, drafts, _, _ = read_all(ENGLISH)
    assert codes(drafts["iran-2-1"]) == [FREEZE]
    assert codes(drafts["zimbabwe-181"]) == [FREEZE]
    earlier = tmp_path / "earlier.xml"
    text = BILINGUAL.read_text(encoding="utf-8")
    for late in ("2025-02-21", "2024-01-01", "45352"):
        text = text.replace(late, "2023-06-21")
    earlier.write_text(text, encoding="utf-8")
    facts, drafts, _, _ = read_all(earlier)
    assert facts.published_on == date(2023, 6, 21)
    assert codes(drafts["russia-1-part-1-1"]) == [FREEZE]
    assert codes(drafts["jvcfor-36"]) == [FREEZE, BAN]


def test_the_date_is_a_lower_bound_and_says_so(tmp_path):
    facts, _, _, _ = read_all(BILINGUAL)
    assert facts.published_on == date(2025, 2, 21)
    assert "at least that new" in facts.notes[0]
    mistyped = tmp_path / "mistyped.xml"
    mistyped.write_text(BILINGUAL.read_text(encoding="utf-8").replace("2014-08-06", "2914-08-06"), encoding="utf-8")
    assert read_all(mistyped)[0].published_on == date(2025, 2, 21)
    facts, _, _, _ = read_all(ENGLISH)
    assert facts.published_on is None
    assert "neither" in facts.notes[0]


def test_what_could_not_be_taken_is_said():
    _, _, issues, _ = read_all(BILINGUAL)
    assert Counter((issue.code, issue.refuses) for issue in issues) == {
        (IssueCode.DUPLICATE_REFERENCE, False): 1,
        (IssueCode.BAD_DATE, False): 2,  # a birth day in month 19, a listing "not yet"
        (IssueCode.UNKNOWN_FIELD, False): 1,
        (IssueCode.UNKNOWN_MEASURE, False): 1,
        (IssueCode.UNKNOWN_PROGRAMME, False): 1,
        (IssueCode.NO_NAME, True): 1,
        (IssueCode.NO_REFERENCE, True): 1,
    }


def test_a_persian_name_in_the_number_field_and_a_serial_date():
    _, drafts, _, _ = read_all(BILINGUAL)
    assert ("صنایع کاروان", "Arab") in {(name.text, name.script) for name in drafts["iran-1-part-1-7"].names}
    assert drafts["russia-1-part-2-12"].designations[0].listed_on == date(2024, 3, 1)
    (number,) = drafts["russia-1.1-3"].identifiers
    assert (number.value, number.valid) == ("9074729", True)
    assert ("build_date", "1997") in drafts["russia-1.1-3"].attributes


@pytest.mark.parametrize(
    ("aliases", "texts"),
    [
        ("Air Ostrin Ltd., Air Ostrin Holdings", ["Air Ostrin Ltd.", "Air Ostrin Holdings"]),
        ("Ostrin, JSC; Острин, ФГУП", ["Ostrin, JSC", "Острин, ФГУП"]),
        ("Остринбанк / Ostrinbank", ["Остринбанк", "Ostrinbank"]),
        ("Ostrin Resistance Army (ORM/A)", ["Ostrin Resistance Army (ORM/A)"]),
        ("Ostrin Works (Hmaw/Pyi)", ["Ostrin Works (Hmaw/Pyi)"]),
        ("Острин or ЦИК or Острин-центр", ["Острин", "ЦИК", "Острин-центр"]),
        ("Ostrin\nOstrin Works", ["Ostrin", "Ostrin Works"]),
        ("(a.k.a. Ostrin Works)", ["Ostrin Works"]),
        ("«Острин»", ["Острин"]),
        ("Ostrin; ; ,", ["Ostrin"]),
        ("Velmar Trading LLC     Arabic: فلمار للتجارة", ["Velmar Trading LLC", "فلمار للتجارة"]),
        ("ООО", []),
    ],
)
def test_the_names_in_one_string(aliases, texts):
    found, issues = names(PartyKind.ORGANISATION, ("", ""), "Main", aliases)
    assert [name.text for name in found] == ["Main", *texts]
    assert issues == []


def test_a_lone_word_of_an_alternative_is_no_name_of_a_person():
    aliases = "Ana or Anna Borisovna Leusik, Belarusian: Ганна Барысаўна Лявусік / Анна Леусик or Ліусік; Karst"
    found, _ = names(PartyKind.PERSON, ("Hanna", "LIAVUSIK"), "", aliases)
    texts = [name.text for name in found]
    assert texts == ["Hanna LIAVUSIK", "Anna Borisovna Leusik", "Ганна Барысаўна Лявусік", "Анна Леусик", "Karst"]


def test_labels_say_the_language_and_brackets_the_former_name():
    found, _ = names(
        PartyKind.ORGANISATION, ("", ""), "Main (formerly known as Old)", "Russian: Главный Arabic: الرئيسي"
    )
    assert [(name.text, name.kind, name.language) for name in found[1:]] == [
        ("Old", NameKind.FORMER, None),
        ("Главный", NameKind.ALIAS, "ru"),
        ("الرئيسي", NameKind.ALIAS, "ar"),
    ]


def test_a_person_and_an_organisation_in_one_record_is_a_conflict():
    found, issues = names(PartyKind.PERSON, ("Maro", "Tessan"), "Tessan Works", "")
    assert [name.text for name in found] == ["Maro Tessan"]
    assert [issue[0] for issue in issues] == [IssueCode.CONFLICT]


def test_a_record_that_stands_twice_is_taken_once(tmp_path):
    record = (
        "<record><Country>Belarus / Bélarus</Country><LastName>Probny</LastName><GivenName>Ivan</GivenName>"
        "<Schedule>1, Part 1</Schedule><Item>{}</Item><DateOfListing>2020-09-28</DateOfListing></record>"
    )
    company = (
        "<record><Country>Belarus / Bélarus</Country><EntityOrShip>Probny Trest</EntityOrShip>"
        "<Schedule>1, Part 2</Schedule><Item>1</Item><DateOfListing>2020-09-28</DateOfListing></record>"
    )
    path = tmp_path / "list.xml"
    path.write_text(f"<data-set>{record.format(1) * 2}{record.format(2)}{company}</data-set>", encoding="utf-8")
    facts, drafts, issues, _ = read_all(path)
    assert (facts.records, len(drafts)) == (4, 3)
    assert [(issue.code, issue.reference) for issue in issues if issue.refuses] == [
        (IssueCode.DUPLICATE_REFERENCE, "belarus-1-part-1-1")
    ]


@pytest.mark.parametrize(
    "hostile",
    ["Ostrin" + " " * 200_000 + "x", "/abc" * 2_400, "(" * 9_000, "a;" * 4_900, ", " * 4_900],
    ids=["spaces", "slashes", "brackets", "semicolons", "commas"],
)
def test_a_hostile_string_of_names_costs_little(hostile):
    began = time.perf_counter()
    found, issues = names(PartyKind.ORGANISATION, ("", ""), hostile, hostile)
    assert time.perf_counter() - began < 2.0
    assert found
    assert [issue[0] for issue in issues] == ([IssueCode.TOO_LONG] if len(hostile) > 10_000 else [])


@pytest.mark.parametrize("cut", [300, 3_000, -5])
def test_a_cut_file_is_refused(tmp_path, cut):
    path = tmp_path / "cut.xml"
    path.write_bytes(BILINGUAL.read_bytes()[:cut])
    with pytest.raises(FileRefused, match="damaged"):
        list(read("ca_sema", path))


def test_other_files_are_refused(tmp_path):
    with pytest.raises(FileRefused, match="<CONSOLIDATED_LIST>"):
        list(read("ca_sema", FIXTURES / "un_sc" / "consolidated.xml"))
    renamed = tmp_path / "renamed.xml"
    renamed.write_text(BILINGUAL.read_text(encoding="utf-8").replace("Country-Pays", "Regime-Régime"), encoding="utf-8")
    with pytest.raises(FileRefused, match="Country"):
        list(read("ca_sema", renamed))
    nobody = tmp_path / "nobody.xml"
    nobody.write_text("<data-set></data-set>", encoding="utf-8")
    with pytest.raises(FileRefused, match="nobody"):
        list(read("ca_sema", nobody))


@pytest.mark.lists
@pytest.mark.skipif("REGISTRY_LISTS_DIR" not in os.environ, reason="REGISTRY_LISTS_DIR is not set")
@pytest.mark.parametrize(
    ("file", "published_on", "kinds", "bad_dates"),
    [
        ("sema-lmes_2020-04.xml", None, {"person": 985, "organisation": 384}, []),
        (
            "sema-lmes_2025-05.xml",
            date(2025, 3, 20),
            {"person": 3_334, "organisation": 1_316, "vessel": 109},
            ["Sep-99", "born in the early 1970s"],
        ),
    ],
)
def test_the_real_list_is_accounted_for(file, published_on, kinds, bad_dates):
    facts, drafts, issues, _ = read_all(Path(os.environ["REGISTRY_LISTS_DIR"]) / "ca" / file)
    assert facts.published_on == published_on
    assert Counter(draft.kind.value for draft in drafts.values()) == kinds
    assert [(issue.code, issue.value) for issue in issues] == [(IssueCode.BAD_DATE, text) for text in bad_dates]
    assert all(codes(draft) for draft in drafts.values())
