"""Listings kept on disk are linked as if they had just been read, and kept up to date without a rebuild."""

from pathlib import Path

import numpy as np
import pytest

from matching.columns import columns_of, joined, thinned
from matching.index import IndexUnreadableError
from matching.known import Known, link_new
from matching.link import LinkedPair, LinkSettings, Listing, link
from matching.subject import Kind, Subject, SubjectName


def listing(list_key: str, reference: str, *names: str, born: str = "") -> Listing:
    births = (born,) if born else ()
    subject = Subject(Kind.PERSON, tuple(map(SubjectName, names)), births=births, countries=("SY",))
    return Listing(list_key, reference, subject)


OLD = [
    listing("A", "1", "Ada Brenn", "Ada Brann", born="1960-01-02"),
    listing("A", "2", "Karl Ostrow", born="1955"),
    listing("B", "7", "BRENN, Ada", born="1960-01-02"),
    listing("C", "9", "Milan Tarvik"),
]
NEW = [listing("D", "5", "Ada Brenn", born="1960"), listing("C", "9", "Karl Ostrow", "Carl Ostrov", born="1955-05-06")]


def shown(pair: LinkedPair) -> tuple[frozenset[tuple[str, str]], float, str]:
    ends = frozenset((side.list_key, side.reference) for side in (pair.left, pair.right))
    return ends, round(pair.score, 6), pair.verdict


def test_new_listings_are_linked_as_if_all_had_just_been_read(tmp_path: Path) -> None:
    known = Known.nothing().updated([(item, "v1") for item in OLD])
    known.save(tmp_path)
    current = Known.open(tmp_path).updated([(item, "v2") for item in NEW])
    current.save(tmp_path)
    new_only = frozenset((item.list_key, item.reference) for item in NEW)
    found = Known.open(tmp_path).link(LinkSettings(new_only=new_only)).pairs
    whole = link([*OLD[:3], *NEW], LinkSettings(new_only=new_only)).pairs
    assert {shown(pair) for pair in found} == {shown(pair) for pair in whole}
    assert len(found) >= 2


def test_marks_say_which_version_is_kept_and_removed_ones_are_gone() -> None:
    known = Known.nothing().updated([(item, "v1") for item in OLD])
    current = known.updated([(NEW[1], "v2")], removed=[("A", "1"), ("X", "unknown")])
    assert dict(zip(current.keys, current.marks, strict=True)) == {
        ("A", "2"): "v1", ("B", "7"): "v1", ("C", "9"): "v2",
    }  # fmt: skip
    assert list(current) == [OLD[1], OLD[2], NEW[1]]
    assert list(known) == OLD


def test_columns_joined_and_thinned_are_those_of_the_subjects_that_remain() -> None:
    subjects = [item.subject for item in [*OLD, *NEW]]
    whole = joined([columns_of(subjects[:2]), columns_of(subjects[2:])])
    kept = np.array([True, False, True, False, True, True])
    some = thinned(whole, kept)
    wanted = columns_of([subject for subject, keep in zip(subjects, kept, strict=True) if keep])
    assert some.names.texts == wanted.names.texts
    for table, fields in (("names", ("owner", "parts", "parts_of", "extra", "extra_of")), ("births", ("days_of",))):
        for field in fields:
            assert np.array_equal(getattr(getattr(some, table), field), getattr(getattr(wanted, table), field)), field
    for field in ("countries", "kinds", "country_years", "country_years_of", "lightest"):
        assert np.array_equal(getattr(some, field), getattr(wanted, field)), field


def test_a_folder_that_keeps_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexUnreadableError, match="keeps no listings"):
        Known.open(tmp_path)


def test_the_same_listing_twice_in_one_update_is_refused() -> None:
    with pytest.raises(ValueError, match="same list and reference"):
        Known.nothing().updated([(OLD[0], "v1"), (OLD[0], "v2")])


def test_a_second_file_is_linked_with_the_first(tmp_path: Path) -> None:
    link_new(tmp_path, OLD, LinkSettings())
    found = link_new(tmp_path, [*OLD, NEW[0]], LinkSettings())
    assert found.report.candidates.fresh == 1
    assert {("A", "1"), ("B", "7")} <= {(pair.left.list_key, pair.left.reference) for pair in found.pairs}
    assert link_new(tmp_path, [*OLD, NEW[0]], LinkSettings()).pairs == ()
