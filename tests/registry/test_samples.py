"""The shipped samples: made from the cast byte for byte, read without a doubt, and plainly fictional."""

import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from importers import catalogue, reading
from importers.draft import Issue, ListingDraft
from importers.vocabulary import IdentifierKind, NameKind, PartyKind, Strength
from registry import samples
from registry.samples import build, cast

KEYS = sorted(build.FILES)


def drafts(list_key: str) -> list[ListingDraft]:
    return [item for item in reading.read(list_key, samples.shipped()[list_key]) if isinstance(item, ListingDraft)]


def everything() -> list[ListingDraft]:
    return [draft for key in KEYS for draft in drafts(key)]


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    for made in build.build(tmp_path):
        shipped = samples.LISTS / made.relative_to(tmp_path)
        assert made.read_bytes() == shipped.read_bytes(), f"{made.name}: run python -m registry.samples.build"
    assert sorted(samples.shipped()) == KEYS
    assert sum(len(list(folder.iterdir())) for folder in samples.LISTS.iterdir()) == len(KEYS)


@pytest.mark.parametrize("list_key", KEYS)
def test_a_sample_is_read_without_a_doubt(list_key: str) -> None:
    read = reading.read(list_key, samples.shipped()[list_key])
    items = list(read)
    assert [item for item in items if isinstance(item, Issue)] == []
    assert len(items) == read.facts.records > 0
    assert read.facts.published_on is not None
    assert read.facts.published_on <= samples.AS_OF


@pytest.mark.parametrize("list_key", KEYS)
def test_a_sample_says_that_it_is_fictional(list_key: str) -> None:
    path = samples.shipped()[list_key]
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            text = book.read("docProps/core.xml").decode()
    else:
        text = path.read_text(encoding="utf-8")[:300]
    assert "fictional" in text.casefold()


def test_the_cast_is_wide() -> None:
    people = cast.read(samples.FOLDER / "cast.toml")
    assert len({entry.key for entry in people.entries}) >= 64
    assert {entry.partner for entry in people.entries} == {"US", "EU", "GB", "UN", "CA", "CH", "AU"}
    assert {catalogue.lookup(key).partner for key in KEYS} == {"US", "EU", "GB", "UN", "CA", "CH", "AU"}
    found = everything()
    assert {draft.kind for draft in found} == set(PartyKind) - {PartyKind.UNKNOWN}
    scripts = {name.script for draft in found for name in draft.names}
    assert scripts >= {"Latn", "Cyrl", "Arab", "Mymr", "Hang", "Geor", "Ethi"}
    assert scripts & {"Hani", "Hans"}
    assert {name.strength for draft in found for name in draft.names} == set(Strength)
    assert {name.kind for draft in found for name in draft.names} == set(NameKind)


def test_births_are_whole_partial_about_and_between() -> None:
    births = [birth for draft in everything() for birth in draft.births]
    lengths = Counter(len(birth.text or "") for birth in births)
    # A year, a month, a span of years such as 1976/1979, a day.
    assert all(lengths[length] for length in (4, 7, 9, 10))
    assert any(birth.circa for birth in births)


def test_check_digits_are_right_and_relations_are_told() -> None:
    found = everything()
    checked = [item for draft in found for item in draft.identifiers if item.valid is not None]
    assert {item.kind for item in checked} == {IdentifierKind.LEI, IdentifierKind.IMO}
    assert all(item.valid for item in checked)
    assert {relation.kind.value for draft in found for relation in draft.relations} >= {
        "owned_by", "acts_for", "family", "linked",
    }  # fmt: skip


def test_a_field_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    head = '[regime.one]\nGB = "x"\n[[party]]\nkey = "a"\nkind = "person"\nregime = "one"\n'
    path.write_text(head + "GB = { on = 2020-01-01, shoe_size = 43 }\n", encoding="utf-8")
    with pytest.raises(ValueError, match="shoe_size"):
        cast.read(path)
    path.write_text(head + "EU = { on = 2020-01-01 }\n", encoding="utf-8")
    with pytest.raises(ValueError, match="EU has no regime one"):
        cast.read(path)
    path.write_text(head + 'GB = { on = 2020-01-01, born = "lately" }\n', encoding="utf-8")
    with pytest.raises(ValueError, match="lately"):
        cast.read(path)


@pytest.mark.lists
@pytest.mark.skipif("REGISTRY_LISTS_DIR" not in os.environ, reason="REGISTRY_LISTS_DIR is not set")
@pytest.mark.parametrize(
    ("list_key", "pattern"),
    [("un_sc", "un/*.xml"), ("ca_sema", "ca/*.xml"), ("au_dfat", "au/*.xlsx"), ("us_ofac_sdn", "us_ofac/sdn_20*.csv")],
)
def test_nobody_real_bears_a_name_of_the_cast(list_key: str, pattern: str) -> None:
    people = cast.read(samples.FOLDER / "cast.toml")
    ours = {_alike(text) for e in people.entries for text in (e.whole, e.script, *e.aka, *e.former) if text}
    paths = sorted(Path(os.environ["REGISTRY_LISTS_DIR"]).glob(pattern))
    assert paths
    real = [
        name.text
        for path in paths
        for draft in reading.read(list_key, path)
        if isinstance(draft, ListingDraft)
        for name in draft.names
    ]
    assert len(real) > 500
    assert [text for text in real if _alike(text) in ours] == []


def _alike(text: str) -> tuple[str, ...]:
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return tuple(sorted(words.split()))
