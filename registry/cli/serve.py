"""The command that serves the pages: by gunicorn where it is installed, else by one process with threads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from importlib.util import find_spec
from tempfile import TemporaryDirectory

import click
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from registry.app import create_app
from registry.cli.shared import DEMO_MARK, Context, print_guests, progress
from registry.cli.worker import watched_worker
from registry.config import Settings
from registry.errors import Invalid
from registry.jobs import queue
from registry.services import guests, search
from registry.services.guests import Guest
from registry.services.storage import Store

_FIGURES = "PROMETHEUS_MULTIPROC_DIR"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen, with how many processes (gunicorn only), and the accounts to greet the owner of a demo with."""

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 2
    guests: tuple[Guest, ...] = ()

    @property
    def address(self) -> str:
        """Host and port as they stand in an address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes, with gunicorn.")
@click.option("--no-worker", is_flag=True, help="Do nothing in the background; `registry worker` runs elsewhere.")
@click.pass_obj
def serve(context: Context, host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the pages: published data for everybody, and the work behind it for those who sign in.

    The first account is made with `registry user add`. By default the pages can be reached from this machine only; see
    `registry/docs/operations.md` before you change that. With gunicorn installed (the extra `server`) several processes
    answer, else one process with threads.
    """
    demo = (context.settings.data_dir / DEMO_MARK).exists()
    store = context.store  # Its tables are made before two processes want to make them.
    with nullcontext() if no_worker else watched_worker(context.settings.data_dir):
        run(store, context.settings, Listening(host, port, workers), demo)


def run(store: Store, settings: Settings, at: Listening, demo: bool = False) -> None:
    """Serve the pages over a store until it is stopped; says where to go. Raises `Invalid` where that is unsafe."""
    if os.environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no"):
        raise Invalid("The service does not run with a debugger: it would hand out this machine.", "Unset FLASK_DEBUG.")
    if at.host not in _LOOPBACK and settings.public_url is None:
        raise Invalid(
            f"On {at.host} the pages could be reached from other machines, and passwords would go there in the clear.",
            "Put a server with TLS in front and set REGISTRY_PUBLIC_URL=https://...; or leave --host out.",
        )
    with _shared_figures():
        _serve(store, settings, at, demo)


def _serve(store: Store, settings: Settings, at: Listening, demo: bool) -> None:
    # Who asks for something long wakes the worker at once.
    app = create_app(queue.attach(store, queue.open_queue(settings, store.engine)), settings, demo)
    with progress("search index") as follow:
        # A search brings the index up to date; nobody who comes first shall wait for that.
        search.find(store, settings.index_dir, "registry", 1, follow)
        _compare(app)
    store.engine.dispose()  # Each process opens connections of its own.
    begin = _with_gunicorn if find_spec("gunicorn") else _with_threads
    begin(app, replace(at, guests=tuple(guests.known(settings.data_dir))) if demo else at)


@contextmanager
def _shared_figures() -> Iterator[None]:
    """A folder in which gunicorn's processes add up what `/metrics` tells, unless the operator named one."""
    if not find_spec("gunicorn") or _FIGURES in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="registry-figures-") as folder:
        os.environ[_FIGURES] = folder
        try:
            yield
        finally:
            del os.environ[_FIGURES]


def _compare(app: Flask) -> None:
    """Compare everybody once before the processes part: each of them then has the answer, and nobody waits for it."""
    answer = app.test_client().get("/divergence")
    if answer.status_code not in (200, 404):  # 404: there is no list yet.
        raise Invalid(f"The page of divergences answers {answer.status_code}.", "The lines above say why.")


def _greet(at: Listening) -> None:
    click.echo(f"The registry is at http://{at.address}/ - stop it with Ctrl+C.")
    if at.guests:
        click.echo(f"Sign in at http://{at.address}/sign-in as one of these:\n")
        print_guests(at.guests)


class _Quiet(WSGIRequestHandler):
    """Says nothing of the program's versions, and writes no line for each request."""

    server_version, sys_version = "registry", ""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: addresses hold the names that people look for."""


def _with_threads(app: Flask, at: Listening) -> None:
    try:
        server = make_server(at.host, at.port, app, threaded=True, request_handler=_Quiet)
    except (OSError, SystemExit) as error:
        raise Invalid(f"{at.address} cannot be listened on ({error}).", "Choose another --port.") from error
    _greet(at)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        server.server_close()


def _with_gunicorn(app: Flask, at: Listening) -> None:
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):  # type: ignore[misc]
        """gunicorn, told by us instead of by its own command line."""

        def load_config(self) -> None:
            chosen = {
                "bind": at.address, "workers": at.workers, "worker_class": "gthread", "threads": 4, "timeout": 60,
                "limit_request_line": 8190, "loglevel": "warning", "control_socket_disable": True,
                "when_ready": lambda _: _greet(at),
            }  # fmt: skip
            for name, value in chosen.items():
                if name in self.cfg.settings:  # The control socket came with gunicorn 25.1.
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    Application().run()
