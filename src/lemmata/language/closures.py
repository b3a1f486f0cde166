"""What compiled code is: closures over a list of slots, and how control leaves them."""

from collections.abc import Callable, Sequence
from typing import Any

Slots = list[Any]
Code = Callable[[Slots], Any]
Store = Callable[[Slots, Any], None]
Test = Callable[[Any, Slots], bool]
Routine = Callable[[Sequence[Any]], Any]

UNBOUND: Any = object()
NEXT: Any = object()
BREAK: Any = object()
CONTINUE: Any = object()

FAULTS = (
    TypeError,
    ZeroDivisionError,
    IndexError,
    KeyError,
    ValueError,
    AttributeError,
    OverflowError,
)
"""What an operation of Python's own may raise as an outcome of the program."""


class Stop(Exception):  # noqa: N818 - it ends a run, no error of ours
    """An exception raised by the program: its type's name, its message and its line."""

    def __init__(self, error: str, message: str, line: int) -> None:
        super().__init__(error, message, line)
        self.error = error
        self.message = message
        self.line = line


def stop(fault: Exception, line: int) -> Stop:
    """The program's exception that an operation raised."""
    return Stop(type(fault).__name__, str(fault), line)
