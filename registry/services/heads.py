"""Signed heads of the audit trail: how long it was and its last hash, to be kept where nobody here can change them.

The key is one file, made at first need and readable by its owner alone. Who has the registry's public key (or two
heads by one key) and an export of the trail can check it without this program: `registry/audit_verifier.py`.
"""

import stat
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from sqlmodel import Session

from registry import keyfile
from registry.audit_verifier import Mark, fault_of_head, key_id, message
from registry.errors import Invalid
from registry.services import audit

Head = dict[str, Any]
"""events, hash, at (of the last event; None without any), key_id, public_key and signature, both in hex."""


def head(session: Session, key_file: Path, known_at: datetime | None = None) -> Head:
    """The signed head of the trail as it was at that instant (None: now). The same trail and key give the same head.

    Raises `Invalid` when the key file cannot be used.
    """
    mark, at = audit.mark(session, known_at)
    key = _load(key_file)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    unsigned: Head = {
        "events": mark.events,
        "hash": mark.hash,
        "at": at.isoformat(timespec="microseconds") if at else None,
        "key_id": key_id(public),
    }
    return unsigned | {"public_key": public.hex(), "signature": key.sign(message(unsigned)).hex()}


def fault(session: Session, claimed: object) -> str:
    """Why a head that somebody kept does not fit this trail; empty where it does."""
    if not isinstance(claimed, dict):
        return "it is not a signed head of an audit trail"
    if why := fault_of_head(claimed):
        return why
    return audit.verify(session, [Mark(claimed["events"], claimed["hash"])]).why or ""


def public_key(key_file: Path) -> bytes:
    """The registry's public key, 32 bytes, to be given to those who check. Raises `Invalid`."""
    return _load(key_file).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _load(path: Path) -> Ed25519PrivateKey:
    try:
        content = keyfile.made_once(path, _fresh)
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Invalid(f"Others than its owner may open the key {path}.", f"Run `chmod 600 {path}`.")
        key = load_pem_private_key(content, password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Invalid(f"The key {path} cannot be read.", "Restore it from the backup.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Invalid(f"The key {path} is no Ed25519 key.", "Restore it from the backup.")
    return key


def _fresh() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
