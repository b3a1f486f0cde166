"""Hints: what somebody says of loops and recursion so that a proof goes through.

A hint is never believed: every proof shows it, from its text, which stands in the certificate.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoopHint:
    """What is said of the loop ``number`` (from 1, in the order of the text), as Python.

    ``invariants`` hold whenever its head is reached; ``measures`` are ints that decrease
    lexicographically.
    """

    number: int
    invariants: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hints:
    """What is said of one function: of its loops, and its measure when it calls itself."""

    loops: tuple[LoopHint, ...] = ()
    decreases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.loops or self.decreases)
