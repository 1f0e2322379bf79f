"""The arrows between packages point one way; the contracts stand in `pyproject.toml`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_import_contracts_are_kept() -> None:
    """import-linter finds no arrow that points the wrong way."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    found = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout


def test_importers_and_matching_run_without_the_registry() -> None:
    """Neither package needs a database or a web framework to be imported."""
    code = (
        "import sys, importers, matching.link, matching.compare\n"
        "wrong = {'flask', 'sqlmodel', 'sqlalchemy', 'marshmallow', 'registry'} & set(sys.modules)\n"
        "assert not wrong, wrong"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
