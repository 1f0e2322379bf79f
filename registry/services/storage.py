"""Received files: kept under their SHA-256, never changed, read back under the names they came with."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from sqlalchemy import Engine

from registry import db
from registry.config import Settings
from registry.errors import Invalid, NotFound, RegistryError, Unwritable

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the storage: hash of its bytes in hex, size in bytes, the name it came with."""

    sha256: str
    size: int
    name: str


class FileStore:
    """The folder of received files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the bytes of that hash lie."""
        return self.root / sha256[:2] / sha256

    def keep(self, source: Path) -> Kept:
        """Copy a file into the storage; whole and on the disk when this returns. Raises `NotFound`, `Unwritable`."""
        if not source.is_file():
            raise NotFound(f"There is no file {source}.")
        try:
            return self._keep(source)
        except OSError as error:
            raise Unwritable(f"The file {source.name} could not be kept ({error.strerror}).", db.MEND) from error

    def _keep(self, source: Path) -> Kept:
        self.root.mkdir(parents=True, exist_ok=True)
        descriptor, written = tempfile.mkstemp(dir=self.root, prefix="receiving-")
        try:
            with os.fdopen(descriptor, "wb") as copy, source.open("rb") as original:
                digest = sha256()
                while chunk := original.read(_CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            kept = Kept(digest.hexdigest(), Path(written).stat().st_size, source.name)
            self._settle(Path(written), self.path(kept.sha256))
        finally:
            Path(written).unlink(missing_ok=True)
        return kept

    def _settle(self, written: Path, place: Path) -> None:
        if place.exists():
            return
        place.parent.mkdir(exist_ok=True)
        written.chmod(0o444)
        written.replace(place)
        for folder in (place.parent, self.root):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    @contextmanager
    def delivered(self, files: Sequence[Kept]) -> Iterator[list[Path]]:
        """The files under the names they came with, which some readers go by. Raises when bytes are not as received."""
        with tempfile.TemporaryDirectory(prefix="registry-") as folder:
            paths = []
            for file in files:
                stored = self.path(file.sha256)
                self._check(stored, file)
                path = Path(folder) / file.name
                try:
                    path.symlink_to(stored.absolute())
                except OSError:  # Windows grants links to few people.
                    shutil.copyfile(stored, path)
                paths.append(path)
            yield paths

    def _check(self, stored: Path, file: Kept) -> None:
        if not stored.exists():
            raise NotFound(f"The received file {file.name} ({file.sha256}) is not in the storage.", "Restore a backup.")
        with stored.open("rb") as content:
            if file_digest(content, "sha256").hexdigest() != file.sha256:
                raise RegistryError(f"The stored file {stored} is not what was received.", "Restore a backup.")


def _nobody(_job_id: int) -> None:
    """No queue is attached: a worker finds the job in the table."""


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that is kept: the database, the received files, and where the key is that signs heads of the trail.

    `wake` tells a worker that a job was put; call it after the commit. `registry.jobs.queue` attaches the queue.
    """

    engine: Engine
    files: FileStore
    key_file: Path
    wake: Callable[[int], None] = _nobody


def open_store(settings: Settings) -> Store:
    """What these settings say is kept, and where."""
    return Store(db.open_engine(settings), FileStore(settings.files_dir), settings.audit_key_file)


def hash_of(path: Path) -> Kept:
    """What the storage would say of a file, which is not kept. Raises `NotFound`."""
    if not path.is_file():
        raise NotFound(f"There is no file {path}.")
    with path.open("rb") as content:
        return Kept(file_digest(content, "sha256").hexdigest(), path.stat().st_size, path.name)


def keep_all(files: FileStore, paths: Sequence[Path]) -> list[Kept]:
    """Keep the files of one delivery. Raises `Invalid` when a file comes twice or two have the same name."""
    if not paths:
        raise Invalid("No file was given.")
    kept = [files.keep(path) for path in paths]
    for what, values in (("bytes", [file.sha256 for file in kept]), ("name", [file.name for file in kept])):
        if len(set(values)) < len(values):
            raise Invalid(f"Two of the files have the same {what}: {', '.join(str(path) for path in paths)}.")
    return kept
