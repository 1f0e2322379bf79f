"""The numbers of companies that publishers write in running text, each with its label: `OGRN: 1027... INN - 7706...`.

Tax numbers, register numbers, bank codes, LEI and wallets are told apart by their labels, before or behind the number.
"""

import re
from dataclasses import replace
from functools import cache

from importers.draft import IdentifierDraft
from importers.fields import country_code, identifier
from importers.id_wordings import numbered
from importers.vocabulary import IdentifierKind as Kind

_LICENCE = r"(?:[\w-]+ ){0,3}Licen[cs]e (?:No|Number)"
# KPP is shared by all firms of one Russian tax office, OKPO and the like are statistics: they identify nobody alone.
_LABELS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.LEI, (r"Legal Entity (?:Identifier|Number)(?: \(LEI\))?", "LEI")),
    (Kind.SWIFT_BIC, (r"SWIFT(?:\s?/\s?BI[CN])?(?: codes?)?", "BIC(?: code)?", "BIK")),
    (
        Kind.OTHER,
        (
            *("KPP", "КПП", "OKPO", "OKTMO", "OKVED", "SPARK code", "(?:Russian )?Government Gazette Number"),
            _LICENCE,
        ),
    ),
    (
        Kind.TAX,
        (
            "(?:Individual )?Taxpayer (?:Identification (?:Number|No)|ID)",
            "VAT(?: Tax)?(?: Number| No)?",
            "(?:National )?Tax (?:(?:Identification|Registration|Reference|Payer|ID) )?(?:Number|No|Code|ID)",
            *("(?:Italian )?Fiscal Code", "УНН/ИНН", "INN", "TIN", "ИНН", "УНН", "УНП", "UNP"),
        ),
    ),
    (
        Kind.REGISTRATION,
        (
            *("OGRN(?:IP)?(?: No)?", "ОГРН", "Unified Social Credit Code", "USCC"),
            r"Registration ID \(OGRN no\.?\)",
            r"(?:(?:State|Company|Business|Commercial|Trade) ){0,2}Regist(?:ration|er|ry|ered) (?:ID|Number|No)",
            *("(?:Company|Business) Identification (?:Number|No)", "Company (?:Number|No)", "Business Reg No"),
            *("USREOU(?: code)?", "EDRPOU(?: code)?", "UEN(?: ID)?", "BIN", "BRN", "CRN", "SRN"),
            "(?:BR|CR)(?: No| Number)?",
        ),
    ),
    (Kind.DUNS, ("D-?U-?N-?S(?: Number)?",)),
)
_EXACT = tuple((kind, re.compile("|".join(patterns), re.IGNORECASE)) for kind, patterns in _LABELS)
_ANY = "|".join(pattern for _, patterns in _LABELS for pattern in patterns)


@cache
def _tokens(*, licences: bool) -> re.Pattern[str]:
    """Labels, numbers and what stands between.

    To look for licences takes longer than for all else, and few texts have any.
    """
    labels = _ANY if licences else _ANY.replace(f"|{_LICENCE}", "")
    # Nothing of this but a bracket begins in the middle of a word: said once, that passes most characters by.
    return re.compile(
        r"(?=[(\w])(?:(?=\()|(?<![^\W_]))(?:"
        rf"(?P<label>(?i:(?:{labels})(?![^\W_])))"
        r"|(?P<aside>\([A-Za-z][A-Za-z .]{1,40}\))|(?P<dated>\bdated \S+)"
        r"|(?P<value>(?<![\w.])(?:[A-Z]{1,6}(?:[ .]|/[A-Z]{1,4}/)?(?=\d))?\d[\dA-Z/-]*(?: \d[\dA-Z/-]*)*(?![a-z]{2})"
        r"|\b[A-Z]{6}[A-Z0-9]{2,5}\b))"
    )


_COINS = ("XBT", "BTC", "ETH", "TRX", "USDT", "LTC", "XMR", "DASH", "BSV", "ETC", "ZEC")
_WALLET = re.compile(rf"\b({'|'.join(_COINS)})\b[\s:–-]+([A-Za-z0-9]{{25,62}})\b")
# What some label always holds, for a quick look before the careful one: most remarks hold no number of a company.
_HINTS = (
    *("OGRN", "ОГРН", "INN", "TIN", "ИНН", "УНН", "УНП", "UNP", "SWIFT", "Swift", "BIC", "BIK", "LEI", "Legal Entity"),
    *("KPP", "КПП", "OKPO", "OKTMO", "OKVED", "SPARK", "Gazette", "icence", "icense", "Tax", "tax ", "VAT", "iscal"),
    *("Unified", "USCC", "egist", "dentification N", "dentification n", "Company N", "Company n", "Business R"),
    *("USREOU", "EDRPOU", "UEN", "BIN", "BRN", "CRN", "SRN", "BR", "CR", "UNS", "U-N"),
)
_DIGITS = re.compile(r"\d[\d ]{4}|[A-Z]{6}")
_SHORTEST = 5  # shorter numbers beside a label are list marks, years or parts of a name


def company_numbers(text: str, *, unlabelled: Kind | None) -> list[IdentifierDraft]:
    """The numbers in a cell or text; one without any label is of the kind `unlabelled`, or is left alone when None.

    >>> [(found.kind.value, found.value) for found in company_numbers("Russia INN - 7805060301", unlabelled=None)]
    [('tax', '7805060301')]
    """
    found: list[IdentifierDraft] = []
    if unlabelled is None and not (any(hint in text for hint in _HINTS) and _DIGITS.search(text)):
        return found
    for item in numbered(text):
        for number in _item(item, unlabelled):
            if number not in found:
                found.append(number)
    return found


def wallets(text: str) -> list[IdentifierDraft]:
    """The crypto currency addresses in a text, each with its currency as `raw_kind`."""
    if not any(coin in text for coin in _COINS):
        return []
    return [identifier(Kind.CRYPTO_WALLET, address, raw_kind=coin) for coin, address in _WALLET.findall(text)]


def names_a_number(text: str) -> bool:
    """Whether a text is a labelled number, e.g. `TIN: 02012201010017`, and so not the name of anybody."""
    return bool(re.match(rf"(?:{_ANY})\s*[:–-]\s*\d", text, re.IGNORECASE))


def _item(item: str, unlabelled: Kind | None) -> list[IdentifierDraft]:
    pattern = _tokens(licences="licen" in item.casefold())
    tokens = [token for token in pattern.finditer(item) if token.lastgroup != "value" or _is_number(token[0])]
    labels = [token for token in tokens if token.lastgroup == "label"]
    values = [token for token in tokens if token.lastgroup == "value"]
    if not labels:
        return _bare(item, tokens, unlabelled)
    if values and values[0].start() < labels[0].start() and len(values) == len(labels):
        pairs = [(label, value) for label, value in zip(labels, values, strict=True)]
        return [_number(item, label, value) for label, value in pairs]
    return _in_order(item, tokens, unlabelled)


def _in_order(item: str, tokens: list[re.Match[str]], unlabelled: Kind | None) -> list[IdentifierDraft]:
    """Each value takes the label before it; a bracketed country speaks of the number just before."""
    found: list[IdentifierDraft] = []
    label: re.Match[str] | None = None
    for token in tokens:
        if token.lastgroup == "label":
            label = token
        elif token.lastgroup == "aside":
            country = country_code(token[0][1:-1])
            if country and found and label is None:
                found[-1] = replace(found[-1], country=country)
        elif token.lastgroup == "value":
            if label is not None and len(item[label.end() : token.start()]) <= 40:
                found.append(_number(item, label, token))
            elif unlabelled is not None and not token[0].isalpha():
                found.append(identifier(unlabelled, token[0]))
            label = None
    return found


def _bare(item: str, tokens: list[re.Match[str]], unlabelled: Kind | None) -> list[IdentifierDraft]:
    if unlabelled is None or not any(map(str.isdigit, item)):
        return []
    country = None
    for token in tokens:
        if token.lastgroup in ("aside", "dated"):
            item = item.replace(token[0], " ")
            country = country or country_code(token[0][1:-1])
    return [identifier(unlabelled, item, country=country)]


def _number(item: str, label: re.Match[str], value: re.Match[str]) -> IdentifierDraft:
    kind = next(kind for kind, pattern in _EXACT if pattern.fullmatch(label[0]))
    if kind is Kind.SWIFT_BIC and value[0].isdigit():
        kind = Kind.BANK_CODE
    before = re.search(r"([A-Z][A-Za-z]{2,20})\s*$", item[max(0, label.start() - 30) : label.start()])
    after = re.match(r"\s*\(([A-Za-z .]{2,40})\)", item[value.end() :])
    country = country_code(after[1]) if after else None
    country = country or (country_code(before[1]) if before else None)
    return identifier(kind, value[0], country=country, raw_kind=label[0])


def _is_number(text: str) -> bool:
    return text.isalpha() or sum(map(str.isdigit, text)) >= _SHORTEST
