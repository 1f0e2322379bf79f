"""Public matchers beside ours, each in an environment of its own that is made on demand and kept in the cache folder.

nomenklatura needs PyICU, which is built from source: `apt install libicu-dev g++ pkg-config` first. Where an
environment cannot be made, the comparator is skipped and the reason is told.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_cache_path

from tests.benchmarks.matching.measures import LabelledName, NameFigures, judged_names

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
