"""The command that works in the background, and the watch that `registry serve` keeps over one."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import click
import structlog

from registry.cli.shared import Context
from registry.jobs import worker as workers

_AGAIN_SECONDS = 2.0
_COMMAND = (sys.executable, "-m", "registry")


@click.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64), help="Jobs done at a time.")
@click.option("--watched", is_flag=True, hidden=True)
@click.pass_obj
def worker(context: Context, threads: int, watched: bool) -> None:
    """Do what is to be done in the background: check and apply submissions, link, until it is stopped.

    `registry serve` runs one by itself. Run more, here or on other machines with the same database and storage
    folder, when one is not enough. A worker that is killed loses nothing: another takes its jobs up again.
    """
    if watched:
        _watch(context, threads)
        return
    log_to_stderr(context.settings.log_format)
    workers.work(context.store, context.settings, threads, ready=lambda: click.echo("The worker is ready.", err=True))


def log_to_stderr(log_format: str) -> None:
    """Send the program's log to stderr, as text or JSON lines."""
    lines = structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            lines,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


@contextmanager
def watched_worker(data_dir: Path, without: Collection[str] = ()) -> Iterator[None]:
    """A worker that runs as long as the block does, even if this process is killed; it is begun again when it dies.

    `without` names variables of our environment that are not for its eyes.
    """
    environment = {name: value for name, value in os.environ.items() if name not in without}
    command = [*_command(data_dir), "--watched"]
    watch = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603 - our own program
    try:
        yield
    finally:
        if watch.stdin is not None:
            watch.stdin.close()
        watch.wait()


def _command(data_dir: Path) -> list[str]:
    return [*_COMMAND, "--data", str(data_dir), "worker"]


def _watch(context: Context, threads: int) -> None:
    """Keep a worker running until our input ends, which is when whoever started us is gone."""
    # Ctrl+C reaches the whole group; whoever started us says when it is over, by closing our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    over = Event()

    def wait() -> None:
        sys.stdin.buffer.read()
        over.set()

    Thread(target=wait, daemon=True).start()
    # Whoever ends us ends the worker too: nobody else would.
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    command = [*_command(context.settings.data_dir), "--threads", str(threads)]
    while not over.is_set():
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own program
        while child.poll() is None and not over.wait(0.2):
            pass
        if over.is_set():
            child.terminate()
            child.wait()
        elif not over.wait(_AGAIN_SECONDS):
            click.echo(f"The worker ended with {child.returncode}; it is begun again.", err=True)
