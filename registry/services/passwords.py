"""Passwords: hashed by argon2id, few at a time, and of a length worth hashing."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.errors import Invalid

SHORTEST, LONGEST_BYTES = 12, 1024

hasher = PasswordHasher()
# A hash takes 64 MiB and a fifth of a second: a flood of attempts must not take the machine.
_AT_A_TIME = BoundedSemaphore(2)


def check_strength(password: str, name: str) -> None:
    """Raise `Invalid` for a password that is too short, too long or guessed from the name (NIST SP 800-63B, 5.1.1)."""
    if len(password) < SHORTEST:
        raise Invalid(f"The password has fewer than {SHORTEST} characters.", "Choose a longer one; a sentence is fine.")
    if len(password.encode()) > LONGEST_BYTES:
        raise Invalid("The password is too long.", f"Keep it under {LONGEST_BYTES} bytes.")
    own = name.split("@")[0].casefold()
    if (len(own) > 3 and own in password.casefold()) or len(set(password)) < 5:
        raise Invalid("The password is too easy to guess.", "Choose one without your name and with more variety.")


def hash_of(password: str) -> str:
    """The hash to keep."""
    with _AT_A_TIME:
        return hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one behind a hash; takes as long where there is no hash."""
    if len(password.encode()) > LONGEST_BYTES:
        return False
    with _AT_A_TIME:
        try:
            return hasher.verify(kept or _nobody(), password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def _nobody() -> str:
    """The hash that stands in for an account that does not exist, made with the same settings."""
    global _stand_in
    if _stand_in is None:
        _stand_in = hasher.hash("nobody has this password")
    return _stand_in


_stand_in: str | None = None
