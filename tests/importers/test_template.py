"""The template: what is written is read back equal, what is altered is refused at its place, no loss goes unsaid."""

import csv
import dataclasses
import os
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from importers import catalogue
from importers.draft import (
    ContactDraft,
    CountryDraft,
    CrossReference,
    DesignationDraft,
    IdentifierDraft,
    Issue,
    ListingDraft,
    MeasureDraft,
    NameDraft,
    PartialDate,
    PlaceDraft,
    Position,
    RelationDraft,
)
from importers.errors import FileRefused
from importers.reading import Facts, read
from importers.template_fields import FIELDS
from importers.template_write import Written, write_template
from importers.vocabulary import (
    Basis,
    ContactKind,
    IdentifierKind,
    IssueCode,
    MeasureCode,
    NameKind,
    PartyKind,
    RelationKind,
    Strength,
)

LISTS = os.environ.get("REGISTRY_LISTS_DIR")
SPEC = catalogue.lookup("us_own")
PLACE = Position("elsewhere.xml")
SHAPES = ("own.xlsx", "own.csv")


def listing(reference: str = "A-1", **more: Any) -> ListingDraft:
    names = (NameDraft("Ivana Exemplarova", script="Latn"),)
    measures = (MeasureDraft(MeasureCode.TRAVEL_BAN, Basis.EXPLICIT, "travel_ban"),)
    designations = (DesignationDraft("US-GLOMAG", "GLOMAG", measures, listed_on=date(2024, 2, 1)),)
    return ListingDraft(
        SPEC.key, reference, PartyKind.PERSON, position=PLACE, **{"names": names, "designations": designations} | more
    )


def apart(draft: ListingDraft) -> ListingDraft:
    """The draft without where and how it was published."""
    return dataclasses.replace(draft, position=PLACE, raw={})


def back(path: Path, list_key: str = SPEC.key) -> tuple[list[ListingDraft], list[Issue], Facts]:
    reading = read(list_key, path)
    items = list(reading)
    drafts = [item for item in items if isinstance(item, ListingDraft)]
    issues = [item for item in items if isinstance(item, Issue)]
    assert reading.facts.records == len(drafts) + sum(issue.refuses for issue in issues)
    return drafts, issues, reading.facts


def written(path: Path, *drafts: ListingDraft, as_of: date | None = None) -> Written:
    return write_template(path, SPEC, drafts, as_of)


FULL = listing(
    names=(
        NameDraft("Ivana Exemplarova", script="Latn", parts=(("given", "Ivana"), ("family", "Exemplarova"))),
        NameDraft("Ивана Экземплярова", NameKind.ALIAS, Strength.WEAK, "Cyrl", "ru"),
        NameDraft("إيفانا", NameKind.FORMER, Strength.STRONG, "Arab"),
    ),
    births=(
        PartialDate("1962", "1962"), PartialDate("1962-03", "March 1962"), PartialDate("1960/1963", "1960-63", True),
        PartialDate("1899-12-31", "1899-12-31"), PartialDate(None, "Safar 1381", calendar="Islamic"),
    ),
    birth_places=(PlaceDraft("Exampleville, Syria", "Exampleville", country="SY", country_raw="Syria"),),
    nationalities=(CountryDraft("SY", "Syrian"), CountryDraft(None, "stateless"), CountryDraft("SU", "SU")),
    addresses=(PlaceDraft("1 Example St\nExampleville", street="1 Example St", postal_code="00123", country="SY"),),
    identifiers=(
        IdentifierDraft(IdentifierKind.PASSPORT, "0012345", "SY", "Passport No.", "lost",
                        PartialDate("2010-01-02", "2 January 2010"), PartialDate("2031", "2031"), known_false=True),
        IdentifierDraft(IdentifierKind.IMO, "9074729", valid=True),
    ),
    relations=(RelationDraft(RelationKind.FAMILY, "sister of", "N. N.", "A-2", True),),
    contacts=(ContactDraft(ContactKind.PHONE, "+963 11 000"),),
    cross_references=(CrossReference("un_sc", "XXi.999"),),
    genders=("female",), titles=("Dr",), positions=("Head;\nformer minister",), attributes=(("height", "1.80 m"),),
    remarks="-5 degrees\n@home", deceased=True,
    designations=(
        DesignationDraft(
            "US-GLOMAG", "GLOMAG",
            (MeasureDraft(MeasureCode.ASSET_FREEZE, Basis.IMPLIED_PROGRAMME, "GLOMAG", "but for food"),
             MeasureDraft(MeasureCode.TRAVEL_BAN, Basis.FREE_TEXT, "no entry")),
            "OFAC", "E.O. 13818", date(2024, 2, 1), date(2024, 2, 2), date(2024, 3, 1), None, "'Tis said,\n\nplainly.",
        ),
        DesignationDraft("unknown", "A regime of old", (), listed_on=date(1899, 1, 1)),
        DesignationDraft("US-GLOMAG", "GLOMAG of 2019", delisted_on=date(2025, 1, 1)),
    ),
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_full_listing_comes_back(tmp_path: Path, shape: str) -> None:
    done = written(tmp_path / shape, FULL, listing("A-2"), as_of=date(2026, 11, 25))
    assert (done.listings, done.issues) == (2, ())
    drafts, issues, facts = back(tmp_path / shape)
    assert [apart(draft) for draft in drafts] == [FULL, listing("A-2")]
    assert (facts.published_on, facts.rows, facts.whole) == (date(2026, 11, 25), done.rows, True)
    assert {issue.code for issue in issues} <= {IssueCode.UNKNOWN_PROGRAMME}


# Letters of several scripts and widths, marks, and whatever means something to a spreadsheet or to the template.
_ALPHABET = "aZßéжЖЁبد中Ａ09 \u0301\xa0\u200b\u200c-+=@#'\"<>;:,./()|_&€x000D"
_words = st.text(_ALPHABET, min_size=1, max_size=12)
_line = _words.map(lambda text: " ".join(text.split())).filter(bool)
_text = st.lists(_line, min_size=1, max_size=3).map("\n".join)
_days = st.dates(date(1800, 1, 1), date(2025, 1, 1))
_when = st.builds(
    lambda day, size, circa, raw: PartialDate(day.isoformat()[:size], raw or day.isoformat()[:size], circa),
    _days, st.sampled_from([4, 7, 10]), st.booleans(), st.none() | _line,
)  # fmt: skip
_country = st.sampled_from(["SY", "IR", "SU"])
_places = st.builds(
    PlaceDraft, _text, st.none() | _line, st.none() | _line, st.none() | _line, st.none() | _line,
    st.none() | _country, st.none() | _line,
)  # fmt: skip
_measures = st.builds(
    MeasureDraft, st.sampled_from(MeasureCode), st.sampled_from(Basis), _line, st.none() | _text
)  # fmt: skip
_designations = st.builds(
    DesignationDraft, st.sampled_from(["US-GLOMAG", "unknown"]), _line,
    st.lists(_measures, max_size=2).map(tuple), st.none() | _line, st.none() | _line,
    st.none() | _days, st.none() | _days, st.none() | _days, st.none() | _days, st.none() | _text,
)  # fmt: skip


def _several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=2).map(tuple)


_drafts = st.builds(
    ListingDraft,
    list_key=st.just(SPEC.key),
    reference=_line,
    kind=st.just(PartyKind.PERSON),
    position=st.just(PLACE),
    names=st.lists(
        st.builds(NameDraft, _line, st.sampled_from(NameKind), st.sampled_from(Strength), st.none() | st.just("Latn"),
                  st.none() | st.just("ru"), _several(st.tuples(_line, _line))),
        min_size=1, max_size=4,
    ).map(tuple),
    designations=_several(_designations),
    births=_several(_when),
    birth_places=_several(_places),
    nationalities=_several(st.builds(CountryDraft, st.none() | _country, _line)),
    addresses=_several(_places),
    identifiers=_several(
        st.builds(IdentifierDraft, st.sampled_from(IdentifierKind), _line, st.none() | _country, st.none() | _line,
                  st.none() | _line, st.none() | _when, st.none() | _when, known_false=st.booleans())
    ),
    relations=_several(
        st.builds(RelationDraft, st.sampled_from(RelationKind), _line, st.none() | _line, st.none() | _line,
                  st.booleans())
    ),
    contacts=_several(st.builds(ContactDraft, st.sampled_from(ContactKind), _line)),
    cross_references=_several(st.builds(CrossReference, _line, _line)),
    genders=_several(st.sampled_from(["male", "female"])),
    titles=_several(_text),
    positions=_several(_text),
    attributes=_several(st.tuples(_line, _text)),
    remarks=st.none() | _text,
    deceased=st.booleans(),
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=25, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
@given(drafts=st.lists(_drafts, min_size=1, max_size=2, unique_by=lambda draft: draft.reference))
def test_whatever_a_draft_says_comes_back_or_is_named(
    tmp_path_factory: pytest.TempPathFactory, shape: str, drafts: list[ListingDraft]
) -> None:
    path = tmp_path_factory.mktemp("trip") / shape
    named = {issue.reference for issue in written(path, *drafts).issues}
    found = {draft.reference: apart(draft) for draft in back(path)[0]}
    for draft in drafts:
        if draft.reference not in named:
            assert found[draft.reference] == draft


@settings(max_examples=25, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_ordinary_drafts_are_carried_whole(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Without the oddities above, the export has nothing to say: it does not hide behind issues."""
    words = st.sampled_from(["Ivana", "Exemplarova", "Ивана", "محمد", "00123", "rue de l'Exemple, 5", "+963", "sum?"])
    measures = st.builds(
        MeasureDraft, st.just(MeasureCode.TRAVEL_BAN), st.sampled_from(Basis), words, st.none() | words
    )
    births = st.builds(lambda day, circa, raw: PartialDate(day.isoformat(), raw, circa), _days, st.booleans(), words)
    draft = listing(
        names=FULL.names,
        births=data.draw(_several(births)),
        remarks=data.draw(words),
        reference="R-" + data.draw(st.sampled_from(["1", "0002", "x"])),
        titles=data.draw(_several(words)),
        identifiers=data.draw(_several(st.builds(IdentifierDraft, st.just(IdentifierKind.PASSPORT), words))),
        designations=tuple(
            dataclasses.replace(one, measures=data.draw(_several(measures)), listed_on=data.draw(_days))
            for one in FULL.designations
        ),
    )
    path = tmp_path_factory.mktemp("whole") / "own.xlsx"
    assert written(path, draft).issues == ()
    assert [apart(one) for one in back(path)[0]] == [draft]


def test_what_cannot_be_carried_is_said(tmp_path: Path) -> None:
    odd = listing(births=(PartialDate(None, "30-35 years old", circa=True),), remarks="x" * 20_001)
    odder = listing("A-2", births=(PartialDate(None, "30-35 years old", circa=True),))
    refusal, loss = written(tmp_path / "own.xlsx", odd, odder).issues
    assert (refusal.reference, refusal.field, refusal.code) == ("A-1", "remarks", IssueCode.TOO_LONG)
    assert (loss.reference, loss.field) == ("A-2", "births")


def test_the_empty_template_is_a_form(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    written(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Instructions", "Listings", "Terms"]
    sheet = book["Listings"]
    assert [cell.value for cell in sheet[2]] == [field.title for field in FIELDS if field.common]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    offered = [field.title for field in FIELDS if field.common and field.terms]
    heading = {cell.value: f"{cell.column_letter}3" for cell in sheet[2]}
    for title in [*offered, "Programme", "Nationality"]:
        assert rules[heading[title]].type == "list"
        column = rules[heading[title]].formula1.split("!")[1]
        assert all(cell[0].value for cell in book["Terms"][column.replace("$", "")])
    assert rules[heading["Listed on"]].type == "date"
    with pytest.raises(FileRefused, match="no listing below the headings"):
        back(path)


def edited(path: Path, change: Callable[[Any], None]) -> Path:
    """A workbook after somebody changed its sheet of listings in a spreadsheet program."""
    book = openpyxl.load_workbook(path)
    change(book["Listings"])
    book.save(path)
    return path


def _set(place: str, value: object) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet[place] = value

    return change


def _other_sheet(sheet: Any) -> None:
    sheet.parent.create_sheet("Mine")


def _hide(sheet: Any) -> None:
    sheet.parent["Terms"].sheet_state = "hidden"


REFUSED: list[tuple[Callable[[Any], None], str]] = [
    (_set("A1", "Registry template 9"), "row 1: The first row begins with"),
    (_set("B1", "gb_own"), "template of the list “gb_own”, not of us_own"),
    (_set("D1", "soon"), "column D: “soon” is not a date"),
    (_set("C2", "Nаme"), "column C: The column “Nаme” is not one of the template"),
    (_set("D2", "Name"), "stands twice"),
    (_set("A2", None), "Columns are missing: Reference"),
    (_set("C3", "=1+1"), "column C: The cell holds a formula"),
    (lambda sheet: sheet.merge_cells("C3:D3"), "column C3:D3: Cells are merged"),
    (_other_sheet, "sheet Mine: This sheet does not belong"),
    (_hide, "sheet Terms: The sheet is hidden"),
    (lambda sheet: sheet.delete_rows(3, 5), "no listing below the headings"),
]


@pytest.mark.parametrize(("change", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_an_altered_template_is_refused(tmp_path: Path, change: Callable[[Any], None], sentence: str) -> None:
    written(tmp_path / "own.xlsx", listing())
    with pytest.raises(FileRefused) as refused:
        back(edited(tmp_path / "own.xlsx", change))
    assert sentence in str(refused.value)
    assert refused.value.mend


def test_a_hidden_row_is_told(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    written(tmp_path / "own.xlsx", listing())
    drafts, (issue,), _ = back(edited(tmp_path / "own.xlsx", hide))
    assert ([apart(draft) for draft in drafts], issue.position.row, issue.refuses) == ([listing()], 3, False)


def test_an_edit_is_read(tmp_path: Path) -> None:
    written(tmp_path / "own.xlsx", listing(), listing("A-2"))
    (first, second), issues, _ = back(edited(tmp_path / "own.xlsx", _set("C3", "Ivana Novakova")))
    assert (first.names[0].text, first.position.row, issues) == ("Ivana Novakova", 3, [])
    assert apart(second) == listing("A-2")


def table(path: Path, *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["Registry template 1", "us_own", "As of", ""], *rows])
    return path


HEAD = ["Reference", "Kind", "Name", "Programme", "Measure"]
GOOD = ["A-1", "person", "Ivana", "GLOMAG", "asset_freeze; travel_ban"]


def test_a_csv_by_hand(tmp_path: Path) -> None:
    (draft,), issues, facts = back(table(tmp_path / "own.csv", HEAD, GOOD, ["A-1", "", "'Iva", "", ""]))
    assert [name.text for name in draft.names] == ["Ivana", "'Iva"]
    assert len(draft.designations[0].measures) == 2
    assert (issues, facts.shape, draft.position.row) == ([], "template CSV", 3)


BAD_ROWS = [
    ([GOOD, GOOD], IssueCode.DUPLICATE_REFERENCE, 4),
    ([GOOD, ["A-2", *GOOD[1:]], ["A-1", "", "Iva", "", ""]], IssueCode.DUPLICATE_REFERENCE, 5),
    ([GOOD, ["A-2", "", "Iva", "", ""]], IssueCode.UNKNOWN_KIND, 4),
    ([GOOD, ["", "person", "Iva", "", ""]], IssueCode.NO_REFERENCE, 4),
    ([GOOD, ["A-2", "person", "Iva"]], IssueCode.RAGGED_ROW, 4),
    ([GOOD, ["A-2", "person", "Iva", "", "", "more"]], IssueCode.RAGGED_ROW, 4),
    ([GOOD, ["A-2", "person", "=Iva", "", ""]], IssueCode.BAD_VALUE, 4),
]


@pytest.mark.parametrize(("rows", "code", "row"), BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_a_bad_listing_is_refused_at_its_place(
    tmp_path: Path, rows: list[list[str]], code: IssueCode, row: int
) -> None:
    drafts, issues, facts = back(table(tmp_path / "own.csv", HEAD, *rows))
    (refusal,) = [issue for issue in issues if issue.refuses]
    assert (refusal.code, refusal.position.row) == (code, row)
    assert drafts[0].reference == "A-1"
    assert facts.whole


@pytest.mark.parametrize(
    ("encoding", "delimiter", "sentence"),
    [
        ("utf-16", ",", "encoded in UTF-16"),
        ("utf-8", ";", "parted by semicolons"),
        ("utf-8", "\t", "parted by tabs"),
    ],
)
def test_another_sort_of_text_is_named(tmp_path: Path, encoding: str, delimiter: str, sentence: str) -> None:
    path = tmp_path / "own.csv"
    rows = [["Registry template 1", "us_own", "As of", ""], HEAD, GOOD]
    path.write_text("\n".join(delimiter.join(row) for row in rows) + "\n", encoding=encoding)
    with pytest.raises(FileRefused, match=sentence):
        back(path)


def test_the_template_of_an_official_list(tmp_path: Path) -> None:
    draft = dataclasses.replace(listing("QDi.1"), list_key="un_sc", designations=())
    path = tmp_path / "un.xlsx"
    write_template(path, catalogue.lookup("un_sc"), [draft])
    drafts, _, facts = back(path, "un_sc")
    assert ([apart(one) for one in drafts], facts.shape) == ([draft], "template workbook")


def test_a_file_that_is_no_template(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Name,Born\nIvana,1962\n")
    with pytest.raises(FileRefused, match="not the registry's template"):
        back(path)


REAL = [
    ("un_sc", ["un/UN_consolidated_2025-04-19.xml"]),
    ("un_sc", ["un/UN_consolidated_2026-02.xml"]),
    ("au_dfat", ["au/DFAT_regulation8_consolidated_2024-12.xlsx"]),
    ("gb_ofsi", ["uk/OFSI_ConList_2025-04-14.xlsx"]),
    ("ca_sema", ["ca/sema-lmes_2025-05.xml"]),
    ("ca_sema", ["ca/sema-lmes_2020-04.xml"]),
    ("us_ofac_sdn", ["us_ofac/sdn_2023-01.csv"]),
    ("us_csl", ["us_csl/consolidated_2022-04.csv.gz"]),
    ("eu_fsf", ["eu/FSF_1_1_sample_one_entity_2024-12-11.xml"]),
    ("us_ofac_cons", ["us_ofac/OFAC_consolidated_nonSDN_2025-03-28.xml"]),
]


@pytest.mark.lists
@pytest.mark.skipif(LISTS is None, reason="REGISTRY_LISTS_DIR is not set")
@pytest.mark.parametrize(("list_key", "names"), REAL, ids=[name.split("/")[1] for _, (name,) in REAL])
@pytest.mark.parametrize("shape", SHAPES)
def test_real_lists_come_back(tmp_path: Path, list_key: str, names: list[str], shape: str) -> None:
    drafts = [item for item in read(list_key, *[f"{LISTS}/{name}" for name in names]) if isinstance(item, ListingDraft)]
    done = write_template(tmp_path / shape, catalogue.lookup(list_key), drafts)
    named = {issue.reference for issue in done.issues}
    found = {draft.reference: apart(draft) for draft in back(tmp_path / shape, list_key)[0]}
    wrong = [
        draft.reference
        for draft in drafts
        if draft.reference not in named and found.get(draft.reference) != apart(draft)
    ]
    assert wrong == []
    # What the template does not carry are marks that publishers left in by mistake: a listing in two hundred at most.
    assert len(named) <= max(1, len(drafts) // 200), Counter(issue.field for issue in done.issues)
