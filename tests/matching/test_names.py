"""Names taken apart: what is put together, what each part does, what is set aside."""

import pytest

from matching.names import MAX_COMPARED_PARTS, looks_like_organisation, parse_name
from matching.subject import Kind

PERSONS = [
    ("AL-HARTHI, Khalid Said", [("Khalid", "given"), ("Said", "other"), ("Harthi", "nisba")]),
    ("Abd al-Rahman Yusuf", [("Abd Rahman", "given"), ("Yusuf", "family")]),
    ("Abdulrahman Yusuf", [("Abdulrahman", "given"), ("Yusuf", "family")]),
    ("Nur al-Din Zaydan", [("Nur Din", "given"), ("Zaydan", "family")]),
    ("Abu Omar al-Shami", [("Abu Omar", "kunya"), ("Shami", "nisba")]),
    ("Omar bin Khalid Najjar", [("Omar", "given"), ("Khalid", "patronymic"), ("Najjar", "family")]),
    ("Dmitri Olegovich RAZUMOV", [("Dmitri", "given"), ("Olegovich", "patronymic"), ("Razumov", "family")]),
    ("S.V. Malkin", [("S", "given"), ("V", "other"), ("Malkin", "family")]),
    ("General Pavel Grishkov", [("Pavel", "given"), ("Grishkov", "family")]),
    ("Hussein Cheikh", [("Hussein", "given"), ("Cheikh", "family")]),
    ("Edwin Marsh Jr.", [("Edwin", "given"), ("Marsh", "family")]),
]


@pytest.mark.parametrize(("text", "expected"), PERSONS)
def test_every_part_of_a_person_gets_its_role(text: str, expected: list[tuple[str, str]]) -> None:
    (name,) = parse_name(text, Kind.PERSON)
    assert [(part.shown, part.role) for part in name.core] == expected


def test_numerals_and_countries_of_organisations_stand_apart() -> None:
    (numbered,) = parse_name("Fourth Construction Bureau", Kind.ORGANISATION)
    (abroad,) = parse_name("Noor Foundation Somalia", Kind.ORGANISATION)
    assert [part.text for part in numbered.core if part.role == "numeral"] == ["#4"]
    assert [part.text for part in abroad.core if part.role == "country"] == ["@SO"]


@pytest.mark.parametrize(
    ("one", "other"), [("Brightwater Ltd", "Brightwater Limited"), ("OOO Uralkran", "Uralkran LLC")]
)
def test_legal_forms_are_set_aside(one: str, other: str) -> None:
    (left,), (right,) = parse_name(one, Kind.ORGANISATION), parse_name(other, Kind.ORGANISATION)
    assert left.joined == right.joined
    assert [part.text for part in left.aside] == [part.text for part in right.aside]


def test_a_vessel_keeps_its_number_and_drops_its_prefix() -> None:
    (name,) = parse_name("MV Silver Dune II", Kind.VESSEL)
    assert [part.text for part in name.core] == ["silver", "dune", "#2"]


def test_own_initials_in_brackets_are_no_part_of_the_name() -> None:
    (name,) = parse_name("Tariq Gidar Group (TGG)", Kind.ORGANISATION)
    (other,) = parse_name("Tariq Gidar Group (Karachi)", Kind.ORGANISATION)
    assert "tgg" not in {part.text for part in name.core}
    assert "karachi" in {part.text for part in other.core}


def test_who_is_whose_child_is_kept() -> None:
    (name,) = parse_name("Ahmad bin Muhammad", Kind.PERSON)
    assert name.fathers == ((0, 1),)


def test_a_surname_in_front_or_in_capitals_is_marked() -> None:
    for text in ("KOVALENKO, Oleh", "Oleh KOVALENKO", "KOVALENKO Oleh"):
        (name,) = parse_name(text, Kind.PERSON)
        assert {part.shown: part.role for part in name.core} == {"Oleh": "given", "Kovalenko": "family"}
        assert name.marked


def test_another_script_may_have_several_readings() -> None:
    readings = parse_name("عبد الرحمن يوسف", Kind.PERSON)
    assert 1 <= len(readings) <= 4
    assert all(part.unvowelled for name in readings for part in name.core)


@pytest.mark.parametrize("text", ["", " ", "---", "!!!", "\u200b"])
def test_a_name_without_letters_has_no_reading(text: str) -> None:
    assert parse_name(text, Kind.PERSON) == ()
    assert parse_name(text, Kind.ORGANISATION) == ()


def test_the_number_of_parts_is_bounded() -> None:
    (name,) = parse_name(" ".join(f"part{place}" for place in range(60)), Kind.PERSON)
    assert len(name.core) == MAX_COMPARED_PARTS


def test_a_rare_part_tells_more_than_a_common_one() -> None:
    (name,) = parse_name("Muhammad Habyarimana", Kind.PERSON)
    common, rare = name.core
    assert common.weight < 0.5 < rare.weight


@pytest.mark.parametrize(
    ("text", "expected"), [("Vostok Trade LLC", True), ("Bank Severny", True), ("Sergei Malkin", False)]
)
def test_organisations_are_told_by_form_or_general_word(text: str, expected: bool) -> None:
    assert looks_like_organisation(text) is expected
