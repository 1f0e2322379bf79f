"""How common parts are: bounded, ordered, and nothing but single parts."""

from matching.frequencies import OTHERS, PERSONS, TABLE, information, known
from matching.scripts import skeleton
from matching.tables import read_rows


def test_common_parts_tell_less_than_rare_ones() -> None:
    muhammad, habyarimana = skeleton("muhammad"), skeleton("habyarimana")
    assert 0 < information(PERSONS, muhammad) < information(PERSONS, habyarimana) <= 1
    assert information(OTHERS, "bank") < information(OTHERS, "quackenbush") == 1.0
    assert known(PERSONS, muhammad)
    assert not known(OTHERS, "quackenbush")


def test_the_table_holds_single_parts_that_several_parties_bear() -> None:
    rows = read_rows(TABLE)
    assert len(rows) > 3000
    assert all(int(count) >= 4 for _, _, count in rows)
    assert {column for column, _, _ in rows} == {PERSONS, OTHERS}
    assert len({(column, part) for column, part, _ in rows}) == len(rows)
