"""Commands that write flat tables: export links, listings, names."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
from sqlmodel import Session

from registry import db
from registry.cli.shared import Context, progress
from registry.reports import safe
from registry.services import exports

_TABLES: dict[str, tuple[Sequence[str], Callable[[Session], Iterator[exports.Row]]]] = {
    "links": (exports.LINKS, exports.links),
    "listings": (exports.LISTINGS, exports.listings),
    "names": (exports.NAMES, exports.names),
}


@click.command()
@click.argument("table", type=click.Choice(list(_TABLES)))
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="CSV file to write.")
@click.pass_obj
def export(context: Context, table: str, out: Path) -> None:
    """Write a flat TABLE of what is held now as CSV in UTF-8.

    links: one row a listing with its party and why. listings: one row a current listing. names: one row a name.
    Cells that a spreadsheet program might execute begin with an apostrophe.
    """
    header, rows = _TABLES[table]
    part = out.with_name(f".{out.name}.part")
    written = 0
    try:
        with (
            db.read(context.store.engine) as session,
            progress(table) as follow,
            part.open("w", encoding="utf-8", newline="") as stream,
        ):
            writer = csv.writer(stream)
            writer.writerow(header)
            for written, row in enumerate(rows(session), start=1):
                writer.writerow(safe.cells(row))
                follow("writing", written, None)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    click.echo(f"{out}: {written:,} rows")


COMMANDS = (export,)
