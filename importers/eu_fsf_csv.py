"""The EU's CSV 1.1 (118 columns) and CSV 1.0: one row for each detail, brought together by logical id.

Delimiter `;`, UTF-8 with or without a byte order mark, quotes inside unquoted fields. A copy that a spreadsheet
program has saved is refused: it has lost letters (Greek, Cyrillic and Baltic names come out as question marks).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from importers import textfile
from importers.draft import Position
from importers.eu_fsf_published import IGNORED, READ, Published
from importers.fields import exact_date
from importers.gate import refuse
from importers.reading import Facts
from importers.textfile import Row

_GET_IT = "Download the CSV or, better, the XML 1.1 from the Commission again and send it without opening it."
_BLOCKS_1_1 = {
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
_NUMBER_1_0 = re.compile(r"^(.*?) \((\w+)-([^()]*)\)(?: \((.*)\))?$", re.DOTALL)
_CONTACT = re.compile(r"(PHONE|FAX|EMAIL|WEB)\[([^\]]*)\]")
_SWALLOWED = re.compile(r"\n\d\d/\d\d/\d{4};\d")
_LISTS = {"regulation": "regulations"} | dict(_BLOCKS_1_1.values())


@dataclass(slots=True)
class _Columns:
    """What each column of a file means: position -> (element, attribute) of XML 1.1; those that nothing knows."""

    shape: str
    meaning: dict[int, tuple[str, str]] = field(default_factory=dict)
    block_numbers: dict[str, int] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    width: int = 0

    def at(self, element: str, attribute: str) -> int | None:
        """The position of a column, None where the file has none."""
        return next((index for index, known in self.meaning.items() if known == (element, attribute)), None)


def read_published(path: Path, facts: Facts) -> Iterator[Published]:
    """Each listing of a CSV file, in the order of first appearance; sets the shape and the date of the file.

    A listing with a row of the wrong width comes with the width under `about["ragged"]`. Raises `FileRefused` for
    other columns, a file saved by a spreadsheet program, and a cut file.
    """
    _refuse_spreadsheet_copy(path)
    lines = textfile.rows(path, ";", lenient=True)
    header = next(lines, None)
    if header is None:
        raise refuse(path, "The file holds no rows.", _GET_IT)
    columns = _columns(path, header)
    facts.shape = columns.shape
    grouped = _grouped(path, lines, columns, facts)
    for rows in grouped.values():
        yield _published(path, rows, columns)


def _refuse_spreadsheet_copy(path: Path) -> None:
    """Refuse a file whose lines are each one quoted cell: what the spreadsheet program lost cannot be had back."""
    with path.open("rb") as stream:
        first = stream.readline(100_000).removeprefix(b"\xef\xbb\xbf").strip()
    if first.startswith(b'"') and first.rstrip(b"\t, ").endswith(b'"') and first.count(b'"') == 2 and b";" in first:
        raise refuse(
            path,
            "A spreadsheet program has saved this file: each line is one quoted cell, and letters outside Western "
            "Europe and commas are lost.",
            _GET_IT,
            row=1,
        )


def _columns(path: Path, header: Row) -> _Columns:
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
            f"{_GET_IT} A reworked copy can only be taken as a spreadsheet with a mapping of its columns.",
            row=header.number,
        )
    missing = [f"{element}/{attribute}" for element, attribute in needed if columns.at(element, attribute) is None]
    if missing:
        raise refuse(path, f"Columns are missing: {', '.join(missing)}.", _GET_IT, row=header.number)
    return columns


def _columns_1_1(header: Row, keys: list[str]) -> _Columns:
    columns = _Columns("CSV 1.1", width=len(keys))
    for index, key in enumerate(keys):
        if key == "filegenerationdate":
            columns.meaning[index] = ("file", "date")
            continue
        prefix = next((known for known in ("entity", *_BLOCKS_1_1) if key.startswith(known)), "")
        rest = key.removeprefix(prefix)
        element = _BLOCKS_1_1[prefix][0] if prefix in _BLOCKS_1_1 else "sanctionEntity"
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


def _columns_1_0(header: Row, keys: list[str]) -> _Columns:
    columns = _Columns("CSV 1.0", width=len(keys))
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


def _grouped(path: Path, lines: Iterator[Row], columns: _Columns, facts: Facts) -> dict[str, list[Row]]:
    """The rows of the file by logical id. A row without one is a listing of its own, under its row number."""
    at = columns.at("sanctionEntity", "logicalId")
    dated = columns.at("file", "date")
    assert at is not None  # noqa: S101 - `_columns` refuses the file otherwise
    grouped: dict[str, list[Row]] = {}
    last: Row | None = None
    for row in lines:
        facts.rows += 1
        if any("\n" in cell and _SWALLOWED.search(cell) for cell in row.cells):
            raise refuse(path, "A quote is left open and swallows the rows after it.", _GET_IT, row=row.number)
        if facts.published_on is None and dated is not None and dated < len(row.cells):
            facts.published_on = exact_date(row.cells[dated])
        number = row.cells[at].strip() if at < len(row.cells) else ""
        grouped.setdefault(number or f"row {row.number}", []).append(row)
        last = row
    if last is not None and len(last.cells) < columns.width:
        raise refuse(
            path, f"The last row has {len(last.cells)} of {columns.width} columns: the file is cut.", _GET_IT,
            row=last.number,
        )  # fmt: skip
    return grouped


def _published(path: Path, rows: list[Row], columns: _Columns) -> Published:
    found = Published(Position(path.name, row=rows[0].number), graded=False)
    seen: dict[str, dict[object, None]] = {}
    raw_rows = []
    for row in rows:
        if len(row.cells) < columns.width or any(row.cells[columns.width :]):
            found.about["ragged"] = f"row {row.number} has {len(row.cells)} columns, the header {columns.width}"
        blocks, raw_row = _blocks(row, columns)
        raw_rows.append(raw_row)
        for element, block in blocks.items():
            _add(found, element, block, seen, _block_key(element, block, row, columns))
    found.raw = {"columns": columns.shape, "rows": raw_rows}
    return found


def _blocks(row: Row, columns: _Columns) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """A row as blocks, and as (element/attribute -> text) of all that it holds."""
    blocks: dict[str, dict[str, str]] = {}
    raw_row = {}
    for index, cell in enumerate(row.cells[: columns.width]):
        if not cell or not (text := cell.strip()):
            continue
        element, attribute = columns.meaning.get(index, ("", ""))
        raw_row[f"{element}/{attribute}" if element else f"column {index + 1}"] = text
        if element:
            blocks.setdefault(element, {})[attribute] = text
        elif index in columns.unknown:
            blocks.setdefault("unknown", {})[columns.unknown[index]] = text
    return blocks, raw_row


def _block_key(element: str, block: Mapping[str, str], row: Row, columns: _Columns) -> object:
    index = columns.block_numbers.get(element)
    number = row.cells[index].strip() if index is not None and index < len(row.cells) else ""
    return number or tuple(sorted(block.items()))


def _add(
    found: Published, element: str, block: dict[str, str], seen: dict[str, dict[object, None]], key: object
) -> None:
    """Take one block of a row into the listing, unless an earlier row held it already."""
    if element == "sanctionEntity":
        remark = block.pop("remark", "").replace("\\n", "\n")
        if remark and remark not in found.remarks:
            found.remarks.append(remark)
        found.about.update(block)
    elif element == "subjectType":
        found.subject = block
    elif element == "unknown":
        found.unknown += [pair for pair in block.items() if pair not in found.unknown]
    elif element in _LISTS and key not in seen.setdefault(element, {}):
        seen[element][key] = None
        if element == "address":
            found.contacts += _CONTACT.findall(block.pop("contactInfo", ""))
            if number := block.pop("number", ""):
                block["street"] = f"{number} {block.get('street', '')}".strip()
        if element == "identification":
            block = _typed_number(block)
        if block:
            getattr(found, _LISTS[element]).append(block)


def _typed_number(block: dict[str, str]) -> dict[str, str]:
    """CSV 1.0 writes a number, its type and a remark in one cell: `D123 (passport-National passport) ((expired))`."""
    parts = _NUMBER_1_0.match(block.get("number", ""))
    if "identificationTypeCode" in block or parts is None:
        return block
    number, code, description, remark = parts.groups()
    typed = {"number": number, "identificationTypeCode": code, "identificationTypeDescription": description}
    if remark and (note := remark.strip("()? ")):
        typed["remark"] = note
    return block | typed
