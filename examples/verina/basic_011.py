"""Verina, basic 11 (`lastDigit`): the last decimal digit."""

from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda result: 0 <= result <= 9)
@ensure(lambda n, result: (n - result) % 10 == 0)
def last_digit(n: int) -> int:
    """The digit of the ones."""
    return n % 10
