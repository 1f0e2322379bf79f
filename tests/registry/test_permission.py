"""Who may do what: the whole table, written out a second time."""

import pytest

from registry.errors import NotFound
from registry.services.actors import PUBLIC, Actor, Role, operator
from registry.services.permission import RULES, Action, may, require

EVERYBODY = "viewer officer uploader approver auditor admin"
ANYWHERE = {
    Action.CERTIFY_SEARCH: "viewer officer uploader approver auditor",
    Action.BUILD_REPORT: "viewer officer uploader approver auditor",
    Action.SEE_PROPOSALS: "officer auditor",
    Action.LINK: "",
    Action.JUDGE: "officer",
    Action.SEE_TRIAGE: "officer auditor",
    Action.READ_AUDIT: "auditor admin",
    Action.MANAGE_ACCOUNTS: "admin",
    Action.MANAGE_OWN: EVERYBODY,
}
OWN = {
    Action.TRIAGE: "officer",
    Action.SEE_SUBMISSION: "uploader approver officer",
    Action.SEND: "uploader",
    Action.APPROVE: "approver",
}


def test_every_action_stands_in_the_table() -> None:
    assert set(RULES) == set(Action) == set(ANYWHERE) | set(OWN)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_is_granted_what_the_table_says(action: Action, role: Role) -> None:
    actor = Actor("ana", "GB", frozenset({role}), account_id=1)
    granted = role in (ANYWHERE | OWN)[action].split()
    assert may(actor, action, "GB") is granted
    assert may(actor, action, "EU") is (granted and action in ANYWHERE)
    assert may(actor, action) is (granted and action in ANYWHERE)


@pytest.mark.parametrize("action", Action)
def test_the_public_is_granted_nothing_and_the_operator_everything(action: Action) -> None:
    assert not any(may(PUBLIC, action, partner) for partner in (None, "GB"))
    assert may(operator("cli:ana"), action)


def test_a_refusal_reads_as_if_there_were_nothing() -> None:
    with pytest.raises(NotFound, match=r"There is no submission 7\."):
        require(PUBLIC, Action.SEE_SUBMISSION, "GB", NotFound("There is no submission 7."))


def test_a_partner_less_account_owns_nothing() -> None:
    assert not may(Actor("ana", None, frozenset({Role.APPROVER}), account_id=1), Action.APPROVE)
