"""Training, on a small invented world: it writes tables that read back, and the same ones every time."""

import csv
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import matching
from matching import frequencies, likeness, names, weights
from matching.evaluate import KnownPairs
from matching.samples import held_out, listed_name_pairs, parties, read_known, read_listings
from matching.train import train
from matching.weightfile import Learned, written

GIVEN = ("Pavel", "Sergei", "Amina", "Karim", "Lucia", "Tomas", "Ngozi", "Viktor", "Elena", "Rashid", "Joao", "Mirela")
SYLLABLES = ("ba", "ko", "ri", "zan", "tel", "mu", "sha", "ve", "gor", "din", "pra", "lo", "khi", "wes", "tan", "ju")
RESPELT = (("sh", "ch"), ("k", "q"), ("o", "u"), ("i", "y"), ("z", "s"), ("w", "v"))


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A folder to learn from: invented people on two lists, half of them on both, with respelt aliases."""
    chance = random.Random(7)  # noqa: S311 - the same world on every run
    rows, gold, labelled = [], [], []
    for number in range(240):
        family = "".join(chance.choices(SYLLABLES, k=3)).title()
        whole = f"{chance.choice(GIVEN)} {family}"
        old, new = chance.choice(RESPELT)
        respelt = f"{whole.split()[0]} {family.lower().replace(old, new).title()}"
        born = f"{1940 + number % 50}-0{1 + number % 9}-1{number % 10}"
        kind = "person" if number % 4 else "organisation"
        rows += [["a", str(number), kind, name, "unstated", born, "RU", ""] for name in (whole, respelt)]
        if number % 2:
            rows.append(["b", str(number), kind, respelt, "unstated", born, "RU", ""])
            gold.append(["a", str(number), whole, "b", str(number), respelt, "invented"])
        other = "".join(chance.choices(SYLLABLES, k=3)).title()
        labelled += [
            [kind, whole, respelt, 1, "Slavic spelling"],
            [kind, whole, f"{whole.split()[0]} {other}", 0, "another"],
        ]
    (tmp_path / "gold").mkdir()
    header = ["list", "reference", "kind", "name", "strength", "born", "country", "identifiers"]
    _write(tmp_path / "listings.csv", [header, *rows])
    _write(tmp_path / "sparse.csv", [header, *{tuple(row[:2]): row for row in rows}.values()])
    gold_header = ["a_source", "a_id", "a_name", "b_source", "b_id", "b_name", "evidence"]
    _write(tmp_path / "gold" / "a__b.csv", [gold_header, *gold])
    _write(tmp_path / "names.csv", [["kind", "name_a", "name_b", "same", "class"], *labelled])
    return tmp_path


def _write(path: Path, rows: list[list[object]] | list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Path]:
    """Where the tables are written; the shipped ones are read again afterwards."""
    out = tmp_path / "package"
    shutil.copytree(Path(matching.__file__).parent / "tables", out / "tables")
    yield out
    for cache in (weights.shipped_weights, likeness.pairing):
        cache.cache_clear()
    frequencies.forget()
    names.forget()


def test_training_writes_tables_that_read_back_and_repeat(world: Path, package: Path) -> None:
    said: list[str] = []
    texts = []
    for _ in range(2):
        train(world, package, "2026-01-02", said.append)
        texts.append((package / "weights.toml").read_text(encoding="utf-8"))
    table = weights.read_weights(texts[0])
    assert texts[0] == texts[1]
    assert "Learned on 2026-01-02 from 360 listings" in texts[0]
    assert table.fields["birth.day"] > 0
    assert set(table.names) == set(table.parts) == set(weights.TABLES)
    assert any("calibration error" in figure for figure in said)
    assert "person," in (package / "tables" / "frequencies.csv").read_text(encoding="utf-8")


def test_parties_kept_aside_stay_together(world: Path) -> None:
    subjects, known = read_listings(world / "listings.csv"), read_known([world / "gold" / "a__b.csv"])
    party = parties(subjects, known)
    assert all(party[one] == party[other] for one, other in map(sorted, known.pairs))
    assert len(set(party.values())) == len(subjects) - len(known.pairs)
    share = sum(map(held_out, set(party.values()))) / len(set(party.values()))
    assert 0.2 < share < 0.5


def test_names_of_two_parties_of_one_list_teach_what_differs(world: Path) -> None:
    subjects = read_listings(world / "listings.csv")
    pairs = list(listed_name_pairs(subjects, KnownPairs([]), seed=1))
    owner = {name.text: listing for listing, subject in subjects.items() for name in subject.names}
    apart = [pair for pair in pairs if pair.label == "neighbours"]
    together = [pair for pair in pairs if pair.label == "alias"]
    assert apart
    assert together
    assert all(not pair.same and owner[pair.left] != owner[pair.right] for pair in apart)
    assert all(pair.same for pair in together)


def test_weights_made_by_hand_carry_their_reason() -> None:
    text = written(Learned("2026-01-02", 1, 1, 1, {"person": {"intercept": -1.0}}, {"person": {"intercept": -1.0}}))
    lines = [line for line in text.splitlines() if line.startswith('"generation.conflict"')]
    assert lines == [line for line in lines if "# by hand: " in line]
    assert lines
