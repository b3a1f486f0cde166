"""Verina, advanced 20 (`isItEight`): whether 8 divides a number or is one of its digits."""

from icontract import ensure


def has_eight(n: int) -> bool:
    """Whether a digit of `n` is 8."""
    return n > 0 and (n % 10 == 8 or has_eight(n // 10))


@ensure(lambda n, result: result == (n % 8 == 0 or has_eight(abs(n))))
def is_it_eight(n: int) -> bool:
    """Whether `n` has to do with 8."""
    if n % 8 == 0:
        return True
    rest = abs(n)
    while rest > 0:
        if rest % 10 == 8:
            return True
        rest //= 10
    return False
