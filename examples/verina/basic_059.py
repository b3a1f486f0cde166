"""Verina, basic 59 (`DoubleQuadruple`): twice and four times a number."""

from icontract import ensure


@ensure(lambda x, result: result == (2 * x, 4 * x))
def double_quadruple(x: int) -> tuple[int, int]:
    """Twice `x`, and twice that."""
    double = x + x
    return (double, double + double)
