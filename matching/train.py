"""Learns every weight from listed names and known pairs, and writes them where the matcher reads them.

Four steps, each the ground of the next: how common name parts are; how publishers respell a part; what differences
between two names mean; what birth dates and the rest add. The last two are one fit over labelled names and candidate
pairs of listings together, so that there is one table of weights and two contexts. Same input, same output.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matching import frequencies, likeness, names, weights
from matching.align import align
from matching.candidates import Scope, find_candidates
from matching.columns import columns_of
from matching.compare import NameFinding, best_names, field_events, prepare
from matching.evaluate import KnownPairs, Listing, calibration_error, quality
from matching.evidence import name_events
from matching.fitting import Sample, fit
from matching.names import ParsedName, Part, parse_name
from matching.samples import (
    NamePair,
    held_out,
    likeliest_reading,
    listed_name_pairs,
    parties,
    read_known,
    read_listings,
    read_name_pairs,
)
from matching.subject import Kind, Subject
from matching.weightfile import Learned, written

Flags = npt.NDArray[np.bool_]
Say = Callable[[str], None]

LEAST_COUNT = 4
"""Parts borne by fewer listed parties are as good as unseen, and are kept out of the table."""
_SEED = 1
_LEAST_SEEN = 8
_RESPELT = frozenset({"alias", "listed twice", "typo", "Arabic spelling", "Slavic spelling", "Korean spelling"})
_LISTED = frozenset({"alias", "listed twice", "neighbours"})
_LEAST_CHANCE = 0.08
"""Two aliases with a part less likely than this to be one respelt are two names of one party, and teach no spelling."""
_FOR = frozenset({"cover.shorter", "cover.longer", "spelling", "all parts equal", "form.agree", "acronym"})
_EITHER = frozenset({"swapped.marked", "joined", "single part", "variant", "nickname"})


@dataclass(frozen=True, slots=True)
class Material:
    """All there is to learn from: listings, known pairs and labelled names, and the tables of listings to link."""

    subjects: dict[Listing, Subject]
    known: KnownPairs
    name_pairs: list[NamePair]
    linked: dict[str, dict[Listing, Subject]]


def train(directory: Path, out: Path, date: str, say: Say = print) -> None:
    """Learn from `directory` and write `weights.toml` and `tables/frequencies.csv` under `out` (the package).

    `directory` holds `listings.csv` (every name of the lists), `sparse.csv` (the same with one name each), `gold/*.csv`
    (known pairs) and `names.csv` (labelled variations). One party in three is kept aside; the figures are measured on
    those and the weights learned on the rest. Nothing depends on the weights that were there before. `date` is written
    into the file.
    """
    subjects = read_listings(directory / "listings.csv")
    known = read_known(sorted((directory / "gold").glob("*.csv")))
    _write_frequencies(out / "tables" / frequencies.TABLE, subjects)
    labelled = list(listed_name_pairs(subjects, known, _SEED)) + list(read_name_pairs([directory / "names.csv"]))
    linked = {"listings, all names": subjects, "listings, one name": read_listings(directory / "sparse.csv")}
    material = Material(subjects, known, labelled, linked)
    learned = Learned(date, len(subjects), len(known.pairs), len(labelled))
    for kind in weights.TABLES:
        learned.parts[kind] = _learn_parts(kind, material, learned)
        say(learned.figures[-1])
    _install(out, learned)
    _learn_together(replace(material, linked={}), learned)  # chooses which names of two listings are set side by side
    _install(out, learned)
    learned.figures = learned.figures[: len(weights.TABLES)]
    _learn_together(material, learned)
    _install(out, learned)
    for figure in learned.figures:
        say(figure)


def _install(out: Path, learned: Learned) -> None:
    (out / "weights.toml").write_text(written(learned), encoding="utf-8")
    weights.shipped_weights.cache_clear()
    likeness.pairing.cache_clear()


def _write_frequencies(path: Path, subjects: Mapping[Listing, Subject]) -> None:
    counts: dict[str, Counter[str]] = {frequencies.PERSONS: Counter(), frequencies.OTHERS: Counter()}
    for subject in subjects.values():
        person = subject.kind is Kind.PERSON
        readings = (parse_name(name.text, subject.kind)[:1] for name in subject.names if subject.kind)
        core = {part for reading in readings for name in reading for part in name.core if len(part.text) > 1}
        counts[frequencies.PERSONS if person else frequencies.OTHERS].update(
            {p.sound if person else p.text for p in core}
        )
    lines = [frequencies.HEADING]
    for column, counted in counts.items():
        ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        lines += [f"{column},{part},{count}\n" for part, count in ranked if count >= LEAST_COUNT]
    path.write_text("".join(lines), encoding="utf-8")
    frequencies.forget()
    names.forget()


def _learn_parts(kind: str, material: Material, learned: Learned) -> dict[str, float]:
    """What differences between two spellings of one part publishers make, from names that differ in one part."""
    rows = list(_single_differences(kind, material.name_pairs))
    events = _with_rare_changes([dict(likeness.part_events(left, right)) for _, left, right in rows])
    same = np.array([float(pair.same) for pair, _, _ in rows])
    shares = {"alias": 0.6, "listed twice": 0.1, "neighbours": 0.5, "another name one letter off": 0.3}
    sample = Sample(events, same, _balanced([pair for pair, _, _ in rows], shares, 6000.0))
    aside = np.array([held_out(pair.group) for pair, _, _ in rows])
    listed = np.array([pair.label in _LISTED for pair, _, _ in rows])
    kept = np.ones(len(rows), bool)
    table: dict[str, float] = {}
    seen = _seen_often(events)
    for _ in range(2):
        table = fit(sample.part(~aside & kept), seen, {likeness.RARE_CHANGE: -1}, ridge=1.0)
        kept = ~((same == 1) & listed & (sample.chances(table) < _LEAST_CHANCE))
    measured = aside & kept
    found = quality(same[measured], sample.chances(table)[measured], 0.5)
    learned.figures.append(
        f"parts of {kind} names: {len(rows)} pairs, F1 {found.f1:.3f}, average precision {found.average_precision:.3f}"
    )
    return table


def _with_rare_changes(rows: Sequence[dict[str, float]]) -> list[dict[str, float]]:
    """The events with every change of letters that is hardly ever seen counted as one sort of change."""
    often = set(_seen_often(rows))
    counted = []
    for row in rows:
        rare = {event: n for event, n in row.items() if event.startswith(likeness.CHANGE) and event not in often}
        known = {event: n for event, n in row.items() if event not in rare}
        counted.append(known | ({likeness.RARE_CHANGE: sum(rare.values())} if rare else {}))
    return counted


def _single_differences(kind: str, pairs: Sequence[NamePair]) -> Iterator[tuple[NamePair, Part, Part]]:
    for pair in pairs:
        if weights.table_of(pair.kind) != kind or (pair.same and pair.label not in _RESPELT):
            continue
        reading = likeliest_reading(pair)
        if reading is None or len(reading[0].core) != len(reading[1].core):
            continue
        left, right = _unshared(*reading)
        if len(left) != 1 or len(right) != 1 or likeness.settled(left[0], right[0]) is not None:
            continue
        if not likeness.hopeless(left[0], right[0]):
            yield pair, left[0], right[0]


def _unshared(one: ParsedName, other: ParsedName) -> tuple[list[Part], list[Part]]:
    left, right = [], list(other.core)
    for part in one.core:
        twin = next((rival for rival in right if rival.text == part.text), None)
        if twin is None:
            left.append(part)
        else:
            right.remove(twin)
    return left, right


def _balanced(pairs: Sequence[NamePair], shares: Mapping[str, float], total: float) -> npt.NDArray[np.float64]:
    """Weights that give both answers half of `total`, and every class of pairs its share (0.06 unless named)."""
    counts = Counter((pair.label, pair.same) for pair in pairs)
    sums = {same: sum(shares.get(label, 0.06) for label, other in counts if other == same) for same in (True, False)}
    return np.array(
        [total / 2 * shares.get(p.label, 0.06) / sums[p.same] / counts[p.label, p.same] for p in pairs], np.float64
    )


def _seen_often(events: Sequence[Mapping[str, float]]) -> list[str]:
    return sorted(event for event, count in Counter(e for row in events for e in row).items() if count >= _LEAST_SEEN)


@dataclass(frozen=True, slots=True)
class _Row:
    """One observation of the last fit: its events, prefixed by where they count, and what is known of it."""

    events: dict[str, float]
    same: bool
    weight: float
    aside: bool
    source: str


def _learn_together(material: Material, learned: Learned) -> None:
    """One fit over labelled names and candidate pairs of listings; then the figures on the parties kept aside."""
    rows = list(_name_rows(material))
    for source, subjects in material.linked.items():
        rows += _listing_rows(source, subjects, material.known)
    events = [row.events for row in rows]
    sample = Sample(events, np.array([float(r.same) for r in rows]), np.array([r.weight for r in rows]))
    aside = np.array([row.aside for row in rows])
    seen = _seen_often(events)
    table = fit(sample.part(~aside), seen, {event: _sign(event) for event in seen}, ridge=2.0)
    learned.names, learned.fields = {}, {}
    learned.take(table)
    chances = sample.chances(table)
    for source in sorted({row.source for row in rows}):
        chosen = aside & np.array([row.source == source for row in rows])
        found = quality(sample.same[chosen], chances[chosen], 0.5)
        error = calibration_error(sample.same[chosen], chances[chosen])
        learned.figures.append(
            f"{source}: {int(chosen.sum())} pairs kept aside, F1 {found.f1:.3f}, average precision "
            f"{found.average_precision:.3f}, calibration error {error:.3f}"
        )


def _sign(event: str) -> int:
    """Which side of zero a weight is held to: a contradiction must never speak for one party, nor agreement against."""
    table, _, name = event.partition(":")
    if table in ("field", "context"):
        return 0
    if name in _EITHER or name == "intercept":
        return 0
    return 1 if name in _FOR else -1


def _name_rows(material: Material) -> Iterator[_Row]:
    usable = []
    for pair in material.name_pairs:
        reading = likeliest_reading(pair)
        if reading is None:
            continue
        events = _events(pair.kind, name_events(*reading, align(*reading)))
        doubtful = any(":differs." in event and amount > -np.log(_LEAST_CHANCE) for event, amount in events.items())
        if not (pair.same and pair.label in _LISTED and doubtful):
            usable.append((pair, events))
    for kind in weights.TABLES:
        chosen = [(pair, events) for pair, events in usable if weights.table_of(pair.kind) == kind]
        pairs = [pair for pair, _ in chosen]
        others = {label for label in {pair.label for pair in pairs} if label not in _LISTED}
        shares = {
            "alias": 0.045 * len(others),
            "listed twice": 0.01 * len(others),
            "neighbours": 0.06 * len(others) / 2,
        }
        for (pair, events), weight in zip(chosen, _balanced(pairs, shares, float(len(pairs))), strict=True):
            yield _Row(events, pair.same, float(weight), held_out(pair.group), f"{kind} names")


def _events(kind: Kind, found: Sequence[tuple[str, float]]) -> dict[str, float]:
    table = weights.table_of(kind)
    events = {f"{table}:intercept": 1.0}
    for event, amount in found:
        if event != "rarity":
            key = f"{table}:{event}"
            events[key] = events.get(key, 0.0) + amount
    return events


def _listing_rows(source: str, subjects: Mapping[Listing, Subject], known: KnownPairs) -> Iterator[_Row]:
    """Candidate pairs of listings about which the known pairs say something."""
    keys = sorted(subjects)
    lists = {name: number for number, name in enumerate(sorted({name for name, _ in keys}))}
    scope = Scope(np.array([lists[name] for name, _ in keys], np.int32), np.ones(len(keys), np.bool_))
    candidates, _ = find_candidates(columns_of([subjects[key] for key in keys]), scope)
    party = parties(keys, known)
    table = weights.shipped_weights()
    for left, right in zip(candidates.left.tolist(), candidates.right.tolist(), strict=True):
        same = known.judge(keys[left], keys[right])
        if same is None:
            continue
        one, other = prepare(subjects[keys[left]]), prepare(subjects[keys[right]])
        finding = best_names(one, other, table)
        if finding is None:
            continue
        group = party[keys[left] if known.has(keys[left]) else keys[right]]
        found = field_events(one, other)
        yield _Row(_listing_events(finding, found, one.kind), same, 3.0, held_out(group), source)


def _listing_events(finding: NameFinding, found: Sequence[str], kind: Kind) -> dict[str, float]:
    events = _events(kind, finding.events)
    events |= {f"field:{event}": 1.0 for event in found}
    return events | {"context:intercept": 1.0, "context:rarity": finding.rarity, "context:others": finding.others}
