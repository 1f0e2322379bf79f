"""What the cells of a table suggest beyond its headings: blanks, splits, translations, how rows belong together."""

import re
from collections import Counter

from importers import column_words
from importers.anytable import Sheet, TableRow, cell_text
from importers.fields import squeeze
from importers.layout import Profile
from importers.mapping import ENUMERATION, Grouping, Use
from importers.template_fields import BY_KEY, Block, Reads, term

_BLANKS = frozenset({"na", "n/a", "-", "--", "null", "none", "unknown", "nil", "not available", "inconnu", "néant"})
_LETTERED = re.compile(r"\d{1,12}\s?[A-Za-z]{1,3}\d{0,3}")
# Fields that speak of one thing in running text: a semicolon there parts sentences.
_ONE = frozenset({Block.LISTING, Block.DESIGNATION})


def blank_words(sheet: Sheet, header: TableRow) -> tuple[str, ...]:
    """The source's words for nothing.

    NA, which is also Namibia, counts where it fills a tenth of a column or stands in several columns.
    """
    below = [row for row in sheet.rows if row.number > header.number]
    places: dict[str, list[float]] = {}
    for index in range(sheet.width):
        counts = Counter(
            value.strip() for row in below if isinstance(value := row.value(index), str) and len(value) < 20
        )
        filled = max(1, sum(counts.values()) - counts[""])
        for text, count in counts.items():
            if squeeze(text).casefold() in _BLANKS:
                places.setdefault(text, []).append(count / filled)
    return tuple(text for text, shares in places.items() if len(shares) > 1 or shares[0] >= 0.1 or text != "NA")


def understood(key: str, profile: Profile) -> float:
    """The share of a column's cells that are terms of a field, or wordings of lists for them; 0 for running text."""
    terms = BY_KEY[key].terms
    if terms is None or not profile.values:
        return 0.0
    known = column_words.wordings(key)
    hits = sum(
        count
        for text, count in profile.values
        if all(term(terms, piece) is not None or piece.casefold() in known for piece in _pieces(text))
    )
    return hits / profile.filled


def splits(key: str, profile: Profile) -> tuple[str, ...]:
    """The marks that part several values in a column's cells."""
    of = BY_KEY[key]
    if of.block in _ONE and of.reads is not Reads.PROGRAMME:
        return ()
    marks = []
    if profile.enumerated >= 0.005:
        marks.append(ENUMERATION)
    if of.reads in (Reads.NAME, Reads.COUNTRY, Reads.TERM, Reads.WHEN, Reads.PROGRAMME):
        marks += [mark for mark, share in profile.marks if share >= 0.005]
    return tuple(marks)


def translations(key: str, profile: Profile) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The source's wordings of a field's terms that need a translation, and those that nobody knows."""
    terms = BY_KEY[key].terms
    if terms is None:
        return (), []
    known = column_words.wordings(key)
    found: list[tuple[str, str]] = []
    unknown: list[str] = []
    for text, _ in profile.values:
        for piece in _pieces(text):
            if term(terms, piece) is not None or piece.casefold() in dict(found):
                continue
            if (meant := known.get(piece.casefold())) is not None:
                found.append((piece.casefold(), meant))
            elif piece.casefold() not in _BLANKS:
                unknown.append(piece)
    return tuple(found), list(dict.fromkeys(unknown))


def _pieces(text: str) -> list[str]:
    return [squeeze(piece) for piece in re.split(r"[;|\n]", text) if piece.strip()]


def grouping(sheet: Sheet, header: TableRow, reference: Use) -> Grouping:
    """How rows belong to a listing, by what the references show."""
    place = reference.columns[0].index
    seen = [cell_text(row.value(place)) for row in sheet.rows if row.number > header.number]
    seen = [text for text in seen if text]
    if sum(bool(_LETTERED.fullmatch(text)) for text in seen) >= 0.1 * max(1, len(seen)):
        return Grouping.NUMBER
    return Grouping.ROW if len(set(seen)) == len(seen) else Grouping.REFERENCE
