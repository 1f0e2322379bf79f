"""The EU's freeze list and travel-ban list: what each shape becomes, what is refused, what the dates mean."""

import os
from datetime import date
from pathlib import Path

import golden
import pytest

from importers.draft import Issue, ListingDraft
from importers.errors import FileRefused
from importers.eu_decisions import programme_code
from importers.eu_fsf import read_eu_fsf, read_eu_travel_bans
from importers.programmes import all_programmes, find
from importers.reading import Facts
from importers.vocabulary import IssueCode, NameKind, PartyKind, Strength

FIXTURES = Path(__file__).parent / "fixtures"
XML = FIXTURES / "eu_fsf" / "full.xml"
CSV_1_1 = FIXTURES / "eu_fsf" / "full_1_1.csv"
CSV_1_0 = FIXTURES / "eu_fsf" / "full_1_0.csv"
BANS = FIXTURES / "eu_travel_bans" / "travel_bans.xml"


def read(reader, path):
    facts = Facts()
    found = list(reader([path], facts))
    drafts = {item.reference: item for item in found if isinstance(item, ListingDraft)}
    issues = [item for item in found if isinstance(item, Issue)]
    assert facts.records == len(drafts) + sum(issue.refuses for issue in issues)
    return drafts, issues, facts


@pytest.mark.parametrize(
    ("reader", "path"),
    [(read_eu_fsf, XML), (read_eu_fsf, CSV_1_1), (read_eu_fsf, CSV_1_0), (read_eu_travel_bans, BANS)],
    ids=["xml", "csv-1.1", "csv-1.0", "travel-bans"],
)
def test_drafts_are_the_golden_ones(reader, path):
    golden.compare(reader([path], Facts()), path.with_suffix(".golden.jsonl"))


@pytest.mark.parametrize(
    ("path", "shape", "published_on", "records", "rows"),
    [
        (XML, "XML 1.1", date(2026, 10, 5), 9, 9),
        (CSV_1_1, "CSV 1.1", date(2026, 10, 5), 2, 9),
        (CSV_1_0, "CSV 1.0", date(2018, 7, 4), 2, 8),
    ],
)
def test_facts_of_each_shape(path, shape, published_on, records, rows):
    facts = read(read_eu_fsf, path)[2]
    assert (facts.shape, facts.published_on, facts.records, facts.rows) == (shape, published_on, records, rows)


def test_the_date_of_an_amending_act_is_never_the_date_of_listing():
    designation = read(read_eu_fsf, XML)[0]["EU.9001.11"].designations[0]
    assert designation.listed_on == date(2022, 4, 8)
    assert designation.amended_on == date(2024, 3, 13)
    assert designation.effective_from is None


def test_the_listing_act_says_since_when_it_is_in_force():
    designation = read(read_eu_fsf, XML)[0]["EU.9003.13"].designations[0]
    assert (designation.listed_on, designation.effective_from) == (date(2017, 10, 16), date(2017, 10, 17))


def test_without_a_designation_date_an_act_dates_nothing():
    draft = read(read_eu_fsf, XML)[0]["logicalId-90005"]
    designation = draft.designations[0]
    assert (designation.listed_on, designation.effective_from, designation.amended_on) == (None, None, None)
    assert designation.delisted_on == date(2025, 9, 1)
    assert ("legal_act_published_on", "204/2011 (OJ L58) 2011-03-02") in draft.attributes


def test_one_designation_date_belongs_to_the_programme_whose_act_came_with_it():
    designations = read(read_eu_fsf, XML)[0]["EU.9002.12"].designations
    dates = {item.programme: (item.listed_on, item.effective_from) for item in designations}
    assert dates == {"EU-MMR": (date(2018, 6, 25), date(2018, 6, 26)), "EU-HR": (None, None)}


def test_the_date_of_the_un_designation_is_not_the_eus():
    draft = read(read_eu_fsf, XML)[0]["EU.9004.14"]
    assert draft.designations[0].listed_on is None
    assert ("un_designated_on", "2003-02-24") in draft.attributes
    assert next((found.scheme, found.value) for found in draft.cross_references) == ("un_sc", "QDi.987")


def test_a_remark_on_a_name_goes_before_its_strength():
    names = {name.text: name for name in read(read_eu_fsf, XML)[0]["EU.9001.11"].names}
    assert names["The Dry One"].strength is Strength.WEAK
    assert names["Arkadi Suchodolski"].strength is Strength.STRONG
    assert names["Suchy"].strength is Strength.WEAK
    assert names["Arkadi Grishin"].kind is NameKind.FORMER


def test_the_primary_name_of_a_company_is_in_english_when_it_has_one():
    names = read(read_eu_fsf, XML)[0]["EU.9002.12"].names
    assert (names[0].text, names[0].kind) == ("Golden River Mining Company Ltd", NameKind.PRIMARY)
    assert [name.kind for name in names[1:]] == [NameKind.ALIAS, NameKind.ALIAS]


def test_strength_is_unstated_in_csv_unless_a_remark_grades_it():
    names = {name.text: name.strength for name in read(read_eu_fsf, CSV_1_1)[0]["EU.9001.11"].names}
    assert names == {"Arkadi Lvovich Sukhodolski": Strength.UNSTATED, "Suchy": Strength.WEAK}


def test_csv_and_xml_agree_on_one_listing():
    from_xml, from_csv = (read(read_eu_fsf, path)[0]["EU.9001.11"] for path in (XML, CSV_1_1))
    assert from_csv.kind is from_xml.kind is PartyKind.PERSON
    assert from_csv.designations == from_xml.designations
    assert from_csv.births[0] == from_xml.births[0]
    assert from_csv.nationalities == from_xml.nationalities


def test_a_ship_listed_as_an_enterprise_is_a_vessel_where_the_file_says_so():
    drafts, issues, _ = read(read_eu_fsf, XML)
    assert drafts["EU.9003.13"].kind is PartyKind.VESSEL
    assert [item.valid for item in drafts["EU.9003.13"].identifiers] == [True, False]
    assert [issue.value for issue in issues if issue.code is IssueCode.BAD_CHECK_DIGIT] == ["9074720"]


def test_what_is_not_known_is_reported_and_nothing_is_lost():
    drafts, issues, _ = read(read_eu_fsf, XML)
    assert drafts["EU.9006.16"].designations[0].programme == "unknown"
    assert drafts["EU.9006.16"].designations[0].programme_raw == "ZZZ"
    fields = {issue.field for issue in issues if issue.code is IssueCode.UNKNOWN_FIELD}
    assert fields == {"sanctionEntity/@riskScore", "vesselInfo"}
    refused = {issue.reference: issue.code for issue in issues if issue.refuses}
    assert refused == {
        "EU.9007.17": IssueCode.UNKNOWN_KIND,
        "EU.9008.18": IssueCode.NO_NAME,
        "EU.9002.12": IssueCode.DUPLICATE_REFERENCE,
    }


def test_the_freeze_list_says_nothing_about_entry_and_the_ban_list_nothing_about_assets():
    freezes = {measure.code for draft in read(read_eu_fsf, XML)[0].values() for measure in measures(draft)}
    bans = {
        (measure.code, measure.basis)
        for draft in read(read_eu_travel_bans, BANS)[0].values()
        for measure in measures(draft)
    }
    assert freezes == {"asset_freeze"}
    assert bans == {("travel_ban", "explicit")}


def measures(draft):
    return [measure for designation in draft.designations for measure in designation.measures]


def test_a_ban_is_joined_to_the_freeze_list_by_reference_and_logical_id():
    draft = read(read_eu_travel_bans, BANS)[0]["EU.9001.11"]
    assert {(found.scheme, found.value) for found in draft.cross_references} == {
        ("eu_fsf", "EU.9001.11"),
        ("eu_fsf", "logicalId-90001"),
    }
    assert [designation.programme for designation in draft.designations] == ["EU-UKR"]


def test_a_company_on_the_ban_list_is_reported_and_gets_no_ban():
    drafts, issues, _ = read(read_eu_travel_bans, BANS)
    assert measures(drafts["EU.9011.21"]) == []
    assert [issue.reference for issue in issues if issue.code is IssueCode.CONFLICT] == ["EU.9011.21"]


def test_a_person_published_as_two_remarks_is_taken_under_the_name():
    drafts, issues, _ = read(read_eu_travel_bans, BANS)
    draft = drafts["name-hamid-farouk-al-wahmi"]
    assert [name.text for name in draft.names] == [
        "Hamid Farouk AL-WAHMI", "Hameed Al Wahmi", "Abu Farouk", "Hamid El Wahmy",
    ]  # fmt: skip
    assert [birth.text for birth in draft.births] == ["1950-07-01"]
    assert [(place.city, place.country) for place in draft.birth_places] == [("Sirba", "LY"), (None, "EG")]
    assert [(item.value, item.country) for item in draft.identifiers] == [("513000", "LY")]
    codes = [(issue.code, issue.refuses) for issue in issues if issue.code is IssueCode.NO_REFERENCE]
    assert codes == [(IssueCode.NO_REFERENCE, False), (IssueCode.NO_REFERENCE, True)]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Council Decision concerning restrictive measures against serious human rights violations and abuses", "HR"),
        ("Council Decision (CFSP) 2026/12 amending Decision (CFSP) 2020/1999 concerning restrictive measures", "HR"),
        ("Council Decision concerning restrictive measures against the Republic of Guinea", "GIN"),
        ("... the peace, security or stability of the Republic of Guinea-Bissau and repealing 2012/237/CFSP", "GNB"),
        ("Council Decision concerning restrictive measures in view of the situation in South Sudan", "SSD"),
        ("Council Decision against the leadership of the Transnistrian region of the Republic of Moldova", "XMD"),
        ("Council Decision concerning restrictive measures in view of the situation in Ruritania", None),
        ("Council Decision repealing Decisions 2014/145/CFSP and 2012/642/CFSP", None),
    ],
)
def test_a_decisions_title_leads_to_one_programme_or_none(title, code):
    assert programme_code(title) == code


def test_titles_in_the_programme_table_lead_to_the_same_programme():
    titles = [
        (wording, programme.key)
        for programme in all_programmes()
        if programme.partner == "EU"
        for wording in programme.wordings
        if wording.startswith("Council Decision")
    ]
    assert len(titles) > 20
    for wording, key in titles:
        code = programme_code(wording)
        programme = find("EU", code or wording)
        assert programme is not None
        assert programme.key == key, wording


def cut(path, tmp_path, keep):
    data = path.read_bytes()
    copy = tmp_path / path.name
    copy.write_bytes(data[: int(len(data) * keep)])
    return copy


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.995])
@pytest.mark.parametrize("path", [XML, CSV_1_1, CSV_1_0])
def test_a_cut_file_is_refused(path, keep, tmp_path):
    with pytest.raises(FileRefused):
        list(read_eu_fsf([cut(path, tmp_path, keep)], Facts()))


@pytest.mark.parametrize(
    ("reader", "path", "says"),
    [
        (read_eu_travel_bans, XML, "freeze list, not its travel-ban list"),
        (read_eu_fsf, BANS, "travel-ban list, not its freeze list"),
        (read_eu_travel_bans, CSV_1_1, "this is not XML"),
    ],
)
def test_the_other_list_is_refused(reader, path, says):
    with pytest.raises(FileRefused, match=says):
        list(reader([path], Facts()))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<sdnList><sdnEntry/></sdnList>", "not an EU list"),
        ('<export generationDate="2026-10-05T00:00:00"/>', "holds no listing"),
        ('<!DOCTYPE export [<!ENTITY a "b">]><export>&a;</export>', "document type definition"),
        ("logicalId,remark,nameAlias.wholeName\n1,,Zofia Nikt\n", "not a file of the EU"),
        ('{"meta": {"source": "eu"}, "data": []}', "not a file of the EU"),
        ("fileGenerationDate;NameAlias_WholeName\n05/10/2026;Zofia Nikt\n", "sanctionEntity/logicalId"),
        ('"Date_file;Entity_logical_id;Naal_wholename\t\t"\n"04/07/2018;1;???????\t\t"\n', "spreadsheet program"),
        ("", "empty"),
    ],
)
def test_what_is_not_an_eu_file_is_refused_with_a_sentence(content, says, tmp_path):
    path = tmp_path / "upload"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefused, match=says):
        list(read_eu_fsf([path], Facts()))


def test_a_damaged_row_refuses_its_listing_only(tmp_path):
    lines = CSV_1_1.read_text(encoding="utf-8-sig").splitlines()
    lines[2] = lines[2] + ";too;many"
    path = tmp_path / "ragged.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    drafts, issues, _ = read(read_eu_fsf, path)
    assert list(drafts) == ["EU.9001.11"]
    assert [(issue.code, issue.refuses) for issue in issues] == [(IssueCode.RAGGED_ROW, True)]


def test_an_open_quote_that_swallows_rows_is_refused(tmp_path):
    lines = CSV_1_1.read_text(encoding="utf-8-sig").splitlines()
    lines[2] = lines[2].replace(";Golden River", ';"Golden River')
    path = tmp_path / "quote.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="quote is left open"):
        list(read_eu_fsf([path], Facts()))


def test_a_new_column_is_reported(tmp_path):
    lines = CSV_1_1.read_text(encoding="utf-8-sig").splitlines()
    lines = [lines[0] + ";Entity_RiskScore"] + [line + ";7" for line in lines[1:]]
    path = tmp_path / "new.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    drafts, issues, _ = read(read_eu_fsf, path)
    assert len(drafts) == 2
    assert [(issue.code, issue.field) for issue in issues] == [(IssueCode.UNKNOWN_FIELD, "Entity_RiskScore")] * 2


lists = pytest.mark.skipif("REGISTRY_LISTS_DIR" not in os.environ, reason="REGISTRY_LISTS_DIR is not set")


@lists
@pytest.mark.lists
def test_the_official_sample_is_read_whole():
    path = Path(os.environ["REGISTRY_LISTS_DIR"]) / "eu" / "FSF_1_1_sample_one_entity_2024-12-11.xml"
    drafts, issues, facts = read(read_eu_fsf, path)
    assert (list(drafts), issues, facts.records) == (["logicalId-13"], [], 1)
    draft = drafts["logicalId-13"]
    assert [birth.text for birth in draft.births] == ["1937-04-28"]
    assert [designation.programme for designation in draft.designations] == ["EU-IRQ"]


@lists
@pytest.mark.lists
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("EUSanctionsShort_2018-07-04.csv", "spreadsheet program"),
        ("EU_TravelBans_2022-09-13.csv", "not a file of the EU"),
        ("EU_FSF_travelbans_merged_2022-09-13.derived.csv", "not a file of the EU"),
        ("eu_sanctions_2025-04-15.derived.json", "not a file of the EU"),
        ("Abbreviation_FSD_extract_program.xlsx", "file of kind xlsx"),
    ],
)
def test_damaged_and_reworked_files_are_refused(name, says):
    with pytest.raises(FileRefused, match=says):
        list(read_eu_fsf([Path(os.environ["REGISTRY_LISTS_DIR"]) / "eu" / name], Facts()))
