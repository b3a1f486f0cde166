"""Runs of bodies that may not end: each within some steps, all of them within more."""

from collections.abc import Mapping, Sequence

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import Value
from lemmata.language.fuel import FUEL
from lemmata.language.interpreter import Checker, Outcome, Returned, holds
from lemmata.language.tree import Condition, Program

_STEPS = 2_000
_LEAST_STEPS = 300
_ALL_STEPS = 400_000


class Pace:
    """How long runs may take: the shorter, the more of them did not end in time."""

    def __init__(self) -> None:
        self._endless = 0
        self._before = FUEL.used

    @property
    def is_spent(self) -> bool:
        """Whether so much was run that it is time to stop."""
        return FUEL.used - self._before > _ALL_STEPS

    def run(self, checker: Checker, arguments: Sequence[Value]) -> Outcome | None:
        """What the body does, or None where that takes too much."""
        if self.is_spent:
            return None
        try:
            return checker.call(arguments, self._steps)
        except LimitError:
            self._endless += 1
            return None

    def admits(self, checker: Checker, arguments: Sequence[Value]) -> bool:
        """Whether the precondition admits the input, as far as its run ends in time."""
        if self.is_spent:
            return False
        try:
            return checker.admits(arguments, self._steps)
        except LimitError:
            self._endless += 1
            return False

    def holds(self, program: Program, clause: Condition, values: Mapping[str, Value]) -> bool:
        """Whether a clause is defined and true.

        Raises:
            LimitError: its run takes too much, or all of them took too much.
        """
        if self.is_spent:
            raise LimitError("too many runs of a contract take too many steps")
        try:
            return holds(program, clause, values, self._steps) == Returned(True)
        except LimitError:
            self._endless += 1
            raise

    @property
    def _steps(self) -> int:
        return max(_LEAST_STEPS, _STEPS * 8 // (8 + self._endless))
