"""Public matchers beside ours, each in an environment of its own that is made on demand and kept in the cache folder.

nomenklatura needs PyICU, which is built from source: `apt install libicu-dev g++ pkg-config` first. Where an
environment cannot be made, the comparator is skipped and the reason is told.
"""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_cache_path

from matching.evaluate import KnownPairs
from matching.normalise import name_parts
from tests.benchmarks.matching.figures import Variant, gold_pairs, variants
from tests.benchmarks.matching.measures import LabelledName, LinkFigures, NameFigures, judged_names, link_quality

NOMENKLATURA = "nomenklatura==4.17.4"
SPLINK = "splink==5.0.0"
_ASK_NOMENKLATURA = """
import csv, json, sys, time
from followthemoney import model
from nomenklatura.matching import get_algorithm
algorithm = get_algorithm(sys.argv[2])
settings = algorithm.default_config()
schemata = {"person": "Person", "organisation": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}
def described(number, kind, name):
    party = model.make_entity(schemata[kind]); party.id = str(number); party.add("name", name); return party
scores, times = [], []
for number, row in enumerate(csv.reader(open(sys.argv[1], encoding="utf-8"))):
    started = time.perf_counter()
    one, other = described(f"a{number}", row[0], row[1]), described(f"b{number}", row[0], row[2])
    scores.append(algorithm.compare(one, other, settings).score)
    times.append((time.perf_counter() - started) * 1e6)
json.dump({"scores": scores, "times": times}, sys.stdout)
"""


class UnavailableError(Exception):
    """A comparator that cannot be installed or run here; the message says why."""


def environment(name: str, requirements: Sequence[str]) -> Path:
    """The python of an environment that holds `requirements`, made when it is not there yet."""
    home = user_cache_path("registry-benchmark") / name
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        _run([sys.executable, "-m", "venv", str(home)])
        _run([str(python), "-m", "pip", "install", "--quiet", *requirements])
        (home / "ready").write_text("\n".join(requirements), encoding="utf-8")
    return python


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UnavailableError(" ".join(done.stderr.split())[-300:])
    return done.stdout


def nomenklatura_names(names: Sequence[LabelledName], folder: Path, algorithm: str = "logic-v2") -> NameFigures:
    """nomenklatura's figures on labelled names at its default threshold of .70; raises `UnavailableError`."""
    python = environment("nomenklatura", [NOMENKLATURA])
    path = folder / "names.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([name.kind, name.left, name.right] for name in names)
    told = json.loads(_run([str(python), "-c", _ASK_NOMENKLATURA, str(path), algorithm]))
    times = sorted(told["times"])
    spent = times[len(times) // 2], times[int(len(times) * 0.95)]
    return judged_names(f"nomenklatura {algorithm}", names, told["scores"], 0.7, spent)


SPLINK_THRESHOLD = 0.99
"""The best of .5, .8, .9, .95, .99, .999 on the first variant drawn; Splink has no default of its own."""


def splink_figures(lists_dir: Path, name: str, folder: Path) -> LinkFigures:
    """Splink's figures on one variant of the three lists; raises `UnavailableError`."""
    python = environment("splink", [SPLINK])
    variant = variants(lists_dir, (name,))[0]
    source, target = folder / "listings.csv", folder / "links.csv"
    _write_listings(variant, source)
    started = time.perf_counter()
    _run([str(python), str(Path(__file__).with_name("splink_links.py")), str(source), str(target)])
    spent = time.perf_counter() - started
    with target.open(encoding="utf-8", newline="") as stream:
        pairs = [
            (frozenset((variant.keys[int(one)], variant.keys[int(other)])), float(chance))
            for one, other, chance in csv.reader(stream)
        ]
    known = KnownPairs([(one, other) for one, other in map(tuple, gold_pairs(lists_dir))])
    same = {pair for pair, chance in pairs if chance >= SPLINK_THRESHOLD}
    return link_quality("Splink 5 (>= .99)", variant.name, known, (same, {pair for pair, _ in pairs}), spent)


def _write_listings(variant: Variant, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("unique_id", "source_dataset", "name", "parts", "born", "country"))
        for place, (key, subject) in enumerate(zip(variant.keys, variant.subjects, strict=True)):
            parts = name_parts(subject.names[0].text)
            whole = [born for born in subject.births if len(born) == 10]
            born = (whole or [born.lstrip("~")[:4] for born in subject.births] or [""])[0]
            country = (subject.countries or ("",))[0]
            rows.writerow((place, key[0], " ".join(sorted(parts)), " ".join(parts), born, country))
