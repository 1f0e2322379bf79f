"""A program of its own that checks an exported audit trail: it needs this file and Python, nothing else of ours.

    python audit_verifier.py TRAIL.ndjson --head HEAD.json [--head OTHER.json ...] [--key PUBLIC_KEY]

A line of the trail is one event as JSON: id, at, actor, action, subject, detail, previous_hash, hash. `hash` is the
SHA-256 of the event without `hash` as canonical JSON (keys sorted, no blanks, UTF-8), and `previous_hash` is the hash
of the event before, so that no event can be changed, taken out, put in or moved without the chain breaking there. Who
rewrites the chain from some event on, or cuts its end off, is found by a *head*: how many events there were and the
last hash, signed (Ed25519, RFC 8032) and kept outside the registry. Every report's manifest carries one and may be
given as HEAD. A rewrite is located between the last head that still holds and the first that does not.

Exit code: 0 everything holds, 1 something does not, 2 a file or a head cannot be used.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

FIRST = "0" * 64
"""What the first event names as the hash before it, and the hash of a trail without events."""
DOMAIN = b"sanctions-registry audit head 1\n"
"""Stands before every head that is signed, so that a signature over something else is never one over a head."""
SIGNED = ("events", "hash", "at", "key_id")
_FIELDS = {"id", "at", "actor", "action", "subject", "detail", "previous_hash", "hash"}


class Verification(NamedTuple):
    """How many events hold, the hash of the last of them, and, where it breaks: in which events, and why.

    The fault lies in one of the events `earliest` to `broken_at`, counted from 1.
    """

    events: int
    head: str
    broken_at: int | None = None
    earliest: int | None = None
    why: str | None = None


class Mark(NamedTuple):
    """How long a trail was, and its last hash then."""

    events: int
    hash: str


def check(events: Iterable[Mapping[str, Any]], marks: Sequence[Mark] = ()) -> Verification:
    """Recompute the chain from its first event, compare it with what was marked elsewhere, and locate the first fault.

    Without marks, events cut off at the end and a chain that was written anew cannot be noticed.
    """
    waiting = sorted(marks, reverse=True)
    hashes, proven = [FIRST], 0
    faults = _chain(events)
    while True:
        good = len(hashes) - 1
        while waiting and waiting[-1].events == good:
            if waiting.pop().hash != hashes[good]:
                why = f"The trail was written anew somewhere in events {proven + 1} to {good}, after its head was kept."
                return Verification(proven, hashes[proven], good, min(proven + 1, good), why)
            proven = good
        step = next(faults, None)
        if step is None:
            break
        hash_, earliest, why_broken = step
        if why_broken:
            return Verification(earliest - 1, hashes[earliest - 1], good + 1, earliest, why_broken)
        hashes.append(hash_)
    if waiting:
        there = waiting[0].events
        why = f"The trail ends after event {good}; when a head was kept, it had {there}."
        return Verification(good, hashes[good], there, good + 1, why)
    return Verification(good, hashes[good])


def _chain(events: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, int, str]]:
    """For each event: its hash, the first event that can be at fault, and why (empty where the event holds)."""
    last = FIRST
    for number, event in enumerate(events, start=1):
        if set(event) != _FIELDS:
            yield "", number, "The event has not the fields of an event."
        elif event["id"] != number:
            # A number too high: something is missing here. Too low: something stands here that came before.
            first = number if isinstance(event["id"], int) and event["id"] > number else max(1, number - 1)
            yield "", first, f"Event {number} is not where it belongs; event {event['id']} stands there."
        elif event["hash"] != hash_of(event):
            # One that was put in before it and hashed well leaves its mark here only.
            first = number if event["previous_hash"] == last else max(1, number - 1)
            yield "", first, "The event is not what it was when it was recorded."
        elif event["previous_hash"] != last:
            yield "", max(1, number - 1), "The event does not follow from the one before it."
        else:
            last = event["hash"]
            yield last, number, ""


def hash_of(event: Mapping[str, Any]) -> str:
    """The SHA-256 of an event's canonical JSON without its hash, in hex."""
    text = canonical({name: value for name, value in event.items() if name != "hash"})
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value. Text that UTF-8 cannot carry is escaped."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text


def message(head: Mapping[str, Any]) -> bytes:
    """The bytes of a head that are signed."""
    return DOMAIN + canonical({name: head[name] for name in SIGNED}).encode()


def key_id(public_key: bytes) -> str:
    """The short name of a public key: the first 16 digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def fault_of_head(head: Mapping[str, Any], trusted: bytes | None = None) -> str:
    """Why a signed head is not to be believed; empty where it is. `trusted` is the public key known from elsewhere."""
    try:
        key, signature = bytes.fromhex(head["public_key"]), bytes.fromhex(head["signature"])
        signed = message(head)
        whole = isinstance(head["events"], int) and head["events"] >= 0 and len(str(head["hash"])) == len(FIRST)
    except (KeyError, TypeError, ValueError):
        whole = False
    if not whole:
        return "It is not a signed head of an audit trail."
    if key_id(key) != head["key_id"] or (trusted is not None and key != trusted):
        return f"It was signed by another key ({key_id(key)})."
    return "" if verify_signature(key, signed, signature) else "Its signature does not fit: the head was changed."


# Ed25519 as in RFC 8032, section 5.1 (the curve) and 5.1.7 (verification). Points are (X, Y, Z, T) of section 5.1.4.
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def verify_signature(public_key: bytes, signed: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 signature of `signed` was made with that key."""
    a, r = _point(public_key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or len(signature) != 64 or s >= _ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + signed).digest()
    k = int.from_bytes(digest, "little") % _ORDER
    return _equal(_times(s, _BASE), _plus(r, _times(k, a)))


def _point(encoded: bytes) -> _Point | None:
    if len(encoded) != 32:
        return None
    y = int.from_bytes(encoded, "little")
    odd, y = y >> 255, y & (2**255 - 1)
    x = _x_of(y, odd)
    return None if x is None else (x, y, 1, x * y % _P)


def _x_of(y: int, odd: int) -> int | None:
    """The x of a point: the square root of (y^2 - 1) / (d y^2 + 1) whose last bit is `odd`."""
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and odd):
        return None
    return x if x & 1 == odd else _P - x


def _plus(p: _Point, q: _Point) -> _Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: _Point) -> _Point:
    found: _Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = _plus(found, point)
        point = _plus(point, point)
        factor >>= 1
    return found


def _equal(p: _Point, q: _Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % _P == 0 and (p[1] * q[2] - q[1] * p[2]) % _P == 0


def _base() -> _Point:
    found = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    assert found is not None  # noqa: S101 - the curve's own point
    return found


_BASE = _base()


class Unusable(Exception):  # noqa: N818 - named after what happened
    """A file that is no trail or no head."""


def read_events(lines: Iterable[bytes], name: str = "the trail") -> Iterator[dict[str, Any]]:
    """The events of an exported trail, one a line. Raises `Unusable` for a line that is no JSON object."""
    for number, line in enumerate(lines, start=1):
        try:
            event = json.loads(line, object_pairs_hook=_once)
        except ValueError as error:
            raise Unusable(f"{name}, line {number} is not an event: {error}.") from error
        if not isinstance(event, dict):
            raise Unusable(f"{name}, line {number} is not an event.")
        yield event


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a name that stands twice is refused, for each reader might take another of the two."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def read_head(path: Path, trusted: bytes | None = None) -> dict[str, Any]:
    """The head in a file, or in the manifest of a report. Raises `Unusable`, also for one not to be believed."""
    try:
        found = json.loads(path.read_bytes(), object_pairs_hook=_once)
    except OSError as error:
        raise Unusable(f"{path} cannot be opened ({error.strerror}).") from error
    except ValueError as error:
        raise Unusable(f"{path} is not a head: {error}.") from error
    head = found.get("audit_head", found) if isinstance(found, dict) else None
    if not isinstance(head, dict):
        raise Unusable(f"{path} is not a head.")
    if fault := fault_of_head(head, trusted):
        raise Unusable(f"{path}: {fault}")
    return head


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a trail as the command line says; gives the exit code."""
    parser = argparse.ArgumentParser(description="Check an exported audit trail.")
    parser.add_argument("trail", type=Path, help="the exported trail, one event a line")
    parser.add_argument("--head", type=Path, action="append", default=[], help="a head kept elsewhere, or a manifest")
    parser.add_argument("--key", help="the registry's public key in hex, as it was given to you")
    asked = parser.parse_args(arguments)
    try:
        trusted = bytes.fromhex(asked.key) if asked.key else None
        heads = {path: read_head(path, trusted) for path in asked.head}
        with asked.trail.open("rb") as lines:
            marks = [Mark(head["events"], head["hash"]) for head in heads.values()]
            found = check(read_events(lines, str(asked.trail)), marks)
    except (Unusable, OSError, ValueError) as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201 - this is what a program says
        return 2
    print(said(found, {str(head["key_id"]) for head in heads.values()}))  # noqa: T201
    return 1 if found.why else 0


def said(found: Verification, keys: Iterable[str]) -> str:
    """What was found, in sentences."""
    if found.why:
        place = f"{found.earliest} to {found.broken_at}" if found.earliest != found.broken_at else str(found.broken_at)
        return f"NOT whole, event {place}: {found.why} {found.events} events before it hold."
    by = ", ".join(sorted(keys))
    outside = f" It agrees with every head given, signed by key {by}." if by else (
        " No head was given: events cut off at the end, or a chain written anew, would not be noticed."
    )  # fmt: skip
    return f"Whole: {found.events} events, last hash {found.head}.{outside}"


if __name__ == "__main__":
    sys.exit(main())
