"""Verina, basic 81 (`DivisionFunction`): remainder and quotient, by repeated subtraction."""

from icontract import ensure, require


@require(lambda x: x >= 0)
@require(lambda y: y >= 0)
@ensure(lambda x, y, result: y != 0 or result == (x, 0))
@ensure(lambda x, y, result: y == 0 or result[1] * y + result[0] == x)
@ensure(lambda y, result: y == 0 or (0 <= result[0] < y and result[1] >= 0))
def division_function(x: int, y: int) -> tuple[int, int]:
    """The remainder and the quotient of `x` by `y`."""
    if y == 0:
        return (x, 0)
    rest, quotient = x, 0
    while rest >= y:
        rest -= y
        quotient += 1
    return (rest, quotient)
