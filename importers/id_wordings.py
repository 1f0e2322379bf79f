"""What publishers write around a number: whose passport it is, when issued, which tax or company register.

The UK and Australian lists put this into free text ("Afghanistan number. Issued on 17 Jul. 2000", "(1) OGRN: ...
(2) INN: ..."). Only what the wording clearly says is taken; the wording itself always stays in `note` or `raw_kind`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from importers.draft import IdentifierDraft, PartialDate
from importers.fields import country_code, identifier, partial_date, squeeze
from importers.vocabulary import IdentifierKind as Kind

_MARK = re.compile(r"(?:\(|(?<![\w+(]))(\d{1,2})(?:(?:\s?-\s?|\) to \()(\d{1,2}))?\)\s*")
_SENTENCE = re.compile(
    r"\s*(?:;|\n+|(?<!\bCo)(?<!\bLtd)(?<!\bInc)(?<!\bCorp)(?<!\bNo)(?<!\bSt)(?<!\bDr)(?<!\b[^\W\d])\.\s+)\s*"
)
_DAY = (
    r"(\d{1,2}(?:st|nd|rd|th)?[ ./-]{1,2}(?:\d{1,2}|[A-Za-z]{3,9})\.?[ ./-]{0,2}\d{4}(?!\d)"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|[A-Z][a-z]{2,8}\.? \d{4}|\d{4}(?![\d/.-]))"
)
_ISSUED = re.compile(
    r"\b(?:issued?(?: date)?|iss|date of issue|date issued|delivered)\b[:\s]*(?:(?:on|in)\s+)?" + _DAY
    + r"|\bissued\b[^.;()]{1,150}?\bon " + _DAY,
    re.IGNORECASE,
)  # fmt: skip
_EXPIRES = re.compile(
    r"\b(?:expir\w*(?: date)?|exp|valid (?:until|till|to)|date of expir\w+)\b[.:\s]*(?:(?:on|in)\s+)?" + _DAY,
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\b(?:passports?|numbers?|nos?\b\.?|diplomatic|service|citizens?|foreign|travel|nationality|national|country"
    r"|identification|identity|id|cards?|documents?|ordinary|official|false|counterfeit|forged|biometric|civil"
    r"|personal|tax|taxpayer|registration|inn|tin|driving|driver'?s?|licen[cs]e|birth|certificate|fiscal|code|federal"
    r"|social|security|residen\w+|permit|voter|ration|tazkira|foreign)\b|[:'“”\"\d]",
    re.IGNORECASE,
)
_FALSE = re.compile(r"\b(?:false|counterfeit|forged|fraudulent|fake|falsified)\b", re.IGNORECASE)
_ABOUT_ISSUE = re.compile(r"\b(?:iss|issued?|exp|expir\w*|date|valid|delivered|under|made out|born)\b", re.IGNORECASE)
_ISSUED_IN = re.compile(r"\b[Ii]ssued (?:in|by) (?:the )?([A-Z][A-Za-z'’ ]{3,60}?)\s*(?:[.;()]|on\b|$)")

# Which sort of number a wording speaks of; the first that fits.
_KINDS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"\bINN\b|\bTIN\b|\bИНН\b|\btax|\bfiscal\b|\bN\.?I\.?F\b", Kind.TAX),
        (r"social (?:security|insurance)", Kind.SOCIAL_SECURITY),
        (r"driv(?:ing|er)", Kind.DRIVING_LICENCE),
        (r"birth certificate|certificate of birth", Kind.BIRTH_CERTIFICATE),
        (r"residen(?:ce|cy)|\bBRP\b", Kind.RESIDENCE_PERMIT),
        (r"voter|electoral", Kind.VOTER),
        (r"ration card", Kind.OTHER),
        (r"personal (?:number|code)", Kind.NATIONAL_ID),
        (r"passport", Kind.PASSPORT),
        (r"travel document|laissez", Kind.TRAVEL_DOCUMENT),
        (r"military|service number|\btatmadaw|\barmy\b|professional", Kind.PROFESSIONAL),
        (r"company|business|regist", Kind.REGISTRATION),
    )
)
_BLANK = frozenset({"", "-", "na", "n/a", "none", "unknown", "not available", "nil"})


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words beside a number say."""

    country: str | None = None
    issued_on: PartialDate | None = None
    expires_on: PartialDate | None = None
    known_false: bool = False


def numbered(text: str) -> list[str]:
    """The items of `(1) ... (2) ...`, in their places ("" for `-`); else the whole text.

    `(1-3) x` and `(1) to (3) x` fill three places.


    >>> numbered("(1-2) Libya (3) - (4) Chad. ")
    ['Libya', 'Libya', '', 'Chad']
    """
    if ")" not in text:
        return [] if text.strip().casefold() in _BLANK else [text.strip()]
    marks: list[tuple[re.Match[str], int]] = []
    expected = 1
    for mark in _MARK.finditer(text):
        last = int(mark[2] or mark[1])
        if int(mark[1]) == expected <= last <= expected + 30:
            marks.append((mark, last + 1 - expected))
            expected = last + 1
    if not marks or text[: marks[0][0].start()].strip():
        return [] if text.strip().casefold() in _BLANK else [text.strip()]
    ends = [mark.start() for mark, _ in marks[1:]] + [len(text)]
    items: list[str] = []
    for (mark, times), end in zip(marks, ends, strict=True):
        item = text[mark.end() : end].strip().rstrip(".;, ")
        items += ["" if item.casefold() in _BLANK else item] * times
    return items


def several(text: str) -> list[str]:
    """The items of a cell: numbered, or else parted by semicolons, line breaks or full stops; blanks left out."""
    items = numbered(text)
    if len(items) == 1 and any(mark in items[0] for mark in ";\n."):
        items = _SENTENCE.split(items[0])
    return [item for item in (item.strip(" .;,") for item in items) if item.casefold() not in _BLANK]


@lru_cache(maxsize=8192)
def wording(text: str) -> Wording:
    """Country, dates and falsity as far as the words beside a document number clearly say them."""
    if not text:
        return Wording()
    text = squeeze(text)
    return Wording(_country(text), _found(_ISSUED, text), _found(_EXPIRES, text), bool(_FALSE.search(text)))


def kind_in(text: str, otherwise: Kind) -> Kind:
    """The sort of number that a wording names; `otherwise` when it names none."""
    return next((kind for pattern, kind in _KINDS if pattern.search(text)), otherwise) if text else otherwise


def documents(numbers: str, texts: str, otherwise: Kind) -> list[IdentifierDraft]:
    """The documents of two cells that belong together: numbers, and wordings in the same order.

    Passport cells are `otherwise` = passport, and stay so; elsewhere the wording decides. Where the counts differ
    nobody can say which wording is whose: it is kept as the note of each and nothing is read from it.
    """
    values, notes = numbered(numbers), numbered(texts)
    if len(values) == 1 and (pieces := re.split(r"\.\s+|[;,\n]\s*", values[0].rstrip(".")))[1:]:
        values = pieces if all(_looks_numeric(piece) for piece in pieces) else values
    if len(notes) == len(values):
        pairs = [(value, note, wording(note)) for value, note in zip(values, notes, strict=True)]
    else:
        pairs = [(value, squeeze(texts), Wording()) for value in values]
    return [document(value, note, said, otherwise) for value, note, said in pairs if value]


def document(value: str, note: str, said: Wording, otherwise: Kind) -> IdentifierDraft:
    """One document with what is said of it."""
    kind = kind_in(note, otherwise)
    if otherwise is Kind.PASSPORT and kind is not Kind.TRAVEL_DOCUMENT:
        kind = otherwise
    return identifier(
        kind,
        value,
        country=said.country,
        note=note or None,
        issued_on=said.issued_on,
        expires_on=said.expires_on,
        known_false=said.known_false,
    )


def _looks_numeric(piece: str) -> bool:
    return len(piece) >= 5 and sum(map(str.isdigit, piece)) >= 4 and not piece.casefold().endswith("no")


def _found(pattern: re.Pattern[str], text: str) -> PartialDate | None:
    for hit in pattern.finditer(text):
        if found := partial_date(next(group for group in hit.groups() if group)):
            return found
    return None


def _country(text: str) -> str | None:
    """The issuing country: said first of all, in brackets, or as `Issued in <country>` and nothing nearer."""
    head = re.split(r"[.;,]", _ABOUT_ISSUE.split(text, maxsplit=1)[0].lstrip("( "), maxsplit=1)[0]
    for piece in (head, *re.findall(r"\(([^()]{2,40})\)", text)):
        for bare in (piece.strip(" .)"), " ".join(_NOISE.sub(" ", piece).split()).strip(" .-–()")):
            if len(bare) > 1 and (code := country_code(bare)):
                return code
    hit = _ISSUED_IN.search(text)
    return country_code(hit[1]) if hit else None
