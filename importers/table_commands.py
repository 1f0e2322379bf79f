"""`python -m importers map` and `annotate`: a partner's own table, understood and given back with comments."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from importers import catalogue
from importers.annotate import annotate
from importers.anytable import Sheet, cell_text, sheets
from importers.draft import Issue, ListingDraft
from importers.errors import FileRefused
from importers.mapping import Mapping, MappingError, from_json
from importers.quality import quality
from importers.reading import read
from importers.suggest import Suggestion, suggest

COMMANDS = ("map", "annotate")

_MAP = """\
Opens a table (XLSX, ODS, XLS, CSV, TSV) and says what was understood of it: its sheets, the row of headings, what each
column seems to mean, how sure that is and why, and what only you can answer. The mapping goes to standard output as
JSON, or to the file named by --out. Correct it there; nothing is read by it until you do
`python -m importers LIST FILE --mapping MAPPING.json`.

  uses       the columns of each field; `split` parts several values in a cell, `translate` turns your words into terms
  defaults   what holds for the whole table where no column says it: measure, programme, kind
  grouping   row: each row a listing; reference: rows of one reference; number: 101, 101a and 101b are one
  form       for text files: encoding and delimiter; set `confirmed` to true when the words with accents are right
"""
_ANNOTATE = """\
Reads a table by its mapping, or an official file of a list, and writes it again with a comment at each cell in question
and a sheet of all issues. The rest of a workbook stays as it is; other files come back as a workbook of text.
"""


def run(words: Sequence[str], out: TextIO, err: TextIO) -> int:
    """Run `map` or `annotate`; returns the exit code as the other command does."""
    options = _parser().parse_args(words)
    try:
        return _map(options, out, err) if options.command == "map" else _annotate(options, err)
    except FileRefused as refused:
        err.write(f"REFUSED {refused}\n")
        return 1
    except MappingError as problem:
        err.write(f"{problem}\n")
        return 2


def load(path: str) -> Mapping:
    """The mapping in a file. Raises `MappingError`."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"The mapping {path} cannot be read ({error}).") from error
    return from_json(text)


def _map(options: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    found = sheets(Path(options.file))
    for sheet in found:
        err.write(f"sheet {sheet.name or '(text file)'}: {len(sheet.rows):,} rows, {sheet.width} columns\n")
        err.writelines(f"  {sentence}\n" for sentence in sheet.noticed())
        if sheet.form is not None:
            _show_form(sheet, err)
    chosen = next((sheet for sheet in found if options.sheet in (None, sheet.name)), None)
    if chosen is None:
        err.write(f"There is no sheet {options.sheet!r}.\n")
        return 2
    if options.sheet is None and len(found) > 1:
        chosen = max(found, key=lambda sheet: len(sheet.rows))
        err.write(f"The largest sheet is mapped: {chosen.name}.\n")
    suggestion = suggest(chosen, options.list, options.header)
    if options.out:
        Path(options.out).write_text(suggestion.mapping.to_json(), encoding="utf-8")
    else:
        out.write(suggestion.mapping.to_json())
    _show(suggestion, err)
    return 0


def _show_form(sheet: Sheet, err: TextIO) -> None:
    err.writelines(f"  {sentence}\n" for sentence in (sheet.form.sentences() if sheet.form else ()))
    err.writelines(
        f"    as {encoding:<10} {'  '.join(words)}\n"
        for encoding, words in (sheet.guess.readings if sheet.guess else ())
    )


def _show(suggestion: Suggestion, err: TextIO) -> None:
    mapping = suggestion.mapping
    err.writelines(
        f"above the headings, row {row.number}: {' | '.join(filter(None, map(cell_text, row.values)))}\n"
        for row in suggestion.above
    )
    err.write(f"headings: row {mapping.header_row}\n")
    samples = {profile.column: profile.samples for profile in suggestion.profiles}
    for choice in sorted(suggestion.choices, key=lambda choice: choice.column.index):
        field = choice.field or "left out"
        example = f", such as {samples[choice.column][0][:40]!r}" if samples[choice.column] else ""
        err.write(f"  {choice.column!s:<36} {field:<22} {choice.confidence:.2f}  {choice.reason}{example}\n")
    err.writelines(f"question: {question}\n" for question in suggestion.questions)


def _annotate(options: argparse.Namespace, err: TextIO) -> int:
    mapping = load(options.mapping) if options.mapping else None
    drafts: list[ListingDraft] = []
    issues: list[Issue] = []
    for item in read(options.list, options.file, mapping=mapping):
        if isinstance(item, Issue):
            issues.append(item)
        else:
            drafts.append(item)
    marked = annotate(Path(options.file), issues, Path(options.out))
    err.write(f"{len(drafts):,} listings, {len(issues):,} issues; {marked:,} cells bear a comment in {options.out}\n")
    measured = quality(drafts)
    err.write(f"quality {measured.score} of 100\n")
    err.writelines(
        f"  {share.percent:>5} %  {share.title} ({share.count:,} of {share.of:,}). {share.raises}\n"
        for share in measured.shares
    )
    return 1 if any(issue.refuses for issue in issues) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m importers")
    commands = parser.add_subparsers(dest="command", required=True)
    raw = argparse.RawDescriptionHelpFormatter
    mapped = commands.add_parser("map", description=_MAP, formatter_class=raw)
    mapped.add_argument("file", metavar="FILE")
    mapped.add_argument("--sheet", help="the sheet to map (the largest unless named)")
    mapped.add_argument("--header", type=int, metavar="ROW", help="the row of headings, where the guess is wrong")
    mapped.add_argument(
        "--list", choices=sorted(catalogue.LISTS), help="whose list it is: says what it imposes at most"
    )
    mapped.add_argument("--out", metavar="MAPPING.json", help="where to write the mapping")
    marked = commands.add_parser("annotate", description=_ANNOTATE, formatter_class=raw)
    marked.add_argument("list", metavar="LIST", choices=sorted(catalogue.LISTS))
    marked.add_argument("file", metavar="FILE")
    marked.add_argument("--mapping", metavar="MAPPING.json")
    marked.add_argument("--out", metavar="MARKED.xlsx", required=True)
    return parser
