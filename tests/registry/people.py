"""Accounts for tests: made by the real services, with one fast hash and one clock for their codes."""

from dataclasses import dataclass

import pyotp
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from lxml import html

from registry import db
from registry.services import accounts, passwords
from registry.services.accounts import Person
from registry.services.actors import Actor, Role, operator
from registry.services.storage import Store

PASSWORD = "a quite long sentence of ours"  # noqa: S105 - of accounts that exist in tests only
ADMIN = operator("cli:test")


def quick_hashes(patch: pytest.MonkeyPatch) -> None:
    """Hash with the least work there is: these tests are not about argon2."""
    patch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    patch.setattr(passwords, "_stand_in", None)


@dataclass(frozen=True)
class Somebody:
    """An account with its password and, where it has one, the secret of its second factor."""

    account_id: int
    name: str
    secret: str | None = None

    def actor(self, store: Store) -> Actor:
        """The account as it stands now."""
        with db.read(store.engine) as session:
            return accounts.actor_of(accounts.find(session, self.account_id))

    def code(self) -> str:
        """The code of this moment."""
        assert self.secret
        return pyotp.TOTP(self.secret).now()


def make(store: Store, name: str, partner: str | None, *roles: Role, factor: bool = False) -> Somebody:
    """An account that has been signed in to before: its password is its own."""
    made = accounts.add(store.engine, ADMIN, Person(f"{name}@example.org", name.title(), partner, frozenset(roles)))
    secret = pyotp.random_base32() if factor else None
    with db.write(store.engine) as session:
        account = accounts.find(session, made.account_id)
        account.password_hash, account.password_is_own = passwords.hash_of(PASSWORD), True
        account.totp_secret = secret
    return Somebody(made.account_id, made.name, secret)


def token(client: FlaskClient, address: str) -> str:
    """The token against forgery of the first form on a page."""
    page = html.fromstring(client.get(address).text)
    found = page.xpath("//input[@name='csrf_token']/@value")
    return str(found[0])


def enter(client: FlaskClient, who: Somebody, password: str = PASSWORD) -> FlaskClient:
    """Sign in as somebody, with the second factor where there is one."""
    form = {"csrf_token": token(client, "/sign-in"), "name": who.name, "password": password}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 303, answer.text
    if who.secret:
        code = {"csrf_token": token(client, "/sign-in/code"), "code": who.code()}
        assert client.post("/sign-in/code", data=code).status_code == 303
    return client
