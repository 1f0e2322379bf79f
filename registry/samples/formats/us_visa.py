"""Public designations under section 7031(c) in the registry's own template (CSV); the State Department has no file."""

import csv
from pathlib import Path

from registry.samples.cast import FICTIONAL, Cast, Entry

_HEADINGS = (
    "Name", "Also known as", "Authority", "Country", "Function", "Family member of", "Reason category", "Reason",
    "Announced on", "Source link", "Reference",
)  # fmt: skip


def write(cast: Cast, path: Path) -> None:
    """Write the people whom the US lists for visa measures only."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["Public designations under section 7031(c): fictional demonstration data"])
        writer.writerow(["As of", "2026-06-15"])
        writer.writerow(_HEADINGS)
        writer.writerows(_row(cast, entry) for entry in cast.of("US") if entry.visa_only)


def _row(cast: Cast, entry: Entry) -> list[str]:
    kin = cast.name(entry.family_of) if entry.family_of else ""
    return [
        entry.whole, "; ".join((*entry.aka, *filter(None, [entry.script]))), "7031(c)", entry.nationality,
        entry.position, kin, entry.category, f"{entry.why} {FICTIONAL}".strip(), entry.on.isoformat(), "",
        f"PS-{entry.on.year}-99{entry.number:02}",
    ]  # fmt: skip
