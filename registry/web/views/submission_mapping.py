"""What the columns of a partner's own table mean: suggested, previewed, said once and kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from importers import catalogue, programmes
from importers.anytable import Sheet, head
from importers.errors import FileRefused
from importers.headers import Change, find
from importers.mapped import Parsed, preview
from importers.mapping import Mapping
from importers.suggest import Suggestion
from importers.template_fields import FIELDS
from importers.textform import TextForm
from importers.vocabulary import MeasureCode, PartyKind
from registry import db
from registry.errors import Invalid, WrongState
from registry.services import approval, mappings, readings, submissions
from registry.services.mappings import Saved
from registry.services.permission import Action
from registry.services.submissions import Summary
from registry.web import forms, mapping_form, who
from registry.web.forms import Form
from registry.web.pages import act, page, registry

_LOOKED_AT, _PREVIEWED, _WIDE = 10_000, 15, 60


@dataclass(frozen=True, slots=True)
class Table:
    """The head of the table, the mapping behind the form, and what its header lacks of the saved one."""

    it: Summary
    names: Sequence[str]
    sheet: Sheet
    base: Mapping
    suggested: Suggestion | None
    saved: Saved | None
    changes: Sequence[Change]


@page("/submissions/<int:number>/mapping", permission=Action.SEND)
def submission_mapping(number: int) -> ResponseReturnValue:
    """Say what the columns mean."""
    return _mapping(Form(), number)


def _mapping(form: Form, number: int) -> ResponseReturnValue:
    """The page as it was typed; as suggested where nothing was typed, or where another sheet was chosen."""
    table, made, parsed = None, None, list[Parsed]()
    it = _own(number)
    try:
        with _opened(form, it) as table:
            made = table.base
            if form.values.get("do") == "preview" or form.values.get("do") == "save":
                made = mapping_form.made_of(form, table.base)
            parsed = preview(table.sheet, made, it.list_key, _PREVIEWED)
    except (FileRefused, Invalid) as error:
        form.problems.setdefault("", str(error))
    return render_template(
        "submission_mapping.html", it=it, form=form, table=table, made=made, parsed=parsed,
        lines=mapping_form.column_lines(made, table.suggested) if table and made else [],
        asks=list(mapping_form.asks(table.suggested)) if table and table.suggested else [],
        words=mapping_form.word_lines(made, table.suggested.profiles if table.suggested else ())
        if table and made else [],
        fields=FIELDS if table and len(table.sheet.rows[0].values) <= _WIDE else [f for f in FIELDS if f.common],
        programmes=[p for p in programmes.all_programmes() if p.key.startswith(f"{it.partner}-")],
        measures=list(MeasureCode), kinds=list(PartyKind), publishes=catalogue.lookup(it.list_key).publishes,
    )  # fmt: skip


@act("/submissions/<int:number>/mapping", forms.MappingForm, Action.SEND, _mapping)
def submission_mapping_(form: Form, number: int) -> ResponseReturnValue:
    """Look again, or keep the mapping and have the file read by it."""
    if form["do"] != "save":
        return _mapping(form, number)
    store, actor, it = registry().store, who.actor(), _own(number)
    try:
        with _opened(form, it) as table:
            made = mapping_form.made_of(form, table.base)
    except FileRefused as error:
        raise Invalid(str(error)) from error
    if made.form is not None and not made.form.confirmed:
        raise Invalid(gettext("How the file is written is a guess."), gettext("Look at the words, then confirm it."))
    mappings.save(store, actor, it.list_key, form["name"] or gettext("usual"), made)
    approval.reread(store, number, actor, {"mapping": readings.plain(made)})
    return redirect(url_for("web.submission", number=number), 303)


def _own(number: int) -> Summary:
    with db.read(registry().store.engine) as session:
        it = submissions.own(session, number, who.actor())
    if len(it.files) != 1:
        raise WrongState(gettext("A submission of several files is read as the publisher's format."))
    return it


@contextmanager
def _opened(form: Form, it: Summary) -> Iterator[Table]:
    """The head of the file with the mapping behind the form."""
    store = registry().store
    with db.read(store.engine) as session:
        known = mappings.known(session, who.actor(), it.list_key)
    values = form.values
    with store.files.delivered(it.files) as paths:
        yield _table(it, paths[0], known, values.get("sheet") or None, values)


def _table(it: Summary, path: Path, known: list[Saved], name: str | None, values: dict[str, object]) -> Table:
    header = values.get("header")
    given = TextForm(str(values["encoding"]), str(values.get("delimiter") or ",")) if values.get("encoding") else None
    names, sheet = head(path, name, None, _LOOKED_AT)
    if given is not None and sheet.form is not None and given.encoding != sheet.form.encoding:
        names, sheet = head(path, name, TextForm(given.encoding, sheet.form.delimiter, sheet.form.wrapped), _LOOKED_AT)
    if not sheet.rows:
        raise Invalid(gettext("The sheet is empty."), gettext("Choose another sheet, or send another file."))
    saved = next((item for item in known if find(sheet, item.mapping) is not None), None) if header is None else None
    suggested, base = mapping_form.behind(
        sheet, it.list_key, header if isinstance(header, int) else None, saved.mapping if saved else None
    )
    found = find(sheet, saved.mapping) if saved else None
    return Table(it, names, sheet, base, suggested, saved, found.changes if found else ())
