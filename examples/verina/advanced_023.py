"""Verina, advanced 23 (`isPowerOfTwo`): whether a number is a power of two."""

from icontract import ensure


def power_of_two(n: int) -> bool:
    """Whether `n` is 1, or twice a power of two."""
    return n == 1 or (n > 1 and n % 2 == 0 and power_of_two(n // 2))


@ensure(lambda n, result: result == power_of_two(n))
def is_power_of_two(n: int) -> bool:
    """Whether halving `n` comes to 1."""
    if n < 1:
        return False
    rest = n
    while rest % 2 == 0:
        rest //= 2
    return rest == 1
