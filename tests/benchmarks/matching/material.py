"""Makes the folder that `python -m matching train` learns from out of the official lists and the known pairs.

Run `python -m tests.benchmarks.matching.material LISTS_DIR OUT_DIR`. OUT_DIR then holds `listings.csv` (every name),
`sparse.csv` (one Latin name each), `names.csv` (labelled variations) and `gold/` (known pairs). Nothing in it is random
but by a fixed seed, so that training on it can be repeated to the last digit.
"""

import argparse
import csv
import shutil
from pathlib import Path

from tests.benchmarks.matching.lists import listings_csv
from tests.benchmarks.matching.variations import HEADER, latin_names, seen_spellings, variations

SOURCES = ("uk2025", "un2025", "ofac2023", "eu2025", "eu2022", "au2024")
"""The lists whose references are unique; the Canadian one repeats its item numbers and is left out."""
EACH = 400
SEED = 11
"""Not the seed of the benchmark, which must not be measured on what was learned from."""


def make(lists_dir: Path, out: Path) -> None:
    """Fill `out`, which is made where it is missing."""
    (out / "gold").mkdir(parents=True, exist_ok=True)
    listings_csv(lists_dir, out / "listings.csv", SOURCES, sparse=False)
    listings_csv(lists_dir, out / "sparse.csv", SOURCES, sparse=True)
    for known in sorted((lists_dir / "gold").glob("*.csv")):
        shutil.copy(known, out / "gold" / known.name)
    listings = out / "listings.csv"
    with (out / "names.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEADER)
        rows.writerows(variations(latin_names(listings), seen_spellings(listings), EACH, SEED))


def main() -> None:
    """Make the folder from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists_dir", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    make(asked.lists_dir, asked.out)


if __name__ == "__main__":
    main()
