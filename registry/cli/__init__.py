"""The command line: `registry`. Every command calls a service; none holds rules of its own."""

import sys
from pathlib import Path

import click

from registry.cli.audit import audit
from registry.cli.demo import demo
from registry.cli.exports import COMMANDS as EXPORT_COMMANDS
from registry.cli.lists import COMMANDS as LIST_COMMANDS
from registry.cli.parties import COMMANDS as PARTY_COMMANDS
from registry.cli.reports import report
from registry.cli.serve import serve
from registry.cli.shared import Context
from registry.cli.template import template
from registry.cli.users import user
from registry.cli.worker import worker
from registry.errors import RegistryError


class _Group(click.Group):
    """Errors of the registry are sentences on stderr and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except RegistryError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder for the database and the files.")
@click.version_option(package_name="sanctions-registry")
@click.pass_context
def main(ctx: click.Context, data: Path | None) -> None:
    """A coordinated registry of sanctions and visa bans.

    \b
    Take lists in       registry import un_sc consolidated.xml
    Link the listings   registry link
    Ask                 registry search "Ivan Testov"; registry show P000123
    Decide              registry review; registry judge A B same --because "..."
    Report              registry report divergence --out report.xlsx

    `registry demo` does all of it on fictional samples. Settings come from the environment (REGISTRY_DATABASE_URL
    and others); without any, everything is kept in one folder of yours, or in --data DIR.
    """
    ctx.obj = Context(data)


for command in (*LIST_COMMANDS, *PARTY_COMMANDS, *EXPORT_COMMANDS, report, audit, demo, serve, user, worker, template):
    main.add_command(command)


if __name__ == "__main__":
    sys.exit(main())
