"""Where partners differ: the comparison of all parties, partners and measures as of one day, as known at one instant.

A divergence is a pure function of (as_of, known_at, the choice of partners, measures, kinds, programmes) and of the
append-only tables, so that the same request gives the same answer for ever.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true, union_all
from sqlmodel import Session, col

from importers import programmes
from importers.vocabulary import Basis, MeasureCode, PartyKind
from registry.audit_verifier import Mark
from registry.models import (
    Comparison,
    Designation,
    DesignationMeasure,
    Listing,
    ListingStatus,
    ListingVersion,
    Party,
    PartyMembership,
    SourceFile,
    Standing,
)
from registry.services import audit, cells, sources
from registry.services.cells import IMPOSED, Imposed, Line, ListingFacts, PartnerScope, PartyFacts, State
from registry.services.sources import Source

CORE_MEASURES = (MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN)
ENDED_HOW = {
    ListingStatus.DROPPED: "dropped from the file, no legal act seen",
    ListingStatus.DELISTED: "delisted by the publisher",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What to compare. Empty choices mean all there is; `atrocity_focus` keeps parties under such programmes only.

    `parties` are public ids.
    """

    as_of: date
    known_at: datetime
    partners: tuple[str, ...] = ()
    measures: tuple[MeasureCode, ...] = CORE_MEASURES
    kinds: tuple[PartyKind, ...] = ()
    programmes: tuple[str, ...] = ()
    atrocity_focus: bool = False
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The parties known at an instant, and where each of their listings was read (`list:reference` -> the place).

    The tables are append-only: what was known at an instant stays the same, so this may be kept and used again.
    """

    parties: tuple[PartyFacts, ...]
    positions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one partner stands in each state for one measure, over all lines."""

    partner: str
    measure: MeasureCode
    states: dict[State, int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """For one measure: how many parties two partners both impose it on (the diagonal: one partner alone)."""

    measure: MeasureCode
    shared: dict[tuple[str, str], int]


@dataclass(frozen=True)
class Divergence:
    """The answer: every line on which a partner imposes something, the sums over them, and the sources.

    `trail` is how far the audit trail went at the instant known.
    """

    request: Request
    partners: tuple[str, ...]
    lines: tuple[Line, ...]
    tallies: tuple[Tally, ...]
    overlaps: tuple[Overlap, ...]
    sources: tuple[Source, ...]
    compared: tuple[PartyFacts, ...]
    positions: dict[str, str]
    trail: Mark

    @cached_property
    def gap_lines(self) -> tuple[Line, ...]:
        """The lines with at least one gap."""
        return tuple(line for line in self.lines if line.gaps)


def compute(session: Session, request: Request, known_then: Known | None = None) -> Divergence:
    """Compare all parties. Raises `Invalid` for a partner of whom no list was known at that instant.

    `known_then` saves loading the parties again; it must be what `load_known` gives for the request.
    """
    files, scopes = scopes_of(session, request)
    found = known_then or load_known(session, request.known_at, request.parties)
    parties = tuple(party for party in found.parties if _chosen(party, request))
    lines = tuple(cells.lines(parties, scopes, request.measures, request.as_of, themes_by_programme()))
    partners = tuple(scope.partner for scope in scopes)
    return Divergence(
        request,
        partners,
        lines,
        _tallies(lines, partners, request.measures),
        _overlaps(lines, partners, request.measures),
        files,
        parties,
        found.positions,
        audit.mark(session, request.known_at)[0],
    )


def themes_by_programme() -> dict[str, frozenset[str]]:
    """What each programme is about, by its key."""
    return {programme.key: programme.themes for programme in programmes.all_programmes()}


def scopes_of(session: Session, request: Request) -> tuple[tuple[Source, ...], list[PartnerScope]]:
    """The files an answer rests on, and what can be known of each partner. Raises `Invalid` as `compute` does."""
    files = sources.load(session, request.as_of, request.known_at)
    return files, sources.scopes(files, request.partners, request.as_of)


def load_known(session: Session, known_at: datetime, public_ids: Sequence[str] = ()) -> Known:
    """Every party known at that instant with the place of each listing; only `public_ids` where given."""
    positions: dict[str, str] = {}
    return Known(tuple(load_parties(session, known_at, positions, public_ids)), positions)


def load_parties(
    session: Session, known_at: datetime, positions: dict[str, str] | None = None, public_ids: Sequence[str] = ()
) -> list[PartyFacts]:
    """Every party known at that instant with its listings, ordered by public id; only `public_ids` where given.

    `positions`, where given, is filled with `list:reference` -> file, sheet and row.
    """
    rows = _member_rows(session, known_at, public_ids)
    if not rows:
        return []
    # For a few parties only what belongs to their listings is asked for; for all, each table is read once.
    measures = measures_of(session, known_at, [row[6] for row in rows] if public_ids else [])
    unresolved = _unresolved(session, known_at, [row[2] for row in rows] if public_ids else [])
    found: list[PartyFacts] = []
    group: list[Any] = []
    for row in rows:
        if group and group[0][0] != row[0]:
            found.append(_party(group, measures, unresolved))
            group = []
        group.append(row)
        if positions is not None:
            positions[f"{row[3]}:{row[5]}"] = place(row[11], row[12], row[13])
    return [*found, _party(group, measures, unresolved)]


def _member_rows(session: Session, known_at: datetime, public_ids: Sequence[str]) -> Sequence[Any]:
    return session.execute(
        members(
            known_at,
            col(Party.public_id), col(PartyMembership.why)["score"].as_float(), col(Listing.id), col(Listing.list_key),
            col(Listing.partner), col(Listing.reference), col(ListingVersion.id), col(ListingVersion.status),
            col(ListingVersion.status_on), col(ListingVersion.kind), col(ListingVersion.primary_name),
            col(SourceFile.name), col(ListingVersion.sheet), col(ListingVersion.row),
        )
        .join(SourceFile, col(SourceFile.id) == col(ListingVersion.source_file_id))
        .where(col(Party.public_id).in_(public_ids) if public_ids else true())
        .order_by(col(Party.public_id), col(Listing.list_key), col(Listing.reference))
    ).all()  # fmt: skip


def load_joined(
    session: Session, known_at: datetime, public_ids: Sequence[str], settled: tuple[int, int] | None = None
) -> PartyFacts:
    """Some parties as if they were one, under the oldest id: what a comparison would say once they are joined.

    `settled` are two listings whose open proposal is left out, as if somebody had answered it.
    """
    rows = _member_rows(session, known_at, public_ids)
    unresolved = _unresolved(session, known_at, [row[2] for row in rows])
    for one, other in (settled, settled[::-1]) if settled else ():
        unresolved[one] = {tie for tie in unresolved.get(one, ()) if tie[0] != other}
    return _party(rows, measures_of(session, known_at, [row[6] for row in rows]), unresolved)


def place(file: str, sheet: str | None, row: int | None) -> str:
    """Where a listing was read, in words: `ConList.xlsx, sheet Data, row 17`."""
    return file + (f", sheet {sheet}" if sheet else "") + (f", row {row}" if row is not None else "")


def members(known_at: datetime, *columns: Any) -> Select[Any]:
    """Columns of parties, their listings and these listings' versions, as all of them stood at that instant."""
    return (
        select(*columns)
        .select_from(Party)
        .join(PartyMembership, col(PartyMembership.party_id) == col(Party.id))
        .join(Listing, col(Listing.id) == col(PartyMembership.listing_id))
        .join(ListingVersion, col(ListingVersion.listing_id) == col(Listing.id))
        .where(known(PartyMembership, known_at), known(ListingVersion, known_at))
    )


def known(model: type[ListingVersion] | type[PartyMembership] | type[Comparison], at: datetime) -> ColumnElement[bool]:
    """The condition that a row of recorded time stood at that instant."""
    begun = col(model.recorded_from) <= at
    return begun & or_(col(model.recorded_to).is_(None), col(model.recorded_to) > at)


def measures_of(
    session: Session, known_at: datetime, versions: Sequence[int] = ()
) -> dict[int, tuple[tuple[Imposed, ...], tuple[str, ...]]]:
    """Version id -> (its measures, its programmes); of those `versions` only, where given."""
    found: dict[int, list[Imposed]] = defaultdict(list)
    regimes: dict[int, dict[str, None]] = defaultdict(dict)
    rows = session.execute(
        select(
            col(Designation.version_id), col(Designation.programme), col(Designation.listed_on),
            col(Designation.effective_from), col(Designation.delisted_on), col(DesignationMeasure.code),
            col(DesignationMeasure.basis), col(DesignationMeasure.source_value),
        )
        .join(ListingVersion, col(ListingVersion.id) == col(Designation.version_id))
        .outerjoin(DesignationMeasure, col(DesignationMeasure.designation_id) == col(Designation.id))
        .where(known(ListingVersion, known_at))
        .where(col(Designation.version_id).in_(versions) if versions else true())
        .order_by(col(Designation.version_id), col(Designation.ordinal), col(DesignationMeasure.ordinal))
    )  # fmt: skip
    codes, bases = {m.value: m for m in MeasureCode}, {b.value: b for b in Basis}
    for version, programme, listed_on, effective_from, delisted_on, code, basis, wording in rows:
        regimes[version][programme] = None
        if code is not None:
            found[version].append(
                Imposed(codes[code], bases[basis], wording, programme, listed_on, effective_from, delisted_on)
            )
    return {version: (tuple(found[version]), tuple(keys)) for version, keys in regimes.items()}


def _unresolved(session: Session, known_at: datetime, listings: Sequence[int] = ()) -> dict[int, set[tuple[int, str]]]:
    """Listing id -> (listing, its partner) that an open proposal ties to it; of those `listings` only, where given."""
    a, b = Listing.__table__.alias("a"), Listing.__table__.alias("b")  # type: ignore[attr-defined]
    proposed = (
        select(a.c.id, a.c.partner, b.c.id, b.c.partner)
        .select_from(Comparison.__table__)  # type: ignore[attr-defined]
        .join(a, a.c.id == col(Comparison.listing_a_id))
        .join(b, b.c.id == col(Comparison.listing_b_id))
        .where(col(Comparison.recorded_from) <= known_at)
    )
    standing = col(Comparison.standing) == Standing.PROPOSED.value
    still, closed = col(Comparison.recorded_to).is_(None), col(Comparison.recorded_to) > known_at
    if listings:
        # Each part has an index of its own; one condition over both sides and both spans would read every proposal.
        sides = col(Comparison.listing_a_id).in_(listings), col(Comparison.listing_b_id).in_(listings)
        # An expression instead of the column: else SQLite takes the index of standings and reads every open proposal.
        hidden = col(Comparison.standing).concat("") == Standing.PROPOSED.value
        parts = (proposed.where(side, *more) for side in sides for more in ((still, hidden), (closed, standing)))
        rows = session.execute(union_all(*parts))
    else:
        rows = session.execute(proposed.where(standing, or_(still, closed)))
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for id_a, partner_a, id_b, partner_b in rows:
        found[id_a].add((id_b, partner_b))
        found[id_b].add((id_a, partner_a))
    return found


def _party(
    rows: Sequence[Any],
    measures: dict[int, tuple[tuple[Imposed, ...], tuple[str, ...]]],
    unresolved: dict[int, set[tuple[int, str]]],
) -> PartyFacts:
    listings = tuple(_listing(row, *measures.get(row[6], ((), ()))) for row in rows)
    kinds = Counter(item.kind for item in listings if item.kind is not PartyKind.UNKNOWN)
    members = {row[2] for row in rows}
    waiting = {partner for i in members for other, partner in unresolved.get(i, ()) if other not in members}
    confidence = min(1.0 if row[1] is None else row[1] for row in rows)
    return PartyFacts(
        rows[0][0],
        _caption(listings),
        kinds.most_common(1)[0][0] if kinds else PartyKind.UNKNOWN,
        listings,
        frozenset(waiting),
        confidence,
    )


def _listing(row: Any, measures: tuple[Imposed, ...], regimes: tuple[str, ...]) -> ListingFacts:
    how = ENDED_HOW.get(row[7], "")
    return ListingFacts(
        row[3], row[4], row[5], row[10], PartyKind(row[9]), measures, regimes, row[8] if how else None, how
    )


def _caption(listings: Sequence[ListingFacts]) -> str:
    """The name most partners use for the party; among equals the one of the first listing."""
    users: dict[str, set[str]] = defaultdict(set)
    for item in listings:
        users[_plain(item.name)].add(item.partner)
    most = max(len(partners) for partners in users.values())
    return next(item.name for item in listings if len(users[_plain(item.name)]) == most)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _chosen(party: PartyFacts, request: Request) -> bool:
    if request.kinds and party.kind not in request.kinds:
        return False
    if not request.programmes and not request.atrocity_focus:
        return True
    keys = {key for item in party.listings if not item.ended(request.as_of) for key in item.programmes}
    if request.programmes and not keys & set(request.programmes):
        return False
    return not request.atrocity_focus or any(_is_focus(key) for key in keys)


def _is_focus(key: str) -> bool:
    return key != programmes.UNKNOWN and programmes.lookup(key).atrocity_focus


def _tallies(lines: Sequence[Line], partners: Sequence[str], measures: Sequence[MeasureCode]) -> tuple[Tally, ...]:
    counts: dict[tuple[str, MeasureCode], Counter[State]] = {(p, m): Counter() for p in partners for m in measures}
    for line in lines:
        for partner, cell in line.cells.items():
            counts[partner, line.measure][cell.state] += 1
    return tuple(Tally(p, m, dict(counter)) for (p, m), counter in counts.items())


def _overlaps(lines: Sequence[Line], partners: Sequence[str], measures: Sequence[MeasureCode]) -> tuple[Overlap, ...]:
    shared: dict[MeasureCode, dict[tuple[str, str], int]] = {
        m: {(a, b): 0 for a in partners for b in partners} for m in measures
    }
    for line in lines:
        imposing = [partner for partner, cell in line.cells.items() if cell.state in IMPOSED]
        counts = shared[line.measure]
        for a in imposing:
            for b in imposing:
                counts[a, b] += 1
    return tuple(Overlap(measure, counts) for measure, counts in shared.items())
