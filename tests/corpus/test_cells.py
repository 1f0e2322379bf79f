"""Every value of the corpus through the whole way of reading the registry's template."""

from pathlib import Path

import pytest

from corpus import cells
from corpus.books import LIST
from corpus.cases import WARN
from corpus.test_containers import judge, read

pytest.importorskip("importers.template", reason="the reader of the template is not there")


def test_each_is_refused_or_read_as_it_must_be(tmp_path: Path) -> None:
    paths = [tmp_path / case.name for case in cells.CASES]
    for case, path in zip(cells.CASES, paths, strict=True):
        path.write_bytes(case.build())
    found = read("read", paths, LIST)
    wrong = [wrong for case, one in zip(cells.CASES, found, strict=True) for wrong in judge(case, one)]
    for case, one in zip(cells.CASES, found, strict=True):
        told = " ".join(one.get("remarks", ()))
        if case.outcome == WARN and (not told or case.words not in told):
            wrong.append(f"{case.name}: {case.words!r} is not told in {told!r}")
    assert wrong == []
    assert sorted(tmp_path.iterdir()) == sorted(paths)
