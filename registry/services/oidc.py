"""Signing in with one's organisation: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636).

The provider says who somebody is; whether that person has an account, and what it may do, is said here alone. No
account is ever made by signing in. The second factor is the provider's: whoever comes by it has no password here any
more.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import Engine
from sqlmodel import Session, select

from registry import db
from registry.config import Settings
from registry.errors import Invalid
from registry.models import Account
from registry.services import accounts, audit
from registry.services.signin import Opened, Refused, open_session

# Signed by a key of the provider's that everybody can look up. None means unsigned, HS256 a shared secret: never.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
_SECONDS = 10
_SKEW_SECONDS = 60
"""How far the provider's clock may be off ours."""
_OLDEST_SECONDS = 600
_REFUSED = "Your organisation's sign-in was not taken."
_AGAIN = "Begin again at the sign-in page."


@dataclass(frozen=True, slots=True)
class Pending:
    """What the browser keeps while its user is at the provider: it must come back with the same state and nonce."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Claims:
    """Who somebody is, in the provider's word: its name for the person, and an address where it has checked one."""

    subject: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Provider:
    """The organisation that people sign in with; see `REGISTRY_OIDC_ISSUER` and the two settings beside it."""

    issuer: str
    client_id: str
    client_secret: str

    def send(self, back: str) -> tuple[str, Pending]:
        """Where to send the browser, and what to remember of it; `back` is our address that it comes back to."""
        pending = Pending(generate_token(43), generate_token(43), generate_token(64))
        client = self._client(back)
        address, _ = client.create_authorization_url(
            self._endpoints()["authorization_endpoint"],
            state=pending.state,
            nonce=pending.nonce,
            code_verifier=pending.verifier,
        )
        return str(address), pending

    def finish(self, pending: Pending, code: str, back: str) -> Claims:
        """Who came back with a code. Raises `Refused` for anything that does not fit."""
        known = self._endpoints()
        try:
            token = self._client(back).fetch_token(
                known["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=pending.verifier,
                timeout=_SECONDS,
            )
        except (AuthlibBaseError, requests.RequestException, ValueError) as error:
            raise Refused(_REFUSED, _AGAIN) from error
        return self._claims(str(token.get("id_token", "")), pending.nonce, _fetch(known["jwks_uri"]))

    def _claims(self, text: str, nonce: str, keys: Mapping[str, Any]) -> Claims:
        """The checked claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7)."""
        rules = jwt.JWTClaimsRegistry(
            now=int(datetime.now(UTC).timestamp()),
            leeway=_SKEW_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(text, KeySet.import_key_set(dict(keys)), algorithms=_ALGORITHMS).claims  # type: ignore[arg-type]
            rules.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Refused(_REFUSED, _AGAIN) from error
        party = claims.get("azp", self.client_id)
        too_old = float(claims["iat"]) < datetime.now(UTC).timestamp() - _OLDEST_SECONDS
        if party != self.client_id or too_old or not isinstance(claims["sub"], str):
            raise Refused(_REFUSED, _AGAIN)
        # Only true itself: some providers write "false" as a text.
        email = claims.get("email") if claims.get("email_verified") is True else None
        return Claims(claims["sub"], email if isinstance(email, str) else None)

    def _client(self, back: str) -> OAuth2Session:
        return OAuth2Session(
            self.client_id,
            self.client_secret,
            scope="openid email",
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=_SECONDS,
        )

    def _endpoints(self) -> Mapping[str, Any]:
        """What the provider says of itself. Raises `Refused` where it is away or speaks for another issuer."""
        found = _fetch(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if found.get("issuer") != self.issuer or not all(_is_safe(str(found.get(name, ""))) for name in needed):
            raise Refused(_REFUSED, "Tell an administrator: the provider does not say what it should.")
        return found


def provider_of(settings: Settings) -> Provider | None:
    """The provider of the settings, or none. Raises `Invalid` where they are given in part or its address is unsafe."""
    given = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
    issuer, client_id, secret = given
    if issuer is None and client_id is None and secret is None:
        return None
    if issuer is None or client_id is None or secret is None:
        raise Invalid(
            "Signing in with a provider needs three settings.",
            "Set REGISTRY_OIDC_ISSUER, REGISTRY_OIDC_CLIENT_ID and REGISTRY_OIDC_CLIENT_SECRET, or none of them.",
        )
    if not _is_safe(issuer):
        raise Invalid("REGISTRY_OIDC_ISSUER does not begin with https://.", "Its word is not taken in the clear.")
    return Provider(issuer, client_id, secret.get_secret_value())


def sign_in(engine: Engine, provider: Provider, claims: Claims, device: str | None) -> Opened:
    """Open a session for the account of whom the provider vouches for. Raises `Refused`; makes no account."""
    subject = f"{provider.issuer} {claims.subject}"
    with db.write(engine, lock="accounts") as session:
        account = _account(session, subject, claims)
        if account is None or account.disabled_at is not None:
            raise Refused("There is no account for you here.", "Ask an administrator for one.")
        if account.oidc_subject is None:
            account.oidc_subject = subject
            actor = accounts.actor_of(account)
            audit.record(session, actor, "account.provider_bound", f"account:{account.id}", {"subject": subject})
        # The provider looks after the second factor; a password beside it would be a way around that.
        account.password_hash, account.password_is_own = None, False
        return open_session(session, account, complete=True, device=device)


def _account(session: Session, subject: str, claims: Claims) -> Account | None:
    """The account of a subject; the first time, the one of its checked address that belongs to no other subject."""
    found = session.exec(select(Account).where(Account.oidc_subject == subject)).first()
    if found is None and claims.email:
        found = accounts.named(session, claims.email)
        if found is not None and found.oidc_subject is not None:
            return None
    return found


def _fetch(address: str) -> Mapping[str, Any]:
    """A JSON object of the provider's. Raises `Refused` where there is none."""
    try:
        answer = requests.get(address, timeout=_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Refused("Your organisation's sign-in does not answer.", "Try again later.") from error
    if answer.status_code != 200 or not isinstance(found, dict):
        raise Refused("Your organisation's sign-in does not answer as it should.", "Tell an administrator.")
    return found


def _is_safe(address: str) -> bool:
    """Whether an address is asked over TLS, or never leaves this machine."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    try:
        local = ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        local = False
    return parts.scheme == "http" and local
