"""Verina, basic 65 (`SquareRoot`): the square root, rounded down."""

from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: result >= 0 and result * result <= n)
@ensure(lambda n, result: n < (result + 1) * (result + 1))
def square_root(n: int) -> int:
    """The greatest number whose square is not above `n`."""
    r = 0
    while (r + 1) * (r + 1) <= n:
        r += 1
    return r
