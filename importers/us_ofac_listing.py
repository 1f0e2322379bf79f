"""One OFAC listing while it is read, whichever file its values come from.

The readers of the CSV set, the classic XML, the advanced XML and the screening list all tell the same things in
different shapes; each tells them to a `ListingUnderWay`, which knows what a label means and what is an issue.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from importers import us_ofac_measures as measures
from importers import us_ofac_terms as terms
from importers.draft import (
    ContactDraft,
    CountryDraft,
    CrossReference,
    IdentifierDraft,
    Issue,
    ListingDraft,
    NameDraft,
    PartialDate,
    PlaceDraft,
    Position,
    RelationDraft,
)
from importers.fields import country_code, identifier, partial_date, squeeze
from importers.us_ofac_remarks import Alias, FreeText, Statement, parse
from importers.vocabulary import IdentifierKind, IssueCode, NameKind, PartyKind, RelationKind, Strength

ALIAS_KINDS = {"a": NameKind.ALIAS, "f": NameKind.FORMER, "n": NameKind.ALIAS, "d": NameKind.ALIAS}
_PLACE_PIECES = re.compile(r",\s*")
_POSTAL = re.compile(r"^(.*?)[ ,]+((?:\S*\d\S*)(?: \S*\d\S*)?)$")
_LEI = re.compile(r"[A-Z0-9]{18}\d{2}")
_GENDERS = {"male": "male", "female": "female"}


class ListingUnderWay:
    """Collects what a file says about one listing; `draft` makes the frozen value, `issues` what was strange."""

    def __init__(self, list_key: str, reference: str, kind: PartyKind, position: Position) -> None:
        self.list_key, self.reference, self.kind, self.position = list_key, reference, kind, position
        self.issues: list[Issue] = []
        self.names: list[NameDraft] = []
        self.births: list[PartialDate] = []
        self.birth_places: list[PlaceDraft] = []
        self.nationalities: list[CountryDraft] = []
        self.addresses: list[PlaceDraft] = []
        self.identifiers: list[IdentifierDraft] = []
        self.relations: list[RelationDraft] = []
        self.contacts: list[ContactDraft] = []
        self.cross_references: list[CrossReference] = []
        self.genders: list[str] = []
        self.titles: list[str] = []
        self.positions: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.on_measures: list[Statement] = []
        self.free: list[str] = []

    def issue(self, code: IssueCode, message: str, field: str, value: str, mend: str | None = None) -> None:
        """Note something that was not taken at face value."""
        self.issues.append(Issue(code, message, self.position, self.reference, field, squeeze(value)[:200], mend))

    def name(self, text: str, kind: NameKind, strength: Strength, script: str | None = "Latn") -> None:
        """Add a name as OFAC prints it; a person's `FAMILY, Given` is turned into display order."""
        text = squeeze(text)
        if not any(map(str.isalpha, text)) and len(text) < 3:
            self.issue(IssueCode.BAD_VALUE, "This is no name.", "name", text)
            return
        family, comma, given = text.partition(", ") if self.kind is PartyKind.PERSON else (text, "", "")
        display = f"{given} {family}" if comma else text
        parts = (("family", family), ("given", given)) if comma else ()
        self.add_name(NameDraft(display, kind, strength, script, parts=parts))

    def add_name(self, name: NameDraft) -> None:
        """Add a name unless the same text is there already."""
        if all(known.text != name.text for known in self.names):
            self.names.append(name)

    def title(self, text: str) -> None:
        """Add a published title: a form of address, or else a position."""
        for piece in filter(None, map(squeeze, text.split(";"))):
            group = self.titles if piece.casefold() in terms.honorifics() else self.positions
            if piece not in group:
                group.append(piece)

    def birth(self, raw: str) -> None:
        """Add a date of birth, whatever its precision."""
        found = partial_date(raw)
        if found is None:
            self.issue(IssueCode.BAD_DATE, f"“{raw}” is no date that is understood.", "date of birth", raw)
        elif found.text not in [known.text for known in self.births]:
            self.births.append(found)

    def birth_place(self, raw: str) -> None:
        """Add a place of birth, e.g. `Derbent, Republic of Dagestan, Russia`."""
        place = place_of(squeeze(raw))
        if place not in self.birth_places:
            self.birth_places.append(place)

    def nationality(self, raw: str) -> None:
        """Add a nationality or citizenship."""
        code = self.country(raw, "nationality")
        if all(known.raw != raw for known in self.nationalities) and (
            code is None or all(known.code != code for known in self.nationalities)
        ):
            self.nationalities.append(CountryDraft(code, raw))

    def country(self, raw: str, field: str) -> str | None:
        """The ISO code of a country wording; an issue when it is not understood."""
        code = country_code(raw) if raw else None
        if raw and code is None and raw.casefold() not in terms.no_country():
            self.issue(IssueCode.UNKNOWN_COUNTRY, f"“{raw}” is no country that is known.", field, raw)
        return code

    def address(self, place: PlaceDraft) -> None:
        """Add an address unless it is there already."""
        if place not in self.addresses:
            self.addresses.append(place)

    def attribute(self, name: str, value: str) -> None:
        """Add what has no column of its own."""
        if value and (name, value) not in self.attributes:
            self.attributes.append((name, value))

    def remarks(self, text: str, *, cut: bool = False) -> None:
        """Take the remarks apart and add all they say; free text is kept, the title repeated in it is not."""
        for said in parse(text, cut=cut):
            match said:
                case Alias(letter, name):
                    self.name(name, ALIAS_KINDS[letter], Strength.WEAK)
                case FreeText(piece, labelled):
                    self._free_text(piece, labelled)
                case Statement():
                    self.state(said)

    def state(self, said: Statement) -> None:
        """Add one labelled value."""
        match said.term.family:
            case "identifier":
                self._numbered(said)
            case "contact":
                contact = ContactDraft(said.term.contact, said.value)
                if contact not in self.contacts:
                    self.contacts.append(contact)
            case "attribute":
                self.attribute(said.term.name, said.value)
            case _:
                self._role(said)

    def relate(self, relation: RelationDraft) -> None:
        """Add a connection unless it is there already."""
        if relation not in self.relations:
            self.relations.append(relation)

    def draft_by_tags(self, tags: Sequence[str], raw: dict[str, Any]) -> ListingDraft:
        """The finished draft where the file gives programme tags and nothing else about the place on OFAC's lists."""
        if self.list_key == "us_ofac_sdn":
            return self.draft(measures.entries_of_sdn(tags), raw)
        if measures.stands_on_sdn_list(tags, self.on_measures):
            self.cross_references.append(CrossReference("us_ofac_sdn", self.reference))
        return self.draft(measures.entries_of_cons(tags), raw)

    def draft(self, entries: Sequence[measures.Entry], raw: dict[str, Any]) -> ListingDraft:
        """The finished draft; designations are made of `entries` and of what was said about measures."""
        result = measures.imposed(entries, self.kind, self.on_measures)
        for tag in result.unknown_tags:
            self.issue(
                IssueCode.UNKNOWN_PROGRAMME,
                f"The programme “{tag}” is not in the table; the listing is kept under “unknown”.",
                "programme",
                tag,
                "Add the wording to lookups/programmes.toml.",
            )
        for wording in result.strange:
            self.issue(IssueCode.UNKNOWN_MEASURE, "What this imposes is not understood.", "measure", wording)
        return ListingDraft(
            self.list_key,
            self.reference,
            self.kind,
            tuple(self.names),
            self.position,
            result.designations,
            tuple(self.births),
            tuple(self.birth_places),
            tuple(self.nationalities),
            tuple(self.addresses),
            tuple(self.identifiers),
            tuple(self.relations),
            tuple(self.contacts),
            tuple(self.cross_references),
            tuple(self.genders),
            tuple(self.titles),
            tuple(self.positions),
            tuple(self.attributes),
            "; ".join(self.free) or None,
            raw=raw,
        )

    def _role(self, said: Statement) -> None:
        if measures.concerns_measures(said):
            self.on_measures.append(said)
            return
        match said.term.name:
            case "birth":
                self.birth(said.value)
            case "birth_place":
                self.birth_place(said.value)
            case "nationality":
                self.nationality(said.value)
            case "title":
                self.title(said.value)
            case "linked":
                self.relate(RelationDraft(RelationKind.LINKED, said.term.label, said.value))
            case "gender":
                self._gender(said.value)
            case other:
                self.issue(IssueCode.UNKNOWN_TERM, "This label is not expected here.", other, said.value)

    def _gender(self, value: str) -> None:
        gender = _GENDERS.get(value.casefold())
        if gender is None:
            self.issue(IssueCode.UNKNOWN_TERM, f"“{value}” is no gender that is known.", "gender", value)
        elif gender not in self.genders:
            self.genders.append(gender)

    def identifier(self, found: IdentifierDraft) -> None:
        """Add a number unless it is there already; a wrong check digit is an issue."""
        if found.valid is False:
            self.issue(
                IssueCode.BAD_CHECK_DIGIT,
                f"The check digit of “{found.value}” is wrong.",
                found.raw_kind or found.kind,
                found.value,
            )
        if found.value and found not in self.identifiers:
            self.identifiers.append(found)

    def details(self, values: Mapping[str, str]) -> None:
        """Add a vessel's or an aircraft's details: attribute name -> value; `call_sign` is an identifier."""
        for name, value in values.items():
            if value and name == "call_sign":
                self.identifier(identifier(IdentifierKind.CALL_SIGN, value, raw_kind="Call sign"))
            else:
                self.attribute(name, value)

    def _numbered(self, said: Statement) -> None:
        kind, value, note = said.term.identifier, said.value, said.note or None
        raw_kind = said.term.label
        if kind is IdentifierKind.CRYPTO_WALLET:
            currency, _, value = value.partition(" ")
            raw_kind = f"{raw_kind} - {currency}"
        elif said.term.name == "vessel_registration":
            kind = vessel_number(value)
        elif kind is IdentifierKind.LEI and not _LEI.fullmatch(value):
            kind = IdentifierKind.REGISTRATION  # the label also stands before numbers of national registers
        elif raw_kind.endswith(" IMO") and self.kind is PartyKind.VESSEL:
            kind = IdentifierKind.IMO
        self.identifier(
            identifier(
                kind,
                value,
                country=self.country(said.country, raw_kind),
                raw_kind=raw_kind,
                note=note,
                issued_on=self._date(said.issued, raw_kind),
                expires_on=self._date(said.expires, raw_kind),
                known_false=said.known_false,
            )
        )

    def _date(self, raw: str, field: str) -> PartialDate | None:
        found = partial_date(raw) if raw else None
        if raw and found is None:
            self.issue(IssueCode.BAD_DATE, f"“{raw}” is no date that is understood.", field, raw)
        return found

    def _free_text(self, piece: str, labelled: bool) -> None:
        if any(piece.rstrip(".") == title.rstrip(".") for title in (*self.positions, *self.titles)):
            return  # the title once more
        self.free.append(piece)
        if labelled:
            self.issue(
                IssueCode.UNKNOWN_TERM,
                "This seems to be a labelled value, but the label is not known; it was left in the remarks.",
                "remarks",
                piece,
                "Add the label to lookups/us_ofac.toml.",
            )


def vessel_number(value: str) -> IdentifierKind:
    """IMO for a vessel's registration that says so or has seven digits; otherwise a registration of some register."""
    bare = value.upper().removeprefix("IMO").strip(" :")
    return IdentifierKind.IMO if bare != value or (bare.isdigit() and len(bare) == 7) else IdentifierKind.REGISTRATION


@lru_cache(maxsize=65_536)
def place_of(raw: str) -> PlaceDraft:
    """A place written `city, region, country`; the country in one or two pieces (`Korea, North`), if named at all."""
    pieces = _PLACE_PIECES.split(raw)
    for taken in (2, 1):
        country_raw = ", ".join(pieces[-taken:])
        if len(pieces) >= taken and (code := country_code(country_raw)):
            before = pieces[:-taken]
            region = ", ".join(before[1:]) or None
            return PlaceDraft(raw, before[0] if before else None, region, country=code, country_raw=country_raw)
    return PlaceDraft(raw, city=pieces[0] or None, region=", ".join(pieces[1:]) or None)


def city_region_and_code(text: str) -> tuple[str | None, str | None, str | None]:
    """`Road Town, Tortola VG1110` taken apart into city, region and postal code, each None when absent."""
    found = _POSTAL.match(text)
    city, _, region = (found[1] if found else text).partition(", ")
    return city or None, region or None, found[2] if found else None
