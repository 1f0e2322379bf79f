"""What one partner does to one party, measure by measure, said no more strongly than the lists allow.

Pure functions: no database. A cell is exactly one state; only three states opposite an imposed cell make a gap.
Not published is never "not imposed"; dropped from a file is never called a delisting; no lag without typed dates.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

from importers.vocabulary import Basis, MeasureCode, PartyKind


class State(StrEnum):
    """The honest states of a cell (party, partner, measure)."""

    IMPOSED_EXPLICIT = "imposed_explicit"
    IMPOSED_IMPLIED = "imposed_implied"
    NOT_IMPOSED = "not_imposed"
    NOT_LISTED = "not_listed"
    DELISTED = "delisted"
    UNRESOLVED = "unresolved"
    NOT_APPLICABLE = "not_applicable"
    NOT_PUBLISHED = "not_published"
    NO_REGIME = "no_regime"


IMPOSED = frozenset({State.IMPOSED_EXPLICIT, State.IMPOSED_IMPLIED})
STALE = "stale_source"
"""The kind of a gap where every list held of the partner is older than what it is held against."""
GAP_KINDS = {
    State.NOT_LISTED: "not_listed",
    State.NOT_IMPOSED: "measure_missing",
    State.DELISTED: "delisted_elsewhere",
}

# Measures that can only be imposed on human beings (or only on ships, aircraft); all others apply to anyone.
APPLIES_TO: dict[MeasureCode, frozenset[PartyKind]] = {
    MeasureCode.TRAVEL_BAN: frozenset({PartyKind.PERSON, PartyKind.UNKNOWN}),
    MeasureCode.VISA_INELIGIBILITY: frozenset({PartyKind.PERSON, PartyKind.UNKNOWN}),
    MeasureCode.DIRECTOR_DISQUALIFICATION: frozenset({PartyKind.PERSON, PartyKind.UNKNOWN}),
    MeasureCode.VESSEL_MEASURE: frozenset({PartyKind.VESSEL, PartyKind.UNKNOWN}),
    MeasureCode.AIRCRAFT_MEASURE: frozenset({PartyKind.AIRCRAFT, PartyKind.UNKNOWN}),
}

# A visa bar without a general entry ban (section 7031(c)) stands in for a travel ban in the comparison.
COUNTS_AS: dict[MeasureCode, frozenset[MeasureCode]] = {
    MeasureCode.TRAVEL_BAN: frozenset({MeasureCode.TRAVEL_BAN, MeasureCode.VISA_INELIGIBILITY}),
}

UNITED_NATIONS = "UN"

# Visa records are confidential under section 222(f) of the US Immigration and Nationality Act, so that silence of the
# US lists about a person's visa says nothing.
CONFIDENTIAL: dict[str, frozenset[MeasureCode]] = {
    "US": frozenset({MeasureCode.TRAVEL_BAN, MeasureCode.VISA_INELIGIBILITY}),
}


@dataclass(frozen=True, slots=True)
class Imposed:
    """One measure of one designation: its basis, the source's wording, its programme and its typed dates."""

    code: MeasureCode
    basis: Basis
    source_value: str
    programme: str
    listed_on: date | None
    effective_from: date | None
    delisted_on: date | None

    @property
    def since(self) -> tuple[date, str] | None:
        """The typed date that lags are counted from, with its type: the listing's, else that of taking effect."""
        if self.listed_on:
            return self.listed_on, "listed_on"
        return (self.effective_from, "effective_from") if self.effective_from else None

    def in_force(self, as_of: date) -> bool:
        """Whether the measure stands on that day: begun (or of unknown beginning) and not ended."""
        if self.delisted_on is not None and self.delisted_on <= as_of:
            return False
        begins = [day for day in (self.listed_on, self.effective_from) if day is not None]
        return not begins or min(begins) <= as_of


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """What the comparison needs of one listing as it was known.

    `ended_on` is the day the listing was delisted or dropped from the file, with `ended_how` saying which.
    """

    list_key: str
    partner: str
    reference: str
    name: str
    kind: PartyKind
    measures: tuple[Imposed, ...]
    programmes: tuple[str, ...]
    ended_on: date | None = None
    ended_how: str = ""

    @property
    def key(self) -> str:
        """`list:reference`, the way a listing is quoted everywhere."""
        return f"{self.list_key}:{self.reference}"

    def ended(self, as_of: date) -> bool:
        """Whether the listing had left the list by that day."""
        if self.ended_on is not None:
            return self.ended_on <= as_of
        return bool(self.measures) and all(m.delisted_on is not None and m.delisted_on <= as_of for m in self.measures)

    def begun(self, as_of: date) -> bool:
        """Whether any measure had begun by that day (one of unknown beginning counts as begun)."""
        return not self.measures or any(m.since is None or m.since[0] <= as_of for m in self.measures)

    def in_force(self, as_of: date) -> Iterator[Imposed]:
        """The measures that stand on that day."""
        if self.ended_on is None or self.ended_on > as_of:
            yield from (item for item in self.measures if item.in_force(as_of))


@dataclass(frozen=True, slots=True)
class PartnerScope:
    """What can be known of a partner: the measures that the lists held publish, and the regimes it has.

    `themes` are what its active programmes are about (a country, or `human_rights`); `leaves_out` are the themes,
    and `un` for all measures of the Security Council, on which it acts by instruments that no list held contains.
    `newest` is the date of its latest list, None where one of its lists carries no date.
    """

    partner: str
    publishes: frozenset[MeasureCode]
    themes: frozenset[str]
    leaves_out: frozenset[str] = frozenset()
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """One party with its listings; `unresolved` are partners with a listing that an open proposal ties to it."""

    public_id: str
    name: str
    kind: PartyKind
    listings: tuple[ListingFacts, ...]
    unresolved: frozenset[str] = frozenset()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One state, why it is so in a sentence, since when (with the type of the date), and the listings that prove it.

    `known_to` is the date of the partner's latest list, in the states that may make a gap.
    """

    state: State
    why: str
    since: date | None = None
    date_type: str = ""
    proof: tuple[str, ...] = ()
    measure_basis: str = ""
    known_to: date | None = None


# Without slots: what follows from the cells is asked for again and again when tens of thousands of lines are sorted.
@dataclass(frozen=True)
class Line:
    """One party and measure on which partners differ or agree: the cells of all partners side by side."""

    party: PartyFacts
    measure: MeasureCode
    cells: Mapping[str, Cell]

    @cached_property
    def imposing(self) -> tuple[str, ...]:
        """The partners that impose the measure."""
        return tuple(partner for partner, cell in self.cells.items() if cell.state in IMPOSED)

    @cached_property
    def gaps(self) -> tuple[tuple[str, str], ...]:
        """(partner, kind of gap) for every partner that publishes but does not impose what others do."""
        if not self.imposing:
            return ()
        first = self.first_mover
        return tuple((p, _gap_kind(cell, first)) for p, cell in self.cells.items() if cell.state in GAP_KINDS)

    @property
    def undated(self) -> tuple[str, ...]:
        """Imposing partners whose lists give no typed date: they may have moved first."""
        return tuple(partner for partner in self.imposing if self.cells[partner].since is None)

    @cached_property
    def first_mover(self) -> tuple[str, date, str] | None:
        """(partner, date, date type) of the earliest typed date among the imposing partners."""
        dated = [(since, p, self.cells[p].date_type) for p in self.imposing if (since := self.cells[p].since)]
        if not dated:
            return None
        since, partner, date_type = min(dated)
        return partner, since, date_type

    def lag_days(self, partner: str) -> int | None:
        """Days from the first mover's date to this imposing partner's; None unless both are typed."""
        first, cell = self.first_mover, self.cells[partner]
        if first is None or cell.state not in IMPOSED or cell.since is None:
            return None
        return (cell.since - first[1]).days


@dataclass(frozen=True, slots=True)
class Standing:
    """How a party stands on one day: what is in force on it, and what that is about.

    `themes` are those of each programme in force; none at all when those of one are not known, because that
    designation could belong to any regime.
    """

    party: PartyFacts
    as_of: date
    in_force: tuple[tuple[ListingFacts, Imposed], ...]
    themes: frozenset[frozenset[str]]

    @property
    def kinds_of_act(self) -> frozenset[str]:
        """The themes, and `un` where the Security Council is among those who act."""
        council = any(item.partner == UNITED_NATIONS for item, _ in self.in_force)
        return frozenset({"un"} if council else ()).union(*self.themes)


def standing(party: PartyFacts, as_of: date, themes_of: Mapping[str, frozenset[str]]) -> Standing:
    """The standing of a party; `themes_of` gives the themes of each programme key."""
    found = tuple((item, measure) for item in party.listings for measure in item.in_force(as_of))
    themes = frozenset(themes_of.get(measure.programme, frozenset()) for _, measure in found)
    return Standing(party, as_of, found, frozenset() if frozenset() in themes else themes)


def cell(here: Standing, scope: PartnerScope, measure: MeasureCode) -> Cell:
    """The state of one cell. The order of the questions keeps doubt and silence from becoming an accusation."""
    party, partner = here.party, scope.partner
    if party.kind not in APPLIES_TO.get(measure, frozenset({party.kind})):
        return Cell(State.NOT_APPLICABLE, f"A {words(measure)} does not apply to a party of kind {party.kind}.")
    codes = COUNTS_AS.get(measure, frozenset({measure}))
    imposing = [(item, m) for item, m in here.in_force if item.partner == partner and m.code in codes]
    if imposing:
        return _imposed(imposing)
    if partner in party.unresolved:
        return Cell(State.UNRESOLVED, f"A possible further listing of this party by {partner} waits for a decision.")
    listings = [item for item in party.listings if item.partner == partner]
    if measure not in scope.publishes:
        return Cell(State.NOT_PUBLISHED, f"No list held of {partner} publishes this measure.", proof=_keys(listings))
    if measure in CONFIDENTIAL.get(partner, ()):
        return Cell(State.NOT_PUBLISHED, f"{partner} keeps most such measures confidential.", proof=_keys(listings))
    silent = _listed_without(here, listings) or _not_listed(here, scope)
    return replace(silent, known_to=scope.newest) if silent.state in GAP_KINDS else silent


def lines(
    parties: Iterable[PartyFacts],
    scopes: Iterable[PartnerScope],
    measures: Iterable[MeasureCode],
    as_of: date,
    themes_of: Mapping[str, frozenset[str]],
) -> Iterator[Line]:
    """A line for every party and measure that at least one of the partners imposes on that day, in the parties' order.

    `themes_of` gives the themes of each programme key.
    """
    chosen = {scope.partner: scope for scope in scopes}
    counted = [(measure, COUNTS_AS.get(measure, frozenset({measure}))) for measure in measures]
    for party in parties:
        here = standing(party, as_of, themes_of)
        imposed = {m.code for item, m in here.in_force if item.partner in chosen}
        for measure, codes in counted:
            if imposed & codes:
                line = Line(party, measure, {key: cell(here, scope, measure) for key, scope in chosen.items()})
                if line.imposing:
                    yield line


def words(code: str) -> str:
    """A code in plain words: `travel_ban` -> `travel ban`."""
    return code.replace("_", " ")


def _gap_kind(cell: Cell, first: tuple[str, date, str] | None) -> str:
    """A list that is older than the first measure of the others could not know of it."""
    stale = first is not None and cell.known_to is not None and cell.known_to < first[1]
    return STALE if stale else GAP_KINDS[cell.state]


def _keys(listings: Iterable[ListingFacts]) -> tuple[str, ...]:
    return tuple(sorted({item.key for item in listings}))


def _listed_without(here: Standing, listings: Sequence[ListingFacts]) -> Cell | None:
    """The cell of a partner that lists the party, or did, but does not impose the measure."""
    if not listings:
        return None
    partner, as_of = listings[0].partner, here.as_of
    if current := [item for item in listings if item.begun(as_of) and not item.ended(as_of)]:
        return Cell(State.NOT_IMPOSED, f"{partner} lists the party without this measure.", proof=_keys(current))
    ended = [item for item in listings if item.ended(as_of)]
    return _ended(ended) if ended else None


def _not_listed(here: Standing, scope: PartnerScope) -> Cell:
    if scope.leaves_out and (left_out := here.kinds_of_act & scope.leaves_out):
        why = f"The lists held of {scope.partner} leave out its measures about {_and(left_out)}."
        return Cell(State.NOT_PUBLISHED, why)
    # A regime that covers only a part of what a programme is about may or may not be the one that fits.
    if here.themes and not any(themes <= scope.themes for themes in here.themes):
        missing = frozenset().union(*here.themes) - scope.themes
        return Cell(State.NO_REGIME, f"{scope.partner} has no regime for {_and(missing)}.")
    return Cell(State.NOT_LISTED, f"No current listing of this party by {scope.partner} is known.")


@lru_cache(maxsize=4096)
def _and(themes: frozenset[str]) -> str:
    return ", ".join("the Security Council" if theme == "un" else words(theme) for theme in sorted(themes))


def _imposed(imposing: list[tuple[ListingFacts, Imposed]]) -> Cell:
    explicit = [pair for pair in imposing if pair[1].basis in (Basis.EXPLICIT, Basis.FREE_TEXT)]
    proving = explicit or imposing
    state = State.IMPOSED_EXPLICIT if explicit else State.IMPOSED_IMPLIED
    since, date_type = min((m.since for _, m in proving if m.since), default=(None, ""))
    sources = sorted({(m.basis.value, m.programme, m.source_value) for _, m in proving})
    basis, programme, wording = sources[0]
    origin = "Stated for this listing" if explicit else f"Follows from the {basis.removeprefix('implied_')}"
    why = f"{origin}: {programme}" + (f" (“{wording[:80]}”)." if wording else ".")
    return Cell(state, why, since, date_type, _keys(item for item, _ in proving), basis)


def _ended(ended: list[ListingFacts]) -> Cell:
    latest = max(ended, key=lambda item: item.ended_on or date.min)
    how = latest.ended_how or "delisted by the publisher"
    when = f" on {latest.ended_on.isoformat()}" if latest.ended_on else ""
    return Cell(State.DELISTED, f"{how[0].upper()}{how[1:]}{when}.", latest.ended_on, how, _keys(ended))
