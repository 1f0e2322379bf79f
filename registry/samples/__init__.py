"""The fictional lists of the demo, in the partners' official formats, and how they are made.

`cast.toml` says who is in them; `python -m registry.samples.build` writes `lists/` from it.
"""

from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

FOLDER = Path(str(files("registry"))) / "samples"
LISTS = FOLDER / "lists"
"""One folder for each list key, with the file of that list in it."""

AS_OF = date(2026, 6, 30)
"""The day that the samples are made for: all their files are of that day or shortly before."""


def shipped() -> dict[str, Path]:
    """List key -> the sample file of that list, in the order in which they are taken in."""
    return {folder.name: next(iter(sorted(folder.iterdir()))) for folder in sorted(LISTS.iterdir())}


@cache
def hashes() -> frozenset[str]:
    """The SHA-256 of every shipped sample, by which a report made from them is known for what it is."""
    return frozenset(sha256(path.read_bytes()).hexdigest() for path in shipped().values())
