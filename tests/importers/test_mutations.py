"""Damaged at random, a file either reads or is refused; no other error reaches the caller (trap T5)."""

import random
from pathlib import Path

import hostile
import pytest

from importers import read, textfile, workbook
from importers.errors import FileRefused

FIXTURES = Path(__file__).parent / "fixtures"
XML = {"un_sc": FIXTURES / "un_sc" / "consolidated.xml", "ca_sema": FIXTURES / "ca_sema" / "bilingual.xml"}
ROUNDS = 150


def chances(seed):
    return random.Random(seed)  # noqa: S311 - the same damage every time


def damaged(data, chance):
    """The bytes with a few flipped, cut out, doubled or replaced by what parsers dislike."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(found))
        length = chance.randint(1, 40)
        choice = chance.randrange(5)
        if choice == 0:
            found[place] ^= 1 << chance.randrange(8)
        elif choice == 1:
            del found[place : place + length]
        elif choice == 2:
            found[place:place] = found[place : place + length]
        elif choice == 3:
            found[place:place] = chance.choice(
                [b"\x00", b"\xff\xfe", b"&", b"<", b"]]>", b'"', b"\x1b", b"&#0;", b"-1", b"9" * 30]
            )
        else:
            del found[place:]
        if not found:
            return b"x"
    return bytes(found)


def outcome(reader):
    try:
        list(reader())
    except FileRefused:
        return "refused"
    return "read"


@pytest.mark.parametrize("list_key", XML)
def test_a_damaged_xml(tmp_path, list_key):
    chance, whole = chances(7), XML[list_key].read_bytes()
    path = tmp_path / "list.xml"
    outcomes = set()
    for _ in range(ROUNDS):
        path.write_bytes(damaged(whole, chance))
        outcomes.add(outcome(lambda: read(list_key, path)))
    assert outcomes == {"read", "refused"}


def test_a_damaged_csv(tmp_path):
    chance, whole = chances(8), b'id,name\n1,"Tessan, Maro"\n2,\xd0\x96\n' * 20
    path = tmp_path / "list.csv"
    outcomes = set()
    for _ in range(ROUNDS):
        path.write_bytes(damaged(whole, chance))
        outcomes.add(outcome(lambda: textfile.rows(path)))
    assert outcomes == {"read", "refused"}


def test_a_damaged_workbook(tmp_path):
    chance = chances(9)
    rows = [hostile.row(n, hostile.cell(f"A{n}", str(n)), hostile.cell(f"B{n}", "Maro")) for n in range(1, 20)]
    members = hostile.members(hostile.sheet(rows))
    whole = hostile.zipped(members)
    outcomes = set()
    for number in range(ROUNDS):
        path = tmp_path / f"{number}.xlsx"
        if number % 3:  # damage inside a sound archive gets as far as the parsers
            name = chance.choice(list(members))
            path.write_bytes(hostile.zipped({**members, name: damaged(members[name].encode(), chance)}))
        else:
            path.write_bytes(damaged(whole, chance))
        outcomes.add(outcome(lambda path=path: workbook.rows(path)))
    assert outcomes == {"read", "refused"}
