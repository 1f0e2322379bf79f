"""Travel bans that are published as two remarks only: a name, and lines such as `Date of Birth: 1946`.

A few persons of the EU's travel-ban file have no structured fields and no number. They are read from these lines into
the fields the other persons have, and known by their name, because nothing else about them is stable.
"""

import re
from dataclasses import replace

from importers.eu_fsf_published import Block, Published
from importers.fields import country_code, lettered, squeeze

_ALIAS = re.compile(r"^(.*?)\s*\(alias(?:es)?:\s*(.*)\)$", re.IGNORECASE | re.DOTALL)
_LINE = re.compile(r"^\s*([A-Za-z][A-Za-z /.]{2,40}?)\s*:\s*(.+?)\s*$", re.MULTILINE)
_NOT_A_LETTER = re.compile(r"[\W_]+")


def is_remarks_only(published: Published) -> bool:
    """Whether a listing consists of remarks: no subject type, no name, a name and details as two remarks."""
    return not published.subject and not published.names and bool(published.remarks)


def with_fields(published: Published) -> Published:
    """The listing with the lines of its remarks as fields; lines with other labels stay in the remarks."""
    name, *detail = published.remarks
    whole, aliases = (match[1], match[2]) if (match := _ALIAS.match(squeeze(name))) else (squeeze(name), "")
    names: list[Block] = [{"wholeName": whole}]
    names += [{"wholeName": alias} for alias in lettered(aliases)]
    found = replace(published, names=names, about=dict(published.about), remarks=list(published.remarks))
    for label, value in _LINE.findall("\n".join(detail)):
        _take(found, label.casefold(), value)
    found.about["own_reference"] = f"name-{_NOT_A_LETTER.sub('-', whole.casefold()).strip('-')}"
    return found


def _take(found: Published, label: str, value: str) -> None:
    first = dict(found.names[0])
    if label in ("good quality alias", "good quality a.k.a.", "low quality alias", "low quality a.k.a."):
        found.names += [{"wholeName": alias, "remark": label} for alias in lettered(value)]
        return
    if label == "date of birth":
        found.births += [{"birthdate": item} for item in lettered(value)]
    elif label == "place of birth":
        found.births += [_place(item, "city") for item in lettered(value)]
    elif label == "nationality":
        found.citizenships += [{"countryDescription": item} for item in lettered(value)]
    elif label == "address":
        found.addresses += [_place(item, "street") for item in lettered(value)]
    elif label.startswith("passport n"):
        found.identifications += [_passport(item) for item in lettered(value)]
    elif label == "gender":
        first["gender"] = {"male": "M", "female": "F"}.get(value.strip(" .").casefold(), "?")
    elif label in ("title", "designation", "function"):
        first["title" if label == "title" else "function"] = value
    found.names[0] = first


def _passport(text: str) -> dict[str, str]:
    """`Libyan passport No 513519`: the number and whose passport it is."""
    issuer, _, number = text.rpartition("passport No")
    found = {"number": number.strip(" .:"), "identificationTypeCode": "passport"}
    return found | ({"countryDescription": issuer.strip()} if issuer.strip() else {})


def _place(text: str, part: str) -> dict[str, str]:
    """`Houn, Libya` or `Libya`: what stands after the last comma is taken as the country where it is one."""
    before, _, last = text.rpartition(",")
    country = last.strip() if country_code(last) else ""
    rest = before.strip() if country else text.strip()
    return {name: value for name, value in ((part, rest), ("countryDescription", country)) if value}
