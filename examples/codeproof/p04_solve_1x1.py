"""CodeProof, easy 4 (`solve1x1`): solve ``a * x = b`` in the rationals, or say that nothing does.

Lean reads the answer with ``.get!``, and ``none.get!`` is 0 there: for ``a = b = 0`` the answer
``none`` passes although every number solves. Here a solvable equation has an answer that is a
number; which one, is open for 0 and 0 alone.
"""

from fractions import Fraction

from icontract import ensure


@ensure(lambda a, b, result: (result is None) == (a == 0 and b != 0))
@ensure(lambda a, b, result: result is None or a * result == b)
def solve_1x1(a: Fraction, b: Fraction) -> Fraction | None:
    """An `x` with `a * x == b`; None when there is none."""
    if a != 0:
        return b / a
    return Fraction(0) if b == 0 else None
