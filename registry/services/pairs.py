"""Pairs of listings worth keeping, and whether the evidence is strong enough to link them without a person.

The matcher finds and weighs; the rule of what may be linked by itself is the registry's and stands here: a quoted
reference, or identifying evidence above measured bounds, and nothing that contradicts it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from matching.candidates import CandidateReport
from matching.compare import Prepared, compare, field_events, prepare
from matching.explain import Comparison as Compared
from matching.link import LinkedPair, LinkSettings
from matching.weights import Context
from registry.models import Standing
from registry.services.listed import Listed
from registry.services.spool import Progress
from registry.services.subjects import Outline

Pair = tuple[int, int]

# A quoted reference between names less alike than this is shown to a person: a list can quote a wrong number.
QUOTED_SIMILARITY = 0.35
# Without a quoted reference, a link needs this probability by what the two listings say themselves, names this much
# alike, and no better rival (verdict `same`). `python -m tests.benchmarks.automatic_links` measures the precision.
AUTOMATIC_SCORE, AUTOMATIC_SIMILARITY = 0.98, 0.9
_IDENTIFYING = {"identifier.agree": "identifier", "birth.day": "name_and_birth"}
# What forbids a link without a person. A second passport or another nationality is no contradiction by itself; births
# that agree in anything less than the year are.
_CONTRADICTIONS = frozenset({"reference.conflict", "gender.conflict", "kind.conflict"})
_SOUND_BIRTHS = frozenset({"birth.day", "birth.month", "birth.year", "birth.circa"})
# Having no rival says nothing, and strangers vouch for strangers: a person is asked only about a pair that is at least
# as likely as this by what its two listings say. One that a third list vouches for is reached through that list anyway.
# Of 5,881 proposals between the UN, UK, Canadian and Australian lists this leaves out 633; of the gold set, one pair is
# among them, which stands by way of a third list.
OWN_SCORE = 0.01


@dataclass(frozen=True, slots=True)
class Found:
    """One pair of listings, what the comparison says, and what becomes of it; `how` names the evidence it stands on."""

    standing: Standing
    how: str
    score: float
    verdict: str
    compared: Compared
    aside: tuple[str, ...] = ()


def find(
    listed: Listed, fresh: set[int] | None, stale: set[Pair], progress: Progress
) -> tuple[dict[Pair, Found], CandidateReport]:
    """Every pair worth keeping: quoted references, what the comparison finds, and judgements that went stale."""
    new = None if fresh is None else frozenset(listed.key_of(i) for i in fresh if i in listed.outlines)
    result = listed.known.link(LinkSettings(new_only=new, progress=progress))
    found = {}
    for pair in result.pairs:
        if pair.comparison is not None and pair.comparison.probability >= OWN_SCORE:
            a, b = listed.id_of(pair.left), listed.id_of(pair.right)
            found[min(a, b), max(a, b)] = _weighed(pair, pair.comparison)
    for (a, b), how in _quoted(listed.outlines, fresh).items():
        found[a, b] = _by_reference(listed.prepared(a), listed.prepared(b), how)
    for a, b in stale - found.keys():
        compared = compare(listed.prepared(a), listed.prepared(b), Context.LISTINGS)
        found[a, b] = Found(Standing.PROPOSED, "reopened", compared.probability, compared.verdict, compared)
    return found, result.report.candidates


def _weighed(pair: LinkedPair, compared: Compared) -> Found:
    """A pair that the matcher found: linked only on identifying evidence that nothing contradicts."""
    events = set(field_events(prepare(pair.left.subject), prepare(pair.right.subject)))
    how = next((how for event, how in _IDENTIFYING.items() if event in events), "names")
    strong = (
        how != "names"
        and not _contradictory(events)
        and pair.verdict == "same"
        and compared.probability >= AUTOMATIC_SCORE
        and compared.similarity >= AUTOMATIC_SIMILARITY
    )
    if strong:
        return Found(Standing.AUTOMATIC, how, compared.probability, "same", compared)
    # Where the two contradict each other, having no rival makes them no likelier.
    score = min(pair.score, compared.probability) if _contradictory(events) else pair.score
    return Found(Standing.PROPOSED, how, score, pair.verdict, compared, tuple(pair.standing.words()))


def _contradictory(events: set[str]) -> bool:
    births = {event for event in events if event.startswith("birth.")}
    return bool(events & _CONTRADICTIONS) or not births <= _SOUND_BIRTHS


def _by_reference(a: Prepared, b: Prepared, how: str) -> Found:
    """A pair of which one quotes the other: linked unless what both lists say of it contradicts that."""
    compared = compare(a, b, Context.LISTINGS)
    sound = compared.similarity >= QUOTED_SIMILARITY and "kind.conflict" not in field_events(a, b)
    if not sound:
        return Found(Standing.PROPOSED, how, compared.probability, compared.verdict, compared)
    return Found(Standing.AUTOMATIC, how, 1.0, "same", compared)


def _quoted(known: Mapping[int, Outline], fresh: set[int] | None) -> dict[Pair, str]:
    """Pairs in which one listing quotes the other's reference, or both quote the same UN reference."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for item in known.values():
        for quote in dict.fromkeys(item.quotes):
            holders[quote].append(item.listing_id)
    pairs: dict[Pair, str] = {}
    for quote, ids in holders.items():
        how = "un_reference" if quote[0] == "un_sc" else "cross_reference"
        for i, a in enumerate(ids):
            for b in ids[i + 1 :]:
                own = quote in (known[a].quotes[0], known[b].quotes[0])
                if (own or how == "un_reference") and (fresh is None or a in fresh or b in fresh):
                    pairs.setdefault((min(a, b), max(a, b)), how)
    return pairs
