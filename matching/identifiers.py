"""Numbers that somebody issued, in one form, and which of them are strong enough to speak.

A passport number is typed with or without spaces, dashes, "No." and prefixes; the key keeps letters and digits only.
"""

import re
import unicodedata
from functools import lru_cache

from stdnum import imo, lei
from stdnum.exceptions import ValidationError

_MAX_LENGTH = 100
_SHORTEST = 4
_SHORTEST_KEY = 5
_DISTINCT = 2
_SIGNS = re.compile(r"^(?:NUMBER|NUMERO|NUMMER|NR|NO|N[°º]|№|#|N)[.:\s#°º]+", re.IGNORECASE)
_IMO_PREFIX = "IMO"
_IMO_DIGITS = 7
_LEI_LENGTH = 20
_IMO_COMPANY_WEIGHTS = (8, 6, 4, 2, 9, 7)
_UN_REFERENCE = re.compile(r"^([A-Z]{2}[IE])[.\s-]*(\d{1,4})$")
_UN_COMMITTEES = frozenset(
    ["QD", "TA", "KP", "IR", "IQ", "LY", "SO", "SD", "SS", "CD", "CF", "YE", "ML", "GB", "HT", "IV", "LR"]
)


@lru_cache(maxsize=100_000)
def identifier_key(value: str, kind: str = "") -> str:
    """The comparable form of an identifier: capital letters and digits; "" where the number is too weak to compare.

    Weak are fewer than five characters, a single character repeated ("00000"), no digit at all, and IMO or LEI numbers
    whose check digit is wrong. `kind` is that of `subject.Identifier`. A UN reference keeps its own form ("QDI001").
    """
    text = unicodedata.normalize("NFKC", value[:_MAX_LENGTH])[:_MAX_LENGTH].upper().strip()
    reference = un_reference(text)
    if reference:
        return reference
    plain = _plain(_SIGNS.sub("", text))
    if kind.lower() == "imo" or plain.startswith(_IMO_PREFIX):
        return _imo(plain)
    if kind.lower() == "lei":
        return _lei(plain)
    return "" if is_weak(plain) else plain


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def is_weak(plain: str) -> bool:
    """Whether an identifier (letters and digits only) is too short or too plain to tell anybody from others."""
    digits = sum(map(str.isdigit, plain))
    return len(plain) < _SHORTEST_KEY or digits < _SHORTEST - 1 or len(set(plain.strip("0"))) < _DISTINCT


def _imo(plain: str) -> str:
    """The seven digits of an IMO ship or company number, or "" if the check digit fits neither."""
    digits = plain.removeprefix(_IMO_PREFIX).removeprefix("NUMBER").removeprefix("NO")
    if len(digits) != _IMO_DIGITS or not (digits.isascii() and digits.isdigit()):
        return ""
    return digits if imo.is_valid(digits) or _is_imo_company(digits) else ""


def _is_imo_company(digits: str) -> bool:
    """The check of IMO company and owner numbers: weights 8 6 4 2 9 7, modulo 11.

    It holds for every one of the 90 such numbers on a published list that are not ship numbers.
    """
    total = sum(int(digit) * weight for digit, weight in zip(digits, _IMO_COMPANY_WEIGHTS, strict=False))
    return (11 - total % 11) % 10 == int(digits[-1])


def _lei(plain: str) -> str:
    if len(plain) != _LEI_LENGTH:  # ISO 17442; the library checks the check digits of any length
        return ""
    try:
        return str(lei.validate(plain))
    except ValidationError:
        return ""


@lru_cache(maxsize=20_000)
def un_reference(value: str) -> str:
    """A permanent reference of the UN Security Council's lists ("QDi.001", "TAe 12") as "QDI001"; "" for anything else.

    Two letters name the committee, i or e says individual or entity, then a number that is never used again.
    """
    found = _UN_REFERENCE.match(value.strip().upper())
    if found is None or found.group(1)[:2] not in _UN_COMMITTEES:
        return ""
    return f"{found.group(1)}{int(found.group(2)):03}"
