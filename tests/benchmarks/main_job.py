"""The main job on the real lists, measured: python -m tests.benchmarks.main_job

Reads every official list in REGISTRY_LISTS_DIR, imports it into an empty SQLite database, imports it again with other
bytes but the same content, links, compares and writes the report. Each step runs in a process of its own, so that the
peak memory is its own. Prints one table, and exits with 1 when a bound is not kept.
"""

import csv
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook

import importers
from importers import gate, textfile
from registry import config, db
from registry.reports.writers import WRITERS
from registry.services import clock, divergence, intake, linking
from registry.services.actors import operator
from registry.services.divergence import Request
from registry.services.storage import open_store

OPERATOR = operator("benchmark")

FILES: dict[str, tuple[str, ...]] = {
    "us_ofac_sdn": tuple(f"us_ofac/{n}_2021-07.csv" for n in ("sdn", "alt", "add", "sdn_comments")),
    "us_ofac_cons": ("us_ofac/OFAC_consolidated_nonSDN_2025-03-28.xml",),
    "us_csl": ("us_csl/consolidated_2022-04.csv.gz",),
    "gb_ofsi": ("uk/OFSI_ConList_2025-04-14.xlsx",),
    "un_sc": ("un/UN_consolidated_2025-04-19.xml",),
    "ca_sema": ("ca/sema-lmes_2025-05.xml",),
    "au_dfat": ("au/DFAT_regulation8_consolidated_2024-12.xlsx",),
    "eu_fsf": ("eu/FSF_1_1_sample_one_entity_2024-12-11.xml",),
}
# Seconds, megabytes, or times the bare reader.
BOUNDS = {
    "all lists imported": 90.0,
    "peak MB of an import": 600.0,
    "gb_ofsi imported": 8.0,
    "slowest re-import unchanged": 5.0,
    "divergence of everything": 3.0,
    "written as XLSX": 10.0,
    "largest parse / bare reader": 4.0,
}


def _paths(key: str) -> list[Path]:
    return [Path(os.environ["REGISTRY_LISTS_DIR"]) / name for name in FILES[key]]


def bare(key: str) -> dict[str, float]:
    """Walk the files with the bare library and look at every value once: calamine cells, lxml elements, csv cells."""
    started = time.perf_counter()
    values = 0
    for path in _paths(key):
        kind = gate.kind_of(path)
        if kind == "xlsx":
            sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
            values += sum(value != "" for row in sheet.iter_rows() for value in row)
        elif kind == "xml":
            for _, element in etree.iterparse(str(path)):
                values += bool(element.text and element.text.strip()) + len(element.attrib)
                element.clear()
        else:
            rows = csv.reader(textfile.decoded(path).splitlines())
            values += sum(value != "" for row in rows for value in row)
    return {"seconds": time.perf_counter() - started, "values": values}


def parse(key: str) -> dict[str, float]:
    """Read the files into drafts."""
    started = time.perf_counter()
    reading = importers.read(key, *_paths(key))
    items = sum(1 for _ in reading)
    return {"seconds": time.perf_counter() - started, "records": reading.facts.records, "items": items}


def take(key: str, folder: str, again: str = "") -> dict[str, float]:
    """Import the files; `again` adds a blank line to the first, so that the bytes are new and the content is not."""
    paths = _paths(key)
    with tempfile.TemporaryDirectory() as changed:
        if again:
            paths = [_touched(path, Path(changed)) for path in paths]
        started = time.perf_counter()
        store = open_store(config.load(Path(folder)))
        db.upgrade(store.engine)
        summary = intake.apply(store, intake.receive(store, key, paths, OPERATOR, "file").id, OPERATOR)
        seconds = time.perf_counter() - started
    assert summary.state == "applied", summary
    assert summary.counts
    assert not again or summary.counts.unchanged == summary.counts.drafts, summary.counts
    return {"seconds": seconds, "records": summary.counts.records}


def _touched(path: Path, folder: Path) -> Path:
    """The same content in other bytes."""
    copy = folder / path.name
    data = path.read_bytes()
    kind = gate.kind_of(path)
    if kind == "xlsx":
        _rezip(path, copy)
    elif kind == "gzip":
        import gzip

        copy.write_bytes(gzip.compress(gzip.decompress(data), 1, mtime=1))
    else:
        copy.write_bytes(data.rstrip(b"\r\n") + b"\r\n\r\n")
    return copy


def _rezip(path: Path, copy: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))


def link(folder: str) -> dict[str, float]:
    """Link everything."""
    store = open_store(config.load(Path(folder)))
    started = time.perf_counter()
    linked = linking.propose(store.engine, OPERATOR)
    print(linked.report, file=sys.stderr)
    return {"seconds": time.perf_counter() - started, "records": linked.listings, "links": linked.automatic,
            "proposals": linked.proposed}  # fmt: skip


def compare(folder: str) -> dict[str, float]:
    """Compute the divergence of everything and write it as XLSX."""
    store = open_store(config.load(Path(folder)))
    started = time.perf_counter()
    with db.read(store.engine) as session:
        answer = divergence.compute(session, Request(date(2025, 6, 30), clock.latest(session)))
    computed = time.perf_counter()
    lines = WRITERS[".xlsx"](answer, Path(folder) / "report.xlsx")
    return {"seconds": computed - started, "xlsx": time.perf_counter() - computed, "records": lines}


def _peak_mb() -> float:
    """The peak memory of this process alone: on Linux, getrusage would count that of the process it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


STEPS: dict[str, Callable[..., dict[str, float]]] = {
    "bare": bare, "parse": parse, "take": take, "link": link, "compare": compare
}  # fmt: skip


def run(step: str, *arguments: str) -> dict[str, float]:
    """One step in a process of its own; adds its peak memory in MB."""
    command = [sys.executable, "-m", "tests.benchmarks.main_job", step, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{result.stderr}")
    if result.stderr.strip():
        print(re.sub(r"; blocked by .*\. ", ". ", result.stderr.strip()))
    found: dict[str, float] = json.loads(result.stdout)
    return found


def measure() -> dict[str, float]:
    """All steps; prints a line a list and gives the figures that have bounds."""
    figures = dict.fromkeys(BOUNDS, 0.0)
    print(f"{'list':14}{'records':>8}{'bare s':>8}{'parse s':>9}{'ratio':>7}{'import s':>10}{'MB':>6}{'again s':>9}")
    with tempfile.TemporaryDirectory(prefix="main-job-") as folder:
        for key in FILES:
            walked = min(run("bare", key)["seconds"] for _ in range(3))
            read = min((run("parse", key) for _ in range(3)), key=lambda found: found["seconds"])
            first, again = run("take", key, folder), run("take", key, folder, "again")
            ratio = read["seconds"] / walked
            print(
                f"{key:14}{first['records']:8.0f}{walked:8.2f}{read['seconds']:9.2f}{ratio:7.1f}"
                f"{first['seconds']:10.1f}{first['mb']:6.0f}{again['seconds']:9.1f}"
            )
            figures["all lists imported"] += first["seconds"]
            figures["peak MB of an import"] = max(figures["peak MB of an import"], first["mb"])
            figures["slowest re-import unchanged"] = max(figures["slowest re-import unchanged"], again["seconds"])
            # The bound is for XML and workbooks; the bare csv reader is C code that makes nothing of a row.
            if read["records"] > 100 and not FILES[key][0].endswith((".csv", ".gz")):
                figures["largest parse / bare reader"] = max(figures["largest parse / bare reader"], ratio)
            if key == "gb_ofsi":
                figures["gb_ofsi imported"] = first["seconds"]
        linked = run("link", folder)
        print(
            f"linked {linked['records']:,.0f} listings in {linked['seconds']:.1f} s, {linked['mb']:.0f} MB: "
            f"{linked['links']:,.0f} links, {linked['proposals']:,.0f} proposals"
        )
        compared = run("compare", folder)
        figures["divergence of everything"], figures["written as XLSX"] = compared["seconds"], compared["xlsx"]
        print(f"divergence: {compared['records']:,.0f} lines, {compared['mb']:.0f} MB")
    return figures


def main(arguments: Sequence[str]) -> int:
    """The whole table, or one step of it in this process."""
    if arguments:
        found = STEPS[arguments[0]](*arguments[1:])
        found["mb"] = _peak_mb()
        print(json.dumps(found))
        return 0
    if "REGISTRY_LISTS_DIR" not in os.environ:
        print("Set REGISTRY_LISTS_DIR to a folder of real lists.")
        return 2
    figures = measure()
    print()
    for name, bound in BOUNDS.items():
        print(f"{name:32}{figures[name]:8.1f}   at most {bound:g}{'' if figures[name] <= bound else '   MISSED'}")
    return 1 if any(figures[name] > bound for name, bound in BOUNDS.items()) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
