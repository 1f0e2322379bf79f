"""Reading the data tables that lie beside this file, so that every module opens them in one way."""

import csv
import tomllib
from importlib import resources
from typing import Any


def read_toml(name: str) -> dict[str, Any]:
    """The table `name` (file name with ending) as nested dictionaries."""
    return tomllib.loads(_text(name))


def read_rows(name: str) -> list[list[str]]:
    """The rows of the CSV table `name`; lines that start with `#` are its comment and are left out."""
    lines = (line for line in _text(name).splitlines() if line.strip() and not line.startswith("#"))
    return [[cell.strip() for cell in row] for row in csv.reader(lines)]


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
