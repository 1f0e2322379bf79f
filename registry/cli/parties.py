"""Commands about parties: search, show, review, judge."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click

from registry import db
from registry.cli.shared import Context, as_date, known_at, print_json, print_table, progress
from registry.errors import Invalid
from registry.models import Verdict
from registry.services import dossier, linking, search
from registry.services.cells import words
from registry.services.dossier import Dossier, ListingPage

_DAY = click.DateTime(["%Y-%m-%d"])
_INSTANT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"])


@click.command(name="search")
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 200), help="At most so many parties.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def search_(context: Context, text: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find parties by a name in any script or spelling, by a number, or by a list's reference.

    A hit is a possible party: a like name is not a proof of identity.
    """
    asked = " ".join(text)
    with progress("search") as follow:
        hits = search.find(context.store, context.settings.index_dir, asked, limit, follow)
    if as_json:
        print_json([search.plain(hit) for hit in hits])
        return
    if not hits:
        click.echo(f"No party answers to “{asked}”. Try another spelling, fewer words, or a number.")
        return
    rows = [(hit.party, f"{hit.score:.2f}", hit.kind, hit.name, hit.answered, ", ".join(hit.listings)) for hit in hits]
    print_table(("Party", "Score", "Kind", "Name", "Name that answered", "Listings"), rows)
    click.echo("\nThen: registry show PARTY")


@click.command()
@click.argument("party", metavar="PARTY|LIST:REFERENCE")
@click.option("--as-of", type=_DAY, help="Day on which measures must be in force (default: today).")
@click.option("--known-at", type=_INSTANT, help="What the registry knew at this instant, UTC (default: now).")
@click.option("--raw", is_flag=True, help="Also print every record as published.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def show(
    context: Context, party: str, as_of: datetime | None, known_at: datetime | None, raw: bool, as_json: bool
) -> None:
    """Show one party: who imposes what, what each list says, and where every value was read."""
    with db.read(context.store.engine) as session:
        instant = _instant(session, known_at)
        found = dossier.load(session, party, as_date(as_of), instant)
    if as_json:
        print_json(dossier.plain(found))
        return
    _print_dossier(found, raw)


def _instant(session: Any, asked: datetime | None) -> datetime:
    return known_at(session, asked.replace(tzinfo=UTC) if asked else None)


def _print_dossier(found: Dossier, raw: bool) -> None:
    party = found.party
    click.secho(f"{party.public_id}  {party.name}  ({party.kind})", bold=True)
    if found.asked.upper() not in (party.public_id, "") and ":" not in found.asked:
        click.echo(f"{found.asked} was joined with this party.")
    rows = [
        (words(line.measure), partner, words(cell.state), cell.since, words(cell.date_type), cell.why)
        for line in found.lines
        for partner, cell in line.cells.items()
    ]
    click.echo()
    print_table(("Measure", "Partner", "State", "Since", "Date type", "Why"), rows)
    if not rows:
        click.echo("No partner imposes an asset freeze or a travel ban on this party on that day.")
    for page in found.listings:
        _print_listing(page, raw)


def _print_listing(page: ListingPage, raw: bool) -> None:
    click.echo()
    ended = f", {page.status} on {page.status_on}" if page.status_on else f", {page.status}"
    click.secho(f"{page.key}  ({page.partner}{ended})", bold=True)
    click.echo(f"  read from   {page.place}  (SHA-256 {page.sha256[:16]}…)")
    click.echo(f"  linked by   {_why(page.why)}")
    for label, values in dossier.facts(page.content):
        for value in values:
            click.echo(f"  {label:<11} {value}")
            label = ""
    if raw:
        for field, value in page.raw.items():
            click.echo(f"    {field}: {value}")


def _why(why: Mapping[str, Any]) -> str:
    if why.get("how") in (None, "alone"):
        return "nothing yet: no other listing of this party is known"
    return f"{words(why['how'])}, score {why['score']}"


@click.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="At most so many proposals.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def review(context: Context, limit: int, as_json: bool) -> None:
    """Show the open proposals, the likeliest first, with their reasons."""
    with db.read(context.store.engine) as session:
        found = list(linking.proposals(session, limit))
        waiting = linking.count_proposals(session)
    if as_json:
        print_json({"waiting": waiting, "proposals": [linking.plain(item) for item in found]})
        return
    if not found:
        click.echo("No proposal waits for a decision.")
        return
    for item in found:
        click.secho(f"{item.score:.3f}  {item.listing_a}  {item.name_a}", bold=True)
        click.secho(f"       {item.listing_b}  {item.name_b}", bold=True)
        for reason in item.reasons:
            click.echo(f"       {reason['weight']:+5.1f}  {reason['text']}")
        if item.earlier:
            click.echo(f"       said before: {item.earlier}")
        click.echo(f'       registry judge {item.listing_a} {item.listing_b} same|different|unsure --because "..."\n')
    click.echo(f"{len(found):,} of {waiting:,} open proposals shown.")


@click.command()
@click.argument("listing_a")
@click.argument("listing_b")
@click.argument("verdict", type=click.Choice([verdict.value for verdict in Verdict]))
@click.option("--because", required=True, help="The reason; it is kept with the judgement.")
@click.pass_obj
def judge(context: Context, listing_a: str, listing_b: str, verdict: str, because: str) -> None:
    """Say that two listings (LIST:REFERENCE) are the same party, different ones, or that you are unsure."""
    if listing_a == listing_b:
        raise Invalid("That is one listing, not two.")
    regrouped = linking.judge(
        context.store.engine, context.actor, linking.Word(listing_a, listing_b, Verdict(verdict), because)
    )
    click.echo(f"Recorded: {listing_a} and {listing_b} are judged {verdict}.")
    click.echo(f"{regrouped.moved} listings moved to another party; {regrouped.parties:,} parties in all.")


COMMANDS = (search_, show, review, judge)
