"""CodeProof, easy 6 (`solveDiv`): solve ``a / x = b`` in the rationals, neither being zero.

Lean: ``theorem solveDiv_correct (a b: Rat) (ha: a ≠ 0) (hb: b ≠ 0): a / (solveDiv a b ha hb) = b``.
Lean's division by zero is zero; Python's raises, so here the quotient must also be defined.
"""

from fractions import Fraction

from icontract import ensure, require


@require(lambda a: a != 0)
@require(lambda b: b != 0)
@ensure(lambda a, b, result: a / result == b)
def solve_div(a: Fraction, b: Fraction) -> Fraction:
    """The divisor that makes `b` of `a`."""
    ...
