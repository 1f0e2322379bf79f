"""How a text file of unknown origin is written: its encoding, what parts its columns, whether its lines were wrapped.

UTF-8 and UTF-16 with its mark prove themselves. Any other encoding is a guess, because the same bytes are letters in
many of them: it is shown with words of the file, and read only once its sender has confirmed it.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from charset_normalizer import from_bytes

from importers.gate import Limits, gunzip, kind_of, refuse
from importers.textfile import Row, decoded, rows_of

DELIMITERS = ",;\t|"
# What spreadsheet programs save tables in; the bytes fit dozens more, in which nobody writes.
_ENCODINGS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "mac_roman", "cp850",
    "shift_jis", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_LOOKED_AT = 1 << 19  # bytes for the encoding, characters for the delimiter
_WORDS, _RAGGED = 4, 0.9


@dataclass(frozen=True, slots=True)
class TextForm:
    """How a text file is written. `wrapped` says that each line is one quoted cell which holds the row itself.

    Without `confirmed` it is a guess, and no listing is read from the file.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    wrapped: bool = False
    confirmed: bool = True

    def sentences(self) -> Iterator[str]:
        """What a person should look at."""
        named = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}.get(self.delimiter, self.delimiter)
        yield f"Encoding {self.encoding}, columns parted by {named}."
        if self.wrapped:
            yield (
                "Each line is one quoted cell that holds the whole row: a spreadsheet program saved the file so, and"
                " may have changed more of it. Send the original where you can."
            )
        if not self.confirmed:
            yield "This is a guess from the bytes: compare the words with accents, then confirm it or name another."


@dataclass(frozen=True, slots=True)
class Guess:
    """A form with, for each encoding that the bytes allow, words of the file as they read in it."""

    form: TextForm
    readings: tuple[tuple[str, tuple[str, ...]], ...] = ()


def guess(path: Path, limits: Limits) -> Guess:
    """How the file is most likely written. Raises `FileRefused` for a file that is no text or too large."""
    kind = kind_of(path, limits)
    if kind not in ("text", "gzip"):
        raise refuse(path, f"This is a file of kind {kind}, not a table in text.", "Send it as CSV or as a workbook.")
    data = gunzip(path, limits) if kind == "gzip" else path.read_bytes()
    readings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    if (encoding := _proven(data)) is None:
        readings = tuple(_readings(data))
        if not readings:
            raise refuse(path, "The bytes are text in no encoding that is known.", "Save the file as UTF-8.")
        encoding = readings[0][0]
    text = data[:_LOOKED_AT].decode(encoding, "ignore")
    delimiter, wrapped = _delimiter(text)
    return Guess(TextForm(encoding, delimiter, wrapped, confirmed=not readings and not wrapped), readings)


def rows_in(path: Path, form: TextForm, limits: Limits) -> Iterator[Row]:
    """The rows of a text file of this form. Raises `FileRefused`."""
    encoding = "" if form.encoding in ("utf-8", "utf-16") else form.encoding
    try:
        text = decoded(path, limits, encoding)
    except LookupError as error:
        raise refuse(path, f"There is no encoding {form.encoding!r}.", "Name another, such as cp1252.") from error
    if not form.wrapped:
        yield from rows_of(path, text, form.delimiter, limits=limits)
        return
    for row in rows_of(path, text, _other(form.delimiter), limits=replace(limits, cell_characters=1 << 20)):
        (inner,) = csv.reader([_unwrapped(row.cells)], delimiter=form.delimiter)
        if max(map(len, inner), default=0) > limits.cell_characters:
            raise refuse(path, f"A cell has over {limits.cell_characters:,} characters.", row=row.number)
        yield Row(row.number, tuple(inner))


def _proven(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _readings(data: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The encodings that all bytes fit, the likeliest first, with different words that hold more than ASCII."""
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    best = from_bytes(b"\n".join(lines)[:_LOOKED_AT], cp_isolation=list(_ENCODINGS)).best()
    names = ([best.encoding] if best else []) + list(_ENCODINGS)
    for name in dict.fromkeys(names):
        try:
            text = b"\n".join(lines).decode(name)
        except UnicodeDecodeError:
            continue
        words = dict.fromkeys(
            word.strip(',;"()|') for word in text[:_LOOKED_AT].replace(";", " ").split() if not word.isascii()
        )
        yield name, tuple(list(words)[:_WORDS])


def _delimiter(text: str) -> tuple[str, bool]:
    """What parts the columns, and whether that stands within lines that are quoted as a whole."""
    lines = text.splitlines(keepends=True)[:400]
    sample = "".join(lines[:-1] if len(lines) > 1 else lines)
    best = max(DELIMITERS, key=lambda mark: _evenness(_parsed(sample, mark)))
    if _evenness(_parsed(sample, best))[0]:
        return best, False
    inner = [_unwrapped(cells) for cells in _parsed(sample, _other(best))]
    if sample.lstrip().startswith('"'):
        for mark in DELIMITERS:
            if _evenness([next(csv.reader([line], delimiter=mark), []) for line in inner if line])[0]:
                return mark, True
    return best, False


def _parsed(sample: str, mark: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if any(row)]
    except csv.Error:
        return []


def _evenness(rows: list[list[str]]) -> tuple[bool, int, float]:
    """Whether the rows have several columns and mostly the same number of them; then how many, and how mostly."""
    if not rows:
        return False, 0, 0.0
    (width, times), *_ = Counter(map(len, rows)).most_common(1)
    share = times / len(rows)
    return width > 1 and share >= _RAGGED, width, share


def _unwrapped(cells: list[str] | tuple[str, ...]) -> str:
    return cells[0].rstrip("\t ") if cells else ""


def _other(mark: str) -> str:
    """A delimiter that does not stand in the way of lines quoted as a whole."""
    return "," if mark != "," else ";"
