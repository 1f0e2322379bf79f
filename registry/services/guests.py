"""The accounts of a demo: one for each role, with passwords that everybody there may read.

They are invented like everything else in a demo. Their passwords are random all the same and stand in the demo's own
folder only, so that no password is known beforehand wherever somebody puts a demo.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine

from registry.services import accounts
from registry.services.accounts import Person
from registry.services.actors import Actor, Role

FILE = "accounts.json"
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
# Who may sign in: the name to show, the partner, the role. Two officers, for a decision may be seen by the other.
_CAST = (
    ("Olive Sample", "GB", Role.OFFICER),
    ("Emil Muster", "EU", Role.OFFICER),
    ("Una Example", "GB", Role.UPLOADER),
    ("Aldo Exempel", "GB", Role.APPROVER),
    ("Auda Specimen", None, Role.AUDITOR),
    ("Vera Voorbeeld", None, Role.VIEWER),
    ("Adam Echantillon", None, Role.ADMIN),
)


@dataclass(frozen=True, slots=True)
class Guest:
    """An account of a demo, with its password as it is typed."""

    name: str
    shown_name: str
    partner: str | None
    role: str
    password: str


def make(engine: Engine, folder: Path, actor: Actor) -> list[Guest]:
    """Make the accounts of a fresh demo and write them down in its folder, for its owner's eyes."""
    made = [_guest(*row) for row in _CAST]
    for guest in made:
        person = Person(guest.name, guest.shown_name, guest.partner, frozenset({Role(guest.role)}))
        accounts.add(engine, actor, person, own_password=guest.password)
    path = folder / FILE
    path.touch(mode=0o600)
    path.write_text(json.dumps([asdict(guest) for guest in made], indent=1), encoding="utf-8")
    return made


def known(folder: Path) -> list[Guest]:
    """The accounts of the demo in a folder; none where it was made without them."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [Guest(**item) for item in json.loads(text)]


def _guest(shown_name: str, partner: str | None, role: Role) -> Guest:
    name = f"{role.value}@{(partner or 'registry').lower()}.example"
    return Guest(name, shown_name, partner, role.value, _password())


def _password() -> str:
    """Something to be typed from a screen: twelve syllables of 70, about 73 bits."""
    syllables = [secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(12)]
    return "-".join("".join(syllables[i : i + 3]) for i in range(0, 12, 3))
