"""Two subjects in, one comparison out: how likely they are one party, and why, in words a reviewer can read aloud.

The names are aligned part by part and everything else field by field; each finding is an event with a learned weight,
and the weights add up. `score` gives the probability alone and is the fast path; `compare` gives the reasons too.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from matching import fields
from matching.align import Alignment, align
from matching.dates import PartialDate
from matching.evidence import Events, name_events
from matching.explain import Comparison, Evidence, aligned_parts, name_reasons
from matching.names import ParsedName, looks_like_organisation, parse_name
from matching.subject import Kind, Strength, Subject
from matching.vocabulary import NAME, Verdict
from matching.weights import Context, Frame, Weights, probability, shipped_weights

MAX_NAMES = 60
"""Names of one subject that are compared, parsed readings included; strong ones first."""
MAX_ALIGNED = 3
"""Name pairs of two subjects that are aligned; the likeliest by shared parts and spelling are taken."""


@dataclass(frozen=True, slots=True)
class PreparedName:
    """A parsed name and whether it can carry a verdict alone."""

    name: ParsedName
    weak: bool


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A subject with everything a comparison needs worked out; small, and good for any number of comparisons."""

    subject: Subject
    kind: Kind
    names: tuple[PreparedName, ...]
    births: tuple[PartialDate, ...]
    countries: frozenset[str]
    numbers: fields.Numbers | None
    references: frozenset[str]
    genders: frozenset[str]
    spellings: frozenset[str]


@dataclass(slots=True)
class NameFinding:
    """The best pair of names of two subjects: its log-odds by the table, the information shared, and how it came about.

    `others` is the log-odds of the likeliest pair of the names left (0 where there is none): brothers share one
    doubtful spelling, one man most of his.
    """

    log_odds: float
    rarity: float
    others: float
    left: PreparedName
    right: PreparedName
    alignment: Alignment
    events: Events

    @property
    def stranger(self) -> bool:
        """Whether the names share no part at all."""
        return not self.alignment.pairs and not self.alignment.joined


def prepare(subject: Subject) -> Prepared:
    """Work out everything about `subject` that does not depend on what it is compared with."""
    return _prepared(subject, subject.kind or _likely_kind(subject))


def _prepared(subject: Subject, kind: Kind) -> Prepared:
    names: dict[str, PreparedName] = {}
    for given in sorted(subject.names, key=lambda name: name.strength is Strength.WEAK):
        for parsed in parse_name(given.text, kind):
            weak = given.strength is Strength.WEAK
            names.setdefault(" ".join(part.text for part in parsed.core), PreparedName(parsed, weak))
        if len(names) >= MAX_NAMES:
            break
    return Prepared(
        subject,
        kind,
        tuple(names.values()),
        fields.parse_births(subject.births),
        fields.country_set(subject.countries),
        fields.prepare_numbers(subject.identifiers),
        fields.reference_set(subject.references),
        fields.folded_set(subject.genders),
        frozenset(name.name.sorted_text for name in names.values() if len(name.name.core) > 1),
    )


def _likely_kind(subject: Subject) -> Kind:
    organisation = any(looks_like_organisation(name.text) for name in subject.names)
    return Kind.ORGANISATION if organisation else Kind.PERSON


@lru_cache(maxsize=4096)
def _prepared_once(subject: Subject, kind: Kind | None) -> Prepared:
    return _prepared(subject, kind) if kind else prepare(subject)


def _both(a: Subject | Prepared, b: Subject | Prepared) -> tuple[Prepared, Prepared]:
    """Both prepared, a kind that one side leaves open read as the other side's."""
    left = a if isinstance(a, Prepared) else _prepared_once(a, None)
    right = b if isinstance(b, Prepared) else _prepared_once(b, None)
    if left.kind is not right.kind:
        if left.subject.kind is None:
            left = _prepared_once(left.subject, right.kind)
        elif right.subject.kind is None:
            right = _prepared_once(right.subject, left.kind)
    return left, right


def score(a: Subject | Prepared, b: Subject | Prepared, context: Context = Context.NAMES) -> float:
    """The probability that two subjects are one party, without the reasons."""
    left, right = _both(a, b)
    weights = shipped_weights()
    finding = best_names(left, right, weights)
    return probability(_total(finding, field_events(left, right), weights, context))


def compare(a: Subject | Prepared, b: Subject | Prepared, context: Context = Context.NAMES) -> Comparison:
    """The probability that two subjects are one party, with everything that speaks for and against it."""
    left, right = _both(a, b)
    weights = shipped_weights()
    frame = weights.frames[context]
    finding = best_names(left, right, weights)
    found = field_events(left, right)
    value = probability(_total(finding, found, weights, context))
    verdict: Verdict = "same" if value >= frame.same else "possible" if value >= frame.possible else "different"
    stranger = finding is None or finding.stranger
    weighed = [(event, 0.0 if stranger and event in _WEAK else weights.fields[event]) for event in found]
    reasons = [fields.reason(event, weight, left.subject, right.subject) for event, weight in weighed]
    evidence = sum(reason.weight for reason in reasons)
    if finding is None:
        return Comparison(value, 0.0, evidence, verdict, ("", ""), (), tuple(reasons))
    one, other = finding.left.name, finding.right.name
    table = weights.names[_table(left, right)]
    reasons[:0] = name_reasons((one, other), finding.alignment, finding.events, table, finding.log_odds)
    if context is Context.LISTINGS:
        reasons += _about_listings(finding, frame)
        evidence += frame.rarity * finding.rarity + frame.others * finding.others
    if finding.left.weak or finding.right.weak:
        reasons.append(Evidence(NAME, "missing", 0.0, "a name marked weak by its source decides nothing alone"))
    similarity = dict(finding.events)["cover.longer"]
    parts = aligned_parts(one, other, finding.alignment)
    return Comparison(value, similarity, evidence, verdict, (one.text, other.text), parts, tuple(reasons))


def _about_listings(finding: NameFinding, frame: Frame) -> list[Evidence]:
    """What counts only between whole lists: how rare the shared parts are, and whether other names agree too."""
    said = []
    if finding.rarity:
        rare = "rare" if finding.rarity >= _RARE else "common" if finding.rarity < _COMMON else "not uncommon"
        weight = round(frame.rarity * finding.rarity, 3)
        said.append(Evidence(NAME, "agree", weight, f"the shared parts are {rare} on the lists"))
    if finding.others:
        weight = round(frame.others * finding.others, 3)
        if weight > 0:
            said.append(Evidence(NAME, "agree", weight, "other names of both agree too"))
        else:
            said.append(Evidence(NAME, "conflict", weight, "their other names do not agree"))
    return said


_RARE, _COMMON = 1.6, 0.9


def _table(left: Prepared, right: Prepared) -> str:
    return "person" if left.kind is Kind.PERSON is right.kind else "other"


def _total(finding: NameFinding | None, found: list[str], weights: Weights, context: Context) -> float:
    frame = weights.frames[context]
    evidence = 0.0
    stranger = finding is None or finding.stranger
    for event in found:
        if not (stranger and event in _WEAK):
            evidence += weights.fields[event]
    if finding is None:
        return frame.intercept + frame.fields * evidence + weights.name_bounds[0]
    names = frame.names * finding.log_odds + frame.rarity * finding.rarity + frame.others * finding.others
    return frame.intercept + names + frame.fields * evidence


_WEAK = frozenset(
    {"birth.day", "birth.swapped", "birth.month", "birth.year", "birth.circa", "birth.close", "birth.same_year"}
    | {"country.agree", "gender.agree", "aliases.several"}
)
"""What counts for nothing where the names share nothing: thousands are born on one day in one country."""


def field_events(left: Prepared, right: Prepared) -> list[str]:
    """What everything but the names says; fields that one side leaves out say nothing."""
    found = [
        fields.birth_event(left.births, right.births),
        fields.set_event("country", left.countries, right.countries),
        fields.number_event(left.numbers, right.numbers),
        fields.reference_event(left.references, right.references),
        fields.set_event("gender", left.genders, right.genders),
        fields.aliases_event(left.spellings, right.spellings),
        "kind.conflict" if left.kind is not right.kind else None,
    ]
    return [event for event in found if event]


def best_names(left: Prepared, right: Prepared, weights: Weights) -> NameFinding | None:
    """The pair of names that speaks most for one party; None where a side has no name with a letter in it."""
    table = weights.names[_table(left, right)]
    findings = [_finding(one, other, table, weights) for one, other in _likeliest(left.names, right.names)]
    if not findings:
        return None
    best = max(findings, key=_promise)
    apart = [other.log_odds for other in findings if other.left is not best.left and other.right is not best.right]
    if apart:
        best.others = max(-_MOST_OTHERS, min(_MOST_OTHERS, max(apart)))
    return best


_MOST_OTHERS = 4.0


def _promise(finding: NameFinding) -> float:
    return finding.log_odds + finding.rarity


def _finding(one: PreparedName, other: PreparedName, table: dict[str, float], weights: Weights) -> NameFinding:
    alignment = align(one.name, other.name)
    events = name_events(one.name, other.name, alignment)
    log_odds, rarity = table["intercept"], 0.0
    for event, amount in events:
        if event == "rarity":
            rarity = amount
        log_odds += table.get(event, 0.0) * amount
    least, most = weights.name_bounds
    if one.weak or other.weak or _says_little(one.name, other.name, alignment):
        most = weights.weak_ceiling
    return NameFinding(max(least, min(most, log_odds)), rarity, 0.0, one, other, alignment, events)


def _says_little(one: ParsedName, other: ParsedName, alignment: Alignment) -> bool:
    """A person's name of one part names many people, unless it is several written as one; a company's does not."""
    if one.kind is not Kind.PERSON or alignment.joined:
        return False
    return len(one.core) == 1 or len(other.core) == 1


def _likeliest(
    one: tuple[PreparedName, ...], other: tuple[PreparedName, ...]
) -> list[tuple[PreparedName, PreparedName]]:
    """The pairs of names worth aligning: those that share most parts by sound and are spelt most alike."""
    if len(one) * len(other) <= MAX_ALIGNED:
        return [(left, right) for left in one for right in other]
    if len(one) * len(other) > _FEW_PAIRS:
        return _most_alike(one, other)
    ranked = []
    for place, left in enumerate(one):
        sounds, text = left.name.sounds, left.name.sorted_text
        for there, right in enumerate(other):
            shared = len(sounds & right.name.sounds) / min(len(sounds), len(right.name.sounds))
            alike = shared + fuzz.ratio(text, right.name.sorted_text) / 50 - left.weak - right.weak
            ranked.append((alike, -place, -there))
    ranked.sort(reverse=True)
    return [(one[-place], other[-there]) for _, place, there in ranked[:MAX_ALIGNED]]


_FEW_PAIRS = 150


def _most_alike(
    one: tuple[PreparedName, ...], other: tuple[PreparedName, ...]
) -> list[tuple[PreparedName, PreparedName]]:
    """The pairs spelt most alike of very many, compared in one go: dozens of aliases must not take dozens of times."""
    texts = [name.name.sorted_text for name in one]
    # Names held against themselves are given as one list: then only half of the pairs are compared.
    others = texts if one is other else [name.name.sorted_text for name in other]
    alike = process.cdist(texts, others, scorer=fuzz.ratio, dtype=np.uint8)
    best = np.argsort(-alike.ravel().astype(np.int16), kind="stable")[:MAX_ALIGNED]
    return [(one[place // len(other)], other[place % len(other)]) for place in best.tolist()]
