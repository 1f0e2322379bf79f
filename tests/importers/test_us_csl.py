"""The Consolidated Screening List: joined rows, lists of their own, and the real file accounted for."""

import gzip
import os
from collections import Counter
from pathlib import Path

import pytest

from importers.draft import Issue, ListingDraft
from importers.errors import FileRefused
from importers.reading import read
from importers.vocabulary import IssueCode, MeasureCode, PartyKind
from tests.importers.golden import compare

FIXTURE = Path(__file__).parent / "fixtures" / "us_csl" / "consolidated.csv"
LISTS = os.environ.get("REGISTRY_LISTS_DIR")


def test_golden() -> None:
    reading = read("us_csl", FIXTURE)
    compare(reading, FIXTURE.with_suffix(".golden.jsonl"))
    assert (reading.facts.records, reading.facts.rows) == (13, 14)


def test_gzip_reads_alike(tmp_path: Path) -> None:
    packed = tmp_path / "consolidated.csv"
    packed.write_bytes(gzip.compress(FIXTURE.read_bytes()))
    assert list(read("us_csl", packed)) == list(read("us_csl", FIXTURE))


def test_rows_of_one_number_become_one_listing() -> None:
    drafts = {item.reference: item for item in read("us_csl", FIXTURE) if isinstance(item, ListingDraft)}
    bank = drafts["90402"]
    assert [(item.scheme, item.value) for item in bank.cross_references] == [("us_ofac_cons", "90402")]
    assert {measure.code for item in bank.designations for measure in item.measures} == {
        MeasureCode.DEBT_EQUITY,
        MeasureCode.FINANCIAL_SERVICES,
    }
    assert len(bank.raw["rows"]) == 2


def test_lists_that_do_not_say_the_kind_leave_it_open() -> None:
    drafts = {item.reference: item for item in read("us_csl", FIXTURE) if isinstance(item, ListingDraft)}
    assert drafts["0a" * 20].kind is PartyKind.UNKNOWN


@pytest.mark.parametrize("column", ["_id", "source", "ids"])
def test_a_missing_column_refuses_the_file(tmp_path: Path, column: str) -> None:
    head, rest = FIXTURE.read_text(encoding="utf-8").split("\n", 1)
    path = tmp_path / "consolidated.csv"
    path.write_text(head.strip().replace(column, "renamed", 1) + "\n" + rest, encoding="utf-8")
    with pytest.raises(FileRefused, match=column):
        list(read("us_csl", path))


def test_an_unknown_column_is_an_issue(tmp_path: Path) -> None:
    path = tmp_path / "consolidated.csv"
    lines = FIXTURE.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{lines[0]},shoe_size\n{lines[1]},46\n", encoding="utf-8")
    issues = [item for item in read("us_csl", path) if isinstance(item, Issue)]
    assert [(issue.code, issue.field, issue.value) for issue in issues] == [
        (IssueCode.UNKNOWN_FIELD, "shoe_size", "46")
    ]


def test_several_files_and_damaged_gzip_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="one file"):
        list(read("us_csl", FIXTURE, FIXTURE))
    cut = tmp_path / "consolidated.csv.gz"
    cut.write_bytes(gzip.compress(FIXTURE.read_bytes())[:-40])
    with pytest.raises(FileRefused, match="gzip"):
        list(read("us_csl", cut))


@pytest.mark.skipif(LISTS is None, reason="REGISTRY_LISTS_DIR is not set")
@pytest.mark.lists
def test_real_file() -> None:
    assert LISTS is not None
    reading = read("us_csl", Path(LISTS) / "us_csl" / "consolidated_2022-04.csv.gz")
    items = list(reading)
    drafts = [item for item in items if isinstance(item, ListingDraft)]
    issues = [item for item in items if isinstance(item, Issue)]
    # 112 rows repeat a number: OFAC has the party on two or three of its lists.
    assert (reading.facts.rows, reading.facts.records, len(drafts)) == (14_160, 14_048, 14_048)
    assert Counter(issue.code for issue in issues) == {
        IssueCode.BAD_CHECK_DIGIT: 10,
        IssueCode.UNKNOWN_COUNTRY: 4,  # "possibly Palestinian", and a state of the US for a country
        IssueCode.BAD_DATE: 3,  # the years 17 and 97
        IssueCode.BAD_VALUE: 3,
        IssueCode.UNKNOWN_TERM: 2,
    }
    kinds = Counter(draft.kind for draft in drafts)
    assert kinds[PartyKind.UNKNOWN] == 462 + 2_001 + 163 + 727 + 71 + 201
