"""The exact conditional test of strata: Fisher's for one, McNemar's for pairs, both for many.

Given how many trials of a stratum passed at all, the number of passes with the rule is
hypergeometric where the rule changes nothing; over strata these numbers add up. The two-sided p is
the probability of all sums that are no likelier than the one that was seen. Whole numbers alone are
summed, so that p is exact.

Source: A. Agresti, Categorical Data Analysis, 3rd ed. (2013), on exact conditional inference; for
pairs Q. McNemar, Psychometrika 12 (1947).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb, erfc, sqrt

from lemmata.bench.pairing import Stratum

MOST_OUTCOMES = 1024
"""Beyond, the sum is taken to be normal, as its central limit says."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A two-sided p, and whether it is exact or that of the normal limit."""

    p: float
    is_exact: bool


def chance(strata: Iterable[Stratum]) -> Chance:
    """The p of "the rule changes nothing in these tasks".

    One where no stratum tells anything: all passed, none did, or there is none.
    """
    counted = Counter(stratum for stratum in strata if _tells(stratum))
    outcomes = sum(min(s.on, s.on_passed + s.off_passed) * n for s, n in counted.items())
    if outcomes > MOST_OUTCOMES:
        return Chance(_normal(counted), is_exact=False)
    return Chance(float(exact_p(counted)), is_exact=True)


def exact_p(counted: Mapping[Stratum, int]) -> Fraction:
    """The exact p of strata, each with how often it comes."""
    ways, seen = [1], 0
    for stratum, times in counted.items():
        total = stratum.on_passed + stratum.off_passed
        low = max(0, total - stratum.off)
        single = [
            comb(stratum.on, passed) * comb(stratum.off, total - passed)
            for passed in range(low, min(stratum.on, total) + 1)
        ]
        seen += (stratum.on_passed - low) * times
        ways = _times(ways, _power(single, times))
    extreme = sum(way for way in ways if way <= ways[seen])
    return Fraction(extreme, sum(ways))


def _normal(counted: Mapping[Stratum, int]) -> float:
    """Of Cochran, Mantel and Haenszel, with the correction for continuity."""
    surplus = variance = 0.0
    for stratum, times in counted.items():
        every, passed = stratum.on + stratum.off, stratum.on_passed + stratum.off_passed
        surplus += times * (stratum.on_passed - stratum.on * passed / every)
        spread = stratum.on * stratum.off * passed * (every - passed)
        variance += times * spread / (every * every * (every - 1))
    return erfc(max(0.0, abs(surplus) - 0.5) / sqrt(2 * variance))


def _tells(stratum: Stratum) -> bool:
    passed = stratum.on_passed + stratum.off_passed
    return bool(stratum.on and stratum.off and 0 < passed < stratum.on + stratum.off)


def _power(single: list[int], times: int) -> list[int]:
    """The ways of a sum of ``times`` equal strata; a binomial row where each has two outcomes."""
    if len(single) == 2:
        left, right = single
        return [comb(times, k) * left ** (times - k) * right**k for k in range(times + 1)]
    found = [1]
    while times:
        if times & 1:
            found = _times(found, single)
        single = _times(single, single) if times > 1 else single
        times >>= 1
    return found


def _times(one: list[int], other: list[int]) -> list[int]:
    """The product of two polynomials of whole coefficients, as one product of whole numbers."""
    bits = (sum(one) * sum(other)).bit_length() + 1
    size = (bits + 7) // 8
    packed = [
        int.from_bytes(b"".join(n.to_bytes(size, "little") for n in side), "little")
        for side in (one, other)
    ]
    length = len(one) + len(other) - 1
    data = (packed[0] * packed[1]).to_bytes(size * length + size, "little")
    return [int.from_bytes(data[i * size : (i + 1) * size], "little") for i in range(length)]
