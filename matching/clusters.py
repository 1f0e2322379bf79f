"""Turns judgements and links into parties: groups of listings that describe the same real one.

"Different" said by a person keeps two listings apart for good, whatever chain of links would join them. Joins are tried
from the best founded to the weakest (what a person judged, then by score, then by the order of the keys), so the same
input gives the same parties in whatever order it arrives. A join that "different" forbids is refused and reported with
the whole chain, so that a person can see which judgement or link to look at again.
"""

from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar


class Key(Hashable, Protocol):
    """What names a listing: anything that can be hashed and sorted (int, str, UUID, a tuple of these)."""

    def __lt__(self, other: Any, /) -> bool: ...


K = TypeVar("K", bound=Key)


@dataclass(frozen=True, slots=True)
class Join(Generic[K]):
    """A claim that `a` and `b` are the same: `judged` by a person, or linked automatically with `score` from 0 to 1."""

    a: K
    b: K
    score: float = 1.0
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Conflict(Generic[K]):
    """A join that was refused, because `chain` would bring together its two ends, which a person judged different.

    `chain` runs from one of them to the other; each neighbouring pair in it was claimed to be the same, and `refused`
    is the weakest of those claims.
    """

    refused: Join[K]
    chain: tuple[K, ...]


@dataclass(frozen=True, slots=True)
class Clustering(Generic[K]):
    """Every key in exactly one party; parties and their members in the order of the keys."""

    parties: tuple[tuple[K, ...], ...]
    conflicts: tuple[Conflict[K], ...]


class _Groups(Generic[K]):
    """Union-find in which two groups may be forbidden to meet."""

    def __init__(self) -> None:
        self._parent: dict[K, K] = {}
        self._size: dict[K, int] = {}
        self._apart: dict[
            K, dict[K, tuple[K, K]]
        ] = {}  # root -> root it must not meet -> the two keys judged different
        self._joined: dict[K, list[K]] = {}

    def add(self, key: K) -> None:
        if key not in self._parent:
            self._parent[key] = key
            self._size[key] = 1
            self._apart[key] = {}
            self._joined[key] = []

    def root(self, key: K) -> K:
        top = key
        while self._parent[top] != top:
            top = self._parent[top]
        while self._parent[key] != top:
            self._parent[key], key = top, self._parent[key]
        return top

    def keep_apart(self, a: K, b: K) -> None:
        self._apart[a][b] = (a, b)
        self._apart[b][a] = (b, a)

    def forbidden(self, a: K, b: K) -> tuple[K, K] | None:
        """The two keys judged different that joining `a` and `b` would bring together: one beside a, one beside b."""
        return self._apart[self.root(a)].get(self.root(b))

    def join(self, a: K, b: K) -> None:
        self._joined[a].append(b)
        self._joined[b].append(a)
        large, small = self.root(a), self.root(b)
        if large == small:
            return
        if self._size[large] < self._size[small]:
            large, small = small, large
        self._parent[small] = large
        self._size[large] += self._size.pop(small)
        for other, (near, far) in self._apart.pop(small).items():
            del self._apart[other][small]
            # The smallest pair is kept when both sides had one, so that the report does not depend on the order of
            # joins.
            pairs = [(near, far)] + ([self._apart[large][other]] if other in self._apart[large] else [])
            near, far = min(pairs)
            self._apart[large][other] = (near, far)
            self._apart[other][large] = (far, near)

    def path(self, start: K, end: K) -> list[K]:
        """The shortest chain of accepted joins between two members of one group, smallest keys first among equals."""
        before: dict[K, K] = {start: start}
        queue = deque([start])
        while end not in before:
            here = queue.popleft()
            for there in sorted(self._joined[here]):
                if there not in before:
                    before[there] = here
                    queue.append(there)
        chain = [end]
        while chain[-1] != start:
            chain.append(before[chain[-1]])
        return chain[::-1]

    def parties(self) -> tuple[tuple[K, ...], ...]:
        members: dict[K, list[K]] = {}
        for key in sorted(self._parent):
            members.setdefault(self.root(key), []).append(key)
        return tuple(tuple(party) for party in members.values())


def _tidy(join: Join[K]) -> Join[K]:
    return join if join.a < join.b else Join(join.b, join.a, join.score, join.judged)


def cluster(keys: Iterable[K], joins: Iterable[Join[K]], different: Iterable[tuple[K, K]] = ()) -> Clustering[K]:
    """Group `keys` by `joins` so that no two keys named in `different` end in one party.

    Keys that occur only in `joins` or `different` are included. Where a person judged the same pair both same and
    different, "different" wins and the contradiction is among the conflicts. A key judged different from itself raises
    ValueError.
    """
    groups: _Groups[K] = _Groups()
    tidy = {_tidy(join) for join in joins if join.a != join.b}
    apart = sorted({(a, b) if a < b else (b, a) for a, b in different})
    for key in keys:
        groups.add(key)
    for join in tidy:
        groups.add(join.a)
        groups.add(join.b)
    for a, b in apart:
        if a == b:
            raise ValueError(f"{a!r} cannot be different from itself")
        groups.add(a)
        groups.add(b)
        groups.keep_apart(a, b)
    conflicts = []
    for join in sorted(tidy, key=lambda j: (not j.judged, -j.score, j.a, j.b)):
        pair = groups.forbidden(join.a, join.b)
        if pair is None:
            groups.join(join.a, join.b)
        else:
            near, far = pair
            chain = tuple(groups.path(near, join.a) + groups.path(join.b, far))
            conflicts.append(Conflict(join, chain if chain[0] < chain[-1] else chain[::-1]))
    return Clustering(groups.parties(), tuple(conflicts))
