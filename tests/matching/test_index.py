"""The index: every listing is found by each of its names, updates show at once, and no reader sees half of one."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.index import Index, IndexChangedError, IndexUnreadableError
from matching.segment import build_segment, open_segment, save_segment
from matching.subject import Identifier, Kind, Strength, Subject, SubjectName


def person(*names: str, number: str = "") -> Subject:
    identifiers = (Identifier("passport", number, "XA"),) if number else ()
    return Subject(Kind.PERSON, tuple(SubjectName(name) for name in names), identifiers=identifiers)


PEOPLE = [
    ("a", person("Orlan Viktor Tesk", "TESK, Orlan", "Орлан Теск")),
    ("b", person("Abdul Rahman al-Qist", "عبد الرحمن القسط", number="X1234567")),
    ("c", person("Min Kwang Sol", "민광솔")),
    ("d", person("Orlan Faro")),
]


def ask(index: Index, name: str) -> list[str]:
    return [hit.id for hit in index.search(Subject(None, (SubjectName(name),)))]


@pytest.mark.parametrize(("listing_id", "name"), [(key, name.text) for key, who in PEOPLE for name in who.names])
def test_every_name_in_every_script_finds_its_own_listing_first(tmp_path: Path, listing_id: str, name: str) -> None:
    assert ask(Index.build(tmp_path / "index", PEOPLE), name)[0] == listing_id


@pytest.mark.parametrize(
    ("name", "listing_id"),
    [
        ("Orlan Viktr Tesk", "a"),
        ("Orlan Viktor Teskk", "a"),
        ("Abdulrahman Alqist", "b"),
        ("qist abd al-rahman", "b"),
        ("SOL MIN-KWANG", "c"),
    ],
)
def test_slips_joins_and_order_do_not_hide_a_listing(tmp_path: Path, name: str, listing_id: str) -> None:
    assert ask(Index.build(tmp_path / "index", PEOPLE), name)[0] == listing_id


def test_a_number_finds_its_holder_whatever_the_name(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", PEOPLE)
    assert index.search(person("Somebody Else", number="x-123 4567"))[0].id == "b"


def test_an_update_adds_replaces_and_removes_and_others_see_it_on_refresh(tmp_path: Path) -> None:
    writer = Index.build(tmp_path / "index", PEOPLE)
    reader = Index(tmp_path / "index")
    writer.update([("e", person("Zerah Lomm")), ("d", person("Dorn Faro"))], removed=["c", "never there"])
    assert ask(writer, "Zerah Lomm") == ["e"]
    assert "d" not in ask(writer, "Orlan Tesk")
    assert ask(writer, "Dorn Faro")[0] == "d"
    assert ask(writer, "Min Kwang Sol") == []
    assert ("c" in writer, "d" in writer, len(writer)) == (False, True, 4)
    assert ask(reader, "Min Kwang Sol")[0] == "c"
    assert reader.refresh()
    assert not reader.refresh()
    assert ask(reader, "Min Kwang Sol") == []


def test_two_writers_do_not_overwrite_each_other(tmp_path: Path) -> None:
    first = Index.build(tmp_path / "index", PEOPLE)
    second = Index(tmp_path / "index")
    first.update([("e", person("Zerah Lomm"))])
    with pytest.raises(IndexChangedError, match="refresh"):
        second.update([("f", person("Bim Faro"))])
    second.refresh()
    second.update([("f", person("Bim Faro"))])
    assert len(second) == 6


def test_many_updates_end_in_few_segments_with_everything_in_them(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", PEOPLE * 0)
    for number in range(30):
        index.update([(str(number), person(f"Person Number{'abcdefghij'[number % 10]}{number}"))])
    assert len(index) == 30
    assert len(list((tmp_path / "index").glob("segment-*"))) <= 9
    assert all(str(number) in index for number in range(30))


def test_a_folder_without_index_or_of_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexUnreadableError, match="build it first"):
        Index(tmp_path)
    Index.build(tmp_path, PEOPLE)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 0}))
    with pytest.raises(IndexUnreadableError, match="format 0"):
        Index(tmp_path)


def test_an_interrupted_update_leaves_the_old_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index.build(tmp_path / "index", PEOPLE)

    def torn(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("matching.index._write_manifest", torn)
    with pytest.raises(OSError, match="disk full"):
        index.update([("e", person("Zerah Lomm"))])
    assert len(Index(tmp_path / "index")) == 4


def test_ids_are_distinct() -> None:
    with pytest.raises(ValueError, match="same id"):
        build_segment([("a", person("One")), ("a", person("Two"))])


subjects = st.builds(
    Subject,
    st.sampled_from([None, *Kind]),
    st.lists(st.builds(SubjectName, st.text(max_size=30), st.sampled_from(Strength)), max_size=3).map(tuple),
    births=st.lists(st.sampled_from(["1962", "1962-03-04"]), max_size=2).map(tuple),
    identifiers=st.lists(st.builds(Identifier, st.text(max_size=5), st.text(max_size=12)), max_size=2).map(tuple),
    references=st.lists(st.text(max_size=8), max_size=2).map(tuple),
)


@settings(max_examples=40)
@given(st.lists(subjects, max_size=5))
def test_what_is_written_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, given: list[Subject]) -> None:
    directory = tmp_path_factory.mktemp("segment") / "one"
    save_segment(build_segment([(str(place), subject) for place, subject in enumerate(given)]), directory)
    segment = open_segment(directory)
    assert [segment.subject_at(place) for place in range(len(segment))] == given
    assert [segment.places_of(str(place)) for place in range(len(segment))] == [[place] for place in range(len(given))]
    for subject in given:
        assert len(segment.find(subject, 3)) <= 3


def test_the_very_name_comes_first_even_as_a_weak_alias(tmp_path: Path) -> None:
    weak = Subject(Kind.PERSON, (SubjectName("Zerah Lomm"), SubjectName("Faro", Strength.WEAK)))
    index = Index.build(tmp_path / "index", [("d", person("Orlan Faro")), ("e", weak)])
    assert ask(index, "FARO")[0] == "e"
