"""Single values: dates of every published shape, lettered lists, countries, scripts, check digits."""

import time

import pytest

from importers.fields import (
    countries,
    country_code,
    exact_date,
    identifier,
    lettered,
    partial_date,
    partial_dates,
    script_of,
    squeeze,
)
from importers.vocabulary import IdentifierKind


@pytest.mark.parametrize(
    ("raw", "text", "circa"),
    [
        ("1962-03-04", "1962-03-04", False),
        ("1962-03", "1962-03", False),
        ("1962", "1962", False),
        ("1960-00-00", "1960", False),
        ("2015-04-07-04:00", "2015-04-07", False),
        ("1964-05-06T00:00:00", "1964-05-06", False),
        ("30/04/1963", "1963-04-30", False),
        ("11.02.1961", "1961-02-11", False),
        ("dd/mm/1950", "1950", False),
        ("dd/03/1950", "1950-03", False),
        ("00/00/1975", "1975", False),
        ("'00/00/1975", "1975", False),
        ("XX/04/1965", "1965-04", False),
        ("xx/xx/1967-1969", "1967/1969", False),
        ("/11/1950", "1950-11", False),
        ("03/1950", "1950-03", False),
        ("24 Jun 1952", "1952-06-24", False),
        ("24 June 1952.", "1952-06-24", False),
        ("4th Sept. 1971", "1971-09-04", False),
        ("Mar 1970", "1970-03", False),
        ("Nov. 1973", "1973-11", False),
        ("July 30, 1957", "1957-07-30", False),
        ("circa 1960", "1960", True),
        ("c. 1955", "1955", True),
        ("Approximately 1970", "1970", True),
        ("1980 (approximately)", "1980", True),
        ("1929 to 1930", "1929/1930", False),
        ("between 1963 and 1968", "1963/1968", False),
        ("1967-1969", "1967/1969", False),
        ("21/03/1962 to 20/04/1962", "1962-03-21/1962-04-20", False),
        ("01 Jan 1970 to 31 Dec 1970", "1970", False),
        ("1970s", "1970/1979", False),
        ("1965年4月28日", "1965-04-28", False),
        ("1965年4月", "1965-04", False),
        ("1965年頃", "1965", True),
        ("2014.8.5", "2014-08-05", False),
        ("29 Feb 1960", "1960-02-29", False),
        ("\xa01958\xa0", "1958", False),
        ("1924", "1924", False),
    ],
)
def test_a_date_of_a_published_shape(raw, text, circa):
    found = partial_date(raw)
    assert found is not None
    assert (found.text, found.circa, found.raw) == (text, circa, raw.strip())


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "unknown",
        "09/30/1978",  # month first is never guessed
        "1975-19-25",
        "31 Feb 1960",
        "29 Feb 1961",
        "15/08/19yy",
        "5/6/24",  # a hundred years apart, and nobody can say which
        "Sep-99",
        "195,7",
        "born in the early 1970s",
        "30-35 years old",
        "Between Aug. and Sep. 1977",
        "1968 to 1963",
        "0962",
        "²²²²",
        "45352",  # a serial only where a workbook may have written one
        pytest.param("1" * 5_000, id="5,000 digits"),
    ],
)
def test_what_is_not_understood_is_not_guessed(raw):
    assert partial_date(raw) is None


def test_excel_serials_where_they_are_allowed():
    assert partial_date("25569", excel_serials=True).text == "1970-01-01"
    assert partial_date("19999", excel_serials=True) is None
    assert partial_date("50000", excel_serials=True) is None


@pytest.mark.parametrize(
    ("raw", "texts", "strange"),
    [
        ("a) 30/04/1963 b) 1960", ["1963-04-30", "1960"], []),
        ("(1) 1970. (2) 1972.", ["1970", "1972"], []),
        ("01/10/1983,15/10/1983", ["1983-10-01", "1983-10-15"], []),
        ("1968_x000D_ 28/08/1965", ["1968", "1965-08-28"], []),
        ("1972-08-10 or 1972-08-11", ["1972-08-10", "1972-08-11"], []),
        ("1965-07-15 OR 1969-09-28", ["1965-07-15", "1969-09-28"], []),
        ("1959/1961", ["1959", "1961"], []),
        ("1970; 1970", ["1970"], []),
        ("1970; soon after the war", ["1970"], ["soon after the war"]),
        ("", [], []),
    ],
)
def test_alternative_dates_in_one_cell(raw, texts, strange):
    dates, left = partial_dates(raw)
    assert [date.text for date in dates] == texts
    assert left == strange


@pytest.mark.parametrize(
    ("raw", "month_first", "iso"),
    [
        ("2021-09-30", False, "2021-09-30"),
        ("08/10/2026", False, "2026-10-08"),
        ("08/10/2026", True, "2026-08-10"),
        ("24 Jun 1952", False, "1952-06-24"),
        ("2021-09", False, None),
        ("31/02/2021", False, None),
        ("13/13/2021", True, None),
    ],
)
def test_an_exact_date_is_whole_or_nothing(raw, month_first, iso):
    found = exact_date(raw, month_first=month_first)
    assert (found.isoformat() if found else None) == iso


@pytest.mark.parametrize(
    ("raw", "items"),
    [
        ("a) Velmar b) Ostrin", ["Velmar", "Ostrin"]),
        ("i) Velmar; ii) Ostrin", ["Velmar", "Ostrin"]),
        ("(i) Velmar (ii) Ostrin (iii) Karst", ["Velmar", "Ostrin", "Karst"]),
        ("1) Velmar\n2) Ostrin", ["Velmar", "Ostrin"]),
        ("Velmar (Ostrin)", ["Velmar (Ostrin)"]),
        ("Velmar a) Ostrin", ["Velmar a) Ostrin"]),
        ("  ", []),
    ],
)
def test_lettered_lists(raw, items):
    assert lettered(raw) == items


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Korea, North", "KP"),
        ("Democratic People’s Republic of Korea", "KP"),
        ("Congo, Democratic Republic of the", "CD"),
        ("CONGO, Democratic Republic of (was Zaire)", "CD"),
        ("Region: Gaza", "PS"),
        ("West Bank", "PS"),
        ("the Philippines", "PH"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d Ivoire", "CI"),
        ("TÜRKİYE", "TR"),
        ("Iranian", "IR"),
        ("Bélarus", "BY"),
        ("Soudan du sud", "SS"),
        ("SYR", "SY"),
        ("NA", "NA"),
        ("na", None),
        ("to", None),
        ("can", None),
        ("USSR", "SU"),
        ("Former USSR Currently Ukraine", "UA"),
        ("Ukrainian SSR (now Ukraine)", "UA"),
        ("Russian SFSR, (now Russian Federation)", "RU"),
        ("Russian Federation (as at November 2010)", "RU"),
        ("Serbia and Montenegro", "CS"),
        ("Zaire", "ZR"),
        ("Kosovo", "XK"),
        ("Korea", None),
        ("Congolese", None),
        ("UNKNOWN", None),
        ("00", None),
        ("undetermined", None),
        ("", None),
    ],
)
def test_country_wordings(raw, code):
    assert country_code(raw) == code


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        ("Russian and Ukrainian", ["RU", "UA"]),
        ("Bosnia and Herzegovina", ["BA"]),
        ("Congo, Democratic Republic of the", ["CD"]),
        ("Malian / Mauritanian", ["ML", "MR"]),
        ("a) Afghan b) Pakistani", ["AF", "PK"]),
        ("Syrian, Lebanese", ["SY", "LB"]),
        ("Syrian and stateless", [None]),
    ],
)
def test_several_countries_in_one_cell(raw, codes):
    assert [item.code for item in countries(raw)] == codes


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Maro Tessan", "Latn"),
        ("Şərqi Əliyev", "Latn"),
        ("Остап Вельмарин", "Cyrl"),
        ("عمر الظاهري", "Arab"),
        ("王立山", "Hani"),
        ("리정호", "Hang"),
        ("ヴェルマル", "Jpan"),
        ("გიორგი", "Geor"),
        ("Айдар (Aidar) Темиров", "Cyrl"),
        ("12345", None),
        ("", None),
    ],
)
def test_script_of_a_name(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("kind", "raw", "value", "valid"),
    [
        (IdentifierKind.IMO, "IMO 9074729", "9074729", True),
        (IdentifierKind.IMO, "IMO9074728", "9074728", False),
        (IdentifierKind.IMO, "907472", "907472", False),
        (IdentifierKind.LEI, "5493 00jf6xv4ix4x2h49", "549300JF6XV4IX4X2H49", False),
        (IdentifierKind.LEI, "213800WSGIIZCXF1P572", "213800WSGIIZCXF1P572", True),
        (IdentifierKind.LEI, "1", "1", False),
        (IdentifierKind.PASSPORT, " L 191609. ", "L 191609", None),
    ],
)
def test_identifiers_and_their_check_digits(kind, raw, value, valid):
    found = identifier(kind, raw)
    assert (found.value, found.valid) == (value, valid)


def test_squeeze():
    assert squeeze(" a\xa0 b_x000D_\nc ") == "a b c"


@pytest.mark.parametrize(
    "hostile",
    [
        "e\u0301" * 100_000,
        "\ufdfa" * 100_000,
        " " * 200_000,
        "," * 100_000,
        "a) " * 60_000,
        "1 to " * 40_000,
        "(" * 200_000,
    ],
    ids=["combining marks", "growing ligature", "spaces", "commas", "letters", "spans", "brackets"],
)
def test_t7_t8_no_value_costs_more_than_its_length(hostile):
    began = time.perf_counter()
    partial_dates(hostile)
    partial_date(hostile)
    exact_date(hostile)
    country_code(hostile)
    countries(hostile)
    script_of(hostile)
    identifier(IdentifierKind.OTHER, hostile)
    assert time.perf_counter() - began < 2.0
