"""Where partners differ: the sums, and the gaps as pages or as one streamed file."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Response

from registry.api import asked, given, shapes
from registry.api.doors import Door, door
from registry.reports.columns import Table, line_table
from registry.web.downloads import csv_file
from registry.web.views.divergence import choose

_UNSORTED: dict[str, Any] = {"sort": "partners"}


@door("/divergence", Door(given.Divergence, asked.Divergence))
def divergence(query: dict[str, Any]) -> dict[str, Any]:
    """How often each partner stands in each state, how many parties two partners act on together, and the sources."""
    return shapes.divergence(choose(_UNSORTED | query).answer)


@door("/gaps", Door(given.many(given.Gap), asked.Gaps))
def gaps(query: dict[str, Any]) -> dict[str, Any]:
    """The gaps, a part at a time: measures on parties that some partners impose and others lack."""
    answer = shapes.part(choose(query).lines, query)
    return answer | {"items": [shapes.gap(line) for line in answer["items"]]}


@door("/gaps.csv", Door(None, asked.GapsFile, content_type="text/csv"))
def gaps_csv(query: dict[str, Any]) -> Response:
    """All the gaps as CSV, with the columns of the report."""
    chosen = choose(query)
    return csv_file(line_table(chosen.answer, chosen.lines), f"gaps-{chosen.when.as_of.isoformat()}.csv")


@door("/gaps.ndjson", Door(None, asked.GapsFile, content_type="application/x-ndjson"))
def gaps_ndjson(query: dict[str, Any]) -> Response:
    """All the gaps, one a line as JSON, with the columns of the report; empty ones are left out."""
    chosen = choose(query)
    return Response(_lines(line_table(chosen.answer, chosen.lines)), content_type="application/x-ndjson")


def _lines(table: Table) -> Iterator[str]:
    keys = [key for key, _, _ in table.columns]
    for row in table.rows:
        told = {key: value for key, value in zip(keys, row, strict=True) if value is not None}
        yield json.dumps(told, ensure_ascii=False, default=str) + "\n"
