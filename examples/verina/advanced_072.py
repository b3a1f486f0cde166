"""Verina, advanced 72 (`singleDigitPrimeFactor`): the least prime factor below 10, or 0."""

from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == 0 or (result in (2, 3, 5, 7) and n > 0 and n % result == 0))
@ensure(lambda n, result: n == 0 or result == 2 or n % 2 != 0)
@ensure(lambda n, result: n == 0 or result in (2, 3) or n % 3 != 0)
@ensure(lambda n, result: n == 0 or result in (2, 3, 5) or n % 5 != 0)
@ensure(lambda n, result: n == 0 or result in (2, 3, 5, 7) or n % 7 != 0)
def single_digit_prime_factor(n: int) -> int:
    """The least of 2, 3, 5 and 7 that divides `n`; 0 when none does, or `n` is 0."""
    if n == 0:
        return 0
    if n % 2 == 0:
        return 2
    if n % 3 == 0:
        return 3
    if n % 5 == 0:
        return 5
    return 7 if n % 7 == 0 else 0
