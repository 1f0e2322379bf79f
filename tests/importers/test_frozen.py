"""The quick frozen dataclass is the standard one to everybody who uses it."""

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import get_type_hints

import pytest

from importers.frozen import frozen


@frozen
class Quick:
    name: str
    count: int = 3
    more: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standard:
    name: str
    count: int = 3
    more: dict[str, int] = field(default_factory=dict)


@pytest.mark.parametrize("values", [("x",), ("x", 4), ("x", 4, {"a": 1})])
def test_it_holds_what_the_standard_one_holds(values):
    quick, standard = Quick(*values), Standard(*values)
    assert asdict(quick) == asdict(standard)
    assert repr(quick) == repr(standard).replace("Standard", "Quick")
    assert quick == Quick(name=quick.name, count=quick.count, more=quick.more) != Quick("y")
    assert replace(quick, count=9).count == 9
    assert pickle.loads(pickle.dumps(quick)) == quick == copy.deepcopy(quick)  # noqa: S301 - our own bytes


def test_each_has_a_mapping_of_its_own():
    assert Quick("x").more is not Quick("x").more


def test_nothing_can_be_assigned():
    with pytest.raises(FrozenInstanceError):
        Quick("x").count = 4
    with pytest.raises(TypeError):
        Quick()


def test_it_shows_the_same_signature():
    assert list(inspect.signature(Quick).parameters) == list(inspect.signature(Standard).parameters)
    assert get_type_hints(Quick.__init__) == get_type_hints(Standard.__init__)
    assert [item.name for item in fields(Quick)] == [item.name for item in fields(Standard)]
