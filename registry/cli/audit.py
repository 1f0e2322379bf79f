"""Commands about the audit trail: verify it, give out its signed head, its events and its public key."""

import json
from pathlib import Path

import click

from registry import audit_verifier, db
from registry.audit_verifier import Mark
from registry.cli.shared import Context
from registry.errors import Invalid
from registry.services import audit as trail
from registry.services import heads

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def audit() -> None:
    """The record of who did what: prove that it is whole, and hand out what lets others prove it."""


@audit.command()
@click.option("--head", "kept", multiple=True, type=_FILE, help="A head kept elsewhere, or a report's manifest.")
@click.pass_context
def verify(ctx: click.Context, kept: tuple[Path, ...]) -> None:
    """Recompute the whole trail. Exit code: 0 it is whole, 1 it is not, or a head cannot be used."""
    context: Context = ctx.obj
    given = [_head(path, context) for path in kept]
    with db.read(context.store.engine) as session:
        found = trail.verify(session, [Mark(head["events"], head["hash"]) for head in given])
    click.echo(audit_verifier.said(found, {head["key_id"] for head in given}))
    ctx.exit(1 if found.why else 0)


def _head(path: Path, context: Context) -> heads.Head:
    try:
        return audit_verifier.read_head(path, heads.public_key(context.store.key_file))
    except audit_verifier.Unusable as error:
        raise Invalid(str(error)) from error


@audit.command()
@click.option("--out", type=_FILE, help="File to write (default: the terminal).")
@click.pass_obj
def head(context: Context, out: Path | None) -> None:
    """The signed head of the trail: keep it where nobody who runs the registry can change it."""
    with db.read(context.store.engine) as session:
        text = _text(heads.head(session, context.store.key_file))
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


@audit.command()
@click.option("--out", required=True, type=_FILE, help="File to write, one event a line; its head goes beside it.")
@click.pass_obj
def export(context: Context, out: Path) -> None:
    """Write the whole trail, and beside it `OUT.head.json`, for `registry/audit_verifier.py` or any other program."""
    part = out.with_name(f".{out.name}.part")
    try:
        with db.read(context.store.engine) as session, part.open("w", encoding="utf-8") as stream:
            stream.writelines(trail.export(session, context.actor))
            signed = heads.head(session, context.store.key_file)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    beside = out.with_name(f"{out.name}.head.json")
    beside.write_text(_text(signed), encoding="utf-8")
    click.echo(f"{out}: {signed['events']:,} events; its head: {beside}")


@audit.command()
@click.pass_obj
def key(context: Context) -> None:
    """The public key in hex, for those who check heads; give it to them by another way than the heads."""
    click.echo(heads.public_key(context.store.key_file).hex())


def _text(found: heads.Head) -> str:
    return json.dumps(found, indent=2) + "\n"
