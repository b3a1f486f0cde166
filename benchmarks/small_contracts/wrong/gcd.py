"""A common divisor, by Euclid: a remainder of one ends it too early."""

from icontract import ensure, require


@require(lambda a, b: a > 0 and b > 0)
@ensure(lambda result: result >= 1)
@ensure(lambda a, b, result: a % result == 0 and b % result == 0)
def gcd(a: int, b: int) -> int:
    """A common divisor, by Euclid."""
    x = a
    y = b
    while y > 1:
        x, y = y, x % y
    return x
