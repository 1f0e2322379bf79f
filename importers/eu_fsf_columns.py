"""What each column of the EU's CSV 1.1 and 1.0 means, in the terms of XML 1.1."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from importers.eu_fsf_published import IGNORED, READ
from importers.gate import refuse
from importers.textfile import Row

GET_IT = "Download the CSV or, better, the XML 1.1 from the Commission again and send it without opening it."
BLOCKS_1_1 = {
    "namealias": ("nameAlias", "names"),
    "address": ("address", "addresses"),
    "birthdate": ("birthdate", "births"),
    "identification": ("identification", "identifications"),
    "citizenship": ("citizenship", "citizenships"),
}
# Columns of 1.1 whose name after the prefix is not the attribute's name in XML 1.1.
_RENAMED_1_1 = {
    "eureferencenumber": "euReferenceNumber",
    "subjecttype": "code",
    "subjecttypeclassificationcode": "classificationCode",
    "day": "dayOfMonth",
    "month": "monthOfYear",
    "typecode": "identificationTypeCode",
    "typedescription": "identificationTypeDescription",
    "issueddate": "issueDate",
    "type": "regulationType",
}
_COLUMNS_1_0 = {
    "datefile": ("file", "date"),
    "datefilexxxx": ("file", "date"),
    "entitylogicalid": ("sanctionEntity", "logicalId"),
    "subjecttype": ("subjectType", "code"),
    "lebanumtitle": ("regulation", "numberTitle"),
    "lebapublicationdate": ("regulation", "publicationDate"),
    "lebaurl": ("regulation", "publicationUrl"),
    "programme": ("regulation", "programme"),
    "entityremark": ("sanctionEntity", "remark"),
    "eurefnum": ("sanctionEntity", "euReferenceNumber"),
    "naallastname": ("nameAlias", "lastName"),
    "naalfirstname": ("nameAlias", "firstName"),
    "naalmiddlename": ("nameAlias", "middleName"),
    "naalwholename": ("nameAlias", "wholeName"),
    "naalgender": ("nameAlias", "gender"),
    "naaltitle": ("nameAlias", "title"),
    "naalfunction": ("nameAlias", "function"),
    "naallanguage": ("nameAlias", "nameLanguage"),
    "addrnumber": ("address", "number"),
    "addrstreet": ("address", "street"),
    "addrzipcode": ("address", "zipCode"),
    "addrcity": ("address", "city"),
    "addrcountry": ("address", "countryDescription"),
    "addrother": ("address", "contactInfo"),
    "birtdate": ("birthdate", "birthdate"),
    "birtplace": ("birthdate", "place"),
    "birtcountry": ("birthdate", "countryDescription"),
    "idennumber": ("identification", "number"),
    "idencountry": ("identification", "countryDescription"),
    "citicountry": ("citizenship", "countryDescription"),
}
_IGNORED_1_0 = re.compile(
    r"(?:naal|addr|birt|iden|citi)(?:logicalid|lebanumtitle|lebapublicationdate|lebaurl|programme)"
)
_WHOLE = frozenset({"file", "sanctionEntity", "subjectType", "regulation"})


@dataclass(slots=True)
class Columns:
    """What each column of a file means: position -> (element, attribute) of XML 1.1; those that nothing knows."""

    shape: str
    meaning: dict[int, tuple[str, str]] = field(default_factory=dict)
    block_numbers: dict[str, int] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    every: range = range(0)
    detail: tuple[int, ...] = ()  # the columns that differ between the rows of one listing ...
    about: Callable[[Sequence[str]], object] = tuple  # ... and what a row's cells say of the whole listing

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.headings)

    def settle(self, header: Row, width: int) -> None:
        """Once the meaning of all columns is known, note which of them speak of the listing as a whole."""
        # A heading may stand twice (CSV 1.0 repeats the logical id before every block).
        self.headings = tuple(
            name if name not in header.cells[:index] else f"{name} (column {index + 1})"
            for index, name in enumerate(header.cells[:width])
        )
        self.every = range(width)
        whole = {index for index, (element, _) in self.meaning.items() if element in _WHOLE}
        self.detail = tuple(index for index in self.every if index not in whole)
        self.about = itemgetter(*sorted(whole))

    def at(self, element: str, attribute: str) -> int | None:
        """The position of a column, None where the file has none."""
        return next((index for index, known in self.meaning.items() if known == (element, attribute)), None)


def columns_of(path: Path, header: Row) -> Columns:
    """The columns of a file from its first line. Raises `FileRefused` for other columns or missing ones."""
    keys = [re.sub(r"[^a-z0-9]", "", cell.casefold()) for cell in header.cells]
    while keys and not keys[-1]:
        keys.pop()
    if "namealiaswholename" in keys:
        columns = _columns_1_1(header, keys)
        needed = [("sanctionEntity", "logicalId"), ("subjectType", "code"), ("regulation", "programme")]
        needed += [("regulation", "numberTitle"), ("birthdate", "birthdate"), ("identification", "number")]
    elif "naalwholename" in keys:
        columns = _columns_1_0(header, keys)
        needed = [("sanctionEntity", "logicalId"), ("subjectType", "code"), ("regulation", "programme")]
        needed += [("regulation", "numberTitle"), ("birthdate", "birthdate")]
    else:
        raise refuse(
            path,
            "This is not a file of the EU: its first line does not hold the columns of CSV 1.1 (“Entity_LogicalId”, "
            "“NameAlias_WholeName”) or CSV 1.0 (“Entity_logical_id”, “Naal_wholename”) separated by semicolons.",
            f"{GET_IT} A reworked copy can only be taken as a spreadsheet with a mapping of its columns.",
            row=header.number,
        )
    missing = [f"{element}/{attribute}" for element, attribute in needed if columns.at(element, attribute) is None]
    if missing:
        raise refuse(path, f"Columns are missing: {', '.join(missing)}.", GET_IT, row=header.number)
    columns.settle(header, len(keys))
    return columns


def _columns_1_1(header: Row, keys: list[str]) -> Columns:
    columns = Columns("CSV 1.1")
    for index, key in enumerate(keys):
        if key == "filegenerationdate":
            columns.meaning[index] = ("file", "date")
            continue
        prefix = next((known for known in ("entity", *BLOCKS_1_1) if key.startswith(known)), "")
        rest = key.removeprefix(prefix)
        element = BLOCKS_1_1[prefix][0] if prefix in BLOCKS_1_1 else "sanctionEntity"
        if prefix != "entity" and rest == "logicalid":
            columns.block_numbers[element] = index
        if prefix == "entity" and rest.startswith("regulation"):
            element, rest = "regulation", rest.removeprefix("regulation")
        elif prefix == "entity" and rest.startswith("subjecttype"):
            element = "subjectType"
        elif prefix and rest.startswith("regulation"):
            continue  # the act by which this detail was added, or its language
        attribute = _attribute(element, rest) if prefix else None
        if attribute is not None:
            columns.meaning[index] = (element, attribute)
        elif not (prefix and rest in _IGNORED_KEYS):
            columns.unknown[index] = header.cells[index]
    return columns


_IGNORED_KEYS = frozenset(name.lower() for name in IGNORED)
_MORE = {"sanctionEntity": {"remark"}, "regulation": {"publicationUrl"}, "address": {"contactInfo"}}


def _attribute(element: str, key: str) -> str | None:
    """The attribute of XML 1.1 that a column of that name stands for."""
    known = READ[element] | _MORE.get(element, set()) | {"remark"}
    renamed = _RENAMED_1_1.get(key)
    if renamed in known:
        return renamed
    return next((name for name in known if name.lower() == key), None)


def _columns_1_0(header: Row, keys: list[str]) -> Columns:
    columns = Columns("CSV 1.0")
    blocks = {"naal": "nameAlias", "addr": "address", "birt": "birthdate", "iden": "identification"}
    for index, key in enumerate(keys):
        if key in _COLUMNS_1_0:
            # The logical id is repeated before every block; the first one counts.
            if columns.at(*_COLUMNS_1_0[key]) is None:
                columns.meaning[index] = _COLUMNS_1_0[key]
        elif _IGNORED_1_0.fullmatch(key):
            if key.endswith("logicalid"):
                columns.block_numbers[(blocks | {"citi": "citizenship"})[key[:4]]] = index
        else:
            columns.unknown[index] = header.cells[index]
    return columns
