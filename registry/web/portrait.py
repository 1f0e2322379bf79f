"""A party as its lists describe it, value by value: what is said, and by which listings."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from matching.scripts import script_of
from registry.services.dossier import ListingPage
from registry.web.terms import term
from registry.web.words import birth, identifier

SCRIPTS = {
    "Latn": _("Latin"), "Cyrl": _("Cyrillic"), "Arab": _("Arabic"), "Hani": _("Chinese"), "Hang": _("Korean"),
    "Jpan": _("Japanese"), "Hebr": _("Hebrew"), "Grek": _("Greek"), "Geor": _("Georgian"), "Armn": _("Armenian"),
    "Mymr": _("Burmese"), "Ethi": _("Ethiopic"), "Deva": _("Devanagari"), "Thai": _("Thai"), "Syrc": _("Syriac"),
    "Beng": _("Bengali"), "Khmr": _("Khmer"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A value, a note on it, and the listings (`list:reference`) that state it."""

    text: str
    note: str
    listings: tuple[str, ...]
    item: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """A field with its values, those that most listings state first."""

    label: str
    values: tuple[Said, ...]


Reader = Callable[[Any], tuple[str, str]]


def names(listings: Sequence[ListingPage]) -> list[tuple[str, tuple[Said, ...]]]:
    """(script in words, names written in it), Latin first; the notes say primary, weak and so on."""
    values = _collected(listings, "names", _name)
    groups: dict[str, list[Said]] = {}
    for said in values:
        groups.setdefault(said.item.get("script") or script_of(said.text) or "", []).append(said)
    order = sorted(groups, key=lambda code: (code != "Latn", code))
    return [(str(SCRIPTS.get(code, code or gettext("No letters"))), tuple(groups[code])) for code in order]


def facts(listings: Sequence[ListingPage]) -> list[Fact]:
    """Everything else about identity, in the order people ask for it; empty fields are left out."""
    found = [Fact(str(label), _collected(listings, field, read)) for label, field, read in _FIELDS]
    for label, field in ((_("Gender"), "genders"), (_("Title"), "titles"), (_("Position"), "positions")):
        found.append(Fact(str(label), _collected(listings, field, _plain)))
    return [fact for fact in found if fact.values]


def reasons(listings: Iterable[ListingPage], remarks: bool = True) -> list[tuple[ListingPage, tuple[str, ...]]]:
    """Each listing with the reasons that its list gives, and with `remarks` its remarks where it gives none."""
    found = []
    for page in listings:
        stated = [item["reasons"] for item in page.content.get("designations", ()) if item.get("reasons")]
        texts = tuple(dict.fromkeys(stated or [page.content.get("remarks") if remarks else None]))
        if any(texts):
            found.append((page, tuple(text for text in texts if text)))
    return found


def _collected(listings: Iterable[ListingPage], field: str, read: Reader) -> tuple[Said, ...]:
    """The values of a field over all listings: alike ones once, with everyone who states them."""
    texts: dict[tuple[str, str], tuple[str, str, dict[str, None], Any]] = {}
    for page in listings:
        for item in page.content.get(field, ()):
            text, note = read(item)
            # Countries are one by their code, however they are worded.
            coded = field == "nationalities" and item.get("code")
            key = (note, "") if coded else (" ".join(text.casefold().split()), note)
            texts.setdefault(key, (text, note, {}, item))[2][page.key] = None
    found = [
        Said(text, note, tuple(keys), item if isinstance(item, Mapping) else {})
        for text, note, keys, item in texts.values()
    ]
    return tuple(sorted(found, key=lambda said: -len(said.listings)))


def _name(item: Mapping[str, Any]) -> tuple[str, str]:
    strength = item.get("strength", "unstated")
    kind = item.get("kind", "primary")
    notes = [*([kind] if kind != "alias" else []), *([strength] if strength == "weak" else [])]
    return item["text"], ", ".join(term(note) for note in notes)


def _birth(item: Mapping[str, Any]) -> tuple[str, str]:
    return birth(item), ""


def _place(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["raw"], ""


def _country(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["raw"], item.get("code") or gettext("not understood")


def _identifier(item: Mapping[str, Any]) -> tuple[str, str]:
    notes = [identifier(item), item.get("country") or ""]
    notes += [gettext("its check digit is wrong")] if item.get("valid") is False else []
    notes += [gettext("said to be false")] if item.get("known_false") else []
    return item["value"], ", ".join(note for note in notes if note)


def _contact(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["value"], term(item["kind"])


def _quote(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["value"], item["scheme"]


def _plain(item: Any) -> tuple[str, str]:
    return term(str(item)), ""


_FIELDS: tuple[tuple[LazyString, str, Reader], ...] = (
    (_("Date of birth"), "births", _birth),
    (_("Place of birth"), "birth_places", _place),
    (_("Nationality"), "nationalities", _country),
    (_("Number"), "identifiers", _identifier),
    (_("Address"), "addresses", _place),
    (_("Contact"), "contacts", _contact),
    (_("Quotes"), "cross_references", _quote),
)
