"""The Canadian consolidated list as XML: flat records with bilingual tags, without ids, nationalities or reasons."""

from collections import Counter
from pathlib import Path

from registry.samples import xmltree
from registry.samples.cast import Birth, Cast, Entry
from registry.samples.xmltree import Node, node, texts

_BORN = "DateOfBirthOrShipBuildDate-DateDeNaissanceOuDateDeConstructionDuNavire"


def write(cast: Cast, path: Path) -> None:
    """Write Canada's entries, numbered within each regulation and schedule."""
    items: Counter[tuple[str, str]] = Counter()
    records = []
    for entry in cast.of("CA"):
        place = entry.words["country"], entry.words["schedule"]
        items[place] += 1
        records.append(_record(entry, str(items[place])))
    xmltree.write(node("data-set", *records), path)


def _record(entry: Entry, item: str) -> Node:
    person = {"LastName__NomDeFamille": entry.parts[0], "GivenName__Prenom": entry.parts[1]}
    other = {"EntityOrShip__EntiteOuNavire": entry.name}
    title = entry.vessel_type and f"{entry.vessel_type} | Cargo général"
    return node(
        "record",
        *texts(Country__Pays=entry.words["country"], **(person if entry.is_person else other)),
        *texts(Aliases__Alias="; ".join((*entry.aka, *entry.weak, *filter(None, [entry.script])))),
        *texts(TitleOrShipType__TitreOuTypeDeNavire=title or entry.title),
        *texts(ShipIMONumber__NumeroOMIDuNavire=entry.imo),
        *texts(**{_BORN.replace("-", "__"): " or ".join(map(_born, entry.born)) or entry.built}),
        *texts(Schedule__Annexe=entry.words["schedule"], Item__NumeroDarticle=item),
        *texts(DateOfListing__DateDinscription=entry.on.isoformat()),
    )


def _born(birth: Birth) -> str:
    return f"{birth.year}-{birth.until}" if birth.until else birth.iso
