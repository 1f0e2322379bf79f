"""The opened registry that an application shows."""

from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from registry.services.guests import Guest
from registry.services.storage import Store
from registry.web.comparing import Compared


@dataclass(frozen=True, slots=True)
class Registry:
    """What the views work on; `demo` says that the data are invented, `second_factor` that everybody needs one.

    `guests` are the accounts of a demo, shown to whoever signs in there.
    """

    store: Store
    index_dir: Path
    compared: Compared
    demo: bool
    second_factor: bool = True
    guests: tuple[Guest, ...] = ()


def registry() -> Registry:
    """The registry that this application shows."""
    found: Registry = current_app.extensions["registry"]
    return found
