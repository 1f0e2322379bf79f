"""Search with filters: what they keep, that the counts are true, and that weak names can be left out."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest
import world
from hypothesis import given
from hypothesis import strategies as st
from world import World

from matching.index import Index
from matching.subject import Strength, Subject, SubjectName
from registry import db
from registry.services import answers, facets, search
from registry.services.answers import Answers, Asked
from registry.services.facets import Filters, Profile, Traits
from registry.services.search import Sought
from registry.services.storage import Store

DAY = date(2025, 6, 30)


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two listings of one person, and a near namesake whom only GB lists."""
    world.register(monkeypatch)
    made = World(store, tmp_path)
    karem = {"name": "Karem Abu Testun", "born": "1961-04-07", "ids": ["P1234567"]}
    made.take(
        "w_gb",
        karem | {"ref": "1", "listed": "2020-09-29", "measures": ["asset_freeze", "travel_ban"]},
        {"ref": "2", "name": "Karem Abu Testan", "born": "1980-01-01"},
    )
    made.take("w_eu", karem | {"ref": "9", "listed": "2021-01-05", "delisted": "2024-01-01"})
    made.link()
    return made


def ask(here: World, text: str, born: str = "", **filters: object) -> Answers:
    asked = Asked(Sought(text, born), DAY, here.now(), filters=Filters(**filters))  # type: ignore[arg-type]
    return answers.find(here.store, here.folder / "index", asked)


def names(found: Answers) -> list[str]:
    return [answer.hit.name for answer in found.answers]


def test_a_hit_says_which_name_answered_and_how(here: World) -> None:
    first = ask(here, "Karem Abu Testun").answers[0].hit
    assert (first.name, first.answered, first.exact) == ("Karem Abu Testun", "Karem Abu Testun", False)
    assert first.similarity == 1.0
    assert [(part.left, part.right) for part in first.parts]
    assert first.answered_on in first.listings
    assert len(first.listings) == 2


def test_a_date_of_birth_is_evidence_apart_from_the_name(here: World) -> None:
    plain, right, wrong = (ask(here, "Karem Abu Testun", born).answers[0].hit for born in ("", "1961-04-07", "1980"))
    assert plain.evidence == 0.0
    assert plain.reasons == ()
    assert right.evidence > 0
    assert right.score >= plain.score
    assert right.reasons
    assert right.similarity == plain.similarity == 1.0
    assert wrong.name != "Karem Abu Testun" or wrong.score < plain.score


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"kinds": ("vessel",)}, set()),
        ({"kinds": ("person",), "partners": ("EU",)}, {"Karem Abu Testun"}),
        ({"partners": ("EU",)}, {"Karem Abu Testun"}),
        ({"partners": ("EU",), "measures": ("asset_freeze",)}, set()),
        ({"partners": ("GB",), "measures": ("travel_ban",)}, {"Karem Abu Testun"}),
        ({"programmes": ("EU-HR",)}, {"Karem Abu Testun"}),
        ({"statuses": ("dropped",)}, set()),
        ({"listed_from": date(2021, 1, 1), "partners": ("GB",)}, set()),
        ({"listed_from": date(2021, 1, 1)}, {"Karem Abu Testun"}),
        ({"least": 1.01}, set()),
    ],
)
def test_a_filter_keeps_what_it_says(here: World, filters: dict[str, object], kept: set[str]) -> None:
    """What is asked of a listing is asked of one and the same listing: the EU freezes nothing any more here."""
    found = ask(here, "Karem Abu Testun", **filters)
    assert set(names(found)) == kept
    assert found.kept == len(kept)
    assert found.found == ask(here, "Karem Abu Testun").found


def test_a_number_and_a_reference_are_exact(here: World) -> None:
    for text in ("P-123 4567", "w_eu:9"):
        first = ask(here, text).answers[0].hit
        assert (first.exact, first.name) == (True, "Karem Abu Testun")


def test_weak_names_can_be_left_out(here: World, tmp_path: Path) -> None:
    weak = Subject(None, (SubjectName("Omar Verified"), SubjectName("Karem Abu Testun", Strength.WEAK)))
    with db.read(here.store.engine) as session:
        index = Index.build(tmp_path / "weak", [("1", weak)])
        with_weak = search.seek_in(session, index, Sought("Karem Abu Testun"), 5)
        without = search.seek_in(session, index, Sought("Karem Abu Testun", weak=False), 5)
    assert [(hit.answered, hit.weak) for hit in with_weak] == [("Karem Abu Testun", True)]
    assert all(hit.answered != "Karem Abu Testun" for hit in without)


_TERMS = st.frozensets(st.sampled_from("ABC"), max_size=2)
_DAYS = st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 4))
_TRAITS = st.builds(Traits, _TERMS, _TERMS, st.just(frozenset[str]()), _TERMS, _DAYS)
_PROFILES = st.builds(
    Profile, st.just("P1"), st.sampled_from([0.2, 0.9]), _TERMS, _TERMS, st.lists(_TRAITS, max_size=3).map(tuple)
)
_SOME = st.lists(st.sampled_from("ABC"), max_size=2, unique=True).map(tuple)


@given(st.lists(_PROFILES, max_size=5), st.builds(Filters, _SOME, _SOME, _SOME, st.just(()), _SOME, _SOME))
def test_a_count_is_what_choosing_it_shows(profiles: list[Profile], filters: Filters) -> None:
    counted = facets.count(profiles, filters).choices
    for name, value in product(facets.COUNTED, "ABC"):
        if name == "programmes":
            continue
        values = {field: getattr(filters, field) for field in facets.COUNTED} | {name: (value,)}
        expected = sum(facets.passes(profile, Filters(**values)) for profile in profiles)
        assert dict(counted[name]).get(value, 0) == expected
