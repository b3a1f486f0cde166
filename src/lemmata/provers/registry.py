"""Provers by name, and the order in which they are asked."""

from collections.abc import Sequence
from typing import TypeGuard

from lemmata.contracts.doors import Doors
from lemmata.provers.opinions import NeedsTool
from lemmata.provers.protocol import Prover

ENTRY_POINT_GROUP = "lemmata.provers"

BUILT_IN = {
    "exhaustive": "lemmata.provers.exhaustive:PROVER",
    "small_scope": "lemmata.provers.small_scope:PROVER",
    "smt": "lemmata.provers.smt:PROVER",
    "invariants": "lemmata.provers.inference.prover:PROVER",
}
"""In the order in which they are asked."""

SECOND_OPINIONS = {
    "hypothesis": "lemmata.provers.hypothesis_opinion:PROVER",
    "crosshair": "lemmata.provers.crosshair:PROVER",
    "nagini": "lemmata.provers.nagini:PROVER",
}
"""Asked only by name, after the others: tools of other people, which may not be there."""


def _is_prover(found: object) -> TypeGuard[Prover]:
    return isinstance(found, Prover)


_DOORS = Doors(
    "prover",
    ENTRY_POINT_GROUP,
    {**BUILT_IN, **SECOND_OPINIONS},
    _is_prover,
    "it needs a `name` and `ask(question, limits)`",
)


def prover(name: str) -> Prover:
    """The prover of that name; raises as `Doors.open`."""
    return _DOORS.open(name)


def chosen(names: Sequence[str] = ()) -> tuple[Prover, ...]:
    """The provers of these names in the order of asking; without names, the built-in ones.

    Raises: as `prover`, and ToolError where a second opinion's tool is missing.
    """
    order = [*BUILT_IN, *SECOND_OPINIONS]
    wanted = sorted(
        dict.fromkeys(names) or BUILT_IN,
        key=lambda name: order.index(name) if name in order else len(order),
    )
    found = tuple(prover(name) for name in wanted)
    for each in found:
        if isinstance(each, NeedsTool):
            each.require()
    return found


def available() -> tuple[str, ...]:
    """The names that can be chosen, sorted."""
    return _DOORS.available()
