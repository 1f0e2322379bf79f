"""Accounts, how they sign in, and the tokens that act for them. Secrets are kept as hashes, never as they are."""

from datetime import datetime

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel


class Account(SQLModel, table=True):
    """Somebody who may sign in. `name` is an e-mail address in small letters; `roles` are terms of `Role`.

    An account whose password was set by somebody else is asked for one of its own first. `totp_step` is the last step
    of time (30 s, RFC 6238) whose code was taken, so that none is taken twice.
    """

    __tablename__ = "account"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    shown_name: str
    partner: str | None = None
    roles: list[str] = Field(default_factory=list, sa_type=JSON)
    language: str | None = None
    created_at: datetime
    disabled_at: datetime | None = None
    password_hash: str | None = None
    password_is_own: bool = False
    totp_secret: str | None = None
    totp_step: int | None = None
    oidc_subject: str | None = Field(default=None, unique=True)
    toured_at: datetime | None = None


class WebSession(SQLModel, table=True):
    """A browser that signed in; `id` is the SHA-256 of what the browser holds. It is dead once `ended_at` is set.

    `complete` is false between the password and the second factor: such a session is nobody yet.
    """

    __tablename__ = "web_session"

    id: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    complete: bool = False
    created_at: datetime
    ended_at: datetime | None = None


class Device(SQLModel, table=True):
    """A browser in which an account signed in before: strangers' wrong guesses do not shut it out."""

    __tablename__ = "device"

    id: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    created_at: datetime


class SignInAttempt(SQLModel, table=True):
    """A try to sign in, once for each bucket that it is counted in (the account, the address, all together)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_bucket_at", "bucket", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    bucket: str
    at: datetime


class ApiToken(SQLModel, table=True):
    """A token for machines: it acts for an account with some of its roles until it expires or is revoked.

    `prefix` is the part of it that may be shown; `hash` the SHA-256 of the whole.
    """

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    name: str
    prefix: str
    hash: str = Field(unique=True)
    roles: list[str] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
