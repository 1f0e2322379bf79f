"""Pages for paper: data set as PDF by typst, tagged for screen readers (PDF/UA-1) where every sign has a font.

Texts reach the templates as JSON and are set as texts: nothing in them is ever read as markup. The same data give the
same bytes on machines with the same typst and the same fonts; no font is shipped. Where no font of the machine has a
sign (Chinese, say), the document shows a box for it, says so, and is not called PDF/UA.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from importers.vocabulary import PartyKind
from registry.reports.columns import heading, is_fictional, source_table, tally_table
from registry.reports.page import LINES_ON_PAGE, MARKS, long_date, ranked
from registry.services.cells import IMPOSED, Line, words
from registry.services.certificates import Certificate
from registry.services.divergence import Divergence, Overlap

# They turn the order of what stands beside them; on paper there is nothing to undo it.
_TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_NO_FONT = "could not be displayed"


@lru_cache(maxsize=1)
def typesetting() -> dict[str, str]:
    """What decides the bytes of a PDF beside the data: the version of typst, and a hash over the fonts at hand."""
    names = sorted(typst.Fonts().families())
    return {"typst": version("typst"), "fonts": sha256("\n".join(names).encode()).hexdigest()}


def write_divergence(divergence: Divergence, path: Path) -> int:
    """The report for paper: sums, overlap, the gaps with the most partners first, sources; gives the lines on it."""
    lines = ranked(divergence.gap_lines)
    shown = lines[:LINES_ON_PAGE]
    tallies, sources = tally_table(divergence), source_table(divergence)
    data = {
        "title": f"Divergence of sanctions and visa bans, {long_date(divergence.request.as_of)}",
        "fictional": is_fictional(divergence),
        "about": [list(map(_text, pair)) for pair in heading(divergence)],
        "marks": [[mark, words(state).capitalize(), meaning] for state, (mark, meaning) in MARKS.items()],
        "tallies": {
            "head": [title for _, title, _ in tallies.columns],
            "rows": [[_number(value) for value in row] for row in tallies.rows],
        },
        "overlaps": [_overlap(overlap, divergence.partners) for overlap in divergence.overlaps],
        "partners": list(divergence.partners),
        "shown": f"{len(shown):,}",
        "total": f"{len(lines):,}",
        "cut": len(shown) < len(lines),
        "gaps": [_gap(line, divergence.partners) for line in shown],
        "sources": [[_number(row[i]) for i in (2, 3, 4, 6, 8, 9)] for row in sources.rows],
    }
    path.write_bytes(_set("divergence.typ", data, divergence.request.known_at))
    return len(shown)


def certificate(made: Certificate) -> bytes:
    """A certificate of a search for paper."""
    sought, filters = made.query["sought"], made.query["filters"]
    chosen = [(words(name), _said(value)) for name, value in filters.items() if value]
    answers = made.result["answers"]
    data = {
        "title": f"Certificate of a search, {made.public_id}",
        "about": [
            ["Certificate", made.public_id],
            ["Issued", _instant(made.issued_at)],
            ["Searched by", made.actor + (f" ({made.partner})" if made.partner else "")],
            ["In force on", long_date(made.as_of)],
            ["As known at", _instant(made.known_at)],
            ["Program", made.software],
            ["SHA-256 of the result", made.result_hash],
        ],
        "text": _text(sought["text"]),
        "chosen": [
            *([["date of birth", sought["born"]]] if sought["born"] else []),
            *([] if sought["weak"] else [["weak names", "left out"]]),
            *map(list, chosen),
        ],
        "found": f"{made.result['found']:,}",
        "kept": f"{made.result['kept']:,}",
        "looked_at": f"{made.result['looked_at']:,}",
        "bounded": made.result["found"] >= made.result["looked_at"],
        "answers": [
            [
                item["party"], _text(item["name"]), words(item["kind"]),
                "exact" if item["exact"] else f"{item['score'] * 100:.0f} of 100",
                _text(item["answered"] + (" (weak alias)" if item["weak"] else "")),
                _text(", ".join(item["listings"])),
            ]
            for item in answers
        ],
        "lists": [
            [
                _text(item["title"]), _text(item["file"]), item["published_on"] or "no date",
                f"{item['listings']:,}", item["sha256"], _text(item["note"]),
            ]
            for item in made.lists
        ],
    }  # fmt: skip
    return _set("certificate.typ", data, made.issued_at)


def _set(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """The document; PDF/UA-1 unless a sign has no font here."""
    try:
        return _compile(template, {**data, "boxes": False}, at, ["ua-1"])
    except typst.TypstError as error:
        if _NO_FONT not in str(error):
            raise
        return _compile(template, {**data, "boxes": True}, at, [])


def _compile(template: str, data: Mapping[str, Any], at: datetime, standards: list[Any]) -> bytes:
    source = (files("registry") / "reports" / "typst" / template).read_bytes()
    made: bytes = typst.compile(
        source,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=standards,
        timestamp=int(at.timestamp()),
    )
    return made


def _text(value: str) -> str:
    """A text without signs that no page shows: control characters, and those that turn the order of others."""
    plain = value.translate(_TURNING)
    return "".join(letter if letter.isprintable() else " " for letter in plain)


def right_to_left(text: str) -> bool:
    """Whether the first letter of a text that has a direction runs from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L"


def _number(value: object) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else _text(str(value))


def _instant(at: datetime) -> str:
    here = at.astimezone(UTC)
    return f"{long_date(here.date())}, {here:%H:%M:%S} UTC"


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "yes" if value is True else str(value)


def _overlap(overlap: Overlap, partners: Sequence[str]) -> dict[str, Any]:
    rows = [[a, *(f"{overlap.shared[a, b]:,}" for b in partners)] for a in partners]
    return {"measure": words(overlap.measure).capitalize(), "rows": rows}


def _gap(line: Line, partners: Sequence[str]) -> list[Any]:
    party = line.party
    name = _text(party.name)
    first = ["no typed date", ""]
    if line.first_mover:
        partner, since, kind = line.first_mover
        first = [f"{partner}, {long_date(since)}", words(kind)]
    proof = sorted({key for cell in line.cells.values() if cell.state in IMPOSED for key in cell.proof})
    kind = "" if party.kind is PartyKind.UNKNOWN else f", {party.kind.value}"
    return [
        {"text": name, "rtl": right_to_left(name)},
        f"{party.public_id}{kind}",
        words(line.measure),
        [_mark(line, partner) for partner in partners],
        first,
        _text(", ".join(proof)),
    ]


def _mark(line: Line, partner: str) -> list[str]:
    lag = line.lag_days(partner)
    return [MARKS[line.cells[partner].state][0], f"+{lag:,} d" if lag else ""]
