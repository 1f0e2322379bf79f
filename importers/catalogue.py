"""Every list the registry can read: whose it is, where it is published, what to expect of it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from importers.vocabulary import MeasureCode


@dataclass(frozen=True, slots=True)
class ListSpec:
    """One published list.

    `reader` is `module:function`. `publishes` are the measures that the partner publishes through this list at
    all; what is outside them is "not published", never "not imposed". `expected` is the plausible number of
    listings in the complete official list (low, high); outside it a first import is looked at by a person.
    `stable_references` is false where a reference is made from an item's place on the list and moves with it.
    `leaves_out` are themes of programmes (see `importers.programmes`) that the partner acts on by instruments this
    list does not hold, and `un` where that goes for all measures of the UN Security Council: its silence about them
    says nothing.
    """

    key: str
    partner: str
    title: str
    authority: str
    publisher_url: str
    formats: tuple[str, ...]
    reader: str
    publishes: tuple[MeasureCode, ...]
    expected: tuple[int, int]
    licence: str
    stable_references: bool = True
    leaves_out: frozenset[str] = frozenset()

    def importer(self) -> Callable[..., Any]:
        """The function that reads this list's files."""
        module, function = self.reader.split(":")
        reader: Callable[..., Any] = getattr(import_module(module), function)
        return reader


_FREEZE, _BAN, _VISA = MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN, MeasureCode.VISA_INELIGIBILITY
_SHIP = MeasureCode.VESSEL_MEASURE  # flags of the UK's and Australia's lists, a schedule of Canada's

_SPECS = (
    ListSpec(
        "us_ofac_sdn",
        "US",
        "Specially Designated Nationals and Blocked Persons List",
        "OFAC",
        "https://sanctionslistservice.ofac.treas.gov/",
        ("SDN.XML", "SDN_ADVANCED.XML", "SDN.CSV with ALT.CSV, ADD.CSV, SDN_COMMENTS.CSV"),
        "importers.us_ofac:read_us_ofac_sdn",
        (_FREEZE, _BAN),
        (8_000, 40_000),
        "US government work, public domain",
    ),
    ListSpec(
        "us_ofac_cons",
        "US",
        "Consolidated Sanctions List (non-SDN)",
        "OFAC",
        "https://sanctionslistservice.ofac.treas.gov/",
        ("CONSOLIDATED.XML", "CONS_ADVANCED.XML", "CONS_PRIM.CSV with CONS_ALT.CSV, CONS_ADD.CSV, CONS_COMMENTS.CSV"),
        "importers.us_ofac:read_us_ofac_cons",
        (_FREEZE, _BAN),
        (200, 3_000),
        "US government work, public domain",
    ),
    ListSpec(
        "us_csl",
        "US",
        "Consolidated Screening List",
        "International Trade Administration",
        "https://www.trade.gov/consolidated-screening-list",
        ("consolidated.csv", "consolidated.csv.gz"),
        "importers.us_csl:read_us_csl",
        (_FREEZE, _BAN),
        (8_000, 60_000),
        "US government work, public domain",
    ),
    ListSpec(
        "us_state_7031c",
        "US",
        "Public designations under section 7031(c)",
        "Department of State",
        "https://www.state.gov/",
        ("the registry's own template (XLSX or CSV)",),
        "importers.us_state_7031c:read_us_state_7031c",
        (_VISA,),
        (1, 5_000),
        "US government work, public domain",
    ),
    ListSpec(
        "eu_fsf",
        "EU",
        "Consolidated financial sanctions list",
        "Council of the EU",
        "https://webgate.ec.europa.eu/fsd/fsf",
        ("XML 1.1", "CSV 1.1", "CSV 1.0"),
        "importers.eu_fsf:read_eu_fsf",
        (_FREEZE,),
        (2_000, 15_000),
        "Reuse with attribution (Commission Decision 2011/833/EU)",
    ),
    ListSpec(
        "eu_travel_bans",
        "EU",
        "Consolidated travel bans list",
        "Council of the EU",
        "https://www.sanctionsmap.eu/",
        ("XML",),
        "importers.eu_fsf:read_eu_travel_bans",
        (_BAN,),
        (1_500, 15_000),
        "Reuse with attribution (Commission Decision 2011/833/EU)",
    ),
    ListSpec(
        "gb_uksl",
        "GB",
        "UK Sanctions List",
        "FCDO",
        "https://www.gov.uk/government/publications/the-uk-sanctions-list",
        ("XML", "CSV", "XLSX", "ODS"),
        "importers.gb_uksl:read_gb_uksl",
        (_FREEZE, _BAN, _SHIP),
        (3_000, 15_000),
        "Open Government Licence v3.0",
    ),
    ListSpec(
        "gb_ofsi",
        "GB",
        "Consolidated List of Financial Sanctions (closed 28 January 2026)",
        "OFSI",
        "https://www.gov.uk/",
        ("ConList.csv", "ConList.xlsx"),
        "importers.gb_ofsi:read_gb_ofsi",
        (_FREEZE,),
        (2_000, 10_000),
        "Open Government Licence v3.0",
    ),
    ListSpec(
        "un_sc",
        "UN",
        "Security Council Consolidated List",
        "UN Security Council",
        "https://scsanctions.un.org/",
        ("XML",),
        "importers.un_sc:read_un_sc",
        (_FREEZE, _BAN),
        (500, 3_000),
        "UN terms of use",
    ),
    ListSpec(
        "ca_sema",
        "CA",
        "Consolidated Canadian Autonomous Sanctions List",
        "Global Affairs Canada",
        "https://www.international.gc.ca/",
        ("XML",),
        "importers.ca_sema:read_ca_sema",
        (_FREEZE, _BAN, _SHIP),
        (1_000, 15_000),
        "Open Government Licence - Canada",
        stable_references=False,
        # Regulations under the United Nations Act, the Criminal Code's list of terrorist groups, and those on assets of
        # corrupt foreign officials stand elsewhere.
        leaves_out=frozenset({"un", "terrorism", "isil_al_qaida", "misappropriation"}),
    ),
    ListSpec(
        "ch_seco",
        "CH",
        "SECO sanctions list",
        "SECO",
        "https://www.sesam.search.admin.ch/",
        ("XML",),
        "importers.ch_seco:read_ch_seco",
        (_FREEZE, _BAN),
        (4_000, 30_000),
        "Swiss federal administration, free re-use",
    ),
    ListSpec(
        "au_dfat",
        "AU",
        "Consolidated List",
        "DFAT",
        "https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list",
        ("XLSX",),
        "importers.au_dfat:read_au_dfat",
        (_FREEZE, _BAN, _SHIP),
        (1_500, 12_000),
        "CC BY 3.0 AU",
    ),
)

# A partner whose officials have a table and no published file, or whose file has no importer, sends it here.
_OWN = {
    "AU": "Australia", "CA": "Canada", "CH": "Switzerland", "EU": "European Union", "GB": "United Kingdom",
    "JP": "Japan", "NZ": "New Zealand", "UN": "United Nations", "US": "United States",
}  # fmt: skip


def _own(partner: str, country: str) -> ListSpec:
    """A partner's list of its own making. Beside official lists it only adds: its silence says nothing."""
    official = [spec for spec in _SPECS if spec.partner == partner]
    return ListSpec(
        f"{partner.lower()}_own",
        partner,
        f"{country}: own list in the registry's template",
        "as each listing states",
        "",
        ("the registry's own template (XLSX, ODS or CSV)",),
        "importers.template:not_the_template",
        () if official else (_FREEZE, _BAN),
        (1, 20_000),
        "as the partner states",
        leaves_out=frozenset[str]().union(*(spec.leaves_out for spec in official)),
    )


LISTS = {spec.key: spec for spec in (*_SPECS, *(_own(*item) for item in _OWN.items()))}


def lookup(list_key: str) -> ListSpec:
    """The list of that key; a `KeyError` names the keys there are."""
    if list_key not in LISTS:
        raise KeyError(f"There is no list {list_key!r}. The lists are: {', '.join(sorted(LISTS))}.")
    return LISTS[list_key]
