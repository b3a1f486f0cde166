"""Verina, advanced 9 (`countSumDivisibleBy`): numbers below `n` whose digit sum `d` divides."""

from icontract import ensure, require


def digit_sum(n: int) -> int:
    """The sum of the digits of `n`."""
    return 0 if n <= 0 else n % 10 + digit_sum(n // 10)


@require(lambda n: n >= 0)
@require(lambda d: d > 0)
@ensure(lambda n, d, result: result == sum(1 for x in range(n) if digit_sum(x) % d == 0))
def count_sum_divisible_by(n: int, d: int) -> int:
    """How many numbers from 0 below `n` have a digit sum that `d` divides."""
    count = 0
    for x in range(n):
        if digit_sum(x) % d == 0:
            count += 1
    return count
