"""The measures themselves: worked by hand on a few pairs."""

import numpy as np
import pytest

from matching.evaluate import KnownPairs, average_precision, calibration_error, quality

A1, A2, B1, B2, C1 = ("a", "1"), ("a", "2"), ("b", "1"), ("b", "2"), ("c", "1")


def test_quality_counts_from_the_threshold_on() -> None:
    found = quality(np.array([1.0, 1.0, 0.0, 1.0]), np.array([0.9, 0.5, 0.6, 0.1]), 0.5)
    assert (found.precision, found.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert found.f1 == pytest.approx(2 / 3)


def test_average_precision_cannot_be_flattered_by_ties() -> None:
    assert average_precision(np.array([1.0, 0.0, 1.0]), np.array([0.9, 0.8, 0.7])) == pytest.approx((1 + 2 / 3) / 2)
    tied = np.array([0.5, 0.5])
    assert average_precision(np.array([1.0, 0.0]), tied) == average_precision(np.array([0.0, 1.0]), tied) == 0.5


def test_calibration_error_is_the_gap_between_said_and_true() -> None:
    same = np.array([1.0, 0.0, 1.0, 1.0])
    assert calibration_error(same, same) == 0.0
    assert calibration_error(same, np.full(4, 0.5)) == pytest.approx(0.25)


def test_a_link_is_false_only_where_another_partner_is_known() -> None:
    known = KnownPairs([(A1, B1)])
    assert known.judge(A1, B1) is True
    assert known.judge(B1, A1) is True
    assert known.judge(A1, B2) is False
    assert known.judge(A2, B1) is False
    assert known.judge(A2, B2) is None
    assert known.judge(A1, C1) is None
    assert (known.has(A1), known.has(C1)) == (True, False)


def test_unjudged_links_are_counted_apart() -> None:
    found = KnownPairs([(A1, B1), (A2, B2)]).measure({(A1, B1): 0.9, (A1, B2): 0.8, (A1, C1): 0.8, (A2, B2): 0.1}, 0.5)
    assert (found.true, found.false, found.unjudged, found.missed) == (1, 1, 1, 1)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
