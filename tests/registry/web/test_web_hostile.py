"""Markup in every text that a list can carry is shown as text, on every page and in every file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pagecheck import dangers, parsed
from world import World

from importers import catalogue
from importers.draft import (
    ContactDraft,
    CountryDraft,
    CrossReference,
    DesignationDraft,
    IdentifierDraft,
    Issue,
    ListingDraft,
    MeasureDraft,
    NameDraft,
    PartialDate,
    PlaceDraft,
    Position,
    RelationDraft,
)
from importers.reading import Facts
from importers.vocabulary import (
    Basis,
    ContactKind,
    IdentifierKind,
    IssueCode,
    MeasureCode,
    PartyKind,
    RelationKind,
)
from registry.reports import safe
from registry.services import intake
from registry.services.actors import operator

ANA = operator("ana")


PAYLOADS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "</title></style></textarea><svg onload=alert(1)>",
    "javascript:alert(1)//",
    "{{ 7*7 }}{% raw %}${7*7}",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<base href=//evil.example/><style>*{display:none}</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "=HYPERLINK(\"http://evil.example\")",
    "\u202e<iframe srcdoc=x>\u202d",
    "<!-- --!><math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
)  # fmt: skip
REFERENCE = '"><img src=x onerror=alert(1)>/../{{7}}'
_payload = PAYLOADS[0]


def read_w_gb(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """One listing that says the payload wherever it can, an issue that quotes it, and a refused record."""
    p, position = _payload, Position(paths[0].name, sheet=_payload, row=1)
    facts.published_on = date(2025, 1, 1)
    facts.records = 2
    yield Issue(IssueCode.BAD_VALUE, f"Cannot read {p}", position, p, p, p, p)
    yield Issue(IssueCode.NO_NAME, f"No name in {p}", position, refuses=True)
    yield ListingDraft(
        "w_gb",
        REFERENCE,
        PartyKind.PERSON,
        (NameDraft(f"Karem {p}", language=p), NameDraft(p), NameDraft(f"{p} قاسم")),
        position,
        designations=(
            DesignationDraft(
                "GB-GHR", p, (MeasureDraft(MeasureCode.ASSET_FREEZE, Basis.EXPLICIT, p, p),), authority=p,
                legal_act=p, listed_on=date(2020, 1, 1), reasons=p,
            ),
        ),
        births=(PartialDate("1961-04-07", p), PartialDate(None, p, calendar=p)),
        birth_places=(PlaceDraft(p, p, p, p, p, None, p),),
        nationalities=(CountryDraft(None, p),),
        addresses=(PlaceDraft(p),),
        identifiers=(IdentifierDraft(IdentifierKind.PASSPORT, f"A1{p}", raw_kind=p, note=p),),
        relations=(RelationDraft(RelationKind.LINKED, p, other_name=p, other_reference=p),),
        contacts=(ContactDraft(ContactKind.WEBSITE, p),),
        cross_references=(CrossReference(p, p),),
        genders=("male",),
        titles=(p,),
        positions=(p,),
        attributes=((p, p),),
        remarks=p,
        raw={p: p, "list": [p, {p: p}]},
    )  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_is_text_everywhere(
    here: World, client: FlaskClient, payload: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "_payload", payload)
    monkeypatch.setitem(
        catalogue.LISTS, "w_gb", replace(catalogue.LISTS["w_gb"], reader=f"{__name__}:read_w_gb", expected=(1, 10))
    )
    path = here.folder / (payload.replace("/", "_") + ".json")
    path.write_text("{}", encoding="utf-8")
    summary = intake.receive(here.store, "w_gb", [path], ANA, "test")
    assert intake.apply(here.store, summary.id, ANA).state == "applied"
    here.link()
    listing = parsed(client.get("/list/w_gb").text).xpath("//section[@aria-labelledby='rows']//tbody//a/@href")[0]
    pages = {
        "/": {"q": payload}, "/party/P000001": {}, listing: {}, "/lists": {}, "/list/w_gb": {}, "/divergence": {},
        "/programme/GB-GHR": {}, "/help": {}, "/nothing": {payload: payload},
    }  # fmt: skip
    for address, query in pages.items():
        answer = client.get(address, query_string=query)
        assert answer.status_code == (404 if address == "/nothing" else 200), address
        page = parsed(answer.text)
        assert dangers(page) == [], address
        shown = page.text_content()
        if address in ("/party/P000001", listing):
            assert shown.count(payload) > 10, address
        assert "49" not in shown.split(), address
    refused = client.get("/", query_string={payload: payload})
    assert refused.status_code == 422
    assert dangers(parsed(refused.text)) == []
    for row in csv.reader(io.StringIO(client.get("/divergence/gaps.csv").get_data().decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
        assert not any(safe.restore(cell).startswith("''") for cell in row)
