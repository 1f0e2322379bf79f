"""Writes the sample lists from `cast.toml`, the same bytes every time: `python -m registry.samples.build [FOLDER]`."""

import sys
from collections.abc import Callable
from pathlib import Path

from registry.samples import FOLDER, LISTS, cast
from registry.samples.cast import Cast
from registry.samples.formats import au, ca, ch, eu, gb, un, us, us_visa

FILES: dict[str, tuple[str, Callable[[Cast, Path], None]]] = {
    "au_dfat": ("Australian_Sanctions_Consolidated_List.xlsx", au.write),
    "ca_sema": ("sema-lmes.xml", ca.write),
    "ch_seco": ("consolidated-list.xml", ch.write),
    "eu_fsf": ("xmlFullSanctionsList_1_1.xml", eu.write_freezes),
    "eu_travel_bans": ("travelbans.xml", eu.write_bans),
    "gb_uksl": ("UK-Sanctions-List.xml", gb.write),
    "un_sc": ("consolidated.xml", un.write),
    "us_ofac_sdn": ("SDN_ADVANCED.XML", us.write),
    "us_state_7031c": ("section-7031c.csv", us_visa.write),
}


def build(folder: Path) -> list[Path]:
    """Write every list into a folder of its own under `folder`; gives the files."""
    people = cast.read(FOLDER / "cast.toml")
    made = []
    for list_key, (name, write) in FILES.items():
        path = folder / list_key / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(people, path)
        made.append(path)
    return made


if __name__ == "__main__":
    for file in build(Path(sys.argv[1]) if len(sys.argv) > 1 else LISTS):
        sys.stdout.write(f"{file}\n")
