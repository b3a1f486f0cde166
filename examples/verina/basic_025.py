"""Verina, basic 25 (`sumAndAverage`): the sum of 0 to n, and the average of 1 to n.

The data's average is a float and exact only for small `n`, so it rejects 2**53; here the average
is a fraction, exact for all, and the bound is kept.
"""

from fractions import Fraction

from icontract import ensure, require


@require(lambda n: 0 < n < 9007199254740992)
@ensure(lambda n, result: result[0] * 2 == n * (n + 1))
@ensure(lambda n, result: result[1] * n == result[0])
def sum_and_average(n: int) -> tuple[int, Fraction]:
    """The sum of the numbers to `n`, and their average."""
    total = 0
    for i in range(1, n + 1):
        total += i
    return (total, Fraction(total) / n)
