"""How often a link made without a person is wrong: python -m tests.benchmarks.automatic_links

Imports the real lists that have known pairs, links them, and holds every automatic link against the known pairs, by the
evidence it stands on. A link counts as false only when one side is known to be somebody else on that list; links of
which nothing is known are counted apart, and so are the few contradictions that were examined by hand. Prints precision
with its 95 % Wilson interval.
"""

import csv
import json
import math
import os
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from registry import config, db
from registry.models import Comparison, Listing, ListingVersion, Standing
from registry.services import intake, linking
from registry.services.actors import operator
from registry.services.storage import open_store

OPERATOR = operator("benchmark")

# Name in the known pairs -> (list, files, the field of the raw record that holds the id there; None: the reference).
SOURCES: dict[str, tuple[str, str, str | None]] = {
    "uk2025": ("gb_ofsi", "uk/OFSI_ConList_2025-04-14.xlsx", None),
    "un2025": ("un_sc", "un/UN_consolidated_2025-04-19.xml", "DATAID"),
    "ofac2023": ("us_ofac_sdn", "us_ofac/sdn_2023-01.csv", None),
    "au2024": ("au_dfat", "au/DFAT_regulation8_consolidated_2024-12.xlsx", None),
}
Key = tuple[str, str]

# Contradictions of a known pair that were looked at in the files, and why the link is right all the same.
EXAMINED: dict[Key, str] = {
    ("ofac2023", "11311"): "listed twice by OFAC, as 11311 and 11746, with one birth date and the same aliases",
    ("uk2025", "14748"): "the known pair joins births of 1975 and 1977; the link joins equal births",
}


def known_pairs(folder: Path) -> dict[Key, set[Key]]:
    """(source, id) -> all that it is known to be the same as."""
    found: dict[Key, set[Key]] = defaultdict(set)
    for path in sorted((folder / "gold").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                a, b = (row["a_source"], row["a_id"]), (row["b_source"], row["b_id"])
                if a[0] in SOURCES and b[0] in SOURCES:
                    found[a].add(b)
                    found[b].add(a)
    return found


def ids(session: Session) -> dict[int, Key]:
    """Listing id -> (source, id) as the known pairs name it."""
    of_list = {list_key: (source, field) for source, (list_key, _, field) in SOURCES.items()}
    rows = session.execute(
        select(col(Listing.id), col(Listing.list_key), col(Listing.reference), col(ListingVersion.raw))
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .where(col(ListingVersion.recorded_to).is_(None))
    )
    found = {}
    for listing, list_key, reference, raw in rows:
        source, field = of_list[list_key]
        found[listing] = (source, str(json.loads(raw)[field]) if field else reference)
    return found


def outcome(a: Key, b: Key, known: dict[Key, set[Key]]) -> str:
    """`right`, `wrong`, `examined` or `unknown`."""
    if b in known.get(a, ()):
        return "right"
    others = {x for x in known.get(a, ()) if x[0] == b[0]} | {x for x in known.get(b, ()) if x[0] == a[0]}
    if not others:
        return "unknown"
    return "examined" if a in EXAMINED or b in EXAMINED else "wrong"


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, right / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


def main() -> int:
    """Print the table; 1 when the links on identifying evidence fall below 0.999."""
    folder = Path(os.environ["REGISTRY_LISTS_DIR"])
    known = known_pairs(folder)
    with tempfile.TemporaryDirectory(prefix="links-") as data:
        store = open_store(config.load(Path(data)))
        db.upgrade(store.engine)
        for list_key, name, _ in SOURCES.values():
            summary = intake.apply(
                store, intake.receive(store, list_key, [folder / name], OPERATOR, "file").id, OPERATOR
            )
            assert summary.state == "applied", summary
        print(linking.propose(store.engine, OPERATOR).report)
        counts, wrong = _counted(store.engine, known)
    print(f"{'evidence':16}{'right':>8}{'wrong':>8}{'examined':>10}{'unknown':>9}{'precision':>11}   95 % interval")
    total: Counter[str] = Counter()
    for how, found in sorted(counts.items()):
        _row(how, found)
        if how not in ("un_reference", "cross_reference"):
            total += found
    _row("without a quote", total)
    for line in wrong:
        print(line)
    judged = total["right"] + total["wrong"]
    return 1 if judged and total["right"] / judged < 0.999 else 0


def _row(how: str, found: Counter[str]) -> None:
    judged = found["right"] + found["wrong"]
    low, high = wilson(found["right"], judged)
    share = found["right"] / judged if judged else float("nan")
    counts = f"{found['right']:8}{found['wrong']:8}{found['examined']:10}{found['unknown']:9}"
    print(f"{how:16}{counts}{share:11.4f}   {low:.4f} to {high:.4f}")


def _counted(engine: object, known: dict[Key, set[Key]]) -> tuple[dict[str, Counter[str]], list[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = []
    with db.read(engine) as session:  # type: ignore[arg-type]
        keys = ids(session)
        a, b = aliased(ListingVersion), aliased(ListingVersion)
        rows = session.execute(
            select(Comparison, col(a.primary_name), col(b.primary_name))
            .join(a, (col(a.listing_id) == col(Comparison.listing_a_id)) & col(a.recorded_to).is_(None))
            .join(b, (col(b.listing_id) == col(Comparison.listing_b_id)) & col(b.recorded_to).is_(None))
            .where(col(Comparison.recorded_to).is_(None), col(Comparison.standing) == Standing.AUTOMATIC.value)
        )
        for row, name_a, name_b in rows:
            found = outcome(keys[row.listing_a_id], keys[row.listing_b_id], known)
            counts[row.how][found] += 1
            if found == "wrong":
                wrong.append(
                    f"  wrong? {row.how}: {keys[row.listing_a_id]} {name_a} = {keys[row.listing_b_id]} {name_b}"
                )
    return counts, wrong


if __name__ == "__main__":
    sys.exit(main())
