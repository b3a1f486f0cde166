"""Provers by name, and the order in which they are asked."""

from collections.abc import Sequence
from typing import TypeGuard

from lemmata.contracts.doors import Doors
from lemmata.provers.protocol import Prover

ENTRY_POINT_GROUP = "lemmata.provers"

BUILT_IN = {
    "exhaustive": "lemmata.provers.exhaustive:PROVER",
    "small_scope": "lemmata.provers.small_scope:PROVER",
    "smt": "lemmata.provers.smt:PROVER",
}
"""In the order in which they are asked."""


def _is_prover(found: object) -> TypeGuard[Prover]:
    return isinstance(found, Prover)


_DOORS = Doors(
    "prover",
    ENTRY_POINT_GROUP,
    BUILT_IN,
    _is_prover,
    "it needs a `name` and `ask(question, limits)`",
)


def prover(name: str) -> Prover:
    """The prover of that name; raises as `Doors.open`."""
    return _DOORS.open(name)


def chosen(names: Sequence[str] = ()) -> tuple[Prover, ...]:
    """The provers of these names in the order of asking; without names, the built-in ones.

    Raises: as `prover`.
    """
    order = list(BUILT_IN)
    wanted = sorted(
        dict.fromkeys(names) or order,
        key=lambda name: order.index(name) if name in order else len(order),
    )
    return tuple(prover(name) for name in wanted)


def available() -> tuple[str, ...]:
    """The names that can be chosen, sorted."""
    return _DOORS.available()
