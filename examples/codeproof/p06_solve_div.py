"""CodeProof, easy 6 (`solveDiv`): solve ``a / x = b`` in the rationals, neither being zero.

Lean: ``a / (solveDiv a b ha hb) = b``. A quotient by zero is 0 there, so the statement alone does
not say that the divisor is not zero; here the quotient must be defined.
"""

from fractions import Fraction

from icontract import ensure, require


@require(lambda a: a != 0)
@require(lambda b: b != 0)
@ensure(lambda a, b, result: result != 0 and a / result == b)
def solve_div(a: Fraction, b: Fraction) -> Fraction:
    """The `x` with `a / x == b`."""
    return a / b
