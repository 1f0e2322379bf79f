"""The key that signs cookies: given by the operator, or made once in the data folder. A weak one is refused."""

import secrets

from registry import keyfile
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
    made = keyfile.made_once(settings.data_dir / "secret", lambda: secrets.token_urlsafe(48).encode())
    return _checked(made.decode("ascii").strip())


def _checked(text: str) -> str:
    if len(text) < _SHORTEST:
        raise Invalid("The file `secret` in the data folder is damaged.", "Delete it: everybody signs in again.")
    return text
