"""The quality of a delivery: shares counted by hand, and a sentence wherever something would raise one."""

from datetime import date

from importers.draft import (
    DesignationDraft,
    IdentifierDraft,
    ListingDraft,
    MeasureDraft,
    NameDraft,
    PartialDate,
    Position,
)
from importers.quality import quality
from importers.vocabulary import Basis, IdentifierKind, MeasureCode, PartyKind

FREEZE = MeasureDraft(MeasureCode.ASSET_FREEZE, Basis.EXPLICIT, "freeze")


def listing(reference, name, script="Latn", **more):
    position = Position("t.csv", row=2)
    return ListingDraft("gb_uksl", reference, PartyKind.PERSON, (NameDraft(name, script=script),), position, **more)


def test_shares_are_counted_and_say_what_would_raise_them():
    full = listing(
        "1", "Иван", "Cyrl", births=(PartialDate("1961-02-03", "1961-02-03"),),
        identifiers=(IdentifierDraft(IdentifierKind.PASSPORT, "12"),),
        designations=(DesignationDraft("GB-SYR", "Syria", (FREEZE,), listed_on=date(2020, 1, 2), reasons="Led it."),),
    )  # fmt: skip
    bare = [listing(reference, "Petr", designations=(DesignationDraft("unknown", "?"),)) for reference in ("2", "3")]
    found = quality([full, *bare])
    assert {share.key: share.percent for share in found.shares} == dict.fromkeys(
        ("identifiers", "births", "scripts", "measures", "programmes", "dates", "reasons", "distinct"), 33.3
    )
    assert (found.listings, found.score) == (3, 33)
    assert all(share.raises for share in found.shares)
    assert "such as 2" in found.shares[-1].raises


def test_what_cannot_be_raised_says_nothing_and_nothing_counts_as_nothing():
    assert quality([]).score == 0
    assert [share.raises for share in quality([]).shares if share.of == 0] == [""] * 8
