"""Generators by name."""

from typing import TypeGuard

from lemmata.contracts.doors import Doors
from lemmata.generators.protocol import Generator

ENTRY_POINT_GROUP = "lemmata.generators"

BUILT_IN = {"synth": "lemmata.generators.synth:GENERATOR"}


def _is_generator(found: object) -> TypeGuard[Generator]:
    return isinstance(found, Generator)


_DOORS = Doors(
    "generator",
    ENTRY_POINT_GROUP,
    BUILT_IN,
    _is_generator,
    "it needs a `name` and `propose(request, budget)`",
)


def generator(name: str) -> Generator:
    """The generator of that name; raises as `Doors.open`."""
    return _DOORS.open(name)


def available() -> tuple[str, ...]:
    """The names that can be chosen, sorted."""
    return _DOORS.available()
