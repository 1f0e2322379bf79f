"""The key that signs cookies: given by the operator, or made once in the data folder. A weak one is refused."""

import os
import secrets

from registry.config import Settings
from registry.errors import Invalid

_SHORTEST, _FEWEST_SIGNS = 32, 12


def load(settings: Settings) -> str:
    """The key. Raises `Invalid` for one that could be guessed."""
    if settings.secret is None:
        return _made(settings)
    text = settings.secret.get_secret_value()
    if len(text) < _SHORTEST or len(set(text)) < _FEWEST_SIGNS:
        raise Invalid(
            f"REGISTRY_SECRET is weak: it needs {_SHORTEST} characters or more, of many sorts.",
            "Make one with `python -c 'import secrets; print(secrets.token_urlsafe(48))'`, or unset it.",
        )
    return text


def _made(settings: Settings) -> str:
    path = settings.data_dir / "secret"
    try:
        # O_EXCL: of two processes that start at once, one makes the key and the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _checked(path.read_text(encoding="ascii").strip())
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return _checked(path.read_text(encoding="ascii").strip())


def _checked(text: str) -> str:
    if len(text) < _SHORTEST:
        raise Invalid("The file `secret` in the data folder is damaged.", "Delete it: everybody signs in again.")
    return text
