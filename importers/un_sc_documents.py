"""Documents on the UN list: typed in three languages, numbers in with words, half of the elements empty."""

import re

from importers.fields import country_code, identifier, partial_date, squeeze
from importers.id_wordings import wording
from importers.un_sc_parts import Details, Fields, code_of, texts
from importers.vocabulary import IdentifierKind, IssueCode

_DOCUMENTS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"social security|\bSSN\b", IdentifierKind.SOCIAL_SECURITY),
        (r"fiscal|\btax\b|\bNIF\b|\bNIT\b", IdentifierKind.TAX),
        (r"birth certificate", IdentifierKind.BIRTH_CERTIFICATE),
        (r"driv(?:er|ing)", IdentifierKind.DRIVING_LICENCE),
        (r"laissez|travel document|Reiseausweis", IdentifierKind.TRAVEL_DOCUMENT),
        (r"resident|residence|alien registration", IdentifierKind.RESIDENCE_PERMIT),
        (r"voter", IdentifierKind.VOTER),
        (r"military|serviceman|armed forces|FARDC|police", IdentifierKind.PROFESSIONAL),
        (r"passe?port|pasaporte", IdentifierKind.PASSPORT),
        (r"ration card|student|other id", IdentifierKind.OTHER),
        (r"national|identi|tazkira|civil|ausweis|cédula|carte", IdentifierKind.NATIONAL_ID),
    )
)
_NUMBERED = re.compile(
    r"(?i:\b(?:numbers?|nos?|n°|SSN|card|code|passport|document|DE-)[\s.:°]*)"
    r"((?:[A-Z]{1,4}[\s-]{0,2})?[A-Z0-9]*\d[\dA-Z]*(?:[-/]\s?[\dA-Z]+)*(?:\s(?:No\.?\s)?\d+)*)"
)


def read_document(item: Fields, details: Details) -> None:
    """Add one INDIVIDUAL_DOCUMENT, or the issue that it has no number."""
    fields = texts(item)
    first, second, number, note = (fields[name] for name in ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "NOTE"))
    if not (first or second or number or note):
        return
    digits, aside = _number(number, second, note)
    label = squeeze(f"{first} {second}").rstrip(" :.")
    if not digits:
        details.issue(IssueCode.BAD_VALUE, "The document has no number that could be read.", "INDIVIDUAL_DOCUMENT",
                      squeeze(f"{label} {number} {note}"))  # fmt: skip
        return
    issuer, handed_out = fields["ISSUING_COUNTRY"], fields["COUNTRY_OF_ISSUE"]
    place = fields["CITY_OF_ISSUE"]
    notes = "; ".join(part for part in (aside, note, place and f"issued in {place}") if part)
    said = wording(notes)
    issued = fields["DATE_OF_ISSUE"]
    kind = (
        _kind(f"{second} {number}", note if not number or "fiscal" in note.casefold() else "")
        or _kind(first)
        or IdentifierKind.OTHER
    )
    details.identifiers.append(
        identifier(
            kind,
            digits,
            country=code_of(issuer, details) or said.country or wording(second).country or code_of(handed_out, details),
            raw_kind=label or None,
            note=notes or None,
            issued_on=(partial_date(issued) if issued else None) or said.issued_on,
            expires_on=said.expires_on,
            known_false=said.known_false or "counterfeit" in number.casefold(),
        )
    )


def _kind(*texts: str) -> IdentifierKind | None:
    return next((kind for text in texts for pattern, kind in _DOCUMENTS if text and pattern.search(text)), None)


def _number(number: str, second: str, note: str) -> tuple[str, str]:
    """The number itself and what stood around it: `Libyan passport No. 513519` is 513519, and a Libyan passport."""
    if not number:
        text = next((text for text in (second, note) if _NUMBERED.search(text)), "")
        hit = _NUMBERED.search(text)
        return (hit[1].strip(), "") if hit else (_leading_number(note), "")
    bare, _, aside = number.partition("(")
    bare, aside = bare.strip(" ."), aside.rstrip(" )")
    if not any(map(str.isdigit, bare)):  # `German travel document (“Reiseausweis”) A 0139243`
        tail = re.search(r"((?:[A-Z]{1,3}[ -])?[A-Z]{0,3}\d[\dA-Z/-]*)$", number.strip(" ."))
        return (tail[1], number) if tail else (bare or number, aside)
    word, _, rest = bare.partition(" ")
    if rest and country_code(word) and rest[0].isupper() | rest[0].isdigit() and " " not in rest:  # `Libya 428720`
        return rest, word
    words = re.findall(r"[^\W\d_]{3,}", bare)
    if len(words) < 2 and not bare.casefold().startswith(("passport", "number")):
        return bare or number, aside
    hit = _NUMBERED.search(bare)
    return (hit[1].strip(), number) if hit else (bare, aside)


def _leading_number(note: str) -> str:
    hit = re.match(r"(\d{5,})\b", note)
    return hit[1] if hit else ""
