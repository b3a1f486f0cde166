"""What so many tasks can show: the smallest effect that is found, and the tasks that one needs.

An effect is *found* where the interval, at the count of wins that four of five repetitions reach or
exceed, leaves zero out: a power of 80 %. That count is taken to be normal, so both figures are
estimates; `benchmarks/ab_validity.py` compares them with repetitions.
"""

from collections.abc import Mapping
from math import sqrt

from lemmata.bench.betting import interval

POWER = 0.8
_QUANTILE = 0.8416212335729143
_STEPS = 20
MOST_TASKS = 1 << 22


def second_moment(effects: Mapping[float, float]) -> float:
    """How much single tasks vary: the mean square of their effects, as if one more had differed."""
    count = sum(effects.values())
    square = sum(times * value * value for value, times in effects.items())
    return min(1.0, (square + 1) / (count + 1))


def is_found(effect: float, tasks: int, square: float, alpha: float) -> bool:
    """Whether a positive ``effect`` is found in so many tasks whose mean square is ``square``."""
    square = min(1.0, max(square, effect))
    unlucky = effect - _QUANTILE * sqrt(max(0.0, square - effect * effect) / tasks)
    if unlucky <= 0:
        return False
    shares = {1.0: (square + unlucky) / 2, 0.0: 1 - square, -1.0: (square - unlucky) / 2}
    return interval({value: share * tasks for value, share in shares.items()}, alpha)[0] > 0


def smallest_effect(tasks: int, square: float, alpha: float) -> float | None:
    """The smallest effect that is found; None where not even the largest would be."""
    if tasks == 0 or not is_found(1.0, tasks, square, alpha):
        return None
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if is_found(middle, tasks, square, alpha):
            high = middle
        else:
            low = middle
    return high


def tasks_needed(effect: float, square: float, alpha: float) -> int | None:
    """The tasks that find an effect of this size; None beyond four million."""
    effect = abs(effect)
    if effect == 0:
        return None
    high = 1
    while not is_found(effect, high, square, alpha):
        high *= 2
        if high > MOST_TASKS:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if is_found(effect, middle, square, alpha):
            high = middle
        else:
            low = middle
    return high
