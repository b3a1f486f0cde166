"""Verina, basic 3 (`isDivisibleBy11`): divisibility by 11."""

from icontract import ensure


@ensure(lambda n, result: result == (n % 11 == 0))
def is_divisible_by_11(n: int) -> bool:
    """Whether 11 divides `n`."""
    return n // 11 * 11 == n
