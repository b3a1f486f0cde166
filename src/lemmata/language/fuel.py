"""Steps that a run may still take: a bound of the tool, never an outcome of the program."""

from lemmata.contracts.errors import LimitError

STEPS = 200_000
"""What a run may take unless its caller says otherwise: iterations, items drawn, calls."""


STEPS_A_CALL = 5


class Fuel:
    """What is left; loops count by themselves, one step an iteration, and calls five.

    Attributes:
        left: steps; whoever takes it below zero calls `empty`.
    """

    __slots__ = ("_earlier", "_filled", "left")

    def __init__(self) -> None:
        self.left = self._filled = STEPS
        self._earlier = 0

    def fill(self, steps: int = STEPS) -> None:
        """A new run starts."""
        self._earlier += self._filled - self.left
        self.left = self._filled = steps

    @property
    def used(self) -> int:
        """All steps so far, of all runs."""
        return self._earlier + self._filled - self.left

    def spend(self, steps: int) -> None:
        """Takes steps away; LimitError where there are too few."""
        self.left -= steps
        if self.left < 0:
            self.empty()

    def empty(self) -> None:
        """Stops the run.

        Raises:
            LimitError: always.
        """
        raise LimitError(
            "the run takes too many steps", remedy="use smaller inputs, or show that it ends"
        )


FUEL = Fuel()
"""The one tank: runs do not nest, and nothing runs in two threads at once."""
