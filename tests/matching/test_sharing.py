"""Work shared among processes comes back whole and in order, and errors come back as errors."""

import gc

import pytest

from matching.sharing import Piece, shared, without_collecting


@pytest.mark.parametrize("fewest", [1, 10_000])
def test_pieces_come_back_in_order_and_cover_everything(fewest: int) -> None:
    parts = list(shared(lambda piece: list(range(*piece)), 1_000, fewest))
    assert [number for part in parts for number in part] == list(range(1_000))


def test_an_error_in_a_process_is_raised_here() -> None:
    def work(piece: Piece) -> None:
        raise ValueError(f"no {piece[1] > 0}")

    with pytest.raises(ValueError, match="no True"):
        list(shared(work, 1_000, 1))


def test_collecting_goes_on_afterwards() -> None:
    with without_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()
