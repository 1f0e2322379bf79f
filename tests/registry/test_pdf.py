"""Certificates on paper: complete, the same bytes each time, and no text read as markup."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from registry.reports import pdf
from registry.services.certificates import Certificate

_FILTERS = {"kinds": ["person"], "partners": [], "focus": True, "least": 0.3, "listed_from": "2020-01-01"}
_ANSWER = {
    "party": "P000001", "name": "كريم أبو تستون", "kind": "person", "exact": False, "why": "", "answered": "Karem",
    "answered_on": "w_gb:1", "weak": True, "score": 0.91, "similarity": 0.97, "listings": ["w_gb:1", "w_eu:9"],
}  # fmt: skip
_LIST = {
    "list": "w_gb", "partner": "GB", "title": "A list", "file": "a#b.xlsx", "sha256": "ab" * 32, "bytes": 12,
    "listings": 2, "note": "", "published_on": None, "received_at": "2025-01-01T00:00:00+00:00",
}  # fmt: skip
AT = datetime(2025, 6, 30, 12, tzinfo=UTC)
MADE = Certificate(
    "C00ff", AT, "eva", "EU", date(2025, 6, 30), AT, "sanctions-registry 0.1",
    {"sought": {"text": "#panic() $x$", "born": "1961", "weak": False}, "filters": _FILTERS}, (_LIST,),
    {"found": 60, "kept": 1, "looked_at": 60, "answers": [_ANSWER]}, "cd" * 32,
)  # fmt: skip


def test_a_certificate_is_the_same_bytes_each_time() -> None:
    made = pdf.certificate(MADE)
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" in made
    assert made == pdf.certificate(MADE)


@pytest.mark.parametrize(
    "change",
    [
        {"public_id": "C00fe"},
        {"actor": "ben"},
        {"known_at": AT.replace(hour=13)},
        {"as_of": date(2025, 7, 1)},
        {"lists": (_LIST | {"sha256": "ac" * 32},)},
        {"result": {"found": 0, "kept": 0, "looked_at": 60, "answers": []}},
        {"result_hash": "ce" * 32},
        {"query": {"sought": {"text": "#panic() $y$", "born": "1961", "weak": False}, "filters": _FILTERS}},
        {"query": {"sought": {"text": "#panic() $x$", "born": "1961", "weak": True}, "filters": _FILTERS}},
        {"query": {"sought": {"text": "#panic() $x$", "born": "1961", "weak": False}, "filters": {}}},
    ],
)
def test_everything_that_it_certifies_stands_on_it(change: dict[str, Any]) -> None:
    assert pdf.certificate(replace(MADE, **change)) != pdf.certificate(MADE)


def test_the_direction_of_a_text() -> None:
    assert [pdf.right_to_left(text) for text in ("Karem", "كريم", "12 كريم", "שלום", "12", "")] == [
        False, True, True, True, False, False,
    ]  # fmt: skip
