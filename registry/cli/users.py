"""Commands for accounts: the first administrator is made here, the others on the pages or here."""

import click

from registry import db
from registry.cli.shared import Context, print_table
from registry.errors import NotFound
from registry.models import Account
from registry.services import accounts
from registry.services.accounts import Made, Person
from registry.services.actors import Role


@click.group()
def user() -> None:
    """Make, list and shut the accounts that sign in to the pages.

    \b
    registry user add ana@example.org --name "Ana Test" --role admin
    registry user add ben@example.org --name "Ben Test" --partner GB --role officer --role approver
    """


@user.command()
@click.argument("address")
@click.option("--name", "shown_name", required=True, help="The name to show.")
@click.option("--partner", help="The partner it speaks for, e.g. GB; officers, uploaders and approvers need one.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(list(Role)), help="May be repeated.")
@click.pass_obj
def add(context: Context, address: str, shown_name: str, partner: str | None, roles: tuple[str, ...]) -> None:
    """Make an account named by an e-mail ADDRESS and print its first password."""
    person = Person(address, shown_name, partner, frozenset(Role(role) for role in roles))
    _print_made(accounts.add(context.store.engine, context.actor, person))


@user.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """List all accounts."""
    with db.read(context.store.engine) as session:
        everyone = accounts.everyone(session, context.actor)
    rows = [
        (item.id, item.name, item.partner, " ".join(item.roles), "shut" if item.disabled_at else "open")
        for item in everyone
    ]
    print_table(("No.", "Account", "Partner", "Roles", "State"), rows)
    if not rows:
        click.echo("There is none yet: make the first one with `registry user add ADDRESS --name NAME --role admin`.")


@user.command()
@click.argument("address")
@click.pass_obj
def reset(context: Context, address: str) -> None:
    """Print a new first password for who lost it; the second factor is set anew at the next sign-in."""
    found = _find(context, address)
    _print_made(accounts.reset(context.store.engine, context.actor, accounts.number(found)))


@user.command()
@click.argument("address")
@click.option("--because", required=True, help="Why, e.g. left the ministry.")
@click.pass_obj
def disable(context: Context, address: str, because: str) -> None:
    """Shut an account at once: its sessions end and its tokens are revoked."""
    found = _find(context, address)
    accounts.disable(context.store.engine, context.actor, accounts.number(found), because)
    click.echo(f"{found.name} is shut.")


def _find(context: Context, address: str) -> Account:
    with db.read(context.store.engine) as session:
        found = accounts.named(session, address)
    if found is None:
        raise NotFound(f"There is no account {address}.", "`registry user list` shows them all.")
    return found


def _print_made(made: Made) -> None:
    click.echo(f"{made.name} signs in with the first password {made.password}")
    click.echo("It is not shown again. At the first sign-in it is changed, and a second factor is set.")
