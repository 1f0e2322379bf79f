"""What text in a partner's cell may hold: letters are kept, tricks of Unicode are refused or undone with a word.

Every text is measured before it is normalised, because normalising long runs of combining marks takes time that grows
with their square. Limits are those of the registry's uploads: 20,000 characters a cell; a name 300 and 40 words.
"""

import re
import unicodedata
from functools import lru_cache

from importers.vocabulary import IssueCode

CELL_CHARACTERS, NAME_CHARACTERS, NAME_WORDS, COMBINING_MARKS = 20_000, 300, 40, 8

_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_STRIPPED = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_JOINERS = re.compile("[\u200c\u200d]")
_EMOJI = re.compile("[\u2600-\u27bf\ufe0e\ufe0f\U0001f000-\U0001faff]")
# Programs that a spreadsheet starts (dynamic data exchange) are called as =cmd|'...'!A1, or with + - @ in front.
_CALLS = re.compile(r"^[=+\-@]\s{0,20}[A-Za-z]{1,40}\s{0,20}\|")
_JOINING_SCRIPTS = ("ARABIC", "SYRIAC", "MANDAIC", "NKO", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI",
                    "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR")  # fmt: skip
_ALIKE_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


class CellProblem(Exception):  # noqa: N818 - named after what was found
    """A cell that cannot be taken: the sort of trouble, a sentence about it, and how to mend it."""

    def __init__(self, code: IssueCode, message: str, mend: str) -> None:
        super().__init__(message)
        self.code, self.message, self.mend = code, message, mend


def running_text(text: str, notes: list[str]) -> str:
    """Text without outer blanks and invisible characters, composed (NFC), line breaks as `\\n`.

    Sentences about what was taken out go to `notes`. Raises `CellProblem`.
    """
    if len(text) > CELL_CHARACTERS:
        raise CellProblem(
            IssueCode.TOO_LONG,
            f"The cell has {len(text):,} characters; at most {CELL_CHARACTERS:,} are read.",
            "Shorten the text.",
        )
    if text.isascii() and text.isprintable():
        clean = text.strip()
    else:
        clean = _composed(_visible(text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "), notes)).strip()
    if clean[:1] in ("=", "#", "+", "-", "@"):
        _check_formula(clean)
    return clean


def name_text(text: str, notes: list[str]) -> str:
    """A name on one line, of at most 300 characters and 40 words, with a letter or digit. Raises `CellProblem`."""
    clean = running_text(text, notes)
    if "\n" in clean:
        raise CellProblem(IssueCode.BAD_VALUE, "The cell holds several lines.", "Write one name a row.")
    clean = " ".join(clean.split())
    if len(clean) > NAME_CHARACTERS or clean.count(" ") >= NAME_WORDS:
        raise CellProblem(
            IssueCode.TOO_LONG,
            f"The name has {len(clean):,} characters and {clean.count(' ') + 1:,} words;"
            f" a name has at most {NAME_CHARACTERS} characters and {NAME_WORDS} words.",
            "Write one name a row, and what is no name under Remarks.",
        )
    if clean and not any(map(str.isalnum, clean)):
        raise CellProblem(IssueCode.BAD_VALUE, "The name holds no letter.", "Write the name, or leave the cell blank.")
    if not clean.isascii():
        _check_name(clean, notes)
    return clean


def _check_formula(text: str) -> None:
    if text.startswith("=") or _CALLS.match(text):
        raise CellProblem(
            IssueCode.BAD_VALUE,
            "The cell holds a formula, or text that a spreadsheet would run as one.",
            "Write the value itself: copy the sheet and paste it as values.",
        )
    if text in _ERRORS:
        raise CellProblem(
            IssueCode.BAD_VALUE, f"The cell holds the error {text} of a formula.", "Write the value itself."
        )


def _visible(text: str, notes: list[str]) -> str:
    if _BIDI.search(text):
        raise CellProblem(
            IssueCode.BAD_VALUE,
            "The text holds marks that reverse the order of letters, so that it reads otherwise than it is.",
            "Type the text again without them.",
        )
    _check_marks(text)
    clean = _JOINERS.sub(lambda mark: mark[0] if _joins(text, mark.start()) else "", _STRIPPED.sub("", text))
    if clean != text:
        notes.append("Invisible characters were taken out of the text.")
    for character in clean:
        if not character.isprintable() and character not in "\n\t " and character not in "\u200c\u200d":
            _refuse_character(character)
    return clean


def _refuse_character(character: str) -> None:
    category = unicodedata.category(character)
    if category == "Zs":
        return  # a space of another width
    kinds = {"Cc": "a control character", "Cs": "half of a character", "Co": "a character for private use"}
    raise CellProblem(
        IssueCode.BAD_VALUE,
        f"The text holds {kinds.get(category, 'a character that nobody can see or print')} (U+{ord(character):04X}).",
        "Type the text again, or copy it from where it reads well.",
    )


def _check_marks(text: str) -> None:
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > COMBINING_MARKS:
            raise CellProblem(
                IssueCode.BAD_VALUE,
                f"More than {COMBINING_MARKS} marks stand on one letter.",
                "Type the text again without them.",
            )


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands within a script that uses it: between two of its letters or marks."""
    return 0 < place < len(text) - 1 and _word(text[place - 1]) in _JOINING_SCRIPTS


def _composed(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


@lru_cache(maxsize=16384)
def _word(character: str) -> str:
    return unicodedata.name(character, "").split(" ", 1)[0]


def _check_name(name: str, notes: list[str]) -> None:
    if _EMOJI.search(name):
        raise CellProblem(IssueCode.BAD_VALUE, "The name holds a pictogram.", "Write the name in letters.")
    if len(unicodedata.normalize("NFKC", name)) > 3 * len(name):
        raise CellProblem(
            IssueCode.TOO_LONG, "The name holds characters that stand for whole phrases.", "Write them out in letters."
        )
    for word in name.split():
        scripts = {script for letter in word if letter.isalpha() and (script := _word(letter)) in _ALIKE_SCRIPTS}
        if len(scripts) > 1:
            notes.append(f"The word “{word}” mixes letters of {' and '.join(sorted(map(str.title, scripts)))} script.")
