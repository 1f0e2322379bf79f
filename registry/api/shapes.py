"""Services' answers in the API's shape, where that is another than their own."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from importers.programmes import Programme
from registry.services.cells import Line
from registry.services.divergence import Divergence
from registry.services.holdings import Held

T = TypeVar("T")


def part(items: Sequence[T], query: dict[str, Any]) -> dict[str, Any]:
    """The page of the items that a query asks for."""
    begin = (query["page"] - 1) * query["size"]
    return page(items[begin : begin + query["size"]], len(items), query)


def page(items: Sequence[Any], total: int, query: dict[str, Any]) -> dict[str, Any]:
    """Items that are the page asked for, of so many in all."""
    pages = max(1, -(-total // query["size"]))
    return {"items": items, "page": query["page"], "pages": pages, "total": total}


def line(found: Line) -> dict[str, Any]:
    """One measure with what each partner does."""
    first = found.first_mover
    cells = [
        {
            "partner": partner, "state": cell.state.value, "why": cell.why, "since": cell.since,
            "date_type": cell.date_type, "measure_basis": cell.measure_basis, "lag_days": found.lag_days(partner),
            "listings": cell.proof,
        }
        for partner, cell in found.cells.items()
    ]  # fmt: skip
    return {
        "measure": found.measure.value, "imposed_by": found.imposing, "gaps": dict(found.gaps), "cells": cells,
        "first_mover": first[0] if first else None, "since": first[1] if first else None,
    }  # fmt: skip


def gap(found: Line) -> dict[str, Any]:
    """A line with the party it is about."""
    party = found.party
    return line(found) | {
        "party": party.public_id, "name": party.name, "kind": party.kind.value, "confidence": party.confidence,
        "programmes": sorted({key for item in party.listings for key in item.programmes}),
    }  # fmt: skip


def divergence(found: Divergence) -> dict[str, Any]:
    """The sums of a divergence."""
    return {
        "as_of": found.request.as_of, "known_at": found.request.known_at, "partners": found.partners,
        "measures": [measure.value for measure in found.request.measures], "parties": len(found.compared),
        "lines": len(found.lines), "gap_lines": len(found.gap_lines), "sources": found.sources,
        "tallies": [
            {"partner": one.partner, "measure": one.measure.value, "states": dict(one.states)}
            for one in found.tallies
        ],
        "overlaps": [
            {"measure": one.measure.value, "a": a, "b": b, "parties": count}
            for one in found.overlaps
            for (a, b), count in one.shared.items()
        ],
    }  # fmt: skip


def published_list(held: Held) -> dict[str, Any]:
    """A list with what is held of it."""
    spec = held.spec
    return {
        "key": spec.key, "partner": spec.partner, "title": spec.title, "authority": spec.authority,
        "publisher_url": spec.publisher_url, "licence": spec.licence,
        "publishes": [measure.value for measure in spec.publishes], "listings": held.listings,
        "statuses": held.statuses, "last": held.last,
        "age_days": held.age_days(date.today()),  # noqa: DTZ011 - a legal day is a day where the reader is
    }  # fmt: skip


def programme(found: Programme, listings: dict[str, int]) -> dict[str, Any]:
    """A programme with how many listings stand under it."""
    return {
        "key": found.key, "partner": found.partner, "title": found.title, "authority": found.authority,
        "legal_act": found.legal_act, "tier": found.tier, "atrocity_focus": found.atrocity_focus,
        "status": found.status, "ended": found.ended, "themes": sorted(found.themes),
        "implied": [implied.code.value for implied in found.implied], "listings": listings,
    }  # fmt: skip
