"""What the UK imposes, in the words of its lists.

The UK Sanctions List says it for each designation, as flags (XML) and as a pipe list (all formats). The legacy OFSI
list held financial sanctions only: everything on it is frozen, and a formula in its text names what comes on top.
Sources: the indicator names of UK-Sanctions-List.xml and the wordings seen in its table and in the OFSI workbook.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from importers.draft import MeasureDraft
from importers.vocabulary import Basis, MeasureCode, PartyKind

_M = MeasureCode
_VESSEL, _BOTH = (_M.VESSEL_MEASURE,), (_M.VESSEL_MEASURE, _M.AIRCRAFT_MEASURE)

# Keys are the wordings in small letters without anything but letters, so that `TravelBan` and `Travel Ban` agree.
_CODES: dict[str, tuple[MeasureCode, ...]] = {
    "assetfreeze": (_M.ASSET_FREEZE,),
    "travelban": (_M.TRAVEL_BAN,),
    "armsembargo": (_M.ARMS_EMBARGO,),
    "targetedarmsembargo": (_M.ARMS_RESTRICTION,),
    "charteringofships": _VESSEL,
    "preventionofcharteringofships": _VESSEL,
    "prohibitionofportentry": _VESSEL,
    "deflag": _VESSEL,
    "shippingsanctions": _VESSEL,
    "specifiedship": _VESSEL,
    "crewservicingofshipsandaircraft": _BOTH,
    "preventionofcharteringofshipsandaircraft": _BOTH,
    "technicalassistancerelatedtoaircraft": (_M.AIRCRAFT_MEASURE,),
    "aircraftsanctions": (_M.AIRCRAFT_MEASURE,),
    "closureofrepresentativeoffices": (_M.FINANCIAL_SERVICES,),
    "preventionofbusinessarrangements": (_M.FINANCIAL_SERVICES,),
    "correspondentbankingrelationshipsetc": (_M.FINANCIAL_SERVICES,),
    "correspondentbankingrelationships": (_M.FINANCIAL_SERVICES,),
    "loansandcreditarrangements": (_M.DEBT_EQUITY,),
    "dealingwithtransferablesecuritiesormoneymarketinstruments": (_M.DEBT_EQUITY,),
    "trustservices": (_M.SERVICES_BAN,),
    "trustservicessanctions": (_M.SERVICES_BAN,),
    "internetservices": (_M.SERVICES_BAN,),
    "internetservicessanctions": (_M.SERVICES_BAN,),
    "directordisqualification": (_M.DIRECTOR_DISQUALIFICATION,),
    "directordisqualificationsanction": (_M.DIRECTOR_DISQUALIFICATION,),
    "directordisqualificationsanctions": (_M.DIRECTOR_DISQUALIFICATION,),
}
# The indicators of the XML; only for these can flag and text contradict each other.
INDICATORS = frozenset(
    {
        "assetfreeze", "armsembargo", "targetedarmsembargo", "charteringofships", "closureofrepresentativeoffices",
        "crewservicingofshipsandaircraft", "deflag", "preventionofbusinessarrangements", "prohibitionofportentry",
        "travelban", "preventionofcharteringofships", "preventionofcharteringofshipsandaircraft",
        "technicalassistancerelatedtoaircraft", "trustservicessanctions", "directordisqualificationsanction",
    }
)  # fmt: skip
_ASIDE = re.compile(r":?\s*\([^()]*\)\s*$")
_ADDED = re.compile(
    r"Financial sanctions imposed in addition to an asset freeze:\s*"
    r"((?:(?:Correspondent|Dealing|Loans|Trust|Internet)[^.]{3,80}\.\s*){1,8})",
    re.IGNORECASE,
)
_LATER_NAMES = ("Director Disqualification Sanction", "Internet Services Sanction")
_LATER = re.compile(r"(Director Disqualification Sanction|Internet Services Sanctions?)(?= was imposed|:)")
_TRUST_DATE = re.compile(r"Date trust services sanctions imposed: [\d/.]+")


def key_of(wording: str) -> str:
    """A measure's wording reduced to its letters; an aside such as `(see 'Other information')` is dropped.

    >>> key_of("Shipping sanctions: (see 'Other information')")
    'shippingsanctions'
    """
    return "".join(filter(str.isalpha, _ASIDE.sub("", wording).casefold()))


def known(wording: str) -> bool:
    """Whether this wording is a measure of the UK lists."""
    return key_of(wording) in _CODES


def explicit(wordings: Iterable[str], kind: PartyKind) -> tuple[MeasureDraft, ...]:
    """The measures that the list states for a listing, each code once with its first wording.

    An unknown wording is kept as `other` (the importer reports it beside). A travel ban is for persons only.
    """
    return _measures(wordings, kind, Basis.EXPLICIT)


def financial(source: str, text: str, kind: PartyKind) -> tuple[MeasureDraft, ...]:
    """What a listing on the OFSI list means: the freeze that the list is for, and what its text adds to it."""
    freeze = MeasureDraft(_M.ASSET_FREEZE, Basis.IMPLIED_LIST, source)
    if "sanctions imposed" not in text.lower() and not any(name in text for name in _LATER_NAMES):
        return (freeze,)  # most texts; the patterns are slow to say so
    named = [part.strip() for hit in _ADDED.findall(text) for part in hit.split(".") if part.strip()]
    added = _measures([*named, *_LATER.findall(text)], kind, Basis.FREE_TEXT)
    date_said = _TRUST_DATE.search(text)
    return freeze, *(
        replace(item, note="; ".join(filter(None, (item.note, date_said[0].rstrip(".")))))
        if date_said and key_of(item.source_value) == "trustservices"
        else item
        for item in added
    )


def _measures(wordings: Iterable[str], kind: PartyKind, basis: Basis) -> tuple[MeasureDraft, ...]:
    found: dict[tuple[MeasureCode, str], MeasureDraft] = {}
    for wording in wordings:
        for code in _CODES.get(key_of(wording), (_M.OTHER,)):
            if code is _M.TRAVEL_BAN and kind is not PartyKind.PERSON:
                continue
            # Several wordings of one code are different bans (port entry, chartering): all stay visible in the note.
            place = (code, wording if code is _M.OTHER else "")
            earlier = found.get(place)
            if earlier is None:
                found[place] = MeasureDraft(code, basis, wording)
            elif wording not in (earlier.source_value, *(earlier.note or "").split("; ")):
                found[place] = replace(earlier, note=f"{earlier.note}; {wording}" if earlier.note else wording)
    return tuple(found.values())
