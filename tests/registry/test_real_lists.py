"""Real lists: taken in whole, and real files that were damaged never read as delistings."""

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from registry import db
from registry.config import Settings
from registry.models import Listing, ListingVersion, SubmissionState
from registry.services import intake
from registry.services.actors import operator
from registry.services.storage import Store, open_store
from registry.services.submissions import Summary

ANA = operator("ana")


_FOLDER = os.environ.get("REGISTRY_LISTS_DIR")
pytestmark = [
    pytest.mark.lists,
    pytest.mark.skipif(_FOLDER is None, reason="REGISTRY_LISTS_DIR is not set"),
]
_LISTS = Path(_FOLDER or ".")
_UN, _UN_LATER = _LISTS / "un" / "UN_consolidated_2025-04-19.xml", _LISTS / "un" / "UN_consolidated_2026-02.xml"
_ENTRY = re.compile(rb"<(INDIVIDUAL|ENTITY)>.*?</\1>", re.DOTALL)


def _take(store: Store, list_key: str, *paths: Path) -> Summary:
    received = intake.receive(store, list_key, paths, ANA, "test")
    return intake.apply(store, received.id, ANA)


@pytest.fixture(scope="module")
def un(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store at the UN list of April 2025; what is held or refused does not change it."""
    store = open_store(Settings(data_dir=tmp_path_factory.mktemp("un"), database_url=None, storage_dir=None))
    db.upgrade(store.engine)
    summary = _take(store, "un_sc", _UN)
    assert summary.counts is not None
    assert (summary.state, summary.counts.added, summary.counts.refused) == (SubmissionState.APPLIED, 877, 0)
    yield store
    store.engine.dispose()


def _open(store: Store) -> dict[str, int]:
    with db.read(store.engine) as session:
        statement = (
            select(ListingVersion.status, func.count())
            .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
            .where(col(ListingVersion.recorded_to).is_(None), Listing.list_key == "un_sc")
            .group_by(ListingVersion.status)
        )
        return dict(session.exec(statement).all())


@pytest.mark.parametrize("tenth", range(10))
def test_cut_off(un: Store, tmp_path: Path, tenth: int) -> None:
    whole = _UN.read_bytes()
    chance = random.Random(tenth)  # noqa: S311 - repeatable on purpose
    for _ in range(4):
        offset = (tenth * len(whole) + chance.randrange(len(whole))) // 10
        path = tmp_path / "cut.xml"
        path.write_bytes(whole[:offset])
        assert _take(un, "un_sc", path).state == SubmissionState.REFUSED
    assert _open(un) == {"listed": 877}


@pytest.mark.parametrize("removed", [21, 40, 200, 600, 876])
def test_thinned_out(un: Store, tmp_path: Path, removed: int) -> None:
    whole = _UN.read_bytes()
    entries = list(_ENTRY.finditer(whole))
    assert len(entries) == 877
    chance = random.Random(removed)  # noqa: S311 - repeatable on purpose
    for entry in sorted(chance.sample(entries, removed), key=lambda found: -found.start()):
        whole = whole[: entry.start()] + whole[entry.end() :]
    path = tmp_path / "thin.xml"
    path.write_bytes(whole)
    assert _take(un, "un_sc", path).state == SubmissionState.HELD
    assert _open(un) == {"listed": 877}


@pytest.mark.parametrize(
    "tag", ["REFERENCE_NUMBER", "FIRST_NAME", "SECOND_NAME", "UN_LIST_TYPE", "LISTED_ON", "INDIVIDUAL_ALIAS"]
)
@pytest.mark.parametrize("way", ["renamed", "blanked"])
def test_a_field_lost(un: Store, tmp_path: Path, tag: str, way: str) -> None:
    whole = _UN.read_text(encoding="utf-8")
    if way == "renamed":
        spoilt = re.sub(rf"<(/?){tag}(?=[\s/>])", rf"<\1X_{tag}", whole)
    else:
        spoilt = re.sub(rf"<{tag}>.*?</{tag}>", f"<{tag}></{tag}>", whole, flags=re.DOTALL)
    assert spoilt != whole
    path = tmp_path / "spoilt.xml"
    path.write_text(spoilt, encoding="utf-8")
    assert _take(un, "un_sc", path).state in (SubmissionState.HELD, SubmissionState.REFUSED)
    assert _open(un) == {"listed": 877}


def test_another_lists_file(un: Store) -> None:
    for path in ("ca/sema-lmes_2025-05.xml", "us_ofac/OFAC_consolidated_nonSDN_2025-03-28.xml"):
        assert _take(un, "un_sc", _LISTS / path).state == SubmissionState.REFUSED
    assert _open(un) == {"listed": 877}


def test_a_later_edition_then_the_earlier_one(store: Store, tmp_path: Path) -> None:
    """Ten months of real changes pass; four listings are gone and pend. The earlier file is held."""
    _take(store, "un_sc", _UN)
    later = _take(store, "un_sc", _UN_LATER)
    assert later.state == SubmissionState.APPLIED
    assert _open(store) == {"listed": 1003, "missing": 4}
    again = tmp_path / "again.xml"
    again.write_bytes(_UN.read_bytes() + b"\n")
    held = _take(store, "un_sc", again)
    assert held.state == SubmissionState.HELD
    assert "older" in [hold.code for hold in held.holds]


def test_aliases_left_out_of_a_delivery(store: Store) -> None:
    """The first file of OFAC's set alone, after the whole set."""
    names = ("sdn_2021-07.csv", "alt_2021-07.csv", "add_2021-07.csv", "sdn_comments_2021-07.csv")
    paths = [_LISTS / "us_ofac" / name for name in names]
    whole = _take(store, "us_ofac_sdn", *paths)
    assert whole.counts is not None
    assert (whole.counts.records, whole.counts.refused) == (8976, 0)
    alone = _take(store, "us_ofac_sdn", paths[0])
    assert (alone.state, [hold.code for hold in alone.holds]) == (SubmissionState.HELD, ["fields_lost"])
    assert _take(store, "us_ofac_sdn", _LISTS / "us_ofac" / "sdn_2021-07.csv").id == alone.id


def test_aliases_that_come_later(store: Store) -> None:
    """The other way round nothing is lost."""
    names = ("cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv")
    paths = [_LISTS / "us_ofac" / name for name in names]
    assert _take(store, "us_ofac_cons", paths[0]).state == SubmissionState.APPLIED
    whole = _take(store, "us_ofac_cons", *paths)
    assert whole.state == SubmissionState.APPLIED
    assert whole.facts["changed_fields"]["names"] > 300
