"""Cells of a partner's sheet: what is taken, tidied up or refused, and how rows come together in one draft."""

from datetime import date, datetime, time

import pytest

from importers.draft import (
    CountryDraft,
    CrossReference,
    IdentifierDraft,
    Issue,
    ListingDraft,
    MeasureDraft,
    NameDraft,
    PartialDate,
    PlaceDraft,
)
from importers.tabular import Line, Source, build
from importers.tabular_cells import DateOrder, Options
from importers.template_fields import BY_KEY
from importers.vocabulary import Basis, IdentifierKind, IssueCode, MeasureCode, NameKind, PartyKind, Strength

TODAY = date(2026, 11, 25)
SOURCE = Source("us_ofac_sdn", "US", "list.xlsx", "Listings")
FIRST = {
    "reference": "A-1",
    "kind": "person",
    "name": "Ivana Exemplarova",
    "programme": "GLOMAG",
    "measure": "travel_ban",
}


def lines(*rows: dict[str, object]) -> list[Line]:
    headings = {key: field.title for key, field in BY_KEY.items()}
    return [
        Line(number, row, {headings[key]: value for key, value in row.items()}, headings)
        for number, row in enumerate(rows, start=3)
    ]


def read(*rows: dict[str, object], **options: object) -> tuple[ListingDraft | None, list[Issue]]:
    return build(lines(*rows), SOURCE, Options(today=TODAY, **options))  # type: ignore[arg-type]


def draft_of(*rows: dict[str, object], **options: object) -> ListingDraft:
    draft, issues = read(*rows, **options)
    assert draft is not None, issues
    return draft


def test_a_listing_of_one_row() -> None:
    draft = draft_of(FIRST)
    assert (draft.reference, draft.kind, draft.position.row) == ("A-1", PartyKind.PERSON, 3)
    assert draft.names == (NameDraft("Ivana Exemplarova", NameKind.PRIMARY, script="Latn"),)
    (designation,) = draft.designations
    assert (designation.programme, designation.programme_raw) == ("US-GLOMAG", "GLOMAG")
    assert designation.measures == (MeasureDraft(MeasureCode.TRAVEL_BAN, Basis.EXPLICIT, "travel_ban"),)
    assert draft.raw["Name"] == "Ivana Exemplarova"


def test_further_rows_add_one_of_each() -> None:
    draft = draft_of(
        FIRST | {"birth": "1962-03", "nationality": "SY"},
        {
            "reference": "A-1",
            "name": "Ивана",
            "name_strength": "weak",
            "measure": "asset_freeze",
            "birth": "circa 1960",
        },
        {"reference": "A-1", "programme": "Something new", "listed_on": date(2024, 2, 1), "nationality": "Syrian"},
        {"reference": "A-1", "measure": "Asset freeze", "measure_basis": "free_text"},
    )
    assert draft.names[1] == NameDraft("Ивана", NameKind.ALIAS, Strength.WEAK, "Cyrl")
    assert draft.births == (PartialDate("1962-03", "1962-03"), PartialDate("1960", "circa 1960", circa=True))
    assert draft.nationalities == (CountryDraft("SY", "SY"), CountryDraft("SY", "Syrian"))
    first, second = draft.designations
    assert [item.code for item in first.measures] == [MeasureCode.TRAVEL_BAN, MeasureCode.ASSET_FREEZE]
    assert (second.programme, second.programme_raw, second.listed_on) == ("unknown", "Something new", date(2024, 2, 1))
    assert second.measures == (MeasureDraft(MeasureCode.ASSET_FREEZE, Basis.FREE_TEXT, "Asset freeze"),)
    assert len(draft.raw["rows"]) == 4


def test_every_block() -> None:
    draft = draft_of(
        FIRST
        | {
            "identifier_kind": "passport", "identifier": "0012345", "identifier_country": "SY",
            "identifier_expires": "2031-01-01", "address": "1 Example Street", "address_country": "Syria",
            "birth_place_city": "Exampleville", "other_list": "un_sc", "other_reference": "XXi.999",
            "deceased": "yes", "gender": "F", "title": "Dr", "position": "Head", "relation_kind": "family",
            "relation_name": "N. N.", "contact_kind": "email", "contact": "a@example.org", "attribute": "height",
            "attribute_value": "1.80 m", "remarks": "Two\nlines",
        }
    )  # fmt: skip
    assert draft.identifiers == (
        IdentifierDraft(IdentifierKind.PASSPORT, "0012345", "SY", expires_on=PartialDate("2031-01-01", "2031-01-01")),
    )
    assert draft.addresses == (PlaceDraft("1 Example Street", country="SY", country_raw="Syria"),)
    assert draft.birth_places == (PlaceDraft("Exampleville", city="Exampleville"),)
    assert draft.cross_references == (CrossReference("un_sc", "XXi.999"),)
    assert (draft.deceased, draft.genders, draft.titles, draft.positions) == (True, ("female",), ("Dr",), ("Head",))
    assert draft.relations[0].other_name == "N. N."
    assert draft.contacts[0].value == "a@example.org"
    assert draft.attributes == (("height", "1.80 m"),)
    assert draft.remarks == "Two\nlines"


REFUSED = [
    ("birth", "03/04/1970", IssueCode.BAD_DATE),  # day or month first?
    ("birth", "03/04/1970 to 05/06/1971", IssueCode.BAD_DATE),
    ("birth", 25569, IssueCode.BAD_DATE),  # a bare number
    ("birth", 25569.0, IssueCode.BAD_DATE),
    ("birth", "25569", IssueCode.BAD_DATE),
    ("birth", "1900-02-29", IssueCode.BAD_DATE),
    ("birth", date(1900, 2, 28), IssueCode.BAD_DATE),  # what readers make of the day that spreadsheets invented
    ("birth", "2126-01-01", IssueCode.BAD_DATE),
    ("birth", "0000-01-01", IssueCode.BAD_DATE),
    ("birth", "1963/1960", IssueCode.BAD_DATE),
    ("birth", True, IssueCode.BAD_VALUE),
    ("birth", time(0, 0), IssueCode.BAD_VALUE),
    ("listed_on", date(2027, 1, 1), IssueCode.BAD_DATE),
    ("listed_on", "2024-02", IssueCode.BAD_DATE),
    ("delisted_on", date(2027, 1, 1), IssueCode.BAD_DATE),
    ("nationality", "Freedonia", IssueCode.UNKNOWN_COUNTRY),
    ("nationality", "sy", IssueCode.UNKNOWN_COUNTRY),
    ("measure", "scolding", IssueCode.UNKNOWN_MEASURE),
    ("kind", "robot", IssueCode.UNKNOWN_KIND),
    ("name_strength", "middling", IssueCode.UNKNOWN_TERM),
    ("name", 42, IssueCode.BAD_VALUE),
    ("name", True, IssueCode.BAD_VALUE),
    ("name", date(1970, 3, 4), IssueCode.BAD_VALUE),
    ("name", "...", IssueCode.BAD_VALUE),
    ("name", "   ", IssueCode.NO_NAME),
    ("name", "Ivana 🙂", IssueCode.BAD_VALUE),
    ("name", "Iva\u202ena", IssueCode.BAD_VALUE),
    ("name", "Iva\x07na", IssueCode.BAD_VALUE),
    ("name", "Iva\ud800na", IssueCode.BAD_VALUE),
    ("name", "Iva\ue000na", IssueCode.BAD_VALUE),
    ("name", "a" + "\u0301" * 9, IssueCode.BAD_VALUE),
    ("name", "\ufdfa" * 3, IssueCode.TOO_LONG),
    ("name", "a" * 301, IssueCode.TOO_LONG),
    ("name", "a " * 41, IssueCode.TOO_LONG),
    ("name", "a" * 32_000, IssueCode.TOO_LONG),
    ("name", "Ivana\nNovakova", IssueCode.BAD_VALUE),
    ("name", "=1+1", IssueCode.BAD_VALUE),
    ("name", "+cmd|' /C calc'!A0", IssueCode.BAD_VALUE),
    ("name", "#REF!", IssueCode.BAD_VALUE),
    ("reasons", "x" * 20_001, IssueCode.TOO_LONG),
    ("reference", "", IssueCode.NO_REFERENCE),
    ("reference", "GB-0001", IssueCode.CONFLICT),
    ("reference", "eu_fsf:13", IssueCode.CONFLICT),
    ("reference", 1.5, IssueCode.BAD_VALUE),
    ("reference", 1e20, IssueCode.BAD_VALUE),
    ("deceased", "perhaps", IssueCode.UNKNOWN_TERM),
    ("identifier", "123", IssueCode.MISSING_FIELD),  # of what kind?
    ("birth_calendar", "Hijri", IssueCode.MISSING_FIELD),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "code"), REFUSED, ids=lambda value: ascii(value)[:20])
def test_refused(key: str, value: object, code: IssueCode) -> None:
    draft, issues = read(FIRST | {key: value})
    assert draft is None
    (refusal,) = [issue for issue in issues if issue.refuses]
    assert (refusal.code, refusal.position.row, refusal.position.sheet) == (code, 3, "Listings")
    assert refusal.position.column
    assert refusal.mend


TAKEN = [
    ("birth", "1962", PartialDate("1962", "1962")),
    ("birth", 1962, PartialDate("1962", "1962")),
    ("birth", 1962.0, PartialDate("1962", "1962")),
    ("birth", "1960/1963", PartialDate("1960/1963", "1960/1963")),
    ("birth", "1962-03/1962-05", PartialDate("1962-03/1962-05", "1962-03/1962-05")),
    ("birth", "4 March 1962", PartialDate("1962-03-04", "4 March 1962")),
    ("birth", "13/04/1970", PartialDate("1970-04-13", "13/04/1970")),
    ("birth", "04/13/1970", PartialDate("1970-04-13", "04/13/1970")),
    ("birth", "05/05/1970", PartialDate("1970-05-05", "05/05/1970")),
    ("birth", date(1970, 1, 2), PartialDate("1970-01-02", "1970-01-02")),
    ("birth", datetime(1970, 1, 2, 23, 30), PartialDate("1970-01-02", "1970-01-02")),  # noqa: DTZ001
    ("birth", "1970-01-02T23:30:00+02:00", PartialDate("1970-01-02", "1970-01-02T23:30:00+02:00")),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "birth"), TAKEN, ids=lambda value: ascii(value)[:20])
def test_births(key: str, value: object, birth: PartialDate) -> None:
    draft, issues = read(FIRST | {key: value})
    assert (draft and draft.births, issues) == ((birth,), [])


@pytest.mark.parametrize(
    ("order", "text"), [(DateOrder.DAY_FIRST, "1970-04-03"), (DateOrder.MONTH_FIRST, "1970-03-04")]
)
def test_a_declared_order_of_dates(order: DateOrder, text: str) -> None:
    assert draft_of(FIRST | {"birth": "03/04/1970"}, date_order=order).births[0].text == text
    span = draft_of(FIRST | {"birth": "01.02.1960 to 03.04.1970"}, date_order=order).births
    assert span[0].text is not None
    assert span[0].text.endswith(text)
    with pytest.raises(AssertionError, match="no day of the calendar"):
        draft_of(FIRST | {"birth": "13/13/1970"}, date_order=order)


NAMES = [
    ("Ivana\xa0 Exemplarova", "Ivana Exemplarova", False),
    ("Iva\u200bna", "Ivana", True),
    ("Iva\u200cna", "Ivana", True),
    ("می\u200cخواهم", "می\u200cخواهم", False),  # a joiner within Arabic script is spelling
    ("Ивaна", "Ивaна", True),  # a Latin letter among Cyrillic ones
    ("محمد", "محمد", False),
    ("Ｉｖａｎａ", "Ｉｖａｎａ", False),
    ("Ángel", "Ángel", False),
    ("Robert'); DROP TABLE listing;--", "Robert'); DROP TABLE listing;--", False),
    ("<b>Ivana</b>", "<b>Ivana</b>", False),
    ("{{ 7*7 }}", "{{ 7*7 }}", False),
    ("@Ivana", "@Ivana", False),
    ("-Ivana", "-Ivana", False),
    ("a" * 300, "a" * 300, False),
    (" ".join(["a"] * 40), " ".join(["a"] * 40), False),
]  # fmt: skip


@pytest.mark.parametrize(("written", "name", "noted"), NAMES, ids=lambda value: ascii(value)[:20])
def test_names(written: str, name: str, noted: bool) -> None:
    draft, issues = read(FIRST | {"name": written})
    assert draft is not None
    assert draft.names[0].text == name
    assert bool(issues) == noted
    assert not any(issue.refuses for issue in issues)


def test_a_former_state_is_a_country() -> None:
    assert draft_of(FIRST | {"nationality": "SU"}).nationalities == (CountryDraft("SU", "SU"),)


def test_a_number_cell_among_the_numbers_is_noted() -> None:
    draft, (issue,) = read(FIRST | {"identifier_kind": "passport", "identifier": 12345.0})
    assert draft is not None
    assert draft.identifiers[0].value == "12345"
    assert "zeros" in issue.message


def test_every_bad_cell_is_reported_and_one_refuses() -> None:
    _, issues = read(FIRST | {"birth": "soon", "nationality": "Freedonia", "listed_on": "never"})
    assert [issue.refuses for issue in issues] == [True, False, False]
    assert {issue.value for issue in issues} == {"soon", "Freedonia", "never"}


def test_two_rows_that_differ_in_what_stands_once() -> None:
    _, (issue,) = read(FIRST | {"remarks": "a"}, {"reference": "A-1", "remarks": "b"})
    assert (issue.code, issue.position.row, issue.position.column) == (IssueCode.CONFLICT, 4, "Remarks")


def test_a_ban_is_for_persons() -> None:
    draft, (issue,) = read(FIRST | {"kind": "vessel"})
    assert (draft, issue.code) == (None, IssueCode.CONFLICT)


def test_a_measure_needs_a_programme() -> None:
    draft, (issue,) = read({key: value for key, value in FIRST.items() if key != "programme"})
    assert (draft, issue.code) == (None, IssueCode.MISSING_FIELD)


def test_two_hundred_aliases() -> None:
    alias = {"reference": "A-1", "name": "Other"}
    assert len(draft_of(FIRST, *[alias] * 200).names) == 201
    draft, (issue,) = read(FIRST, *[alias] * 201)
    assert (draft, issue.code) == (None, IssueCode.TOO_LONG)


def test_no_measure_is_said() -> None:
    draft, (issue,) = read({key: value for key, value in FIRST.items() if key not in ("programme", "measure")})
    assert draft is not None
    assert issue.code is IssueCode.MISSING_FIELD


def test_a_cell_with_several_values() -> None:
    draft = draft_of(
        FIRST | {"measure": "travel ban; asset freeze|travel ban", "name": "Ivana; Ива ;", "nationality": "SY"},
        separators={"measure": ";|", "name": ";"},
    )
    assert [item.code for item in draft.designations[0].measures] == [MeasureCode.TRAVEL_BAN, MeasureCode.ASSET_FREEZE]
    assert [(name.text, name.kind) for name in draft.names] == [("Ivana", NameKind.PRIMARY), ("Ива", NameKind.ALIAS)]


def test_defaults_fill_what_is_left_blank() -> None:
    bare = {"reference": "A-1", "name": "Ivana", "identifier": "123"}
    defaults = {"kind": "person", "programme": "GLOMAG", "measure": "asset_freeze", "identifier_kind": "other",
                "birth_calendar": "Hijri"}  # fmt: skip
    draft = draft_of(bare, {"reference": "A-1", "name": "Iva"}, defaults=defaults)
    assert (draft.kind, draft.designations[0].programme) == (PartyKind.PERSON, "US-GLOMAG")
    assert [item.code for item in draft.designations[0].measures] == [MeasureCode.ASSET_FREEZE]
    assert draft.identifiers[0].kind is IdentifierKind.OTHER
    assert draft.births == ()
    other = draft_of(FIRST, defaults=defaults)
    assert [item.code for item in other.designations[0].measures] == [MeasureCode.TRAVEL_BAN]
