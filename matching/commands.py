"""The command line of the matcher: compare pairs, screen names, link lists, train. No database, no network."""

import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from matching.compare import compare
from matching.csvfiles import (
    BadFileError,
    CellError,
    Gathered,
    Reader,
    Refusal,
    births_of,
    countries_of,
    gathered,
    identifiers_of,
    kind_of,
    name_of,
    write_csv,
)
from matching.known import link_new
from matching.link import LinkReport, LinkSettings, Listing, link
from matching.screen import THRESHOLD, Screen
from matching.subject import Subject

CSV_IN = click.Path(exists=True, dir_okay=False, path_type=Path)
CSV_OUT = click.Path(dir_okay=False, path_type=Path, allow_dash=True)

_SEVERAL = (
    "Cells with several values part them with a semicolon. Dates are 1962, 1962-03, 1962-03-04, 1960/1963 or ~1962."
)
_KINDS = "kind is person, organisation, vessel or aircraft (individual, company, ship ... are understood too) or empty."
_BAD_ROWS = (
    "A row that cannot be understood is refused on standard error with its line and the reason; the rest is processed, "
    "and the exit code is then 1."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """Tells whether two descriptions are of one party, finds parties on lists, and links whole lists - with reasons.

    \b
    A first look:
      python -m matching compare pairs.csv --out scores.csv
      python -m matching screen list.csv customers.csv --out alerts.csv
      python -m matching link lists.csv --out links.csv

    Names may be in any script, any case and either order ("SURNAME, Given" too).
    """


@main.command("compare", epilog=f"{_KINDS} {_SEVERAL}\n\n{_BAD_ROWS}")
@click.argument("pairs", type=CSV_IN)
@click.option("--out", type=CSV_OUT, default="-", show_default="standard output", help="Where the scores go.")
def compare_command(pairs: Path, out: Path) -> None:
    """Score the pairs of names in PAIRS, a CSV with the columns

    \b
      kind,name_a,name_b  and, where known,
      born_a,born_b,country_a,country_b,identifiers_a,identifiers_b

    The output has all columns of the input and score (the probability that both are one party, 0 to 1), verdict (same,
    possible or different) and reason (in words). Pairs with verdict "same" are those the default threshold accepts.
    """
    reader = Reader(pairs, ("kind", "name_a", "name_b"))
    scored: list[list[object]] = []
    started = time.perf_counter()
    bar = _Bar()
    for line, row in _readable(reader):
        try:
            one, other = _side(row, "a"), _side(row, "b")
        except CellError as wrong:
            reader.refuse(line, str(wrong))
            continue
        found = compare(one, other)
        scored.append([*row.values(), f"{found.probability:.6f}", found.verdict, found.reason])
        bar.show("compare", len(scored), None)
    bar.clear()
    _write(out, [*reader.columns, "score", "verdict", "reason"], scored)
    seconds = time.perf_counter() - started
    click.echo(f"{len(scored):,} pairs compared in {seconds:.2f} s", err=True)
    _finish(reader.refusals)


@main.command("screen", epilog=f"{_KINDS} {_SEVERAL}\n\n{_BAD_ROWS}")
@click.argument("names", type=CSV_IN)
@click.argument("queries", type=CSV_IN)
@click.option("--out", type=CSV_OUT, default="-", show_default="standard output", help="Where the hits go.")
@click.option("--limit", type=click.IntRange(1, 1000), default=5, show_default=True, help="Hits per query at most.")
@click.option(
    "--threshold", type=click.FloatRange(0, 1), default=THRESHOLD, show_default=True, help="Least score of a hit."
)
def screen_command(names: Path, queries: Path, out: Path, limit: int, threshold: float) -> None:
    """Look for every query of QUERIES in the list NAMES.

    \b
      NAMES    id,kind,name[,strength,born,country,identifiers]   a row per name, many rows per id
      QUERIES  id,kind,name[,born,country,identifiers]            a row per name, many rows per id

    The output has query,rank,id,score,verdict,name,reason. Every row is an alert: a hit at or above the threshold. A
    query without a row has no alert.
    """
    listed, asked = Reader(names, ("id", "kind", "name")), Reader(queries, ("id", "kind", "name"))
    started = time.perf_counter()
    screen = Screen((key[0], each.subject()) for key, each in _subjects(listed, ("id",)).items())
    questions = {key[0]: each.subject() for key, each in _subjects(asked, ("id",)).items()}
    loaded = time.perf_counter()
    rows: list[list[object]] = []
    bar = _Bar()
    for number, (query, subject) in enumerate(questions.items(), 1):
        for rank, hit in enumerate(screen.ask(subject, limit, threshold), 1):
            found = hit.comparison
            rows.append([query, rank, hit.id, f"{hit.score:.6f}", hit.verdict, found.names[1], found.reason])
        bar.show("screen", number, len(questions))
    bar.clear()
    asking = time.perf_counter() - loaded
    _write(out, ("query", "rank", "id", "score", "verdict", "name", "reason"), rows)
    rate = len(questions) / asking if asking else 0.0
    click.echo(f"list of {len(screen):,} read and prepared in {loaded - started:.2f} s", err=True)
    click.echo(f"{len(questions):,} queries in {asking:.2f} s: {rate:,.0f} queries per second", err=True)
    click.echo(f"{len(rows):,} hits at or above {threshold:g}, for {len({row[0] for row in rows}):,} queries", err=True)
    _finish(listed.refusals + asked.refusals)


@main.command("link", epilog=f"{_KINDS} {_SEVERAL}\n\n{_BAD_ROWS}")
@click.argument("listings", type=CSV_IN)
@click.option("--out", type=CSV_OUT, default="-", show_default="standard output", help="Where the pairs go.")
@click.option("--limit", type=click.IntRange(1), help="Pairs compared at most.  [default: 3 for each listing]")
@click.option("--within", is_flag=True, help="Compare listings of one list with each other too.")
@click.option(
    "--known",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the listings linked before: only new and changed ones of LISTINGS are linked, with all.",
)
def link_command(listings: Path, out: Path, limit: int | None, within: bool, known: Path | None) -> None:
    """Find every pair of listings on different lists that may be one party.

    \b
      LISTINGS  list,reference,kind,name[,strength,born,country,identifiers]   a row per name, many rows per listing

    The output has list_a,reference_a,list_b,reference_b,score,verdict,reason, likeliest first. Pairs with verdict
    "same" are those the default threshold accepts; "possible" ones are for a person to look at; "different" ones were
    compared and are there so that nothing is hidden. How candidates were found, and what was left out, is printed.

    With --known a folder is kept: what LISTINGS holds is added to it, so that the next file of new listings is linked
    with all that were given before, at the price of the new ones alone.
    """
    reader = Reader(listings, ("list", "reference", "kind", "name"))
    started = time.perf_counter()
    given = [Listing(key[0], key[1], each.subject()) for key, each in _subjects(reader, ("list", "reference")).items()]
    read = time.perf_counter() - started
    bar = _Bar()
    settings = LinkSettings(limit=limit, within=within, progress=bar.show)
    result = link(given, settings) if known is None else link_new(known, given, settings)
    bar.clear()
    rows = (
        [pair.left.list_key, pair.left.reference, pair.right.list_key, pair.right.reference,
         f"{pair.score:.6f}", pair.verdict, pair.reason]
        for pair in result.pairs
    )  # fmt: skip
    written = time.perf_counter()
    count = _write(out, ("list_a", "reference_a", "list_b", "reference_b", "score", "verdict", "reason"), rows)
    seconds = {"read": read, **result.report.seconds, "write": time.perf_counter() - written}
    _print_link_report(result.report, seconds, count)
    _finish(reader.refusals)


@main.command("train")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--date", default=None, help="Date written into the weights.  [default: today]")
@click.option(
    "--out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(__file__).parent,
    show_default="the installed package",
    help="Folder that takes weights.toml and tables/frequencies.csv.",
)
def train_command(directory: Path, date: str | None, out: Path) -> None:
    """Learn all weights from the lists and known pairs in DIRECTORY.

    \b
      listings.csv   every name of the lists, as for `link`
      sparse.csv     the same with one name for each listing
      gold/*.csv     known pairs: a_source,a_id,...,b_source,b_id,...
      names.csv      labelled names: kind,name_a,name_b,same,class

    The same input gives the same weights; the figures they reach on parties kept aside are printed.
    """
    from matching.train import train  # learning needs more than comparing does, and is asked for once in a while

    day = date or datetime.now(UTC).date().isoformat()
    train(directory, out, day, say=lambda figure: click.echo(figure, err=True))


def _print_link_report(report: LinkReport, seconds: dict[str, float], count: int) -> None:
    click.echo(str(report.candidates), err=True)
    click.echo(f"{count:,} pairs written", err=True)
    for stage, spent in seconds.items():
        click.echo(f"  {stage:<20}{spent:7.2f} s", err=True)
    click.echo(f"  {'all stages':<20}{sum(seconds.values()):7.2f} s, peak memory {_peak_megabytes():,.0f} MB", err=True)


def _peak_megabytes() -> float:
    """The most memory this process has held, in MB; Linux counts in kB, macOS in bytes."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / 1e6 if sys.platform == "darwin" else held / 1e3


def _side(row: dict[str, str], side: str) -> Subject:
    """One side of a row of pairs."""
    identifiers, references = identifiers_of(row.get(f"identifiers_{side}", ""))
    return Subject(
        kind_of(row["kind"]),
        (name_of(row[f"name_{side}"]),),
        births=births_of(row.get(f"born_{side}", "")),
        countries=countries_of(row.get(f"country_{side}", "")),
        identifiers=identifiers,
        references=references,
    )


def _subjects(reader: Reader, key: Sequence[str]) -> dict[tuple[str, ...], Gathered]:
    try:
        return gathered(reader, key)
    except BadFileError as wrong:
        raise click.ClickException(str(wrong)) from wrong


def _readable(reader: Reader) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        yield from reader.rows()
    except BadFileError as wrong:
        raise click.ClickException(str(wrong)) from wrong


def _write(out: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    try:
        return write_csv(out, header, rows)
    except OSError as wrong:
        raise click.ClickException(f"{out} cannot be written: {wrong.strerror}") from wrong


def _finish(refusals: list[Refusal]) -> None:
    """Name every refused row; exit with 1 where there is one."""
    for refusal in refusals:
        click.echo(f"refused: {refusal}", err=True)
    if refusals:
        click.echo(f"{len(refusals):,} rows were refused, the rest was processed", err=True)
        sys.exit(1)


_BAR_AFTER = 1.0
"""Seconds before a bar is drawn; quicker work is done before anyone wonders."""
_BAR_WIDTH = 30


class _Bar:
    """A progress bar on standard error, drawn on a terminal only and at most ten times a second."""

    def __init__(self) -> None:
        self._started = self._drawn = time.perf_counter()
        self._on = sys.stderr.isatty()

    def show(self, stage: str, done: int, whole: int | None) -> None:
        now = time.perf_counter()
        if not self._on or now - self._started < _BAR_AFTER or now - self._drawn < 0.1:
            return
        self._drawn = now
        filled = "#" * (done * _BAR_WIDTH // whole) if whole else ""
        click.echo(
            f"\r{stage} [{filled:<{_BAR_WIDTH}}] {done:,}{f' of {whole:,}' if whole else ''}", nl=False, err=True
        )

    def clear(self) -> None:
        if self._on and self._drawn > self._started:
            click.echo("\r" + " " * 79 + "\r", nl=False, err=True)
