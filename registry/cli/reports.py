"""Commands about reports: write a divergence report, verify one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from importers.programmes import all_programmes
from importers.vocabulary import MeasureCode, PartyKind
from registry import db
from registry.cli.shared import Context, as_date, known_at, print_table, progress
from registry.errors import Invalid
from registry.reports import manifest
from registry.reports.columns import tally_table
from registry.services import divergence
from registry.services.divergence import CORE_MEASURES, Divergence, Request

_DAY = click.DateTime(["%Y-%m-%d"])
_INSTANT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"])
_MEASURES = click.Choice([measure.value for measure in MeasureCode])
_KINDS = click.Choice([kind.value for kind in PartyKind])


@click.group()
def report() -> None:
    """Write a report, or prove that one can be made again."""


@report.command(name="divergence")
@click.option(
    "--out",
    "outs",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write: .csv, .xlsx, .json, .html or .pdf. Several are allowed.",
)
@click.option("--as-of", type=_DAY, help="Day on which measures must be in force (default: today).")
@click.option("--known-at", type=_INSTANT, help="What the registry knew at this instant, UTC (default: now).")
@click.option("--partner", "partners", multiple=True, help="Only these partners, e.g. --partner GB --partner EU.")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    type=_MEASURES,
    help="These measures (default: asset_freeze and travel_ban).",
)
@click.option("--kind", "kinds", multiple=True, type=_KINDS, help="Only parties of this kind.")
@click.option("--programme", "programmes", multiple=True, help="Only parties under these programmes, e.g. GB-GHR.")
@click.option("--atrocity-focus", is_flag=True, help="Only parties under programmes about atrocities.")
@click.pass_obj
def divergence_(context: Context, /, outs: tuple[Path, ...], **options: Any) -> None:  # fmt: skip
    """Write where partners differ, with a manifest beside it that `registry report verify` checks."""
    with db.read(context.store.engine) as session, progress("divergence") as follow:
        asked = options["known_at"].replace(tzinfo=UTC) if options["known_at"] else None
        request = _request(options, known_at(session, asked))
        follow("comparing", 0, None)
        answer = divergence.compute(session, request)
        if not answer.sources:
            raise Invalid("The registry held no list at that instant.", "Ask for a later one.")
        follow("writing", 0, None)
        written, proof = manifest.write(session, answer, outs, context.store.key_file)
    summarise(answer)
    for item in written:
        click.echo(f"{item.path}: {item.lines:,} lines, {item.size:,} bytes")
    click.echo(f"{proof}: the proof; check it any time with: registry report verify {proof}")


def _request(options: dict[str, Any], known: datetime) -> Request:
    keys = {programme.key for programme in all_programmes()}
    if unknown := sorted({key.upper() for key in options["programmes"]} - keys):
        raise Invalid(f"There is no programme {', '.join(unknown)}.", "Programmes look like GB-GHR or US-GLOMAG.")
    return Request(
        as_date(options["as_of"]),
        known,
        tuple(partner.upper() for partner in options["partners"]),
        tuple(MeasureCode(code) for code in options["measures"]) or CORE_MEASURES,
        tuple(PartyKind(kind) for kind in options["kinds"]),
        tuple(key.upper() for key in options["programmes"]),
        options["atrocity_focus"],
    )


def summarise(answer: Divergence) -> None:
    """The sums of a divergence as a table a person understands."""
    table = tally_table(answer)
    click.echo(f"{len(answer.compared):,} parties; on {len(answer.gap_lines):,} lines (party and measure) a gap.")
    print_table([title for _, title, _ in table.columns], list(table.rows))


@report.command()
@click.argument("manifest_file", metavar="MANIFEST", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def verify(ctx: click.Context, manifest_file: Path) -> None:
    """Make a report again from the registry and compare it byte for byte with what MANIFEST says."""
    context: Context = ctx.obj
    with progress("verify") as follow:
        follow("making the report again", 0, None)
        findings = manifest.verify(context.store.engine, manifest_file)
    for finding in findings:
        click.echo(f"{finding.file}: {finding.why or 'identical'}")
    wrong = sum(bool(finding.why) for finding in findings)
    click.echo("Verified." if not wrong else f"NOT verified: {wrong} of {len(findings)} do not hold.")
    ctx.exit(1 if wrong else 0)
