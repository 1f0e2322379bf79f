"""OFAC's lists in their three forms: what is read, what is refused, and that real files are accounted for."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from importers import us_ofac_terms as terms
from importers.draft import Issue, ListingDraft
from importers.errors import FileRefused
from importers.reading import Reading, read
from importers.vocabulary import Basis, IssueCode, MeasureCode, Strength
from tests.importers.golden import compare

FIXTURES = Path(__file__).parent / "fixtures" / "us_ofac"
CSV_SET = tuple(FIXTURES / name for name in ("add.csv", "sdn.csv", "sdn_comments.csv", "alt.csv"))
LISTS = os.environ.get("REGISTRY_LISTS_DIR")
needs_lists = pytest.mark.skipif(LISTS is None, reason="REGISTRY_LISTS_DIR is not set")


def everything(reading: Reading) -> tuple[dict[str, ListingDraft], list[Issue]]:
    items = list(reading)
    drafts = {item.reference: item for item in items if isinstance(item, ListingDraft)}
    issues = [item for item in items if isinstance(item, Issue)]
    assert reading.facts.records == len(items) - len(issues) + sum(issue.refuses for issue in issues)
    assert len(drafts) == len(items) - len(issues)
    return drafts, issues


def test_golden_csv_set() -> None:
    reading = read("us_ofac_sdn", *CSV_SET)
    compare(reading, FIXTURES / "sdn_csv.golden.jsonl")
    assert (reading.facts.records, reading.facts.rows, reading.facts.published_on) == (11, 23, None)


def test_golden_classic_xml() -> None:
    reading = read("us_ofac_cons", FIXTURES / "consolidated.xml")
    compare(reading, FIXTURES / "consolidated_xml.golden.jsonl")
    assert str(reading.facts.published_on) == "2026-03-09"
    assert (reading.facts.records, reading.facts.publisher_count) == (8, 9)


def test_golden_advanced_xml() -> None:
    reading = read("us_ofac_sdn", FIXTURES / "sdn_advanced.xml")
    compare(reading, FIXTURES / "sdn_advanced.golden.jsonl")
    assert str(reading.facts.published_on) == "2026-10-07"
    assert reading.facts.records == 6


def test_csv_files_may_come_in_any_order_and_alone() -> None:
    together, _ = everything(read("us_ofac_sdn", *CSV_SET))
    reordered, _ = everything(read("us_ofac_sdn", *sorted(CSV_SET)))
    alone, issues = everything(read("us_ofac_sdn", FIXTURES / "sdn.csv"))
    assert together == reordered
    assert alone.keys() == together.keys()
    cut = [issue.reference for issue in issues if issue.code is IssueCode.MISSING_FIELD]
    assert cut == ["90102", "90109"]


def test_comments_go_on_where_the_remarks_were_cut() -> None:
    drafts, _ = everything(read("us_ofac_sdn", *CSV_SET))
    relations = [relation.other_name or "" for relation in drafts["90102"].relations]
    assert relations[-1] == "SAVA HOLDING LTD."
    assert relations[-2].endswith(" ANONLY")


def test_rows_after_the_end_mark_are_refused() -> None:
    drafts, issues = everything(read("us_ofac_sdn", *CSV_SET))
    assert "90201" not in drafts
    assert [issue.code for issue in issues if issue.reference == "90201"] == [IssueCode.CONFLICT]


def test_blocking_is_explicit_only_where_the_file_says_it() -> None:
    advanced, _ = everything(read("us_ofac_sdn", FIXTURES / "sdn_advanced.xml"))
    measures = {
        reference: {(measure.code, measure.basis) for item in draft.designations for measure in item.measures}
        for reference, draft in advanced.items()
    }
    assert (MeasureCode.ASSET_FREEZE, Basis.EXPLICIT) in measures["90001"]
    assert (MeasureCode.ASSET_FREEZE, Basis.IMPLIED_LIST) in measures["90003"]
    assert (MeasureCode.TRAVEL_BAN, Basis.IMPLIED_PROGRAMME) in measures["90004"]
    assert all(code is not MeasureCode.TRAVEL_BAN for code, _ in measures["90002"] | measures["90003"])


def test_each_programme_has_the_date_of_its_own_order() -> None:
    advanced, _ = everything(read("us_ofac_sdn", FIXTURES / "sdn_advanced.xml"))
    dates = {item.programme_raw: str(item.listed_on) for item in advanced["90001"].designations}
    assert dates == {"GLOMAG": "2019-12-10", "RUSSIA-EO14024": "2022-03-24"}
    # The only event of this entry belongs to the other tag, so that nothing is known of this one's date.
    assert advanced["90004"].designations[1].listed_on is None


def test_weak_aliases_are_weak_in_every_form() -> None:
    for list_key, name, paths in (
        ("us_ofac_sdn", "THE FERRYMAN", CSV_SET),
        ("us_ofac_cons", "ABU NAKHLA", (FIXTURES / "consolidated.xml",)),
        ("us_ofac_sdn", "the Quartermaster", (FIXTURES / "sdn_advanced.xml",)),
    ):
        drafts, _ = everything(read(list_key, *paths))
        found = [item.strength for draft in drafts.values() for item in draft.names if item.text == name]
        assert found == [Strength.WEAK]


def test_old_namespace_reads_alike(tmp_path: Path) -> None:
    text = (FIXTURES / "consolidated.xml").read_text(encoding="utf-8")
    old = tmp_path / "consolidated.xml"
    address = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"
    assert address in text
    old.write_text(text.replace(address, "http://tempuri.org/sdnList.xsd"), encoding="utf-8")
    assert list(read("us_ofac_cons", old)) == list(read("us_ofac_cons", FIXTURES / "consolidated.xml"))


def test_two_entries_of_one_profile_are_told_apart() -> None:
    advanced, _ = everything(read("us_ofac_sdn", FIXTURES / "sdn_advanced.xml"))
    by_tag = {
        item.programme_raw: {measure.code for measure in item.measures} for item in advanced["90002"].designations
    }
    assert by_tag["UKRAINE-EO13662"] == {MeasureCode.DEBT_EQUITY}
    assert MeasureCode.ASSET_FREEZE in by_tag["RUSSIA-EO14024"]
    assert [(item.scheme, item.value) for item in advanced["90002"].cross_references] == [("us_ofac_cons", "90002")]


@pytest.mark.parametrize("name", ["consolidated.xml", "sdn_advanced.xml"])
def test_a_cut_xml_file_is_refused(tmp_path: Path, name: str) -> None:
    whole = (FIXTURES / name).read_bytes()
    cut = tmp_path / name
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(FileRefused, match="damaged"):
        list(read("us_ofac_cons" if name == "consolidated.xml" else "us_ofac_sdn", cut))


def test_a_csv_cut_within_quotes_is_refused(tmp_path: Path) -> None:
    cut = tmp_path / "sdn.csv"
    cut.write_bytes((FIXTURES / "sdn.csv").read_bytes()[:200])
    with pytest.raises(FileRefused, match="damaged"):
        list(read("us_ofac_sdn", cut))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,one\n2,two\n", "primary file"),
        ("a,b,c\nd,e,f\n", "none of OFAC's CSV files"),
        ("x" + ",x" * 11 + "\n", "none of OFAC's CSV files"),
        ("<export/>", "root element is export"),
        ("<sdnList><sdnEntry><uid>1</uid></sdnEntry></sdnList>", "publshInformation is missing"),
        (
            "<sdnList><publshInformation><Publish_Date>13/40/2026</Publish_Date></publshInformation></sdnList>",
            "Publish_Date",
        ),
        ("<Sanctions><DistinctParties/></Sanctions>", "DateOfIssue"),
        (
            "<Sanctions><DateOfIssue><Year>2026</Year><Month>1</Month><Day>2</Day></DateOfIssue></Sanctions>",
            "ReferenceValueSets",
        ),
    ],
)
def test_other_files_are_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match=says):
        list(read("us_ofac_sdn", path))


def test_two_files_of_one_kind_are_refused(tmp_path: Path) -> None:
    again = tmp_path / "again.csv"
    shutil.copy(FIXTURES / "alt.csv", again)
    with pytest.raises(FileRefused, match="two files of aliases"):
        list(read("us_ofac_sdn", *CSV_SET, again))


def test_the_other_list_is_refused_before_anything_of_it_is_given() -> None:
    with pytest.raises(FileRefused, match="SDN list"):
        next(iter(read("us_ofac_sdn", FIXTURES / "consolidated.xml")))
    with pytest.raises(FileRefused, match="non-SDN"):
        next(iter(read("us_ofac_cons", FIXTURES / "sdn.csv")))


def test_every_term_of_the_table_is_known_to_the_vocabulary() -> None:
    table = terms.table()
    for family in ("identifier", "contact", "attribute", "role"):
        for name, labels in table[family].items():
            for label in labels:
                found = terms.split_label(f"{label} 123")
                assert found is not None
                assert (found[0].family, found[0].name) == (family, name), label
                if family == "identifier":
                    assert found[0].identifier
                if family == "contact":
                    assert found[0].contact
    assert all(terms.menu(wording) for wording in table["menu"])
    assert all(terms.relation(wording) for wording in table["relation"])
    assert all(terms.sanctions_type(wording) for wording in table["sanctions_type"])
    assert all(terms.directive(order, number) for order, all_of in table["directive"].items() for number in all_of)


def real(*names: str) -> list[Path]:
    assert LISTS is not None
    return [Path(LISTS) / "us_ofac" / name for name in names]


@needs_lists
@pytest.mark.lists
def test_real_csv_set_of_2021() -> None:
    reading = read(
        "us_ofac_sdn", *real("sdn_2021-07.csv", "alt_2021-07.csv", "add_2021-07.csv", "sdn_comments_2021-07.csv")
    )
    drafts, issues = everything(reading)
    assert (len(drafts), reading.facts.rows) == (8_976, 8_976 + 11_910 + 13_837 + 5)
    assert Counter(issue.code for issue in issues) == {
        IssueCode.BAD_CHECK_DIGIT: 10,  # registrations of vessels that are no IMO numbers, and one cut short
        IssueCode.UNKNOWN_COUNTRY: 3,  # "possibly Palestinian"
        IssueCode.UNKNOWN_TERM: 2,  # two labels that occur once each
        IssueCode.BAD_VALUE: 1,  # the alias "07"
    }
    known = drafts["9620"]
    assert known.names[0].text == "Gaffar Mohmed EL HASSAN"
    assert [birth.text for birth in known.births] == ["1952-06-24"]
    assert known.designations[0].programme == "US-DARFUR"


@needs_lists
@pytest.mark.lists
def test_real_csv_of_2023_with_another_list_appended() -> None:
    drafts, issues = everything(read("us_ofac_sdn", *real("sdn_2023-01.csv")))
    assert len(drafts) == 11_118
    assert Counter(issue.code for issue in issues) == {
        IssueCode.CONFLICT: 449,  # the non-SDN list, which somebody appended after the end mark
        IssueCode.MISSING_FIELD: 14,  # remarks cut, with no comments file
        IssueCode.BAD_CHECK_DIGIT: 9,
        IssueCode.UNKNOWN_COUNTRY: 3,
        IssueCode.BAD_VALUE: 3,  # the aliases "07", "40", "42"
        IssueCode.UNKNOWN_TERM: 2,
    }
    assert sum(issue.refuses for issue in issues) == 449
    assert all(d.measures for draft in drafts.values() for d in draft.designations)


@needs_lists
@pytest.mark.lists
def test_real_non_sdn_list_says_the_same_as_csv_and_as_xml() -> None:
    csv_reading = read("us_ofac_cons", *real("cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv"))
    xml_reading = read("us_ofac_cons", *real("OFAC_consolidated_nonSDN_2025-03-28.xml"))
    csv_drafts, csv_issues = everything(csv_reading)
    xml_drafts, xml_issues = everything(xml_reading)
    assert (len(csv_drafts), len(xml_drafts), xml_reading.facts.publisher_count) == (442, 443, 443)
    assert not csv_issues
    assert not xml_issues
    both = csv_drafts.keys() & xml_drafts.keys()
    # Twelve listings were amended between the two files, and one name has double quotes that the CSV cannot hold;
    # all others read alike whatever form they come in.
    differing = {
        reference
        for reference in both
        for field in ("names", "designations", "births", "nationalities", "identifiers", "relations", "contacts")
        if {*getattr(csv_drafts[reference], field)} != {*getattr(xml_drafts[reference], field)}
    }
    assert len(both) == 442
    assert len(differing) == 13, sorted(differing)
