"""Files that come with a form: their names looked at, their bytes laid aside, nothing left behind.

Nothing is read here but what the gate looks at; a worker reads the file.
"""

import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import flask
from flask import request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from importers.errors import FileRefused
from importers.gate import kind_of
from importers.limits import TABLE, MiB
from registry.errors import Invalid

FIELD = "file"
MOST_FILES = 4
"""OFAC's list comes as four CSV files; every other one is a single file."""
LONGEST_BODY = MOST_FILES * TABLE.file_bytes + MiB
_LONGEST_NAME = 150
# Names that Windows keeps for devices, whatever ending follows.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Request(flask.Request):
    """A request that closes what an upload laid aside, also where its body broke off."""

    def _get_file_stream(self, *given: Any, **named: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*given, **named)
        self.__dict__.setdefault("laid_aside", []).append(stream)
        return stream

    def close(self) -> None:
        for stream in self.__dict__.get("laid_aside", ()):
            stream.close()
        super().close()


@contextmanager
def received(most: int = MOST_FILES) -> Iterator[list[Path]]:
    """The files of this request under their own names in a folder that goes away again.

    Raises `Invalid` for no file, too many, a name that cannot be kept or a file that is not safe to open.
    """
    given = [item for item in request.files.getlist(FIELD) if item.filename]
    if set(request.files) - {FIELD} or len(given) > most:
        raise Invalid(
            gettext("At most %(most)s file can be sent here, and %(count)s came.", most=most, count=len(given)),
            gettext("Send them one after the other."),
        )
    if not given:
        raise Invalid(gettext("No file was sent."), gettext("Choose the file, then send the form again."))
    names = [name_of(item) for item in given]
    if len(set(names)) < len(names):
        raise Invalid(gettext("Two of the files have the same name."), gettext("Choose each file once."))
    with tempfile.TemporaryDirectory(prefix="registry-upload-") as folder:
        paths = []
        for item, name in zip(given, names, strict=True):
            path = Path(folder) / name
            item.save(path)
            _gate(path)
            paths.append(path)
        yield paths


def name_of(item: FileStorage) -> str:
    """The name of a file as it can be kept and shown. Raises `Invalid`: a browser's name is never one of these."""
    name = unicodedata.normalize("NFC", item.filename or "")
    odd = any(unicodedata.category(letter) in _HIDDEN for letter in name) or set(name) & set("/\\\ufffd")
    if odd or name.strip(". ") != name.lstrip() or name.split(".")[0].strip().lower() in _DEVICES or ":" in name:
        raise Invalid(
            gettext("The name of the file holds a folder, a hidden character or a name that some systems keep."),
            gettext("Give the file a plain name, such as list.xlsx."),
        )
    if len(name.encode()) > _LONGEST_NAME:
        raise Invalid(
            gettext("The name of the file has over %(most)s bytes.", most=_LONGEST_NAME),
            gettext("Give it a shorter name."),
        )
    return name


def _gate(path: Path) -> None:
    try:
        kind_of(path, TABLE)
    except FileRefused as error:
        raise Invalid(str(error)) from error
