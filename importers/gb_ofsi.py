"""The legacy OFSI consolidated list (ConList, closed 28 January 2026), as CSV and as workbook.

The reference is the Group ID: one party, under every regime that lists it; one designation for each regime. The date
stands in row 1, the header in row 2. The list held financial sanctions only, so a travel ban is never read from it.
`Listed On` is the list's own listing date; `UK Sanctions List Date Designated` is when the designation under the
present UK regulations took effect (31/12/2020 for those carried over from EU law), so it becomes `effective_from`.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from importers import programmes
from importers.draft import CrossReference, DesignationDraft, Issue, ListingDraft
from importers.fields import exact_date, squeeze
from importers.gate import refuse
from importers.gb_common import describe
from importers.gb_measures import financial
from importers.gb_published import Published, plain_text
from importers.gb_terms import KINDS
from importers.reading import Facts
from importers.row_groups import Group, Table, groups, read_table, unknown_columns
from importers.vocabulary import IssueCode, PartyKind

LIST_KEY = "gb_ofsi"
_NAME = (*(f"Name {number}" for number in range(1, 7)), "Alias Type", "Alias Quality")
_SCRIPT = ("Name Non-Latin Script", "Non-Latin Script Type", "Non-Latin Script Language")
_ADDRESS = (*(f"Address {number}" for number in range(1, 7)), "Post/Zip Code", "Country")
_ACT = ("Regime", "Listed On", "UK Sanctions List Date Designated", "Last Updated")
# Absent from older editions of the list.
_OPTIONAL = frozenset(
    {
        *_SCRIPT,
        "Alias Quality",
        "Passport Number",
        "Passport Details",
        "National Identification Number",
        "National Identification Details",
        "UK Sanctions List Date Designated",
    }
)
_COLUMNS = (
    *_NAME, *_SCRIPT, *_ADDRESS, *_ACT, "Title", "DOB", "Town of Birth", "Country of Birth", "Nationality",
    "Passport Number", "Passport Details", "National Identification Number", "National Identification Details",
    "Position", "Other Information", "Group Type", "Group ID",
)  # fmt: skip
_NEEDED = tuple(column for column in _COLUMNS if column not in _OPTIONAL)
_WRONG = "The UK Sanctions List (column “Unique ID”) is read as gb_uksl."

# `(Label):text` in Other Information. A bracket in running text has a space behind its colon; a label has none.
_LABELLED = re.compile(
    r"\(((?:List of persons named in relation to financial and investment restrictions Group ID)"
    r"|(?:[^()]{2,60}(?=\):\S)))\):"
)
_UK_REFERENCE = re.compile(r"[A-Z]{3}\d{4}")
_UN_REFERENCE = re.compile(r"([A-Z]{2})([iIeE])\. ?(\d{3})")
_REFERENCE = r"(?:[A-Z]{3}\d{4}|[A-Z]{2}[iIeE]\. ?\d{3})"
_HEAD = re.compile(rf"\s*({_REFERENCE}(?:(?:\s*[,;]\s*|\s+and\s+){_REFERENCE}){{0,9}})\s*\.?\s*")
_FORMULA = re.compile(
    r"Financial sanctions imposed in addition to an asset freeze:\s*"
    r"(?:(?:Correspondent|Dealing|Loans|Trust|Internet)[^.]{3,80}\.\s*){1,8}"
    r"(?:Date trust services sanctions imposed: [\d/]+\.?)?"
)
_INVESTMENT_LIST = "List of persons named in relation to financial and investment restrictions Group ID"
# Which field of `Published` a label fills.
_LABELS = {
    "Gender": "genders",
    "Phone number": "phones",
    "Fax": "faxes",
    "Fax number": "faxes",
    "Tel": "phones",
    "Email address": "emails",
    "Website": "websites",
    "Parent company": "parents",
    "Subsidiaries": "subsidiaries",
    "Business Reg No": "company_numbers",
    "IMO number": "imo_numbers",
    "Current owners": "owners",
    "Current owner/operator": "owners",
    "Previous owner/operator": "former_owners",
    "Previous owners": "former_owners",
}
_ATTRIBUTES = {
    "Type of entity": "organisation_type",
    "Flag of ship": "flag",
    "Previous flags": "former_flag",
    "Type of ship": "vessel_type",
    "Tonnage of ship": "tonnage",
    "Length of ship": "length",
    "Year built": "year_built",
    "Hull identification number (HIN)": "hull_number",
}
_INNER = re.compile(r"\((Fax|Tel)\):")
# Which regimes a UK reference belongs to, by its three letters; to tell apart the references of one party.
_REGIMES = {
    "AFG": "Afghanistan", "AQD": "ISIL (Da'esh) and Al-Qaida", "BEL": "Belarus", "BIH": "Bosnia and Herzegovina",
    "CAF": "Central African Republic", "CHW": "Chemical Weapons", "CTD": "Counter-Terrorism (Domestic)",
    "CTI": "Counter-Terrorism (International)", "CYB": "Cyber", "DPR": "Democratic People's Republic of Korea",
    "DRC": "Democratic Republic of the Congo", "GAC": "Global Anti-Corruption", "GHR": "Global Human Rights",
    "GUB": "Guinea-Bissau", "GUI": "Guinea", "HAI": "Haiti", "INU": "Iran (Nuclear)", "IRN": "Iran", "IRQ": "Iraq",
    "LIB": "Libya", "MAL": "Mali", "MYA": "Myanmar", "NIC": "Nicaragua", "RUS": "Russia", "SOM": "Somalia",
    "SSD": "South Sudan", "SSU": "South Sudan", "SUD": "Sudan", "SYR": "Syria", "VEN": "Venezuela", "YEM": "Yemen",
    "ZIM": "Zimbabwe",
}  # fmt: skip


def read_gb_ofsi(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Drafts and issues of a ConList file, CSV or workbook. Raises `FileRefused` for anything else."""
    if len(paths) != 1:
        raise refuse(paths[0] if paths else Path("gb_ofsi"), "The OFSI list is one file.", "Give exactly one file.")
    table = read_table(paths[0], "Group ID", _NEEDED, _WRONG)
    facts.shape = "ConList workbook" if table.sheet else "ConList.csv"
    facts.published_on = _published_on(table)
    yield from unknown_columns(table, frozenset(_COLUMNS))
    for group in groups(table, "Group ID", facts):
        if isinstance(group, Issue):
            yield group
        else:
            yield from _listing(group)


def _published_on(table: Table) -> date | None:
    for row in table.above:
        for cell in row.cells:
            if found := exact_date(cell.rsplit(":", 1)[-1].strip()):
                return found
    raise refuse(
        table.path,
        "The date of the list is missing above the header (“Last Updated”, then a date).",
        "Send the file as OFSI published it, with its first row.",
        row=1,
    )


def _listing(group: Group) -> Iterator[ListingDraft | Issue]:
    kinds = group.texts("Group Type")
    item = Published(
        LIST_KEY,
        group.reference,
        kinds[0] if kinds else "",
        group.position,
        group.raw(),
        names=group.pairs(_NAME),
        scripts=[script for script in group.pairs(_SCRIPT) if script[0]],
        titles=group.texts("Title"),
        births=group.texts("DOB"),
        birth_places=group.pairs(("Town of Birth", "Country of Birth")),
        nationalities=group.texts("Nationality"),
        passports=group.pairs(("Passport Number", "Passport Details")),
        national_ids=group.pairs(("National Identification Number", "National Identification Details")),
        positions=group.texts("Position"),
        addresses=group.pairs(_ADDRESS),
    )
    if len(kinds) > 1:
        yield item.refusal(IssueCode.CONFLICT, "The rows differ in kind.", "Group Type", " / ".join(kinds))
        return
    notes = _Notes(item)
    for text in group.texts("Other Information"):
        notes.read(text)
    kind = KINDS.get(item.kind.casefold(), PartyKind.UNKNOWN)
    designations = tuple(_designation(item, notes, act, kind) for act in group.pairs(_ACT))
    if not designations:
        item.doubt(IssueCode.MISSING_FIELD, "The listing names no regime.", "Regime")
    draft = describe(item, designations, notes.references)
    if not isinstance(draft, Issue):
        yield from item.issues
    yield draft


class _Notes:
    """What the column Other Information says, label by label; the running text between labels becomes remarks."""

    def __init__(self, item: Published) -> None:
        self._item = item
        self.references: list[CrossReference] = []
        self.reasons: str | None = None
        self.text = ""

    def read(self, text: str) -> None:
        self.text = f"{self.text} {text}".strip()
        marks = list(_LABELLED.finditer(text))
        self._remark(text[: marks[0].start()] if marks else text)
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        for mark, end in zip(marks, ends, strict=True):
            self._take(mark[1].strip(), text[mark.end() : end].strip())

    def _take(self, label: str, value: str) -> None:
        if label in ("UK Sanctions List Ref", "UN Ref"):
            self._remark(self._refer(label, value))
        elif label == "UK Statement of Reasons":
            self.reasons = plain_text(value)
        elif label == _INVESTMENT_LIST:
            number, _, rest = value.partition(".")
            self._item.attributes.append(("investment_restrictions_group_id", number))
            self._remark(rest)
        elif label in _ATTRIBUTES:
            self._item.attributes.append((_ATTRIBUTES[label], value))
        elif label in _LABELS:
            self._fill(label, value)
        else:
            self._item.doubt(
                IssueCode.UNKNOWN_FIELD, f"The label “({label})” is not known.", "Other Information", value
            )
            self._remark(f"({label}): {value}")

    def _fill(self, label: str, value: str) -> None:
        """A telephone cell may go on with `(Fax): ...` inside."""
        first, *rest = _INNER.split(value)
        getattr(self._item, _LABELS[label]).append(first.strip(" .;"))
        for inner, text in zip(rest[::2], rest[1::2], strict=True):
            getattr(self._item, _LABELS[inner]).append(text.strip(" .;"))

    def _refer(self, label: str, value: str) -> str:
        """Take the references at the start; what follows them is returned. UN references of others stay in the text."""
        head = _HEAD.match(value)
        if head is None:
            self._item.doubt(IssueCode.BAD_VALUE, f"No reference stands after “({label})”.", "Other Information", value)
            return value
        uk = _UK_REFERENCE.findall(head[1])
        un = [f"{letters}{kind.lower()}.{number}" for letters, kind, number in _UN_REFERENCE.findall(head[1])]
        self.references += [CrossReference("gb_uksl", found) for found in uk]
        self.references += [CrossReference("un_sc", found) for found in un]
        if uk if label == "UN Ref" else un:
            self._item.doubt(IssueCode.BAD_VALUE, f"Another list's reference stands after “({label})”.", label, head[1])
        return value[head.end() :]

    def _remark(self, text: str) -> None:
        text = squeeze(_FORMULA.sub("", plain_text(text))).strip()
        if text and text not in self._item.remarks:
            self._item.remarks = f"{self._item.remarks} {text}".strip()


def _designation(item: Published, notes: _Notes, act: tuple[str, ...], kind: PartyKind) -> DesignationDraft:
    regime, listed, designated, updated = act
    programme = programmes.find("GB", regime)
    if programme is None:
        item.doubt(IssueCode.UNKNOWN_PROGRAMME, "This regime is not known.", "Regime", regime)
    own = [
        reference.value
        for reference in notes.references
        if reference.scheme == "gb_uksl" and _REGIMES.get(reference.value[:3]) == regime
    ]
    source = f"OFSI consolidated list: {regime}" + (f" ({', '.join(own)})" if own else "")
    return DesignationDraft(
        programme.key if programme else programmes.UNKNOWN,
        regime,
        financial(source, notes.text, kind),
        authority=programme.authority if programme else None,
        legal_act=programme.legal_act if programme else None,
        listed_on=_date(item, listed, "Listed On"),
        effective_from=_date(item, designated, "UK Sanctions List Date Designated"),
        amended_on=_date(item, updated, "Last Updated"),
        reasons=notes.reasons,
    )


def _date(item: Published, text: str, column: str) -> date | None:
    found = exact_date(text) if text else None
    if text and found is None:
        item.doubt(IssueCode.BAD_DATE, "This date is not understood.", column, text)
    return found
