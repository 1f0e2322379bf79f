"""The UK Sanctions List as a table: CSV, XLSX or ODS, 58 columns below a line with the report date.

Names, addresses, birth dates and numbers multiply into rows; what belongs together stays together only inside one row's
name, address, document with its wording, and town with its country.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from importers.draft import Issue
from importers.fields import exact_date
from importers.gate import refuse
from importers.gb_published import Act, Published, plain_text
from importers.reading import Facts
from importers.row_groups import Group, Table, groups, read_table, unknown_columns
from importers.vocabulary import IssueCode

_NAME = (*(f"Name {number}" for number in range(1, 7)), "Name type", "Alias strength")
_SCRIPT = ("Name non-latin script", "Non-latin script type", "Non-latin script language")
_ADDRESS = (*(f"Address Line {number}" for number in range(1, 7)), "Address Postal Code", "Address Country")
_PASSPORT = ("Passport number", "Passport additional information")
_NATIONAL_ID = ("National Identifier number", "National Identifier additional information")
_BIRTH_PLACE = ("Town of birth", "Country of birth")
_ATTRIBUTES = {
    "Type of entity": "organisation_type",
    "Current believed flag of ship": "flag",
    "Previous flags": "former_flag",
    "Type of ship": "vessel_type",
    "Tonnage of ship": "tonnage",
    "Length of ship": "length",
    "Year Built": "year_built",
    "Hull identification number (HIN)": "hull_number",
}
_NEEDED = (
    *_NAME, *_ADDRESS, *_BIRTH_PLACE, "Unique ID", "Last Updated", "Regime Name", "Designation Type",
    "Sanctions Imposed", "Other Information", "UK Statement of Reasons", "Date Designated", "D.O.B",
    "Nationality(/ies)", "Passport number", "IMO number",
)  # fmt: skip
_OTHERS = (
    *_SCRIPT, *_PASSPORT, *_NATIONAL_ID, *_ATTRIBUTES, "OFSI Group ID", "UN Reference Number", "Title",
    "Designation source", "Phone number", "Website", "Email address", "Position", "Gender", "Subsidiaries",
    "Parent company", "Business registration number (s)", "Current owner/operator (s)",
    "Previous owner/operator (s)",
)  # fmt: skip
_WRONG = "The legacy OFSI list (column “Group ID”) is read as gb_ofsi; the list's own XML is read as it is."
_REPORT_DATE = re.compile(r"report date\s*:?\s*(.*)", re.IGNORECASE)


def read_table_file(path: Path, facts: Facts) -> Iterator[tuple[Published, Act] | Issue]:
    """Each Unique ID of a table with its designation, and the rows that have none as issues."""
    table = read_table(path, "Unique ID", _NEEDED, _WRONG)
    facts.shape = "UK Sanctions List workbook" if table.sheet else "UK-Sanctions-List.csv"
    facts.published_on = _report_date(table)
    yield from unknown_columns(table, frozenset({*_NEEDED, *_OTHERS}))
    for group in groups(table, "Unique ID", facts):
        yield group if isinstance(group, Issue) else _published(group)


def _report_date(table: Table) -> date:
    for row in table.above:
        text = " ".join(cell for cell in row.cells if cell)
        if (said := _REPORT_DATE.search(text)) and (found := exact_date(said[1].replace("-", " "))):
            return found
        if found := next(filter(None, map(exact_date, row.cells)), None):
            return found
    raise refuse(
        table.path,
        "The date of the list (“Report Date: ...”) is missing above the header.",
        "Send the file as it was published, with its first row.",
        row=1,
    )


def _published(group: Group) -> tuple[Published, Act] | Issue:
    kinds = group.texts("Designation Type")
    item = Published(
        "gb_uksl",
        group.reference,
        kinds[0] if kinds else "",
        group.position,
        group.raw(),
        names=[name for name in group.pairs(_NAME) if any(name[:6])],
        scripts=[script for script in group.pairs(_SCRIPT) if script[0]],
        titles=group.texts("Title"),
        births=group.texts("D.O.B"),
        birth_places=group.pairs(_BIRTH_PLACE),
        nationalities=group.texts("Nationality(/ies)"),
        passports=group.pairs(_PASSPORT),
        national_ids=group.pairs(_NATIONAL_ID),
        positions=group.texts("Position"),
        addresses=group.pairs(_ADDRESS),
        phones=group.texts("Phone number"),
        emails=group.texts("Email address"),
        websites=group.texts("Website"),
        genders=group.texts("Gender"),
        company_numbers=group.texts("Business registration number (s)"),
        parents=group.texts("Parent company"),
        subsidiaries=group.texts("Subsidiaries"),
        imo_numbers=group.texts("IMO number"),
        owners=group.texts("Current owner/operator (s)"),
        former_owners=group.texts("Previous owner/operator (s)"),
        attributes=[(name, text) for column, name in _ATTRIBUTES.items() for text in group.texts(column)],
        remarks="\n".join(map(plain_text, group.texts("Other Information"))),
    )
    if len(kinds) > 1:
        return item.refusal(IssueCode.CONFLICT, "The rows differ in kind.", "Designation Type", " / ".join(kinds))
    act = Act(
        regimes=group.texts("Regime Name"),
        sources=group.texts("Designation source"),
        imposed=group.texts("Sanctions Imposed"),
        designated=group.texts("Date Designated"),
        updated=group.texts("Last Updated"),
        un_references=group.texts("UN Reference Number"),
        ofsi_groups=group.texts("OFSI Group ID"),
        reasons=group.texts("UK Statement of Reasons"),
    )
    return item, act
