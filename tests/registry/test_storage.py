"""Received files stay as they were received."""

from pathlib import Path

import pytest

from registry.errors import Invalid, NotFound, RegistryError
from registry.services.storage import FileStore, Kept, keep_all


def _file(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_bytes_come_back_under_the_name_they_came_with(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    kept = files.keep(_file(tmp_path, "SDN.CSV", b"1,2,3"))
    assert (kept.size, kept.name) == (5, "SDN.CSV")
    assert files.path(kept.sha256).read_bytes() == b"1,2,3"
    with files.delivered([kept]) as (path,):
        assert path.name == "SDN.CSV"
        assert path.read_bytes() == b"1,2,3"


def test_the_same_bytes_are_stored_once(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    one, other = (files.keep(_file(tmp_path, name, b"same")) for name in ("a.csv", "b.csv"))
    assert one.sha256 == other.sha256
    assert [path.name for path in files.root.rglob("*") if path.is_file()] == [one.sha256]


def test_stored_bytes_cannot_be_written_to_by_accident(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    kept = files.keep(_file(tmp_path, "a.csv", b"x"))
    assert files.path(kept.sha256).stat().st_mode & 0o222 == 0


def test_damaged_bytes_are_not_read(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    kept = files.keep(_file(tmp_path, "a.csv", b"x"))
    files.path(kept.sha256).chmod(0o644)
    files.path(kept.sha256).write_bytes(b"y")
    with pytest.raises(RegistryError, match="not what was received"), files.delivered([kept]):
        pass


def test_lost_bytes_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"a\.csv"), FileStore(tmp_path).delivered([Kept("0" * 64, 1, "a.csv")]):
        pass


def test_a_delivery_names_each_file_once(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    first, second = _file(tmp_path, "a.csv", b"x"), _file(tmp_path, "b.csv", b"x")
    with pytest.raises(Invalid, match="same bytes"):
        keep_all(files, [first, second])
    with pytest.raises(Invalid, match="No file"):
        keep_all(files, [])
    with pytest.raises(NotFound, match="no file"):
        keep_all(files, [tmp_path / "absent.csv"])
