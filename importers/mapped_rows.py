"""The rows of one listing in a mapped table -> the lines that the builder of drafts takes.

Publishers repeat a listing's rows for each alias, address or birth date, so what a row says again is taken once. Each
block of fields (a name with its kind; a number with its note) keeps together what stands together on a row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from importers.anytable import Sheet, TableRow, Value, cell_text
from importers.draft import Issue
from importers.fields import squeeze
from importers.frozen import frozen
from importers.headers import Found
from importers.mapped_cells import add_country, alternatives, picked, split
from importers.mapping import Constant, Mapping, Use
from importers.programmes import UNKNOWN
from importers.sheetxml_rules import column_letters
from importers.tabular import Line, Options
from importers.tabular_cells import read_cell
from importers.tabular_text import CellProblem
from importers.template_fields import BY_KEY, Block, Reads, term
from importers.vocabulary import Basis, IssueCode, MeasureCode, PartyKind

Cells = tuple[tuple[str, Value], ...]  # what one row says in one block: field and value, in the mapping's order

# What a listing cannot do without; anything else that is not understood is kept as written and reported.
_ESSENTIAL = frozenset({"reference", "kind", "name", "name_kind", "programme", "measure"})
_PERSONS_ONLY = frozenset({MeasureCode.TRAVEL_BAN, MeasureCode.VISA_INELIGIBILITY})
_HEADS = {Block.IDENTIFIER: "identifier", Block.NAME: "name"}
_ACTS = (Block.DESIGNATION, Block.MEASURE)


@dataclass(frozen=True, slots=True)
class _Slot:
    """The uses that belong together on a row, where their columns stand, and what holds for all of them."""

    block: Block
    uses: tuple[tuple[Use, tuple[int, ...]], ...]
    constants: tuple[Constant, ...]
    # What the cells of a row give, by their values: publishers repeat most of them from row to row.
    known: dict[tuple[Value, ...], tuple["_Read", ...]] = field(default_factory=dict)


@frozen
class _Read:
    """What a row says once in a slot, and which of its cells are not understood as their field."""

    cells: Cells
    problems: tuple[tuple[str, Value, CellProblem], ...]


@dataclass(slots=True)
class _Said:
    """What the rows of a listing say so far, each thing with the row that says it first."""

    single: dict[str, dict[Value, int]] = field(default_factory=dict)
    blocks: dict[Block, dict[Cells, int]] = field(default_factory=dict)
    acts: dict[Cells, dict[Cells, int]] = field(default_factory=dict)
    act_rows: dict[Cells, int] = field(default_factory=dict)
    issues: dict[tuple[str, str], Issue] = field(default_factory=dict)


class RowReader:
    """Reads rows of a sheet by a mapping; made once for a table, for it remembers what it has examined."""

    def __init__(self, sheet: Sheet, mapping: Mapping, found: Found) -> None:
        self.sheet, self.mapping, self._found = sheet, mapping, found
        self.options = Options(date_order=mapping.date_order)
        self.headings = {use.field: str(use.columns[0]) for use in reversed(mapping.uses) if use.columns}
        self._blanks = frozenset(squeeze(word).casefold() for word in mapping.blanks)
        self._translations = {
            use: {squeeze(wording).casefold(): meant for wording, meant in use.translate} for use in mapping.uses
        }
        self._slots = tuple(self._made_slots())
        self.unique_headers = _unique(found.headers)
        self._problems: dict[tuple[str, type, Value], CellProblem | None] = {}

    def value(self, row: TableRow, field_key: str) -> Value:
        """What a row says in a field of the listing itself, such as its reference."""
        for slot in self._slots:
            for use, places in slot.uses:
                if use.field == field_key:
                    return self._joined(row, use, places)[0]
        return ""

    def lines(self, rows: Sequence[TableRow]) -> tuple[list[Line], list[Issue]]:
        """The lines of one listing, and what was kept as written because it is not understood."""
        said = _Said()
        for row in rows:
            for slot in self._slots:
                if slot.block is Block.LISTING:
                    self._take_single(said, row, slot)
                elif slot.block not in _ACTS:
                    for cells in self._alternatives(said, row, slot):
                        said.blocks.setdefault(slot.block, {}).setdefault(cells, row.number)
            self._take_acts(said, row)
        self._add_defaults(said, rows[0].number)
        return list(self._made_lines(said)), list(said.issues.values())

    def _made_slots(self) -> Iterator[_Slot]:
        keys = dict.fromkeys((BY_KEY[use.field].block, use.slot) for use in self.mapping.uses)
        for block, slot in keys:
            uses = tuple(
                (use, tuple(self._found.places[column] for column in use.columns if column in self._found.places))
                for use in self.mapping.uses
                if (BY_KEY[use.field].block, use.slot) == (block, slot)
            )
            constants = tuple(
                item for item in self.mapping.constants if (BY_KEY[item.field].block, item.slot) == (block, slot)
            )
            yield _Slot(block, uses, constants)

    def _take_single(self, said: _Said, row: TableRow, slot: _Slot) -> None:
        for use, places in slot.uses:
            value, _ = self._joined(row, use, places)
            if value != "" and use.field != "reference":
                said.single.setdefault(use.field, {}).setdefault(self._translated(use, value), row.number)

    def _take_acts(self, said: _Said, row: TableRow) -> None:
        """A row's designations and the measures that stand beside them."""
        acts = [c for s in self._slots if s.block is Block.DESIGNATION for c in self._alternatives(said, row, s)]
        measures = [c for s in self._slots if s.block is Block.MEASURE for c in self._alternatives(said, row, s)]
        default = self.mapping.defaults.get("programme", UNKNOWN)
        acts = [act if self._begins(act) else (("programme", default), *act) for act in acts]
        if measures and not acts:  # they belong to the designation last begun
            acts = [next(reversed(said.acts), (("programme", default),))]
        for act in acts:
            known = said.acts.setdefault(act, {})
            said.act_rows.setdefault(act, row.number)
            for measure in measures:
                known.setdefault(measure, row.number)

    @staticmethod
    def _begins(cells: Cells) -> bool:
        return any(key in ("programme", "programme_written") for key, _ in cells)

    def _alternatives(self, said: _Said, row: TableRow, slot: _Slot) -> Iterator[Cells]:
        """What a row says in a slot, and the problems with it, each of them reported once for a listing."""
        values = tuple([row.value(place) for _, places in slot.uses for place in places])
        # True equals 1, so that rows with truth values are not looked up.
        found = slot.known.get(values) if True not in values and False not in values else None
        if found is None:
            found = slot.known[values] = tuple(self._read(row, slot))
        for read in found:
            for key, value, problem in read.problems:
                where = self.sheet.position(row.number, self.headings.get(key))
                said.issues.setdefault(
                    (key, cell_text(value)),
                    Issue(
                        problem.code, problem.message, where, field=key, value=cell_text(value)[:200], mend=problem.mend
                    ),
                )
            if read.cells:
                yield read.cells

    def _read(self, row: TableRow, slot: _Slot) -> Iterator[_Read]:
        """One set of cells, or several where the row's cells hold several values."""
        columns: list[tuple[Use, list[Value]]] = []
        parts = ""
        for use, places in slot.uses:
            value, named = self._joined(row, use, places)
            parts = parts or named
            if value != "":
                columns.append((use, self._split(use, self._translated(use, value))))
        most = max((len(values) for _, values in columns), default=0)
        for index in range(most):
            cells: dict[str, Value] = {}
            for use, values in columns:
                # One value goes with each of several; several with as many. Otherwise nobody knows which is whose.
                whole = len(values) not in (1, most)
                value = "; ".join(map(cell_text, values)) if whole else values[index if len(values) == most else 0]
                if (value := self._translated(use, value)) != "":
                    cells[use.field] = squeeze(value) if use.field == "name" and isinstance(value, str) else value
            if cells:
                yield self._checked(slot, cells, parts if most == 1 else "")

    def _checked(self, slot: _Slot, cells: dict[str, Value], parts: str) -> _Read:
        """The cells with what goes without saying; those that cannot be read as their field moved to its wording."""
        head = _HEADS.get(slot.block)
        if head is not None and head not in cells:
            key, value = next(iter(cells.items()))
            mend = "Nothing, unless the cell beside it should not be blank."
            message = f"There is no {BY_KEY[head].title.lower()} beside it; it stands in the published record only."
            alone = ((key, value, CellProblem(IssueCode.MISSING_FIELD, message, mend)),)
            return _Read((), alone if slot.block is not Block.NAME else ())
        cells |= {item.field: item.value for item in slot.constants if item.field not in cells}
        if parts:
            cells["name_parts"] = parts
        self._fill(cells, slot.block)
        add_country(cells)
        kept: dict[str, Value] = {}
        problems = []
        for key, value in cells.items():
            problem = None if key in _ESSENTIAL else self._problem(key, value)
            if problem is None:
                kept[key] = value
                continue
            if (written := f"{key}_written") in BY_KEY:
                kept.setdefault(written, cell_text(value))
            message = f"{problem.message} It is kept as written."
            problems.append((key, value, CellProblem(problem.code, message, problem.mend)))
        return _Read(tuple(kept.items()), tuple(problems))

    def _joined(self, row: TableRow, use: Use, places: tuple[int, ...]) -> tuple[Value, str]:
        """The value of a use's columns, and the parts of a name where they are known."""
        if len(places) == 1:
            value = row.value(places[0])
            return (self._unless_blank(value), "")
        texts = [cell_text(self._unless_blank(row.value(place))) for place in places]
        roles = [f"{role}: {squeeze(text)}" for role, text in zip(use.parts, texts, strict=False) if text]
        return use.join.join(text for text in texts if text), "\n".join(roles) if len(roles) > 1 else ""

    def _unless_blank(self, value: Value) -> Value:
        if isinstance(value, str):
            value = value.strip()
            return "" if self._blanks and squeeze(value).casefold() in self._blanks else value
        return value

    def _split(self, use: Use, value: Value) -> list[Value]:
        if use.pick and isinstance(value, str) and value[:1] in "[{":
            return list(picked(value, use.pick))
        # A wording may stand for several terms: "both" for `asset_freeze; travel_ban`.
        marks = (*use.split, ";") if use.translate and BY_KEY[use.field].block is Block.MEASURE else use.split
        if not isinstance(value, str):
            return [value]
        found = split(value, marks)
        of = BY_KEY[use.field]
        if of.block in (Block.BIRTH, Block.NATIONALITY):  # where nothing on the row is paired with each of them
            found = [piece for item in found for piece in alternatives(of.reads, item)]
        return [item for item in found if self._unless_blank(item) != ""] if len(found) < 2 else list(found)

    def _translated(self, use: Use, value: Value) -> Value:
        if table := self._translations[use]:
            return table.get(squeeze(cell_text(value)).casefold(), value)
        return value

    def _fill(self, cells: dict[str, Value], block: Block) -> None:
        for key, value in self.mapping.defaults.items():
            if BY_KEY[key].block is block and key not in ("programme", "measure"):
                cells.setdefault(key, value)

    def _problem(self, key: str, value: Value) -> CellProblem | None:
        if (known := (key, type(value), value)) not in self._problems:
            try:
                read_cell(BY_KEY[key], value, self.options, [])
                self._problems[known] = None
            except CellProblem as problem:
                self._problems[known] = problem
        return self._problems[known]

    def _add_defaults(self, said: _Said, row: int) -> None:
        defaults = self.mapping.defaults
        if "kind" in defaults and "kind" not in said.single:
            said.single["kind"] = {defaults["kind"]: row}
        if not said.acts and "programme" in defaults:
            act: dict[str, Value] = {"programme": defaults["programme"]}
            self._fill(act, Block.DESIGNATION)
            said.acts[tuple(act.items())] = {}
            said.act_rows[tuple(act.items())] = row
        if not said.acts and "measure" in defaults:
            said.acts[("programme", UNKNOWN),] = {}
            said.act_rows[("programme", UNKNOWN),] = row
        if any(("programme", UNKNOWN) in act for act in said.acts) and defaults.get("programme") != UNKNOWN:
            message = "A designation names no programme; it stands under an unknown one."
            mend = "Fill in the programme, or set `defaults.programme` in the mapping."
            where = self.sheet.position(row, self.headings.get("programme"))
            code = IssueCode.UNKNOWN_PROGRAMME
            said.issues["programme", ""] = Issue(code, message, where, field="programme", mend=mend)
        kind = term(PartyKind, cell_text(next(iter(said.single.get("kind", {"": row})))))
        for act_cells, measures in said.acts.items():
            for word in filter(None, map(str.strip, defaults.get("measure", "").split(";"))) if not measures else ():
                # A ban on entry that holds for a whole list holds for the persons on it.
                if term(MeasureCode, word) not in _PERSONS_ONLY or kind in (PartyKind.PERSON, None):
                    basis = defaults.get("measure_basis", Basis.IMPLIED_LIST.value)
                    said.acts[act_cells][("measure", word), ("measure_basis", basis)] = row

    def _made_lines(self, said: _Said) -> Iterator[Line]:
        """The single values with the first name first; then whatever else, each thing on the row that said it."""
        waiting = {block: list(cells.items()) for block, cells in said.blocks.items()}
        head: dict[str, Value] = {}
        differing: list[Line] = []
        for key, values in said.single.items():
            if BY_KEY[key].reads is Reads.TEXT:
                head[key] = "\n".join(dict.fromkeys(map(cell_text, values)))
            else:
                head[key], *others = values
                differing += [self._line(values[other], {key: other}) for other in others]
        while head or any(waiting.values()):
            number = min((cells[0][1] for cells in waiting.values() if cells), default=0)
            line, head = head, {}
            for cells in waiting.values():
                if cells and cells[0][1] == number:
                    line |= dict(cells.pop(0)[0])
            yield self._line(number, line)
        yield from differing
        for act, measures in said.acts.items():
            stated = [(dict(cells), row) for cells, row in measures.items()] or [({}, 0)]
            yield self._line(said.act_rows[act], dict(act) | stated[0][0])
            for measure, row in stated[1:]:
                yield self._line(row, measure)

    def _line(self, number: int, cells: dict[str, Value]) -> Line:
        return Line(number, cells, {}, self.headings)


def _unique(headers: tuple[str, ...]) -> tuple[str, ...]:
    """The headings, with the letters of the column where there is none or it stands twice."""
    return tuple(
        header if header and headers.count(header) == 1 else f"{header} [{column_letters(index + 1)}]".strip()
        for index, header in enumerate(headers)
    )
