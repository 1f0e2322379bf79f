"""The opened registry that an application shows."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from flask import current_app

from registry.services.guests import Guest
from registry.services.oidc import Provider
from registry.services.storage import Store
from registry.web.comparing import Compared


@dataclass(frozen=True, slots=True)
class Registry:
    """What the views work on; `demo` says that the data are invented, `second_factor` that everybody needs one.

    `guests` are the accounts of a demo, shown to whoever signs in there; `provider` is whom people sign in with, who
    comes back under `public_url`. The search index is a cache on disk that a search may bring up to date: `searching`
    lets one thread in at a time.
    """

    store: Store
    index_dir: Path
    compared: Compared
    demo: bool
    second_factor: bool = True
    guests: tuple[Guest, ...] = ()
    provider: Provider | None = None
    public_url: str | None = None
    searching: Lock = field(default_factory=Lock)


def registry() -> Registry:
    """The registry that this application shows."""
    found: Registry = current_app.extensions["registry"]
    return found
