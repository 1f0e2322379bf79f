"""The United Kingdom's urgent procedure: where a gap of its own could be met by it, on which facts.

Section 11(2A) to (2D) of the Sanctions and Anti-Money Laundering Act 2018 (as amended by the Economic Crime
(Transparency and Enforcement) Act 2022) lets the minister designate a person by name without a finding of the United
Kingdom's own, where a corresponding provision of the law of the United States, the European Union, Australia or Canada
applies to that person and it is in the public interest. Such a designation ends after 56 days, unless certified on; it
can be so once more for 56 days. Source: legislation.gov.uk, ukpga/2018/13/section/11. More countries may be named by
regulations; none is assumed here.

Whether the conditions are met is for the minister: the note states facts and the statute, never that a designation
is due.
"""

from dataclasses import dataclass
from datetime import date

from importers.vocabulary import MeasureCode, PartyKind
from registry.services.cells import IMPOSED, Line, State

STATUTE = "Sanctions and Anti-Money Laundering Act 2018, section 11(2A) to (2D)"
DAYS = 56
"""How many days an urgent designation lasts before it must be certified."""

_UK = "GB"
_NAMED = ("US", "EU", "AU", "CA")
# What the Act does to persons it designates; ships and aircraft are specified by another section.
_MEASURES = frozenset({MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN})
_KINDS = frozenset({PartyKind.PERSON, PartyKind.ORGANISATION})


@dataclass(frozen=True, slots=True)
class Fact:
    """That a named country imposes the measure: since when (with the type of the date), whether its list states it for
    this listing or it only follows from the list or programme, and the listings that prove it."""

    partner: str
    since: date | None
    date_type: str
    explicit: bool
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UrgentRoute:
    """The facts on which the United Kingdom could look at its urgent procedure for this gap."""

    statute: str
    facts: tuple[Fact, ...]

    @property
    def sentence(self) -> str:
        """The note in words."""
        acting = "; ".join(_said(fact) for fact in self.facts)
        return (
            f"The United Kingdom's urgent procedure ({self.statute}) can be looked at where one of the United States, "
            f"the European Union, Australia and Canada acts. On the lists held: {acting}. Whether its conditions are "
            f"met, the public interest among them, is for the minister to decide. A designation so made ends after "
            f"{DAYS} days unless it is certified."
        )


def note(line: Line) -> UrgentRoute | None:
    """The note on a line where the United Kingdom does not list the party and a named country acts; else None.

    Where it lists the party without the measure, once listed it, or holds the question open, there is no note: that is
    another question. A gap that only an old list of the United Kingdom makes has none either.
    """
    if line.measure not in _MEASURES or line.party.kind not in _KINDS or (_UK, "not_listed") not in line.gaps:
        return None
    cells = ((partner, line.cells[partner]) for partner in _NAMED if partner in line.cells)
    facts = tuple(
        Fact(partner, cell.since, cell.date_type, cell.state is State.IMPOSED_EXPLICIT, cell.proof)
        for partner, cell in cells
        if cell.state in IMPOSED
    )
    return UrgentRoute(STATUTE, facts) if facts else None


def _said(fact: Fact) -> str:
    when = f"since {fact.since.isoformat()} ({fact.date_type.replace('_', ' ')})" if fact.since else "no typed date"
    how = "stated for the listing" if fact.explicit else "implied, not stated for the listing"
    return f"{fact.partner}, {when}, {how} ({', '.join(fact.proof)})"
