"""Signing in: throttled before anything is hashed, with a second factor, into sessions that can be ended.

A session is a row here and a random text in the browser; only the text's SHA-256 is kept. Limits follow NIST SP
800-63B and OWASP ASVS 5.0 (6.3.1, 7.3): 10 attempts in 5 minutes for an account and for an address, 1,000 for all;
a session ends 12 hours after it began. The browser's cookie ends it after 30 idle minutes.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

import pyotp
from sqlalchemy import Engine, delete, func
from sqlmodel import Session, col, select

from registry import db
from registry.errors import Invalid, RegistryError
from registry.models import Account, Device, SignInAttempt, WebSession
from registry.services import accounts, audit, passwords
from registry.services.actors import PUBLIC, Actor

ABSOLUTE = timedelta(hours=12)
WINDOW = timedelta(minutes=5)
LIMITS = {"account": 10, "device": 10, "address": 10, "all": 1000}
_STEP_SECONDS = 30
# Attempts are counted one after the other: many at once must not slip through together.
_COUNTING = "sign-in"


class Refused(RegistryError):  # noqa: N818 - the kinds are named after what happened
    """The attempt did not succeed; the sentence is the same whatever was wrong."""


class TooOften(RegistryError):  # noqa: N818
    """Too many attempts: nothing was tried."""


class Needs(StrEnum):
    """What a session still lacks before it is somebody."""

    CODE = "code"
    SECOND_FACTOR = "second_factor"
    PASSWORD = "password"  # noqa: S105 - the word, not one


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, from which address, and the device that the browser says it is."""

    name: str
    password: str
    address: str
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: the text for the browser, and a new device text where the browser had none."""

    text: str
    device: str | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A living session, its account, and what it still needs; it is nobody's until it needs nothing."""

    session_id: str
    account: Account
    needs: Needs | None

    @property
    def actor(self) -> Actor:
        """Who acts in this session."""
        return accounts.actor_of(self.account) if self.needs is None else PUBLIC


def sign_in(engine: Engine, attempt: Attempt) -> Opened:
    """Open a session for the right name and password. Raises `TooOften` or `Refused`."""
    with db.write(engine, lock=_COUNTING) as session:
        account = accounts.named(session, attempt.name)
        counted = _count_attempt(session, _buckets(session, account, attempt))
    if not counted:
        raise TooOften("There were too many attempts to sign in.", "Wait five minutes, then try again.")
    fits = passwords.fits(attempt.password, account.password_hash if account and not account.disabled_at else None)
    if account is None or not fits:
        raise Refused("That name and password do not fit together.", "Check both. Nothing says which was wrong.")
    with db.write(engine) as session:
        session.execute(delete(SignInAttempt).where(col(SignInAttempt.id).in_(counted)))
        return open_session(session, account, complete=account.totp_secret is None, device=attempt.device)


def open_session(session: Session, account: Account, *, complete: bool, device: str | None) -> Opened:
    """A new session of an account, and a device where the browser has none of its own."""
    text, now, account_id = secrets.token_urlsafe(32), datetime.now(UTC), accounts.number(account)
    session.add(WebSession(id=_key(text), account_id=account_id, complete=complete, created_at=now))
    known = device is not None and _device(session, account_id, device)
    fresh = None if known else secrets.token_urlsafe(32)
    if complete:
        audit.record(session, accounts.actor_of(account), "account.signed_in", f"account:{account_id}", {})
        if fresh:
            session.add(Device(id=_key(fresh), account_id=account_id, created_at=now))
    session.flush()
    return Opened(text, fresh if complete else None)


def confirm(engine: Engine, text: str, code: str, address: str, device: str | None = None) -> Opened:
    """The second factor of a session that has the password: gives a new session. Raises `TooOften` or `Refused`."""
    with db.write(engine, lock=_COUNTING) as session:
        found = _living(session, text)
        if found is None or found.needs is not Needs.CODE:
            raise Refused("The session has ended.", "Sign in again.")
        # Guesses of codes are counted like guesses of passwords: the account's own bucket, whatever the device.
        buckets = [f"code:{found.account.id}", f"address:{_key(address)}"]
        counted = _count_attempt(session, buckets)
    if not counted:
        raise TooOften("There were too many attempts.", "Wait five minutes, then try again.")
    with db.write(engine, lock="accounts") as session:
        account = accounts.find(session, accounts.number(found.account))
        if _living(session, text) is None or not take_code(account, code):
            raise Refused("That code is not right.", "Type the six figures that the app shows now.")
        session.execute(delete(SignInAttempt).where(col(SignInAttempt.id).in_(counted)))
        _end(session, text)
        return open_session(session, account, complete=True, device=device)


def take_code(account: Account, code: str) -> bool:
    """Whether a code fits now or half a minute to either side; each is taken once (RFC 6238, 5.2)."""
    figures = "".join(code.split())
    if account.totp_secret is None or len(figures) != 6 or not (figures.isascii() and figures.isdigit()):
        return False
    totp, step = pyotp.TOTP(account.totp_secret), int(datetime.now(UTC).timestamp()) // _STEP_SECONDS
    for candidate in (step, step - 1, step + 1):
        right = secrets.compare_digest(totp.generate_otp(candidate), figures)
        if right and (account.totp_step is None or candidate > account.totp_step):
            account.totp_step = candidate
            return True
    return False


def current(session: Session, text: str | None, second_factor: bool) -> SignedIn | None:
    """The living session behind a browser's text, with what it needs; `second_factor`: everybody must have one."""
    found = _living(session, text) if text else None
    if found is None or found.needs is Needs.CODE:
        return found
    if not found.account.password_is_own and found.account.password_hash:
        return SignedIn(found.session_id, found.account, Needs.PASSWORD)
    if second_factor and found.account.totp_secret is None and found.account.password_hash:
        return SignedIn(found.session_id, found.account, Needs.SECOND_FACTOR)
    return found


def sign_out(engine: Engine, text: str) -> None:
    """End a session; it cannot be used again."""
    with db.write(engine, lock=_COUNTING) as session:
        found = _living(session, text)
        if found is not None:
            _end(session, text)
            actor = accounts.actor_of(found.account)
            audit.record(session, actor, "account.signed_out", f"account:{found.account.id}", {})


def change_password(engine: Engine, text: str, old: str, new: str) -> Opened:
    """A new password by the account itself: every session ends and a new one begins. Raises `Invalid`, `Refused`."""
    with db.read(engine) as session:
        found = _living(session, text)
    if found is None or found.needs is Needs.CODE:
        raise Refused("The session has ended.", "Sign in again.")
    with db.write(engine, lock=_COUNTING) as session:
        if not _count_attempt(session, [f"password:{found.account.id}"]):
            raise TooOften("There were too many attempts.", "Wait five minutes, then try again.")
    if not passwords.fits(old, found.account.password_hash):
        raise Refused("The present password is not right.", "Type the one that you signed in with.")
    if old == new:
        raise Invalid("The new password is the old one.", "Choose another.")
    passwords.check_strength(new, found.account.name)
    hashed = passwords.hash_of(new)
    with db.write(engine, lock="accounts") as session:
        account = accounts.find(session, accounts.number(found.account))
        account.password_hash, account.password_is_own = hashed, True
        accounts.end_sessions(session, accounts.number(account))
        actor = accounts.actor_of(account)
        audit.record(session, actor, "account.password_changed", f"account:{account.id}", {})
        return open_session(session, account, complete=True, device=None)


def new_secret() -> str:
    """A secret for an authenticator app, not yet anybody's."""
    return pyotp.random_base32()


def app_address(account: Account, secret: str) -> str:
    """What an authenticator app reads from a picture (`otpauth:`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.name, issuer_name="Sanctions registry")


def set_second_factor(engine: Engine, text: str, secret: str, code: str) -> Opened:
    """Take a secret as second factor once its first code is right: other sessions end and a new one begins."""
    with db.write(engine, lock="accounts") as session:
        found = _living(session, text)
        if found is None or found.needs is Needs.CODE:
            raise Refused("The session has ended.", "Sign in again.")
        account = accounts.find(session, accounts.number(found.account))
        if account.totp_secret is not None:
            raise Refused("A second factor is set already.", "An administrator can reset it.")
        account.totp_secret, account.totp_step = secret, None
        if not take_code(account, code):
            session.expire(account)
            raise Refused("That code is not right.", "Type the six figures that the app shows now.")
        accounts.end_sessions(session, accounts.number(account))
        actor = accounts.actor_of(account)
        audit.record(session, actor, "account.second_factor_set", f"account:{account.id}", {})
        return open_session(session, account, complete=True, device=None)


def _living(session: Session, text: str | None) -> SignedIn | None:
    found = session.get(WebSession, _key(text)) if text else None
    if found is None or found.ended_at is not None or found.created_at + ABSOLUTE < datetime.now(UTC):
        return None
    account = session.get(Account, found.account_id)
    if account is None or account.disabled_at is not None:
        return None
    return SignedIn(found.id, account, None if found.complete else Needs.CODE)


def _end(session: Session, text: str) -> None:
    found = session.get(WebSession, _key(text))
    if found is not None:
        found.ended_at = datetime.now(UTC)


def _buckets(session: Session, account: Account | None, attempt: Attempt) -> list[str]:
    """Where an attempt counts. From a device of the account, a stranger's guesses elsewhere do not count."""
    if account is not None and attempt.device and _device(session, accounts.number(account), attempt.device):
        return [f"device:{_key(attempt.device)}", "all:"]
    return [f"account:{_key(attempt.name.strip().casefold())}", f"address:{_key(attempt.address)}", "all:"]


def _device(session: Session, account_id: int, text: str) -> bool:
    found = session.get(Device, _key(text))
    return found is not None and found.account_id == account_id


def _count_attempt(session: Session, buckets: Sequence[str]) -> list[int]:
    """Count an attempt in its buckets and give the rows; none where one of the buckets is full."""
    now = datetime.now(UTC)
    session.execute(delete(SignInAttempt).where(col(SignInAttempt.at) < now - WINDOW))
    for bucket in buckets:
        counted = session.exec(select(func.count()).where(SignInAttempt.bucket == bucket)).one()
        if counted >= LIMITS.get(bucket.partition(":")[0], 10):
            return []
    rows = [SignInAttempt(bucket=bucket, at=now) for bucket in buckets]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows if row.id is not None]


def _key(text: str) -> str:
    return sha256(text.encode()).hexdigest()
