"""One file, one transaction: only `registry/db.py` begins, commits or rolls back."""

import ast
from pathlib import Path

import registry

_ROOT = Path(registry.__file__).parent
_ENDINGS = {"commit", "rollback", "begin", "begin_nested", "begin_twophase"}


def _endings(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        f"{path.relative_to(_ROOT.parent)}:{node.lineno} {node.func.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ENDINGS
    ]


def test_transactions_end_in_one_place() -> None:
    found = [ending for path in _ROOT.rglob("*.py") if path != _ROOT / "db.py" for ending in _endings(path)]
    assert found == []


def test_the_rule_sees_something() -> None:
    assert any("begin" in ending for ending in _endings(_ROOT / "db.py"))
