"""What a run passes through: the locals whenever the head of a loop is reached."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import Value
from lemmata.language.closures import UNBOUND, Slots, Stop
from lemmata.language.compiling import Compiler, Layout
from lemmata.language.fuel import FUEL
from lemmata.language.interpreter import routines
from lemmata.language.tree import Program
from lemmata.language.weighing import SCALES

STEPS = 20_000


class Head(NamedTuple):
    """The head of loop ``number``: the bound locals, and how many items a `for` has drawn."""

    number: int
    drawn: int
    values: Mapping[str, Value]


class _FullError(Exception):
    """As many heads were seen as were wanted."""


def heads(program: Program, name: str, arguments: Sequence[Value], most: int) -> tuple[Head, ...]:
    """The heads that a call passes, in order, the first ``most`` of them.

    A run that raises, or takes too many steps, shows the heads that it reached.
    """
    function = program.functions[name]
    layout = Layout([parameter.name for parameter in function.parameters])
    found: list[Head] = []

    def observe(number: int, index: int, slots: Slots) -> None:
        values = {
            known: slots[at]
            for known, at in layout.slots.items()
            if at < len(slots) and slots[at] is not UNBOUND
        }
        found.append(Head(number, index, values))
        if len(found) >= most:
            raise _FullError

    body = Compiler(layout, routines(program), observe).block(function.body or ())
    blanks: list[Any] = layout.blanks()
    FUEL.fill(STEPS)
    SCALES.clear()
    with suppress(Stop, LimitError, RecursionError, _FullError):
        body([*arguments, *blanks])
    return tuple(found)
