"""`REGISTRY_LISTS_DIR=... python -m tests.benchmarks.matching.scale`: 70,000 listings, and 5,000 new ones against them.

Every figure is taken in a process of its own, so that the one does not warm up or fill the memory of the other.
"""

import argparse
import os
import pickle
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from matching.known import Known
from matching.link import LinkSettings, link
from tests.benchmarks.matching.many import many_listings

LISTINGS, NAMES, NEW = 70_000, 300_000, 5_000


def _measured(step: str, folder: Path) -> None:
    """One step, with its wall time, processor time of all processes and peak memory of the largest."""
    listings = pickle.loads((folder / "listings").read_bytes())  # noqa: S301 - written by this very program
    random.Random(1).shuffle(listings)  # noqa: S311 - the same new ones every time
    new, old = listings[:NEW], listings[NEW:]
    if step == "new":
        del old, listings
    started, done = time.perf_counter(), ""
    if step == "all":
        done = str(link(listings).report.seconds)
    elif step == "keep":
        Known.nothing().updated((item, "1") for item in old).save(folder / "known")
    else:
        known = Known.open(folder / "known").updated((item, "1") for item in new)
        fresh = frozenset((item.list_key, item.reference) for item in new)
        done = str(known.link(LinkSettings(new_only=fresh)).report.seconds)
        known.save(folder / "known")
    spent = time.perf_counter() - started
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(use.ru_utime + use.ru_stime for use in usage)
    peak = max(use.ru_maxrss for use in usage) / 1e3
    print(f"{step}: {spent:.1f} s wall, {cpu:.1f} s processor (reading the listings included), {peak:,.0f} MB {done}")


def main() -> None:
    """Make the listings, then measure linking them all, keeping them, and linking new ones with those kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", nargs=2, metavar=("STEP", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        _measured(asked.step[0], Path(asked.step[1]))
        return
    with TemporaryDirectory() as folder:
        listings = many_listings(Path(os.environ["REGISTRY_LISTS_DIR"]), LISTINGS, NAMES)
        (Path(folder) / "listings").write_bytes(pickle.dumps(listings))
        for step in ("all", "keep", "new"):
            subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.matching.scale", "--step", step, folder], check=True
            )


if __name__ == "__main__":
    main()
