"""CPU time of this process and of the children it has waited for; and when work must stop."""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass

from lemmata.contracts.errors import SpentError


def cpu_seconds() -> float:
    """User and system seconds, children included once they were waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@dataclass(frozen=True, slots=True)
class Deadline:
    """When work must stop, by whatever clock: ``left`` reads the seconds that may still pass.

    Whoever waits for another process waits no longer than that.
    """

    left: Callable[[], float]

    def check(self) -> None:
        """Go on.

        Raises:
            SpentError: nothing is left.
        """
        if self.left() <= 0:
            raise self.passed()

    def passed(self) -> SpentError:
        """That nothing is left."""
        return SpentError("the budget ended here", remedy="raise --budget")


NEVER = Deadline(lambda: math.inf)
