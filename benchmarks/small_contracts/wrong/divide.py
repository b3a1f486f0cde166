"""Quotient and remainder, by subtracting: a rest of b stays."""

from icontract import ensure, require


@require(lambda a, b: a >= 0 and b > 0)
@ensure(lambda a, b, result: result[0] * b + result[1] == a)
@ensure(lambda b, result: 0 <= result[1] < b)
def divide(a: int, b: int) -> tuple[int, int]:
    """Quotient and remainder, by subtracting."""
    quotient = 0
    rest = a
    while rest > b:
        rest -= b
        quotient += 1
    return quotient, rest
