"""The Remarks of OFAC's CSV files: one run of text that holds most of what is known about a party.

Statements are separated by semicolons. Each begins with one of OFAC's labels, or is an alias in quotation marks, or is
free text, such as the title once more or a note for which the files have no field.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from importers import us_ofac_terms as terms
from importers.fields import country_code

# OFAC cuts the Remarks column here, in the middle of a word; the rest is in the comments file.
REMARKS_CUT = 1_000

_ALIAS = re.compile(r"^(?:alt\. )?(?:([afn])\.k\.a|(d)\.b\.a)\.,? '(.+)'$", re.IGNORECASE)
_DATES = re.compile(r"\s+(issued|expires|expired|Date of Issue|Expiration Date)\s+(?=\d|circa|[A-Z][a-z]{2} )")
_CLOSING_BRACKETS = re.compile(r"(\s*)\(([^()]+)\)$")
# After a document's label: words about it, where the number itself is not given.
_NO_NUMBER = re.compile(r"(?:is |was |were )?(?:issued|and|place of issue)\b")
# A statement that seems to carry a label and a number, of a kind that the table does not hold.
_SEEMS_LABELLED = re.compile(
    r"^(?:alt\. )?[A-Z][\w.'/&() -]{1,60}?\s(?:No\.?|Number|#|ID|Card|Code|Certificate|Passport)[:.#]?\s+\S*\d"
)
_ABBREVIATION = re.compile(
    r"^(?:\W*(?:ltd|co|inc|corp|bros|jr|sr|pvt|pte|est|mfg|cia|col|gen)|(?:\w\.)+\w)$", re.IGNORECASE
)
_FALSE = re.compile(r"\b(?:fake|false|fraudulent|forged|counterfeit|falsified)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """One labelled value about a listing, whichever file it stood in. Dates are as published.

    `wording` is label and value as they stand in the source.
    """

    term: terms.Term
    value: str
    wording: str
    country: str = ""
    issued: str = ""
    expires: str = ""
    note: str = ""

    @property
    def known_false(self) -> bool:
        """Whether the source says that the document is not genuine."""
        return bool(_FALSE.search(self.value) or _FALSE.search(self.note))


@dataclass(frozen=True, slots=True)
class Alias:
    """A weak alias, as OFAC writes it in the remarks: `a.k.a. 'NICK'`."""

    letter: str  # of a.k.a., f.k.a., n.k.a. or d.b.a.
    text: str


@dataclass(frozen=True, slots=True)
class FreeText:
    """A piece of the remarks without a known label; `labelled` when it looks as if it had one."""

    text: str
    labelled: bool


def parse(remarks: str, *, cut: bool = False) -> Iterator[Statement | Alias | FreeText]:
    """Everything that remarks say, in order. The last piece of `cut` remarks is free text, for it may be maimed."""
    pieces = [piece.strip() for piece in remarks.strip().split(";")]
    pieces = [piece for piece in _rejoined(pieces) if piece]
    for number, piece in enumerate(pieces, start=1):
        last = number == len(pieces)
        if cut and last:
            yield FreeText(piece, labelled=False)
        else:
            yield _piece(_without_stop(piece) if last else piece)


def statement(text: str) -> Statement | None:
    """A statement from its label and value in one, e.g. `Passport A123 (Iran) issued 1999`; None without a label."""
    found = terms.split_label(text)
    if found is None:
        return None
    term, value = found
    wording = text.removeprefix("alt. ")
    if term.family != "identifier" or term.name == "crypto_wallet":
        return Statement(term, value, wording)
    if _NO_NUMBER.match(value):
        return None
    return _identifier(term, value, wording)


def _piece(piece: str) -> Statement | Alias | FreeText:
    if piece.startswith("("):
        piece = _without_brackets(piece)
    if alias := _ALIAS.match(piece):
        return Alias((alias[1] or alias[2]).lower(), alias[3].strip())
    found = statement(piece)
    if found is not None and found.value:
        return found
    return FreeText(piece, bool(_SEEMS_LABELLED.match(piece)))


def _identifier(term: terms.Term, value: str, wording: str) -> Statement:
    pieces = _DATES.split(value)
    said = {label.lower()[:3]: date for label, date in zip(pieces[1::2], pieces[2::2], strict=True)}
    number, country, notes = pieces[0].strip(), "", []
    issued, expires = said.get("iss", said.get("dat", "")), said.get("exp", "")
    while brackets := _CLOSING_BRACKETS.search(number):
        space, aside = brackets.groups()
        if not country and country_code(aside):
            country = aside
        elif space:
            notes.append(aside)
        else:
            break  # a check digit, as in `A123456(9)`
        number = number[: brackets.start()].strip()
        if not number:
            return Statement(term, value, wording)
    return Statement(term, number, wording, country, issued.strip(), expires.strip(), "; ".join(reversed(notes)))


def _without_stop(piece: str) -> str:
    """The last piece without the full stop that ends the remarks, which is also the stop of an abbreviation there."""
    if not piece.endswith("."):
        return piece
    bare = piece[:-1].rstrip()
    word = bare.rsplit(" ", 1)[-1]
    return piece if not bare.endswith(".") and _ABBREVIATION.match(word) else bare


def _without_brackets(piece: str) -> str:
    """`(Linked To: NAME)` without its brackets; the closing one is sometimes lost."""
    if piece.endswith(")") and piece.count("(") == piece.count(")"):
        return piece[1:-1].strip()
    return piece[1:] if piece.startswith("(Linked To") else piece


def _rejoined(pieces: list[str]) -> Iterator[str]:
    """Pieces that a semicolon within quotation marks had torn apart, put together again."""
    waiting = ""
    for piece in pieces:
        if waiting:
            waiting = f"{waiting}; {piece}"
            if piece.rstrip(".").endswith("'"):
                yield waiting
                waiting = ""
        elif re.match(r"(?:alt\. )?[afn]\.k\.a\. '[^']*$", piece):
            waiting = piece
        else:
            yield piece
    if waiting:
        yield waiting
