"""Frozen dataclasses that are quick to make: a list of five thousand parties is a hundred thousand of them."""

from dataclasses import MISSING, dataclass, fields
from functools import update_wrapper
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def frozen(kind: type[T]) -> type[T]:
    """`@dataclass(frozen=True, slots=True)` whose objects are made in half the time.

    The standard `__init__` looks every field up by name through `object.__setattr__`; this one calls the slots
    themselves. All else (equality, hash, repr, `fields`, `replace`, the refusal to assign) is the standard class.
    """
    made = dataclass(frozen=True, slots=True)(kind)
    known: dict[str, Any] = {"MISSING": MISSING}
    parameters, lines = [], []
    for field in fields(made):  # type: ignore[arg-type]
        name = field.name
        known[f"set_{name}"] = made.__dict__[name].__set__
        value = name
        if field.default_factory is not MISSING:
            known[f"make_{name}"] = field.default_factory
            parameters.append(f"{name}=MISSING")
            value = f"make_{name}() if {name} is MISSING else {name}"
        elif field.default is not MISSING:
            known[f"default_{name}"] = field.default
            parameters.append(f"{name}=default_{name}")
        else:
            parameters.append(name)
        lines.append(f"    set_{name}(self, {value})")
    source = f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join(lines)
    exec(source, known)  # noqa: S102 - made of the names of the fields alone, as dataclass itself does it
    # The name, the place and the types of the parameters are the standard one's.
    function = update_wrapper(known["__init__"], made.__init__, updated=())
    del function.__wrapped__
    type.__setattr__(made, "__init__", function)
    return made
