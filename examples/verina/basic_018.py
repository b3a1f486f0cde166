"""Verina, basic 18 (`sumOfDigits`): the sum of the decimal digits."""

from icontract import ensure, require


def digit_sum(n: int) -> int:
    """The sum of the digits of `n`, by their definition."""
    return 0 if n <= 0 else n % 10 + digit_sum(n // 10)


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == digit_sum(n))
def sum_of_digits(n: int) -> int:
    """The sum of the digits of `n`."""
    total = 0
    rest = n
    while rest > 0:
        total += rest % 10
        rest //= 10
    return total
