"""From the title of a Council Decision to the programme code that the EU's freeze list uses for the same regime."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

_NUMBER = re.compile(r"\b((?:19|20)\d{2}/\d{1,4})\b")


@lru_cache(maxsize=4096)
def programme_code(title: str) -> str | None:
    """The code, e.g. `HR`; None where the title names no regime of the table, or more than one.

    The number of a basic act decides; without one, the words of the title. An act named only because it is repealed
    or amended earlier (“and repealing Decision 2011/137/CFSP”) does not count unless the table knows its number.
    """
    numbers, words = _table()
    by_number = {numbers[number] for number in _NUMBER.findall(title) if number in numbers}
    if by_number:
        return by_number.pop() if len(by_number) == 1 else None
    text = " ".join(title.casefold().replace("’", "'").split())
    by_words = {code for pattern, code in words if pattern.search(text)}
    return by_words.pop() if len(by_words) == 1 else None


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    entries = tomllib.loads((files("importers") / "lookups" / "eu_decisions.toml").read_text(encoding="utf-8"))
    numbers = {number: code for code, entry in entries.items() for number in entry["numbers"]}
    # A hyphen continues a word here: "republic of guinea" is not found in "republic of guinea-bissau".
    words = [
        (re.compile(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])"), code)
        for code, entry in entries.items()
        for phrase in entry["words"]
    ]
    return numbers, words
