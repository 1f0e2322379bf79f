"""The command that writes the registry's own template, empty or with what is held of a list."""

from pathlib import Path

import click

from importers import template_write
from registry import db
from registry.cli.shared import Context, progress
from registry.errors import Invalid
from registry.services import templates

_SHOWN = 20


@click.command()
@click.option("--list", "list_key", required=True, help="The list that the template is for, e.g. nz_own.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="FILE.xlsx or FILE.csv.")
@click.option("--filled", is_flag=True, help="With the list's current listings, to be edited and sent back.")
@click.pass_obj
def template(context: Context, list_key: str, out: Path, filled: bool) -> None:
    """Write the template in which a partner sends its list.

    \b
    registry template --list nz_own --out nz.xlsx             an empty form: instructions, drop-downs, terms
    registry template --list nz_own --out nz.csv              the same columns as CSV
    registry template --list nz_own --out nz.xlsx --filled    what is held of the list, ready to be edited
    registry import nz_own nz.xlsx                            send it back

    A listing is one row, or several with the same reference: each further row adds a name, a birth, a number, a
    measure. Any list can come in the template; the first row of the file says which list it is. What is sent back
    unedited changes nothing: dates, scripts and leading zeros come back as they were. Whatever a listing holds that
    the template cannot carry exactly is said here, listing by listing.
    """
    spec = templates.spec_of(list_key)
    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise Invalid(f"The template is written as XLSX or CSV, not as {out.suffix or 'a file without an ending'}.",
                      "Give --out a name that ends in .xlsx or .csv.")  # fmt: skip
    part = out.with_name(f".{out.stem}.part{out.suffix}")
    try:
        if filled:
            with db.read(context.store.engine) as session, progress("template") as follow:
                drafts = templates.current(session, list_key)
                counted = (follow("writing", done, None) or draft for done, draft in enumerate(drafts, start=1))
                written = template_write.write_template(part, spec, counted, templates.dated(session, list_key))
        else:
            written = template_write.write_template(part, spec)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    click.echo(f"{out}: {written.listings:,} listings in {written.rows:,} rows")
    for issue in written.issues[:_SHOWN]:
        click.echo(f"  {issue.reference or ''}: {issue.message}", err=True)
    if len(written.issues) > _SHOWN:
        click.echo(f"  and {len(written.issues) - _SHOWN:,} more.", err=True)


COMMANDS = (template,)
