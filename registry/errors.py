"""What can go wrong below the web edge, said as a sentence with what to do next, without HTTP codes."""


class RegistryError(Exception):
    """Base of everything the registry refuses to do. `message` is a sentence, `mend` what to do about it."""

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(f"{message} {mend}".strip())
        self.message = message
        self.mend = mend


class NotFound(RegistryError):  # noqa: N818 - the kinds are named after what happened
    """Something was named that does not exist."""


class Invalid(RegistryError):  # noqa: N818
    """What was given cannot be used as it is."""


class WrongState(RegistryError):  # noqa: N818
    """The thing exists, but its state does not allow this act."""


class Busy(RegistryError):  # noqa: N818
    """The database is held by somebody else; nothing was changed."""


class Unwritable(RegistryError):  # noqa: N818
    """The disk is full or does not work; nothing was changed."""


class SchemaOutdated(RegistryError):  # noqa: N818
    """The tables are not those that this version of the program works with."""
