"""CodeProof, easy 5 (`solveMul`): the inverse of a rational, and 0 for 0.

Lean: ``(∃ x, a * x = 1) -> a * (solveMul a) = 1`` and else ``solveMul a = 0``. Nothing is left
open; that a solution exists is written as what it comes to, ``a != 0``.
"""

from fractions import Fraction

from icontract import ensure


@ensure(lambda a, result: a * result == 1 if a != 0 else result == 0)
def solve_mul(a: Fraction) -> Fraction:
    """The `x` with `a * x == 1`; 0 when there is none."""
    if a == 0:
        return a
    return 1 / a
