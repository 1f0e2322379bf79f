"""Content is the version: it must come back exactly, and be the same text for the same draft."""

import dataclasses
import json
from datetime import date
from typing import Any

import pytest
from fakelist import STABLE
from hypothesis import given
from hypothesis import strategies as st

from importers import draft as drafts
from importers.draft import ListingDraft, NameDraft, PartialDate, Position
from importers.vocabulary import NameKind, PartyKind
from registry.models.content import as_published, from_content, hash_of, identity_hash, to_content

_HERE = Position("file.xml", "sheet", 3, "column")
_ANY_DRAFT = st.builds(ListingDraft, position=st.just(_HERE), raw=st.just({"a": "b"}))


@given(_ANY_DRAFT)
def test_every_draft_comes_back(draft: ListingDraft) -> None:
    content = to_content(draft)
    assert from_content(content, draft.position, draft.raw) == draft
    assert to_content(from_content(content, draft.position, draft.raw)) == content


@given(_ANY_DRAFT, _ANY_DRAFT)
def test_two_drafts_have_one_content_only_if_they_are_equal(one: ListingDraft, other: ListingDraft) -> None:
    assert (to_content(one) == to_content(other)) == (one == other)


def _draft(**values: Any) -> ListingDraft:
    some = {"list_key": STABLE, "reference": "A1", "kind": PartyKind.PERSON, "names": (NameDraft("Ada Moro"),)}
    return ListingDraft(**(some | {"position": _HERE} | values))


@pytest.mark.parametrize("text", ["\x00", "a\ud800b", "\u2028", "‮x", "🜚", '"\\'])
def test_strange_text_comes_back(text: str) -> None:
    draft = _draft(remarks=text)
    content = to_content(draft)
    assert "\x00" not in content
    assert len(hash_of(content)) == 64
    assert from_content(content, _HERE, {}) == draft


def test_fields_at_their_default_are_left_out() -> None:
    """So that a field which drafts get one day changes no hash of today."""
    assert json.loads(to_content(_draft())) == {
        "kind": "person",
        "list_key": STABLE,
        "names": [{"text": "Ada Moro"}],
        "reference": "A1",
    }


def test_position_and_raw_do_not_change_the_content() -> None:
    assert to_content(_draft(position=Position("other.xml", row=9), raw={"x": "y"})) == to_content(_draft())


def test_every_kind_of_draft_has_its_fields_in_the_content() -> None:
    """A field that holds something else than its default is found in the content, for each class of drafts."""
    kinds = [kind for name, kind in vars(drafts).items() if name.endswith("Draft") and dataclasses.is_dataclass(kind)]
    assert len(kinds) >= 9
    full = _draft(
        births=(PartialDate("1960", "1960", circa=True, calendar="hijri"),),
        genders=("male",),
        attributes=(("flag", "PA"), ("flag", "LR")),
        deceased=True,
        designations=(
            drafts.DesignationDraft("P", "p", listed_on=date(2020, 2, 3), effective_from=date(2020, 2, 4), reasons="r"),
        ),
    )
    found = json.loads(to_content(full))
    assert found["births"] == [{"calendar": "hijri", "circa": True, "raw": "1960", "text": "1960"}]
    assert found["attributes"] == [["flag", "PA"], ["flag", "LR"]]
    assert found["deceased"] is True
    assert found["designations"][0]["listed_on"] == "2020-02-03"


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"remarks": "new"}, True),
        ({"addresses": (drafts.PlaceDraft("Road 1"),)}, True),
        ({"names": (NameDraft("Ada Moro"), NameDraft("A. M.", NameKind.ALIAS))}, False),
        ({"births": (PartialDate("1960", "1960"),)}, False),
        ({"kind": PartyKind.UNKNOWN}, False),
    ],
)
def test_identity_is_what_a_judgement_rests_on(change: dict[str, Any], same: bool) -> None:
    before, after = (identity_hash(json.loads(to_content(draft))) for draft in (_draft(), _draft(**change)))
    assert (before == after) == same


def test_the_raw_record_keeps_the_order_of_its_fields() -> None:
    raw = {"Zeta": "1", "Alpha": ["2", None], "Day": date(2020, 1, 2), "bad": "\ud800"}
    assert as_published(raw).startswith('{"Zeta":"1","Alpha":["2",null],"Day":"2020-01-02"')
    as_published(raw).encode()
