"""The running text of the Australian list: passports, identity numbers, titles and positions, contacts, kinship.

Column Additional Information holds whatever has no column. Only what stands behind a clear label, or beside the word
`passport` with a country and a number, is taken; all of the text stays in the remarks.
"""

import re
from collections.abc import Iterator

from importers.company_numbers import company_numbers, wallets
from importers.draft import ContactDraft, IdentifierDraft, RelationDraft
from importers.fields import country_code, identifier, lettered, squeeze
from importers.id_wordings import Wording, document, wording
from importers.remarks import mails_and_rest
from importers.vocabulary import ContactKind, IdentifierKind, RelationKind

_NUMBER = re.compile(
    r"(?<![\w-])(?!SSN|IMO|INN|TIN)[A-Z]{0,5}(?:[ ./-](?=\d))?\d[A-Z0-9/-]*(?:[ .]\d{2,}[A-Z\d/-]*)*(?![\w])"
)
_ITEM_END = re.compile(
    r"[;,](?=\s*[A-Z]{0,3}\d{5})|[.;](?=\s+[A-Z(]|\s*$)|\n|\s\(?[b-n]\)\s|\b[Nn]ational [Ii]dentification\b"
)
_MORE = re.compile(r"\s*(?:\([^()]{0,80}\))?\s*[;,]\s*(?=[A-Z]{0,3}\d{4})")
_BEFORE = re.compile(r"(?:^|[.;:,)\n]\s*|\b[a-h]\)\s*)([^.;:,)\n]{2,60})$")
# A kind of document, what every mention of it holds in small letters, and the mention itself.
_MENTIONS = (
    (
        IdentifierKind.PASSPORT,
        ("passport",),
        re.compile(r"\bpassports?(?:\s+(?:numbers?|nos?|information|details)\b)?[\s.:]*(?:na\b\s*)?", re.IGNORECASE),
    ),
    (
        IdentifierKind.NATIONAL_ID,
        ("national id", "identity card", "id card", "id number"),
        re.compile(
            r"\b(?:national (?:identification|identity|id)(?: cards?)?|identity card|ID card|ID(?= number))"
            r"(?:\s+(?:numbers?|nos?)\b)?[\s.:]*(?:(?<=:)\s*(?:na|n/a)\b\s*)?",
            re.IGNORECASE,
        ),
    ),
    (
        IdentifierKind.SOCIAL_SECURITY,
        ("social security", "ssn"),
        re.compile(r"\b(?:social security (?:number|no)|SSN)\b[\s.:]*", re.IGNORECASE),
    ),
    (IdentifierKind.OTHER, ("ration card",), re.compile(r"\bration card (?:number|no)\b[\s.:]*", re.IGNORECASE)),
)
_ADJECTIVES = re.compile(
    r"\b(?:diplomatic|document|laissez-passer|driving|licence|service|foreign|travel|national|citizen|false|counterfeit|alt|no|number|passport|identity|card)\b\.?",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:^|(?<=[.;\s]))Title:\s*([^:]{2,160}?)(?=\.(?:\s|$)|;\s|\n|\s[A-Z][A-Za-z ]{2,30}:|$)")
_POSITION = re.compile(
    r"(?:^|(?<=[.;\s]))(?:Designation|Last known position|Position):\s*(.{2,500}?)"
    r"(?=\.(?:\s|$|[A-Z])|\n|\s(?:[A-Z][a-z]+ ){0,2}[A-Z]?[a-z]+(?: no\.?| number)?:|$)"
)
_GENDER = re.compile(r"\bGender:\s*(male|female)\b", re.IGNORECASE)
_KIN = re.compile(
    r"\b(Father|Mother|Wife|Husband|Grandfather)['’]?s? name(?:\s+is|\s*:)\s*"
    r"([A-Z'‘’][^.;,()\n:]{1,60}?)(?=\s+(?:and|is|who)\s|\s*[.;,()\n:]|$)"
)
_WEBSITE = re.compile(r"(?:https?://|www\.)[^\s;,]+", re.IGNORECASE)
_LABELLED_SITE = re.compile(r"\bWebsites?:\s*([\w-]{1,60}(?:\.[\w-]{2,40}){1,4})", re.IGNORECASE)
_PHONE = re.compile(
    r"\b(Tel(?:ephone)?|Phone|Mob(?:ile)?|Fax|Facsimile)(?: numbers?| nos?)?\.?\s*:?\s*"
    r"((?:[+(]*\d[\d\s()./-]{5,24}\d[;,\s]*(?:or|and)?\s*){1,8})",
    re.IGNORECASE,
)
_REACHED_BY = ("http", "www.", "website", "tel", "phone", "mob", "fax", "facsimile")  # a quick look, in small letters
_IMO = re.compile(r"\bIMO(?: identification)?(?: number| no\.?)?\s*:?\s*(\d{7})\b", re.IGNORECASE)
# Links of the publisher, not of the party.
_NOT_THEIRS = ("interpol.int", "un.org", "legislation.gov.au", "dfat.gov.au")


def identifiers(text: str, *, of_vessel: bool) -> list[IdentifierDraft]:
    """The passports, identity and company numbers in a text, in order, each once.

    `of_vessel`: whether the text is about a ship. Behind `IMO number` a company has the number that the IMO gives to
    companies, which is no ship's.
    """
    numbers = (*_mentioned(text), *company_numbers(text, unlabelled=None), *wallets(text), *_imo(text, of_vessel))
    found: dict[tuple[str, str], IdentifierDraft] = {}
    for item in numbers:
        found.setdefault((item.kind.value, "".join(filter(str.isalnum, item.value))), item)
    return list(found.values())


def titles(text: str) -> list[str]:
    """The titles behind `Title:`."""
    if "Title:" not in text:
        return []
    return [squeeze(title) for hit in _TITLE.findall(text) for title in lettered(hit)]


def positions(text: str) -> list[str]:
    """The positions behind `Designation:` and `Last known position:`."""
    if "Designation:" not in text and "osition:" not in text:
        return []
    return [squeeze(position).rstrip(" ,") for hit in _POSITION.findall(text) for position in lettered(hit)]


def genders(text: str) -> list[str]:
    """`male` or `female` behind `Gender:`."""
    if "gender:" not in text.lower():
        return []
    return [hit.lower() for hit in _GENDER.findall(text)]


def relations(text: str) -> list[RelationDraft]:
    """Parents and spouses that the text names."""
    if " name" not in text:
        return []
    return [RelationDraft(RelationKind.FAMILY, f"{kin}’s name", squeeze(name)) for kin, name in _KIN.findall(text)]


def contacts(text: str) -> list[ContactDraft]:
    """Telephone numbers, mail addresses and the party's own websites."""
    mails, text = mails_and_rest(text)
    found = [ContactDraft(ContactKind.EMAIL, mail) for mail in mails]
    folded = text.lower()
    if not any(mark in folded for mark in _REACHED_BY):
        return list(dict.fromkeys(found))
    sites = (*_WEBSITE.findall(text), *_LABELLED_SITE.findall(text))
    found += [
        ContactDraft(ContactKind.WEBSITE, site.rstrip(".)"))
        for site in sites
        if not any(part in site.casefold() for part in _NOT_THEIRS)
    ]
    for label, numbers in _PHONE.findall(text):
        kind = ContactKind.FAX if label.casefold().startswith("fa") else ContactKind.PHONE
        for number in re.split(r"[;,\n]|\s(?:or|and)\s", numbers):
            if sum(map(str.isdigit, number)) >= 6:
                found.append(ContactDraft(kind, squeeze(number)))
    return list(dict.fromkeys(found))


def _imo(text: str, of_vessel: bool) -> Iterator[IdentifierDraft]:
    for number in _IMO.findall(text) if "IMO" in text.upper() else ():
        yield imo_number(number, of_vessel=of_vessel)


def imo_number(number: str, *, of_vessel: bool) -> IdentifierDraft:
    """A ship's IMO number, or the registration of a company with the IMO."""
    if of_vessel:
        return identifier(IdentifierKind.IMO, number)
    return identifier(IdentifierKind.REGISTRATION, number, raw_kind="IMO company number")


def _mentioned(text: str) -> Iterator[IdentifierDraft]:
    folded = text.lower()
    for kind, marks, pattern in _MENTIONS:
        if not any(mark in folded for mark in marks):
            continue
        for mention in pattern.finditer(text):
            before = _BEFORE.search(text[max(0, mention.start() - 60) : mention.start()])
            who = before[1] if before else ""
            rest = text[mention.end() : mention.end() + 700]
            items = lettered(rest) if re.match(r"\(?a\)", rest) else [rest]
            for item in items:
                yield from _numbers(item, who, kind)


def _numbers(item: str, who: str, kind: IdentifierKind) -> Iterator[IdentifierDraft]:
    """The number at the head of an item, and further ones that only a semicolon or comma parts from it."""
    number = _NUMBER.search(item[:90])
    if number is None:
        return
    ahead = item[: number.start()]
    owner = _country(ahead)
    if owner is None and not _only_labels(ahead):
        return
    while number is not None and _is_number(number[0]):
        tail = _ITEM_END.split(item[number.end() :], maxsplit=1)[0]
        said = wording(squeeze(f"{ahead} {tail}"))
        note = squeeze(f"{ahead}{tail}").strip(" ,;:().")
        yield document(number[0].strip(" -"), note, _with_country(said, owner or _country(who) or said.country), kind)
        more = _MORE.match(item, number.end())
        number, ahead = _NUMBER.match(item, more.end()) if more else None, ""


def _with_country(said: Wording, country: str | None) -> Wording:
    return Wording(country, said.issued_on, said.expires_on, said.known_false)


def _country(words: str) -> str | None:
    """The country that the last words name, e.g. `Stolen Tunisian` -> TN."""
    parts = _ADJECTIVES.sub(" ", words).replace(",", " ").replace(":", " ").split()
    for count in range(min(6, len(parts)), 0, -1):
        if code := country_code(" ".join(parts[-count:]).strip("()")):
            return code
    return None


def _only_labels(ahead: str) -> bool:
    return not any(map(str.isalpha, _ADJECTIVES.sub("", ahead)))


def _is_number(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    return (digits >= 3 or (digits == 2 and len(text) >= 7)) and not re.fullmatch(r"(?:19|20)\d\d", text.strip())
