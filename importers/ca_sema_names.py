"""Names on the Canadian list: several in one string, with labels, French halves and `(also known as ...)` inside."""

import re

from importers.draft import NameDraft
from importers.fields import script_of, squeeze
from importers.vocabulary import IssueCode, NameKind, PartyKind

Trouble = tuple[IssueCode, str, str, str]  # code, message, field, value

_LANGUAGES = {
    "russian": "ru", "belarusian": "be", "belarussian": "be", "ukrainian": "uk", "arabic": "ar", "persian": "fa",
    "farsi": "fa", "chinese": "zh", "burmese": "my", "french": "fr", "english": "en", "hebrew": "he", "spanish": "es",
}  # fmt: skip
_OTHER_SCRIPTS = frozenset({"ru", "be", "uk", "ar", "fa", "zh", "my", "he"})
_LABEL = re.compile(rf"\b({'|'.join(_LANGUAGES)})\s*:\s*", re.IGNORECASE)
_KNOWN_AS = re.compile(
    r"\(?\b(also known as|formerly known as|previously known as|formerly|a\.?k\.?a\.?|f\.?k\.?a\.?)(?![A-Za-z])[\s:]*",
    re.IGNORECASE,
)
_LEGAL_FORM = (
    r"(?:JSC|OJSC|PJSC|CJSC|FSUE|SUE|LLC|LLP|Ltd|Limited|Inc|Co|Corp|PLC|S\.?A|SARL|SAL|GmbH|OAO|ZAO|OOO|PAO|AO|ООО|"
    r"АО|ОАО|ПАО|ЗАО|САО|ФГУП|ГУП|УП|ТАА|ААТ|ЗАТ|Jr|Sr|II|III)\b\.?\s*(?=[,;/]|$)"
)
_COMMA = re.compile(rf"\s*,\s*(?!\s*{_LEGAL_FORM})")
# A slash parts two names only outside brackets and between whole words: not in (LRM/A).
_OTHER = re.compile(rf"\s*(?:;|\n|\s+or\s+|(?<=\S\S\S)\s*/\s*(?=\S\S\S)(?![^()]*\))(?!{_LEGAL_FORM}))\s*")
_OR = re.compile(r"\sor\s|/")
_ONLY_FORM = re.compile(_LEGAL_FORM)
# The longest published string of aliases has about 1,500 characters.
_LONGEST = 10_000
_BRACKETED = re.compile(r"^([^()]+?)\s*\(([^()]{2,40})\)$")


def names(
    kind: PartyKind, person: tuple[str, str], organisation: str, aliases: str
) -> tuple[list[NameDraft], list[Trouble]]:
    """Every name of a record, the primary one first; `person` is (given, family)."""
    found = _person(*person) if kind is PartyKind.PERSON else _organisation(organisation)
    issues: list[Trouble] = []
    if kind is PartyKind.PERSON and organisation:
        message = "The record names both a person and an organisation or ship; it was taken as the person."
        issues.append((IssueCode.CONFLICT, message, "EntityOrShip", organisation))
    if found and len(aliases) > _LONGEST:
        message = f"The aliases have {len(aliases):,} characters; they were kept as published but not read."
        issues.append((IssueCode.TOO_LONG, message, "Aliases", aliases[:200]))
    elif found:
        found += _aliases(aliases, kind)
    return found, issues


def alias(text: str, kind: NameKind = NameKind.ALIAS, language: str | None = None) -> NameDraft:
    """Another name of the party, with its script."""
    script = script_of(text)
    # A label holds for the names in its own script; `Russian: ..., Velmar Ltd` goes on in English.
    if script == "Latn" and language in _OTHER_SCRIPTS:
        language = None
    return NameDraft(text, kind, script=script, language=language)


def _person(given: str, family: str) -> list[NameDraft]:
    """`DIKIY (DIKY), Aleksey`: the family name in brackets is another spelling of it."""
    spellings = [family]
    if bracketed := _BRACKETED.match(family):
        spellings = [bracketed[1], bracketed[2]]
    found = []
    for number, spelling in enumerate(spellings):
        whole = " ".join(part for part in (given, spelling) if part)
        parts = tuple((role, text) for role, text in (("given", given), ("family", spelling)) if text)
        if whole:
            kind = NameKind.ALIAS if number else NameKind.PRIMARY
            found.append(NameDraft(whole, kind, script=script_of(whole), parts=parts))
    return found


def _organisation(text: str) -> list[NameDraft]:
    """`English/French`, `Name (also known as Other name)`; the closing bracket is sometimes cut off."""
    if not text:
        return []
    if len(text) > _LONGEST:
        return [NameDraft(text, script=script_of(text))]
    pieces = _KNOWN_AS.split(text)
    halves = [_tidy(half) for half in _OTHER.split(pieces[0]) if _tidy(half)]
    if not halves:
        return [NameDraft(text, script=script_of(text))]
    found = [NameDraft(halves[0], script=script_of(halves[0]))] + [alias(half) for half in halves[1:]]
    for label, other in zip(pieces[1::2], pieces[2::2], strict=True):
        if name := _tidy(other):
            found.append(alias(name, _label_kind(label)))
    return found


def _label_kind(label: str) -> NameKind:
    return NameKind.FORMER if label.casefold().startswith(("f", "p")) else NameKind.ALIAS


def _aliases(text: str, party: PartyKind) -> list[NameDraft]:
    """The aliases, each with the language that a label before it names (`Russian: ...`)."""
    found: list[NameDraft] = []
    if not text:
        return found
    # One space at a time, so that no pattern below meets a long run of them; line breaks part names.
    pieces = _parted(_LABEL, "\n".join(" ".join(line.split()) for line in text.splitlines()), (":",))
    for label, chunk in zip(["", *pieces[1::2]], pieces[0::2], strict=True):
        language = _LANGUAGES.get(label.casefold())
        for name, kind in _several(chunk, party):
            found.append(alias(name, kind, language))
    return found


def _several(chunk: str, party: PartyKind) -> list[tuple[str, NameKind]]:
    found = []
    for item in re.split(r"[;\n]", chunk):
        spellings = _parted(_OTHER, item, (" or ", "/"))
        if party is PartyKind.PERSON and _OR.search(item):
            # `Ana or Anna Borisovna Leusik`: a lone word is a spelling of one part, and no name of the person.
            spellings = [text for text in spellings if len(text.split()) > 1]
        # A list that uses semicolons keeps its commas inside the names.
        for part in (
            spellings if ";" in chunk else [part for text in spellings for part in _parted(_COMMA, text, (",",))]
        ):
            known_as = _parted(_KNOWN_AS, part, ("known as", "formerly", "ka", "k.a"))
            kinds = [NameKind.ALIAS, *map(_label_kind, known_as[1::2])]
            found += [(name, kind) for text, kind in zip(known_as[0::2], kinds, strict=True) if (name := _tidy(text))]
    return [(name, kind) for name, kind in found if not _ONLY_FORM.fullmatch(name)]


def _parted(pattern: re.Pattern[str], text: str, marks: tuple[str, ...]) -> list[str]:
    """`pattern.split(text)`, not tried where none of the marks is there of which every hit needs one."""
    folded = text.lower()
    return pattern.split(text) if any(mark in folded for mark in marks) else [text]


def _tidy(text: str) -> str:
    """A name without stray separators, an unpaired bracket or quotation marks around the whole."""
    name = squeeze(text).strip(" ,;/")
    if name.count("(") != name.count(")"):
        name = name.strip(" ()")
    if name.startswith("(") and name.endswith(")") and name.count("(") == 1:
        name = name[1:-1].strip()
    for left, right in (('"', '"'), ("“", "”"), ("«", "»")):
        inside = name[1:-1]
        if len(name) > 2 and name[0] == left and name[-1] == right and left not in inside and right not in inside:
            name = inside.strip()
    return name
