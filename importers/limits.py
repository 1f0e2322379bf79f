"""What a file may cost, and the one sentence in which it is refused."""

from dataclasses import dataclass, replace
from pathlib import Path

from importers.draft import Position
from importers.errors import FileRefused

MiB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Official lists are larger than a partner's upload, so there are two sets.

    A `publisher`'s workbook may hold formulas whose results are stored, and sheets that nobody sees; and its name says
    nothing. A person's may not: what they see is what is read. In an `own_table`, whose columns are mapped, formulas
    are noted, and only those in columns that are read refuse anything.
    """

    file_bytes: int
    unpacked_bytes: int
    members: int = 200
    ratio: int = 50
    ratio_from_bytes: int = 8 * MiB
    rows: int = 100_000
    columns: int = 200
    cells: int = 30_000_000  # of the rectangle that a sheet spans: a reader keeps all of it
    cell_characters: int = 32_767
    xml_depth: int = 64
    xml_attributes: int = 200
    publisher: bool = False
    own_table: bool = False


# The largest official files known are about 120 MB (SDN_ADVANCED.XML) and 42 MB (SECO); room for them to double.
OFFICIAL = Limits(
    file_bytes=300 * MiB, unpacked_bytes=400 * MiB, rows=1_000_000, cell_characters=200_000, publisher=True
)
UPLOAD = Limits(file_bytes=20 * MiB, unpacked_bytes=200 * MiB, columns=100, cells=4_000_000, cell_characters=20_000)
TABLE = replace(UPLOAD, own_table=True)


def refuse(
    path: Path,
    message: str,
    mend: str = "",
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
) -> FileRefused:
    """The error for a file that is not read further, with the place as far as it is known."""
    return FileRefused(message, Position(path.name, sheet, row, column), mend)
