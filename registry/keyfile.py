"""A secret in a file of its own: made once, whole before anybody sees it, readable by its owner alone."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of the file, made at first need; of several processes at once, all get what the first one made."""
    if not path.exists():
        _put(path, make())
    return path.read_bytes()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # readable by its owner alone
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            # A link, not a move: it never takes the place of a file that another process put there first.
            path.hardlink_to(name)
        except FileExistsError:
            return
    finally:
        Path(name).unlink()
