"""Commands that take lists in: upgrade, lists, import, release, refuse."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select
from sqlmodel import Session, col

from importers import catalogue
from registry import db
from registry.cli.shared import Context, print_json, print_table, progress
from registry.models import Listing, ListingStatus, ListingVersion, SubmissionState
from registry.services import holdings, intake, linking, submissions
from registry.services.cells import words
from registry.services.submissions import Summary

_SENTENCES = {
    SubmissionState.APPLIED: "Applied.",
    SubmissionState.CHECKED: "Checked, and nothing was changed. Import it without --dry-run to apply it.",
    SubmissionState.HELD: "HELD: nothing was changed. A person must look at it.",
    SubmissionState.REFUSED: "REFUSED: nothing was changed.",
}


@click.command()
@click.pass_obj
def upgrade(context: Context) -> None:
    """Make the tables, or bring them to the state of this version."""
    db.upgrade(context.opened.engine)
    click.echo(f"The database is at migration {db.revision(context.opened.engine)}.")


@click.command(name="lists")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def lists_(context: Context, as_json: bool) -> None:
    """Show every list the registry can read, and what it holds of each."""
    with db.read(context.store.engine) as session:
        rows = [_list_row(session, spec) for spec in catalogue.LISTS.values()]
    if as_json:
        print_json(rows)
        return
    print_table(
        ("List", "Partner", "Listings", "Published on", "Received on", "Title"),
        [(r["list"], r["partner"], r["listings"], r["published_on"], r["received_on"], r["title"]) for r in rows],
    )
    if not any(row["listings"] for row in rows):
        click.echo("\nNothing is held yet: registry import LIST FILE...")


def _list_row(session: Session, spec: catalogue.ListSpec) -> dict[str, Any]:
    count = session.execute(
        select(func.count())
        .select_from(ListingVersion)
        .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
        .where(col(Listing.list_key) == spec.key, col(ListingVersion.recorded_to).is_(None))
        .where(col(ListingVersion.status).in_([ListingStatus.LISTED.value, ListingStatus.MISSING.value]))
    ).scalar_one()
    last = submissions.last_applied(session, spec.key)
    return {
        "list": spec.key,
        "partner": spec.partner,
        "title": spec.title,
        "formats": spec.formats,
        "publisher": spec.publisher_url,
        "listings": count,
        "published_on": last.published_on if last else None,
        "received_on": last.received_at.date() if last else None,
        "submission": last.id if last else None,
    }


@click.command(name="import")
@click.argument("list_key", metavar="LIST")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
@click.option("--published-on", type=click.DateTime(["%Y-%m-%d"]), help="The date of files that carry none.")
@click.option("--no-link", is_flag=True, help="Do not link the new listings yet (run `registry link` later).")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_context
def import_(ctx: click.Context, /, list_key: str, files: tuple[Path, ...], **options: Any) -> None:
    """Import the FILE or files of one LIST (see `registry lists` for the lists and their formats).

    One file is one transaction: it is applied whole or not at all. The same bytes twice change nothing. A file that
    looks cut, older than the last one or short of many listings is HELD, and `registry release` or `registry refuse`
    decides. Exit code: 0 applied or checked, 1 refused, 2 a wrong command, 3 held.
    """
    context: Context = ctx.obj
    with progress(list_key) as follow:
        day = options["published_on"].date() if options["published_on"] else None
        terms = intake.Terms(published_on=day)
        summary = intake.receive(context.store, list_key, files, context.actor, "command line", terms)
        work = intake.check if options["dry_run"] else intake.apply
        summary = work(context.store, summary.id, context.actor, follow)
    _print_summary(context, summary, options["as_json"])
    if summary.state == SubmissionState.APPLIED and not summary.already_applied and not options["no_link"]:
        link_all(context, summary.id, quiet=options["as_json"])
    ctx.exit({SubmissionState.HELD: 3, SubmissionState.REFUSED: 1}.get(summary.state, 0))


@click.command()
@click.argument("submission", type=int)
@click.option("--because", required=True, help="Why the file can be trusted.")
@click.pass_obj
def release(context: Context, submission: int, because: str) -> None:
    """Apply a held SUBMISSION after a person looked at its reasons."""
    with progress("release") as follow:
        summary = intake.release(context.store, submission, context.actor, because, follow)
    _print_summary(context, summary, as_json=False)
    if summary.state == SubmissionState.APPLIED:
        link_all(context, summary.id)


@click.command()
@click.argument("submission", type=int)
@click.option("--because", required=True, help="What is wrong with the file.")
@click.pass_obj
def refuse(context: Context, submission: int, because: str) -> None:
    """Put a held SUBMISSION aside for good."""
    _print_summary(context, intake.refuse(context.store, submission, context.actor, because), as_json=False)


def link_all(context: Context, submission_id: int | None, *, quiet: bool = False) -> None:
    """Link the listings of a submission (None: all) and say what came of it."""
    with progress("linking") as follow:
        kept = context.settings.linking_dir
        linked = linking.propose(context.store.engine, context.actor, submission_id, follow, kept)
    if quiet:
        return
    click.echo(f"Linking {linked.report}.")
    click.echo(
        f"{linked.regrouped.parties:,} parties; {linked.automatic:,} links stand on strong evidence, "
        f"{linked.proposed:,} proposals wait for a person (registry review)."
    )
    if linked.reopened:
        click.echo(f"{linked.reopened} judgements were reopened: the identity data of a side changed.")
    for chain in linked.regrouped.conflicts:
        click.echo(f"Conflict: judged different, but a chain of links joins listings {' - '.join(map(str, chain))}.")


def _print_summary(context: Context, summary: Summary, as_json: bool) -> None:
    counts = summary.counts
    with db.read(context.store.engine) as session:
        issues = holdings.issues(session, summary.id)
    if as_json:
        print_json(_plain(summary, issues))
        return
    click.echo(f"Submission {summary.id}, {summary.list_key}: {', '.join(file.name for file in summary.files)}")
    if summary.already_applied:
        click.echo("These very bytes were applied before; nothing was done.")
        return
    click.echo(_SENTENCES.get(summary.state, f"The submission is {summary.state}."))
    if counts:
        click.echo(
            f"{counts.records:,} records = {counts.drafts:,} read + {counts.refused:,} refused; "
            f"{counts.added:,} added, {counts.changed:,} changed, {counts.unchanged:,} unchanged; "
            f"{counts.removed:,} no longer in the file."
        )
    for notice in (*summary.holds, *summary.notices):
        click.echo(f"- {notice.text}")
    for issue in issues:
        refused = f", {issue.refused:,} of them refused a record" if issue.refused else ""
        click.echo(
            f"- {issue.count:,} {words(issue.code)}{refused}. The first: {issue.where}: {issue.example} {issue.mend}"
        )
    if summary.note:
        click.echo(summary.note)
    if summary.state == SubmissionState.HELD:
        click.echo(
            f'Then: registry release {summary.id} --because "..."   or   registry refuse {summary.id} --because "..."'
        )


def _plain(summary: Summary, issues: Sequence[holdings.IssueCount]) -> dict[str, Any]:
    """A summary as JSON values."""
    return {
        "submission": summary.id,
        "list": summary.list_key,
        "state": summary.state.value,
        "already_applied": summary.already_applied,
        "published_on": summary.published_on,
        "files": [{"name": file.name, "sha256": file.sha256} for file in summary.files],
        "counts": asdict(summary.counts) if summary.counts else None,
        "issues": [asdict(issue) for issue in issues],
        "holds": [asdict(hold) for hold in summary.holds],
        "note": summary.note,
    }


@click.command()
@click.pass_obj
def link(context: Context) -> None:
    """Link all listings to parties: sure links at once, the rest as proposals for people."""
    link_all(context, None)


COMMANDS = (upgrade, lists_, import_, release, refuse, link)
