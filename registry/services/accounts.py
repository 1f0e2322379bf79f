"""Accounts: made, changed and shut by an administrator. Whatever changes what an account may do ends its sessions."""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from importers import catalogue
from registry import db
from registry.errors import Invalid, NotFound
from registry.models import Account, ApiToken, WebSession
from registry.services import audit, passwords
from registry.services.actors import Actor, Role
from registry.services.permission import Action, require

_ADDRESS = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*")
_OF_A_PARTNER = frozenset({Role.UPLOADER, Role.APPROVER, Role.OFFICER})


@dataclass(frozen=True, slots=True)
class Person:
    """What an account is to be: e-mail address, the name to show, the partner it speaks for, and its roles."""

    name: str
    shown_name: str
    partner: str | None
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Made:
    """A new or reset account and its first password, which is shown once and must be changed at the first sign-in."""

    account_id: int
    name: str
    password: str


def add(engine: Engine, actor: Actor, person: Person, own_password: str | None = None) -> Made:
    """Make an account. Raises `Invalid` where the address is no address or taken, or roles and partner do not fit.

    With `own_password` the account keeps that one; otherwise it gets a first password, to be changed when it is used.
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    person = _checked(person)
    password = own_password or _first_password()
    hashed = passwords.hash_of(password)
    with db.write(engine, lock="accounts") as session:
        if session.exec(select(Account).where(Account.name == person.name)).first():
            raise Invalid(f"There is an account {person.name} already.", "Change that one, or take another address.")
        account = Account(
            name=person.name, shown_name=person.shown_name, partner=person.partner, roles=_terms(person.roles),
            created_at=datetime.now(UTC), password_hash=hashed, password_is_own=own_password is not None,
        )  # fmt: skip
        session.add(account)
        session.flush()
        detail = {"name": person.name, "partner": person.partner, "roles": _terms(person.roles)}
        audit.record(session, actor, "account.added", f"account:{account.id}", detail)
        return Made(number(account), account.name, password)


def change(engine: Engine, actor: Actor, account_id: int, person: Person) -> None:
    """Give an account other roles, another partner or name; its sessions end."""
    require(actor, Action.MANAGE_ACCOUNTS)
    with db.write(engine, lock="accounts") as session:
        account = find(session, account_id)
        person = _checked(Person(account.name, person.shown_name, person.partner, person.roles))
        _keep_an_admin(session, account, stays=Role.ADMIN in person.roles)
        before = {"partner": account.partner, "roles": account.roles}
        account.shown_name, account.partner, account.roles = person.shown_name, person.partner, _terms(person.roles)
        end_sessions(session, account_id)
        detail = {"before": before, "partner": account.partner, "roles": account.roles}
        audit.record(session, actor, "account.changed", f"account:{account_id}", detail)


def disable(engine: Engine, actor: Actor, account_id: int, because: str) -> None:
    """Shut an account at once: sessions end, tokens are revoked. Its acts stay in the trail."""
    require(actor, Action.MANAGE_ACCOUNTS)
    if not because.strip():
        raise Invalid("Shutting an account needs a reason.", "Say why, e.g. left the ministry.")
    with db.write(engine, lock="accounts") as session:
        account, now = find(session, account_id), datetime.now(UTC)
        _keep_an_admin(session, account, stays=False)
        account.disabled_at = account.disabled_at or now
        end_sessions(session, account_id)
        mine = col(ApiToken.account_id) == account_id
        session.execute(update(ApiToken).where(mine, col(ApiToken.revoked_at).is_(None)).values(revoked_at=now))
        audit.record(session, actor, "account.disabled", f"account:{account_id}", {"because": because.strip()})


def enable(engine: Engine, actor: Actor, account_id: int) -> None:
    """Open a shut account again; its revoked tokens stay revoked."""
    require(actor, Action.MANAGE_ACCOUNTS)
    with db.write(engine, lock="accounts") as session:
        find(session, account_id).disabled_at = None
        audit.record(session, actor, "account.enabled", f"account:{account_id}", {})


def reset(engine: Engine, actor: Actor, account_id: int) -> Made:
    """A new first password, and the second factor set anew: for someone who lost either."""
    require(actor, Action.MANAGE_ACCOUNTS)
    password = _first_password()
    hashed = passwords.hash_of(password)
    with db.write(engine, lock="accounts") as session:
        account = find(session, account_id)
        account.password_hash, account.password_is_own = hashed, False
        account.totp_secret, account.totp_step = None, None
        end_sessions(session, account_id)
        audit.record(session, actor, "account.reset", f"account:{account_id}", {})
        return Made(account_id, account.name, password)


def toured(engine: Engine, actor: Actor) -> None:
    """Note that somebody has seen the tour: it is not offered again."""
    require(actor, Action.MANAGE_OWN)
    if actor.account_id is None:
        return
    with db.write(engine, lock="accounts") as session:
        account = find(session, actor.account_id)
        if account.toured_at is None:
            account.toured_at = datetime.now(UTC)
            audit.record(session, actor, "account.toured", f"account:{account.id}", {})


def everyone(session: Session, actor: Actor) -> Sequence[Account]:
    """All accounts by partner and name."""
    require(actor, Action.MANAGE_ACCOUNTS)
    return session.exec(select(Account).order_by(col(Account.partner), col(Account.name))).all()


def one(session: Session, actor: Actor, account_id: int) -> Account:
    """One account. Raises `NotFound`."""
    require(actor, Action.MANAGE_ACCOUNTS, None, _no_account(account_id))
    return find(session, account_id)


def find(session: Session, account_id: int) -> Account:
    """The account of a number, for services. Raises `NotFound`."""
    found = session.get(Account, account_id)
    if found is None:
        raise _no_account(account_id)
    return found


def named(session: Session, name: str) -> Account | None:
    """The account of an e-mail address."""
    return session.exec(select(Account).where(Account.name == name.strip().casefold())).first()


def number(account: Account) -> int:
    """The number of an account that was flushed."""
    if account.id is None:
        raise ValueError("A flushed account has its number.")
    return account.id


def actor_of(account: Account) -> Actor:
    """The account as an actor, with the roles that it has now; one that is shut has none."""
    roles = frozenset() if account.disabled_at else frozenset(Role(role) for role in account.roles)
    return Actor(account.name, account.partner, roles, number(account))


def end_sessions(session: Session, account_id: int, but: str | None = None) -> None:
    """End every session of an account, `but` one where given."""
    still = (col(WebSession.account_id) == account_id) & col(WebSession.ended_at).is_(None)
    if but is not None:
        still &= col(WebSession.id) != but
    session.execute(update(WebSession).where(still).values(ended_at=datetime.now(UTC)))


def partners() -> list[str]:
    """The partners an account may speak for."""
    return sorted({spec.partner for spec in catalogue.LISTS.values()})


def _checked(person: Person) -> Person:
    name, shown = person.name.strip().casefold(), " ".join(person.shown_name.split())
    if not _ADDRESS.fullmatch(name):
        raise Invalid("That is no e-mail address.", "An account is named by one, e.g. ana@example.org.")
    if not shown or len(shown) > 100 or not shown.isprintable():
        raise Invalid("The name to show is missing, too long or holds signs that cannot be shown.", "Give a name.")
    if not person.roles:
        raise Invalid("The account has no role.", f"Choose from {', '.join(Role)}.")
    if person.partner is not None and person.partner not in partners():
        raise Invalid(f"There is no partner {person.partner!r}.", f"The partners are {', '.join(partners())}.")
    lacking = sorted(person.roles & _OF_A_PARTNER) if person.partner is None else []
    if lacking:
        raise Invalid(f"An {lacking[0]} speaks for a partner.", "Say which one.")
    return Person(name, shown, person.partner, person.roles)


def _keep_an_admin(session: Session, account: Account, stays: bool) -> None:
    """Refuse a change after which nobody could manage accounts from the pages."""
    if stays or Role.ADMIN not in account.roles:
        return
    others = session.exec(select(Account).where(Account.id != account.id, col(Account.disabled_at).is_(None)))
    if not any(Role.ADMIN in other.roles for other in others):
        raise Invalid("This is the last administrator.", "Make another one first.")


def _terms(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def _first_password() -> str:
    return secrets.token_urlsafe(15)


def _no_account(account_id: int) -> NotFound:
    return NotFound(f"There is no account {account_id}.")
