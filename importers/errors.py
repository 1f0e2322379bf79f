"""The one error that reading can end with."""

from importers.draft import Position


class FileRefused(Exception):  # noqa: N818 - named after what happened to the file
    """A file that is not read any further: nothing of it may be used.

    The sentence names what was found; `position` says where, `mend` what the sender can do.
    """

    def __init__(self, message: str, position: Position, mend: str = "") -> None:
        super().__init__(f"{position}: {message}" + (f" {mend}" if mend else ""))
        self.message = message
        self.position = position
        self.mend = mend
