"""The command that shows the main job on shipped samples: fictional people, the partners' real formats."""

import os
import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
from sqlmodel import Session

from importers import catalogue
from importers.vocabulary import MeasureCode
from registry import config, db, samples
from registry.cli import serve
from registry.cli.shared import DEMO_MARK, Context, print_guests, print_table, progress
from registry.cli.worker import watched_worker
from registry.errors import Invalid
from registry.models import SubmissionState
from registry.reports import manifest
from registry.reports.page import long_date
from registry.reports.telling import sentence, telling
from registry.services import clock, divergence, guests, intake, linking
from registry.services.actors import operator
from registry.services.cells import IMPOSED, State
from registry.services.divergence import CORE_MEASURES, Divergence, Request
from registry.services.linking import Proposal
from registry.services.storage import Store, open_store

ACTOR = operator("demo")
MEASURES = (*CORE_MEASURES, MeasureCode.VESSEL_MEASURE)
_OURS = frozenset(
    {
        DEMO_MARK,
        "audit.key",
        "registry.db",
        "registry.db-wal",
        "registry.db-shm",
        "registry.db-journal",
        "files",
        "index",
        "report",
        guests.FILE,
    }
)
# Settings of a real registry that a demo has nothing to do with.
_SHARED = ("database_url", "storage_dir", "audit_key", "redis_url")
_PROPOSALS_SHOWN = 6


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to make or, where it holds an earlier demo and nothing else, to replace (default: ./demo).",
)
@click.option(
    "--no-serve",
    is_flag=True,
    help="End here; otherwise, on a terminal, the demo goes on to serve its pages until it is stopped.",
)
@click.pass_obj
def demo(context: Context, data: Path | None, no_serve: bool) -> None:
    """Show the main job on fictional samples.

    Makes a fresh folder, takes in the sample lists of seven partners in their official formats, links them, writes the
    divergence report in every format, and says in words what it found. Nobody in the samples exists.
    """
    began = time.monotonic()
    folder = data or context.data or Path("demo")
    _fresh(folder)
    click.secho("A demonstration on FICTIONAL lists: nobody in them exists, no authority published them.\n", bold=True)
    settings = config.Settings(data_dir=folder, database_url=None, storage_dir=None, audit_key=None, redis_url=None)
    store = open_store(settings)
    try:
        db.upgrade(store.engine)
        _take_in(store)
        _link(store)
        with db.read(store.engine) as session:
            answer = _report(session, folder / "report", store.key_file)
            _say_partners(answer)
            _say_gaps(answer)
            _say_proposals(session, answer)
        everybody = guests.make(store.engine, folder, ACTOR)
        click.secho("\nWho can sign in to its pages", bold=True)
        print_guests(everybody)
        _say_what_next(folder)
        click.echo(f"\nMade in {time.monotonic() - began:.1f} s.")
        # A script waits for the command to end; a person at a terminal wants to look around.
        if not no_serve and sys.stdin.isatty() and sys.stdout.isatty():
            with watched_worker(folder, without=[f"REGISTRY_{name.upper()}" for name in _SHARED]):
                serve.run(store, settings, serve.Listening(), demo=True)
    finally:
        store.engine.dispose()


def _fresh(folder: Path) -> None:
    """Make the folder, or empty it of an earlier demo. Raises `Invalid` where it holds anything else."""
    if folder.exists():
        found = {item.name for item in folder.iterdir()}
        strange = sorted(found - _OURS) if DEMO_MARK in found else sorted(found)
        if strange:
            raise Invalid(
                f"The folder {folder} holds something that no demo made ({strange[0]}): it was left alone.",
                "Name another folder with --data, or move that away.",
            )
        for item in folder.iterdir():
            if item.is_dir() and not item.is_symlink():
                shutil.rmtree(item)
            else:
                item.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DEMO_MARK).write_text(
        "Made by `registry demo`, which replaces everything in this folder.\n", encoding="utf-8"
    )


def _take_in(store: Store) -> None:
    shipped = samples.shipped()
    click.echo(f"Taking in {len(shipped)} lists")
    for list_key, path in shipped.items():
        summary = intake.receive(store, list_key, [path], ACTOR, "sample of the demo")
        summary = intake.apply(store, summary.id, ACTOR)
        if summary.state != SubmissionState.APPLIED or summary.counts is None:
            why = " ".join(hold.text for hold in summary.holds) or summary.note or ""
            raise Invalid(f"The sample {path.name} was not applied: {why}", "Is the date of this machine right?")
        partner = catalogue.lookup(list_key).partner
        click.echo(f"  {partner}  {list_key:<15} {summary.counts.drafts:>3} listings  {path.name}")


def _link(store: Store) -> None:
    with progress("linking") as follow:
        linked = linking.propose(store.engine, ACTOR, None, follow)
    click.echo(
        f"Linking them: {linked.listings} listings are {linked.regrouped.parties} parties; {linked.automatic} links on "
        f"strong evidence, {linked.proposed} proposals for a person."
    )


def _report(session: Session, folder: Path, key_file: Path) -> Divergence:
    answer = divergence.compute(session, Request(samples.AS_OF, clock.latest(session), measures=MEASURES))
    paths = [folder / f"divergence.{ending}" for ending in ("html", "xlsx", "csv", "json")]
    written, proof = manifest.write(session, answer, paths, key_file)
    click.echo(f"Writing the divergence as of {long_date(samples.AS_OF)}, the day the samples are made for")
    for path in (*(item.path for item in written), proof):
        click.echo(f"  {path}")
    return answer


def _say_partners(answer: Divergence) -> None:
    click.secho("\nWhat each partner does", bold=True)
    titles = ("Partner", "Parties", "Freezes", "Bans: stated", "implied", "Ship measures", "Gaps", "Silent")
    print_table(titles, [_partner_row(answer, partner) for partner in answer.partners])
    click.echo(
        "Stated: said for the listing itself. Implied: follows from its list or programme. Gaps: another partner "
        "imposes\nit, this one's lists would show it, and do not. Silent: it publishes no such measure, or has no such "
        "regime."
    )


def _partner_row(answer: Divergence, partner: str) -> tuple[object, ...]:
    freeze, ban, ship = MEASURES
    cells = [(line, line.cells[partner]) for line in answer.lines]
    imposed = [(line.measure, cell) for line, cell in cells if cell.state in IMPOSED]
    bans = [cell for measure, cell in imposed if measure is ban]
    stated = sum(cell.state is State.IMPOSED_EXPLICIT for cell in bans)
    return (
        partner,
        sum(any(item.partner == partner for item in party.listings) for party in answer.compared),
        sum(measure is freeze for measure, _ in imposed),
        stated,
        len(bans) - stated,
        sum(measure is ship for measure, _ in imposed),
        sum(gap == partner for line in answer.lines for gap, _ in line.gaps),
        sum(cell.state in (State.NOT_PUBLISHED, State.NO_REGIME) for _, cell in cells),
    )


def _say_gaps(answer: Divergence) -> None:
    chosen = telling(answer)
    click.secho(f"\n{len(chosen)} of the {len(answer.gap_lines)} gaps, one of each sort", bold=True)
    for number, line in enumerate(chosen, start=1):
        click.echo(f"{number}. {sentence(line, answer.request.as_of)}")


def _say_proposals(session: Session, answer: Divergence) -> None:
    """The open questions, one for each two parties, however many pairs of their listings raise it."""
    home = {item.key: party.public_id for party in answer.compared for item in party.listings}
    questions: dict[frozenset[str], Proposal] = {}
    for proposal in linking.proposals(session):
        questions.setdefault(frozenset({home[proposal.listing_a], home[proposal.listing_b]}), proposal)
    click.secho(f"\n{len(questions)} questions wait for a person: are these the same?", bold=True)
    # The most doubtful first: they show best why a name alone links nobody.
    doubtful = sorted(questions.values(), key=lambda proposal: proposal.score)
    for proposal in doubtful[:_PROPOSALS_SHOWN]:
        click.echo(f"  {proposal.score:.3f}  {proposal.name_a} ({proposal.listing_a})")
        click.echo(f"         {proposal.name_b} ({proposal.listing_b})")
        click.echo(f"         {_doubt(proposal)}")
    if len(doubtful) > _PROPOSALS_SHOWN:
        click.echo(f"  and {len(doubtful) - _PROPOSALS_SHOWN} more, likelier ones")


def _doubt(proposal: Proposal) -> str:
    """What speaks against a pair most, or what is missing."""
    against = min(proposal.reasons, key=lambda reason: float(reason["weight"]), default=None)
    if against is not None and float(against["weight"]) < 0:
        return f"but {against['text']}"
    return "nothing against it, but too little for a link without a person"


def _say_what_next(folder: Path) -> None:
    click.secho("\nNow", bold=True)
    click.echo(f"  open {(folder / 'report' / 'divergence.html').absolute().as_uri()} in a browser")
    if os.environ.get("REGISTRY_DATABASE_URL"):
        click.echo("  unset REGISTRY_DATABASE_URL first: with it, these commands ask that database and not the demo")
    for command, why in _commands(folder):
        click.echo(f"  {command}\n      {why}")


def _commands(folder: Path) -> Iterator[tuple[str, str]]:
    own = f"registry --data {shlex.quote(str(folder))}"
    yield f"{own} serve", "the same in a browser: search, parties with their timeline, lists, divergence"
    yield f"{own} show un_sc:SDi.901", "one party: who imposes what, since when, read from which row"
    yield f'{own} search "Безбородников"', "any script, any spelling; his lists write him in four ways"
    yield f"{own} show gb_uksl:SUD9913", "and us_ofac_sdn:98098: two people of one name, kept apart"
    yield f"{own} review", "the questions above, with their reasons and the command that answers each"
    proof = folder / "report" / f"divergence.html{manifest.SUFFIX}"
    yield f"{own} report verify {shlex.quote(str(proof))}", "makes the report again and compares it byte for byte"
