"""The elements and attributes of the Swiss list that are known, so that a new one is reported and not overlooked."""

from collections.abc import Iterator

# Every element and attribute of the list: read, or ignored by name (numbers of details, gradings of places and dates,
# other languages of a place, the language a name was entered in).
KNOWN: dict[str, frozenset[str]] = {
    "sanctions-program": frozenset({"@version-date", "@predecessor-version-date", "program-key", "program-name"})
    | frozenset({"sanctions-set", "origin"}),
    "program-key": frozenset({"@lang"}),
    "program-name": frozenset({"@lang"}),
    "sanctions-set": frozenset({"@lang"}),
    "place": frozenset({"location", "location-variant", "area", "area-variant", "country"}),
    "location-variant": frozenset({"@variant-type", "@lang", "@script"}),
    "area-variant": frozenset({"@variant-type", "@lang", "@script"}),
    "target": frozenset({"sanctions-set-id", "foreign-identifier", "individual", "entity", "object", "modification"})
    | frozenset({"@ssid", "@sanctions-set-id", "generic-attribute", "justification", "relation", "other-information"}),
    "individual": frozenset({"@sex"}),
    "entity": frozenset(),
    "object": frozenset({"@object-type"}),
    "identity": frozenset({"@main", "name", "nationality", "day-month-year", "place-of-birth", "address"})
    | frozenset({"identification-document"}),
    "name": frozenset({"@name-type", "@quality", "@lang", "name-part"}),
    "name-part": frozenset({"@order", "@name-part-type", "value", "spelling-variant"}),
    "spelling-variant": frozenset({"@lang", "@script"}),
    "day-month-year": frozenset({"@day", "@month", "@year", "@calendar", "@quality"}),
    "nationality": frozenset({"country"}),
    "country": frozenset({"@iso-code"}),
    "place-of-birth": frozenset({"@place-id", "@quality"}),
    "address": frozenset({"@place-id", "@quality", "@main", "address-details", "c-o", "p-o-box", "zip-code"})
    | frozenset({"remarks"}),
    "identification-document": frozenset({"@document-type", "number", "issuer", "date-of-issue", "expiry-date"})
    | frozenset({"remark"}),
    "issuer": frozenset({"@code"}),
    "date-of-issue": frozenset({"@day", "@month", "@year", "@calendar", "day-month-year"}),
    "expiry-date": frozenset({"@day", "@month", "@year", "@calendar", "day-month-year"}),
    "relation": frozenset({"@target-id", "@relation-type", "remark"}),
    "generic-attribute": frozenset({"@name"}),
    "modification": frozenset({"@modification-type", "@enactment-date", "@publication-date", "@effective-date"})
    | frozenset({"added", "removed", "remark"}),
}
_SUBJECT = frozenset(
    {"identity", "justification", "relation", "other-information", "generic-attribute", "foreign-identifier"}
)
_ANYWHERE = frozenset({"@ssid", "#text"})


def unknown_fields(name: str, raw: object) -> Iterator[tuple[str, str]]:
    """(path, value) of every element and attribute that no table names, given an element's name and its raw form.

    The blocks of a modification's history are not looked into.
    """
    if isinstance(raw, list):
        for item in raw:
            yield from unknown_fields(name, item)
    if not isinstance(raw, dict):
        return
    known = _KNOWN.get(name, _ANYWHERE)
    for inner, value in raw.items():
        if inner not in known:
            yield f"{name}/{inner}", str(value)
        elif name != "modification" and not isinstance(value, str):
            yield from unknown_fields(inner, value)


_KNOWN = {name: fields | _ANYWHERE for name, fields in KNOWN.items()}
_KNOWN |= {name: _KNOWN[name] | _SUBJECT for name in ("individual", "entity", "object")}
