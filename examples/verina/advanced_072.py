"""Verina, advanced 72 (`singleDigitPrimeFactor`): the least prime factor below 10, or 0."""

from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == 0 or (result in (2, 3, 5, 7) and n > 0 and n % result == 0))
@ensure(
    lambda n, result: n == 0 or all(n % p != 0 for p in range(2, 10 if result == 0 else result))
)
def single_digit_prime_factor(n: int) -> int:
    """The least of 2, 3, 5 and 7 that divides `n`; 0 when none does, or `n` is 0."""
    if n == 0:
        return 0
    for p in range(2, 10):
        if n % p == 0:
            return p
    return 0
