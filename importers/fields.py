"""Reading single values: dates of every published shape, lettered lists, countries, identifiers, scripts.

Day comes before month everywhere except where a publisher's format says otherwise; where day-first is impossible the
value is kept as raw text and reported, never turned round on a guess.
"""

import re
import tomllib
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from stdnum import imo, lei

from importers.draft import CountryDraft, IdentifierDraft, PartialDate
from importers.vocabulary import IdentifierKind

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_CIRCA = re.compile(
    r"^\(?\s*(?:circa|c\.?|ca\.?|approximately|approx\.?|about|around|born (?:in )?(?:about|circa))\s+",
    re.IGNORECASE,
)
_CIRCA_END = re.compile(r"\s*(?:\(?(?:circa|approximately|approx\.?)\)?|年?頃|ごろ)\s*$", re.IGNORECASE)
_SPAN = re.compile(r"^(?:between\s+)?(.+?)\s*(?:\bto\b|\band\b|–|—|(?<=\d)\s*-\s*(?=\d{4}$))\s*(.+)$", re.IGNORECASE)
_MASKED_SPAN = re.compile(r"^(?:xx|dd|00)/(?:xx|mm|00)/(\d{4}-\d{4})$", re.IGNORECASE)
_ISO = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ][\d:.]+)?(?:Z|[+-]\d{2}:\d{2})?$")
_NUMERIC = re.compile(r"^'?(\d{1,2}|dd|xx|DD|XX)\s*[/.]\s*(\d{1,2}|mm|xx|MM|XX)\s*[/.]\s*(\d{4})$")
_MONTH_YEAR = re.compile(r"^/?(\d{1,2}|mm|MM)\s*[/.]\s*(\d{4})$")
_WORDS = re.compile(r"^(?:(\d{1,2})(?:st|nd|rd|th)?[\s.-]+)?([A-Za-z]{3,9})\.?[\s,.-]+(\d{4})$")
_WORDS_US = re.compile(r"^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_LETTERED = re.compile(r"(?:^|(?<=[\s;,.)]))\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s*", re.IGNORECASE)

_FIVE_DIGITS = re.compile(r"^[0-9]{5}$")
_DECADE = re.compile(r"^([12]\d{2})0['’]?s$")
_JAPANESE = re.compile(r"^(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?$")
_YEAR_FIRST = re.compile(r"^(\d{4})[./](\d{1,2})[./](\d{1,2})$")
# No published date is longer; beyond, alternatives are not looked for, so that a hostile cell costs nothing.
_LONGEST_DATE, _LONGEST_CELL = 200, 2_000

# Excel counts days from 30 December 1899; a bare number in this range is 1954-10-03 to 2036-11-21.
EXCEL_EPOCH, EXCEL_SERIALS = date(1899, 12, 30), range(20_000, 50_000)


def squeeze(text: str) -> str:
    """Text on one line: every run of white space, no-break spaces and `_x000D_` becomes one space."""
    return " ".join(text.replace("_x000D_", " ").split())


def lettered(text: str) -> list[str]:
    """The items of an enumeration such as `a) 1963 b) 1960` or `(i) ... (ii) ...`; the whole text if it has none."""
    marks = list(_LETTERED.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        return [text.strip()] if text.strip() else []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    items = (text[mark.end() : end].strip(" ;,\n\t") for mark, end in zip(marks, ends, strict=True))
    return [item for item in items if item]


@lru_cache(maxsize=16384)
def partial_date(raw: str, *, excel_serials: bool = False) -> PartialDate | None:
    """One date, span or approximate date, day first; None when the wording is not understood.

    >>> partial_date("circa 1960").text, partial_date("dd/03/1950").text, partial_date("1929 to 1930").text
    ('1960', '1950-03', '1929/1930')
    """
    if len(raw) > _LONGEST_DATE:
        return None
    text = squeeze(raw).strip(" .;,'")
    bare, circa = _without_circa(text)
    found = _single(bare)
    if found is None and excel_serials and _FIVE_DIGITS.match(bare) and int(bare) in EXCEL_SERIALS:
        found = (EXCEL_EPOCH + timedelta(days=int(bare))).isoformat()
    if found is None:
        found = _span(bare)
    return None if found is None else PartialDate(found, raw.strip(), circa)


def partial_dates(raw: str, *, excel_serials: bool = False) -> tuple[list[PartialDate], list[str]]:
    """All dates in a cell with alternatives (`a) .. b)`, `;`, `or`, `,`, lines), and the pieces not understood."""
    dates: list[PartialDate] = []
    strange: list[str] = []
    if len(raw) > _LONGEST_CELL:
        return [], [raw]
    for item in lettered(raw.replace("_x000D_", "\n")):
        whole = partial_date(item, excel_serials=excel_serials)
        pieces = [item] if whole else _alternatives(item)
        for piece in pieces:
            found = partial_date(piece, excel_serials=excel_serials)
            if found is None:
                strange.append(piece)
            elif found.text not in {known.text for known in dates}:
                dates.append(found)
    return dates, strange


@lru_cache(maxsize=16384)
def exact_date(raw: str, *, month_first: bool = False) -> date | None:
    """A full calendar date (ISO, day-first, or with the month in words); None for anything partial or impossible."""
    if len(raw) > _LONGEST_DATE:
        return None
    text = squeeze(raw).strip(" .'")
    if month_first and (numeric := _NUMERIC.match(text)) and numeric[1].isdigit() and numeric[2].isdigit():
        return _date(int(numeric[3]), int(numeric[1]), int(numeric[2]))
    found = _single(text)
    return date.fromisoformat(found) if found is not None and len(found) == 10 else None


def country_code(raw: str) -> str | None:
    """ISO 3166-1 alpha-2 for a published country wording, code or nationality; None when it is not understood.

    Codes count in capitals only (`NA` is Namibia, `na` is how the UN writes nothing). A former state said to be
    another today goes by today's: `Ukrainian SSR (now Ukraine)` is UA, plain `USSR` stays SU.
    """
    return _country_code(raw[:200])


def countries(raw: str) -> list[CountryDraft]:
    """The countries in a cell with alternatives; each keeps its wording, `code` None where not understood."""
    found = []
    for item in lettered(raw):
        pieces = [item] if country_code(item) else _country_pieces(item)
        found += [CountryDraft(country_code(piece), piece.strip()) for piece in pieces if piece.strip()]
    return found


def identifier(kind: IdentifierKind, value: str, **more: object) -> IdentifierDraft:
    """An identifier with its value tidied and its check digits examined where it has any (IMO, LEI).

    `more` are further fields of `IdentifierDraft`. Only spaces around the value and an `IMO` prefix are dropped.
    """
    tidy = squeeze(value).strip(" .,;:")
    valid: bool | None = None
    if kind is IdentifierKind.IMO:
        digits = re.sub(r"\D", "", tidy)
        tidy, valid = (digits, bool(imo.is_valid(digits))) if len(digits) == 7 else (tidy, False)
    elif kind is IdentifierKind.LEI:
        tidy = tidy.replace(" ", "").upper()
        # ISO 17442 says 20 characters; the library checks the check digits of any length.
        valid = len(tidy) == 20 and bool(lei.is_valid(tidy))
    return IdentifierDraft(kind, tidy, valid=valid, **more)  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def _script_of_character(character: str) -> str | None:
    word = unicodedata.name(character, "").split(" ", 1)[0].split("-", 1)[0]
    return _SCRIPTS.get(word)


_SCRIPTS = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "CJK": "Hani", "HANGUL": "Hang", "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan", "GREEK": "Grek", "HEBREW": "Hebr", "GEORGIAN": "Geor", "ARMENIAN": "Armn", "THAI": "Thai",
    "MYANMAR": "Mymr", "DEVANAGARI": "Deva", "BENGALI": "Beng", "ETHIOPIC": "Ethi", "SINHALA": "Sinh", "TAMIL": "Taml",
    "KHMER": "Khmr", "LAO": "Laoo", "TIBETAN": "Tibt", "SYRIAC": "Syrc", "GURMUKHI": "Guru", "GUJARATI": "Gujr",
}  # fmt: skip


def script_of(text: str) -> str | None:
    """The ISO 15924 code of the script that most letters of a text are in; None without letters."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else None
    scripts = list(filter(None, map(_script_of_character, filter(str.isalpha, text[:300]))))
    return max(dict.fromkeys(scripts), key=scripts.count, default=None)


def _without_circa(text: str) -> tuple[str, bool]:
    bare = _CIRCA_END.sub("", _CIRCA.sub("", text))
    return bare.strip(" ()"), bare != text


def _single(text: str) -> str | None:
    if len(text) == 4 and text.isascii() and text.isdigit():
        return text if 1000 <= int(text) <= 2100 else None
    if iso := _ISO.match(text):
        return _text(int(iso[1]), int(iso[2]), int(iso[3] or 0))
    if numeric := _NUMERIC.match(text):
        day, month = (int(part) if part.isdigit() else 0 for part in numeric.group(1, 2))
        return _text(int(numeric[3]), month, day)
    if year_first := _JAPANESE.match(text) or _YEAR_FIRST.match(text):
        year, month, day = (int(part or 0) for part in year_first.groups())
        return _text(year, month, day)
    if month_year := _MONTH_YEAR.match(text):
        return _text(int(month_year[2]), int(month_year[1]) if month_year[1].isdigit() else 0, 0)
    if (words := _WORDS.match(text)) and (number := _MONTHS.get(words[2].lower())):
        return _text(int(words[3]), number, int(words[1] or 0))
    if (words := _WORDS_US.match(text)) and (number := _MONTHS.get(words[1].lower())):
        return _text(int(words[3]), number, int(words[2]))
    return None


def _span(text: str) -> str | None:
    if decade := _DECADE.match(text):
        return f"{decade[1]}0/{decade[1]}9"
    if masked := _MASKED_SPAN.match(text):
        return _span(masked[1])
    if not (span := _SPAN.match(text)):
        return None
    low, high = (_single(_without_circa(end.strip(" ,."))[0]) for end in span.groups())
    if low is None or high is None or low[: len(high)] > high[: len(low)]:
        return None
    return _whole_year(low, high) or f"{low}/{high}"


def _whole_year(low: str, high: str) -> str | None:
    """`01 Jan 1970 to 31 Dec 1970` is how some publishers write the year 1970."""
    return low[:4] if low[4:] == "-01-01" and high == f"{low[:4]}-12-31" else None


def _alternatives(text: str) -> list[str]:
    pieces = re.split(r"\s*(?:;|\n|\b(?i:or)\b|,(?=\s*\S*\d{4})|(?<=\d{4})/(?=\d))\s*", text)
    return [piece.strip() for piece in pieces if piece.strip(" ,.")]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _text(year: int, month: int, day: int) -> str | None:
    """ISO text of a date known as far as its parts are not zero; None when the parts are impossible."""
    if not 1000 <= year <= 2100:
        return None
    if day and month:
        full = _date(year, month, day)
        return full.isoformat() if full else None
    if month:
        return f"{year:04}-{month:02}" if 1 <= month <= 12 else None
    return f"{year:04}" if not day else None


_WORDS_ONLY = {code: " " for code in range(128) if not chr(code).isalnum()}
_SUCCESSOR = re.compile(r"\b(?:now|currently)\s+(?:the\s+)?([^()]{2,60})\)?$", re.IGNORECASE)
_ASIDE = re.compile(
    r"^([^()]{2,60})\((?:as at|as of|previous|former|formerly|until|since)\b[^()]{0,60}\)$", re.IGNORECASE
)


@lru_cache(maxsize=65_536)
def _country_code(raw: str) -> str | None:
    table, bare = _countries(), raw.strip()
    if len(bare) in (2, 3) and bare.isalpha() and not bare.isupper():
        return None
    if code := table.get(_country_key(bare)):
        return code
    if aside := (_SUCCESSOR.search(bare) or _ASIDE.match(bare)):
        return table.get(_country_key(aside[1]))
    return None


def _country_pieces(text: str) -> list[str]:
    """The parts of a cell with several countries; `and` only parts them when each side is a country."""
    pieces = []
    for piece in re.split(r"[;/\n]|,(?!\s*(?:Republic|Democratic|Islamic|North|South|the\b|SAR))", text):
        sides = re.split(r"\s+and\s+", piece)
        pieces += sides if all(map(country_code, sides)) else [piece]
    return pieces


def _country_key(raw: str) -> str:
    text = squeeze(raw[:200]).casefold()
    if text.isascii():
        words = text.translate(_WORDS_ONLY).split()
    else:
        plain = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        words = "".join(c if c.isalnum() else " " for c in plain).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    table = tomllib.loads((files("importers") / "lookups" / "countries.toml").read_text(encoding="utf-8"))
    return {_country_key(wording): code for code, wordings in table.items() for wording in [code, *wordings]}
