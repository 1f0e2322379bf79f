"""Numbered cells, the words beside document numbers, and the labelled numbers of companies."""

import pytest

from importers.company_numbers import company_numbers, names_a_number, wallets
from importers.id_wordings import documents, kind_in, numbered, several, wording
from importers.vocabulary import IdentifierKind


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", []),
        ("-", []),
        ("Belarus", ["Belarus"]),
        ("(1) Libya (2) - (3)Chad.", ["Libya", "", "Chad"]),
        ("(1-3) Libya (4) Morocco", ["Libya", "Libya", "Libya", "Morocco"]),
        ("(1) to (2) Algeria (3) Morocco", ["Algeria", "Algeria", "Morocco"]),
        ("1) +7 (499) 000-00-00 (2) +7 (949) 591-54-68", ["+7 (499) 000-00-00", "+7 (949) 591-54-68"]),
        ("+7 (495) 000-00-00", ["+7 (495) 000-00-00"]),
        ("Chief (2005-2015) of police", ["Chief (2005-2015) of police"]),
        ("(1) 203037 (2) 347834(3) 434021161", ["203037", "347834", "434021161"]),
    ],
)
def test_numbered(text: str, items: list[str]) -> None:
    assert numbered(text) == items


def test_several_splits_sentences_but_not_firms() -> None:
    assert several("Joza Works Co. Ltd; Sanam Group. Fajr Industries") == [
        "Joza Works Co. Ltd",
        "Sanam Group",
        "Fajr Industries",
    ]


@pytest.mark.parametrize(
    ("text", "country", "issued", "expires", "is_false"),
    [
        ("Afghanistan number, issued on 25 Jan. 1988, issued in Kabul, Afghanistan (expired on 23 Feb. 2000)",
         "AF", "1988-01-25", "2000-02-23", False),
        ("(Afghan). Issued on 20 Nov 1997", "AF", "1997-11-20", None, False),
        ("Issue date: 08/11/1996, expiry date: 07/11/2001, issued in Milan, Italy",
         None, "1996-11-08", "2001-11-07", False),
        ("Expires 21 Aug 2005 (Iraq)", "IQ", None, "2005-08-21", False),
        ("False Indonesian", "ID", None, None, True),
        ("Counterfeit Danish driving licence. Made out to A. Barka, Morocco.", "DK", None, None, True),
        ("Fraudulently obtained and since cancelled", None, None, None, False),
        ("Issued by the Democratic People's Republic of Korea", "KP", None, None, False),
        ("United States of America. Issued 21 June 1992 in Amman, Jordan", "US", "1992-06-21", None, False),
        ("Diplomatic", None, None, None, False),
        ("", None, None, None, False),
    ],
)  # fmt: skip
def test_words_beside_a_document(
    text: str, country: str | None, issued: str | None, expires: str | None, is_false: bool
) -> None:
    said = wording(text)
    dates = tuple(known.text if known else None for known in (said.issued_on, said.expires_on))
    assert (said.country, *dates, said.known_false) == (country, issued, expires, is_false)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Russian INN", IdentifierKind.TAX),
        ("United States Social Security Number", IdentifierKind.SOCIAL_SECURITY),
        ("Russian Federation national passport", IdentifierKind.PASSPORT),
        ("Personal number on passport", IdentifierKind.NATIONAL_ID),
        ("BRP Card", IdentifierKind.RESIDENCE_PERMIT),
        ("Pakistani national identity card", IdentifierKind.NATIONAL_ID),
    ],
)
def test_the_wording_names_the_kind(text: str, kind: IdentifierKind) -> None:
    assert kind_in(text, IdentifierKind.NATIONAL_ID) is kind


def test_documents_pair_numbers_with_wordings_only_when_the_counts_agree() -> None:
    paired = documents("(1) A100 (2) B200", "(1) Libya (2) -", IdentifierKind.PASSPORT)
    assert [(item.value, item.country) for item in paired] == [("A100", "LY"), ("B200", None)]
    unpaired = documents("(1) A100 (2) B200", "Issued in Iran", IdentifierKind.PASSPORT)
    assert [(item.value, item.country, item.note) for item in unpaired] == [
        ("A100", None, "Issued in Iran"),
        ("B200", None, "Issued in Iran"),
    ]
    assert [item.value for item in documents("644286444. 644813919", "", IdentifierKind.PASSPORT)] == [
        "644286444",
        "644813919",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(1) OGRN: 1027700000000 (2) INN: 7705000000",
         [("registration", "1027700000000", None), ("tax", "7705000000", None)]),
        ("Russian TIN: 7718000000", [("tax", "7718000000", "RU")]),
        ("9731000000 - TIN", [("tax", "9731000000", None)]),
        ("1167700000000 (Russia). Tax ID No. 7743000000 (Russia)",
         [("registration", "1167700000000", "RU"), ("tax", "7743000000", "RU")]),
        ("INN - 7706000000 KPP: 470601001", [("tax", "7706000000", None), ("other", "470601001", None)]),
        ("SWIFT/BIC KHJBSDKH / BIK (RU) 044525600",
         [("swift_bic", "KHJBSDKH", None), ("bank_code", "044525600", None)]),
        ("USCC: 91440300MA5HX00Y1Q", [("registration", "91440300MA5HX00Y1Q", None)]),
        ("M 354838 D 0001", [("registration", "M 354838 D 0001", None)]),
        ("1 149 102 007 933", [("registration", "1 149 102 007 933", None)]),
        ("1534407 (BVI)", [("registration", "1534407", "VG")]),
        ("not available", []),
    ],
)  # fmt: skip
def test_company_numbers(text: str, found: list[tuple[str, str, str | None]]) -> None:
    numbers = company_numbers(text, unlabelled=IdentifierKind.REGISTRATION)
    assert [(number.kind.value, number.value, number.country) for number in numbers] == found


def test_running_text_gives_only_labelled_numbers() -> None:
    text = "Founded in 1998 with 12345678 roubles. OGRN 1082536000000; meeting no 4711555."
    assert [number.value for number in company_numbers(text, unlabelled=None)] == ["1082536000000"]
    assert company_numbers("Reported missing 12345678 times.", unlabelled=None) == []


def test_wallets_and_numbers_instead_of_names() -> None:
    (wallet,) = wallets("Digital Currency Address - XBT 1ExampleWa11etAddressForTests9.")
    assert (wallet.value, wallet.raw_kind) == ("1ExampleWa11etAddressForTests9", "XBT")
    assert names_a_number("TIN: 7706000000")
    assert not names_a_number("Tinside Holding")


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["(1) ", "a", "1 ", "INN ", "Passport ", "issued on ", "(", "No. ", "9/", "AB-"])
def test_long_nonsense_is_read_in_bounded_time(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    numbered(text)
    several(text)
    wording(text)
    company_numbers(text, unlabelled=IdentifierKind.REGISTRATION)
    assert wallets(text) == []
