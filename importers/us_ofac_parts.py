"""The building blocks of OFAC's advanced XML: reference values, names in parts, places, dates, documents, features."""

from calendar import monthrange
from collections.abc import Mapping
from typing import Any, NamedTuple

from importers import us_ofac_terms as terms
from importers.draft import CountryDraft, NameDraft, PartialDate, PlaceDraft
from importers.fields import country_code, script_of, squeeze
from importers.us_ofac_listing import ListingUnderWay
from importers.us_ofac_remarks import Statement
from importers.vocabulary import IssueCode, NameKind, Strength

Fields = Mapping[str, Any]

_ALIAS_KINDS = {
    "name": NameKind.PRIMARY,
    "a.k.a.": NameKind.ALIAS,
    "f.k.a.": NameKind.FORMER,
    "n.k.a.": NameKind.ALIAS,
}
# In the order in which a name is shown in Latin letters; names in Chinese, Japanese and Korean put the family first.
_ROLES = {
    "first name": "given",
    "middle name": "middle",
    "nickname": "nickname",
    "patronymic": "patronymic",
    "last name": "family",
    "matronymic": "matronymic",
    "maiden name": "maiden",
    "entity name": "whole",
    "vessel name": "whole",
    "aircraft name": "whole",
}
_ORDER = {role: number for number, role in enumerate(_ROLES.values())}
_FAMILY_FIRST = frozenset({"Hans", "Hant", "Hani", "Hang", "Jpan"})
_STREET = ("ADDRESS1", "ADDRESS2", "ADDRESS3")
_DATE_KINDS = {"issue date": "issued", "date of issue": "issued", "expiration date": "expires"}


class References:
    """The file's own tables: what a number of a set (`FeatureType`, `Country` ...) stands for."""

    def __init__(self, sets: Mapping[str, Mapping[str, Fields]] | None = None) -> None:
        self._sets = sets or {}

    def __bool__(self) -> bool:
        return bool(self._sets)

    @classmethod
    def read(cls, raw: Fields) -> "References":
        """Take the element ReferenceValueSets: sets named `<X>Values` of elements `<X ID="..">text`."""
        sets: dict[str, dict[str, Fields]] = {}
        for name, group in raw.items():
            if isinstance(group, dict) and name.endswith("Values"):
                kind = name.removesuffix("Values")
                sets[kind] = {str(item.get("@ID", "")): item for item in items(group, kind)}
        return cls(sets)

    def text(self, kind: str, number: object) -> str:
        """The wording of a number, "" when there is none."""
        return squeeze(plain(self._sets.get(kind, {}).get(str(number))))

    def attribute(self, kind: str, number: object, name: str) -> str:
        """An attribute of a reference value, "" when there is none."""
        return str(self._sets.get(kind, {}).get(str(number), {}).get(name, ""))


class _Span(NamedTuple):
    low: tuple[int, int, int]
    high: tuple[int, int, int]


def items(fields: Any, name: str) -> list[Fields]:
    """The children of that name as mappings; a child that is mere text becomes `{"#text": text}`."""
    value = fields.get(name) if isinstance(fields, dict) else None
    found = value if isinstance(value, list) else [] if value is None else [value]
    return [item if isinstance(item, dict) else {"#text": item} for item in found]


def plain(value: Any) -> str:
    """The text of a child, whether or not it carries attributes."""
    if isinstance(value, dict):
        value = value.get("#text", "")
    return value if isinstance(value, str) else ""


def text_of(fields: Fields, name: str) -> str:
    """The text of the child of that name, "" when absent."""
    return plain(fields.get(name)).strip()


def day_text(fields: Any) -> str:
    """A date of elements Year, Month, Day as ISO text, as far as they are there."""
    if not isinstance(fields, dict):
        return ""
    pieces = [text_of(fields, name) for name in ("Year", "Month", "Day")]
    return "-".join(piece.zfill(2) for piece in pieces if piece)


def period(fields: Fields, references: References) -> PartialDate | None:
    """A DatePeriod as a date, a month, a year or a span; None when it cannot be understood.

    1 January to 31 December of a year stands for the year, and a whole month likewise for the month.
    """
    start, end = _first(fields, "Start"), _first(fields, "End")
    low = day_text(_first(start, "From") or _first(start, "To"))
    high = day_text(_first(end, "To") or _first(end, "From") or _first(start, "To")) or low
    raw = low if low == high else f"{low} to {high}"
    circa = "true" in (fields.get("@Approximate"), start.get("@Approximate"), end.get("@Approximate"))
    calendar = references.text("CalendarType", fields.get("@CalendarTypeID")) or "Gregorian"
    if calendar.lower() != "gregorian":
        return PartialDate(None, raw, circa, calendar.lower())
    text = _span_text(low, high)
    return None if text is None else PartialDate(text, raw, circa)


def add_names(listing: ListingUnderWay, identity: Fields, references: References) -> None:
    """Add every documented name of an identity; further scripts of the primary name are aliases."""
    groups = {
        str(group.get("@ID")): references.text("NamePartType", group.get("@NamePartTypeID")).lower()
        for part_groups in items(identity, "NamePartGroups")
        for master in items(part_groups, "MasterNamePartGroup")
        for group in items(master, "NamePartGroup")
    }
    false = identity.get("@False") == "true"
    if false:
        listing.issue(
            IssueCode.CONFLICT,
            "The identity is said to be false; its names are weak.",
            "Identity",
            str(identity.get("@ID")),
        )
    for alias in sorted(items(identity, "Alias"), key=lambda alias: alias.get("@Primary") != "true"):
        wording = references.text("AliasType", alias.get("@AliasTypeID"))
        kind = _ALIAS_KINDS.get(wording.lower())
        if kind is None:
            listing.issue(IssueCode.UNKNOWN_TERM, "This kind of alias is not known.", "AliasType", wording)
        strength = Strength.WEAK if alias.get("@LowQuality") == "true" or false else Strength.STRONG
        for named in items(alias, "DocumentedName"):
            name = _name(listing, named, groups, references)
            if name is not None:
                _add_name(listing, name, kind or NameKind.ALIAS, strength)


def _add_name(listing: ListingUnderWay, name: NameDraft, kind: NameKind, strength: Strength) -> None:
    primary = kind is NameKind.PRIMARY
    if primary and any(known.kind is NameKind.PRIMARY for known in listing.names):
        kind = NameKind.ALIAS
    elif primary and strength is Strength.STRONG:
        strength = Strength.UNSTATED  # OFAC grades aliases; the other formats have no grade for the name itself
    listing.add_name(NameDraft(name.text, kind, strength, name.script, parts=name.parts))


def _name(
    listing: ListingUnderWay, named: Fields, groups: Mapping[str, str], references: References
) -> NameDraft | None:
    found: list[tuple[str, str]] = []
    script: str | None = None
    for part in items(named, "DocumentedNamePart"):
        for value in items(part, "NamePartValue"):
            kind = groups.get(str(value.get("@NamePartGroupID")), "")
            role = _ROLES.get(kind)
            if role is None:
                listing.issue(IssueCode.UNKNOWN_TERM, "This part of a name is not known.", "NamePartType", kind)
            found.append((role or "whole", squeeze(plain(value))))
            script = script or _script(value.get("@ScriptID"), references)
    found = [(role, text) for role, text in found if text]
    if not found:
        return None
    whole = "".join(text for _, text in found)
    if len(whole) < 3 and not any(map(str.isalpha, whole)):
        listing.issue(IssueCode.BAD_VALUE, "This is no name.", "DocumentedName", whole)
        return None
    script = script or script_of(whole)
    if script in _FAMILY_FIRST:
        shown = sorted(found, key=lambda part: part[0] != "family")
        glue = "" if all(not text.isascii() for _, text in shown) else " "
    else:
        shown, glue = sorted(found, key=lambda part: _ORDER[part[0]]), " "
    parts = tuple(shown) if any(role != "whole" for role, _ in shown) else ()
    return NameDraft(glue.join(text for _, text in shown), script=script, parts=parts)


def _script(number: object, references: References) -> str | None:
    code = references.attribute("Script", number, "@ScriptCode")
    return terms.script(references.text("Script", number)) or (code if len(code) == 4 else None)


def add_document(listing: ListingUnderWay, fields: Fields, references: References) -> None:
    """Add an IDRegDocument: its number, country, dates, and whether the source says that it is not genuine."""
    label = references.text("IDRegDocType", fields.get("@IDRegDocTypeID"))
    dates: dict[str, str] = {}
    for item in items(fields, "DocumentDate"):
        kind = references.text("IDRegDocDateType", item.get("@IDRegDocDateTypeID")).lower()
        date = period(_first(item, "DatePeriod"), references)
        if kind not in _DATE_KINDS:
            listing.issue(IssueCode.UNKNOWN_TERM, "This date of a document is not known.", label, kind)
        elif date is None or date.text is None:
            listing.issue(IssueCode.BAD_DATE, "The date of a document is not understood.", label, str(item)[:200])
        else:
            dates[_DATE_KINDS[kind]] = date.text.replace("/", " to ")
    validity = references.text("Validity", fields.get("@ValidityID"))
    note = "; ".join(
        filter(
            None,
            (
                text_of(fields, "IssuingAuthority"),
                text_of(fields, "Comment"),
                "" if validity.lower() in ("", "valid", "unknown") else validity,
            ),
        )
    )
    country = _country(fields.get("@IssuedBy-CountryID"), references)
    _state(listing, label, text_of(fields, "IDRegistrationNo"), country=country, note=note, **dates)


def add_feature(
    listing: ListingUnderWay, label: str, version: Fields, places: list[Fields], references: References
) -> None:
    """Add what one version of a feature says, by its label."""
    if comment := text_of(version, "Comment"):
        listing.free.append(comment)
    found = terms.split_label(label)
    role = found[0].name if found and found[0].family == "role" else ""
    dates = items(version, "DatePeriod")
    for place in places:
        _located(listing, label, role, place_of(listing, place, references))
    for item in dates:
        date = period(item, references)
        if date is None:
            listing.issue(IssueCode.BAD_DATE, "The date is not understood.", label, str(item)[:200])
        elif role == "birth":
            if date.text is None or date.text not in [known.text for known in listing.births]:
                listing.births.append(date)
        else:
            _state(listing, label, date.text or date.raw)
    for detail in items(version, "VersionDetail"):
        value = plain(detail).strip() or references.text("DetailReference", detail.get("@DetailReferenceID"))
        if value:
            _state(listing, label, value)


def place_of(listing: ListingUnderWay, fields: Fields, references: References) -> PlaceDraft:
    """A Location as a place: its parts by kind, the country by number, or in words under a part of unknown kind."""
    found: dict[str, str] = {}
    for part in items(fields, "LocationPart"):
        kind = references.text("LocPartType", part.get("@LocPartTypeID")).upper()
        values = [text_of(value, "Value") for value in items(part, "LocationPartValue")]
        found[kind] = ", ".join(filter(None, [found.get(kind, ""), *values]))
    country_raw = _country(_first(fields, "LocationCountry").get("@CountryID"), references) or ""
    unknown = found.pop("UNKNOWN", "")
    if not country_raw and unknown and country_code(unknown):
        country_raw, unknown = unknown, ""
    street = ", ".join(filter(None, [*(found.pop(name, "") for name in _STREET), unknown])) or None
    city, code = found.pop("CITY", "") or None, found.pop("POSTAL CODE", "") or None
    region = ", ".join(filter(None, (found.pop("STATE/PROVINCE", ""), found.pop("REGION", "")))) or None
    for kind, value in found.items():
        listing.issue(IssueCode.UNKNOWN_TERM, "This part of a place is not known.", f"LocPartType {kind}", value)
    raw = ", ".join(filter(None, (street, city, region, code, country_raw)))
    return PlaceDraft(raw, city, region, street, code, listing.country(country_raw, "Location"), country_raw or None)


def _located(listing: ListingUnderWay, label: str, role: str, place: PlaceDraft) -> None:
    if role == "address":
        listing.address(place)
    elif role == "birth_place":
        if place not in listing.birth_places:
            listing.birth_places.append(place)
    elif role == "nationality":
        if all(known.code != place.country for known in listing.nationalities):
            listing.nationalities.append(CountryDraft(place.country, place.country_raw or place.raw))
    else:
        _state(listing, label, place.raw)


def _state(listing: ListingUnderWay, label: str, value: str, **more: str) -> None:
    found = terms.split_label(label)
    if found is None:
        listing.issue(
            IssueCode.UNKNOWN_TERM,
            "This label is not known; its value was kept as an attribute.",
            label,
            value,
            "Add the label to lookups/us_ofac.toml.",
        )
        listing.attribute(label.rstrip(" :-"), value)
        return
    term, qualifier = found
    listing.state(Statement(term, f"{qualifier} {value}".strip(), f"{label} {value}".strip(), **more))


def _country(number: object, references: References) -> str:
    text = references.text("Country", number)
    return "" if text.lower() == "unknown" else text or references.attribute("Country", number, "@ISO2")


def _first(fields: Fields, name: str) -> Fields:
    return next(iter(items(fields, name)), {})


def _span_text(low: str, high: str) -> str | None:
    span = _span(low, high)
    if span is None:
        return None
    (year, month, day), (last_year, last_month, last_day) = span
    if (month, day, last_month, last_day) == (1, 1, 12, 31):
        return f"{year:04}" if year == last_year else f"{year:04}/{last_year:04}"
    if (year, month, day) == (last_year, last_month, 1) and last_day == monthrange(year, month)[1]:
        return f"{year:04}-{month:02}"
    first, last = f"{year:04}-{month:02}-{day:02}", f"{last_year:04}-{last_month:02}-{last_day:02}"
    return first if first == last else f"{first}/{last}"


def _span(low: str, high: str) -> _Span | None:
    """The first and the last day that two texts of year, month and day mean; None for impossible ones."""
    try:
        first, last = ([int(piece) for piece in text.split("-")] for text in (low, high))
        if len(first) < 3:
            first = [*first, *(1, 1)][:3] if len(first) == 1 else [*first, 1]
        if len(last) < 3:
            month = last[1] if len(last) > 1 else 12
            last = [last[0], month, monthrange(last[0], month)[1]]
        if not (1000 <= first[0] <= last[0] <= 2100) or not all(1 <= item[1] <= 12 for item in (first, last)):
            return None
        if any(not 1 <= item[2] <= monthrange(item[0], item[1])[1] for item in (first, last)):
            return None
    except (ValueError, IndexError):
        return None
    return _Span((first[0], first[1], first[2]), (last[0], last[1], last[2]))
