"""What reading a template costs: `python tests/benchmarks/templates.py` prints ours beside calamine and openpyxl.

CPU seconds, the least of several runs: of 100,000 rows of 15 cells, and of a template of 10,000 listings to drafts.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

from importers import catalogue, workbook
from importers.draft import (
    DesignationDraft,
    IdentifierDraft,
    ListingDraft,
    MeasureDraft,
    NameDraft,
    PartialDate,
    Position,
)
from importers.limits import Limits, MiB
from importers.reading import read
from importers.template_write import write_template
from importers.vocabulary import Basis, IdentifierKind, MeasureCode, NameKind, PartyKind

ROWS, CELLS, LISTINGS = 100_000, 15, 10_000
_LIMITS = Limits(file_bytes=200 * MiB, unpacked_bytes=400 * MiB, rows=ROWS + 1)


def cpu(work: Callable[[], object], runs: int = 3) -> float:
    """The least CPU time of some runs, in seconds."""
    took = []
    for _ in range(runs):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def plain_book(path: Path) -> Path:
    """A workbook of different short texts."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Rows")
        for row in range(ROWS):
            for column in range(CELLS):
                sheet.write_string(row, column, f"value {row * CELLS + column}")
    return path


def drafts(count: int) -> list[ListingDraft]:
    """Listings of two rows each: two names, a birth, a number, a programme with two measures."""
    measures = tuple(
        MeasureDraft(code, Basis.EXPLICIT, code.value) for code in (MeasureCode.ASSET_FREEZE, MeasureCode.TRAVEL_BAN)
    )
    return [
        ListingDraft(
            "us_own", f"A-{number:05}", PartyKind.PERSON,
            (NameDraft(f"Ivana Exemplarova {number}", script="Latn"),
             NameDraft(f"Ивана Экземплярова {number}", NameKind.ALIAS, script="Cyrl")),
            Position("made.xlsx"),
            (DesignationDraft("US-GLOMAG", "GLOMAG", measures, listed_on=date(2024, 2, 1), reasons="Commanded." * 30),),
            births=(PartialDate("1962-03-04", "1962-03-04"),),
            identifiers=(IdentifierDraft(IdentifierKind.PASSPORT, f"00{number:05}", "SY"),),
        )
        for number in range(count)
    ]  # fmt: skip


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        book, template = plain_book(Path(folder, "rows.xlsx")), Path(folder, "us_own.xlsx")
        write = cpu(lambda: write_template(template, catalogue.lookup("us_own"), drafts(LISTINGS)), 1)

        def calamine(path: Path, sheet: str) -> Callable[[], object]:
            return lambda: sum(1 for _ in CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).iter_rows())

        def stock(path: Path, sheet: str) -> Callable[[], object]:
            return lambda: sum(
                1 for _ in openpyxl.load_workbook(path, read_only=True)[sheet].iter_rows(values_only=True)
            )

        ours = cpu(lambda: sum(1 for _ in workbook.Book(book, _LIMITS).rows("Rows")))
        alone = cpu(calamine(book, "Rows"))
        print(f"{ROWS:,} rows of {CELLS} cells: ours {ours:.2f} s, calamine alone {alone:.2f} s ({ours / alone:.2f} x)")
        print(f"  openpyxl, read only: {cpu(stock(book, 'Rows'), 1):.2f} s")
        taken = cpu(lambda: sum(isinstance(item, ListingDraft) for item in read("us_own", template)))
        print(f"template of {LISTINGS:,} listings: written {write:.2f} s, read to drafts {taken:.2f} s")
        print(f"  its cells alone: calamine {cpu(calamine(template, 'Listings')):.2f} s, "
              f"openpyxl {cpu(stock(template, 'Listings'), 1):.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
