"""Tokens for machines: random, shown once, kept as a hash, with an end and no more roles than their account has."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from registry import db
from registry.errors import Invalid, NotFound
from registry.models import Account, ApiToken
from registry.services import accounts, audit
from registry.services.actors import Actor, Role
from registry.services.permission import Action, require

LONGEST_DAYS = 366
_START = "reg_"


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token: its number, and the text that is never shown again."""

    token_id: int
    text: str


def issue(engine: Engine, actor: Actor, name: str, roles: Iterable[Role], days: int) -> Issued:
    """Make a token of the actor's own account. Raises `Invalid` for a role that the account lacks, or a bad end."""
    require(actor, Action.MANAGE_OWN)
    wanted, shown = frozenset(roles), " ".join(name.split())
    if actor.account_id is None or actor.token_id is not None:
        raise Invalid("A token is made by a person who signed in.", "Sign in and make it on the page of your account.")
    if not shown or len(shown) > 80 or not shown.isprintable():
        raise Invalid("The token has no name, or one too long.", "Name it after what will use it.")
    if not wanted or not wanted <= actor.roles or Role.ADMIN in wanted:
        raise Invalid("A token takes at least one of your roles, and never administration.", "Choose again.")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(f"A token lives between 1 and {LONGEST_DAYS} days.", "Choose a number of days.")
    text, now = _START + secrets.token_urlsafe(32), datetime.now(UTC)
    with db.write(engine, lock="accounts") as session:
        token = ApiToken(
            account_id=actor.account_id, name=shown, prefix=text[:10], hash=_hash(text),
            roles=sorted(role.value for role in wanted), created_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        session.add(token)
        session.flush()
        if token.id is None:
            raise ValueError("A flushed token has its number.")
        detail = {"name": shown, "roles": token.roles, "expires_at": token.expires_at.isoformat()}
        audit.record(session, actor, "token.issued", f"token:{token.id}", detail)
        return Issued(token.id, text)


def revoke(engine: Engine, actor: Actor, token_id: int) -> None:
    """End a token of one's own, or as an administrator anybody's. Raises `NotFound`."""
    require(actor, Action.MANAGE_OWN)
    with db.write(engine, lock="accounts") as session:
        token = session.get(ApiToken, token_id)
        if token is None or (token.account_id != actor.account_id and Role.ADMIN not in actor.roles):
            raise NotFound(f"There is no token {token_id}.")
        if token.revoked_at is None:
            token.revoked_at = datetime.now(UTC)
            audit.record(session, actor, "token.revoked", f"token:{token_id}", {})


def mine(session: Session, actor: Actor) -> Sequence[ApiToken]:
    """The tokens of the actor's account, the newest first."""
    require(actor, Action.MANAGE_OWN)
    own = select(ApiToken).where(ApiToken.account_id == actor.account_id)
    return session.exec(own.order_by(col(ApiToken.id).desc())).all()


def token_actor(session: Session, text: str) -> Actor | None:
    """On whose behalf a token acts: its roles as far as the account still has them. None where it is not good."""
    # The hash is looked up by an index; 256 random bits leave nothing to time.
    token = session.exec(select(ApiToken).where(ApiToken.hash == _hash(text))).first() if text else None
    if token is None or token.revoked_at is not None or token.expires_at <= datetime.now(UTC):
        return None
    account = session.get(Account, token.account_id)
    if account is None or account.disabled_at is not None:
        return None
    person = accounts.actor_of(account)
    roles = person.roles & {Role(role) for role in token.roles}
    return Actor(f"{person.name} by token {token.id}", person.partner, roles, person.account_id, token.id)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
