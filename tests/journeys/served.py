"""The registry as people meet it: the demo, made and served by its own commands in processes of their own."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

from registry.services import guests
from registry.services.guests import Guest

_COMMAND = (sys.executable, "-m", "registry")


@dataclass(frozen=True)
class Served:
    """A demo that is being served: its address, its folder and who may sign in."""

    url: str
    folder: Path
    everybody: tuple[Guest, ...]

    def guest(self, role: str, partner: str | None = None) -> Guest:
        """The account of a role; of the partner, where there are several."""
        return next(g for g in self.everybody if g.role == role and partner in (None, g.partner))


def make(folder: Path) -> None:
    """Make the demo in a folder."""
    subprocess.run([*_COMMAND, "demo", "--data", str(folder), "--no-serve"], check=True, capture_output=True)


@contextmanager
def serve(folder: Path, more: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve a demo on a free port of this machine until the block ends; `more` is added to the environment."""
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    environment = {**kept, "PYTHONUNBUFFERED": "1", **(more or {})}
    command = [*_COMMAND, "--data", str(folder), "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        yield Served(_address(process), folder, tuple(guests.known(folder)))
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout:
            process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    """What the command says where to go; raises where it ends before it says so."""
    output = process.stdout
    assert output
    said = []
    for line in output:
        said.append(line)
        if found := re.search(r"The registry is at (http://[^ ]+)/", line):
            Thread(target=_drain, args=(output,), daemon=True).start()
            return found[1]
    raise RuntimeError("The registry did not start: " + "".join(said))


def _drain(output: IO[str]) -> None:
    """Read on, so that the server never waits for a full pipe."""
    try:
        for line in output:
            sys.stderr.write(line)
    except ValueError:
        return  # The test is over and has closed it.


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
