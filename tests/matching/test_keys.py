"""Keys: spellings of one name share one, and a key is the same number everywhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.columns import birth_table, columns_of, name_table
from matching.keys import birth_years, misspelt_keys, mixed, name_keys, number_keys, stable_hash
from matching.subject import Identifier, Kind, Subject, SubjectName


def named(*texts: str, **more: object) -> Subject:
    return Subject(Kind.PERSON, tuple(SubjectName(text) for text in texts), **more)  # type: ignore[arg-type]


def test_a_hash_never_changes_because_indexes_on_disk_hold_it() -> None:
    assert stable_hash("MHMT") == 15888796979165872004


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed", "Muhamad"),
        ("Yuriy", "Yuri"),
        ("Hussein", "Husayn"),
        ("Sergey", "Сергей"),
        ("Mohammed", "محمد"),
    ],
)
def test_spellings_of_one_part_share_its_key(one: str, other: str) -> None:
    assert name_keys(one).parts == name_keys(other).parts


@pytest.mark.parametrize(
    ("whole", "split"),
    [("Abdulrahman Tosk", "Abdul Rahman Tosk"), ("Noordeen", "Noor Deen"), ("Mirzakhani", "Mirza Khani")],
)
def test_a_name_written_together_meets_the_same_name_written_apart(whole: str, split: str) -> None:
    together, apart = name_keys(whole), name_keys(split)
    assert set(together.parts) & set(apart.extra)


def test_initials_of_a_long_name_meet_its_acronym() -> None:
    assert set(name_keys("NMDT").parts) & set(name_keys("Norland Maritime Dredging Trust").extra)


@pytest.mark.parametrize("slip", ["vladmir", "vladimr", "vladimyr", "vlaidmir", "wladimir"])
def test_a_part_one_slip_away_shares_a_key(slip: str) -> None:
    assert set(misspelt_keys("vladimir")) & set(misspelt_keys(slip))


def test_short_parts_have_no_slips() -> None:
    assert misspelt_keys("ali") == ()


def test_names_that_fold_alike_count_once_for_each_subject() -> None:
    table = name_table([named("Ada Brenn", "BRENN, Ada"), named("Ada Brenn")])
    assert table.texts == ["ada brenn", "ada brenn"]
    assert table.owner.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("born", "years"),
    [
        ("1962", [1962]),
        ("1962-03-04", [1962]),
        ("~1962", [1962]),
        ("1960/1963", [1960, 1961, 1962, 1963]),
        ("1963/1960", []),
        ("1900/1999", []),
        ("unknown", []),
    ],
)
def test_years_that_a_birth_date_may_mean(born: str, years: list[int]) -> None:
    assert list(birth_years(born)) == years


def test_birth_years_are_bits_from_1900_on() -> None:
    table = birth_table([named("A", births=("1900", "1964-02-03")), named("B", births=("1850",))])
    assert table.years.tolist() == [[1, 1], [0, 0]]
    assert (table.days.tolist(), table.days_of.tolist()) == ([19640203], [0])


def test_countries_in_common_are_bits_in_common() -> None:
    columns = columns_of([named("A", countries=("SY", "IQ")), named("B", countries=("IQ",)), named("C")])
    common = (columns.countries[0] & columns.countries[1]).any(), columns.countries[2].any()
    assert common == (True, False)


def test_numbers_meet_whatever_their_punctuation_and_kind() -> None:
    one = Subject(None, (), identifiers=(Identifier("passport", "AB-12 34.5"),))
    other = Subject(None, (), identifiers=(Identifier("national", "ab12345", "XX"),), references=("QDi.901", "1"))
    assert number_keys(one) < number_keys(other)
    assert len(number_keys(other)) == 2


def test_mixing_keeps_the_order_of_the_two() -> None:
    one, other = np.array([1], np.uint64), np.array([2], np.uint64)
    assert mixed(one, other) != mixed(other, one)


@given(st.text(max_size=400))
def test_any_text_has_keys_and_they_are_few(text: str) -> None:
    keys = name_keys(text)
    assert len(keys.parts) <= 16
    assert len(keys.extra) <= 16
    assert keys == name_keys(text)
