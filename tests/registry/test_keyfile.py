"""A key is made once, however many ask for it at the same time, and nobody else may read it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from secrets import token_bytes
from threading import Barrier

from registry import keyfile

MANY = 16


def test_all_who_ask_at_once_get_the_same_whole_key(tmp_path: Path) -> None:
    for round_ in range(20):
        path, ready = tmp_path / f"folder-{round_}" / "key", Barrier(MANY)

        def ask(path: Path = path, ready: Barrier = ready) -> bytes:
            ready.wait()
            return keyfile.made_once(path, lambda: token_bytes(64))

        with ThreadPoolExecutor(MANY) as crowd:
            keys = {future.result() for future in [crowd.submit(ask) for _ in range(MANY)]}
        assert len(keys) == 1
        assert len(keys.pop()) == 64
        assert [item.name for item in path.parent.iterdir()] == ["key"]
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = keyfile.made_once(path, lambda: b"first")
    assert keyfile.made_once(path, lambda: b"second") == first == b"first"
