"""What a rule costs: the mean change a task, and whether chance would give as much.

Where a rule changes no cost, a task's change is as likely to have the other sign. The test flips
signs: all ways where there are few tasks, seeded random ones otherwise, counting the seen one among
them, which keeps it valid (Phipson and Smyth, 2010). Costs have no bound, so there is no interval
that may be looked at any time: this p is for one look.
"""

from dataclasses import dataclass
from itertools import product
from math import fsum
from random import Random

MOST_ENUMERATED = 12
DRAWS = 9_999


@dataclass(frozen=True, slots=True)
class CostChange:
    """The mean change of cost a task, in the file's unit, and the p of "there is none"."""

    mean: float
    p: float
    is_exact: bool


def cost_change(changes: tuple[float, ...]) -> CostChange | None:
    """The change over tasks; None where no cost was told."""
    if not changes:
        return None
    mean = fsum(changes) / len(changes)
    told = [change for change in changes if change]
    seen = abs(fsum(told)) * (1 - 1e-12)
    if len(told) <= MOST_ENUMERATED:
        ways = [
            abs(fsum(map(_signed, told, signs))) for signs in product((1, -1), repeat=len(told))
        ]
        return CostChange(mean, sum(way >= seen for way in ways) / len(ways), is_exact=True)
    random = Random(0)
    extreme = 1
    for _ in range(DRAWS):
        bits = random.getrandbits(len(told))
        flipped = fsum(-x if bits >> i & 1 else x for i, x in enumerate(told))
        extreme += abs(flipped) >= seen
    return CostChange(mean, extreme / (DRAWS + 1), is_exact=False)


def _signed(change: float, sign: int) -> float:
    return change * sign
