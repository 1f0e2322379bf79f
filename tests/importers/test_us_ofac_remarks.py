"""The grammar of OFAC's remarks, statement by statement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.us_ofac_listing import city_region_and_code, place_of, vessel_number
from importers.us_ofac_remarks import Alias, FreeText, Statement, parse, statement
from importers.vocabulary import IdentifierKind


@pytest.mark.parametrize(
    ("text", "name", "value", "country", "issued", "expires"),
    [
        ("DOB 24 Jun 1952", "birth", "24 Jun 1952", "", "", ""),
        ("alt. DOB circa 1960", "birth", "circa 1960", "", "", ""),
        ("POB Khartoum, Sudan", "birth_place", "Khartoum, Sudan", "", "", ""),
        ("alt. citizen Kenya", "nationality", "Kenya", "", "", ""),
        ("Gender Female", "gender", "Female", "", "", ""),
        ("Passport L 19 issued 28 Feb 1996 expires 27 Feb 2001", "passport", "L 19", "", "28 Feb 1996", "27 Feb 2001"),
        ("Diplomatic Passport 008827 (Iran) issued 1999", "passport", "008827", "Iran", "1999", ""),
        ("alt. Passport Booklet: A5199819 (Pakistan)", "passport", "A5199819", "Pakistan", "", ""),
        ("C.U.R.P. # HESU430525HBCRMR13 (Mexico)", "national_id", "HESU430525HBCRMR13", "Mexico", "", ""),
        ("NIT # 800146749-7 (Colombia)", "tax", "800146749-7", "Colombia", "", ""),
        ("Unified Social Credit Code (USCC) 9122 (China)", "registration", "9122", "China", "", ""),
        ("Tax ID No. 4401 (Korea, North)", "tax", "4401", "Korea, North", "", ""),
        ("Vessel Registration Identification IMO 9187629", "vessel_registration", "IMO 9187629", "", "", ""),
        ("Digital Currency Address - XBT 1Kuf", "crypto_wallet", "XBT 1Kuf", "", "", ""),
        ("Secondary sanctions risk: see section 11", "secondary_risk", "see section 11", "", "", ""),
        ("Additional Sanctions Information - Subject to X", "additional", "Subject to X", "", "", ""),
        ("Listing Date (EO 14024): 24 Feb 2022", "listing_date", "(EO 14024): 24 Feb 2022", "", "", ""),
        ("Linked To: HIZBALLAH", "linked", "HIZBALLAH", "", "", ""),
        ("Fax: 0097282858208", "fax", "0097282858208", "", "", ""),
        ("Email:a@b.example", "email", "a@b.example", "", "", ""),
    ],
)  # fmt: skip
def test_labelled_statements(text: str, name: str, value: str, country: str, issued: str, expires: str) -> None:
    found = statement(text)
    assert found is not None
    assert (found.term.name, found.value, found.country, found.issued, found.expires) == (
        name, value, country, issued, expires,
    )  # fmt: skip
    assert found.wording == text.removeprefix("alt. ")


@pytest.mark.parametrize("text", ["General", "Citizens of nowhere", "Passports", "POBOX 12", "all offices worldwide"])
def test_words_that_only_begin_like_a_label_are_free_text(text: str) -> None:
    assert statement(text) is None


def test_aliases_keep_quotes_and_semicolons_of_their_own() -> None:
    found = list(parse("a.k.a. 'BNC'; a.k.a. ''ABD-AL-'IZ'; a.k.a. 'ONE; TWO'; f.k.a. 'OLD'; d.b.a. 'SHOP'."))
    assert found == [
        Alias("a", "BNC"),
        Alias("a", "'ABD-AL-'IZ"),
        Alias("a", "ONE; TWO"),
        Alias("f", "OLD"),
        Alias("d", "SHOP"),
    ]


def test_the_last_stop_belongs_to_the_remarks_unless_to_an_abbreviation() -> None:
    def last(text: str) -> str:
        found = list(parse(text))[-1]
        assert isinstance(found, Statement)
        return found.value

    assert last("Gender Male; Linked To: HAMAS.") == "HAMAS"
    assert last("Linked To: HUAXING CO., LTD.") == "HUAXING CO., LTD."
    assert last("Linked To: OKCAFE S.A.S.") == "OKCAFE S.A.S."
    assert last("Linked To: OKCAFE S.A.S..") == "OKCAFE S.A.S."


def test_brackets_around_links_go_even_when_one_is_lost() -> None:
    found = [
        item.value
        for item in parse("(Linked To: CORPS (IRGC)-NORTH); (Linked To: X (Y)")
        if isinstance(item, Statement)
    ]
    assert found == ["CORPS (IRGC)-NORTH", "X (Y)"]


def test_false_documents_are_marked() -> None:
    found = statement("National ID No. 77 (fake) (Serbia)")
    assert found is not None
    assert (found.value, found.country, found.note, found.known_false) == ("77", "Serbia", "fake", True)


def test_a_check_digit_in_brackets_is_part_of_the_number() -> None:
    found = statement("Identification Number A123456(9) (Hong Kong)")
    assert found is not None
    assert (found.value, found.country, found.note) == ("A123456(9)", "Hong Kong", "")


def test_words_about_a_document_are_no_number() -> None:
    assert statement("Passport issued in Sarajevo, Bosnia-Herzegovina") is None


def test_what_looks_labelled_is_told_from_plain_text() -> None:
    assert list(parse("Lighthouse Keeper Number 77-A (Serbia); ICTY indictee")) == [
        FreeText("Lighthouse Keeper Number 77-A (Serbia)", labelled=True),
        FreeText("ICTY indictee", labelled=False),
    ]


def test_the_last_piece_of_cut_remarks_is_not_read() -> None:
    *_, last = parse("Gender Male; Passport 1234", cut=True)
    assert last == FreeText("Passport 1234", labelled=False)


@given(st.text(alphabet=st.sampled_from("aA1 ;:.,'()#-kDOBPassport"), max_size=2_000))
def test_any_remarks_are_read_without_loss_of_control(text: str) -> None:
    for item in parse(text):
        assert isinstance(item, Statement | Alias | FreeText)


def test_places() -> None:
    place = place_of("Derbent, Republic of Dagestan, Russia")
    assert (place.city, place.region, place.country) == ("Derbent", "Republic of Dagestan", "RU")
    assert place_of("Wonsan, Korea, North").country == "KP"
    assert (place_of("Egypt").city, place_of("Egypt").country) == (None, "EG")
    assert (place_of("Shati").city, place_of("Shati").country) == ("Shati", None)
    assert city_region_and_code("Road Town, Tortola VG1110") == ("Road Town", "Tortola", "VG1110")
    assert city_region_and_code("London EC3N 1DY") == ("London", None, "EC3N 1DY")
    assert city_region_and_code("") == (None, None, None)


def test_vessel_registrations() -> None:
    assert vessel_number("IMO 9187629") is IdentifierKind.IMO
    assert vessel_number("8606173") is IdentifierKind.IMO
    assert vessel_number("A-77") is IdentifierKind.REGISTRATION
