"""`python -m importers LIST FILE...`: read a list without any database and see what it gives."""

import argparse
import dataclasses
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TextIO

from importers import catalogue, table_commands
from importers.draft import Issue, ListingDraft
from importers.errors import FileRefused
from importers.mapping import MappingError
from importers.reading import Reading, read

_HELP = """\
Reads the file or files of one official list and prints what they say, one JSON object a line:
  {"draft": {...}}  one listing: names, births, identifiers, designations with their measures, the raw record
  {"issue": {...}}  something that could not be taken at face value, with its place and how to mend it
A summary goes to standard error. Nothing is stored and nothing is fetched.

examples:
  python -m importers un_sc consolidated.xml > un.jsonl
  python -m importers us_ofac_sdn sdn.csv alt.csv add.csv sdn_comments.csv --issues
  python -m importers ca_sema sema-lmes.xml | head -1 | python -m json.tool

a table of your own (any XLSX, ODS, XLS, CSV or TSV):
  python -m importers map table.xlsx --list gb_ofsi --out mapping.json   what its columns seem to mean, to be corrected
  python -m importers gb_ofsi table.xlsx --mapping mapping.json          its listings, read by that mapping
  python -m importers annotate gb_ofsi table.xlsx --mapping mapping.json --out marked.xlsx

exit codes:
  0  every record was taken
  1  some records were refused, or the file was: it must not be used as it is
  2  the command line is wrong

lists:
"""


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout, err: TextIO = sys.stderr) -> int:
    """Run the command; returns the exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] and words[0] in table_commands.COMMANDS:
        return table_commands.run(words, out, err)
    options = _parser().parse_args(words)
    try:
        mapping = table_commands.load(options.mapping) if options.mapping else None
    except MappingError as problem:
        err.write(f"{problem}\n")
        return 2
    reading = read(options.list, *options.file, mapping=mapping)
    began = time.perf_counter()
    try:
        counts = _print(reading, options.issues, out)
    except FileRefused as refused:
        err.write(f"REFUSED {refused}\n")
        return 1
    _summarise(reading, counts, time.perf_counter() - began, err)
    return 1 if counts["refused"] else 0


def as_json(item: ListingDraft | Issue) -> dict[str, Any]:
    """A draft or issue as plain JSON values under its name; what is empty or unset is left out."""
    kind = "issue" if isinstance(item, Issue) else "draft"
    return {kind: _plain(item)}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        # `valid` keeps False: a number that fails its check digits is not one that has none.
        return {
            name: _plain(item)
            for name, item in fields
            if item not in (None, (), "") and (item is not False or name == "valid")
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _print(reading: Reading, issues_only: bool, out: TextIO) -> Counter[str]:
    counts: Counter[str] = Counter()
    for item in reading:
        if isinstance(item, Issue):
            counts["refused" if item.refuses else "issues"] += 1
            counts[f"code {item.code.value}"] += 1
        else:
            counts["drafts"] += 1
            if issues_only:
                continue
        out.write(json.dumps(as_json(item), ensure_ascii=False, separators=(",", ":")) + "\n")
    return counts


def _summarise(reading: Reading, counts: Counter[str], seconds: float, err: TextIO) -> None:
    facts = reading.facts
    codes = sorted((key.removeprefix("code "), count) for key, count in counts.items() if key.startswith("code "))
    agrees = "" if facts.records == counts["drafts"] + counts["refused"] else "  DOES NOT ADD UP"
    lines = [
        ("list", f"{reading.list_key} ({facts.shape})"),
        ("published on", facts.published_on or "not said in the file"),
        ("records", f"{facts.records:,} in {facts.rows:,} rows or elements{agrees}"),
        ("publisher's count", facts.publisher_count if facts.publisher_count is not None else "none in the file"),
        ("drafts", f"{counts['drafts']:,}"),
        ("refused", f"{counts['refused']:,}"),
        ("issues", ", ".join(f"{code} {count:,}" for code, count in codes) or "none"),
        ("seconds", f"{seconds:.2f}"),
        *(("note", note) for note in facts.notes),
    ]
    err.writelines(f"{name + ':':<19}{value}\n" for name, value in lines)


def _parser() -> argparse.ArgumentParser:
    lists = "\n".join(
        f"  {key:<16}{spec.title}, {spec.authority}\n{'':18}{'; '.join(spec.formats)}"
        for key, spec in catalogue.LISTS.items()
    )
    parser = argparse.ArgumentParser(
        prog="python -m importers",
        description=_HELP + lists,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("list", metavar="LIST", choices=sorted(catalogue.LISTS), help="which list the files are")
    parser.add_argument("file", metavar="FILE", nargs="+", help="its file or files, as the publisher gives them out")
    parser.add_argument("--mapping", metavar="FILE", help="what the columns of a table of your own mean, from `map`")
    parser.add_argument("--issues", action="store_true", help="print only what could not be taken at face value")
    return parser


def _run() -> int:
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (`| head`) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(_run())
