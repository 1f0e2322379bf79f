"""The cells of the Australian list that have a grammar of their own: dates, places, committees, listing information.

Alternatives are written `a) ... b) ...`, `;`, `or`, `>>` or `alt DOB:`, with remarks in brackets.
"""

import re
from collections.abc import Iterable
from datetime import date

from importers import programmes
from importers.draft import (
    CountryDraft,
    DesignationDraft,
    IdentifierDraft,
    Issue,
    MeasureDraft,
    PartialDate,
    PlaceDraft,
)
from importers.fields import countries, country_code, exact_date, lettered, partial_dates, squeeze
from importers.row_groups import Group
from importers.vocabulary import Basis, IssueCode, MeasureCode, PartyKind

_NULLS = frozenset({"", "na", "n/a", "-", "unknown", "none", "not available"})
_ALTERNATIVE = re.compile(
    r">>|\(?(?:for )?this aka only,?|\balt\.?(?=\s+(?:dob|pob|born|\d))|\balt\b\s*(?=[A-Z])|\b(?:dob|born)\b:?"
    r"|(?<=\d{4})\s{2,}(?=\d)",
    re.IGNORECASE,
)
_ALSO_CITIZEN = re.compile(r"\(this aka only, alt\.? citizenship ([^()]{2,40})\)", re.IGNORECASE)
_ASIDE = re.compile(r"\((?:as|from|appears|according|this|also)\b[^()]{0,120}\)?", re.IGNORECASE)
_HIJRI = re.compile(r"^(.*?)\s*\(?hijri(?: calendar)?\)?$", re.IGNORECASE)
_DAY = r"(\d{1,2}[ ./-]{0,2}(?:\d{1,2}|[A-Za-z]{3,9})\.?[ ./-]{0,2}\d{4})"
_LISTED = re.compile(
    r"(?<![-\w])(?:first )?(?:listed|designated)(?! on the RBA| as )"
    r"(?:\s?(?:on)?:?\s*|\b(?:(?!amended|re-?list)[^.;\n]){0,90}?\b(?:on:?|Committee)\s*)" + _DAY,
    re.IGNORECASE,
)
_NOT_FIRST = re.compile(r"(?:\bre-?|\blast |\balso |\bformerly |\bpreviously |\bagain )$", re.IGNORECASE)
_CHANGED = re.compile(r"\b(?:amended|re-?listed|re-?listing|last listed|declared)\b", re.IGNORECASE)
_ANY_DAY = re.compile(_DAY)
_INSTRUMENT = re.compile(
    r"(?:Autonomous Sanctions|Charter of the United Nations)\s\([^()]{5,200}\)[^.;\n\[(]{0,60}"
    r"(?:\(No\.? ?\d+\)\s)?(?:Instrument|List|Declaration|Listing)s? \d{4}"
)
_COLUMN_CODES = {
    "Targeted Financial Sanction": MeasureCode.ASSET_FREEZE,
    "Travel Ban": MeasureCode.TRAVEL_BAN,
    "Arms Embargo": MeasureCode.ARMS_RESTRICTION,
    "Maritime Restriction": MeasureCode.VESSEL_MEASURE,
}
_ADDRESS_LABEL = re.compile(r"^[^():]{0,40}\bAddress:\s*(?=\(?a\))")
_NO_PLACE = re.compile(r"^(?:phone|tel|fax|mobile|e-?mail)\b|:$", re.IGNORECASE)
_POSTAL_CODE = re.compile(r"[A-Z]{0,3}[ -]?\d[\d -]{2,9}")
_YES, _NO = frozenset({"1", "true", "yes", "y", "x"}), frozenset({"", "0", "false", "no", "n", "na", "n/a", "-"})


class Cells:
    """One listing's cells, read one column after the other; doubts gather in `issues`."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.issues: list[Issue] = []

    def doubt(self, code: IssueCode, message: str, column: str, value: str = "") -> None:
        """Note something that was not taken at face value; the listing itself is still taken."""
        self.issues.append(self._issue(code, message, column, value))

    def refusal(self, code: IssueCode, message: str, column: str, value: str = "") -> Issue:
        """The issue for which the listing is left out."""
        return self._issue(code, message, column, value, refuses=True)

    def _issue(self, code: IssueCode, message: str, column: str, value: str, *, refuses: bool = False) -> Issue:
        group = self.group
        mend = "Correct the value, or tell the maintainers when it is DFAT's own new wording." if refuses else None
        return Issue(code, message, group.position, group.reference, column, value[:200] or None, mend, refuses)

    def column(self, name: str) -> list[str]:
        """The texts of a column, one for each row; none when the table has no such column."""
        (place,) = self.group.table.places((name,))
        return [] if place is None else [row.cells[place].strip() for row in self.group.rows]

    def births(self) -> tuple[PartialDate, ...]:
        found: dict[str, PartialDate] = {}
        for cell in self.group.texts("Date of Birth"):
            if hijri := _HIJRI.match(cell):
                found[cell] = PartialDate(None, hijri[0], calendar="hijri")
                continue
            dates, strange = partial_dates(_ALTERNATIVE.sub("; ", _ASIDE.sub(" ", cell)), excel_serials=True)
            found.update((known.text or known.raw, known) for known in dates if known.text not in found)
            for piece in (piece.strip(" ,()") for piece in strange):
                if piece.casefold() not in _NULLS:
                    self.doubt(IssueCode.BAD_DATE, "This date of birth is not understood.", "Date of Birth", piece)
        return tuple(found.values())

    def nationalities(self) -> tuple[CountryDraft, ...]:
        found = [
            country
            for cell in self.group.texts("Citizenship")
            for country in countries(_ALSO_CITIZEN.sub(r"; \1", cell))
            if country.raw.strip(" ()").casefold() not in _NULLS
        ]
        for country in found:
            if country.code is None:
                self.doubt(IssueCode.UNKNOWN_COUNTRY, "This citizenship is not understood.", "Citizenship", country.raw)
        return tuple({(country.code, country.raw.casefold()): country for country in found}.values())

    def places(self, column: str) -> tuple[PlaceDraft, ...]:
        """Places of birth or addresses; `a) b)`, semicolons and blank lines part them, single line breaks do not."""
        found: dict[str, PlaceDraft] = {}
        for cell in self.group.texts(column):
            for item in lettered(_ADDRESS_LABEL.sub("", cell)):
                for piece in map(squeeze, re.split(r";|\n\s*\n", item)):
                    if piece.strip(" .,").casefold() not in _NULLS and not _NO_PLACE.search(piece):
                        found.setdefault(piece.casefold(), place(piece, is_address=column == "Address"))
        return tuple(found.values())

    def checked(self, identifiers: Iterable[IdentifierDraft]) -> tuple[IdentifierDraft, ...]:
        """Each identifier once; a wrong check digit is reported and the number kept."""
        found: dict[tuple[str, str], IdentifierDraft] = {}
        for item in identifiers:
            found.setdefault((item.kind.value, "".join(filter(str.isalnum, item.value))), item)
        for item in found.values():
            if item.valid is False:
                column = item.raw_kind or item.kind.value
                self.doubt(IssueCode.BAD_CHECK_DIGIT, "The check digit is wrong.", column, item.value)
        return tuple(found.values())

    def designations(self, kind: PartyKind, flags: tuple[str, ...]) -> tuple[DesignationDraft, ...]:
        """One for each committee or regime; the measures are the flags where the file has them."""
        listed, amended = self._dates()
        acts = list(dict.fromkeys(squeeze(text) for text in self.group.texts("Instrument of Designation")))
        acts += [squeeze(hit) for text in self.group.texts("Listing Information") for hit in _INSTRUMENT.findall(text)]
        explicit = self._flagged(kind, flags)
        found = []
        for committee in self._committees():
            programme = programmes.find("AU", committee)
            if programme is None:
                self.doubt(IssueCode.UNKNOWN_PROGRAMME, "This committee is not known.", "Committees", committee)
            implied = programme.measures(kind, committee) if programme and not flags else ()
            legal_act = acts[0] if acts else programme.legal_act if programme else None
            found.append(
                DesignationDraft(
                    programme.key if programme else programmes.UNKNOWN,
                    committee,
                    explicit if flags else implied,
                    authority=programme.authority if programme else None,
                    legal_act=legal_act,
                    listed_on=listed,
                    amended_on=amended,
                )
            )
        return tuple(found)

    def _committees(self) -> list[str]:
        """The committees named; a cell with several holds them on lines or with semicolons between."""
        found: dict[str, None] = {}
        for cell in self.group.texts("Committees"):
            whole = squeeze(cell)
            if programmes.find("AU", whole):
                found[whole] = None
                continue
            pieces = [squeeze(piece) for piece in re.split(r"[;\n]|,\s+(?=\d{3,4} \(|Autonomous)", cell)]
            found.update(dict.fromkeys(filter(None, pieces)))
        if not found:
            self.doubt(IssueCode.MISSING_FIELD, "The listing names no committee.", "Committees")
        return list(found) or [""]

    def _flagged(self, kind: PartyKind, flags: tuple[str, ...]) -> tuple[MeasureDraft, ...]:
        found = []
        for column in flags:
            said = {text.casefold() for text in self.column(column)}
            for text in sorted(said - _YES - _NO):
                self.doubt(IssueCode.UNKNOWN_MEASURE, "This is neither yes nor no; not taken.", column, text)
            if not said & _YES:
                continue
            if _COLUMN_CODES[column] is MeasureCode.TRAVEL_BAN and kind is not PartyKind.PERSON:
                self.doubt(IssueCode.CONFLICT, "A travel ban is for persons only; left out.", column, kind.value)
            else:
                found.append(MeasureDraft(_COLUMN_CODES[column], Basis.EXPLICIT, column))
        if flags and not found:
            self.doubt(IssueCode.MISSING_FIELD, "No measure is marked for this listing.", ", ".join(flags))
        return tuple(found)

    def _dates(self) -> tuple[date | None, date | None]:
        """(listed, amended). The Control Date is the latest change: an amendment only after a known listing."""
        listed: list[date] = []
        amended: list[date] = []
        for text in map(squeeze, self.group.texts("Listing Information")):
            listed += filter(None, [exact_date(text) or exact_date(text.split(" (")[0])])
            listed += listing_days(text)
            if changed := _CHANGED.search(text):
                amended += days(text[changed.end() :])
        first = min(listed, default=None)
        control = max(filter(None, map(exact_date, self.group.texts("Control Date"))), default=None)
        if control and first and control > first:
            amended.append(control)
        latest = max(amended, default=None)
        return first, latest if latest != first else None


def listing_days(text: str) -> list[date]:
    """The days of `Listed by ... on 25 January 2001`, not those of `relisted on`, `last listed on` or `formerly`."""
    return [
        day
        for hit in _LISTED.finditer(text)
        if not _NOT_FIRST.search(text[: hit.start()]) and (day := exact_date(_spaced(hit[1])))
    ]


def days(text: str) -> list[date]:
    """Every full date in a text."""
    return [day for hit in _ANY_DAY.findall(text) if (day := exact_date(_spaced(hit)))]


def _spaced(text: str) -> str:
    return re.sub(r"(?<=[A-Za-z.])(?=\d{4})", " ", text)


def place(text: str, *, is_address: bool) -> PlaceDraft:
    """A place from running text: the country is the last part, or the last words of it, when they name one."""
    bare = re.sub(r"\s*\([^()]*\)\s*\.?$", "", text).strip(" ,.") or text
    *upper, last = [part.strip() for part in bare.split(",") if part.strip()] or [bare]
    code, wording, rest = _ending_country(last)
    if code is None:
        return PlaceDraft(text, street=bare if is_address and upper else None)
    parts = [*upper, rest] if rest else upper
    codes = [part for part in parts if _POSTAL_CODE.fullmatch(part)] if is_address else []
    parts = [part for part in parts if part not in codes]
    city = (parts[-1] if is_address else parts[0]) if parts else None
    others = ", ".join(parts[:-1] if is_address else parts[1:]) or None
    return PlaceDraft(
        text,
        city=city,
        street=others if is_address else None,
        region=None if is_address else others,
        postal_code=codes[-1] if codes else None,
        country=code,
        country_raw=wording,
    )


def _ending_country(last: str) -> tuple[str | None, str | None, str]:
    """(code, its wording, the words before it): `295021 Ukraine` -> UA, `295021`."""
    words = last.split()
    for start in range(max(0, len(words) - 7), len(words)):
        wording = " ".join(words[start:])
        if code := country_code(wording):
            return code, wording, " ".join(words[:start])
    return None, None, last
