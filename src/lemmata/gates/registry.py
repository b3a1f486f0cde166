"""Gates by name, and the order in which they are asked; judges by name."""

from typing import TypeGuard

from lemmata.contracts.doors import Doors
from lemmata.contracts.gating import ORDER
from lemmata.gates.protocol import Gate, Judge

ENTRY_POINT_GROUP = "lemmata.gates"
JUDGES_GROUP = "lemmata.judges"

BUILT_IN = {name: f"lemmata.gates.{name}_gate:GATE" for name in ORDER}
"""In the order in which they are asked."""


def _is_gate(found: object) -> TypeGuard[Gate]:
    return isinstance(found, Gate)


def _is_judge(found: object) -> TypeGuard[Judge]:
    return isinstance(found, Judge)


_GATES = Doors(
    "gate",
    ENTRY_POINT_GROUP,
    BUILT_IN,
    _is_gate,
    "it needs a `name` and `judge(submission, tools)`",
)
_JUDGES = Doors("judge", JUDGES_GROUP, {}, _is_judge, "it needs a `name` and `opinion(submission)`")


def gate(name: str) -> Gate:
    """The gate of that name; raises as `Doors.open`."""
    return _GATES.open(name)


def judge(name: str) -> Judge:
    """The judge of that name; raises as `Doors.open`."""
    return _JUDGES.open(name)


def available() -> tuple[str, ...]:
    """The gates that can be chosen, sorted."""
    return _GATES.available()
