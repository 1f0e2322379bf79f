"""A partner's own table: what its columns are taken for, how rows become listings, and that nothing gets lost."""

import dataclasses
import os
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
import sheets as made
import xlsxwriter

from importers.anytable import read_sheet
from importers.draft import ListingDraft
from importers.errors import FileRefused
from importers.headers import Kind, find
from importers.mapped import preview, read_mapped
from importers.mapped_cells import picked, split
from importers.mapping import Column, Constant, Grouping, Mapping, MappingError, Use, from_json
from importers.reading import Facts, read
from importers.suggest import suggest
from importers.tabular_cells import DateOrder
from importers.textform import TextForm
from importers.vocabulary import IdentifierKind, IssueCode, MeasureCode, NameKind, PartyKind

LISTS = os.environ.get("REGISTRY_LISTS_DIR")
HEADINGS = ["Reference", "Full name", "Type", "Date of birth", "Nationality", "Passport number", "Regime", "Measures"]
ROWS = [
    ["Ministry of Examples", "14/04/2025"],
    HEADINGS,
    ["X1", "Ivana Exemplarova", "Individual", "13/02/1961", "Syria", "0012345", "Syria", "Asset freeze; Travel ban"],
    ["X2", "Example Trading", "Entity", "", "", "", "Syria", "Asset freeze"],
]


def table(tmp_path, rows=ROWS, name="t.csv"):
    return made.write_csv(tmp_path / name, rows)


def all_of(mapping, path, list_key="gb_uksl"):
    facts = Facts()
    items = list(read_mapped(list_key, mapping, [path], facts))
    drafts = [item for item in items if isinstance(item, ListingDraft)]
    issues = [item for item in items if not isinstance(item, ListingDraft)]
    assert facts.records == len(drafts) + sum(issue.refuses for issue in issues)
    return drafts, issues, facts


def mapped(path, list_key="gb_uksl", **changes):
    return dataclasses.replace(suggest(read_sheet(path), list_key).mapping, **changes)


def test_a_table_is_understood_by_its_headings(tmp_path):
    suggestion = suggest(read_sheet(table(tmp_path)), "gb_uksl")
    mapping = suggestion.mapping
    assert (mapping.header_row, mapping.grouping, mapping.date_order) == (2, Grouping.ROW, DateOrder.DAY_FIRST)
    assert [row.number for row in suggestion.above] == [1]
    assert {use.field for use in mapping.uses} == {
        "reference", "name", "kind", "birth", "nationality", "identifier", "programme", "measure",
    }  # fmt: skip
    assert mapping.constants == (Constant("identifier_kind", "passport"),)
    assert all(choice.confidence == 0.95 for choice in suggestion.choices)


def test_a_table_becomes_drafts(tmp_path):
    path = table(tmp_path)
    drafts, issues, facts = all_of(mapped(path), path)
    assert not issues
    assert (facts.records, facts.rows, facts.published_on) == (2, 2, date(2025, 4, 14))
    person, company = drafts
    assert (person.kind, person.births[0].text, person.nationalities[0].code) == (PartyKind.PERSON, "1961-02-13", "SY")
    assert (person.identifiers[0].kind, person.identifiers[0].value) == (IdentifierKind.PASSPORT, "0012345")
    assert [measure.code for measure in person.designations[0].measures] == [
        MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN,
    ]  # fmt: skip
    assert person.raw["Passport number"] == "0012345"
    assert str(person.position) == "t.csv, row 3"
    assert company.kind is PartyKind.ORGANISATION


def test_french_headings(tmp_path):
    rows = [
        ["Identifiant", "Nom", "Prénom", "Nature", "Date de naissance", "Nationalité", "Motifs"],
        ["F1", "Exemplière", "Zoé", "Personne physique", "25/12/1970", "France", "A dirigé la Garde Exemple."],
    ]
    path = table(tmp_path, rows)
    drafts, _, _ = all_of(mapped(path, defaults={"programme": "unknown", "measure": "asset_freeze"}), path)
    (draft,) = drafts
    assert draft.names[0].text == "Zoé Exemplière"
    assert draft.names[0].parts == (("given", "Zoé"), ("family", "Exemplière"))
    assert draft.designations[0].reasons == "A dirigé la Garde Exemple."


def test_typed_cells_of_a_workbook(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("List")
        sheet.write_row(0, 0, ["Reference", "Name", "Type", "DOB", "Listed on", "Regime"])
        sheet.write_row(1, 0, [101, "Ivana Exemplarova", "person", 1961, "", "Syria"])
        sheet.write_datetime(1, 4, datetime(2020, 4, 3), book.add_format({"num_format": "mm/dd/yyyy"}))  # noqa: DTZ001
    drafts, _, _ = all_of(mapped(path, defaults={"measure": "asset_freeze"}), path)
    (draft,) = drafts
    assert (draft.reference, draft.births[0].text) == ("101", "1961")
    assert draft.designations[0].listed_on == date(2020, 4, 3)


GROUPED = [
    ["Reference", "Name", "Name Type", "Type", "Date of Birth", "Committees"],
    ["101a", "I. Exemplarova", "aka", "Individual", "1961", "1591 (Sudan)"],
    ["101", "Ivana Exemplarova", "Primary Name", "Individual", "a) 1961 b) 1963 or 1964", "1591 (Sudan)"],
    ["102", "Petr Příklad", "Primary Name", "Individual", "not known to me", "1591 (Sudan)"],
    ["101b", "عمر", "Original Script", "Individual", "1961", "1591 (Sudan)"],
]


def test_rows_of_one_number_are_one_listing(tmp_path):
    path = table(tmp_path, GROUPED)
    mapping = mapped(path, "au_dfat")
    assert mapping.grouping is Grouping.NUMBER
    drafts, issues, facts = all_of(dataclasses.replace(mapping, defaults={"measure": "asset_freeze"}), path, "au_dfat")
    assert (facts.records, facts.rows) == (2, 4)
    first, second = drafts
    assert [(name.text, name.kind) for name in first.names] == [
        ("Ivana Exemplarova", NameKind.PRIMARY), ("I. Exemplarova", NameKind.ALIAS), ("عمر", NameKind.ALIAS),
    ]  # fmt: skip
    assert [birth.text for birth in first.births] == ["1961", "1963", "1964"]
    assert len(first.designations) == 1
    assert [row["row"] for row in first.raw["rows"]] == [2, 3, 5]
    assert (second.births[0].text, second.births[0].raw) == (None, "not known to me")
    (issue,) = issues
    assert (issue.code, issue.refuses, issue.reference) == (IssueCode.BAD_DATE, False, "102")
    assert str(issue.position) == "t.csv, row 4, column E (Date of Birth)"


def test_a_measure_belongs_to_its_own_programme(tmp_path):
    rows = [
        ["Reference", "Name", "Type", "Regime", "Travel ban", "Asset freeze"],
        ["7", "Ivana Exemplarova", "person", "Syria", "yes", "no"],
        ["7", "Ivana Exemplarova", "person", "Russia", "no", "yes"],
    ]
    path = table(tmp_path, rows)
    (draft,), issues, _ = all_of(mapped(path), path)
    assert not issues
    assert [(act.programme_raw, [m.code.value for m in act.measures]) for act in draft.designations] == [
        ("Syria", ["travel_ban"]), ("Russia", ["asset_freeze"]),
    ]  # fmt: skip


def test_a_default_ban_on_entry_holds_for_persons_only(tmp_path):
    rows = [[*row[:7]] for row in ROWS]
    path = table(tmp_path, rows)
    drafts, issues, _ = all_of(mapped(path, defaults={"measure": "asset_freeze; travel_ban"}), path)
    assert [len(draft.designations[0].measures) for draft in drafts] == [2, 1]
    assert {m.basis.value for draft in drafts for m in draft.designations[0].measures} == {"implied_list"}
    assert not issues


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({0: ""}, "has no reference"),
        ({0: "X1"}, "stands in the table before"),
        ({1: ""}, "no name"),
        ({2: "Sorcerer"}, "none of the terms"),
        ({7: "Exile"}, "none of the terms"),
        ({8: "overflow"}, "9 cells, the header 8"),
    ],
)
def test_one_issue_refuses_each_record_left_out(tmp_path, change, words):
    row = [*ROWS[3], ""]
    for place, text in change.items():
        row[place] = text
    path = table(tmp_path, [*ROWS[:3], row if row[8] else row[:8]])
    mapping = mapped(table(tmp_path, name="model.csv"))
    drafts, issues, _ = all_of(mapping, path)
    assert [draft.reference for draft in drafts] == ["X1"]
    assert [words in issue.message for issue in issues if issue.refuses] == [True]
    assert all(issue.position.row == 4 for issue in issues)


def test_a_formula_in_a_mapped_column_refuses_its_listing_and_one_elsewhere_does_not(tmp_path):
    path = tmp_path / "t.xlsx"
    rows = (
        ["Reference", "Name", "Type", "Regime", "Unheard of"],
        ["1", "", "person", "Syria"],
        ["2", "Petr Příklad", "person", "Syria"],
    )
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("List")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_formula("B2", '="Ivana"', None, "Ivana")
        sheet.write_formula("E3", "=1+1", None, 2)
    drafts, issues, _ = all_of(mapped(path, defaults={"measure": "asset_freeze"}), path)
    assert [draft.reference for draft in drafts] == ["2"]
    assert [(issue.refuses, str(issue.position.column)) for issue in issues] == [(True, "B (Name)")]


def test_a_blank_cell_repeats_the_one_above_only_where_the_mapping_says_so(tmp_path):
    rows = [ROWS[1], ROWS[2], ["", "I. Exemplarova", *[""] * 6]]
    path = table(tmp_path, rows)
    mapping = mapped(path, grouping=Grouping.REFERENCE)
    assert [issue.code for issue in all_of(mapping, path)[1]] == [IssueCode.NO_REFERENCE]
    uses = tuple(dataclasses.replace(use, fill_down=use.field == "reference") for use in mapping.uses)
    (draft,), issues, _ = all_of(dataclasses.replace(mapping, uses=uses), path)
    assert [name.text for name in draft.names] == ["Ivana Exemplarova", "I. Exemplarova"]
    assert not issues


def test_two_readings_of_a_date_are_asked_and_never_supposed(tmp_path):
    rows = [ROWS[1], [*ROWS[2][:3], "03/04/1961", *ROWS[2][4:]]]
    path = table(tmp_path, rows)
    suggestion = suggest(read_sheet(path), "gb_uksl")
    assert suggestion.mapping.date_order is DateOrder.UNDECLARED
    assert any("day-first or month-first" in question for question in suggestion.questions)
    (draft,), issues, _ = all_of(suggestion.mapping, path)
    assert (draft.births[0].text, [issue.code for issue in issues]) == (None, [IssueCode.BAD_DATE])
    for order, text in ((DateOrder.DAY_FIRST, "1961-04-03"), (DateOrder.MONTH_FIRST, "1961-03-04")):
        (draft,), _, _ = all_of(dataclasses.replace(suggestion.mapping, date_order=order), path)
        assert draft.births[0].text == text


def test_a_guessed_encoding_is_not_read_until_confirmed(tmp_path):
    path = tmp_path / "t.csv"
    text = "\n".join(";".join(row) for row in (ROWS[1], ["X1", "Zoé Exemplière", *ROWS[2][2:]])).replace(
        "freeze; ", "freeze "
    )
    path.write_bytes(text.replace("Asset freeze Travel ban", "Asset freeze").encode("cp1252"))
    mapping = mapped(path)
    with pytest.raises(FileRefused, match="nobody has confirmed"):
        all_of(mapping, path)
    with pytest.raises(FileRefused, match="names no encoding"):
        all_of(dataclasses.replace(mapping, form=None), path)
    (draft,), _, _ = all_of(dataclasses.replace(mapping, form=TextForm("cp1252", ";")), path)
    assert draft.names[0].text == "Zoé Exemplière"


def test_a_mapping_goes_to_json_and_back(tmp_path):
    mapping = mapped(table(tmp_path, GROUPED), "au_dfat", blanks=("NA",), defaults={"measure": "travel_ban"})
    assert from_json(mapping.to_json()) == mapping


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{", "", "not JSON"),
        ('"version": 1', '"version": 9', "version 9"),
        ('"field": "name"', '"field": "nom"', "no field 'nom'"),
        ('"field": "name"', '"field": "remarks"', "No column is the name"),
        ('"field": "birth"', '"field": "name"', "filled twice in slot 1"),
        ('"column": "A"', '"column": "7"', "is no column"),
        ('"grouping": "row"', '"grouping": "heap"', "missing or of another form"),
        ('"blanks"', '"blank"', "which is not known"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path, old, new, words):
    text = mapped(table(tmp_path)).to_json()
    assert old in text
    with pytest.raises(MappingError, match=words):
        from_json(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("headings", "kinds"),
    [
        (HEADINGS, []),
        ([*HEADINGS, "Height"], [Kind.NEW]),
        ([HEADINGS[1], HEADINGS[0], *HEADINGS[2:]], [Kind.MOVED, Kind.MOVED]),
        (["Reference", "Name of party", *HEADINGS[2:]], [Kind.RENAMED]),
        ([*HEADINGS[:-1]], [Kind.MISSING]),
        ([heading.upper() for heading in HEADINGS], []),
    ],
)
def test_a_changed_header_is_noticed(tmp_path, headings, kinds):
    mapping = mapped(table(tmp_path))
    path = table(tmp_path, [headings, [*ROWS[2][: len(headings)], *[""] * (len(headings) - 8)]], "new.csv")
    found = find(read_sheet(path), mapping)
    assert [change.kind for change in found.changes] == kinds
    if any(change.stops for change in found.changes):
        with pytest.raises(FileRefused, match="map"):
            all_of(mapping, path)
    else:
        told = [issue for issue in all_of(mapping, path)[1] if issue.code is IssueCode.UNKNOWN_FIELD]
        assert len(told) == len(kinds)


def test_another_table_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="another table"):
        all_of(mapped(table(tmp_path)), table(tmp_path, [["Fruit", "Price"], ["Apple", "3"]], "fruit.csv"))


def test_a_preview_shows_rows_cells_and_what_became_of_them(tmp_path):
    path = table(tmp_path)
    (parsed,) = preview(read_sheet(path), mapped(path), "gb_uksl", 1)
    assert parsed.rows[0].number == 3
    assert parsed.lines[0].cells["birth"] == "13/02/1961"
    assert parsed.draft.reference == "X1"


@pytest.mark.parametrize(
    ("text", "marks", "values"),
    [
        ("Chad; Mali", (";",), ["Chad", "Mali"]),
        ("(1) Chad (2) - (3) Mali", ("(1)",), ["Chad", "", "Mali"]),
        ("a) Chad b) Mali", ("(1)",), ["Chad", "Mali"]),
        ("Chad", (), ["Chad"]),
    ],
)
def test_values_in_one_cell(text, marks, values):
    assert split(text, marks) == values


@pytest.mark.parametrize("text", ["[" * 9_000, "[{'a': __import__('os')}]", "{'a': [1]}", "[{'b': 'x'}]", "[1, 2"])
def test_cells_of_records_that_hold_nothing_wanted(text):
    assert list(picked(text, "a")) == []


def test_no_column_for_what_a_listing_needs(tmp_path):
    with pytest.raises(MappingError, match="could be the"):
        suggest(read_sheet(table(tmp_path, [["Colour", "Shape"], ["red", "round"], ["blue", "flat"]])))


def test_a_mapping_needs_a_reference_and_a_name():
    name = Use("name", (Column(0, "Name"),))
    with pytest.raises(MappingError, match="No column is the reference"):
        Mapping(None, 1, ("Name",), (name,))


# The real lists, as if no importer for them existed. Shares are of the listings that both readings have.

needs_lists = pytest.mark.skipif(LISTS is None, reason="REGISTRY_LISTS_DIR is not set")
CASES = (
    # file, list, defaults to be given by hand, rows, records, drafts at least
    ("uk/OFSI_ConList_2025-04-14.xlsx", "gb_ofsi", {}, 18_798, 4_688, 4_687),
    ("au/DFAT_regulation8_consolidated_2024-12.xlsx", "au_dfat", {"measure": "asset_freeze"}, 9_553, 3_062, 3_062),
    ("eu/EU_FSF_travelbans_merged_2022-09-13.derived.csv", "eu_fsf", {}, 3_547, 3_547, 3_490),
    ("eu/EU_TravelBans_2022-09-13.csv", "eu_travel_bans", {}, 2_732, 2_730, 2_721),
)
AGREE = {
    "gb_ofsi": {"names": 0.98, "births": 0.999, "nationalities": 0.999, "numbers": 0.93, "programmes": 0.999},
    "au_dfat": {"names": 0.98, "births": 0.99, "nationalities": 0.999, "numbers": 0.86, "programmes": 0.999},
}
LOOK = {
    "names": lambda draft: {name.text for name in draft.names},
    "births": lambda draft: {birth.text for birth in draft.births if birth.text},
    "nationalities": lambda draft: {country.code for country in draft.nationalities},
    "numbers": lambda draft: {number.value for number in draft.identifiers},
    "programmes": lambda draft: {act.programme for act in draft.designations},
}


@needs_lists
@pytest.mark.lists
@pytest.mark.parametrize(("file", "list_key", "defaults", "rows", "records", "drafts"), CASES)
def test_real_tables_need_few_corrections(file, list_key, defaults, rows, records, drafts):
    path = Path(LISTS) / file
    suggested = suggest(read_sheet(path), list_key).mapping
    mapping = dataclasses.replace(suggested, defaults={**suggested.defaults, **defaults})
    mine, issues, facts = all_of(mapping, path, list_key)
    assert (facts.rows, facts.records) == (rows, records)
    assert len(mine) >= drafts
    assert all(issue.position.row for issue in issues)
    if list_key in AGREE:
        official = {draft.reference: draft for draft in read(list_key, path) if isinstance(draft, ListingDraft)}
        both = [(draft, official[draft.reference]) for draft in mine if draft.reference in official]
        assert len(both) == len(mine) >= len(official) - 1
        same = Counter(key for key, look in LOOK.items() for one, other in both if look(one) == look(other))
        assert {key: share for key, share in AGREE[list_key].items() if same[key] < share * len(both)} == {}


@needs_lists
@pytest.mark.lists
def test_the_damaged_eu_file_says_what_happened_to_it():
    path = Path(LISTS) / "eu" / "EUSanctionsShort_2018-07-04.csv"
    sheet = read_sheet(path)
    said = " ".join(sheet.form.sentences())
    assert "one quoted cell" in said
    assert "guess" in said
    mapping = suggest(sheet, "eu_fsf").mapping
    with pytest.raises(FileRefused, match="nobody has confirmed"):
        all_of(mapping, path, "eu_fsf")
    confirmed = dataclasses.replace(mapping, form=TextForm("cp1252", ";", wrapped=True))
    drafts, issues, facts = all_of(confirmed, path, "eu_fsf")
    assert (facts.rows, facts.records) == (999, 93)
    lost = [issue for issue in issues if issue.field == "name" and "???" in (issue.value or "")]
    assert lost  # names in other scripts were replaced by question marks when the file was saved
    assert drafts
