"""Who acts: a person with roles, a token of hers, the operator at the command line, or the public."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may be there for. An account has one partner (or none) and any of these."""

    VIEWER = "viewer"
    OFFICER = "officer"
    UPLOADER = "uploader"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """On whose behalf a service runs.

    `name` is what the audit trail says; `partner` is whom the roles speak for, None for roles without one. `operator`
    is whoever runs the command line: that person holds the database anyway. `token` is set where a token acts.
    """

    name: str
    partner: str | None = None
    roles: frozenset[Role] = frozenset()
    account_id: int | None = None
    token_id: int | None = None
    operator: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether this is anybody in particular."""
        return self.operator or self.account_id is not None


PUBLIC = Actor("public")
"""Anybody, about whom nothing is known."""


def operator(name: str) -> Actor:
    """The person at the command line, e.g. `operator("cli:ana")`."""
    return Actor(name, operator=True)
