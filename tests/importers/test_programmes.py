"""The table of programmes: well formed, unambiguous, and complete for every list we have."""

import csv
import gzip
import os
import re
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from importers import fields, programmes
from importers.vocabulary import Basis, MeasureCode, PartyKind

PARTNERS = {"US", "EU", "GB", "UN", "CA", "AU", "CH", "JP", "NZ", "UA"}
PROGRAMMES = programmes.all_programmes()


def toml(name):
    return (files("importers") / "lookups" / name).read_text(encoding="utf-8")


def test_every_entry_is_well_formed():
    for programme in PROGRAMMES:
        assert re.fullmatch(r"[A-Z]{2}-[A-Z0-9][A-Za-z0-9-]*", programme.key), programme.key
        assert programme.partner in PARTNERS
        assert programme.title
        assert programme.authority
        assert programme.legal_act
        assert programme.wordings
        assert programme.tier in (0, 1, 2, 3)
        assert programme.status in ("active", "legacy", "ended")
        assert not (programme.tier == 0 and programme.atrocity_focus)
        assert all(re.fullmatch(r"[a-z_]+", theme) for theme in programme.themes)
        assert programme.ended is None or (isinstance(programme.ended, date) and programme.status != "active")


def test_wordings_are_unique_for_each_partner():
    seen = {}
    for programme in PROGRAMMES:
        for wording in {programmes._key(text) for text in (programme.key, *programme.wordings)}:
            assert (programme.partner, wording) not in seen, (wording, programme.key, seen[programme.partner, wording])
            seen[programme.partner, wording] = programme.key


def test_a_travel_ban_never_reaches_anything_but_persons():
    for programme in PROGRAMMES:
        for kind in set(PartyKind) - {PartyKind.PERSON}:
            codes = {measure.code for measure in programme.measures(kind, "x")}
            assert not codes & {MeasureCode.TRAVEL_BAN, MeasureCode.VISA_INELIGIBILITY}, programme.key


@pytest.mark.parametrize(
    ("key", "tier", "focus", "status", "person", "organisation"),
    [
        ("US-GLOMAG", 1, True, "active", "asset_freeze travel_ban", "asset_freeze"),
        ("US-7031C", 1, True, "active", "visa_ineligibility", ""),
        ("US-SYRIA", 2, True, "ended", "asset_freeze travel_ban", "asset_freeze"),
        ("US-DARFUR", 2, True, "active", "asset_freeze", "asset_freeze"),
        ("US-ICC-EO14203", 0, False, "active", "asset_freeze travel_ban", "asset_freeze"),
        ("EU-HR", 1, True, "active", "asset_freeze travel_ban", "asset_freeze"),
        ("EU-TERR", 0, False, "active", "asset_freeze", "asset_freeze"),
        ("GB-GHR", 1, True, "active", "asset_freeze", "asset_freeze"),
        ("GB-GAC", 1, False, "active", "asset_freeze", "asset_freeze"),
        ("UN-GUINEA-BISSAU", 0, False, "active", "travel_ban", ""),
        ("UN-IRAQ", 0, False, "active", "asset_freeze", "asset_freeze"),
        ("UN-MALI", 3, True, "ended", "asset_freeze travel_ban", "asset_freeze"),
        ("UN-TALIBAN", 3, False, "active", "asset_freeze travel_ban arms_restriction", "asset_freeze arms_restriction"),
        ("CA-JVCFOR", 1, True, "active", "asset_freeze travel_ban", "asset_freeze"),
        ("AU-HR", 1, True, "active", "asset_freeze travel_ban", "asset_freeze"),
        ("CH-MYANMAR", 2, True, "active", "asset_freeze travel_ban", "asset_freeze"),
        ("JP-SUDAN", 3, True, "active", "asset_freeze", "asset_freeze"),
    ],
)
def test_what_a_programme_implies(key, tier, focus, status, person, organisation):
    programme = programmes.lookup(key)
    assert (programme.tier, programme.atrocity_focus, programme.status) == (tier, focus, status)
    for kind, codes in ((PartyKind.PERSON, person), (PartyKind.ORGANISATION, organisation)):
        measures = programme.measures(kind, "as published")
        assert [measure.code for measure in measures] == codes.split()
        assert {measure.basis for measure in measures} <= {Basis.IMPLIED_PROGRAMME}
        assert {measure.source_value for measure in measures} <= {"as published"}


@pytest.mark.parametrize(
    ("partner", "wording", "key"),
    [
        ("UN", "GB", "UN-GUINEA-BISSAU"),
        ("GB", "GB", None),
        ("US", "south  sudan", "US-SOUTH-SUDAN"),
        ("AU", "Autonomous (Thematic – Corruption)", "AU-CORRUPTION"),
        ("AU", "Autonomous (Thematic - Corruption)", "AU-CORRUPTION"),
        ("AU", "1533 (Democratic Republic of the Congo) ", "AU-UN1533"),
        ("GB", "Democratic People’s Republic of Korea", "GB-DPR"),
        ("GB", "The Global Human Rights Sanctions Regulations 2020", "GB-GHR"),
        ("CH", "946.231.116.9", "CH-BELARUS"),
        ("US", "HR", None),
        ("US", "", None),
    ],
)
def test_found_by_any_wording_of_its_own_partner(partner, wording, key):
    found = programmes.find(partner, wording)
    assert (found.key if found else None) == key


def test_country_wordings_name_one_country_each():
    seen = {}
    for code, wordings in tomllib.loads(toml("countries.toml")).items():
        assert re.fullmatch(r"[A-Z]{2}", code)
        for wording in (code, *wordings):
            key = fields._country_key(wording)
            assert seen.setdefault(key, code) == code, (wording, seen[key], code)


def test_canadian_schedules_name_measures_that_exist():
    for programme, schedules in tomllib.loads(toml("ca_schedules.toml")).items():
        if programme == "dealings":
            continue
        assert programmes.lookup(programme).partner == "CA"
        assert set(schedules.values()) <= {"dealings", *MeasureCode}


# ---- every programme of the real lists is known ----


def lists_folder():
    return Path(os.environ["REGISTRY_LISTS_DIR"])


def us_tags():
    for name in ("sdn_2021-07.csv", "sdn_2023-01.csv", "cons_prim.csv"):
        with (lists_folder() / "us_ofac" / name).open(encoding="latin-1", newline="") as stream:
            for row in csv.reader(stream):
                yield from (tag.strip("[] ") for tag in (row[3].split("] [") if len(row) == 12 else ()))
    tree = etree.parse(lists_folder() / "us_ofac" / "OFAC_consolidated_nonSDN_2025-03-28.xml")
    yield from (element.text for element in tree.iter("{*}program"))
    with gzip.open(lists_folder() / "us_csl" / "consolidated_2022-04.csv.gz", "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield from (tag.strip() for tag in row["programs"].split(";") if tag.strip())
            if row["source"] != "Specially Designated Nationals (SDN) - Treasury Department":
                yield row["source"]


def eu_codes():
    sheet = CalamineWorkbook.from_path(str(lists_folder() / "eu" / "Abbreviation_FSD_extract_program.xlsx"))
    yield from (text for row in sheet.get_sheet_by_index(0).to_python()[1:] for text in row[:2] if text)
    with (lists_folder() / "eu" / "EU_FSF_travelbans_merged_2022-09-13.derived.csv").open(
        encoding="utf-8-sig"
    ) as stream:
        yield from (row["Programme"] for row in csv.DictReader(stream) if row["Programme"] != "NA")
    with (lists_folder() / "eu" / "EU_TravelBans_2022-09-13.csv").open(encoding="utf-8-sig", newline="") as stream:
        yield from (row["regulation.numberTitle"] for row in csv.DictReader(stream) if row["regulation.numberTitle"])


def column(path, name, header):
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    place = rows[header].index(name)
    yield from (str(row[place]) for row in rows[header + 1 :])


def un_committees():
    for path in (lists_folder() / "un").glob("*.xml"):
        yield from (element.text for element in etree.parse(path).iter("UN_LIST_TYPE"))


def ca_regulations():
    for path in (lists_folder() / "ca").glob("*.xml"):
        yield from (element.text for element in etree.parse(path).iter("Country"))


REAL = {
    "US": us_tags,
    "EU": eu_codes,
    "GB": lambda: column(lists_folder() / "uk" / "OFSI_ConList_2025-04-14.xlsx", "Regime", 1),
    "AU": lambda: column(lists_folder() / "au" / "DFAT_regulation8_consolidated_2024-12.xlsx", "Committees", 0),
    "UN": un_committees,
    "CA": ca_regulations,
}


@pytest.mark.lists
@pytest.mark.skipif("REGISTRY_LISTS_DIR" not in os.environ, reason="REGISTRY_LISTS_DIR is not set")
@pytest.mark.parametrize("partner", REAL)
def test_every_programme_of_the_real_lists_is_known(partner):
    wordings = set(REAL[partner]())
    assert len(wordings) > 5
    assert {wording for wording in wordings if programmes.find(partner, wording) is None} == set()


def test_each_partner_is_read_for_itself_and_nothing_is_lost():
    assert [programme.key for programme in PROGRAMMES] == list(tomllib.loads(toml("programmes.toml")))
