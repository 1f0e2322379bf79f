"""The Australian list: names gathered into listings, measures with and without columns, the text read with care."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import golden
import pytest
import sheets

from importers import au_text
from importers.au_cells import days, listing_days, place
from importers.au_dfat import read_au_dfat
from importers.draft import Issue, ListingDraft
from importers.errors import FileRefused
from importers.reading import Facts
from importers.vocabulary import Basis, IssueCode, MeasureCode, NameKind, PartyKind, Strength

ROWS = Path(__file__).parent / "fixtures" / "au_dfat" / "consolidated_list.csv"
MEASURES = {"Targeted Financial Sanction", "Travel Ban", "Arms Embargo", "Maritime Restriction"}
NEWER = {*MEASURES, "Alias Strength", "IMO Number", "Instrument of Designation"}
LISTS = os.environ.get("REGISTRY_LISTS_DIR")
needs_lists = pytest.mark.skipif(LISTS is None, reason="REGISTRY_LISTS_DIR is not set")


def workbook(path: Path, without: set[str] = frozenset(), rows: list[list[str]] | None = None) -> Path:
    table = rows or sheets.rows_of(ROWS)
    kept = [index for index, name in enumerate(table[0]) if name not in without]
    return sheets.write_xlsx(path, [[row[index] for index in kept] for row in table])


def read(path: Path) -> tuple[dict[str, ListingDraft], list[Issue], Facts]:
    facts = Facts()
    found = list(read_au_dfat([path], facts))
    drafts = [item for item in found if isinstance(item, ListingDraft)]
    issues = [item for item in found if isinstance(item, Issue)]
    assert facts.records == len(drafts) + sum(issue.refuses for issue in issues)
    assert len({draft.reference for draft in drafts}) == len(drafts)
    return {draft.reference: draft for draft in drafts}, issues, facts


@pytest.mark.parametrize(("name", "without"), [("measures", set()), ("older", NEWER)], ids=["measures", "older"])
def test_drafts_are_the_golden_ones(name: str, without: set[str], tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", without)
    golden.compare(read_au_dfat([path], Facts()), ROWS.with_name(f"{name}.golden.jsonl"))


def test_names_of_one_number_come_together_though_other_rows_stand_between(tmp_path: Path) -> None:
    drafts, _, facts = read(workbook(tmp_path / "list.xlsx"))
    person = drafts["101"]
    assert [(name.text, name.kind, name.strength) for name in person.names] == [
        ("Zmaray GULRANG", NameKind.PRIMARY, Strength.UNSTATED),
        ("Zmaray Gul", NameKind.ALIAS, Strength.WEAK),
        ("زمری گل رنگ", NameKind.ALIAS, Strength.UNSTATED),
        ("Zamari Rang", NameKind.FORMER, Strength.UNSTATED),
    ]
    assert person.names[0].parts == (("given", "Zmaray"), ("family", "GULRANG"))
    assert [row["Reference"] for row in person.raw["rows"]] == ["101", "101a", "101b", "101c"]
    assert facts.rows == 12


def test_a_number_given_twice_is_split(tmp_path: Path) -> None:
    drafts, issues, _ = read(workbook(tmp_path / "list.xlsx"))
    assert [name.text for name in drafts["101#2"].names] == ["Aung Ko Hein", "Ko Hein"]
    assert [issue.reference for issue in issues if issue.code is IssueCode.REUSED_REFERENCE] == ["101#2"]


def test_measure_columns_are_explicit(tmp_path: Path) -> None:
    drafts, issues, facts = read(workbook(tmp_path / "list.xlsx"))
    found = {key: [measure.code for measure in draft.designations[0].measures] for key, draft in drafts.items()}
    assert found["101"] == [MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN, MeasureCode.ARMS_RESTRICTION]
    assert found["102"] == [MeasureCode.ASSET_FREEZE]  # a company cannot be banned from travel
    assert found["103"] == [MeasureCode.VESSEL_MEASURE]
    assert found["104"] == [MeasureCode.ASSET_FREEZE]
    assert {m.basis for draft in drafts.values() for act in draft.designations for m in act.measures} == {
        Basis.EXPLICIT
    }
    assert [issue.value for issue in issues if issue.code is IssueCode.UNKNOWN_MEASURE] == ["maybe"]
    assert facts.shape == "DFAT workbook, measure columns"


def test_without_columns_measures_follow_from_the_programme(tmp_path: Path) -> None:
    drafts, _, facts = read(workbook(tmp_path / "list.xlsx", NEWER))
    measures = [(m.code, m.basis) for m in drafts["101"].designations[0].measures]
    assert (MeasureCode.ASSET_FREEZE, Basis.IMPLIED_PROGRAMME) in measures
    assert (MeasureCode.TRAVEL_BAN, Basis.IMPLIED_PROGRAMME) in measures
    assert [m.code for m in drafts["102"].designations[0].measures] == [MeasureCode.ASSET_FREEZE]
    assert facts.shape == "DFAT workbook without measure columns"


def test_the_latest_control_date_stands_for_the_missing_date(tmp_path: Path) -> None:
    _, _, facts = read(workbook(tmp_path / "list.xlsx"))
    assert facts.published_on == date(2024, 5, 3)
    assert "not older than" in facts.notes[0]


def test_several_committees_are_several_designations(tmp_path: Path) -> None:
    drafts, _, _ = read(workbook(tmp_path / "list.xlsx"))
    assert [act.programme for act in drafts["104"].designations] == ["AU-CORRUPTION", "AU-MYANMAR"]


def test_kind_goes_by_most_rows_and_may_stay_unknown(tmp_path: Path) -> None:
    rows = sheets.rows_of(ROWS)
    at = rows[0].index("Type")
    rows[2][at] = "Entity"
    rows[6][at] = ""
    rows[7][at] = ""
    rows[4][at] = ""
    drafts, issues, _ = read(workbook(tmp_path / "list.xlsx", rows=rows))
    assert drafts["101"].kind in (PartyKind.PERSON, PartyKind.ORGANISATION)
    assert drafts["103"].kind is PartyKind.UNKNOWN
    assert {issue.code for issue in issues if issue.reference in ("101", "103")} >= {
        IssueCode.CONFLICT, IssueCode.UNKNOWN_KIND,
    }  # fmt: skip


def test_what_must_not_be_used_is_refused(tmp_path: Path) -> None:
    for column in ("Committees", "Control Date", "Name Type"):
        with pytest.raises(FileRefused, match=column):
            list(read_au_dfat([workbook(tmp_path / "list.xlsx", {column})], Facts()))
    with pytest.raises(FileRefused, match="Reference"):
        list(read_au_dfat([workbook(tmp_path / "list.xlsx", {"Reference"})], Facts()))
    path = workbook(tmp_path / "list.xlsx")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(FileRefused, match="damaged"):
        list(read_au_dfat([path], Facts()))


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Listed by UN 1267 Committee on 25 January 2001 (amended on 3 Sep. 2003)", [date(2001, 1, 25)]),
        ("Listed on: 17 Aug. 2017 (Relisted on 3 Aug. 2020)", [date(2017, 8, 17)]),
        ("Listed by UN (1267 Committee) on 6 July 2004, amended on 21 March 2012", [date(2004, 7, 6)]),
        ("Listed 11 May 2010 (amended  on 15 Apr. 2014)", [date(2010, 5, 11)]),
        ("The Minister listed this entity on 21 November 2003 under section 15(1)", [date(2003, 11, 21)]),
        ("Designated under the Regulations 2011 on 2 March 2012. Relisted on 12/01/2024.", [date(2012, 3, 2)]),
        ("Instrument of first listing: Listing 2019 (No. 1). Last listed on: 22/07/2022", []),
        ("Formerly listed on the RBA as 2001FRY0027. (Relisted on 12 January 2024)", []),
        ("Resolution 1596 (2005), amended 16 December 2008", []),
    ],
)  # fmt: skip
def test_listing_dates_are_only_those_the_text_says(text: str, listed: list[date]) -> None:
    assert listing_days(text) == listed


def test_days_in_a_text() -> None:
    assert days("3 Sep. 2003, 18 Jul.2007 and 1/02/2008") == [date(2003, 9, 3), date(2007, 7, 18), date(2008, 2, 1)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Passport no.: a) Indonesian number T000219 (issued in Sukoharjo, Indonesia) b) na.",
         [("passport", "T000219", "ID")]),
        ("Passport Information: 131000049 (Taiwan)", [("passport", "131000049", "TW")]),
        ("Passport J40000107 (Iran) expires 10 Jun 2024; alt. Passport D100009600 (Iran)",
         [("passport", "J40000107", "IR"), ("passport", "D100009600", "IR")]),
        ("221 General Bureau representative. Passport no.: 199110000; 472220500; 654220100.",
         [("passport", "199110000", None), ("passport", "472220500", None), ("passport", "654220100", None)]),
        ("Director of the Passport and Visa Department under the former regime.", []),
        ("Kuwaiti national identification number 261122400700. Sentenced to prison in 2018.",
         [("national_id", "261122400700", "KW")]),
        ("Libya Passport no: na Libya G52FYPRX, issued on 8 May 2014", [("passport", "G52FYPRX", "LY")]),
        ("Tax ID No.: 663401241600", [("tax", "663401241600", None)]),
        ("Accused of involvement in the attack of 2000.", []),
    ],
)  # fmt: skip
def test_numbers_in_running_text(text: str, found: list[tuple[str, str, str | None]]) -> None:
    numbers = au_text.identifiers(text, of_vessel=False)
    assert [(number.kind.value, number.value, number.country) for number in numbers] == found


def test_a_publishers_link_is_not_the_partys() -> None:
    text = (
        "Website: exampleworks.example; web link: https://www.interpol.int/en/x Tel: +963 11 2121816, +963 11 2121834."
    )
    assert [contact.value for contact in au_text.contacts(text)] == [
        "exampleworks.example", "+963 11 2121816", "+963 11 2121834",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "city", "postal_code", "country"),
    [
        ("8 Zavodskaya Street, Tula, 300000, Russian Federation", "Tula", "300000", "RU"),
        ("Petrovskaya Street 5, Simferopol, 295000 Ukraine", "Simferopol", "295000", "UA"),
        ("Syrian Arab Republic (as at 2013)", None, None, "SY"),
        ("Kabul City, Kabul Province", None, None, None),
    ],
)
def test_addresses(text: str, city: str | None, postal_code: str | None, country: str | None) -> None:
    found = place(text, is_address=True)
    assert (found.city, found.postal_code, found.country, found.raw) == (city, postal_code, country, text)


@needs_lists
@pytest.mark.lists
def test_the_real_workbook_is_accounted_for() -> None:
    drafts, issues, facts = read(Path(str(LISTS)) / "au" / "DFAT_regulation8_consolidated_2024-12.xlsx")
    assert (len(drafts), facts.records, facts.rows) == (3062, 3062, 9553)
    assert facts.published_on == date(2024, 11, 11)
    assert not any(issue.refuses for issue in issues)
    assert not [key for key in drafts if "#" in key]  # no number is used twice in this edition
    # `Congolese` may be of either Congo, `Possibly Ethiopian` is the publisher's guess; seven birth dates are slips or
    # have two-digit years; one LEI is mistyped.
    assert Counter(
        (issue.code.value, issue.field, issue.value if issue.field == "Citizenship" else None) for issue in issues
    ) == {
        ("unknown_country", "Citizenship", "Congolese"): 15,
        ("unknown_country", "Citizenship", "Possibly Ethiopian"): 1,
        ("bad_date", "Date of Birth", None): 7,
        ("bad_check_digit", "Legal Entity Identifier (LEI)", None): 1,
    }
    assert sum(act.listed_on is not None for draft in drafts.values() for act in draft.designations) >= 1280
