"""Logistic regression: finds what is there, keeps to the signs it is given, says the same every time."""

import numpy as np
import pytest

from matching.fitting import Sample, fit


def sample() -> Sample:
    """`good` makes a pair nine times as likely the same, `bad` nine times as unlikely, `noise` says nothing."""
    events, same = [], []
    for noise in (0.0, 1.0):
        for event, share in (("good", 0.9), ("bad", 0.1), ("", 0.5)):
            for place in range(100):
                events.append({event: 1.0, "noise": noise} if event else {"noise": noise})
                same.append(float(place < share * 100))
    return Sample(events, np.array(same), np.ones(len(same)))


def test_weights_are_the_log_odds_that_made_the_data() -> None:
    table = fit(sample(), ["good", "bad", "noise"], {}, ridge=1e-6)
    assert table["good"] == pytest.approx(np.log(9), abs=0.01)
    assert table["bad"] == pytest.approx(-np.log(9), abs=0.01)
    assert table["noise"] == pytest.approx(0.0, abs=0.01)
    assert table["intercept"] == pytest.approx(0.0, abs=0.01)


def test_a_weight_never_leaves_its_side_of_zero() -> None:
    table = fit(sample(), ["good", "bad"], {"good": -1, "bad": -1}, ridge=1e-6)
    assert table["good"] == 0.0
    assert table["bad"] < -1


def test_a_ridge_draws_weights_to_zero_and_leaves_the_intercept() -> None:
    loose, tight = (fit(sample(), ["good"], {}, ridge=ridge) for ridge in (1e-6, 100.0))
    assert 0 < tight["good"] < loose["good"]


def test_the_same_sample_gives_the_same_table() -> None:
    assert fit(sample(), ["good", "bad"], {}, 1.0) == fit(sample(), ["good", "bad"], {}, 1.0)


def test_chances_follow_the_table() -> None:
    found = sample().chances({"intercept": 0.0, "good": 1.0})
    assert found[0] == pytest.approx(1 / (1 + np.exp(-1)))
    assert found[-1] == 0.5


def test_a_part_of_a_sample_keeps_its_rows_together() -> None:
    whole = sample()
    good = whole.part(np.array(["good" in events for events in whole.events]))
    assert len(good) == 200
    assert good.same.mean() == pytest.approx(0.9)
