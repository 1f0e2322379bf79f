"""Shares out work that is too much for one process among several that each hold a copy of everything.

Comparing names is plain Python, which one process runs on one core. Processes are forked, so that nothing has to be
sent to them; only what they find travels back. Where forking is not possible, or the work is small, the one process
does it all: the outcome is the same either way.
"""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

MOST_PROCESSES = 4
"""Each process comes to hold its own copy of most of the listings."""
_PIECES_EACH = 6
"""Pieces per process: more even loads and steadier progress than one piece each."""

Piece = tuple[int, int]
Part = TypeVar("Part")
_WORK: list[Callable[[Piece], Any]] = []
"""What the processes forked next are to do: the one way to hand them something that cannot be pickled."""


def shared(work: Callable[[Piece], Part], count: int, fewest: int) -> Iterator[Part]:
    """What `work` gives for each piece (from, to) of 0 to `count`, in order; fewer than `fewest` are one piece.

    `work` must not change anything that its caller reads, because it may run in another process.
    """
    processes = min(MOST_PROCESSES, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)
    alone = processes < 2 or multiprocessing.current_process().daemon
    if count < fewest or alone or "fork" not in multiprocessing.get_all_start_methods():
        yield work((0, count))
        return
    _WORK.append(work)
    pieces = processes * _PIECES_EACH
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            yield from pool.imap(_run, [(count * n // pieces, count * (n + 1) // pieces) for n in range(pieces)])
    finally:
        _WORK.clear()


def _run(piece: Piece) -> Any:
    return _WORK[-1](piece)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Keep the collector of cycles from going through millions of listings again and again; they hold no cycles."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
