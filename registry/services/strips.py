"""What every partner does to a few parties, measure by measure, whether or not anybody imposes anything.

A divergence keeps only the lines on which somebody acts; a page about one party must also say that nobody does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from importers.vocabulary import MeasureCode
from registry.services import cells, divergence
from registry.services.cells import COUNTS_AS, Line, PartnerScope, PartyFacts
from registry.services.divergence import CORE_MEASURES, Request


@dataclass(frozen=True, slots=True)
class Strip:
    """A party with one line a measure: the core measures always, others where they are in force on that day."""

    party: PartyFacts
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Strips:
    """The strips of the parties asked for, by public id, and the partners compared."""

    partners: tuple[str, ...]
    by_party: dict[str, Strip]


def load(session: Session, request: Request, scopes: Sequence[PartnerScope] | None = None) -> Strips:
    """The strips of `request.parties`; those not known at that instant are left out.

    `scopes` saves finding out again what can be known of each partner; it must be what `divergence.scopes_of` gives.
    """
    scopes = divergence.scopes_of(session, request)[1] if scopes is None else scopes
    found = divergence.load_known(session, request.known_at, request.parties).parties if request.parties else ()
    partners = tuple(scope.partner for scope in scopes)
    return Strips(partners, {party.public_id: _strip(party, scopes, request) for party in found})


def _strip(party: PartyFacts, scopes: Sequence[PartnerScope], request: Request) -> Strip:
    here = cells.standing(party, request.as_of, divergence.themes_by_programme())
    stood_for = frozenset().union(*(COUNTS_AS.get(measure, frozenset()) for measure in CORE_MEASURES))
    others = {measure.code for _, measure in here.in_force} - set(CORE_MEASURES) - stood_for
    measures = (*CORE_MEASURES, *(code for code in MeasureCode if code in others))
    lines = (
        Line(party, measure, {scope.partner: cells.cell(here, scope, measure) for scope in scopes})
        for measure in measures
    )
    return Strip(party, tuple(lines))
