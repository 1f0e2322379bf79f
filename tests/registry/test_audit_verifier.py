"""The stand-alone verifier: no edit of an exported trail goes unseen or is looked for in the wrong place."""
# ruff: noqa: S311 - the same histories on every run

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import Engine, delete

from registry import audit_verifier, db
from registry.audit_verifier import FIRST, Mark, check, hash_of, verify_signature
from registry.errors import Invalid
from registry.models import AuditEvent
from registry.models.base import table_of
from registry.services import audit, heads
from registry.services.actors import operator
from registry.services.storage import Store

Trail = list[dict[str, Any]]
HISTORIES = 1_000
EVERY = 5
"""How often, in events, a head is kept in these histories."""


def _sealed(events: Trail, start: int = 0) -> Trail:
    """The events with numbers and hashes that fit, from a place on."""
    for place in range(start, len(events)):
        made = events[place] | {"id": place + 1, "previous_hash": events[place - 1]["hash"] if place else FIRST}
        events[place] = made | {"hash": hash_of(made)}
    return events


def _act(dice: random.Random) -> dict[str, Any]:
    return {
        "at": f"2026-01-01T00:00:{dice.random():09.6f}+00:00",
        "actor": dice.choice(["ana", "бранко", "cli:\ud800"]),
        "action": dice.choice(["submission.applied", "listings.judged"]),
        "subject": f"thing:{dice.randrange(99)}",
        "detail": {"n": dice.randrange(1 << 70), "share": dice.random(), "why": [None, True, "ä\u2028\x00"]},
    }


def _history(dice: random.Random) -> Trail:
    return _sealed([_act(dice) for _ in range(dice.randint(3, 24))])


def _marks(events: Trail) -> list[Mark]:
    """Heads kept now and then, and at the end."""
    kept = [Mark(0, FIRST)] + [Mark(e["id"], e["hash"]) for e in events if e["id"] % EVERY == 0]
    return [*kept, Mark(len(events), events[-1]["hash"])]


# An edit is made in place and gives the number of the event where the trail first differs.
def _edit(events: Trail, dice: random.Random) -> int:
    place = dice.randrange(len(events))
    field = dice.choice(["actor", "action", "subject", "at", "detail"])
    events[place] = events[place] | {field: {"n": -1} if field == "detail" else events[place][field] + "x"}
    return place + 1


def _edit_and_hash(events: Trail, dice: random.Random) -> int:
    number = _edit(events, dice)
    events[number - 1] = events[number - 1] | {"hash": hash_of(events[number - 1])}
    return number


def _delete(events: Trail, dice: random.Random) -> int:
    place = dice.randrange(len(events))
    del events[place]
    return place + 1


def _insert(events: Trail, dice: random.Random) -> int:
    """A false event, well hashed; half the time the ones after are numbered anew. (At the end it is no edit.)"""
    place = dice.randrange(len(events))
    false = _act(dice) | {"id": place + 1, "previous_hash": events[place - 1]["hash"] if place else FIRST}
    events.insert(place, false | {"hash": hash_of(false)})
    if dice.random() < 0.5:
        events[place + 1 :] = [later | {"id": later["id"] + 1} for later in events[place + 1 :]]
    return place + 1


def _swap(events: Trail, dice: random.Random) -> int:
    one, other = sorted(dice.sample(range(len(events)), 2))
    numbered = dice.random() < 0.5
    events[one], events[other] = events[other], events[one]
    if numbered:
        events[one], events[other] = events[one] | {"id": one + 1}, events[other] | {"id": other + 1}
    return one + 1


def _hash_edit(events: Trail, dice: random.Random) -> int:
    place = dice.randrange(len(events))
    field = dice.choice(["hash", "previous_hash"])
    events[place] = events[place] | {field: f"{dice.getrandbits(256):064x}"}
    return place + 1


def _truncate(events: Trail, dice: random.Random) -> int:
    place = dice.randrange(len(events))
    del events[place:]
    return place + 1


def _rewrite(events: Trail, dice: random.Random) -> int:
    """Everything from some event on made anew, with hashes that fit."""
    place = dice.randrange(len(events))
    events[place] = events[place] | {"actor": "somebody else"}
    _sealed(events, place)
    return place + 1


EDITS: list[Callable[[Trail, random.Random], int]] = [
    _edit, _edit_and_hash, _delete, _insert, _swap, _hash_edit, _truncate, _rewrite,
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_is_found_and_located(edit: Callable[[Trail, random.Random], int]) -> None:
    """The event is among the two that are named; of a rewrite, among those since the last head that holds."""
    for seed in range(HISTORIES):
        dice = random.Random(seed)
        events = _history(dice)
        marks = _marks(events)
        length = len(events)
        number = edit(events, dice)
        found = check(iter(events), marks)
        assert found.why, seed
        assert found.earliest is not None
        assert found.broken_at is not None
        wide = length if edit is _truncate else EVERY if edit in (_rewrite, _edit_and_hash, _insert) else 2
        assert found.earliest <= number <= found.broken_at, (seed, number, found)
        assert found.broken_at - found.earliest < wide, (seed, number, found)
        assert found.events < number, (seed, number, found)


def test_an_honest_history_raises_no_alarm() -> None:
    for seed in range(HISTORIES):
        events = _history(random.Random(seed))
        marks = _marks(events)
        lines = [(audit_verifier.canonical(event) + "\n").encode() for event in events]
        read = audit_verifier.read_events(lines)
        for kept in ([], marks, marks[-1:]):
            assert check(events, kept) == (len(events), events[-1]["hash"], None, None, None)
        assert check(read, marks).why is None


def test_signatures_are_those_of_the_standard() -> None:
    """Against another implementation: true signatures, and each with a bit turned in key, text or signature."""
    dice = random.Random(8032)
    for _ in range(40):
        key = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        public, text = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), dice.randbytes(dice.randrange(99))
        parts = [public, text, key.sign(text)]
        assert verify_signature(parts[0], parts[1], parts[2])
        which = dice.choice([0, 1, 2] if text else [0, 2])
        turned = bytearray(parts[which])
        turned[dice.randrange(len(turned))] ^= 1 << dice.randrange(8)
        parts[which] = bytes(turned)
        assert not verify_signature(parts[0], parts[1], parts[2])
        with pytest.raises((InvalidSignature, ValueError)):
            Ed25519PublicKey.from_public_bytes(parts[0]).verify(parts[2], parts[1])


def test_a_signature_has_one_form_only() -> None:
    """RFC 8032, 5.1.7: an S that is not below the order of the group is refused, and so is any other length."""
    key = Ed25519PrivateKey.generate()
    public, signature = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), key.sign(b"x")
    order = 2**252 + 27742317777372353535851937790883648493
    other = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert verify_signature(public, b"x", signature)
    for wrong in (signature[:32] + other, signature[:63], signature + b"\0", b"", b"\xff" * 64):
        assert not verify_signature(public, b"x", wrong)
    for wrong in (b"", public[:31], b"\xff" * 32):
        assert not verify_signature(wrong, b"x", signature)


# RFC 8032, section 7.1, tests 1 to 3: public key, text, signature.
VECTORS = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS)
def test_the_vectors_of_the_standard(vector: tuple[str, str, str]) -> None:
    key, text, signature = (bytes.fromhex(part) for part in vector)
    assert verify_signature(key, text, signature)
    assert not verify_signature(key, text + b"x", signature)


def _acts(store: Store, count: int) -> None:
    with db.write(store.engine) as session:
        for number in range(count):
            audit.record(session, operator("ana"), "thing.done", f"thing:{number}", {"n": number, "who": ["ä", None]})


def _exported(store: Store, folder: Path) -> tuple[Path, Path]:
    trail, kept = folder / "trail.ndjson", folder / "head.json"
    with db.read(store.engine) as session:
        trail.write_text("".join(audit.export(session, operator("ana"))), encoding="utf-8")
        kept.write_text(json.dumps(heads.head(session, store.key_file)))
    return trail, kept


def _run(folder: Path, *arguments: object) -> tuple[int, str]:
    """Run a copy of the verifier where nothing else of the registry can be imported."""
    program = folder / "alone" / "audit_verifier.py"
    program.parent.mkdir(exist_ok=True)
    shutil.copyfile(str(audit_verifier.__file__), program)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(program), *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_program_alone(store: Store, tmp_path: Path) -> None:
    _acts(store, 9)
    trail, kept = _exported(store, tmp_path)
    key = heads.public_key(store.key_file).hex()
    assert _run(tmp_path, trail, "--head", kept, "--key", key)[0] == 0
    code, said = _run(tmp_path, trail)
    assert (code, "9 events" in said, "No head was given" in said) == (0, True, True)
    lines = trail.read_text(encoding="utf-8").splitlines(keepends=True)
    trail.write_text("".join(lines[:7]), encoding="utf-8")
    code, said = _run(tmp_path, trail, "--head", kept)
    assert (code, "event 8 to 9" in said, "ends after event 7" in said) == (1, True, True)
    trail.write_text("".join([*lines[:3], lines[3].replace("thing:3", "thing:4"), *lines[4:]]), encoding="utf-8")
    code, said = _run(tmp_path, trail, "--head", kept)
    assert (code, "event 4:" in said) == (1, True)


@pytest.mark.parametrize(
    ("content", "wants"),
    [("not json\n", "line 1"), ("[1]\n", "line 1"), ('{"id": 1, "id": 1}\n', "stands twice")],
)
def test_what_is_no_trail_is_no_fault(tmp_path: Path, content: str, wants: str) -> None:
    (tmp_path / "x.ndjson").write_text(content)
    code, said = _run(tmp_path, tmp_path / "x.ndjson")
    assert (code, wants in said, "Traceback" in said) == (2, True, False)


def test_a_head_that_was_changed_is_not_believed(store: Store, tmp_path: Path) -> None:
    _acts(store, 3)
    trail, kept = _exported(store, tmp_path)
    honest = json.loads(kept.read_text())
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    changes: list[dict[str, Any]] = [
        {"events": 2}, {"hash": "0" * 64}, {"at": "2020-01-01T00:00:00+00:00"}, {"key_id": "0" * 16},
        {"public_key": stranger.hex()}, {"signature": "00" * 64}, {"signature": "no hex"}, {"events": "3"}, {"hash": 1},
        {"events": -1},
    ]  # fmt: skip
    for change in changes:
        kept.write_text(json.dumps(honest | change))
        code, said = _run(tmp_path, trail, "--head", kept)
        assert (code, "Traceback" in said) == (2, False), (change, said)
    kept.write_text(json.dumps({name: value for name, value in honest.items() if name != "signature"}))
    assert _run(tmp_path, trail, "--head", kept)[0] == 2
    kept.write_text(json.dumps(honest))
    assert _run(tmp_path, trail, "--head", kept, "--key", stranger.hex())[0] == 2


def test_the_key_is_made_once_and_for_its_owner_alone(store: Store) -> None:
    _acts(store, 2)
    with db.read(store.engine) as session:
        first, second = heads.head(session, store.key_file), heads.head(session, store.key_file)
    assert first == second
    assert audit_verifier.fault_of_head(first) == ""
    assert store.key_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in store.key_file.parent.iterdir() if "key" in path.name] == ["audit.key"]
    store.key_file.chmod(0o640)
    with pytest.raises(Invalid, match="chmod 600"):
        heads.public_key(store.key_file)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----\n", "X448"])
def test_a_key_that_is_none_is_refused(tmp_path: Path, content: bytes | str) -> None:
    from cryptography.hazmat.primitives.asymmetric.x448 import X448PrivateKey

    other = X448PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = tmp_path / "audit.key"
    path.write_bytes(content if isinstance(content, bytes) else other)
    path.chmod(0o600)
    with pytest.raises(Invalid, match="key"):
        heads.public_key(path)


def test_a_head_of_an_earlier_instant_stands_in_the_trail_later(store: Store) -> None:
    _acts(store, 4)
    with db.read(store.engine) as session:
        before = heads.head(session, store.key_file)
        instant = audit.mark(session)[1]
    _acts(store, 4)
    with db.read(store.engine) as session:
        assert heads.head(session, store.key_file, instant) == before
        assert heads.fault(session, before) == ""
        assert heads.fault(session, None)
        assert heads.fault(session, before | {"events": 3})
    with db.write(store.engine) as session:
        events = table_of(AuditEvent)
        session.connection().execute(delete(events).where(events.c.id > 3))
    with db.read(store.engine) as session:
        assert "ends after event 3" in heads.fault(session, before)


def _count_events(engine: Engine) -> int:
    with db.read(engine) as session:
        return audit.verify(session).events


def test_an_empty_trail_has_a_head_too(store: Store) -> None:
    with db.read(store.engine) as session:
        empty = heads.head(session, store.key_file)
    assert (empty["events"], empty["hash"], empty["at"]) == (0, FIRST, None)
    assert audit_verifier.fault_of_head(empty) == ""
    _acts(store, 1)
    with db.read(store.engine) as session:
        assert heads.fault(session, empty) == ""
    assert _count_events(store.engine) == 1
