"""People of two partners, for tests of who may do what."""

from registry.services.actors import Actor, Role, operator

ANA = operator("ana")
UMA = Actor("uma", "ZZ", frozenset({Role.UPLOADER, Role.APPROVER}), account_id=1)
"""Sends; she might approve what others send."""
PAT = Actor("pat", "ZZ", frozenset({Role.APPROVER}), account_id=2)
PIA = Actor("pia", "ZZ", frozenset({Role.APPROVER}), account_id=3)
UMAS_TOKEN = Actor("uma by token", "ZZ", frozenset({Role.UPLOADER, Role.APPROVER}), account_id=1, token_id=5)
FOREIGN = Actor("fay", "YY", frozenset(Role) - {Role.ADMIN}, account_id=9)
ADMIN = Actor("adi", "ZZ", frozenset({Role.ADMIN, Role.AUDITOR}), account_id=10)
