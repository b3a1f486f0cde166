"""What a search has spent, and the deadline that a judgement inside it has."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from lemmata.contracts.attempts import Budget
from lemmata.contracts.clocks import Deadline, cpu_seconds

AT_ONCE = 2
"""Processes that may spend CPU time while one is waited for: both solvers."""


@dataclass(slots=True)
class Clock:
    """CPU and wall seconds since the clock was made; the readings are passed in.

    ``cpu_before`` and ``wall_before`` are what earlier runs of the same search took.
    """

    read_cpu: Callable[[], float] = cpu_seconds
    read_wall: Callable[[], float] = time.monotonic
    cpu_before: float = 0.0
    wall_before: float = 0.0
    _cpu: float = field(init=False)
    _wall: float = field(init=False)

    def __post_init__(self) -> None:
        self._cpu = self.read_cpu() - self.cpu_before
        self._wall = self.read_wall() - self.wall_before

    def left(self, budget: Budget, proposals: int) -> Budget:
        """What remains of ``budget`` after so many proposals."""
        return Budget(
            budget.attempts - proposals,
            budget.cpu_seconds - self.spent,
            budget.wall_seconds - self.passed,
        )

    @property
    def passed(self) -> float:
        """Wall seconds since the start."""
        return self.read_wall() - self._wall

    @property
    def spent(self) -> float:
        """CPU seconds since the start, of all that the reading counts."""
        return self.read_cpu() - self._cpu


def deadline(
    left: Budget,
    read_cpu: Callable[[], float],
    read_wall: Callable[[], float] = time.monotonic,
) -> Deadline:
    """The deadline that holds both kinds of seconds.

    Nobody waits longer than the CPU seconds can last with all processes busy, so that what is
    waited for cannot overspend them either.
    """
    cpu_end, wall_end = read_cpu() + left.cpu_seconds, read_wall() + left.wall_seconds

    def remaining() -> float:
        return min(wall_end - read_wall(), (cpu_end - read_cpu()) / AT_ONCE)

    return Deadline(remaining)
