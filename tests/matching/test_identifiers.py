"""Identifiers in one form, weak ones silent, check digits and UN references known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.identifiers import identifier_key, is_weak, un_reference

KEYS = [
    ("No. A 123-456", "", "A123456"),
    ("№ 45 0512345", "passport", "450512345"),
    ("nr: ab/98765", "", "AB98765"),
    ("N1234567", "passport", "N1234567"),
    ("ＡＢ１２３４５", "", "AB12345"),
    ("IMO 9074729", "", "9074729"),
    ("9074729", "imo", "9074729"),
    ("IMO No. 9074729", "imo", "9074729"),
    ("9074728", "imo", ""),
    ("12345", "imo", ""),
    ("5299 000J 2N45 DDNE 4Y28", "lei", "5299000J2N45DDNE4Y28"),
    ("5299000J2N45DDNE4Y29", "lei", ""),
    ("00000000", "", ""),
    ("11111111", "", ""),
    ("123", "", ""),
    ("unknown", "", ""),
    ("", "", ""),
    ("QDi.001", "", "QDI001"),
    ("TAi.002", "", "TAI002"),
    ("KPe.023", "", "KPE023"),
]


@pytest.mark.parametrize(("value", "kind", "key"), KEYS)
def test_identifier_key(value: str, kind: str, key: str) -> None:
    assert identifier_key(value, kind) == key


@pytest.mark.parametrize(
    ("value", "reference"),
    [
        ("QDi.001", "QDI001"),
        ("qde 12", "QDE012"),
        ("KPe.023", "KPE023"),
        ("XXi.001", ""),
        ("QDx.001", ""),
        ("QDi.12345", ""),
    ],
)
def test_un_references(value: str, reference: str) -> None:
    assert un_reference(value) == reference


def test_company_imo_numbers_have_their_own_check() -> None:
    assert identifier_key("IMO 5878589", "imo") == "5878589"
    assert identifier_key("IMO 5878588", "imo") == ""


@given(st.text(max_size=200), st.sampled_from(["", "imo", "lei", "passport"]))
def test_keys_are_plain_and_nothing_raises(value: str, kind: str) -> None:
    key = identifier_key(value, kind)
    assert key == "" or key.isalnum()
    assert key == "" or not is_weak(key)
