"""The table of fields is whole: keys and headings are unique, and every term can be written as it is shown."""

from enum import StrEnum

import pytest

from importers.template_fields import BY_KEY, BY_TITLE, FIELDS, Block, Field, Gender, Reads, term
from importers.vocabulary import MeasureCode, NameKind, PartyKind


def test_keys_and_headings_stand_once() -> None:
    assert len(BY_KEY) == len(BY_TITLE) == len(FIELDS)


def test_every_block_has_a_field() -> None:
    assert {field.block for field in FIELDS} == set(Block)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_a_field_says_what_to_write(field: Field) -> None:
    assert field.meaning.endswith(".")
    assert (field.terms is not None) == (field.reads is Reads.TERM)
    assert field.common or not field.required
    if field.terms is not None:
        assert [term(field.terms, item.value) for item in field.terms] == list(field.terms)
        assert not field.example or term(field.terms, field.example) is not None


@pytest.mark.parametrize(
    ("terms", "wording", "meant"),
    [
        (MeasureCode, "Travel Ban", MeasureCode.TRAVEL_BAN),
        (MeasureCode, " ASSET-FREEZE ", MeasureCode.ASSET_FREEZE),
        (MeasureCode, "sanctions", None),
        (PartyKind, "Individual", PartyKind.PERSON),
        (NameKind, "A.K.A.", NameKind.ALIAS),
        (Gender, "F", Gender.FEMALE),
    ],
)
def test_wordings_of_terms(terms: type[StrEnum], wording: str, meant: StrEnum | None) -> None:
    assert term(terms, wording) is meant
