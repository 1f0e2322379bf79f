"""Official lists to one neutral LISTINGS.csv, so that linking can be measured on real data without the registry.

The readers here take only what a comparison needs and know only the files named in `READERS`; the registry's own
importers are stricter and keep everything.
Run `python tests/benchmarks/matching/lists.py LISTS_DIR OUT.csv [--sparse] [--identifiers] SOURCE...`.
"""

import argparse
import ast
import csv
import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import defusedxml.ElementTree as ElementTree
from python_calamine import CalamineWorkbook

from matching.subject import Kind, Strength

HEADER = ("list", "reference", "kind", "name", "strength", "born", "country", "identifiers")
THREE_LISTS = ("uk2025", "un2025", "ofac2023")
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


NUMBERED_REMARK = re.compile(
    r"(Passport|National ID|Cedula|Tax ID|Registration|Identification|SSN|NIT|RUC)\b[^\d]*?(\S*\d\S*)(?: \(.+?\))?.*"
)


@dataclass(slots=True)
class Listing:
    """One listing as far as a comparison needs it; the first Latin name is the primary one."""

    source: str
    reference: str
    kind: Kind | None
    names: dict[str, Strength] = field(default_factory=dict)
    births: dict[str, None] = field(default_factory=dict)
    countries: dict[str, None] = field(default_factory=dict)
    identifiers: dict[str, None] = field(default_factory=dict)

    def add_name(self, text: str, strength: Strength = Strength.UNSTATED) -> None:
        """Keep a name once, with the strength it was first given."""
        text = " ".join(text.split())
        if text and text != "-0-":
            self.names.setdefault(text, strength)


def listings_csv(lists_dir: Path, out: Path, sources: Sequence[str], sparse: bool, identifiers: bool = False) -> int:
    """Write the listings of `sources` to `out` and return how many there are.

    `sparse` keeps the primary Latin name alone; `identifiers` shows passport, national and registration numbers.
    """
    count = 0
    with out.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEADER)
        for source in sources:
            for listing in READERS[source](lists_dir):
                count += 1
                for name, strength in _names_shown(listing, sparse):
                    rows.writerow(
                        [
                            listing.source,
                            listing.reference,
                            listing.kind or "",
                            name,
                            strength,
                            ";".join(listing.births),
                            ";".join(listing.countries),
                            ";".join(listing.identifiers) if identifiers else "",
                        ]
                    )
    return count


def _names_shown(listing: Listing, sparse: bool) -> list[tuple[str, Strength]]:
    if not sparse:
        return list(listing.names.items())
    latin = [item for item in listing.names.items() if _is_latin(item[0])]
    return (latin or list(listing.names.items()))[:1]


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and all(ord(character) < 0x250 or 0x1E00 <= ord(character) < 0x2000 for character in letters)


def read_uk2025(lists_dir: Path) -> Iterator[Listing]:
    """The OFSI consolidated list: one row per name and birth date, joined by Group ID."""
    book = CalamineWorkbook.from_path(lists_dir / "uk/OFSI_ConList_2025-04-14.xlsx")
    header, *rows = book.get_sheet_by_index(0).to_python()[1:]
    kinds = {"Individual": Kind.PERSON, "Entity": Kind.ORGANISATION, "Ship": Kind.VESSEL}
    groups: dict[str, list[dict[str, str]]] = {}
    for values in rows:
        row = {str(name): str(value).strip() for name, value in zip(header, values, strict=True)}
        groups.setdefault(row["Group ID"], []).append(row)
    for reference, group in groups.items():
        listing = Listing("uk2025", reference, kinds[group[0]["Group Type"]])
        for row in sorted(group, key=lambda row: row["Alias Type"] != "Primary name"):
            _add_uk_row(listing, row)
        yield listing


def _add_uk_row(listing: Listing, row: dict[str, str]) -> None:
    strength = {"Low quality": Strength.WEAK, "Good quality": Strength.STRONG}.get(
        row["Alias Quality"], Strength.UNSTATED
    )
    parts = [row[f"Name {position}"] for position in (1, 2, 3, 4, 5, 6)]
    listing.add_name(" ".join(part for part in parts if part), strength)
    listing.add_name(row["Name Non-Latin Script"])
    _add_births(listing, row["DOB"])
    for column in ("Nationality", "Country of Birth") + (("Country",) if listing.kind != Kind.PERSON else ()):
        for country in _numbered(row[column]):
            listing.countries[country] = None
    for column, kind in (("Passport Number", "passport"), ("National Identification Number", "national")):
        for value in _numbered(row[column]):
            _add_identifier(listing, kind, value)
    business = re.search(r"\(Business Reg No\):([^()]*(?:\(\d\)[^()]*)*)", row["Other Information"])
    if business:
        for value in re.findall(r"\d[\d-]{5,}", business[1]):
            _add_identifier(listing, "registration", value)


def _numbered(text: str) -> list[str]:
    """Split "(1) Sudan (2) Chad" and "a) x b) y" into their items."""
    return [item.strip(" .,;") for item in re.split(r"\(?\b(?:\d|[a-h])\)", text) if item.strip(" .,;(")]


def read_un2025(lists_dir: Path) -> Iterator[Listing]:
    """The UN Security Council consolidated list."""
    root = ElementTree.parse(lists_dir / "un/UN_consolidated_2025-04-19.xml").getroot()
    for tag, kind in (("INDIVIDUAL", Kind.PERSON), ("ENTITY", Kind.ORGANISATION)):
        for element in root.iter(tag):
            listing = Listing("un2025", element.findtext("DATAID", ""), kind)
            parts = (element.findtext(f"{position}_NAME") for position in ("FIRST", "SECOND", "THIRD", "FOURTH"))
            listing.add_name(" ".join(part for part in parts if part))
            for alias in element.iter(f"{tag}_ALIAS"):
                weak = alias.findtext("QUALITY") == "Low"
                listing.add_name(alias.findtext("ALIAS_NAME") or "", Strength.WEAK if weak else Strength.STRONG)
            listing.add_name(element.findtext("NAME_ORIGINAL_SCRIPT") or "")
            for value in element.iterfind("NATIONALITY/VALUE"):
                listing.countries[(value.text or "").strip()] = None
            places = ("INDIVIDUAL_PLACE_OF_BIRTH/COUNTRY", "ENTITY_ADDRESS/COUNTRY")
            for country in (found for place in places for found in element.iterfind(place)):
                listing.countries[(country.text or "").strip()] = None
            listing.countries.pop("", None)
            for born in element.iter("INDIVIDUAL_DATE_OF_BIRTH"):
                _add_un_birth(listing, {child.tag: (child.text or "").strip() for child in born})
            for document in element.iter("INDIVIDUAL_DOCUMENT"):
                passport = document.findtext("TYPE_OF_DOCUMENT") == "Passport"
                _add_identifier(listing, "passport" if passport else "national", document.findtext("NUMBER") or "")
            yield listing


def _add_un_birth(listing: Listing, born: dict[str, str]) -> None:
    circa = "~" if born.get("TYPE_OF_DATE") == "APPROXIMATELY" else ""
    if born.get("FROM_YEAR"):
        listing.births[f"{born['FROM_YEAR']}/{born['TO_YEAR']}"] = None
    elif born.get("DATE") or born.get("YEAR"):
        listing.births[circa + (born.get("DATE") or born["YEAR"])[:10]] = None


def read_ofac2023(lists_dir: Path) -> Iterator[Listing]:
    """The SDN list of January 2023; its own alias file is lost, so aliases come from 2021-07, 2022-04 and the remarks.

    Aircraft are left out: no other list here names aircraft, and the figures to compare with leave them out too.
    """
    aliases = _ofac_aliases(lists_dir)
    kinds = {"individual": Kind.PERSON, "vessel": Kind.VESSEL, "-0-": Kind.ORGANISATION}
    for row in _headless(lists_dir / "us_ofac/sdn_2023-01.csv", 12):
        if row[2] == "aircraft":
            continue
        listing = Listing("ofac2023", row[0], kinds[row[2]])
        listing.add_name(row[1])
        for alias in aliases.get(row[0], ()):
            listing.add_name(alias)
        for item in row[11].rstrip(".").split("; "):
            _add_ofac_remark(listing, item)
        yield listing


def _ofac_aliases(lists_dir: Path) -> dict[str, list[str]]:
    aliases: dict[str, list[str]] = {}
    for row in _headless(lists_dir / "us_ofac/alt_2021-07.csv", 5):
        aliases.setdefault(row[0], []).append(row[3])
    with gzip.open(lists_dir / "us_csl/consolidated_2022-04.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        for record in csv.DictReader(stream):
            if record["source"].startswith("Specially Designated") and record["alt_names"]:
                aliases.setdefault(record["entity_number"], []).extend(record["alt_names"].split("; "))
    return aliases


def _headless(path: Path, width: int) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        for row in csv.reader(stream):
            if len(row) == width:
                yield [value.strip() for value in row]


def _add_ofac_remark(listing: Listing, remark: str) -> None:
    remark = remark.removeprefix("alt. ").strip()
    word, _, rest = remark.partition(" ")
    if word in {"a.k.a.", "f.k.a."}:
        listing.add_name(rest.strip("'"), Strength.WEAK)
    elif word == "DOB":
        _add_births(listing, rest)
    elif word in {"nationality", "citizen"}:
        listing.countries[rest] = None
    elif word == "POB":
        listing.countries[rest.rpartition(", ")[2]] = None
    else:
        number = NUMBERED_REMARK.fullmatch(remark)
        if number:
            kinds = {
                "Passport": "passport",
                "Tax ID": "tax",
                "NIT": "tax",
                "RUC": "tax",
                "Registration": "registration",
            }
            _add_identifier(listing, kinds.get(number[1], "national"), number[2])


def read_eu2025(lists_dir: Path) -> Iterator[Listing]:
    """The EU freeze list, derived JSON: names, aliases, one birth date."""
    data = json.loads((lists_dir / "eu/eu_sanctions_2025-04-15.derived.json").read_text(encoding="utf-8"))["data"]
    for entry in data:
        kind = Kind.PERSON if entry["type"] == "INDIVIDUAL" else Kind.ORGANISATION
        listing = Listing("eu2025", entry["id"], kind)
        for name in (entry["name"], *entry["details"]["aliases"]):
            listing.add_name(name)
        _add_births(listing, entry["details"]["birthDate"])
        yield listing


def read_eu2022(lists_dir: Path) -> Iterator[Listing]:
    """The EU freeze list joined to the travel-ban list, 2022, by EU reference number."""
    groups: dict[str, Listing] = {}
    for row in _records(lists_dir / "eu/EU_FSF_travelbans_merged_2022-09-13.derived.csv"):
        reference = row["EU_ref_num"]
        if not reference:
            continue
        kind = Kind.ORGANISATION if row["Subject_type"] == "E" else Kind.PERSON
        listing = groups.setdefault(reference, Listing("eu2022", reference, kind))
        _add_eu_names(listing, row, row["Naal_wholename"])
        _add_births(listing, row["Birt_date"] or row["birthdate.year"])
        for column in ("citizenship.countryDescription", "Birt_country"):
            if row[column]:
                listing.countries[row[column]] = None
    yield from groups.values()


def read_eutb2022(lists_dir: Path) -> Iterator[Listing]:
    """The EU travel-ban list, 2022, by logical id."""
    groups: dict[str, Listing] = {}
    for row in _records(lists_dir / "eu/EU_TravelBans_2022-09-13.csv"):
        kind = Kind.PERSON if row["subjectType.classificationCode"] == "P" else Kind.ORGANISATION
        listing = groups.setdefault(row["logicalId"], Listing("eutb2022", row["logicalId"], kind))
        _add_eu_names(listing, row, row["nameAlias.wholeName"])
        _add_births(listing, row["birthdate.birthdate"] or row["birthdate.year"])
        for born in ast.literal_eval(row["birthdate"]) if row["birthdate"].startswith("[") else ():
            _add_births(listing, born.get("birthdate") or born.get("year") or "")
        if row["citizenship.countryIso2Code"] not in {"", "00"}:
            listing.countries[row["citizenship.countryIso2Code"]] = None
    yield from groups.values()


def _add_eu_names(listing: Listing, row: dict[str, str], primary: str) -> None:
    listing.add_name(primary)
    listing.add_name(row["nameAlias.wholeName"])
    for alias in ast.literal_eval(row["nameAlias"]) if row["nameAlias"].startswith("[") else ():
        weak = alias.get("strong") == "0"
        listing.add_name(alias.get("wholeName", ""), Strength.WEAK if weak else Strength.UNSTATED)


def _records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield {name: "" if value == "NA" else value for name, value in row.items()}


def read_au2024(lists_dir: Path) -> Iterator[Listing]:
    """The Australian workbook: "12" is the primary row of reference 12, "12a" its first alias."""
    book = CalamineWorkbook.from_path(lists_dir / "au/DFAT_regulation8_consolidated_2024-12.xlsx")
    groups: dict[str, Listing] = {}
    for values in book.get_sheet_by_index(0).to_python()[1:]:
        reference, name, kind, _, born, _, citizenship, *_ = (
            "" if value is None else str(value).strip() for value in values
        )
        number = re.match(r"\d+", reference)
        if number is None or not kind:
            continue
        person = kind.lower() == "individual"
        listing = groups.setdefault(
            number[0], Listing("au2024", number[0], Kind.PERSON if person else Kind.ORGANISATION)
        )
        listing.add_name(name)
        for item in _numbered(born):
            _add_births(listing, item)
        for item in _numbered(citizenship):
            listing.countries.update(
                dict.fromkeys(part.strip() for part in re.split(r"/|,| and ", item) if part.strip())
            )
    yield from groups.values()


def read_ca2020(lists_dir: Path) -> Iterator[Listing]:
    """The Canadian list of April 2020; a reference is the regime as a slug and the item number."""
    root = ElementTree.parse(lists_dir / "ca/sema-lmes_2020-04.xml").getroot()
    for element in root.iter("record"):
        regime = re.sub(r"[^a-z]+", "-", element.findtext("Country", "").partition(" /")[0].lower()).strip("-")
        person = element.findtext("LastName") or element.findtext("GivenName")
        reference = f"{regime}|{element.findtext('Item', '')}"
        listing = Listing("ca2020", reference, Kind.PERSON if person else Kind.ORGANISATION)
        listing.add_name(f"{element.findtext('GivenName') or ''} {element.findtext('LastName') or ''}")
        listing.add_name(element.findtext("Entity") or "")
        for alias in (element.findtext("Aliases") or "").split(", "):
            listing.add_name(alias)
        _add_births(listing, element.findtext("DateOfBirth") or "")
        yield listing


def _add_identifier(listing: Listing, kind: str, value: str) -> None:
    number = re.sub(r"[\W_]", "", value).upper()
    if 5 <= len(number) <= 20 and any(character.isdigit() for character in number):
        listing.identifiers[f"{kind}:{number}"] = None


def _add_births(listing: Listing, text: str) -> None:
    for born in _births(text):
        listing.births[born] = None


def _births(text: str) -> Iterable[str]:
    """Every date in `text` as ISO, partial where days or months are missing, "~" where the source says about."""
    text = text.strip().lower()
    circa = "~" if re.search(r"approx|circa|\bc\.|about", text) else ""
    if span := re.search(r"\b(1[89]\d\d|20\d\d)\s*(?:-|–|to|and)\s*(1[89]\d\d|20\d\d)\b", text):
        return [f"{span[1]}/{span[2]}"]
    if iso := re.findall(r"\b(\d{4}-\d\d-\d\d)\b", text):
        return [circa + date for date in iso]
    if british := re.findall(r"\b(\d\d)/(\d\d)/(\d{4})\b", text):
        return [circa + "-".join(part for part in (year, month, day) if part != "00") for day, month, year in british]
    found = []
    for day, month, year in re.findall(
        r"(?:\b(\d{1,2})[ .-]*)?(?:\b([a-z]{3})[a-z]*[ .-]*)?\b(1[89]\d\d|20\d\d)\b", text
    ):
        number = MONTHS.get(month)
        if number is None:
            found.append(circa + year)
        else:
            found.append(circa + (f"{year}-{number:02}-{int(day):02}" if day else f"{year}-{number:02}"))
    return found


READERS: dict[str, Callable[[Path], Iterator[Listing]]] = {
    "uk2025": read_uk2025,
    "un2025": read_un2025,
    "ofac2023": read_ofac2023,
    "eu2025": read_eu2025,
    "eu2022": read_eu2022,
    "eutb2022": read_eutb2022,
    "au2024": read_au2024,
    "ca2020": read_ca2020,
}


def main() -> None:
    """Write one LISTINGS.csv from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists_dir", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("sources", nargs="*", default=THREE_LISTS)
    parser.add_argument("--sparse", action="store_true", help="one Latin name per listing")
    parser.add_argument("--identifiers", action="store_true", help="show identifiers")
    asked = parser.parse_intermixed_args()
    count = listings_csv(asked.lists_dir, asked.out, asked.sources, asked.sparse, asked.identifiers)
    print(f"{count} listings written to {asked.out}")


if __name__ == "__main__":
    main()
