"""What a case is, and how the outcome of a reading is judged."""

from collections.abc import Callable
from dataclasses import dataclass

OK, WARN, HOLD, REFUSE = "ok", "ok+warn", "hold", "refuse"


@dataclass(frozen=True)
class Case:
    """A file by name and number in the table of bad input (0: one of our own), and what must become of it.

    `words` must stand in the message of a refusal or hold; `records` are read where it is ok; `bomb` asks for a
    process of its own. `build` gives the bytes. `at` is the sheet, row and column that a refusal must name, as far as
    given.
    """

    number: int
    name: str
    outcome: str
    build: Callable[[], bytes]
    words: str = ""
    records: int = 2
    bomb: bool = False
    at: tuple[str | None, int | None, str | None] = (None, None, None)
