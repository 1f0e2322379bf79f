"""The page about the lists says something about every list that can be read, and about no other."""

import re
from importlib.resources import files

import pytest

from importers import catalogue
from importers.vocabulary import MeasureCode

PAGE = (files("registry") / "docs" / "lists.md").read_text(encoding="utf-8")
# Other tests put lists of their own, zz_..., into the catalogue of this process.
_SHIPPED = {key: spec for key, spec in catalogue.LISTS.items() if not key.startswith("zz_")}
# The lists that come in the registry's template only are alike, and described together.
_OWN = [key for key, spec in _SHIPPED.items() if spec.reader.endswith(":not_the_template")]
SECTIONS = dict(re.findall(r"^## (\w+|Own lists)$\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def test_every_list_has_a_heading_and_a_row() -> None:
    assert [*SECTIONS] == [*(key for key in _SHIPPED if key not in _OWN), "Own lists"]
    assert re.findall(r"`(\w+)`", SECTIONS["Own lists"].split(":")[0]) == _OWN
    assert re.findall(r"^\| `(\w+)` \| (\w+) \|", PAGE, re.MULTILINE) == [
        (spec.key, spec.partner) for spec in _SHIPPED.values()
    ]


@pytest.mark.parametrize("key", list(SECTIONS))
def test_a_section_says_what_a_reader_needs(key: str) -> None:
    for label in ("Formats", "Read", "Measures", "Dates", "Limits", "Checked on"):
        assert SECTIONS[key].count(f"* *{label}.*") == 1, label


@pytest.mark.parametrize("key", list(_SHIPPED))
def test_what_a_list_does_not_publish_is_not_claimed(key: str) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{key}` ")]
    freeze, ban = (cell.strip() for cell in row.split("|")[5:7])
    published = catalogue.lookup(key).publishes
    assert ("not published" in freeze) == (MeasureCode.ASSET_FREEZE not in published)
    assert ("not published" in ban) == (not {MeasureCode.TRAVEL_BAN, MeasureCode.VISA_INELIGIBILITY} & set(published))
