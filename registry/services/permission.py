"""Who may do what: one table, one question. What is not granted here is refused.

A refusal is `NotFound`, worded by the caller as for something that does not exist: an answer tells nobody that there
is something to hide.
"""

from dataclasses import dataclass
from enum import StrEnum

from registry.errors import NotFound
from registry.services.actors import Actor, Role


class Action(StrEnum):
    """Everything that needs a permission; what is published needs none."""

    CERTIFY_SEARCH = "certify a search"
    BUILD_REPORT = "build a report"
    SEE_PROPOSALS = "see proposals and judgements"
    JUDGE = "judge two listings"
    LINK = "compare listings and link them"
    SEE_TRIAGE = "see what partners say about gaps"
    TRIAGE = "say what becomes of a gap"
    SEE_SUBMISSION = "see a submission that is not applied"
    SEND = "send a list"
    APPROVE = "approve a submission"
    READ_AUDIT = "read the audit trail"
    MANAGE_ACCOUNTS = "manage accounts"
    MANAGE_OWN = "manage one's own account"


@dataclass(frozen=True, slots=True)
class Rule:
    """Which roles are granted an action; `own`: only where it concerns the actor's own partner."""

    roles: frozenset[Role]
    own: bool = False


_EVERYBODY = frozenset(Role)

RULES: dict[Action, Rule] = {
    Action.CERTIFY_SEARCH: Rule(_EVERYBODY - {Role.ADMIN}),
    Action.BUILD_REPORT: Rule(_EVERYBODY - {Role.ADMIN}),
    Action.SEE_PROPOSALS: Rule(frozenset({Role.OFFICER, Role.AUDITOR})),
    # Linking follows from what was applied; nobody asks for it but the registry itself.
    Action.LINK: Rule(frozenset()),
    Action.JUDGE: Rule(frozenset({Role.OFFICER})),
    Action.SEE_TRIAGE: Rule(frozenset({Role.OFFICER, Role.AUDITOR})),
    Action.TRIAGE: Rule(frozenset({Role.OFFICER}), own=True),
    # Nobody else's auditor or administrator: a draft that leaks warns the person it is about.
    Action.SEE_SUBMISSION: Rule(frozenset({Role.UPLOADER, Role.APPROVER, Role.OFFICER}), own=True),
    Action.SEND: Rule(frozenset({Role.UPLOADER}), own=True),
    Action.APPROVE: Rule(frozenset({Role.APPROVER}), own=True),
    Action.READ_AUDIT: Rule(frozenset({Role.AUDITOR, Role.ADMIN})),
    Action.MANAGE_ACCOUNTS: Rule(frozenset({Role.ADMIN})),
    Action.MANAGE_OWN: Rule(_EVERYBODY),
}


def may(actor: Actor, action: Action, partner: str | None = None) -> bool:
    """Whether the actor is granted the action on what belongs to `partner`."""
    if actor.operator:
        return True
    rule = RULES[action]
    if rule.own and (partner is None or partner != actor.partner):
        return False
    return bool(actor.roles & rule.roles)


def require(actor: Actor, action: Action, partner: str | None = None, missing: NotFound | None = None) -> None:
    """Pass, or raise `missing`: the error that the same request would get if there were no such thing."""
    if not may(actor, action, partner):
        raise missing or NotFound("There is no such page.")
