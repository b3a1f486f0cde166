"""Intervals that may be looked at any time, by betting.

For draws x in [0, 1] with mean m, the capital of a bettor who stakes the fraction s on "more than
m", the product of 1 + s (x / m - 1), is a nonnegative martingale; so is its mean over stakes. By
Ville's inequality it ever reaches 1 / a with probability at most a. What m survives both bets, on
more and on less, each at a / 2, is the interval: it covers the mean at all times at once with
probability 1 - a, however often one looks and whenever one stops. The capital on "more" falls in m
and that on "less" rises, so that bisection finds both ends.

Source: I. Waudby-Smith and A. Ramdas, Estimating means of bounded random variables by betting,
JRSS B 86 (2024), section 4; J. Ville, Étude critique de la notion de collectif (1939).
"""

from collections.abc import Mapping
from math import exp, inf, log, log1p

STAKES = tuple((2 * k + 1) / 64 for k in range(32))
"""Fractions of the capital that are staked, all alike."""

_STEPS = 40


def capital(counts: Mapping[float, float], mean: float) -> float:
    """The logarithm of the capital won by betting that draws in [0, 1] exceed ``mean`` on average.

    ``counts`` says how often each value was drawn.
    """
    if mean <= 0:
        return inf if any(value > 0 and count for value, count in counts.items()) else 0.0
    logs = [
        sum(count * log1p(stake * (value / mean - 1)) for value, count in counts.items())
        for stake in STAKES
    ]
    most = max(logs)
    return most + log(sum(exp(one - most) for one in logs) / len(logs))


def interval(effects: Mapping[float, float], alpha: float) -> tuple[float, float]:
    """The interval of the mean of ``effects`` in [-1, 1], each with how often it was seen.

    (-1, 1) where nothing was seen.
    """
    up = {(value + 1) / 2: count for value, count in effects.items()}
    down = {(1 - value) / 2: count for value, count in effects.items()}
    return 2 * _lowest(up, alpha / 2) - 1, 1 - 2 * _lowest(down, alpha / 2)


def evidence(effects: Mapping[float, float]) -> float:
    """A p of "the mean is zero" at any time: the smallest level whose interval leaves it out."""
    up = {(value + 1) / 2: count for value, count in effects.items()}
    down = {(1 - value) / 2: count for value, count in effects.items()}
    won = max(capital(up, 0.5), capital(down, 0.5))
    return min(1.0, 2 * exp(-won))


def _lowest(counts: Mapping[float, float], level: float) -> float:
    """The greatest lower bound of the mean that the bets leave, from below."""
    need = -log(level)
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if capital(counts, middle) >= need:
            low = middle
        else:
            high = middle
    return low
